import { own } from '../../../core/table.ts';

/** Folders that hold no work of the target's own: version control, installed dependencies, caches. Told in the coverage. */
const PASSED_OVER: Readonly<Record<string, string>> = {
  '.git': 'version control data',
  '.hg': 'version control data',
  '.svn': 'version control data',
  node_modules: 'installed dependencies',
  bower_components: 'installed dependencies',
  'site-packages': 'installed dependencies',
  '.terraform': 'downloaded providers and modules',
  __pycache__: 'compiled Python',
  '.mypy_cache': 'cache',
  '.pytest_cache': 'cache',
  '.ruff_cache': 'cache',
  '.tox': 'test environments',
  '.nox': 'test environments',
  '.next': 'build output',
  '.nuxt': 'build output',
  '.turbo': 'cache',
  '.gradle': 'cache',
};

/** Why a folder of this name is not read; undefined where it is. */
export function passedOver(name: string): string | undefined {
  return own(PASSED_OVER, name);
}
