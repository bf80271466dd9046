import { describe, expect, it } from 'vitest';
import { smallCase } from './brute-force.ts';
import { findComponents } from './components.ts';
import { buildGraph, type Graph } from './graph.ts';
import { createReachBuffers, reach, reachSizes } from './reach.ts';
import { seededRandom } from './seeded-random.ts';

const CASES = 1500;

/** Number of edges between all pairs (Floyd and Warshall); Infinity where there is no way. */
function allDepths(graph: Graph, follow: (label: number) => boolean): number[][] {
  const { nodeCount, edgeCount, from, to, label } = graph;
  const depth = Array.from({ length: nodeCount }, (_, one) =>
    Array.from({ length: nodeCount }, (__, other) => (one === other ? 0 : Infinity)),
  );
  for (let edge = 0; edge < edgeCount; edge++) {
    const [one, other] = [from[edge]!, to[edge]!];
    if (follow(label[edge]!)) depth[one]![other] = Math.min(depth[one]![other]!, 1);
  }
  for (let middle = 0; middle < nodeCount; middle++) {
    for (let one = 0; one < nodeCount; one++) {
      for (let other = 0; other < nodeCount; other++) {
        depth[one]![other] = Math.min(depth[one]![other]!, depth[one]![middle]! + depth[middle]![other]!);
      }
    }
  }
  return depth;
}

const notLabelTwo = new Uint8Array(256).fill(1).fill(0, 2, 3);

describe('reach', () => {
  it.each(['forward', 'backward'] as const)('finds every node and its depth (%s)', (direction) => {
    const random = seededRandom(41);
    for (let round = 0; round < CASES; round++) {
      const { graph, sources } = smallCase(random, 'none');
      const depth = allDepths(graph, (label) => label !== 2);
      const buffers = createReachBuffers(graph);
      for (const starts of [sources, sources.subarray(0, 1)]) {
        const result = reach(graph, starts, { direction, follow: notLabelTwo, buffers });
        const found = Array.from({ length: graph.nodeCount }, () => Infinity);
        result.nodes.forEach((node, index) => (found[node] = result.depth[index]!));
        const expected = found.map((_, node) =>
          Math.min(Infinity, ...[...starts].map((start) => (direction === 'forward' ? depth[start]![node]! : depth[node]![start]!))),
        );
        expect(found, `round ${round}`).toEqual(expected);
        expect([...result.depth]).toEqual([...result.depth].sort((a, b) => a - b));
      }
    }
  });

  it('says when a limit stopped it', () => {
    const graph = ringOf(10);
    const result = reach(graph, Uint32Array.of(0), { limits: { states: 3 } });
    expect(result).toMatchObject({ complete: false, stoppedBy: 'states' });
    expect([...result.nodes]).toEqual([0, 1, 2, 3]);
  });

  it('goes down a chain of a million nodes', () => {
    const result = reach(ringOf(1_000_000), Uint32Array.of(5));
    expect(result.nodes).toHaveLength(1_000_000);
    expect(result.depth.at(-1)).toBe(999_999);
  });
});

describe('reachSizes', () => {
  it.each(['forward', 'backward'] as const)('counts and weighs what each start reaches (%s)', (direction) => {
    const random = seededRandom(42);
    for (let round = 0; round < CASES; round++) {
      const { graph } = smallCase(random, 'none');
      const depth = allDepths(graph, (label) => label !== 2);
      const weight = Float64Array.from({ length: graph.nodeCount }, () => random.below(5));
      // More starts than one block holds, with repetitions.
      const starts = Uint32Array.from({ length: 40 }, () => random.below(graph.nodeCount));
      const sizes = reachSizes(graph, starts, { direction, follow: notLabelTwo, weight });
      starts.forEach((start, index) => {
        const inReach = [...weight.keys()].filter(
          (node) => (direction === 'forward' ? depth[start]![node]! : depth[node]![start]!) < Infinity,
        );
        expect(sizes.nodes[index], `round ${round}`).toBe(inReach.length);
        expect(sizes.weight[index], `round ${round}`).toBe(inReach.reduce((sum, node) => sum + weight[node]!, 0));
      });
    }
  });

  it('takes no starts and an empty graph', () => {
    expect(reachSizes(ringOf(3), new Uint32Array(0)).nodes).toHaveLength(0);
    expect(reachSizes(buildGraph(0, new Uint32Array(0), new Uint32Array(0), new Uint8Array(0)), new Uint32Array(0)).complete).toBe(true);
  });
});

describe('findComponents', () => {
  it('puts two nodes together exactly when each reaches the other, and numbers them against the edges', () => {
    const random = seededRandom(43);
    for (let round = 0; round < CASES; round++) {
      const { graph } = smallCase(random, 'none');
      const depth = allDepths(graph, () => true);
      const { of, count } = findComponents(graph);
      expect(new Set(of).size).toBe(count);
      for (let one = 0; one < graph.nodeCount; one++) {
        for (let other = 0; other < graph.nodeCount; other++) {
          const isMutual = depth[one]![other]! < Infinity && depth[other]![one]! < Infinity;
          expect(of[one] === of[other], `round ${round}`).toBe(isMutual);
          if (depth[one]![other]! < Infinity) expect(of[one]).toBeGreaterThanOrEqual(of[other]!);
        }
      }
    }
  });

  it('folds a ring of a million nodes', () => {
    expect(findComponents(ringOf(1_000_000)).count).toBe(1);
  });
});

function ringOf(length: number): Graph {
  const from = Uint32Array.from({ length }, (_, index) => index);
  return buildGraph(
    length,
    from,
    from.map((node) => (node + 1) % length),
    new Uint8Array(length),
  );
}
