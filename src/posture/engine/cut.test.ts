import { describe, expect, it } from 'vitest';
import { ANY_WALK } from './automaton.ts';
import { follow, leastKeys, reachedTargets, type SmallCase, smallCase } from './brute-force.ts';
import { minimumCut, UNCUTTABLE } from './cut.ts';
import { buildGraph } from './graph.ts';
import { seededRandom } from './seeded-random.ts';

const CASES = 700;
const MOST_EDGES = 9;

function everySubset(edgeCount: number): number[][] {
  const edges = [...Array(edgeCount).keys()];
  return Array.from({ length: 1 << edgeCount }, (_, subset) => edges.filter((edge) => (subset >> edge) & 1));
}

/** The least cost over all subsets of cuttable edges after which no target is reached; undefined when there is none. */
function leastCut(small: SmallCase, capacity: Uint32Array): number | undefined {
  let least: number | undefined;
  for (const edges of everySubset(small.graph.edgeCount)) {
    if (edges.some((edge) => capacity[edge] === UNCUTTABLE)) continue;
    const cost = edges.reduce((sum, edge) => sum + capacity[edge]!, 0);
    if (least !== undefined && cost >= least) continue;
    if (reachedTargets(small, { edges: new Set(edges) }).length === 0) least = cost;
  }
  return least;
}

function someCapacities(random: ReturnType<typeof seededRandom>, edgeCount: number): Uint32Array {
  return Uint32Array.from({ length: edgeCount }, () => (random.below(5) === 0 ? UNCUTTABLE : random.below(5)));
}

describe('minimumCut', () => {
  it.each(['source', 'target'] as const)('costs what the cheapest of all subsets costs, without phases (near the %s)', (near) => {
    const random = seededRandom(71);
    const seen = { cut: 0, uncuttable: 0, stopped: 0 };
    for (let round = 0; round < CASES; round++) {
      const small = { ...smallCase(random, 'none', MOST_EDGES), automaton: ANY_WALK };
      const capacity = someCapacities(random, small.graph.edgeCount);
      const cut = minimumCut(small.graph, ANY_WALK, small.sources, small.targets, capacity, { near });
      const least = leastCut(small, capacity);
      seen[cut.kind]++;
      if (cut.kind === 'cut') {
        expect(cut.cost, `round ${round}`).toBe(least);
        expect(cut.lowerBound, `round ${round}`).toBe(least);
        expect(reachedTargets(small, { edges: new Set(cut.edges) })).toEqual([]);
      } else {
        expect(least, `round ${round}`).toBeUndefined();
      }
    }
    expect(seen.cut).toBeGreaterThan(50);
    expect(seen.uncuttable).toBeGreaterThan(50);
  });

  it('proves itself on graphs too large to try all subsets: a cut that costs no more than the flow is a cheapest one', () => {
    const random = seededRandom(75);
    let largest = 0;
    for (let round = 0; round < 300; round++) {
      const ends = () => Uint32Array.from({ length: 150 }, () => random.below(30));
      const graph = buildGraph(30, ends(), ends(), new Uint8Array(150));
      const capacity = Uint32Array.from({ length: 150 }, () => random.below(10));
      const small = { graph, automaton: ANY_WALK, sources: Uint32Array.of(0, 1, 2), targets: Uint32Array.of(28, 29) };
      const cut = minimumCut(graph, ANY_WALK, small.sources, small.targets, capacity);
      if (cut.kind !== 'cut') throw new Error('every edge can be cut');
      expect(cut.cost, `round ${round}`).toBe(cut.lowerBound);
      expect(cut.cost).toBe(cut.edges.reduce((sum, edge) => sum + capacity[edge]!, 0));
      expect(reachedTargets(small, { edges: new Set(cut.edges) })).toEqual([]);
      largest = Math.max(largest, cut.cost);
    }
    expect(largest).toBeGreaterThan(40);
  });

  it('closes every accepted walk, and its bound is one, with phases', () => {
    const random = seededRandom(72);
    let exact = 0;
    let cuts = 0;
    for (let round = 0; round < CASES * 2; round++) {
      const small = smallCase(random, 'none', MOST_EDGES);
      const capacity = someCapacities(random, small.graph.edgeCount);
      const cut = minimumCut(small.graph, small.automaton, small.sources, small.targets, capacity);
      const least = leastCut(small, capacity);
      if (cut.kind === 'cut') {
        expect(reachedTargets(small, { edges: new Set(cut.edges) }), `round ${round}`).toEqual([]);
        expect(cut.edges.reduce((sum, edge) => sum + capacity[edge]!, 0)).toBe(cut.cost);
        expect(cut.lowerBound, `round ${round}`).toBeLessThanOrEqual(least!);
        expect(cut.cost, `round ${round}`).toBeGreaterThanOrEqual(least!);
        if (cut.cost > 0) cuts++;
        if (cut.cost > 0 && cut.cost === cut.lowerBound) exact++;
      } else {
        expect(least, `round ${round}`).toBeUndefined();
      }
    }
    expect(exact / cuts).toBeGreaterThan(0.8);
  });

  it('shows a walk that nothing can cut', () => {
    const random = seededRandom(73);
    let shown = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, 'none', MOST_EDGES);
      const capacity = someCapacities(random, small.graph.edgeCount);
      const cut = minimumCut(small.graph, small.automaton, small.sources, small.targets, capacity);
      if (cut.kind !== 'uncuttable') continue;
      const ends = [...small.sources].map((source) => follow(small, source, cut.walk)?.node);
      expect(
        [...small.targets].some((target) => ends.includes(target)),
        `round ${round}`,
      ).toBe(true);
      expect(cut.walk.every((edge) => capacity[edge] === UNCUTTABLE)).toBe(true);
      shown++;
    }
    expect(shown).toBeGreaterThan(50);
  });

  it('chooses the side that was asked for: of all cheapest cuts, the one that leaves least or most in reach', () => {
    const random = seededRandom(74);
    let different = 0;
    for (let round = 0; round < CASES * 2; round++) {
      const any = smallCase(random, 'none', MOST_EDGES);
      const last = any.graph.nodeCount - 1;
      const small = { graph: any.graph, automaton: ANY_WALK, sources: Uint32Array.of(0), targets: Uint32Array.of(last) };
      const capacity = Uint32Array.from({ length: small.graph.edgeCount }, () => 1 + random.below(2));
      const early = minimumCut(small.graph, ANY_WALK, small.sources, small.targets, capacity, { near: 'source' });
      const late = minimumCut(small.graph, ANY_WALK, small.sources, small.targets, capacity, { near: 'target' });
      if (early.kind !== 'cut' || late.kind !== 'cut') continue;
      const inReach = (edges: Iterable<number>) => new Set(leastKeys(small, small.sources, { edges: new Set(edges) }).keys());
      const [least, most] = [inReach(early.edges), inReach(late.edges)];
      for (const edges of everySubset(small.graph.edgeCount)) {
        if (edges.reduce((sum, edge) => sum + capacity[edge]!, 0) !== early.cost) continue;
        if (reachedTargets(small, { edges: new Set(edges) }).length > 0) continue;
        const other = inReach(edges);
        expect(least.isSubsetOf(other) && other.isSubsetOf(most), `round ${round}`).toBe(true);
      }
      if (least.size < most.size) different++;
    }
    expect(different).toBeGreaterThan(20);
  });

  it('cuts a chain of a million nodes at either end', () => {
    const length = 1_000_000;
    const from = Uint32Array.from({ length: length - 1 }, (_, index) => index);
    const graph = buildGraph(
      length,
      from,
      from.map((node) => node + 1),
      new Uint8Array(length - 1),
    );
    const capacity = new Uint32Array(length - 1).fill(3);
    const ends = [Uint32Array.of(0), Uint32Array.of(length - 1)] as const;
    expect(minimumCut(graph, ANY_WALK, ...ends, capacity)).toEqual({ kind: 'cut', edges: [0], cost: 3, lowerBound: 3 });
    expect(minimumCut(graph, ANY_WALK, ...ends, capacity, { near: 'target' })).toMatchObject({ edges: [length - 2] });
  });

  it('calls a source that is a target uncuttable, says when it was stopped, and refuses a wrong length', () => {
    const graph = buildGraph(2, Uint32Array.of(0), Uint32Array.of(1), new Uint8Array(1));
    const [node, capacity] = [Uint32Array.of(0), Uint32Array.of(1)];
    expect(minimumCut(graph, ANY_WALK, node, node, capacity)).toEqual({ kind: 'uncuttable', walk: [] });
    const stopped = minimumCut(graph, ANY_WALK, node, Uint32Array.of(1), capacity, { limits: { states: 1 } });
    expect(stopped).toEqual({ kind: 'stopped', stoppedBy: 'states' });
    expect(() => minimumCut(graph, ANY_WALK, node, node, new Uint32Array(0))).toThrow('one entry per edge');
  });
});
