import { EDGE_KINDS, type EdgeKind, STRENGTHS, type Strength } from './edges.ts';
import type { Evidence } from './evidence.ts';
import { edgeId } from './ids.ts';
import type { Key } from './keys.ts';
import type { AssetKind } from './kinds.ts';
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
  details(index: number): { properties?: Properties; evidence: Evidence[] };
}

/** What an edge lets one do (its property `access`); the order is a code in stored columns: append, never reorder. */
export const ACCESSES = ['', 'read', 'write', 'delete', 'execute', 'invoke'] as const;
export type Access = (typeof ACCESSES)[number];

/** The graph of one scan in memory. An asset's number is its place in `assets`; edges name assets by number. */
export interface Snapshot {
  assets: readonly Asset[];
  edges: EdgeColumns;
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
  const codes = new Map(EDGE_KINDS.map((name, code) => [name, code]));
  for (let i = 0; i < count; i++) {
    const edge = list[i]!;
    from[i] = edge.from;
    to[i] = edge.to;
    kind[i] = codes.get(edge.kind)!;
    strength[i] = STRENGTHS.indexOf(edge.strength);
    access[i] = Math.max(0, ACCESSES.indexOf(edge.properties?.['access'] as Access));
  }
  return {
    count,
    from,
    to,
    kind,
    strength,
    access,
    details: (index) => {
      const { properties, evidence } = list[index]!;
      return properties ? { properties, evidence } : { evidence };
    },
  };
}

/** Edge numbers by asset: `out(n)` and `into(n)` without building an object per edge. */
export interface Adjacency {
  out(asset: number): Uint32Array;
  into(asset: number): Uint32Array;
}

export function adjacency(snapshot: Snapshot): Adjacency {
  const { edges } = snapshot;
  const nodes = snapshot.assets.length;
  const index = (ends: Uint32Array): ((asset: number) => Uint32Array) => {
    const start = new Uint32Array(nodes + 1);
    for (let i = 0; i < edges.count; i++) start[ends[i]! + 1]!++;
    for (let n = 0; n < nodes; n++) start[n + 1]! += start[n]!;
    const fill = start.slice();
    const list = new Uint32Array(edges.count);
    for (let i = 0; i < edges.count; i++) list[fill[ends[i]!]!++] = i;
    return (asset) => list.subarray(start[asset], start[asset + 1]);
  };
  return { out: index(edges.from), into: index(edges.to) };
}
