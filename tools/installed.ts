import { readFileSync } from 'node:fs';

/**
 * Says by its exit code whether node_modules holds what package-lock.json names: the launcher asks before it installs, so that
 * an installation made by hand is kept.
 */
interface Locked {
  version?: string;
  optional?: boolean;
  peer?: boolean;
  link?: boolean;
}
export type LockFile = { packages: Record<string, Locked> };

/** The first package that is missing or of another version, or undefined. Optional ones may be missing (other platforms). */
export function firstDifference(lock: LockFile, installed: LockFile): string | undefined {
  for (const [place, wanted] of Object.entries(lock.packages)) {
    if (place === '') continue;
    const found = installed.packages[place];
    if (!found ? !wanted.optional : found.version !== wanted.version) return place;
  }
  return undefined;
}

if (import.meta.main) {
  const root = new URL('../', import.meta.url);
  const read = (file: string): LockFile => JSON.parse(readFileSync(new URL(file, root), 'utf8')) as LockFile;
  try {
    const difference = firstDifference(read('package-lock.json'), read('node_modules/.package-lock.json'));
    if (difference !== undefined) {
      console.error(`${difference} is not installed as package-lock.json names it`);
      process.exitCode = 1;
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
