import { type Automaton, countStates } from './automaton.ts';
import { type Graph, NONE } from './graph.ts';
import { type Completeness, completeness, type Limits, startMeter } from './limits.ts';
import { createForest, growForest } from './shortest.ts';

/**
 * One shortest accepted walk per state from whichever source is nearest. Arrays are indexed by state
 * (`node * phases + phase`); a state that was not reached, or not before a limit, has distance `Infinity`, and `NONE`
 * elsewhere.
 */
export type SearchResult = Completeness & {
  readonly graph: Graph;
  readonly automaton: Automaton;
  readonly distance: Float64Array;
  /** Number of edges of the walk. */
  readonly hops: Uint32Array;
  /** Last edge of the walk; `NONE` at a source. */
  readonly viaEdge: Uint32Array;
  /** State before the last edge; `NONE` at a source. */
  readonly viaState: Uint32Array;
  /** The source node the walk began at. */
  readonly origin: Uint32Array;
};

/** Many walks in few arrays: walk `i` runs over `edges[start[i]] … edges[start[i + 1] - 1]`. */
export type Paths = {
  readonly count: number;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly cost: Float64Array;
  readonly start: Uint32Array;
  readonly edges: Uint32Array;
};

/**
 * Multi-source shortest walks on the product of graph and automaton. O(phases * (nodes + edges)) time (see `growForest`), 32 to 48 bytes a state.
 * The order of `sources`, and repetitions in it, change nothing; of equal walks the one kept is stated at `Forest`.
 */
export function search(graph: Graph, automaton: Automaton, sources: Uint32Array, limits: Limits = {}): SearchResult {
  const forest = createForest(graph, automaton);
  const meter = startMeter(limits);
  growForest(graph, automaton, startStates(graph, automaton, sources), forest, meter);
  const { distance, hops, viaEdge, viaState, origin, stamp, epoch } = forest;
  for (let state = 0; state < distance.length; state++) {
    if (stamp[state] === epoch && origin[state] !== NONE) {
      origin[state] = Math.trunc(origin[state]! / automaton.phases);
    } else {
      distance[state] = Infinity;
      hops[state] = NONE;
      viaEdge[state] = NONE;
      viaState[state] = NONE;
      origin[state] = NONE;
    }
  }
  return { graph, automaton, distance, hops, viaEdge, viaState, origin, ...completeness(meter.stoppedBy) };
}

/** The state in which an accepted walk arrives best at `node` (cost, then edges, then phase); undefined when none does. */
export function arrival(result: SearchResult, node: number): number | undefined {
  const { phases, accepting } = result.automaton;
  let best: number | undefined;
  for (let phase = 0; phase < phases; phase++) {
    const state = node * phases + phase;
    const distance = result.distance[state]!;
    if (accepting[phase] === 0 || distance === Infinity) continue;
    const known = best === undefined ? Infinity : result.distance[best]!;
    if (distance < known || (distance === known && result.hops[state]! < result.hops[best!]!)) best = state;
  }
  return best;
}

/** The edges of the best accepted walk to `node`, first edge first; undefined when none arrives; [] at a source that accepts. */
export function extract(result: SearchResult, node: number): number[] | undefined {
  let state = arrival(result, node);
  if (state === undefined) return undefined;
  const edges = new Array<number>(result.hops[state]!);
  for (let place = edges.length - 1; place >= 0; place--) {
    edges[place] = result.viaEdge[state]!;
    state = result.viaState[state]!;
  }
  return edges;
}

/** The best accepted walk to each of the targets that has one, in ascending order of the target. */
export function extractAll(result: SearchResult, targets: Uint32Array): Paths {
  const reached: number[] = [];
  const states: number[] = [];
  let total = 0;
  for (const target of ascending(targets)) {
    const state = arrival(result, target);
    if (state === undefined) continue;
    reached.push(target);
    states.push(state);
    total += result.hops[state]!;
  }
  const count = reached.length;
  const paths = {
    count,
    source: new Uint32Array(count),
    target: Uint32Array.from(reached),
    cost: new Float64Array(count),
    start: new Uint32Array(count + 1),
    edges: new Uint32Array(total),
  };
  for (let path = 0; path < count; path++) {
    let state = states[path]!;
    paths.source[path] = result.origin[state]!;
    paths.cost[path] = result.distance[state]!;
    const first = paths.start[path]!;
    const end = first + result.hops[state]!;
    paths.start[path + 1] = end;
    for (let place = end - 1; place >= first; place--) {
      paths.edges[place] = result.viaEdge[state]!;
      state = result.viaState[state]!;
    }
  }
  return paths;
}

/**
 * The states in which walks from these nodes begin, each once.
 *
 * @throws RangeError when a source is no node.
 */
export function startStates(graph: Graph, automaton: Automaton, sources: Uint32Array): Uint32Array {
  countStates(graph.nodeCount, automaton);
  return ascending(sources).map((source) => {
    if (source >= graph.nodeCount) throw new RangeError(`source ${source} is no node`);
    return source * automaton.phases + automaton.start;
  });
}

/** The same numbers, each once, in ascending order. */
export function ascending(numbers: Uint32Array): Uint32Array {
  const sorted = numbers.slice().sort();
  let count = 0;
  for (let place = 0; place < sorted.length; place++) {
    if (count === 0 || sorted[place] !== sorted[count - 1]) sorted[count++] = sorted[place]!;
  }
  return sorted.slice(0, count);
}
