import type { Report } from '../core/report.ts';
import { type Asset, type EdgeColumns, packEdges, type Edge, edgeKindOf, type Snapshot, strengthOf } from '../core/snapshot.ts';
import { readList } from './chunks.ts';
import type { Store } from './connection.ts';
import { loadSnapshot } from './graph.ts';
import { listScans, scanNumber } from './scan-list.ts';
import { PharosError } from '../core/errors.ts';

/** What is known now, of all targets together. */
export interface State {
  snapshot: Snapshot;
  paths: Report['paths'];
  /** The scans it comes from, the newest first. */
  scans: { id: string; started: string; targets: string[]; complete: boolean }[];
}

/** Scans looked through for the newest of each target. */
const MOST_SCANS = 200;

/**
 * The newest scan, and of each target it did not cover the newest scan of that, as one graph: stored assets keep their ids, so that
 * what two targets share is one. Of an older scan only what its uncovered targets show counts.
 * @throws PharosError PHAROS_STORE_EMPTY, PHAROS_STORE_DAMAGED
 */
export async function loadState(store: Store): Promise<State> {
  const scans = await listScans(store, { limit: MOST_SCANS });
  if (scans.length === 0) throw new PharosError('PHAROS_STORE_EMPTY');
  const covered = new Set<string>();
  const parts: { snapshot: Snapshot; covered: ReadonlySet<string> }[] = [];
  const used: State['scans'] = [];
  const paths = new Map<string, Report['paths'][number]>();
  for (const { id, started, targets, complete } of scans) {
    if (targets.every((target) => covered.has(target))) continue;
    // Where every target is new nothing has to be left out, and no detail unpacked.
    const before = new Set(targets.filter((target) => covered.has(target)));
    parts.push({ snapshot: await loadSnapshot(store, id), covered: before });
    for (const path of await readList<Report['paths'][number]>(store, await scanNumber(store, id), 'report.paths'))
      if (
        !paths.has(path.id) &&
        stands(
          path.steps.flatMap(({ evidence }) => evidence),
          before,
        )
      )
        paths.set(path.id, path);
    for (const target of targets) covered.add(target);
    used.push({ id, started: new Date(started).toISOString(), targets, complete });
  }
  const snapshot = parts.length === 1 ? parts[0]!.snapshot : unite(parts);
  return { snapshot, paths: [...paths.values()], scans: used };
}

/** Whether anything of it was seen where no newer scan looked. */
function stands(evidence: readonly { target: string }[], covered: ReadonlySet<string>): boolean {
  return covered.size === 0 || evidence.length === 0 || evidence.some(({ target }) => !covered.has(target));
}

function unite(parts: readonly { snapshot: Snapshot; covered: ReadonlySet<string> }[]): Snapshot {
  const assets: Asset[] = [];
  const numbers = new Map<string, number>();
  const edges: Edge[] = [];
  const known = new Set<string>();
  for (const { snapshot, covered } of parts) {
    const places = snapshot.assets.map((asset): number | undefined => {
      const there = [asset.id, ...asset.aliases].map((id) => numbers.get(id)).find((number) => number !== undefined);
      if (there !== undefined) {
        assets[there] = both(assets[there]!, asset);
        return there;
      }
      if (!stands(asset.evidence, covered)) return undefined;
      const number = assets.push(asset) - 1;
      for (const id of [asset.id, ...asset.aliases]) numbers.set(id, number);
      return number;
    });
    addEdges(snapshot.edges, places, covered, edges, known);
  }
  return { assets, edges: packEdges(edges) };
}

/** What the newer scan says of a property counts; places are told of both. */
function both(newer: Asset, older: Asset): Asset {
  const told = new Set(newer.evidence.map((one) => JSON.stringify(one)));
  return {
    ...newer,
    properties: { ...older.properties, ...newer.properties },
    evidence: [...newer.evidence, ...older.evidence.filter((one) => !told.has(JSON.stringify(one)))],
  };
}

function addEdges(
  columns: EdgeColumns,
  places: readonly (number | undefined)[],
  covered: ReadonlySet<string>,
  edges: Edge[],
  known: Set<string>,
): void {
  for (let index = 0; index < columns.count; index++) {
    const from = places[columns.from[index]!];
    const to = places[columns.to[index]!];
    if (from === undefined || to === undefined) continue;
    const kind = edgeKindOf(columns, index);
    const key = `${from} ${kind} ${to}`;
    if (known.has(key)) continue;
    const { properties, evidence } = columns.details(index);
    if (!stands(evidence, covered)) continue;
    known.add(key);
    edges.push({ from, to, kind, strength: strengthOf(columns, index), evidence, ...(properties ? { properties } : {}) });
  }
}
