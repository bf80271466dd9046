import type { CoverageEntry } from '../core/coverage.ts';
import { compareText } from '../core/evidence.ts';
import { findSecrets, hasSecretAnchor } from '../recognizers/secrets/find.ts';
import { bytesReader } from './range.ts';
import {
  type Authored,
  type PastFile,
  type PastPlace,
  type PastText,
  type RepositoryHistory,
  type ExtentName,
  FULL,
  RECENT,
  RECENT_AUTHORS,
} from './history.ts';
import {
  readRemembered,
  type RememberedFact,
  type RememberedHistory,
  type RememberedRepository,
  writeRemembered,
} from './history-cache.ts';
import { decodeText, readFile, type Readers } from './read-file.ts';
import type { Source } from './source.ts';

type Gap = Omit<CoverageEntry, 'target'>;

interface HistoryOptions {
  extent: Exclude<ExtentName, 'off'>;
  ignored(path: string): boolean;
  cacheFolder?: string;
  /** Remembered facts of another knowledge are not used. */
  knowledge: string;
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/** Facts of earlier commits by detector. */
export type PastFacts = ReadonlyMap<string, readonly PastFile<unknown>[]>;

const LEAST = 6;

/**
 * What detectors that ask for it (`reads.history`) state of the texts that commits added: each text once, those that were read
 * before from memory. Only a text that may hold a secret is looked at any closer.
 */
export async function readHistory(
  source: Source,
  readers: Readers,
  options: HistoryOptions,
): Promise<{ past: PastFacts; authored: Authored[]; gaps: Gap[] }> {
  const { history } = source;
  if (!history) return { past: new Map(), authored: [], gaps: [] };
  const { cacheFolder, knowledge, extent } = options;
  const before = cacheFolder === undefined ? {} : readRemembered(cacheFolder, source.id, knowledge);
  const detectors = readers.all.flatMap(({ id, reads }) => (reads.history ? [id] : []));
  const found = new Map<string, RememberedFact[]>();
  const read = await history.read({
    extent: extent === 'full' ? FULL : RECENT,
    known: (folder) => new Set(Object.keys((Object.hasOwn(before, folder) ? before[folder]?.commits : undefined) ?? {})),
    onText: (text) => {
      const facts = factsOf(text, detectors, source.id, readers);
      if (facts.length > 0) found.set(text.folder, [...(found.get(text.folder) ?? []), ...facts]);
    },
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  });
  const gaps: Gap[] = [];
  const past = new Map<string, PastFile<unknown>[]>();
  const remembered: RememberedHistory = {};
  for (const repository of read) {
    const known = Object.hasOwn(before, repository.folder) ? before[repository.folder] : undefined;
    const here = joined(repository, known, found.get(repository.folder) ?? []);
    remembered[repository.folder] = here.remembered;
    for (const { detector, path, fact, commits } of here.facts) {
      if (options.ignored(path)) continue;
      const list = past.get(detector) ?? [];
      past.set(detector, list);
      list.push({ path, fact: JSON.parse(fact), commits });
    }
    const file = repository.folder === '' ? {} : { file: repository.folder };
    for (const gap of [...repository.gaps, ...summary(repository, here.remembered, extent)])
      gaps.push({ ...file, what: 'history', ...gap });
  }
  for (const list of past.values())
    list.sort((a, b) => compareText(a.path, b.path) || compareText(a.commits[0]?.id ?? '', b.commits[0]?.id ?? ''));
  const problem = cacheFolder === undefined ? undefined : writeRemembered(cacheFolder, source.id, knowledge, remembered);
  if (problem !== undefined)
    gaps.push({ what: 'history', status: 'skipped', reason: `What was read of the history could not be remembered (${problem}).` });
  return { past, authored: Object.values(remembered).flatMap((one) => one.authored), gaps };
}

function factsOf({ bytes, places }: PastText, detectors: readonly string[], target: string, readers: Readers): RememberedFact[] {
  if (bytes.length < LEAST) return [];
  const text = decodeText(bytes);
  if (text === undefined || !hasSecretAnchor(text)) return [];
  const out: RememberedFact[] = [];
  // What a value is taken for depends on the name of its file.
  for (const [path, here] of Map.groupBy(places, (place) => place.path)) {
    if (!findSecrets(text, { file: path, scope: target }).some(({ placeholder }) => !placeholder)) continue;
    const { facts } = readFile(
      () => ({ ...bytesReader(bytes), close: () => undefined }),
      { path, size: bytes.length, detectors: detectors.filter((id) => readers.matching(path).includes(id)), forced: [], target },
      readers,
    );
    for (const [detector, fact] of Object.entries(facts)) if (fact !== null) out.push({ detector, path, fact, commits: commitsOf(here) });
  }
  return out;
}

function commitsOf(places: readonly PastPlace[]): RememberedFact['commits'] {
  return places.map(({ commit, time }) => ({ id: commit, time }));
}

/** What was remembered and still is in the history, and what was read now. */
function joined(
  { commits, reachable, authored }: RepositoryHistory,
  known: RememberedRepository | undefined,
  fresh: readonly RememberedFact[],
): { remembered: RememberedRepository; facts: RememberedFact[] } {
  const counts: RememberedRepository['commits'] = {};
  for (const [id, count] of Object.entries(known?.commits ?? {})) if (reachable.has(id)) counts[id] = count;
  for (const [id, { texts, bytes, skipped, large, largeBytes }] of commits) counts[id] = [texts, bytes, skipped, large, largeBytes];
  const within = (facts: readonly RememberedFact[], holds: (id: string) => boolean): RememberedFact[] =>
    facts.flatMap((one) => {
      const left = one.commits.filter(({ id }) => holds(id));
      return left.length > 0 ? [{ ...one, commits: left }] : [];
    });
  const kept = within(known?.found ?? [], (id) => reachable.has(id));
  return {
    facts: [...fresh, ...kept],
    remembered: {
      commits: counts,
      authored: recentOf(reachable, [...authored, ...(known?.authored ?? [])]),
      found: [...within(fresh, (id) => commits.has(id)), ...kept],
    },
  };
}

/** The newest first, as the commits are. */
function recentOf(reachable: ReadonlySet<string>, all: readonly Authored[]): Authored[] {
  const byCommit = new Map(all.map((one) => [one.id, one]));
  return [...reachable].slice(0, RECENT_AUTHORS).flatMap((id) => byCommit.get(id) ?? []);
}

function summary({ beyond, reachable }: RepositoryHistory, { commits }: RememberedRepository, extent: ExtentName): Omit<Gap, 'what'>[] {
  if (reachable.size === 0) return [];
  const total = (at: 0 | 1 | 2 | 3 | 4): number => Object.values(commits).reduce((sum, count) => sum + count[at], 0);
  const [texts, bytes, skipped, large, largeBytes] = [total(0), total(1), total(2), total(3), total(4)];
  const megabytes = (number: number): string => `${(number / 1e6).toFixed(1)} MB`;
  const passed = [
    ...(skipped > 0 ? [`${skipped} binary files and installed dependencies`] : []),
    ...(large > 0 ? [`${counted(large, 'text')} above 8 MiB (${megabytes(largeBytes)})`] : []),
  ];
  const out: Omit<Gap, 'what'>[] = [
    {
      status: 'read',
      reason: `${counted(Object.keys(commits).length, 'commit')} of the history: ${counted(texts, 'text')}, ${megabytes(bytes)}${passed.length > 0 ? `; passed over: ${passed.join(', ')}` : ''}.`,
    },
  ];
  if (beyond > 0)
    out.push({
      status: extent === 'full' ? 'partial' : 'not-asked',
      reason: `The history was read as far as ${reachable.size - beyond} of ${counted(reachable.size, 'commit')}, the newest first${extent === 'full' ? '' : ': --history full reads all'}.`,
    });
  return out;
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
