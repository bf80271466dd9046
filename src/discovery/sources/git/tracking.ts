import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Standing, Tracking } from '../../source.ts';
import { readIndex } from './index-file.ts';
import { contentOf, gitFolder } from './repository.ts';

const LARGEST_INDEX = 128 * 1024 * 1024;
const LARGEST_RULES = 1_000_000;

/**
 * What git knows of the files of a folder on disk, read from `.git/index` and the ignore rules as text.
 * @param repositories folders of the target ('' is the target itself) that hold a `.git`; the walk fills it.
 */
export function folderTracking(root: string, repositories: ReadonlySet<string>): Tracking {
  return {
    stamp: () =>
      [...repositories]
        .sort()
        .map((folder) => {
          const git = gitFolder(root, folder);
          return `${folder}\0${git === undefined ? '' : `${stampOf(root, `${git}/index`)} ${stampOf(root, `${git}/info/exclude`)}`}`;
        })
        .join('\n'),
    standings(paths) {
      const out = new Map<string, Standing>();
      const byRepository = Map.groupBy(paths, (path) => nearest(path, repositories));
      for (const [folder, inside] of byRepository) if (folder !== undefined) askRepository(root, folder, inside, out);
      return out;
    },
  };
}

/** For sources that hold nothing but what is committed: a fresh clone, files given in memory. */
export function everythingTracked(): Tracking {
  return { stamp: () => 'all', standings: (paths) => new Map([...paths].map((path) => [path, 'tracked'])) };
}

function askRepository(root: string, folder: string, paths: readonly string[], out: Map<string, Standing>): void {
  const git = gitFolder(root, folder);
  const bytes = git === undefined ? undefined : contentOf(root, `${git}/index`, LARGEST_INDEX);
  if (git === undefined || bytes === undefined) return;
  const inside = (path: string): string => (folder === '' ? path : path.slice(folder.length + 1));
  const index = readIndex(bytes, new Set(paths.map(inside)));
  if ('problem' in index) return;
  const rules = ignoreRules(root, folder, git);
  for (const path of paths) {
    if (index.tracked.has(inside(path))) out.set(path, 'tracked');
    else if (!index.uncertain(inside(path))) out.set(path, rules(inside(path)) ? 'ignored' : 'untracked');
  }
}

function nearest(path: string, repositories: ReadonlySet<string>): string | undefined {
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    if (repositories.has(path.slice(0, at))) return path.slice(0, at);
    if (at === 0) break;
  }
  return repositories.has('') ? '' : undefined;
}

/** Whether git would leave a new file alone: .gitignore from the top down to the file's folder, and .git/info/exclude. */
function ignoreRules(root: string, folder: string, git: string): (path: string) => boolean {
  const known = new Map<string, Ignore | undefined>();
  const rulesIn = (file: string): Ignore | undefined => {
    if (!known.has(file)) {
      const text = contentOf(root, file, LARGEST_RULES)?.toString('utf8');
      known.set(file, text === undefined ? undefined : ignore().add(text));
    }
    return known.get(file);
  };
  const decides = (path: string): boolean => {
    const name = path.endsWith('/') ? path.slice(0, -1) : path;
    // The nearest file that says anything decides.
    for (let end = name.lastIndexOf('/'); ; end = name.lastIndexOf('/', end - 1)) {
      const base = end < 0 ? '' : name.slice(0, end);
      const place = [folder, base, '.gitignore'].filter((part) => part !== '').join('/');
      const told = rulesIn(place)?.test(base === '' ? path : path.slice(base.length + 1));
      if (told?.ignored || told?.unignored) return told.ignored;
      if (end <= 0) break;
    }
    return rulesIn(`${git}/info/exclude`)?.ignores(path) ?? false;
  };
  return (path) => {
    // What lies in an ignored folder cannot be taken back below it.
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) if (decides(path.slice(0, end + 1))) return true;
    return decides(path);
  };
}

function stampOf(root: string, path: string): string {
  const stat = lstatSync(join(root, path), { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeNs}.${stat.ctimeNs}.${stat.size}.${stat.ino}`;
}
