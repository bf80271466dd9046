import type { CoverageEntry } from '../core/coverage.ts';
import { messageOf } from '../core/errors.ts';
import { compareText } from '../core/evidence.ts';
import type { Observations } from '../core/observation.ts';
import { summariseUnread } from './coverage.ts';
import { authorsOf } from './commit-authors.ts';
import { deployedSettings } from './deployed-settings.ts';
import type { Detector, Linking } from './detector.ts';
import type { CachedFile, FactsCache } from './facts-cache.ts';
import type { Authored } from './history.ts';
import { prepareReaders, type Readers, type Task, TEXT_LIMIT } from './read-file.ts';
import { openReading, type Reading } from './readers.ts';
import type { PastFacts } from './read-history.ts';
import { loadDetectors, moduleStamp } from './registry.ts';
import { type Discovery, ignoredBy, type Progress, type ScanOptions } from './scan.ts';
import type { Entry, Source } from './source.ts';
import { statementsAsset } from './statements.ts';
import { veilGaps, veilObservations } from './veil-observations.ts';

export type Gap = Omit<CoverageEntry, 'target'>;
type FileFacts = Record<string, string | null>;

/** What is known of a target while it is scanned. */
export interface KnownTarget {
  source: Source;
  entries: Entry[];
  files: Map<string, CachedFile>;
  /** By path. */
  facts: Map<string, FileFacts>;
  counts: Discovery['counts'];
}

interface TargetState extends KnownTarget {
  readers: Readers;
  reading: Reading;
  /** Facts parsed once and read by `wants` and `link` alike, by their text; neither changes them. */
  parsed: Map<string, unknown>;
  past: PastFacts;
  authored: readonly Authored[];
}

/**
 * Reads what is not remembered and joins the facts of all files. Apart from scan.ts, because a scan that finds nothing changed
 * needs none of this: no detector, no parser, no recognizer is loaded.
 */
export async function readTarget(
  target: KnownTarget,
  cache: FactsCache | undefined,
  options: ScanOptions,
): Promise<{ observations: Observations; gaps: Gap[] }> {
  const reading = openReading(target.source, options);
  reading.expect(target.entries.reduce((sum, { path, size }) => sum + (target.files.has(path) ? 0 : Math.min(size, TEXT_LIMIT)), 0));
  const detectors = await loadDetectors();
  const state: TargetState = { ...target, readers: prepareReaders(detectors), reading, parsed: new Map(), past: new Map(), authored: [] };
  const unread = await readAll(state, cache, options);
  options.onProgress?.({ target: target.source.id, phase: 'link', done: 0 });
  const { observations, gaps } = link(state, detectors);
  return { observations, gaps: [...gaps, ...unread, ...summariseUnread(target.entries, state.readers)] };
}

/** The files, mostly in processes of their own, and the history in this one at the same time. Gives what is not read of the history. */
async function readAll(state: TargetState, cache: FactsCache | undefined, options: ScanOptions): Promise<Gap[]> {
  let busy = true;
  const files = async (): Promise<void> => {
    try {
      await readFirst(state, cache, options);
      await readWanted(state, options);
    } finally {
      busy = false;
      state.reading.close();
    }
  };
  // One line tells of one thing at a time.
  const history = (progress: Progress): void => void (busy || options.onProgress?.(progress));
  const [unread, read] = await Promise.allSettled([readPast(state, { ...options, onProgress: history }), files()]);
  if (read.status === 'rejected') throw read.reason;
  if (unread.status === 'rejected') throw unread.reason;
  return unread.value;
}

/** What earlier commits hold; loaded only where there are any. */
async function readPast(state: TargetState, options: ScanOptions): Promise<Gap[]> {
  const { source } = state;
  const extent = options.history ?? 'recent';
  if (!source.history) return [];
  if (extent === 'off')
    return source.history.stamp() === ''
      ? []
      : [{ what: 'history', status: 'not-asked', reason: 'The history was left out: --history off.' }];
  const { readHistory } = await import('./read-history.ts');
  const { past, authored, gaps } = await readHistory(source, state.readers, {
    extent,
    ignored: ignoredBy(options, source.id),
    knowledge: moduleStamp(),
    ...(options.cacheFolder === undefined ? {} : { cacheFolder: options.cacheFolder }),
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: (done, total) => options.onProgress?.({ target: source.id, phase: 'history', done, total }),
  });
  state.past = past;
  state.authored = authored;
  return gaps;
}

async function readFirst(state: TargetState, cache: FactsCache | undefined, options: ScanOptions): Promise<void> {
  const tasks: Task[] = [];
  for (const entry of state.entries) {
    const detectors = state.readers.matching(entry.path);
    const remembered = state.files.get(entry.path);
    const facts = cache?.facts(entry.path);
    if (remembered && (facts || detectors.length === 0)) {
      if (facts) state.facts.set(entry.path, facts);
      continue;
    }
    if (remembered) state.counts.remembered--;
    const known = facts && cache?.hash(entry.path);
    if (detectors.length > 0)
      tasks.push({ path: entry.path, size: entry.size, target: state.source.id, detectors, forced: [], ...(known ? { known } : {}) });
    else state.files.set(entry.path, { size: entry.size, stamp: entry.stamp ?? '0.', hash: '', gaps: [] });
  }
  await read(state, cache, tasks, options);
}

/** Imports are followed so many files deep: what lies further off names no model and holds no tool of the root. */
const IMPORT_DEPTH = 5;

/** Import closure: a detector names further files by what the facts so far import, until it names nothing new. */
async function readWanted(state: TargetState, options: ScanOptions): Promise<void> {
  const paths = new Set(state.entries.map((entry) => entry.path));
  const sizes = new Map(state.entries.map((entry) => [entry.path, entry.size]));
  const asked = new Set<string>();
  for (let round = 0; round < IMPORT_DEPTH; round++) {
    const tasks = new Map<string, Task>();
    for (const detector of state.readers.all) {
      if (!detector.wants) continue;
      const parsed = factsOf(state, detector.id);
      for (const path of detector.wants({ files: parsed, paths })) {
        const id = `${detector.id} ${path}`;
        if (asked.has(id) || parsed.has(path) || !paths.has(path)) continue;
        // What was too large the first time is not asked again.
        if (state.files.get(path)?.gaps.some(({ status }) => status === 'too-large')) continue;
        asked.add(id);
        if (Object.hasOwn(state.facts.get(path) ?? {}, detector.id)) continue;
        const task = tasks.get(path);
        if (task) task.forced.push(detector.id);
        else
          tasks.set(path, { path, size: sizes.get(path) ?? 0, target: state.source.id, detectors: [detector.id], forced: [detector.id] });
      }
    }
    if (tasks.size === 0) return;
    for (const task of tasks.values()) task.detectors = [...task.forced];
    await read(state, undefined, [...tasks.values()], options, true);
  }
}

async function read(
  state: TargetState,
  cache: FactsCache | undefined,
  tasks: readonly Task[],
  options: ScanOptions,
  again = false,
): Promise<void> {
  if (tasks.length === 0) return;
  const stamps = new Map(state.entries.map((entry) => [entry.path, entry]));
  const totalBytes = tasks.reduce((sum, task) => sum + task.size, 0);
  let done = 0;
  let bytes = 0;
  await state.reading.read(tasks, (result) => {
    const entry = stamps.get(result.path)!;
    const before = again ? (state.files.get(result.path)?.gaps ?? []) : [];
    state.files.set(result.path, {
      size: entry.size,
      stamp: entry.stamp ?? '0.',
      hash: result.hash,
      gaps: unique([...before, ...result.gaps]),
    });
    const facts = result.same ? cache?.facts(result.path) : result.facts;
    if (result.hash !== '') state.facts.set(result.path, { ...state.facts.get(result.path), ...facts });
    if (result.same) state.counts.remembered++;
    else if (!again) state.counts.read++;
    done++;
    bytes += entry.size;
    options.onProgress?.({ target: state.source.id, phase: 'read', done, total: tasks.length, bytes, totalBytes });
  });
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((item) => [JSON.stringify(item), item])).values()];
}

function factsOf(state: TargetState, detector: string): Map<string, unknown> {
  const out = new Map<string, unknown>();
  for (const [path, facts] of state.facts) {
    const text = facts[detector];
    if (typeof text !== 'string') continue;
    let value = state.parsed.get(text);
    if (value === undefined) state.parsed.set(text, (value = JSON.parse(text)));
    out.set(path, value);
  }
  return out;
}

function link(state: TargetState, detectors: readonly Detector[]): { observations: Observations; gaps: Gap[] } {
  const target = state.source.id;
  const { tracking } = state.source;
  const paths = new Set(state.entries.map((entry) => entry.path));
  const all: Observations = { assets: [], edges: [] };
  const gaps: Gap[] = [];
  const [first, later] = [detectors.filter((one) => !one.afterDeployments), detectors.filter((one) => one.afterDeployments)];
  for (const detector of first) linkOne(detector, undefined);
  const setting = later.length > 0 ? deployedSettings(all, paths) : undefined;
  for (const detector of later) linkOne(detector, setting);
  if (state.authored.length > 0) all.assets.push(statementsAsset(target, 'commits', { statements: authorsOf(state.authored, paths) }));
  return { observations: veilObservations(all), gaps: veilGaps(gaps) };

  function linkOne(detector: Detector, known: Linking<unknown>['setting']): void {
    const files = new Map([...factsOf(state, detector.id)].sort(([a], [b]) => compareText(a, b)));
    const past = state.past.get(detector.id);
    if (files.size === 0 && !past) return;
    try {
      const { assets, edges } = detector.link({
        target,
        files,
        paths,
        evidence: (file, line, detail) => (line === undefined ? { target, file, detail } : { target, file, line, detail }),
        ...(known ? { setting: known } : {}),
        ...(tracking ? { standings: (asked) => tracking.standings(asked) } : {}),
        ...(past ? { past } : {}),
        cover: (entry) => gaps.push({ ...entry, what: detector.id }),
      });
      all.assets.push(...assets);
      all.edges.push(...edges);
    } catch (error) {
      gaps.push({
        what: detector.id,
        status: 'failed',
        reason: `The detector failed while joining ${files.size} files (${messageOf(error).slice(0, 200)}).`,
      });
    }
  }
}
