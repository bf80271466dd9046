import { describe, expect, it } from 'vitest';
import { ANY_WALK, buildAutomaton } from './automaton.ts';
import { COST_KINDS, costOf, follow, leastAccepted, leastKeys, phaseAfter, type SmallCase, smallCase } from './brute-force.ts';
import { buildGraph, NONE } from './graph.ts';
import { ascending, extract, extractAll, search } from './search.ts';
import { seededRandom } from './seeded-random.ts';

const CASES = 1500;

/** What the stated rule keeps: the lowest edge, then the lowest phase, among steps that give exactly the least key. */
function expectedStep(small: SmallCase, keys: ReturnType<typeof leastKeys>, state: number): [edge: number, via: number] {
  const { graph, automaton } = small;
  const key = keys.get(state)!;
  if (key.hops === 0) return [NONE, NONE];
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    for (let phase = 0; phase < automaton.phases; phase++) {
      const via = graph.from[edge]! * automaton.phases + phase;
      const before = keys.get(via);
      const next = phaseAfter(automaton, phase, graph.label[edge]!);
      if (before === undefined || next === undefined || graph.to[edge]! * automaton.phases + next !== state) continue;
      if (before.cost + costOf(graph, edge) === key.cost && before.hops + 1 === key.hops) return [edge, via];
    }
  }
  throw new Error('a reached state has a step into it');
}

describe('search', () => {
  it.each(COST_KINDS)('finds the least cost, edges, step and reachable set that exhaustive relaxation finds (costs: %s)', (costs) => {
    const random = seededRandom(11);
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, costs);
      const keys = leastKeys(small, small.sources);
      const result = search(small.graph, small.automaton, small.sources);
      expect(result.complete).toBe(true);
      for (let state = 0; state < result.distance.length; state++) {
        const key = keys.get(state);
        const [edge, via] = key === undefined ? [NONE, NONE] : expectedStep(small, keys, state);
        const found = [result.distance[state], result.hops[state], result.viaEdge[state], result.viaState[state]];
        expect(found, `round ${round}, state ${state}`).toEqual([key?.cost ?? Infinity, key?.hops ?? NONE, edge, via]);
      }
    }
  });

  it.each(COST_KINDS)('extracts walks that the automaton accepts, from the origin it names, at the cost it names (costs: %s)', (costs) => {
    const random = seededRandom(12);
    let walks = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, costs);
      const keys = leastKeys(small, small.sources);
      const result = search(small.graph, small.automaton, small.sources);
      const paths = extractAll(result, small.targets);
      const reached = [...new Set(small.targets)].sort((a, b) => a - b).filter((node) => leastAccepted(small, keys, node));
      expect([...paths.target]).toEqual(reached);
      for (let path = 0; path < paths.count; path++) {
        const edges = [...paths.edges.subarray(paths.start[path], paths.start[path + 1])];
        expect(follow(small, paths.source[path]!, edges)).toEqual({ node: paths.target[path], cost: paths.cost[path] });
        expect(small.sources).toContain(paths.source[path]);
        expect(paths.cost[path]).toBe(leastAccepted(small, keys, paths.target[path]!)!.cost);
        expect(extract(result, paths.target[path]!)).toEqual(edges);
        walks++;
      }
    }
    expect(walks).toBeGreaterThan(CASES / 4);
  });

  it('gives the same answer whatever the order and repetition of its sources', () => {
    const random = seededRandom(13);
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, 'zero-one');
      const shuffled = Uint32Array.from([...small.sources, ...small.sources].reverse());
      const one = search(small.graph, small.automaton, small.sources);
      const other = search(small.graph, small.automaton, shuffled);
      expect(other.origin).toEqual(one.origin);
      expect(other.viaEdge).toEqual(one.viaEdge);
    }
  });

  it('honours phases: an effect counts only after the foothold that allows it', () => {
    const [exposes, invokes, reads] = [0, 1, 2];
    const automaton = buildAutomaton(
      3,
      0,
      [2],
      [
        [0, exposes, 1],
        [1, invokes, 1],
        [1, reads, 2],
      ],
    );
    // 0 internet, 1 agent, 2 tool, 3 store; the internet also has a "reads" edge that no foothold precedes.
    const graph = buildGraph(4, Uint32Array.of(0, 0, 1, 2), Uint32Array.of(3, 1, 2, 3), Uint8Array.of(reads, exposes, invokes, reads));
    const result = search(graph, automaton, Uint32Array.of(0));
    expect(extract(result, 3)).toEqual([1, 2, 3]);
    expect(extract(result, 2)).toBeUndefined();
  });

  it('answers with an empty walk where a source is itself a target', () => {
    const graph = buildGraph(2, Uint32Array.of(0), Uint32Array.of(0), new Uint8Array(1));
    const result = search(graph, ANY_WALK, Uint32Array.of(0));
    expect(extract(result, 0)).toEqual([]);
    expect(extract(result, 1)).toBeUndefined();
  });

  it('takes an empty graph and no sources', () => {
    const empty = buildGraph(0, new Uint32Array(0), new Uint32Array(0), new Uint8Array(0));
    const result = search(empty, ANY_WALK, new Uint32Array(0));
    expect(result.complete).toBe(true);
    expect(result.distance).toHaveLength(0);
  });

  it.each(COST_KINDS)('stops at the limit, says so, and keeps only what is final (costs: %s)', (costs) => {
    const random = seededRandom(14);
    let stopped = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, costs);
      const keys = leastKeys(small, small.sources);
      const result = search(small.graph, small.automaton, small.sources, { states: 2 });
      const settled = [...result.distance.keys()].filter((state) => result.distance[state] !== Infinity);
      expect(settled).toHaveLength(Math.min(2, keys.size));
      for (const state of settled) expect(result.distance[state]).toBe(keys.get(state)!.cost);
      if (keys.size <= 2) continue;
      stopped++;
      expect(result).toMatchObject({ complete: false, stoppedBy: 'states' });
    }
    expect(stopped).toBeGreaterThan(100);
  });

  it('settles a state once, also where free edges shorten a walk of the same cost', () => {
    // Node 4 is met at cost 1 first by the three edges over 1 and 2, then by the two over 3.
    const from = Uint32Array.of(0, 1, 2, 0, 3);
    const to = Uint32Array.of(1, 2, 4, 3, 4);
    const graph = buildGraph(5, from, to, new Uint8Array(5), Uint8Array.of(0, 0, 1, 1, 0));
    const result = search(graph, ANY_WALK, Uint32Array.of(0), { states: 5 });
    expect(result.complete).toBe(true);
    expect(extract(result, 4)).toEqual([3, 4]);
  });

  it('asks whether to stop', () => {
    const length = 10_000;
    const result = search(chain(length), ANY_WALK, Uint32Array.of(0), { stop: () => true });
    expect(result).toMatchObject({ complete: false, stoppedBy: 'asked' });
    expect(result.distance[length - 1]).toBe(Infinity);
  });

  it.each([undefined, 'whole', 'float'] as const)('follows a chain of a million nodes (costs: %s)', (costs) => {
    const length = 1_000_000;
    const result = search(chain(length, costs), ANY_WALK, Uint32Array.of(0));
    const edges = extract(result, length - 1)!;
    expect(edges).toHaveLength(length - 1);
    expect(edges[length - 2]).toBe(length - 2);
  });

  it('refuses a source that is no node', () => {
    expect(() => search(chain(3), ANY_WALK, Uint32Array.of(3))).toThrow('source 3 is no node');
  });
});

function chain(length: number, costs?: 'whole' | 'float') {
  const from = Uint32Array.from({ length: length - 1 }, (_, index) => index);
  const to = from.map((node) => node + 1);
  const cost = { whole: () => Uint8Array.from(from, (node) => node % 3), float: () => Float32Array.from(from, (node) => (node % 3) / 7) };
  return buildGraph(length, from, to, new Uint8Array(length - 1), costs === undefined ? undefined : cost[costs]());
}

describe('ascending', () => {
  it('gives each number once, in order, and leaves what it was given alone', () => {
    const given = Uint32Array.from([7, 0, 4294967295, 7, 2, 0]);
    expect([...ascending(given)]).toEqual([0, 2, 7, 4294967295]);
    expect([...given]).toEqual([7, 0, 4294967295, 7, 2, 0]);
    expect(ascending(new Uint32Array(0))).toHaveLength(0);
  });
});
