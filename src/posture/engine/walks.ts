import { type Automaton, BLOCKED } from './automaton.ts';
import { type Graph, NONE } from './graph.ts';
import { type Meter, spend } from './limits.ts';
import { ascending, startStates } from './search.ts';

/**
 * The part of the product that lies on at least one accepted walk from a source to a target, with small consecutive
 * vertex numbers. Everything that asks about *all* walks (pairs, choke points, cuts) works here: no state is carried
 * along that no accepted walk can use.
 */
export type Walks = {
  readonly vertexCount: number;
  /** State (`node * phases + phase`) of each vertex, ascending. */
  readonly stateOf: Uint32Array;
  readonly nodeOf: Uint32Array;
  /** Vertices of node `n` are `vertexStart[n] … vertexStart[n + 1] - 1`. */
  readonly vertexStart: Uint32Array;
  /** Ends of each step, as vertices. Steps are ordered by edge, then by the phase before it. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Edge of the graph that each step takes; an edge usable in several phases has several steps. */
  readonly edgeOf: Uint32Array;
  /** Sources that begin a walk, ascending, and the vertex each begins in. */
  readonly sources: Uint32Array;
  readonly sourceVertex: Uint32Array;
  /** Targets that end a walk, ascending; those of target `i` end in `targetVertex[targetStart[i]] …`. */
  readonly targets: Uint32Array;
  readonly targetStart: Uint32Array;
  readonly targetVertex: Uint32Array;
};

const FORWARD = 1;
const BACKWARD = 2;
const BOTH = 3;

/**
 * Forward from the sources, backward from the accepting states of the targets, and what both touch. O(phases * (nodes +
 * edges)). With `endAtTarget`, walks do not go on after they are accepted. Undefined when the meter is spent before the
 * end, because half of this answer would be a wrong one.
 *
 * @throws RangeError when a source or target is no node.
 */
export function findWalks(
  graph: Graph,
  automaton: Automaton,
  sources: Uint32Array,
  targets: Uint32Array,
  meter: Meter,
  endAtTarget = false,
): Walks | undefined {
  const { phases, next, accepting } = automaton;
  const roots = startStates(graph, automaton, sources);
  const states = graph.nodeCount * phases;
  const ends = ascending(targets);
  const isEnd = new Uint8Array(graph.nodeCount);
  for (const target of ends) {
    if (target >= graph.nodeCount) throw new RangeError(`target ${target} is no node`);
    isEnd[target] = 1;
  }
  const goesOn = (state: number) => {
    const node = Math.trunc(state / phases);
    return !(endAtTarget && isEnd[node] === 1 && accepting[state - node * phases] === 1);
  };
  const mark = new Uint8Array(states);
  const queue = new Uint32Array(states);

  let tail = 0;
  for (const root of roots) {
    mark[root] = FORWARD;
    queue[tail++] = root;
  }
  for (let head = 0; head < tail; head++) {
    const state = queue[head]!;
    if (!spend(meter, 1)) return undefined;
    if (endAtTarget && !goesOn(state)) continue;
    const node = Math.trunc(state / phases);
    const row = (state - node * phases) << 8;
    for (let at = graph.out.start[node]!, end = graph.out.start[node + 1]!; at < end; at++) {
      const phase = next[row | graph.out.label[at]!]!;
      if (phase === BLOCKED) continue;
      const target = graph.out.node[at]! * phases + phase;
      if (mark[target] !== 0) continue;
      mark[target] = FORWARD;
      queue[tail++] = target;
    }
  }

  tail = 0;
  for (const target of ends) {
    for (let phase = 0; phase < phases; phase++) {
      const state = target * phases + phase;
      if (accepting[phase] === 0 || mark[state] !== FORWARD) continue;
      mark[state] = BOTH;
      queue[tail++] = state;
    }
  }
  for (let head = 0; head < tail; head++) {
    const state = queue[head]!;
    if (!spend(meter, 1)) return undefined;
    const node = Math.trunc(state / phases);
    const phase = state - node * phases;
    for (let at = graph.in.start[node]!, end = graph.in.start[node + 1]!; at < end; at++) {
      const label = graph.in.label[at]!;
      const first = graph.in.node[at]! * phases;
      for (let before = 0; before < phases; before++) {
        if (mark[first + before] !== FORWARD || next[(before << 8) | label] !== phase) continue;
        if (endAtTarget && !goesOn(first + before)) continue;
        mark[first + before] = FORWARD | BACKWARD;
        queue[tail++] = first + before;
      }
    }
  }

  const vertexOf = new Uint32Array(states).fill(NONE);
  const stateOf = queue.slice(0, tail).sort();
  for (let vertex = 0; vertex < tail; vertex++) vertexOf[stateOf[vertex]!] = vertex;
  const steps = findSteps(graph, automaton, vertexOf, stateOf, endAtTarget ? goesOn : undefined);
  const begun = ascending(sources).filter((source) => vertexOf[source * phases + automaton.start] !== NONE);
  return {
    vertexCount: tail,
    stateOf,
    ...groupVertices(graph.nodeCount, phases, stateOf),
    ...steps,
    sources: begun,
    sourceVertex: begun.map((source) => vertexOf[source * phases + automaton.start]!),
    ...findEnds(automaton, ends, vertexOf),
  };
}

function groupVertices(nodeCount: number, phases: number, stateOf: Uint32Array): Pick<Walks, 'nodeOf' | 'vertexStart'> {
  const nodeOf = stateOf.map((state) => Math.trunc(state / phases));
  const vertexStart = new Uint32Array(nodeCount + 1);
  for (const node of nodeOf) vertexStart[node + 1]!++;
  for (let node = 0; node < nodeCount; node++) vertexStart[node + 1]! += vertexStart[node]!;
  return { nodeOf, vertexStart };
}

function findSteps(
  graph: Graph,
  automaton: Automaton,
  vertexOf: Uint32Array,
  stateOf: Uint32Array,
  goesOn: ((state: number) => boolean) | undefined,
): Pick<Walks, 'from' | 'to' | 'edgeOf'> {
  const { phases, next } = automaton;
  const { from, to, label } = graph;
  if (stateOf.length === 0) return { from: new Uint32Array(0), to: new Uint32Array(0), edgeOf: new Uint32Array(0) };
  // Walks use few of a large graph's edges: room for few at first.
  const candidates = edgesFrom(graph, automaton, stateOf);
  let size = Math.min(graph.edgeCount, stateOf.length * 2);
  let steps = { from: new Uint32Array(size), to: new Uint32Array(size), edgeOf: new Uint32Array(size) };
  let count = 0;
  for (const edge of candidates) {
    const before = from[edge]! * phases;
    const after = to[edge]! * phases;
    for (let phase = 0; phase < phases; phase++) {
      const vertex = vertexOf[before + phase]!;
      if (vertex === NONE) continue;
      const then = next[(phase << 8) | label[edge]!]!;
      if (then === BLOCKED) continue;
      const target = vertexOf[after + then]!;
      if (target === NONE || (goesOn !== undefined && !goesOn(before + phase))) continue;
      if (count === size) {
        size = size * 2 + 1;
        steps = { from: grown(steps.from, size), to: grown(steps.to, size), edgeOf: grown(steps.edgeOf, size) };
      }
      steps.from[count] = vertex;
      steps.to[count] = target;
      steps.edgeOf[count++] = edge;
    }
  }
  return { from: steps.from.slice(0, count), to: steps.to.slice(0, count), edgeOf: steps.edgeOf.slice(0, count) };
}

/** The edges, ascending, that leave one of these states' nodes with a label that leads on there in some phase. */
function edgesFrom(graph: Graph, { phases, next }: Automaton, stateOf: Uint32Array): Uint32Array {
  const { start, edgeOf, label } = graph.out;
  const isCandidate = new Uint8Array(graph.edgeCount);
  let count = 0;
  for (let vertex = 0; vertex < stateOf.length; vertex++) {
    const node = Math.trunc(stateOf[vertex]! / phases);
    const row = (stateOf[vertex]! - node * phases) << 8;
    for (let at = start[node]!, end = start[node + 1]!; at < end; at++)
      if (next[row | label[at]!] !== BLOCKED && isCandidate[edgeOf[at]!] === 0) {
        isCandidate[edgeOf[at]!] = 1;
        count++;
      }
  }
  const candidates = new Uint32Array(count);
  let place = 0;
  for (let edge = isCandidate.indexOf(1); edge >= 0; edge = isCandidate.indexOf(1, edge + 1)) candidates[place++] = edge;
  return candidates;
}

function findEnds(automaton: Automaton, ends: Uint32Array, vertexOf: Uint32Array): Pick<Walks, 'targets' | 'targetStart' | 'targetVertex'> {
  const targets: number[] = [];
  const targetStart = [0];
  const targetVertex: number[] = [];
  for (const target of ends) {
    for (let phase = 0; phase < automaton.phases; phase++) {
      const vertex = vertexOf[target * automaton.phases + phase]!;
      if (automaton.accepting[phase] === 1 && vertex !== NONE) targetVertex.push(vertex);
    }
    if (targetVertex.length === targetStart.at(-1)) continue;
    targets.push(target);
    targetStart.push(targetVertex.length);
  }
  return {
    targets: Uint32Array.from(targets),
    targetStart: Uint32Array.from(targetStart),
    targetVertex: Uint32Array.from(targetVertex),
  };
}

/** The same numbers at the beginning of a longer array. */
export function grown(numbers: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(size);
  larger.set(numbers);
  return larger;
}
