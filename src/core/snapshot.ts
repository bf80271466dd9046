import { EDGE_KINDS, type EdgeKind, STRENGTHS, type Strength } from './edges.ts';
import type { Evidence } from './evidence.ts';
import { edgeId } from './ids.ts';
import type { Key } from './keys.ts';
import { ASSET_KINDS, type AssetKind } from './kinds.ts';
import type { Properties } from './observation.ts';

export interface Asset {
  id: string;
  /** Ids this asset would have by its other strong keys, and ids it had before a union. */
  aliases: string[];
  kind: AssetKind;
  name: string;
  keys: Key[];
  properties: Properties;
  evidence: Evidence[];
  /** 0 to 1: the surest observation. */
  confidence: number;
}

export interface Edge {
  from: number;
  to: number;
  kind: EdgeKind;
  strength: Strength;
  properties?: Properties;
  evidence: Evidence[];
}

/**
 * The edges as columns: paths and cuts walk these arrays; what a person reads of an edge is looked up by its number.
 * `details(i)` may be decoded on demand.
 */
export interface EdgeColumns {
  count: number;
  from: Uint32Array;
  to: Uint32Array;
  /** Index into EDGE_KINDS. */
  kind: Uint8Array;
  /** Index into STRENGTHS. */
  strength: Uint8Array;
  /** Index into ACCESSES: the property that decides what an attacker gains, kept where walks can see it. */
  access: Uint8Array;
  /** Index into APPROVALS: whether a person is asked (property `approval`), which decides what an agent does alone. */
  approval: Uint8Array;
  details(index: number): { properties?: Properties; evidence: Evidence[] };
}

/** What an edge lets one do (its property `access`); the order is a code in stored columns: append, never reorder. */
export const ACCESSES = ['', 'read', 'write', 'delete', 'execute', 'invoke'] as const;
export type Access = (typeof ACCESSES)[number];

/** When a person is asked before the edge is used; everything else that is stated asks nobody. Append, never reorder. */
export const APPROVALS = ['', 'always', 'conditional'] as const;
type Approval = (typeof APPROVALS)[number];

/** The graph of one scan in memory. An asset's number is its place in `assets`; edges name assets by number. */
export interface Snapshot {
  assets: readonly Asset[];
  edges: EdgeColumns;
}

/**
 * Index into ASSET_KINDS by asset number (its length for a kind that is not in it): for loops over all edges, where asking the
 * asset itself would wait for memory each time.
 */
export function kindCodes(assets: readonly Asset[]): Uint8Array {
  const codes = new Map<AssetKind, number>(ASSET_KINDS.map((kind, code) => [kind, code]));
  const out = new Uint8Array(assets.length);
  for (let number = 0; number < assets.length; number++) out[number] = codes.get(assets[number]!.kind) ?? ASSET_KINDS.length;
  return out;
}

export function edgeKindOf(edges: EdgeColumns, index: number): EdgeKind {
  return EDGE_KINDS[edges.kind[index]!]!;
}

export function strengthOf(edges: EdgeColumns, index: number): Strength {
  return STRENGTHS[edges.strength[index]!]!;
}

export function edgeIdOf(snapshot: Snapshot, index: number): string {
  const { edges, assets } = snapshot;
  return edgeId(assets[edges.from[index]!]!.id, edgeKindOf(edges, index), assets[edges.to[index]!]!.id);
}

/** Packs edge objects into columns. */
export function packEdges(list: readonly Edge[]): EdgeColumns {
  const count = list.length;
  const from = new Uint32Array(count);
  const to = new Uint32Array(count);
  const kind = new Uint8Array(count);
  const strength = new Uint8Array(count);
  const access = new Uint8Array(count);
  const approval = new Uint8Array(count);
  const codes = new Map(EDGE_KINDS.map((name, code) => [name, code]));
  for (let i = 0; i < count; i++) {
    const edge = list[i]!;
    from[i] = edge.from;
    to[i] = edge.to;
    kind[i] = codes.get(edge.kind)!;
    strength[i] = STRENGTHS.indexOf(edge.strength);
    access[i] = Math.max(0, ACCESSES.indexOf(edge.properties?.['access'] as Access));
    approval[i] = Math.max(0, APPROVALS.indexOf(edge.properties?.['approval'] as Approval));
  }
  return {
    count,
    from,
    to,
    kind,
    strength,
    access,
    approval,
    details: (index) => {
      const { properties, evidence } = list[index]!;
      return properties ? { properties, evidence } : { evidence };
    },
  };
}

/** Edge numbers by asset: those of asset `n` stand at `start[n] … start[n + 1] - 1` of `edge`, lowest first. */
interface EdgeRows {
  start: Uint32Array;
  edge: Uint32Array;
}

/** Edge numbers by asset: `out(n)` and `into(n)` without building an object per edge; the rows for loops over very many assets. */
export interface Adjacency {
  out(asset: number): Uint32Array;
  into(asset: number): Uint32Array;
  outRows: EdgeRows;
  intoRows: EdgeRows;
}

export function adjacency(snapshot: Snapshot): Adjacency {
  const nodes = snapshot.assets.length;
  const outRows = rowsOf(snapshot.edges.from, snapshot.edges.count, nodes);
  const intoRows = rowsOf(snapshot.edges.to, snapshot.edges.count, nodes);
  const row = ({ start, edge }: EdgeRows, asset: number): Uint32Array => edge.subarray(start[asset], start[asset + 1]);
  return { out: (asset) => row(outRows, asset), into: (asset) => row(intoRows, asset), outRows, intoRows };
}

function rowsOf(ends: Uint32Array, count: number, nodes: number): EdgeRows {
  const start = new Uint32Array(nodes + 1);
  for (let i = 0; i < count; i++) start[ends[i]! + 1]!++;
  for (let n = 0; n < nodes; n++) start[n + 1]! += start[n]!;
  const fill = start.slice();
  const edge = new Uint32Array(count);
  for (let i = 0; i < count; i++) edge[fill[ends[i]!]!++] = i;
  return { start, edge };
}
