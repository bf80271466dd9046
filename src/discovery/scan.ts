import { createHash } from 'node:crypto';
import { compareCoverage, type CoverageEntry } from '../core/coverage.ts';
import { messageOf } from '../core/errors.ts';
import { compareText } from '../core/evidence.ts';
import { anyGlob } from '../core/glob.ts';
import type { Observations } from '../core/observation.ts';
import type { Settings } from '../core/settings.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { summariseUnread } from './coverage.ts';
import { joinDeployments } from './deployment.ts';
import type { Detector } from './detector.ts';
import { type CachedFile, type FactsCache, type LinkedTarget, openFactsCache } from './facts-cache.ts';
import { merge } from './merge.ts';
import { prepareReaders, type Readers, type Task } from './read-file.ts';
import { readAll } from './readers.ts';
import { loadDetectors, moduleStamp } from './registry.ts';
import { type Entry, type Source, WALK_LIMITS, type WalkLimits } from './source.ts';

export interface Progress {
  target: string;
  phase: 'walk' | 'read' | 'link';
  done: number;
  total?: number;
  /** Bytes read so far and in all, in the read phase. */
  bytes?: number;
  totalBytes?: number;
}

export interface ScanOptions {
  settings?: Settings;
  /** Folder of the facts cache; absent: nothing is remembered. */
  cacheFolder?: string;
  gitignore?: boolean;
  limits?: Partial<WalkLimits>;
  jobs?: number;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

export interface Discovery {
  snapshot: Snapshot;
  coverage: CoverageEntry[];
  /** How much of the work was remembered from an earlier scan. */
  counts: { files: number; bytes: number; read: number; remembered: number };
}

/** source → observation → Snapshot: walks the sources, reads what matters, links, merges. A failing source never blocks the others. */
export async function discover(sources: readonly Source[], options: ScanOptions = {}): Promise<Discovery> {
  const coverage: CoverageEntry[] = [];
  const observations: Observations[] = [];
  const counts = { files: 0, bytes: 0, read: 0, remembered: 0 };
  for (const source of sources) {
    try {
      const one = await discoverSource(source, options);
      observations.push(one.observations);
      for (const gap of one.gaps) coverage.push({ target: source.id, ...gap });
      for (const name of ['files', 'bytes', 'read', 'remembered'] as const) counts[name] += one.counts[name];
    } catch (error) {
      if (options.signal?.aborted) throw error;
      coverage.push({ target: source.id, what: 'source', status: 'failed', reason: `Nothing of it could be assessed (${messageOf(error)}).` });
    }
  }
  const merged = merge([...observations, joinDeployments(observations)]);
  coverage.push(...merged.gaps);
  return { snapshot: merged.snapshot, coverage: coverage.sort(compareCoverage), counts };
}

type Gap = Omit<CoverageEntry, 'target'>;
type FileFacts = Record<string, string | null>;

interface TargetState {
  source: Source;
  entries: Entry[];
  readers: Readers;
  files: Map<string, CachedFile>;
  /** By path. */
  facts: Map<string, FileFacts>;
  /** Facts parsed once and read by `wants` and `link` alike, by their text; neither changes them. */
  parsed: Map<string, unknown>;
  counts: Discovery['counts'];
}

async function discoverSource(source: Source, options: ScanOptions): Promise<{ observations: Observations; gaps: Gap[]; counts: Discovery['counts'] }> {
  const ignored = anyGlob(options.settings?.ignore ?? []);
  const { entries, gaps } = await source.walk({
    gitignore: options.gitignore ?? false,
    ignored,
    limits: { ...WALK_LIMITS, ...options.limits },
    ...(options.signal ? { signal: options.signal } : {}),
    onEntry: (done) => options.onProgress?.({ target: source.id, phase: 'walk', done }),
  });
  const cache = options.cacheFolder === undefined ? undefined : openFactsCache(options.cacheFolder, source.id, moduleStamp());
  const state: Omit<TargetState, 'readers'> = {
    source,
    entries,
    files: new Map(),
    facts: new Map(),
    parsed: new Map(),
    counts: { files: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0), read: 0, remembered: 0 },
  };

  const unchanged = cache && rememberAll(state, cache);
  if (unchanged) {
    const linked = cache.linked();
    if (linked?.digest === digestOf(state)) return finish(state, linked, gaps);
  }
  // Only now: a scan that finds nothing changed needs no detector.
  const detectors = await loadDetectors();
  const reading: TargetState = { ...state, readers: prepareReaders(detectors) };
  try {
    await readFirst(reading, cache, options);
    await readWanted(reading, options);
  } finally {
    // A cancelled scan keeps what it read: the next one goes on from here.
    if (options.signal?.aborted) cache?.write(state.files, state.facts);
  }
  options.onProgress?.({ target: source.id, phase: 'link', done: 0 });
  const linked: LinkedTarget = { digest: digestOf(state), ...link(reading, detectors) };
  linked.gaps.push(...summariseUnread(entries, reading.readers));
  // What failed is tried again the next time.
  const failed = linked.gaps.some(({ status }) => status === 'failed');
  const problem = cache?.write(state.files, state.facts, failed ? undefined : linked);
  if (problem !== undefined) gaps.push({ what: 'files', status: 'skipped', reason: `Nothing could be remembered for the next scan (${problem}).` });
  return finish(state, linked, gaps);
}

function finish(state: Omit<TargetState, 'readers'>, linked: LinkedTarget, walked: readonly Gap[]): { observations: Observations; gaps: Gap[]; counts: Discovery['counts'] } {
  const gaps: Gap[] = [...walked, ...linked.gaps];
  for (const [path, file] of state.files) for (const gap of file.gaps) gaps.push({ file: path, ...gap });
  const megabytes = (state.counts.bytes / 1e6).toFixed(1);
  gaps.push({ what: 'files', status: 'read', reason: `${state.counts.files} files, ${megabytes} MB.` });
  return { observations: linked.observations, gaps, counts: state.counts };
}

/** Takes over every file whose stamp is unchanged; true when that is all of them. */
function rememberAll(state: Pick<TargetState, 'entries' | 'files' | 'counts'>, cache: FactsCache): boolean {
  let all = true;
  for (const entry of state.entries) {
    const cached = entry.stamp === undefined ? undefined : cache.file(entry.path);
    if (cached && cached.stamp === entry.stamp && cached.size === entry.size) {
      state.files.set(entry.path, cached);
      state.counts.remembered++;
    } else all = false;
  }
  return all;
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
    if (detectors.length > 0) tasks.push({ path: entry.path, size: entry.size, detectors, forced: [], ...(known ? { known } : {}) });
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
        asked.add(id);
        if (Object.hasOwn(state.facts.get(path) ?? {}, detector.id)) continue;
        const task = tasks.get(path);
        if (task) task.forced.push(detector.id);
        else tasks.set(path, { path, size: sizes.get(path) ?? 0, detectors: [detector.id], forced: [detector.id] });
      }
    }
    if (tasks.size === 0) return;
    for (const task of tasks.values()) task.detectors = [...task.forced];
    await read(state, undefined, [...tasks.values()], options, true);
  }
}

async function read(state: TargetState, cache: FactsCache | undefined, tasks: readonly Task[], options: ScanOptions, again = false): Promise<void> {
  if (tasks.length === 0) return;
  const stamps = new Map(state.entries.map((entry) => [entry.path, entry]));
  const totalBytes = tasks.reduce((sum, task) => sum + task.size, 0);
  let done = 0;
  let bytes = 0;
  await readAll(state.source, tasks, {
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    ...(options.signal ? { signal: options.signal } : {}),
    onResult(result) {
      const entry = stamps.get(result.path)!;
      const before = again ? (state.files.get(result.path)?.gaps ?? []) : [];
      state.files.set(result.path, { size: entry.size, stamp: entry.stamp ?? '0.', hash: result.hash, gaps: unique([...before, ...result.gaps]) });
      const facts = result.same ? cache?.facts(result.path) : result.facts;
      if (result.hash !== '') state.facts.set(result.path, { ...state.facts.get(result.path), ...facts });
      if (result.same) state.counts.remembered++;
      else if (!again) state.counts.read++;
      done++;
      bytes += entry.size;
      options.onProgress?.({ target: state.source.id, phase: 'read', done, total: tasks.length, bytes, totalBytes });
    },
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
  const paths = new Set(state.entries.map((entry) => entry.path));
  const all: Observations = { assets: [], edges: [] };
  const gaps: Gap[] = [];
  for (const detector of detectors) {
    const files = new Map([...factsOf(state, detector.id)].sort(([a], [b]) => compareText(a, b)));
    if (files.size === 0) continue;
    try {
      const { assets, edges } = detector.link({
        target,
        files,
        paths,
        evidence: (file, line, detail) => (line === undefined ? { target, file, detail } : { target, file, line, detail }),
        cover: (entry) => gaps.push({ ...entry, what: detector.id }),
      });
      all.assets.push(...assets);
      all.edges.push(...edges);
    } catch (error) {
      gaps.push({ what: detector.id, status: 'failed', reason: `The detector failed while joining ${files.size} files (${messageOf(error).slice(0, 200)}).` });
    }
  }
  return { observations: all, gaps };
}

function digestOf(state: Pick<TargetState, 'entries' | 'files'>): string {
  const hash = createHash('sha256');
  for (const { path } of state.entries) hash.update(path).update('\0').update(state.files.get(path)?.hash ?? '').update('\0');
  return hash.digest('hex');
}
