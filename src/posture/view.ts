import { EDGE_KINDS, type EdgeKind, type Strength } from '../core/edges.ts';
import type { Evidence } from '../core/evidence.ts';
import type { AssetKind } from '../core/kinds.ts';
import type { Json, Properties } from '../core/observation.ts';
import { type Adjacency, adjacency, type Asset, edgeKindOf, type Snapshot, strengthOf } from '../core/snapshot.ts';

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
  /** Edge numbers by asset number, for what looks at very many of them. */
  near: Adjacency;
  /** The number of an asset. */
  numberOf(asset: Asset): number;
  asset(id: string): Asset | undefined;
  ofKind(kind: AssetKind): readonly Asset[];
  /** The numbers of the same assets. */
  numbersOf(kind: AssetKind): readonly number[];
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
  const kinds = new Map<AssetKind, { assets: Asset[]; numbers: number[] }>();
  for (let number = 0; number < assets.length; number++) {
    const asset = assets[number]!;
    let list = kinds.get(asset.kind);
    if (!list) kinds.set(asset.kind, (list = { assets: [], numbers: [] }));
    list.assets.push(asset);
    list.numbers.push(number);
  }
  // Sorted in when they are asked for: most questions are about the assets of a few kinds.
  const places = new Map<AssetKind, Map<Asset, number>>();
  const placesOf = (kind: AssetKind): Map<Asset, number> => {
    let known = places.get(kind);
    if (!known) {
      places.set(kind, (known = new Map()));
      for (const number of kinds.get(kind)?.numbers ?? []) known.set(assets[number]!, number);
    }
    return known;
  };
  let ids: Map<string, number> | undefined;
  const byId = (): Map<string, number> => {
    if (!ids) {
      ids = new Map();
      for (const [number, asset] of assets.entries()) for (const alias of asset.aliases) ids.set(alias, number);
      for (const [number, asset] of assets.entries()) ids.set(asset.id, number);
    }
    return ids;
  };

  const link = (index: number): Link => ({
    index,
    kind: edgeKindOf(edges, index),
    strength: strengthOf(edges, index),
    from: assets[edges.from[index]!]!,
    to: assets[edges.to[index]!]!,
  });
  const pick = ({ start, edge }: Adjacency['outRows'], asset: number, wanted: readonly EdgeKind[]): Link[] => {
    const out: Link[] = [];
    // Hubs have thousands of edges, of which few are asked for: their codes are compared, one name is looked up per question.
    const codes = wanted.map((kind) => EDGE_KINDS.indexOf(kind));
    for (let at = start[asset]!, end = start[asset + 1]!; at < end; at++) {
      const index = edge[at]!;
      if (codes.length === 0 || codes.includes(edges.kind[index]!)) out.push(link(index));
    }
    return out;
  };
  // A copy of an asset is found by its id.
  const numberOf = (asset: Asset): number => placesOf(asset.kind).get(asset) ?? byId().get(asset.id)!;
  return {
    snapshot,
    near,
    numberOf,
    asset: (id) => assets[byId().get(id) ?? -1],
    ofKind: (kind) => kinds.get(kind)?.assets ?? [],
    numbersOf: (kind) => kinds.get(kind)?.numbers ?? [],
    out: (asset, ...wanted) => pick(near.outRows, numberOf(asset), wanted),
    into: (asset, ...wanted) => pick(near.intoRows, numberOf(asset), wanted),
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
