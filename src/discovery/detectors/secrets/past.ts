import type { Properties } from '../../../core/observation.ts';
import type { PastFile } from '../../history.ts';
import type { Found, SecretFacts } from './detector.ts';

/** The commits that added a secret to one path. */
export interface Past {
  first: { id: string; day: string | undefined };
  /** Full names. */
  commits: ReadonlySet<string>;
}

/** Long enough to name a commit of any repository, short enough to be read. */
const SHORT = 10;

/** Each secret once for each path, with the commit that added it there first. */
export function pastPlaces(files: readonly PastFile<SecretFacts>[]): { path: string; found: Found; past: Past }[] {
  const byPlace = new Map<string, { path: string; found: Found; time: number; id: string; commits: Set<string> }>();
  for (const { path, fact, commits } of files) {
    for (const found of fact.found) {
      const key = JSON.stringify([found.fingerprint, path]);
      const known = byPlace.get(key);
      const place = known ?? { path, found, time: Infinity, id: '', commits: new Set() };
      if (!known) byPlace.set(key, place);
      for (const { id, time } of commits) {
        place.commits.add(id);
        if (time > place.time || (time === place.time && id >= place.id)) continue;
        Object.assign(place, { found, time, id });
      }
    }
  }
  return [...byPlace.values()].map(({ path, found, time, id, commits }) => ({
    path,
    found,
    past: { first: { id: id.slice(0, SHORT), day: dayOf(time) }, commits },
  }));
}

/** "added in commit 1a2b3c4d5e (2024-05-31), and by 3 more" */
export function toldOf({ first, commits }: Past): string {
  const more = commits.size - 1;
  return `added in commit ${first.id}${first.day === undefined ? '' : ` (${first.day})`}${more > 0 ? `, and by ${more} more` : ''}`;
}

/** What is said of the history of a secret: nothing where no commit holds it. `inTree` only where it is false. */
export function historyOf(places: readonly { past?: Past }[]): Properties {
  const past = places.flatMap((place) => place.past ?? []);
  if (past.length === 0) return {};
  const [oldest] = past.toSorted((a, b) => compareDays(a.first.day, b.first.day));
  const commits = new Set(past.flatMap((one) => [...one.commits]));
  return {
    inHistory: true,
    ...(past.length === places.length ? { inTree: false } : {}),
    commits: commits.size,
    firstCommit: oldest!.first.id,
    ...(oldest!.first.day === undefined ? {} : { firstCommitted: oldest!.first.day }),
  };
}

function compareDays(a: string | undefined, b: string | undefined): number {
  return (a ?? '9') < (b ?? '9') ? -1 : (a ?? '9') > (b ?? '9') ? 1 : 0;
}

function dayOf(time: number): string | undefined {
  // Until the year 9999.
  return time > 0 && time < 253_402_300_800 ? new Date(time * 1000).toISOString().slice(0, 10) : undefined;
}
