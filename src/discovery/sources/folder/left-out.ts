import type { SourceGap } from '../../source.ts';

/** A file or folder that is not looked at because somebody asked for that, and who: "pharos.yaml ignores it". */
export interface LeftOut {
  path: string;
  because: string;
}

/** So many places are told one by one; a target with more is told by the folders they stand in. */
const MOST = 500;

/**
 * One entry for each place that was left out, so that what was seen there before is not taken for gone. Of more than 500 the deepest are
 * told by their folders, then those by theirs: fewer entries, which speak of more than was left out and never of less. An entry for
 * the whole target has the file ''.
 */
export function leftOutGaps(places: readonly LeftOut[]): SourceGap[] {
  let told = new Map(places.map(({ path, because }) => [path, { because, part: false }]));
  while (told.size > MOST) {
    const deepest = Math.max(...new Set([...told.keys()].map(depthOf)));
    const fewer: typeof told = new Map();
    for (const [path, { because, part }] of told) {
      if (depthOf(path) < deepest) fewer.set(path, fewer.get(path) ?? { because, part });
      else fewer.set(path.slice(0, Math.max(0, path.lastIndexOf('/'))), { because, part: true });
    }
    told = fewer;
  }
  return [...told].map(([file, { because, part }]) => ({
    file,
    what: 'left-out',
    status: 'skipped',
    reason: part ? `Parts of it are left out because ${because}.` : `Left out because ${because}.`,
  }));
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length;
}
