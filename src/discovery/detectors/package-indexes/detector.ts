import type { AssetObservation } from '../../../core/observation.ts';
import { applicationAsset } from '../../application.ts';
import { defineDetector } from '../../detector.ts';
import { notebookKey } from '../../notebook/identity.ts';
import { type IndexFault, indexFaultsOf } from './indexes.ts';

/**
 * Package indexes that somebody else could stand in for: on the application of the folder (or on the notebook) the property
 * `packageIndexes`, one entry a host: `file`, `line`, `form` (plain, unverified, extra), `host`, `option`. An application is only told
 * where something else shows that it uses AI.
 */
export default defineDetector<IndexFault[]>({
  id: 'package-indexes',
  version: 1,
  title: 'Package indexes over plain http, without a certificate or beside the public one',
  reads: {
    files: [
      '*requirements*.{txt,in}',
      '**/requirements/*.{txt,in}',
      'pip.conf',
      'pip.ini',
      '.npmrc',
      'Pipfile',
      'pyproject.toml',
      '*Dockerfile*',
      '*.ipynb',
      '*.sh',
      'Makefile',
      '*.{yml,yaml}',
    ],
    contains:
      /index-url|trusted-host|INDEX_URL|TRUSTED_HOST|UV_INDEX|UV_INSECURE_HOST|strict-ssl|registry\s*=\s*"?http:|verify_ssl|url\s*=\s*["']http:/,
    maxBytes: 8 * 1024 * 1024,
  },
  emits: ['application', 'notebook'],
  facts({ path, text }) {
    const found = indexFaultsOf(path, text);
    return found.length === 0 ? undefined : found;
  },
  link(linking) {
    const { target, files, evidence } = linking;
    const byOwner = new Map<string, { asset: AssetObservation; list: ({ file: string } & IndexFault)[] }>();
    for (const [file, faults] of files) {
      const seen = evidence(file, faults[0]!.line, `${faults[0]!.option} of a package index`);
      const asset: AssetObservation = file.endsWith('.ipynb')
        ? {
            kind: 'notebook',
            name: file,
            keys: [notebookKey(target, file)],
            properties: {},
            evidence: [seen],
            confidence: 0.9,
            optional: true,
          }
        : { ...applicationAsset(linking, file, seen), optional: true };
      const key = `${asset.kind} ${asset.keys[0]!.key}`;
      const owner = byOwner.get(key) ?? { asset, list: [] };
      byOwner.set(key, owner);
      for (const fault of faults)
        if (!owner.list.some((one) => one.host !== undefined && one.host === fault.host)) owner.list.push({ file, ...fault });
    }
    const assets = [...byOwner.values()].map(({ asset, list }) => ({
      ...asset,
      properties: { ...asset.properties, packageIndexes: list.map((one) => ({ ...one })) },
    }));
    return { assets, edges: [] };
  },
});
