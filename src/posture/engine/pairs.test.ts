import { describe, expect, it } from 'vitest';
import { ANY_WALK } from './automaton.ts';
import { COST_KINDS, smallCase } from './brute-force.ts';
import { buildGraph } from './graph.ts';
import { pairs } from './pairs.ts';
import type { Paths } from './search.ts';
import { arrival, extract, search } from './search.ts';
import { seededRandom } from './seeded-random.ts';

const CASES = 1500;

function listed(paths: Paths) {
  return Array.from({ length: paths.count }, (_, path) => ({
    source: paths.source[path]!,
    target: paths.target[path]!,
    cost: paths.cost[path]!,
    edges: [...paths.edges.subarray(paths.start[path], paths.start[path + 1])],
  }));
}

/** One search for each source by itself, over the whole graph. */
function searchedAlone({ graph, automaton, sources, targets }: ReturnType<typeof smallCase>) {
  return [...new Set(sources)]
    .sort((a, b) => a - b)
    .flatMap((source) => {
      const result = search(graph, automaton, Uint32Array.of(source));
      return [...new Set(targets)]
        .sort((a, b) => a - b)
        .flatMap((target) => {
          const edges = extract(result, target);
          return edges === undefined ? [] : [{ source, target, cost: result.distance[arrival(result, target)!]!, edges }];
        });
    });
}

describe('pairs', () => {
  it.each(COST_KINDS)('gives for each pair what a search from that source alone gives (costs: %s)', (costs) => {
    const random = seededRandom(21);
    let found = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, costs);
      const result = pairs(small.graph, small.automaton, small.sources, small.targets);
      expect(result.complete).toBe(true);
      expect(listed(result), `round ${round}`).toEqual(searchedAlone(small));
      found += result.count;
    }
    expect(found).toBeGreaterThan(CASES / 2);
  });

  it.each(['none', 'whole'] as const)('walks with more sources than fit one word (costs: %s)', (costs) => {
    const random = seededRandom(22);
    const nodeCount = 120;
    const ends = () => Uint32Array.from({ length: 300 }, () => random.below(nodeCount));
    const cost = costs === 'none' ? undefined : Uint8Array.from(ends());
    const graph = buildGraph(nodeCount, ends(), ends(), new Uint8Array(300), cost);
    const sources = Uint32Array.from({ length: 100 }, (_, index) => index);
    const targets = Uint32Array.from({ length: 60 }, (_, index) => index * 2);
    const expected = searchedAlone({ graph, automaton: ANY_WALK, sources, targets });
    expect(expected.length).toBeGreaterThan(1000);
    expect(listed(pairs(graph, ANY_WALK, sources, targets))).toEqual(expected);
  });

  it.each(['none', 'float'] as const)('stops after the wanted number of pairs and says so (costs: %s)', (costs) => {
    const random = seededRandom(23);
    let stopped = 0;
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, costs);
      const whole = listed(pairs(small.graph, small.automaton, small.sources, small.targets));
      const part = pairs(small.graph, small.automaton, small.sources, small.targets, { pairs: 1 });
      expect(listed(part)).toEqual(whole.slice(0, 1));
      expect(part.complete).toBe(whole.length <= 1);
      if (part.complete) continue;
      expect(part.stoppedBy).toBe('pairs');
      stopped++;
    }
    expect(stopped).toBeGreaterThan(50);
  });

  it.each(['none', 'float'] as const)('never returns a wrong pair when its states run out (costs: %s)', (costs) => {
    const random = seededRandom(24);
    for (let round = 0; round < CASES; round++) {
      const small = smallCase(random, costs);
      const whole = listed(pairs(small.graph, small.automaton, small.sources, small.targets));
      const part = pairs(small.graph, small.automaton, small.sources, small.targets, { states: random.below(40) });
      expect(listed(part)).toEqual(whole.slice(0, part.count));
      if (part.count < whole.length) expect(part).toMatchObject({ complete: false, stoppedBy: 'states' });
    }
  });
});
