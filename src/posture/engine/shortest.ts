import { type Automaton, BLOCKED, countStates } from './automaton.ts';
import { type Graph, NONE } from './graph.ts';
import { clearHeap, createHeap, type Heap, raise, takeSmallest } from './heap.ts';
import { type Meter, spend } from './limits.ts';

/**
 * A forest of shortest walks over states, and the buffers to grow it again without allocating. An entry of a state
 * counts only where `stamp[state] === epoch`, so starting anew costs nothing.
 *
 * Which of several shortest walks is kept never depends on the order of the work: lowest cost, then fewest edges, then
 * the lowest last edge, then the lowest phase before it. Each edge adds one to the second number, so the forest has no
 * cycle even where edges cost nothing.
 */
export type Forest = {
  epoch: number;
  readonly stamp: Uint32Array;
  readonly distance: Float64Array;
  readonly hops: Uint32Array;
  readonly viaEdge: Uint32Array;
  readonly viaState: Uint32Array;
  /** The state the walk began in; `NONE` until the state is settled, that is final. */
  readonly origin: Uint32Array;
  readonly queue: Uint32Array;
  buckets: Buckets | undefined;
  heap: Heap | undefined;
};

/** The search may end when `count` states with a flag are settled. */
export type Wanted = { readonly flags: Uint8Array; readonly count: number };

/** Rings of states with equal distance, as doubly linked lists: a state moves between rings without leaving a copy. */
type Buckets = { readonly head: Int32Array; readonly after: Int32Array; readonly before: Int32Array; readonly batch: Float64Array };

const RING = 256;
const END = -1;
const NOT_IN_RING = -2;

export function createForest(graph: Graph, automaton: Automaton): Forest {
  const states = countStates(graph.nodeCount, automaton);
  return {
    epoch: 0,
    stamp: new Uint32Array(states),
    distance: new Float64Array(states),
    hops: new Uint32Array(states),
    viaEdge: new Uint32Array(states),
    viaState: new Uint32Array(states),
    origin: new Uint32Array(states),
    queue: new Uint32Array(states),
    buckets: undefined,
    heap: undefined,
  };
}

/**
 * Grows the forest from the given states (distance 0; repetitions allowed) until nothing is left, every wanted state is
 * settled, or the meter is spent. Breadth-first when all edges cost the same, buckets (Dial) for whole numbers, a heap
 * for floats. O(phases * (nodes + edges)), times the logarithm for the heap.
 */
export function growForest(graph: Graph, automaton: Automaton, roots: Uint32Array, forest: Forest, meter: Meter, wanted?: Wanted): void {
  forest.epoch++;
  if (graph.minCost === graph.maxCost) growInRows(graph, automaton, roots, forest, meter, wanted);
  else if (graph.cost instanceof Uint8Array) growInBuckets(graph, automaton, roots, forest, meter, wanted);
  else growWithHeap(graph, automaton, roots, forest, meter, wanted);
}

/** Offers a walk to a state; true when it is cheaper or shorter than what the state had, so that it must be queued. */
function offer(forest: Forest, state: number, distance: number, hops: number, edge: number, via: number): boolean {
  if (forest.stamp[state] === forest.epoch) {
    const known = forest.distance[state]!;
    if (distance > known) return false;
    if (distance === known) {
      const knownHops = forest.hops[state]!;
      if (hops > knownHops) return false;
      if (hops === knownHops) {
        const knownEdge = forest.viaEdge[state]!;
        if (edge < knownEdge || (edge === knownEdge && via < forest.viaState[state]!)) {
          forest.viaEdge[state] = edge;
          forest.viaState[state] = via;
        }
        return false;
      }
    }
  } else {
    forest.stamp[state] = forest.epoch;
    forest.origin[state] = NONE;
  }
  forest.distance[state] = distance;
  forest.hops[state] = hops;
  forest.viaEdge[state] = edge;
  forest.viaState[state] = via;
  return true;
}

// By the time a state is settled its predecessor is final too: that one has a smaller key and was settled before.
function settle(forest: Forest, state: number): void {
  forest.origin[state] = forest.viaEdge[state] === NONE ? state : forest.origin[forest.viaState[state]!]!;
}

function growInRows(graph: Graph, automaton: Automaton, roots: Uint32Array, forest: Forest, meter: Meter, wanted?: Wanted): void {
  const { start, node: other, edgeOf, label } = graph.out;
  const { next, phases } = automaton;
  const { queue, hops } = forest;
  const price = graph.minCost;
  let missing = wanted?.count ?? Infinity;
  let tail = 0;
  for (const root of roots) if (offer(forest, root, 0, 0, NONE, NONE)) queue[tail++] = root;
  for (let head = 0; head < tail; head++) {
    const state = queue[head]!;
    if (!spend(meter, 1)) return;
    settle(forest, state);
    if (wanted !== undefined && wanted.flags[state] === 1 && --missing === 0) return;
    const node = Math.trunc(state / phases);
    const row = (state - node * phases) << 8;
    const step = hops[state]! + 1;
    for (let at = start[node]!, end = start[node + 1]!; at < end; at++) {
      const phase = next[row | label[at]!]!;
      if (phase === BLOCKED) continue;
      const target = other[at]! * phases + phase;
      if (offer(forest, target, step * price, step, edgeOf[at]!, state)) queue[tail++] = target;
    }
  }
}

function growInBuckets(graph: Graph, automaton: Automaton, roots: Uint32Array, forest: Forest, meter: Meter, wanted?: Wanted): void {
  const { start, node: other, edgeOf, label } = graph.out;
  const cost = graph.cost!;
  const { next, phases } = automaton;
  const { queue, hops, distance: known } = forest;
  const states = known.length;
  const buckets = (forest.buckets ??= createBuckets(states));
  const { head, after, before, batch } = buckets;
  let missing = wanted?.count ?? Infinity;
  let waiting = 0;
  head.fill(END);
  for (const root of roots) {
    if (!offer(forest, root, 0, 0, NONE, NONE)) continue;
    enter(buckets, root, 0);
    waiting++;
  }
  for (let distance = 0; waiting > 0; distance++) {
    let size = 0;
    for (let state = head[distance & (RING - 1)]!; state !== END; state = after[state]!) {
      before[state] = NOT_IN_RING;
      batch[size++] = hops[state]! * states + state;
    }
    head[distance & (RING - 1)] = END;
    waiting -= size;
    // Edges that cost nothing lead on within the same distance: settle by number of edges, taking turns between the
    // sorted batch and the states those edges add, which come in rising order by themselves.
    if (graph.minCost === 0) batch.subarray(0, size).sort();
    let tail = 0;
    let turn = 0;
    for (let row = 0; row < size || turn < tail;) {
      const ahead = row < size ? Math.trunc(batch[row]! / states) : Infinity;
      const fromBatch = turn >= tail || ahead <= hops[queue[turn]!]!;
      const state = fromBatch ? batch[row++]! - ahead * states : queue[turn++]!;
      if (fromBatch && hops[state] !== ahead) continue; // reached again with fewer edges: settled from the queue
      if (!spend(meter, 1)) return leaveBuckets(buckets);
      settle(forest, state);
      if (wanted !== undefined && wanted.flags[state] === 1 && --missing === 0) return leaveBuckets(buckets);
      const node = Math.trunc(state / phases);
      const line = (state - node * phases) << 8;
      const step = hops[state]! + 1;
      for (let at = start[node]!, end = start[node + 1]!; at < end; at++) {
        const phase = next[line | label[at]!]!;
        if (phase === BLOCKED) continue;
        const edge = edgeOf[at]!;
        const target = other[at]! * phases + phase;
        const sum = distance + cost[edge]!;
        const old = known[target]!;
        if (!offer(forest, target, sum, step, edge, state)) continue;
        if (before[target] !== NOT_IN_RING) {
          leave(buckets, target, old);
          waiting--;
        }
        if (sum === distance) {
          queue[tail++] = target;
        } else {
          enter(buckets, target, sum);
          waiting++;
        }
      }
    }
  }
}

function createBuckets(states: number): Buckets {
  return {
    head: new Int32Array(RING),
    after: new Int32Array(states),
    before: new Int32Array(states).fill(NOT_IN_RING),
    batch: new Float64Array(states),
  };
}

function enter(buckets: Buckets, state: number, distance: number): void {
  const ring = distance & (RING - 1);
  const first = buckets.head[ring]!;
  buckets.after[state] = first;
  buckets.before[state] = END;
  if (first !== END) buckets.before[first] = state;
  buckets.head[ring] = state;
}

function leave(buckets: Buckets, state: number, distance: number): void {
  const { head, after, before } = buckets;
  if (before[state] === END) head[distance & (RING - 1)] = after[state]!;
  else after[before[state]!] = after[state]!;
  if (after[state] !== END) before[after[state]!] = before[state]!;
  before[state] = NOT_IN_RING;
}

function leaveBuckets({ head, after, before }: Buckets): void {
  for (const first of head) for (let state = first; state !== END; state = after[state]!) before[state] = NOT_IN_RING;
}

function growWithHeap(graph: Graph, automaton: Automaton, roots: Uint32Array, forest: Forest, meter: Meter, wanted?: Wanted): void {
  const { start, node: other, edgeOf, label } = graph.out;
  const cost = graph.cost!;
  const { next, phases } = automaton;
  const { hops, distance } = forest;
  const heap = (forest.heap ??= createHeap(distance, hops));
  let missing = wanted?.count ?? Infinity;
  for (const root of roots) if (offer(forest, root, 0, 0, NONE, NONE)) raise(heap, root);
  while (heap.size > 0) {
    const state = takeSmallest(heap);
    if (!spend(meter, 1)) return clearHeap(heap);
    settle(forest, state);
    if (wanted !== undefined && wanted.flags[state] === 1 && --missing === 0) return clearHeap(heap);
    const node = Math.trunc(state / phases);
    const row = (state - node * phases) << 8;
    const step = hops[state]! + 1;
    const far = distance[state]!;
    for (let at = start[node]!, end = start[node + 1]!; at < end; at++) {
      const phase = next[row | label[at]!]!;
      if (phase === BLOCKED) continue;
      const edge = edgeOf[at]!;
      const target = other[at]! * phases + phase;
      if (offer(forest, target, far + cost[edge]!, step, edge, state)) raise(heap, target);
    }
  }
}
