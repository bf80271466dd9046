import { defineDetector } from '../../detector.ts';
import { type Statement, statementsAsset } from '../../statements.ts';
import { readAuthors } from './authors.ts';
import { readCatalog } from './catalog.ts';
import type { Stated } from './stated.ts';

/**
 * Who answers for a folder by the files that describe what lies in it: Backstage's catalog-info.yaml (owner, lifecycle, system), an
 * OWNERS file of Kubernetes projects (approvers), and, as a weak hint at who wrote it, the author fields of package.json and
 * pyproject.toml. Speaks of everything in the folder (surroundings.ts); the nearest folder upwards counts.
 */
export default defineDetector<Stated[]>({
  id: 'service-catalog',
  version: 1,
  title: 'Owners in service catalogues, OWNERS files and package manifests',
  reads: { files: ['catalog-info.{yaml,yml}', 'OWNERS', 'package.json', 'pyproject.toml'], maxBytes: 1024 * 1024 },
  emits: ['repository'],
  facts({ path, text }) {
    if (/(?:^|\/)(?:node_modules|vendor|third[-_]party|site-packages)\//.test(path)) return undefined;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = name === 'package.json' || name === 'pyproject.toml' ? readAuthors(name, text) : readCatalog(name, text);
    return found.length > 0 ? found : undefined;
  },
  link({ target, files, cover }) {
    const statements: Statement[] = [];
    for (const [file, found] of files) {
      const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
      for (const { says, why, line, confidence, problem } of found) {
        if (problem !== undefined) cover({ file, status: 'partial', reason: problem });
        else statements.push({ folder, says, why, file, line, confidence });
      }
    }
    return { assets: statements.length > 0 ? [statementsAsset(target, 'service-catalog', { statements })] : [], edges: [] };
  },
});
