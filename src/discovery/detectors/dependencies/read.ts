import type { TextFile } from '../../detector.ts';
import { readConda } from './conda.ts';
import type { DependencyFacts } from './facts.ts';
import { readBunLock, readPackageLock } from './npm-locks.ts';
import { readPackageJson } from './package-json.ts';
import { readPyproject } from './pyproject.ts';
import { readPipfileLock, readTomlLock } from './python-locks.ts';
import { readPipfile, readSetupCfg, readSetupPy } from './python-setup.ts';
import { readRequirementsFile } from './requirements-file.ts';
import { readPnpmLock, readYarnLock } from './yaml-locks.ts';

const READERS: readonly (readonly [RegExp, (text: string, path: string) => DependencyFacts | undefined])[] = [
  [/^package\.json$/, readPackageJson],
  [/^(?:package-lock|npm-shrinkwrap)\.json$/, readPackageLock],
  [/^yarn\.lock$/, readYarnLock],
  [/^pnpm-lock\.ya?ml$/, readPnpmLock],
  [/^bun\.lock$/, readBunLock],
  [/^pyproject\.toml$/, readPyproject],
  [/^(?:poetry|uv|pdm)\.lock$|^pylock(?:\.[\w-]+)?\.toml$/, (text, path) => readTomlLock(path, text)],
  [/^Pipfile$/, readPipfile],
  [/^Pipfile\.lock$/, readPipfileLock],
  [/^setup\.cfg$/, readSetupCfg],
  [/^setup\.py$/, readSetupPy],
  [/\.ya?ml$/, readConda],
  [/\.(?:txt|in|pip)$/, (text, path) => readRequirementsFile(path, text)],
];

/** Dependencies of one manifest or lock file by its name; a file that a requirements file includes is one as well. Never throws. */
export function readDependencies({ path, text }: Pick<TextFile, 'path' | 'text'>): DependencyFacts | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = READERS.find(([pattern]) => pattern.test(name)) ?? READERS.at(-1)!;
  return found[1](text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, path);
}
