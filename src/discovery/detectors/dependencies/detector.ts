import { defineDetector } from '../../detector.ts';
import { includedPath } from './collect.ts';
import type { DependencyFacts } from './facts.ts';
import { linkDependencies } from './link.ts';
import { readDependencies } from './read.ts';

/**
 * AI libraries in manifests and lock files of Python and npm packages. One edge from the application (keyed as the code's is, so
 * that an import and a version are one edge) to each library, with the properties `version` (exact: of the lock, else pinned),
 * `versions` (when there are several), `range` as written, `scope` (runtime, optional, dev), `direct` (false: brought along by
 * `via`), `pinned` and `pinnedBy` (lock, version, commit, constraint), `hashed`, `extras`, `groups`, and `source` where it does not
 * come from the registry. Only libraries that matter to AI are told (recognizers/ai-libraries).
 */
export default defineDetector<DependencyFacts>({
  id: 'dependencies',
  version: 2,
  title: 'AI libraries and their versions in manifests and lock files (Python, npm)',
  reads: {
    files: [
      'package.json',
      'package-lock.json',
      'npm-shrinkwrap.json',
      'yarn.lock',
      'pnpm-lock.yaml',
      'bun.lock',
      'pyproject.toml',
      'poetry.lock',
      'uv.lock',
      'pdm.lock',
      'pylock.toml',
      'pylock.*.toml',
      'Pipfile',
      'Pipfile.lock',
      'setup.cfg',
      'setup.py',
      '*requirements*.txt',
      '*requirements*.in',
      'requirements/*.{txt,in}',
      '**/requirements/*.{txt,in}',
      '*constraints*.txt',
      'environment*.{yml,yaml}',
      'conda*.{yml,yaml}',
    ],
    maxBytes: 16 * 1024 * 1024,
  },
  emits: ['application', 'library', 'depends-on'],
  facts: readDependencies,
  *wants({ files, paths }) {
    for (const [path, { includes }] of files)
      for (const include of includes ?? []) {
        const found = includedPath(path, include.path);
        // A file under its own reader's name is read by that name.
        if (found !== undefined && paths.has(found) && /\.(?:txt|in|pip)$/.test(found)) yield found;
      }
  },
  link: linkDependencies,
});
