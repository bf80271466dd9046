import type { CoverageEntry } from '../core/coverage.ts';
import { edgeFits, STRENGTHS } from '../core/edges.ts';
import { compareText, uniteEvidence } from '../core/evidence.ts';
import { assetId } from '../core/ids.ts';
import { compareKeys, type Key } from '../core/keys.ts';
import type { AssetObservation, AssetReference, EdgeObservation, Json, Observations, Properties } from '../core/observation.ts';
import { type Asset, type Edge, packEdges, type Snapshot } from '../core/snapshot.ts';

/**
 * Observations → Snapshot. Observations of one kind that share a strong key are one asset; weak keys never unite. The result
 * does not depend on the order of the observations.
 */
export function merge(all: readonly Observations[]): { snapshot: Snapshot; gaps: CoverageEntry[] } {
  const observed = all.flatMap((one) => one.assets);
  const groups = unite(observed);
  const assets = groups
    .filter((group) => group.some((one) => !one.optional))
    .map((group) => mergeGroup(group))
    .sort((a, b) => compareText(a.kind, b.kind) || compareText(a.name, b.name) || compareText(a.id, b.id));
  const numbers = new Map<string, number>();
  assets.forEach((asset, number) => {
    for (const { key, strong } of asset.keys) if (strong) numbers.set(`${asset.kind} ${key}`, number);
  });
  const gaps: CoverageEntry[] = [];
  const edges = mergeEdges(
    all.flatMap((one) => one.edges),
    numbers,
    assets,
    gaps,
  );
  return { snapshot: { assets, edges: packEdges(edges) }, gaps };
}

/** Union-find over kind and strong key: what will be one asset. */
export function unite(observed: readonly AssetObservation[]): AssetObservation[][] {
  const parent = observed.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root]! !== root) root = parent[root]!;
    for (let step = index; parent[step]! !== root;) {
      const next = parent[step]!;
      parent[step] = root;
      step = next;
    }
    return root;
  };
  const first = new Map<string, number>();
  observed.forEach((one, index) => {
    for (const { key, strong } of one.keys) {
      if (!strong) continue;
      const id = `${one.kind} ${key}`;
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, index);
      else parent[find(index)] = find(earlier);
    }
  });
  const groups = new Map<number, AssetObservation[]>();
  observed.forEach((one, index) => {
    const root = find(index);
    const group = groups.get(root);
    if (group) group.push(one);
    else groups.set(root, [one]);
  });
  return [...groups.values()];
}

function mergeGroup(group: AssetObservation[]): Asset {
  const { kind } = group[0]!;
  const keys = new Map<string, Key>();
  for (const one of group) for (const key of one.keys) if (key.strong || !keys.has(key.key)) keys.set(key.key, key);
  const sorted = [...keys.values()].sort(compareKeys);
  const strong = sorted.filter((key) => key.strong);
  if (strong.length === 0) throw new Error(`A detector observed ${kind} ${group[0]!.name} without a strong key`);
  // The surest observation names the asset and wins where two disagree; ties are broken by content, never by order.
  const ranked = [...group].sort(
    (a, b) =>
      b.confidence - a.confidence ||
      compareText(a.name, b.name) ||
      compareText(JSON.stringify(a.properties ?? {}), JSON.stringify(b.properties ?? {})),
  );
  const id = assetId(kind, strong[0]!.key);
  return {
    id,
    aliases: strong
      .slice(1)
      .map((key) => assetId(kind, key.key))
      .sort(compareText),
    kind,
    name: ranked[0]!.name,
    keys: sorted,
    properties: mergeProperties(ranked.map((one) => one.properties ?? {})),
    evidence: uniteEvidence(group.map((one) => one.evidence)),
    confidence: ranked[0]!.confidence,
  };
}

/** First wins; lists are united; names are sorted so that the result is deterministic. */
export function mergeProperties(ranked: readonly Properties[]): Properties {
  const merged: Record<string, Json | undefined> = {};
  for (const properties of ranked) {
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined) continue;
      const earlier = merged[name];
      if (earlier === undefined) merged[name] = value;
      else if (Array.isArray(earlier) && Array.isArray(value)) merged[name] = uniteLists(earlier, value);
    }
  }
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => compareText(a, b)));
}

function uniteLists(a: readonly Json[], b: readonly Json[]): Json[] {
  const seen = new Map<string, Json>();
  for (const item of [...a, ...b]) seen.set(JSON.stringify(item), item);
  return [...seen.entries()].sort(([x], [y]) => compareText(x, y)).map(([, item]) => item);
}

function mergeEdges(
  observed: readonly EdgeObservation[],
  numbers: ReadonlyMap<string, number>,
  assets: readonly Asset[],
  gaps: CoverageEntry[],
): Edge[] {
  const numberOf = (reference: AssetReference): number | undefined => numbers.get(`${reference.kind} ${reference.key}`);
  const merged = new Map<string, { edge: Edge; properties: Properties[] }>();
  for (const one of observed) {
    const from = numberOf(one.from);
    const to = numberOf(one.to);
    if (from === undefined || to === undefined) {
      if (one.optional) continue;
      const missing = from === undefined ? one.from : one.to;
      const seen = one.evidence[0];
      gaps.push({
        target: seen?.target ?? '',
        ...(seen?.file === undefined ? {} : { file: seen.file }),
        what: 'relations',
        status: 'skipped',
        reason: `${one.kind}: the ${missing.kind} it leads ${from === undefined ? 'from' : 'to'} was not seen (${missing.key}).`,
      });
      continue;
    }
    if (!edgeFits(one.kind, one.from.kind, one.to.kind))
      throw new Error(`A detector drew ${one.kind} from ${one.from.kind} to ${one.to.kind}`);
    if (from === to) continue;
    const id = `${from} ${one.kind} ${to}`;
    const earlier = merged.get(id);
    if (!earlier) {
      merged.set(id, {
        edge: { from, to, kind: one.kind, strength: one.strength, evidence: one.evidence },
        properties: [one.properties ?? {}],
      });
      continue;
    }
    const { edge } = earlier;
    if (STRENGTHS.indexOf(one.strength) > STRENGTHS.indexOf(edge.strength)) edge.strength = one.strength;
    edge.evidence = [...edge.evidence, ...one.evidence];
    earlier.properties.push(one.properties ?? {});
  }
  const out: Edge[] = [];
  for (const { edge, properties } of merged.values()) {
    edge.evidence = uniteEvidence([edge.evidence]);
    const united = mergeProperties(properties.sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))));
    out.push(Object.keys(united).length > 0 ? { ...edge, properties: united } : edge);
  }
  return out.sort(
    (a, b) => a.from - b.from || compareText(a.kind, b.kind) || a.to - b.to || compareText(assets[a.to]!.id, assets[b.to]!.id),
  );
}
