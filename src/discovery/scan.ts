import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { compareCoverage, type CoverageEntry } from '../core/coverage.ts';
import { messageOf } from '../core/errors.ts';
import { anyGlob } from '../core/glob.ts';
import type { Observations } from '../core/observation.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { joinConnections } from './connections.ts';
import { joinDeployments } from './deployment.ts';
import { joinEndpoints } from './endpoints.ts';
import { type FactsCache, type LinkedTarget, openFactsCache } from './facts-cache.ts';
import type { ExtentName } from './history.ts';
import { merge } from './merge.ts';
import type { Gap, KnownTarget } from './read-target.ts';
import { moduleStamp } from './registry.ts';
import { joinMcpServers } from './mcp-servers.ts';
import { keepNamesakesApart } from './namesakes.ts';
import { joinRoles } from './roles.ts';
import { type Source, WALK_LIMITS, type WalkLimits } from './source.ts';
import { joinSurroundings } from './surroundings.ts';

export interface Progress {
  target: string;
  phase: 'walk' | 'read' | 'history' | 'link';
  done: number;
  total?: number;
  /** Bytes read so far and in all, in the read phase. */
  bytes?: number;
  totalBytes?: number;
}

export interface ScanOptions {
  /** Files a target is not to be read in, by target id and for all (''). */
  ignore?: ReadonlyMap<string, readonly string[]>;
  /** Folder of the facts cache; absent: nothing is remembered. */
  cacheFolder?: string;
  gitignore?: boolean;
  /** How much of the history of repositories is read; default recent. */
  history?: ExtentName;
  limits?: Partial<WalkLimits>;
  jobs?: number;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** What a person should know that is no gap. */
  onNotice?(text: string): void;
}

export interface Discovery {
  snapshot: Snapshot;
  coverage: CoverageEntry[];
  /** How much of the work was remembered from an earlier scan. */
  counts: { files: number; bytes: number; read: number; remembered: number };
}

/** What was seen in each source, not yet joined. */
export interface Observed {
  observations: Observations[];
  coverage: CoverageEntry[];
  counts: Discovery['counts'];
  /** Over every path and content the observations depend on; absent where reading something failed and may succeed the next time. */
  state?: string;
}

/** source → observation → Snapshot: walks the sources, reads what matters, links, merges. */
export async function discover(sources: readonly Source[], options: ScanOptions = {}): Promise<Discovery> {
  return join(await observe(sources, options));
}

/** Observations → Snapshot: what several sources told of one thing is one asset. */
export function join({ observations, coverage, counts }: Observed): Discovery {
  const observed = [...joinEndpoints(observations), joinDeployments(observations), joinRoles(observations), joinMcpServers(observations)];
  const deployed = keepNamesakesApart(observed);
  const joined = [...deployed, joinConnections(deployed)];
  const merged = merge([...joined, joinSurroundings(joined)]);
  return { snapshot: merged.snapshot, coverage: [...coverage, ...merged.gaps].sort(compareCoverage), counts };
}

/** Walks the sources, reads what matters, links. A failing source never blocks the others. */
export async function observe(sources: readonly Source[], options: ScanOptions = {}): Promise<Observed> {
  const coverage: CoverageEntry[] = [];
  const observations: Observations[] = [];
  const counts = { files: 0, bytes: 0, read: 0, remembered: 0 };
  const state = createHash('sha256');
  let steady = true;
  for (const source of sources) {
    try {
      const one = await observeSource(source, options);
      observations.push(one.observations);
      steady &&= !one.failed;
      state.update(`${source.id}\0${one.digest}\n`);
      for (const gap of one.gaps) coverage.push({ target: source.id, ...gap });
      for (const name of ['files', 'bytes', 'read', 'remembered'] as const) counts[name] += one.counts[name];
    } catch (error) {
      if (options.signal?.aborted) throw error;
      steady = false;
      coverage.push({
        target: source.id,
        what: 'source',
        status: 'failed',
        reason: `Nothing of it could be assessed (${messageOf(error)}).`,
      });
    }
  }
  return { observations, coverage: coverage.sort(compareCoverage), counts, ...(steady ? { state: state.digest('hex') } : {}) };
}

interface ObservedSource {
  observations: Observations;
  gaps: Gap[];
  counts: Discovery['counts'];
  digest: string;
  /** Something could not be read or joined, and is tried again the next time. */
  failed: boolean;
}

/** True for files of a target that settings ignore. */
export function ignoredBy({ ignore }: ScanOptions, target: string): (path: string) => boolean {
  return anyGlob([...(ignore?.get('') ?? []), ...(ignore?.get(target) ?? [])]);
}

async function observeSource(source: Source, options: ScanOptions): Promise<ObservedSource> {
  const ignored = ignoredBy(options, source.id);
  const { entries, gaps } = await source.walk({
    gitignore: options.gitignore ?? false,
    ignored,
    limits: { ...WALK_LIMITS, ...options.limits },
    ...(options.signal ? { signal: options.signal } : {}),
    onEntry: (done) => options.onProgress?.({ target: source.id, phase: 'walk', done }),
  });
  const cache = options.cacheFolder === undefined ? undefined : openFactsCache(options.cacheFolder, source.id, moduleStamp(), source.root);
  if (cache?.moved() && source.id === basename(source.root ?? ''))
    options.onNotice?.(
      `The last scan named ${source.id} was of another folder, and both are one in the store. Give one of them a name of its own: --name.`,
    );
  const state: KnownTarget = {
    source,
    entries,
    files: new Map(),
    facts: new Map(),
    counts: { files: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0), read: 0, remembered: 0 },
  };

  const unchanged = cache && rememberAll(state, cache);
  if (unchanged) {
    const linked = cache.linked();
    if (linked?.digest === digestOf(state, options)) return finish(state, linked, gaps);
  }
  let linked: LinkedTarget;
  try {
    const { readTarget } = await import('./read-target.ts');
    const read = await readTarget(state, cache, options);
    linked = { digest: digestOf(state, options), ...read };
  } finally {
    // A cancelled scan keeps what it read: the next one goes on from here.
    if (options.signal?.aborted) cache?.write(state.files, state.facts);
  }
  // What failed is tried again the next time.
  const failed = linked.gaps.some(({ status }) => status === 'failed');
  const problem = cache?.write(state.files, state.facts, failed ? undefined : linked);
  if (problem !== undefined)
    gaps.push({ what: 'files', status: 'skipped', reason: `Nothing could be remembered for the next scan (${problem}).` });
  return finish(state, linked, gaps);
}

function finish(state: KnownTarget, linked: LinkedTarget, walked: readonly Gap[]): ObservedSource {
  const gaps: Gap[] = [...walked, ...linked.gaps];
  for (const [path, file] of state.files) for (const gap of file.gaps) gaps.push({ file: path, ...gap });
  const megabytes = (state.counts.bytes / 1e6).toFixed(1);
  gaps.push({
    what: 'files',
    status: 'read',
    reason: `${state.counts.files} ${state.counts.files === 1 ? 'file' : 'files'}, ${megabytes} MB.`,
  });
  const failed = gaps.some(({ status }) => status === 'failed');
  return { observations: linked.observations, gaps, counts: state.counts, digest: linked.digest, failed };
}

/** Takes over every file whose stamp is unchanged; true when that is all of them. */
function rememberAll(state: Pick<KnownTarget, 'entries' | 'files' | 'counts'>, cache: FactsCache): boolean {
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

function digestOf(state: Pick<KnownTarget, 'source' | 'entries' | 'files'>, { history = 'recent', ignore }: ScanOptions): string {
  // What git tracks decides what is said of a secret, and what its commits hold may be one.
  const hash = createHash('sha256')
    .update(state.source.tracking?.stamp() ?? '')
    .update(JSON.stringify([history, ignore?.get(''), ignore?.get(state.source.id)]))
    .update(history === 'off' ? '' : (state.source.history?.stamp() ?? ''))
    .update('\0');
  for (const { path } of state.entries)
    hash
      .update(path)
      .update('\0')
      .update(state.files.get(path)?.hash ?? '')
      .update('\0');
  return hash.digest('hex');
}
