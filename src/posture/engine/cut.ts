import type { Automaton } from './automaton.ts';
import { buildNetwork, canReceive, canSend, type Network, pushFlow } from './flow.ts';
import { buildGraph, type Graph, NONE } from './graph.ts';
import { type Limits, spend, startMeter, type StoppedBy } from './limits.ts';
import { growTree } from './unavoidable.ts';
import { findWalks, grown, type Walks } from './walks.ts';

/** A capacity: this edge cannot be cut. */
export const UNCUTTABLE = 0xffffffff;

export type CutOptions = {
  /** Which of several cuts of equal cost: the one nearest to the sources or to the targets. */
  readonly near?: 'source' | 'target';
  readonly limits?: Limits;
};

export type Cut =
  /**
   * Removing `edges` (ascending) closes every accepted walk, at the sum `cost` of their capacities. No set costs less than
   * `lowerBound`: where the two are equal, as always when no edge is usable in two phases, the cut is a cheapest one.
   */
  | { readonly kind: 'cut'; readonly edges: readonly number[]; readonly cost: number; readonly lowerBound: number }
  /** No set of cuttable edges is enough; `walk` is an accepted walk without any. */
  | { readonly kind: 'uncuttable'; readonly walk: readonly number[] }
  | { readonly kind: 'stopped'; readonly stoppedBy: StoppedBy };

/**
 * A cheapest set of edges that all accepted walks from any source to any target cross: maximum flow (Dinic) between a super
 * source and a super sink over the states on accepted walks. `capacity[e]` is the effort to remove edge `e`, a whole number;
 * 0 is free, `UNCUTTABLE` never.
 *
 * An edge usable in `m` phases has `m` copies there. Each gets the m-th part of its capacity, so that the flow is a lower
 * bound, and removing the edge once closes them all. (To decide that case exactly is NP-hard.)
 *
 * @throws RangeError when `capacity` has not one entry per edge.
 */
export function minimumCut(
  graph: Graph,
  automaton: Automaton,
  sources: Uint32Array,
  targets: Uint32Array,
  capacity: Uint32Array,
  options: CutOptions = {},
): Cut {
  if (capacity.length !== graph.edgeCount) throw new RangeError('capacity must have one entry per edge');
  const { near = 'source', limits = {} } = options;
  const meter = startMeter(limits);
  const walks = findWalks(graph, automaton, sources, targets, meter, true);
  if (walks === undefined) return { kind: 'stopped', stoppedBy: meter.stoppedBy! };
  if (walks.vertexCount === 0) return { kind: 'cut', edges: [], cost: 0, lowerBound: 0 };
  const walk = findUncuttable(walks, capacity);
  if (walk !== undefined) return { kind: 'uncuttable', walk };

  const { capacities, scale } = splitCapacities(walks, capacity);
  const source = walks.vertexCount;
  const sink = source + 1;
  const network = closeNetwork(walks, capacities, source, sink);
  const flow = pushFlow(network, source, sink, (work) => spend(meter, work));
  if (flow === undefined) return { kind: 'stopped', stoppedBy: meter.stoppedBy! };
  const edges = crossing(walks, network, near === 'source' ? canReceive(network, source) : canSend(network, sink), near);
  const cost = edges.reduce((sum, edge) => sum + capacity[edge]!, 0);
  return { kind: 'cut', edges, cost, lowerBound: flow / scale };
}

// Everything is multiplied by the least common multiple of how often edges occur, so that the parts are whole numbers;
// automata with so many phases that it grows too large get parts rounded down, which keeps the bound a bound.
const MOST_PARTS = 720_720;

function splitCapacities(walks: Walks, capacity: Uint32Array): { capacities: Float64Array; scale: number } {
  const { edgeOf } = walks;
  const copies = new Uint8Array(edgeOf.length);
  let scale = 1;
  for (let first = 0, end = 0; first < edgeOf.length; first = end) {
    while (end < edgeOf.length && edgeOf[end] === edgeOf[first]) end++;
    copies.fill(end - first, first, end);
    scale = Math.min(MOST_PARTS, leastCommonMultiple(scale, end - first));
  }
  const capacities = new Float64Array(edgeOf.length);
  for (let step = 0; step < edgeOf.length; step++) {
    const whole = capacity[edgeOf[step]!]!;
    capacities[step] = whole === UNCUTTABLE ? Infinity : Math.floor((whole * scale) / copies[step]!);
  }
  return { capacities, scale };
}

function leastCommonMultiple(one: number, other: number): number {
  let [a, b] = [one, other];
  while (b !== 0) [a, b] = [b, a % b];
  return (one / a) * other;
}

function closeNetwork(walks: Walks, capacities: Float64Array, source: number, sink: number): Network {
  const steps = walks.from.length;
  const size = steps + walks.sourceVertex.length + walks.targetVertex.length;
  const from = grown(walks.from, size);
  const to = grown(walks.to, size);
  const capacity = new Float64Array(size).fill(Infinity);
  capacity.set(capacities);
  from.fill(source, steps, steps + walks.sourceVertex.length);
  to.set(walks.sourceVertex, steps);
  from.set(walks.targetVertex, steps + walks.sourceVertex.length);
  to.fill(sink, steps + walks.sourceVertex.length);
  return buildNetwork(sink + 1, from, to, capacity);
}

function crossing(walks: Walks, network: Network, side: Uint8Array, near: 'source' | 'target'): number[] {
  const edges: number[] = [];
  for (let step = 0; step < walks.from.length; step++) {
    const before = side[network.from[step]!]!;
    const after = side[network.to[step]!]!;
    const isCut = near === 'source' ? before === 1 && after === 0 : before === 0 && after === 1;
    if (isCut && edges.at(-1) !== walks.edgeOf[step]) edges.push(walks.edgeOf[step]!);
  }
  return edges;
}

/** A shortest accepted walk over uncuttable edges only. */
function findUncuttable(walks: Walks, capacity: Uint32Array): number[] | undefined {
  const kept: number[] = [];
  for (let step = 0; step < walks.edgeOf.length; step++) if (capacity[walks.edgeOf[step]!] === UNCUTTABLE) kept.push(step);
  const root = walks.vertexCount;
  const count = kept.length + walks.sourceVertex.length;
  const from = Uint32Array.from({ length: count }, (_, index) => (index < kept.length ? walks.from[kept[index]!]! : root));
  const to = Uint32Array.from({ length: count }, (_, index) =>
    index < kept.length ? walks.to[kept[index]!]! : walks.sourceVertex[index - kept.length]!,
  );
  const graph = buildGraph(root + 1, from, to, new Uint8Array(count));
  const into = growTree(graph, root, { vertex: new Uint8Array(root + 1), edge: new Uint8Array(count) });
  const end = walks.targetVertex.find((vertex) => into[vertex] !== NONE);
  if (end === undefined) return undefined;
  const edges: number[] = [];
  for (let vertex = end; into[vertex]! < kept.length; vertex = from[into[vertex]!]!) edges.push(walks.edgeOf[kept[into[vertex]!]!]!);
  return edges.reverse();
}
