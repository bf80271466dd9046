import { EDGE_KINDS, type EdgeKind, type Strength } from '../core/edges.ts';
import type { Evidence } from '../core/evidence.ts';
import type { AssetKind } from '../core/kinds.ts';
import type { Json, Properties } from '../core/observation.ts';
import { adjacency, type Asset, edgeKindOf, type Snapshot, strengthOf } from '../core/snapshot.ts';

/** One edge as checks and paths see it. `index` is its number in the Snapshot. */
export interface Link {
  index: number;
  kind: EdgeKind;
  strength: Strength;
  from: Asset;
  to: Asset;
}

/** A Snapshot with its indexes: what checks, attack edges and explanations ask. Reading only. */
export interface View {
  snapshot: Snapshot;
  /** The number of an asset. */
  numberOf(asset: Asset): number;
  asset(id: string): Asset | undefined;
  ofKind(kind: AssetKind): readonly Asset[];
  /** Edges that leave the asset, of these kinds (all when none is named), in Snapshot order. */
  out(asset: Asset, ...kinds: EdgeKind[]): Link[];
  into(asset: Asset, ...kinds: EdgeKind[]): Link[];
  link(index: number): Link;
  properties(link: Link): Properties;
  evidence(link: Link): Evidence[];
}

export function createView(snapshot: Snapshot): View {
  const { assets, edges } = snapshot;
  const near = adjacency(snapshot);
  const numbers = new Map<string, number>();
  const kinds = new Map<AssetKind, Asset[]>();
  assets.forEach((asset, number) => {
    numbers.set(asset.id, number);
    const list = kinds.get(asset.kind);
    if (list) list.push(asset);
    else kinds.set(asset.kind, [asset]);
  });
  const aliases = new Map<string, number>();
  assets.forEach((asset, number) => asset.aliases.forEach((alias) => aliases.set(alias, number)));
  const codes = new Map(EDGE_KINDS.map((kind, code) => [kind, code]));

  const link = (index: number): Link => ({
    index,
    kind: edgeKindOf(edges, index),
    strength: strengthOf(edges, index),
    from: assets[edges.from[index]!]!,
    to: assets[edges.to[index]!]!,
  });
  const pick = (indexes: Uint32Array, wanted: EdgeKind[]): Link[] => {
    const mask = wanted.map((kind) => codes.get(kind)!);
    const out: Link[] = [];
    for (const index of indexes) if (mask.length === 0 || mask.includes(edges.kind[index]!)) out.push(link(index));
    return out;
  };
  const numberOf = (asset: Asset): number => numbers.get(asset.id)!;
  return {
    snapshot,
    numberOf,
    asset: (id) => assets[numbers.get(id) ?? aliases.get(id) ?? -1],
    ofKind: (kind) => kinds.get(kind) ?? [],
    out: (asset, ...wanted) => pick(near.out(numberOf(asset)), wanted),
    into: (asset, ...wanted) => pick(near.into(numberOf(asset)), wanted),
    link,
    properties: (one) => edges.details(one.index).properties ?? {},
    evidence: (one) => edges.details(one.index).evidence,
  };
}

/** A property as text, or undefined where it is absent or of another type. */
export function textOf(asset: Asset, name: string): string | undefined {
  const value = asset.properties[name];
  return typeof value === 'string' ? value : undefined;
}

/** A property as a list of texts; absent is empty. */
export function textsOf(asset: Asset, name: string): string[] {
  const value: Json | undefined = asset.properties[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
