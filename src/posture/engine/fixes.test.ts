import { describe, expect, it } from 'vitest';
import { type Fix, fixSets, type RiskyPath } from './fixes.ts';
import { seededRandom } from './seeded-random.ts';

/** The stated rule word for word: look at all fixes anew for each step. */
function plainGreedy(paths: readonly RiskyPath[], fixes: readonly Fix[], budget: number) {
  let open = [...paths.keys()];
  let left = budget;
  const steps: { fix: number; closes: number; risk: number }[] = [];
  for (;;) {
    const gains = fixes.flatMap(({ edges, cost }, fix) => {
      const closed = open.filter((path) => paths[path]!.edges.some((edge) => edges.includes(edge)));
      const risk = closed.reduce((sum, path) => sum + paths[path]!.risk, 0);
      return risk > 0 && cost <= left ? [{ fix, cost, closed, risk, rate: cost === 0 ? Infinity : risk / cost }] : [];
    });
    gains.sort(
      (a, b) => (a.rate === b.rate ? 0 : b.rate - a.rate) || b.risk - a.risk || b.closed.length - a.closed.length || a.fix - b.fix,
    );
    const best = gains[0];
    if (best === undefined) return { steps, open };
    steps.push({ fix: best.fix, closes: best.closed.length, risk: best.risk });
    open = open.filter((path) => !best.closed.includes(path));
    left -= best.cost;
  }
}

describe('fixSets', () => {
  it('takes the same steps as trying every fix each time', () => {
    const random = seededRandom(81);
    let longest = 0;
    for (let round = 0; round < 3000; round++) {
      const some = () => Array.from({ length: random.below(4) }, () => random.below(8));
      const paths = Array.from({ length: random.below(10) }, () => ({ edges: some(), risk: random.below(4) * 10 }));
      // Costs are powers of two, so that the quotients of the plain version are exact.
      const fixes = Array.from({ length: random.below(8) }, () => ({ edges: some(), cost: [0, 1, 2, 4][random.below(4)]! }));
      const budget = random.below(2) === 0 ? Infinity : random.below(8);
      const plan = fixSets(paths, fixes, { budget });
      const expected = plainGreedy(paths, fixes, budget);
      expect(
        plan.steps.map(({ fix, closes, risk }) => ({ fix, closes, risk })),
        `round ${round}`,
      ).toEqual(expected.steps);
      expect(plan.open, `round ${round}`).toEqual(expected.open);
      expect(plan.steps.at(-1)?.openRisk ?? 0).toBe(
        plan.steps.length === 0 ? 0 : plan.open.reduce((sum, path) => sum + paths[path]!.risk, 0),
      );
      longest = Math.max(longest, plan.steps.length);
    }
    expect(longest).toBeGreaterThan(3);
  });

  it('weighs risk against cost and counts only what is still open', () => {
    const paths = [
      { edges: [1, 2], risk: 90 },
      { edges: [1, 3], risk: 60 },
      { edges: [4], risk: 10 },
    ];
    const fixes = [
      { edges: [1], cost: 5 }, // closes two: 150 / 5
      { edges: [2, 3], cost: 2 }, // closes the same two: 150 / 2
      { edges: [4], cost: 1 },
    ];
    expect(fixSets(paths, fixes)).toEqual({
      steps: [
        { fix: 1, closes: 2, risk: 150, openRisk: 10 },
        { fix: 2, closes: 1, risk: 10, openRisk: 0 },
      ],
      open: [],
    });
    expect(fixSets(paths, fixes, { most: 1 }).open).toEqual([2]);
  });

  it('takes nothing', () => {
    expect(fixSets([], [])).toEqual({ steps: [], open: [] });
    expect(fixSets([{ edges: [], risk: 5 }], [{ edges: [1], cost: 0 }])).toEqual({ steps: [], open: [0] });
  });
});
