import { ANY_WALK, type Automaton } from './automaton.ts';
import { buildGraph, type Graph, NONE } from './graph.ts';
import { type Completeness, completeness, type Limits, type Meter, spend, startMeter } from './limits.ts';
import type { Paths } from './search.ts';
import { createForest, growForest } from './shortest.ts';
import { type LevelRecords, levelOf, previousStep, recordLevels } from './together.ts';
import { findWalks, grown, type Walks } from './walks.ts';

/** Paths while they are being collected; `edges` has room to spare, of which `size` is used. */
type Collected = {
  readonly most: number;
  readonly source: number[];
  readonly target: number[];
  readonly cost: number[];
  readonly start: number[];
  edges: Uint32Array;
  size: number;
};

const TOGETHER = 32;

/**
 * For each source and each target that an accepted walk joins, the same shortest walk that a search from that source
 * alone would keep; ordered by source, then target. A pair with itself is reported when the start phase accepts (an empty
 * walk).
 *
 * Where all edges cost the same, 32 sources walk together, one bit each: O(sources / 32 * levels * steps). Otherwise one
 * search a source in shared buffers. Both see only states on accepted walks. `limits.states` also counts edges written.
 */
export function pairs(
  graph: Graph,
  automaton: Automaton,
  sources: Uint32Array,
  targets: Uint32Array,
  limits: Limits = {},
): Paths & Completeness {
  const meter = startMeter(limits);
  const collected: Collected = {
    most: limits.pairs ?? Infinity,
    source: [],
    target: [],
    cost: [],
    start: [0],
    edges: new Uint32Array(1024),
    size: 0,
  };
  const walks = findWalks(graph, automaton, sources, targets, meter);
  if (walks !== undefined) {
    const inner = graphOfWalks(graph, walks);
    if (graph.minCost === graph.maxCost) pairsTogether(inner, walks, meter, collected);
    else pairsOneByOne(inner, walks, meter, collected);
  }
  return {
    count: collected.source.length,
    source: Uint32Array.from(collected.source),
    target: Uint32Array.from(collected.target),
    cost: Float64Array.from(collected.cost),
    start: Uint32Array.from(collected.start),
    edges: collected.edges.slice(0, collected.size),
    ...completeness(meter.stoppedBy),
  };
}

/** The walks as a graph of their own, whose vertices already know their phase. */
export function graphOfWalks(graph: Graph, walks: Walks): Graph {
  const { from, to, edgeOf, vertexCount } = walks;
  const label = new Uint8Array(from.length);
  if (graph.cost === undefined) return buildGraph(vertexCount, from, to, label);
  const cost = graph.cost instanceof Uint8Array ? new Uint8Array(from.length) : new Float32Array(from.length);
  for (let step = 0; step < from.length; step++) cost[step] = graph.cost[edgeOf[step]!]!;
  return buildGraph(vertexCount, from, to, label, cost);
}

function pairsOneByOne(inner: Graph, walks: Walks, meter: Meter, collected: Collected): void {
  const forest = createForest(inner, ANY_WALK);
  const { distance, hops, viaEdge, viaState, stamp } = forest;
  const flags = new Uint8Array(walks.vertexCount);
  for (const vertex of walks.targetVertex) flags[vertex] = 1;
  const wanted = { flags, count: walks.targetVertex.length };
  for (let source = 0; source < walks.sources.length; source++) {
    growForest(inner, ANY_WALK, walks.sourceVertex.subarray(source, source + 1), forest, meter, wanted);
    if (meter.stoppedBy !== undefined) return;
    for (let target = 0; target < walks.targets.length; target++) {
      let best = NONE;
      for (let at = walks.targetStart[target]!; at < walks.targetStart[target + 1]!; at++) {
        const vertex = walks.targetVertex[at]!;
        if (stamp[vertex] !== forest.epoch) continue;
        const isBetter =
          best === NONE || distance[vertex]! < distance[best]! || (distance[vertex] === distance[best] && hops[vertex]! < hops[best]!);
        if (isBetter) best = vertex;
      }
      if (best === NONE) continue;
      if (!begin(collected, walks, source, target, distance[best]!, hops[best]!, meter)) return;
      for (let place = collected.size - 1, vertex = best; viaEdge[vertex] !== NONE; vertex = viaState[vertex]!) {
        collected.edges[place--] = walks.edgeOf[viaEdge[vertex]!]!;
      }
    }
  }
}

function pairsTogether(inner: Graph, walks: Walks, meter: Meter, collected: Collected): void {
  const { sources, sourceVertex, targets, edgeOf } = walks;
  const count = targets.length;
  const arrival = new Uint32Array(count * TOGETHER);
  const hops = new Uint32Array(count * TOGETHER);
  const end = new Uint32Array(count * TOGETHER);
  let records: LevelRecords | undefined;
  for (let first = 0; first < sources.length; first += TOGETHER) {
    const roots = sourceVertex.subarray(first, first + TOGETHER);
    records = recordLevels(inner, roots, meter, records);
    if (meter.stoppedBy !== undefined) return;
    findArrivals(records, walks, roots.length, arrival, hops);
    end.fill(NONE);
    for (let bit = 0; bit < roots.length && meter.stoppedBy === undefined; bit++) {
      for (let target = 0; target < count; target++) {
        const place = target * TOGETHER + bit;
        if (arrival[place] === NONE) continue;
        if (!begin(collected, walks, first + bit, target, hops[place]! * inner.minCost, hops[place]!, meter)) break;
        end[place] = collected.size;
      }
    }
    // The result is ordered by source, but written by target: the walks of all sources to one target lie close together.
    for (let place = 0; place < end.length; place++) {
      if (end[place] === NONE) continue;
      let vertex = arrival[place]!;
      for (let level = hops[place]!, at = end[place]! - 1; level > 0; level--, at--) {
        const step = previousStep(records, inner, vertex, level, place % TOGETHER);
        collected.edges[at] = edgeOf[step]!;
        vertex = inner.from[step]!;
      }
    }
  }
}

/** For each target and root, the vertex where it arrives first (of several phases the lowest) and after how many steps. */
function findArrivals(records: LevelRecords, walks: Walks, roots: number, arrival: Uint32Array, hops: Uint32Array): void {
  arrival.fill(NONE);
  for (let target = 0; target < walks.targets.length; target++) {
    for (let at = walks.targetStart[target]!; at < walks.targetStart[target + 1]!; at++) {
      const vertex = walks.targetVertex[at]!;
      for (let bit = 0; bit < roots; bit++) {
        const place = target * TOGETHER + bit;
        const level = levelOf(records, vertex, bit);
        if (level === Infinity || (arrival[place] !== NONE && level >= hops[place]!)) continue;
        arrival[place] = vertex;
        hops[place] = level;
      }
    }
  }
}

/** Writes everything of a path but its edges, for which it makes room; false when a limit forbids the path. */
function begin(collected: Collected, walks: Walks, source: number, target: number, cost: number, hops: number, meter: Meter): boolean {
  if (collected.source.length >= collected.most) meter.stoppedBy ??= 'pairs';
  if (!spend(meter, hops + 1)) return false;
  collected.source.push(walks.sources[source]!);
  collected.target.push(walks.targets[target]!);
  collected.cost.push(cost);
  collected.size += hops;
  collected.start.push(collected.size);
  if (collected.size > collected.edges.length) collected.edges = grown(collected.edges, collected.size * 2);
  return true;
}
