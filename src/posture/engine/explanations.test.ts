import { describe, expect, it } from 'vitest';
import { ANY_WALK } from './automaton.ts';
import { COST_KINDS, everySimpleWalk, phaseAfter, smallCase } from './brute-force.ts';
import { explanations, shortestWalks } from './explanations.ts';
import { buildGraph } from './graph.ts';
import { seededRandom } from './seeded-random.ts';

const CASES = 600;
type Small = ReturnType<typeof smallCase>;
type Walk = { edges: readonly number[]; cost: number };

/** The stated order: cost, number of edges, then (edge, phase before it) from the last step backwards. */
function inOrder({ graph, automaton }: Small, walks: readonly Walk[]): Walk[] {
  const steps = (walk: Walk) => {
    let phase = automaton.start;
    return walk.edges.map((edge) => {
      const step = edge * 256 + phase;
      phase = phaseAfter(automaton, phase, graph.label[edge]!)!;
      return step;
    });
  };
  const keyed = walks.map((walk) => ({ walk, key: [walk.cost, walk.edges.length, ...steps(walk).reverse()] }));
  keyed.sort((one, other) => {
    const place = one.key.findIndex((value, index) => value !== other.key[index]);
    return place < 0 ? 0 : one.key[place]! - other.key[place]!;
  });
  return keyed.map(({ walk }) => walk);
}

describe('shortestWalks', () => {
  it.each(COST_KINDS)('lists the same walks in the same order as enumerating them all (costs: %s)', (costs) => {
    const random = seededRandom(31);
    let most = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, costs, 14);
      const source = random.below(small.graph.nodeCount);
      const target = random.below(small.graph.nodeCount);
      const every = inOrder(small, everySimpleWalk(small, source, target));
      const found = shortestWalks(small.graph, small.automaton, source, target, every.length + 1);
      expect(found.paths, `round ${round}`).toEqual(every);
      const few = shortestWalks(small.graph, small.automaton, source, target, 3);
      expect(few.paths, `round ${round}`).toEqual(every.slice(0, 3));
      most = Math.max(most, every.length);
    }
    expect(most).toBeGreaterThan(20);
  });

  it('says when a limit stopped it, and what it has is right', () => {
    const random = seededRandom(32);
    let stopped = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, 'whole', 14);
      const whole = shortestWalks(small.graph, small.automaton, 0, small.graph.nodeCount - 1, 10);
      const part = shortestWalks(small.graph, small.automaton, 0, small.graph.nodeCount - 1, 10, { states: random.below(60) });
      expect(part.paths).toEqual(whole.paths.slice(0, part.paths.length));
      if (part.paths.length < whole.paths.length) expect(part.complete).toBe(false);
      if (!part.complete) stopped++;
    }
    expect(stopped).toBeGreaterThan(20);
  });
});

describe('explanations', () => {
  it('prefers a way of its own to a cheaper one that shares edges', () => {
    // 0 → 1 → 4 and 0 → 1 → 2 → 4 share an edge; 0 → 3 → 3' → 3'' → 4 is the longest and shares none.
    const from = Uint32Array.of(0, 1, 1, 2, 0, 3, 5, 6);
    const to = Uint32Array.of(1, 4, 2, 4, 3, 5, 6, 4);
    const graph = buildGraph(7, from, to, new Uint8Array(8));
    const { paths } = explanations(graph, ANY_WALK, 0, 4, 2);
    expect(paths.map(({ edges }) => edges)).toEqual([
      [0, 1],
      [4, 5, 6, 7],
    ]);
  });

  it('gives at most five, the shortest first', () => {
    const parallel = Uint32Array.from({ length: 9 }, () => 0);
    const graph = buildGraph(
      2,
      parallel,
      parallel.map(() => 1),
      new Uint8Array(9),
    );
    const { paths, complete } = explanations(graph, ANY_WALK, 0, 1, 50);
    expect(complete).toBe(true);
    expect(paths.map(({ edges }) => edges)).toEqual([[0], [1], [2], [3], [4]]);
  });

  it('gives one empty walk from a node to itself and none where nothing leads', () => {
    const graph = buildGraph(3, Uint32Array.of(0, 1), Uint32Array.of(1, 0), new Uint8Array(2));
    expect(explanations(graph, ANY_WALK, 0, 0, 5).paths).toEqual([{ edges: [], cost: 0 }]);
    expect(explanations(graph, ANY_WALK, 0, 2, 5).paths).toEqual([]);
  });

  it('explains a chain of 200,000 nodes', () => {
    const from = Uint32Array.from({ length: 200_000 }, (_, index) => index);
    const graph = buildGraph(
      200_001,
      from,
      from.map((node) => node + 1),
      new Uint8Array(200_000),
    );
    const { paths } = explanations(graph, ANY_WALK, 0, 200_000, 3);
    expect(paths).toHaveLength(1);
    expect(paths[0]!.edges).toHaveLength(200_000);
  });
});
