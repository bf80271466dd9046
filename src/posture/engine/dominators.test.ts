import { describe, expect, it } from 'vitest';
import { ANY_WALK } from './automaton.ts';
import { leastKeys, smallCase } from './brute-force.ts';
import { dominates, findDominators, placeInTree } from './dominators.ts';
import { buildGraph, NONE } from './graph.ts';
import { seededRandom } from './seeded-random.ts';

describe('findDominators', () => {
  it('agrees with removing each node in turn', () => {
    const random = seededRandom(51);
    for (let round = 0; round < 4000; round++) {
      const small = { ...smallCase(random, 'none', 20), automaton: ANY_WALK };
      const { graph } = small;
      const root = random.below(graph.nodeCount);
      const reached = leastKeys(small, [root]);
      const places = placeInTree(findDominators(graph, root));
      for (let above = 0; above < graph.nodeCount; above++) {
        const without = leastKeys(small, [root], { node: above });
        for (let below = 0; below < graph.nodeCount; below++) {
          const expected = reached.has(below) && (above === below || !without.has(below));
          expect(dominates(places, above, below), `round ${round}: ${above} over ${below}`).toBe(expected);
        }
      }
    }
  });

  it('gives the nearest dominator, as in the example of Lengauer and Tarjan', () => {
    // R, A … L as 0 … 12; the flow graph and its dominator tree are figures 1 and 2 of their paper of 1979.
    const names = 'RABCDEFGHIJKL';
    const edges = 'RA RB RC AD BA BD BE CF CG DL EH FI GI GJ HE HK IK JI KI KR LH'.split(' ');
    const ends = (place: number) => Uint32Array.from(edges, (edge) => names.indexOf(edge[place]!));
    const graph = buildGraph(names.length, ends(0), ends(1), new Uint8Array(edges.length));
    const { immediate } = findDominators(graph, 0);
    const tree = Object.fromEntries([...names].map((name, node) => [name, names[immediate[node]!]]));
    expect(tree).toEqual({
      R: undefined,
      A: 'R',
      B: 'R',
      C: 'R',
      D: 'R',
      E: 'R',
      F: 'C',
      G: 'C',
      H: 'R',
      I: 'R',
      J: 'G',
      K: 'R',
      L: 'D',
    });
  });

  it('climbs down a chain of a million nodes with an edge back from its end', () => {
    const length = 1_000_000;
    const from = Uint32Array.from({ length }, (_, index) => index);
    const graph = buildGraph(
      length,
      from,
      from.map((node) => (node + 1) % length),
      new Uint8Array(length),
    );
    const { immediate } = findDominators(graph, 0);
    expect(immediate[0]).toBe(NONE);
    expect(immediate[length - 1]).toBe(length - 2);
  });
});
