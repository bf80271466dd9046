import type { Evidence } from '../core/evidence.ts';
import type { AssetObservation } from '../core/observation.ts';
import type { Linking } from './detector.ts';

/** Files that make their folder a package, service or app of its own. */
const MANIFESTS = [
  'pyproject.toml',
  'package.json',
  'setup.py',
  'setup.cfg',
  'requirements.txt',
  'Pipfile',
  'environment.yml',
  'uv.lock',
  'poetry.lock',
  'deno.json',
];

/**
 * The folder of the application a file belongs to: the nearest folder upwards that holds a package manifest, else the first
 * folder of its path, else the target itself ('').
 */
export function applicationFolder(path: string, paths: ReadonlySet<string>): string {
  let folder = path;
  while (folder !== '') {
    folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    const prefix = folder === '' ? '' : `${folder}/`;
    if (MANIFESTS.some((name) => paths.has(prefix + name))) return folder;
  }
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

/** Name and key of the application in a folder of a target. */
export function applicationIdentity(target: string, folder: string): { name: string; key: string } {
  const whole = folder === '' ? target : `${target}/${folder}`;
  return { name: whole.slice(whole.lastIndexOf('/') + 1), key: `git:${whole}` };
}

/**
 * The application a file belongs to, as an asset: every detector that draws an edge from an application observes it so, and
 * the observations become one. `file` is relative to the target.
 */
export function applicationAsset(
  { target, paths }: Pick<Linking<unknown>, 'target' | 'paths'>,
  file: string,
  evidence: Evidence,
): AssetObservation {
  const folder = applicationFolder(file, paths);
  const { name, key } = applicationIdentity(target, folder);
  return { kind: 'application', name, keys: [{ key, strong: true }], properties: { folder }, evidence: [evidence], confidence: 0.9 };
}
