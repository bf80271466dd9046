import { describe, expect, it } from 'vitest';
import { ANY_WALK, buildAutomaton } from './automaton.ts';
import { reachedTargets, type SmallCase, smallCase } from './brute-force.ts';
import { chokePoints, chokesOf } from './chokes.ts';
import { buildGraph } from './graph.ts';
import { seededRandom } from './seeded-random.ts';

const CASES = 4000;

function expectedChokes(small: SmallCase) {
  const reached = reachedTargets(small);
  const nodes = [...Array(small.graph.nodeCount).keys()];
  const edges = [...Array(small.graph.edgeCount).keys()];
  const missedWithoutNode = nodes.map((node) => {
    const left = reachedTargets(small, { node });
    return reached.filter((target) => !left.includes(target));
  });
  const missedWithoutEdge = edges.map((edge) => {
    const left = reachedTargets(small, { edges: new Set([edge]) });
    return reached.filter((target) => !left.includes(target));
  });
  return {
    reached,
    ofTarget: new Map(
      reached.map((target) => [
        target,
        {
          nodes: nodes.filter((node) => node !== target && missedWithoutNode[node]!.includes(target)),
          edges: edges.filter((edge) => missedWithoutEdge[edge]!.includes(target)),
        },
      ]),
    ),
    ofAll: {
      nodes: nodes.filter((node) => reached.length > 0 && missedWithoutNode[node]!.length === reached.length),
      edges: edges.filter((edge) => reached.length > 0 && missedWithoutEdge[edge]!.length === reached.length),
    },
  };
}

function tally(lists: Iterable<readonly number[]>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const list of lists) for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

describe('chokePoints', () => {
  it.each([8, 12, 16])('agrees with removing each node and each edge in turn (up to %i edges)', (edges) => {
    const random = seededRandom(61);
    let shared = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, 'none', edges);
      const expected = expectedChokes(small);
      const result = chokePoints(small.graph, small.automaton, small.sources, small.targets);
      expect(result.complete).toBe(true);
      expect([...result.targets]).toEqual(expected.reached);
      expect(result.ofAll, `round ${round}`).toEqual(expected.ofAll);
      for (const [target, chokes] of expected.ofTarget) expect(chokesOf(result, target), `round ${round}`).toEqual(chokes);
      const perTarget = [...expected.ofTarget.values()];
      const counts = (numbers: Uint32Array, closes: Uint32Array) => new Map([...numbers].map((number, index) => [number, closes[index]!]));
      expect(counts(result.nodes, result.nodeCloses), `round ${round}`).toEqual(tally(perTarget.map((chokes) => chokes.nodes)));
      expect(counts(result.edges, result.edgeCloses), `round ${round}`).toEqual(tally(perTarget.map((chokes) => chokes.edges)));
      shared += [...(result.tree?.shared.nodes ?? []), ...(result.tree?.shared.edges ?? [])].flat().length;
    }
    // Points that no single state stands for do occur among the cases.
    expect(shared).toBeGreaterThan(20);
  });

  it('finds a node that all walks cross, but in different phases', () => {
    const [plain, marked] = [0, 1];
    const automaton = buildAutomaton(
      2,
      0,
      [0, 1],
      [
        [0, plain, 0],
        [0, marked, 1],
        [1, plain, 1],
      ],
    );
    // 0 → 1 plainly or marked, 1 → 2: node 1 is crossed in phase 0 or in phase 1.
    const graph = buildGraph(3, Uint32Array.of(0, 0, 1), Uint32Array.of(1, 1, 2), Uint8Array.of(plain, marked, plain));
    const result = chokePoints(graph, automaton, Uint32Array.of(0), Uint32Array.of(2));
    expect(chokesOf(result, 2)).toEqual({ nodes: [0, 1], edges: [2] });
  });

  it('ranks what closes most targets first', () => {
    // Two entries meet in 2, behind which 3 and 4 are targets; 5 has an entry of its own.
    const graph = buildGraph(6, Uint32Array.of(0, 1, 2, 2, 1), Uint32Array.of(2, 2, 3, 4, 5), new Uint8Array(5));
    const result = chokePoints(graph, ANY_WALK, Uint32Array.of(0, 1), Uint32Array.of(3, 4, 5));
    expect([...result.nodes]).toEqual([2, 1]);
    expect([...result.nodeCloses]).toEqual([2, 1]);
    expect([...result.edges]).toEqual([2, 3, 4]);
    expect([...result.edgeCloses]).toEqual([1, 1, 1]);
    expect(result.ofAll).toEqual({ nodes: [], edges: [] });
  });

  it('reports nothing rather than something wrong when stopped early', () => {
    const random = seededRandom(62);
    let stopped = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, 'none');
      const result = chokePoints(small.graph, small.automaton, small.sources, small.targets, { states: random.below(60) });
      if (result.complete) continue;
      stopped++;
      const expected = expectedChokes(small);
      for (const target of result.targets) {
        expect(expected.ofTarget.get(target)!.nodes).toEqual(expect.arrayContaining([...chokesOf(result, target)!.nodes]));
      }
    }
    expect(stopped).toBeGreaterThan(100);
  });

  it('gives up on too many points that only leaving them out can settle, and says so', () => {
    // A chain behind two parallel edges, one of which changes the phase: each node is crossed in either phase.
    const length = 10_000;
    const [plain, marked] = [0, 1];
    const automaton = buildAutomaton(
      2,
      0,
      [0, 1],
      [
        [0, plain, 0],
        [0, marked, 1],
        [1, plain, 1],
      ],
    );
    const from = Uint32Array.from({ length }, (_, index) => Math.max(0, index - 1));
    const to = from.map((node) => node + 1);
    const label = new Uint8Array(length).fill(marked, 0, 1);
    const graph = buildGraph(length, from, to, label);
    const result = chokePoints(graph, automaton, Uint32Array.of(0), Uint32Array.of(length - 1));
    expect(result).toMatchObject({ complete: false, stoppedBy: 'states' });
    expect(chokesOf(result, length - 1)!.nodes).toContain(0);
    expect(chokesOf(result, length - 1)!.nodes.length).toBeLessThanOrEqual(4097);
  });

  it('goes down a chain of a million nodes', () => {
    const length = 1_000_000;
    const from = Uint32Array.from({ length: length - 1 }, (_, index) => index);
    const graph = buildGraph(
      length,
      from,
      from.map((node) => node + 1),
      new Uint8Array(length - 1),
    );
    const result = chokePoints(graph, ANY_WALK, Uint32Array.of(0), Uint32Array.of(length - 1));
    expect(result.nodes).toHaveLength(length - 1);
    expect(result.edges).toHaveLength(length - 1);
  });
});
