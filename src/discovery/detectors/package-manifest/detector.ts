import { parse as parseToml } from 'smol-toml';
import type { AssetObservation } from '../../../core/observation.ts';
import { applicationIdentity } from '../../application.ts';
import { defineDetector } from '../../detector.ts';

interface Facts {
  name: string;
  version?: string;
  description?: string;
  line: number;
}

/** What a package calls itself names the application that stands in its folder. */
export default defineDetector<Facts>({
  id: 'package-manifest',
  version: 1,
  title: 'Names of packages (pyproject.toml, package.json)',
  reads: { files: ['pyproject.toml', 'package.json'], maxBytes: 1024 * 1024 },
  emits: ['application'],
  facts({ path, text }) {
    const found = path.endsWith('.json') ? fromJson(text) : fromToml(text);
    if (found?.name === undefined || typeof found.name !== 'string' || found.name === '' || found.name.length > 214) return undefined;
    const at = text.split('\n').findIndex((line) => /^\s*"?name"?\s*[:=]/.test(line));
    return {
      name: found.name,
      ...(typeof found.version === 'string' ? { version: found.version.slice(0, 80) } : {}),
      ...(typeof found.description === 'string' ? { description: found.description.slice(0, 200) } : {}),
      line: at < 0 ? 1 : at + 1,
    };
  },
  link({ target, files, evidence }) {
    const assets: AssetObservation[] = [];
    for (const [path, { name, version, description, line }] of files) {
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
      assets.push({
        kind: 'application',
        name,
        keys: [{ key: applicationIdentity(target, folder).key, strong: true }],
        properties: { version, description },
        evidence: [evidence(path, line, `package ${name}`)],
        confidence: 0.95,
        // A package without AI is no application of ours to list.
        optional: true,
      });
    }
    return { assets, edges: [] };
  },
});

type Named = { name?: unknown; version?: unknown; description?: unknown };

function fromJson(text: string): Named | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    // A manifest that npm itself could not read names nothing; the folder's name stands in.
    return undefined;
  }
}

function fromToml(text: string): Named | undefined {
  try {
    const parsed = parseToml(text) as { project?: Named; tool?: { poetry?: Named } };
    return parsed.project?.name === undefined ? parsed.tool?.poetry : parsed.project;
  } catch {
    // As above.
    return undefined;
  }
}
