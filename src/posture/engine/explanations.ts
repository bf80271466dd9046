import { ANY_WALK, type Automaton } from './automaton.ts';
import { buildGraph, type Graph, NONE } from './graph.ts';
import { clearHeap, createHeap, type Heap, raise, takeSmallest } from './heap.ts';
import { type Completeness, completeness, type Limits, type Meter, spend, startMeter } from './limits.ts';
import { graphOfWalks } from './pairs.ts';
import { createForest, growForest } from './shortest.ts';
import { findWalks } from './walks.ts';

/** One walk from a source to a target: edges of the graph, first edge first. */
export type Explanation = { readonly edges: readonly number[]; readonly cost: number };

export type Explanations = Completeness & { readonly paths: readonly Explanation[] };

const MOST_EXPLANATIONS = 5;
const CANDIDATES_EACH = 4;

/**
 * Up to `count` (at most 5) different ways from `source` to `target`: the shortest first, then from the `4 * count`
 * shortest always the one that shares least with those already chosen.
 */
export function explanations(
  graph: Graph,
  automaton: Automaton,
  source: number,
  target: number,
  count: number,
  limits: Limits = {},
): Explanations {
  const wanted = Math.min(count, MOST_EXPLANATIONS);
  const found = shortestWalks(graph, automaton, source, target, wanted * CANDIDATES_EACH, limits);
  return { ...found, paths: mostDifferent(found.paths, wanted) };
}

/**
 * The `count` cheapest accepted walks from `source` to `target` that visit no state twice and end where they first arrive
 * accepted; ordered by cost, then number of edges, then their edges compared from the last one backwards.
 *
 * Yen's algorithm with Lawler's restriction. The exact remaining cost to the target, found once by a search backwards,
 * guides each detour (A*), so that a detour looks at little more than itself. (A walk may visit a node twice in different
 * phases: to forbid that too is NP-hard.)
 *
 * @throws RangeError when source or target is no node.
 */
export function shortestWalks(
  graph: Graph,
  automaton: Automaton,
  source: number,
  target: number,
  count: number,
  limits: Limits = {},
): Explanations {
  const meter = startMeter(limits);
  const walks = findWalks(graph, automaton, Uint32Array.of(source), Uint32Array.of(target), meter, true);
  if (walks === undefined || walks.sources.length === 0 || count < 1) return { paths: [], ...completeness(meter.stoppedBy) };
  const detours = prepareDetours(graphOfWalks(graph, walks), walks.targetVertex, meter);
  const accepted: Candidate[] = [];
  const root = walks.sourceVertex[0]!;
  let open = propose([], detours, [], 0, root, 0, meter);
  while (open.length > 0 && meter.stoppedBy === undefined) {
    const best = open.shift()!;
    accepted.push(best);
    if (accepted.length === count) break;
    // Of the waiting ones no more can ever be used, and long walks are not kept for nothing.
    open = branch(open, accepted, best, detours, root, meter).slice(0, count - accepted.length);
  }
  const paths = accepted.map(({ steps, cost }) => ({ edges: steps.map((step) => walks.edgeOf[step]!), cost }));
  return { paths, ...completeness(meter.stoppedBy) };
}

/** A walk in steps of the walk graph; it leaves the walks found before it at step number `leaves`. */
type Candidate = { readonly steps: readonly number[]; readonly cost: number; readonly leaves: number };

/** Everything a detour search needs, allocated once. */
type Detours = {
  readonly graph: Graph;
  readonly isGoal: Uint8Array;
  /** Exact cost and number of edges from a vertex to the nearest goal. */
  readonly rest: Float64Array;
  readonly restHops: Uint32Array;
  epoch: number;
  readonly stamp: Uint32Array;
  readonly cost: Float64Array;
  readonly hops: Uint32Array;
  readonly via: Uint32Array;
  readonly total: Float64Array;
  readonly totalHops: Uint32Array;
  readonly heap: Heap;
  readonly shutVertex: Set<number>;
  readonly shutStep: Set<number>;
};

function prepareDetours(graph: Graph, goals: Uint32Array, meter: Meter): Detours {
  const reversed = buildGraph(graph.nodeCount, graph.to, graph.from, graph.label, graph.cost);
  const { distance, hops } = growBack(reversed, goals, meter);
  const total = new Float64Array(graph.nodeCount);
  const totalHops = new Uint32Array(graph.nodeCount);
  const isGoal = new Uint8Array(graph.nodeCount);
  for (const goal of goals) isGoal[goal] = 1;
  return {
    graph,
    isGoal,
    rest: distance,
    restHops: hops,
    epoch: 0,
    stamp: new Uint32Array(graph.nodeCount),
    cost: new Float64Array(graph.nodeCount),
    hops: new Uint32Array(graph.nodeCount),
    via: new Uint32Array(graph.nodeCount),
    total,
    totalHops,
    heap: createHeap(total, totalHops),
    shutVertex: new Set(),
    shutStep: new Set(),
  };
}

function growBack(reversed: Graph, goals: Uint32Array, meter: Meter) {
  const forest = createForest(reversed, ANY_WALK);
  growForest(reversed, ANY_WALK, goals, forest, meter);
  return forest;
}

/** For each vertex of the walk from where it left the others: the best way to leave it there. */
function branch(
  open: readonly Candidate[],
  accepted: readonly Candidate[],
  walk: Candidate,
  detours: Detours,
  root: number,
  meter: Meter,
): Candidate[] {
  const { from, to, cost } = detours.graph;
  const found = [...open];
  let sharing = accepted.filter((other) => startsAlike(other.steps, walk.steps, walk.leaves));
  let paid = 0;
  detours.shutVertex.clear();
  for (let place = 0; place < walk.steps.length && meter.stoppedBy === undefined; place++) {
    const step = walk.steps[place]!;
    if (place >= walk.leaves) {
      detours.shutStep.clear();
      for (const other of sharing) detours.shutStep.add(other.steps[place]!);
      propose(found, detours, walk.steps, place, from[step]!, paid, meter);
      sharing = sharing.filter((other) => other.steps[place] === step);
    }
    detours.shutVertex.add(place === 0 ? root : to[walk.steps[place - 1]!]!);
    paid += cost === undefined ? 1 : cost[step]!;
  }
  return found.sort(compare);
}

function startsAlike(one: readonly number[], other: readonly number[], length: number): boolean {
  for (let place = 0; place < length; place++) if (one[place] !== other[place]) return false;
  return true;
}

/** Adds the best walk that takes the first `kept` steps and goes on from `vertex` avoiding what is shut, if there is one. */
function propose(
  open: Candidate[],
  detours: Detours,
  steps: readonly number[],
  kept: number,
  vertex: number,
  paid: number,
  meter: Meter,
): Candidate[] {
  const goal = findDetour(detours, vertex, meter);
  if (goal === NONE) return open;
  const suffix: number[] = [];
  for (let at = goal; detours.via[at] !== NONE; at = detours.graph.from[detours.via[at]!]!) suffix.push(detours.via[at]!);
  open.push({ steps: steps.slice(0, kept).concat(suffix.reverse()), cost: paid + detours.cost[goal]!, leaves: kept });
  return open;
}

// A* does not stop at the first goal: it empties everything of the same total, so that among equals each vertex and the
// goal itself end up with the lowest last step, whatever the order in the heap.
function findDetour(detours: Detours, origin: number, meter: Meter): number {
  const { graph, isGoal, rest, restHops, stamp, cost, hops, via, total, totalHops, heap, shutVertex, shutStep } = detours;
  const { start, node, edgeOf } = graph.out;
  const epoch = ++detours.epoch;
  let goal = NONE;
  stamp[origin] = epoch;
  cost[origin] = 0;
  hops[origin] = 0;
  via[origin] = NONE;
  total[origin] = rest[origin]!;
  totalHops[origin] = restHops[origin]!;
  raise(heap, origin);
  while (heap.size > 0) {
    const vertex = takeSmallest(heap);
    if (goal !== NONE && (total[vertex]! > total[goal]! || totalHops[vertex]! > totalHops[goal]!)) break;
    if (!spend(meter, 1)) {
      goal = NONE;
      break;
    }
    if (isGoal[vertex] === 1) {
      if (goal === NONE || via[vertex]! < via[goal]!) goal = vertex;
      continue;
    }
    const step = hops[vertex]! + 1;
    for (let at = start[vertex]!, end = start[vertex + 1]!; at < end; at++) {
      const next = node[at]!;
      const edge = edgeOf[at]!;
      if (shutStep.has(edge) || shutVertex.has(next)) continue;
      const sum = cost[vertex]! + (graph.cost === undefined ? 1 : graph.cost[edge]!);
      if (stamp[next] === epoch) {
        const isEqual = sum === cost[next] && step === hops[next];
        if (isEqual && edge < via[next]!) via[next] = edge;
        if (isEqual || sum > cost[next]! || (sum === cost[next] && step > hops[next]!)) continue;
      }
      stamp[next] = epoch;
      cost[next] = sum;
      hops[next] = step;
      via[next] = edge;
      total[next] = sum + rest[next]!;
      totalHops[next] = step + restHops[next]!;
      raise(heap, next);
    }
  }
  clearHeap(heap);
  return goal;
}

function compare(one: Candidate, other: Candidate): number {
  if (one.cost !== other.cost) return one.cost - other.cost;
  if (one.steps.length !== other.steps.length) return one.steps.length - other.steps.length;
  for (let place = one.steps.length - 1; place >= 0; place--) {
    const difference = one.steps[place]! - other.steps[place]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function mostDifferent(paths: readonly Explanation[], count: number): Explanation[] {
  const left = paths.map((path) => ({ path, shared: 0 }));
  const chosen: Explanation[] = [];
  while (left.length > 0 && chosen.length < count) {
    let best = 0;
    for (let index = 1; index < left.length; index++) if (left[index]!.shared < left[best]!.shared) best = index;
    const { path } = left.splice(best, 1)[0]!;
    chosen.push(path);
    const edges = new Set(path.edges);
    for (const other of left) {
      const common = other.path.edges.filter((edge) => edges.has(edge)).length;
      other.shared = Math.max(other.shared, common / Math.max(1, Math.min(edges.size, other.path.edges.length)));
    }
  }
  return chosen;
}
