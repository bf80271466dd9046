import { describe, expect, it } from 'vitest';
import type { CandidateFix } from './path.ts';
import { seededRandom } from './engine/seeded-random.ts';
import { type Closable, closesPath, EFFORT, planRemediation } from './remediation.ts';

const fix = (text: string, cuts: number[], cost: CandidateFix['cost'] = 1): CandidateFix => ({ text, cuts, cost });
const path = (id: string, ...fixes: CandidateFix[]): Closable => ({ id, score: 50, fixes });
const COSTS: readonly CandidateFix['cost'][] = [1, 2, 3];
const edge = (number: number): string => `e-${number}`;

describe('planRemediation', () => {
  it('takes the one change that several paths share, and orders by what closes most', () => {
    const shared = fix('Close the bucket', [1]);
    const plan = planRemediation([path('a', shared, fix('Ask a person', [2])), path('b', shared), path('c', fix('Revoke', [9], 2))], edge);
    expect(plan).toEqual({
      fixes: [
        { text: 'Close the bucket', cuts: ['e-1'], cost: 1, closes: 2, paths: ['a', 'b'] },
        { text: 'Revoke', cuts: ['e-9'], cost: 3, closes: 1, paths: ['c'] },
      ],
      closes: 3,
      of: 3,
      cost: 4,
      atLeast: 4,
    });
  });

  it('closes a path only when all that one of its fixes cuts is gone', () => {
    const both = path('both', fix('Ask before paying, and narrow reading', [1, 2]));
    expect(closesPath(fix('Ask before paying', [1]), both)).toBe(false);
    expect(closesPath(fix('Take the agent away', [1, 2, 3]), both)).toBe(true);
    const plan = planRemediation([both, path('pays', fix('Ask before paying', [1]))], edge)!;
    expect(plan.fixes.map(({ text }) => text)).toEqual(['Ask before paying, and narrow reading']);
  });

  it('says what nothing closes, and nothing without paths', () => {
    expect(planRemediation([], edge)).toBeUndefined();
    expect(planRemediation([path('stuck', fix('Hope', []))], edge)).toEqual({ fixes: [], closes: 0, of: 1, cost: 0, atLeast: 0 });
  });

  it('costs what trying every set of fixes over random graphs finds', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 300; round++) {
      const fixes = Array.from({ length: 2 + random.below(9) }, (_, number) =>
        fix(
          `fix ${number}`,
          [...new Set(Array.from({ length: 1 + random.below(2) }, () => random.below(8)))],
          COSTS[random.below(COSTS.length)] ?? 1,
        ),
      );
      const paths = Array.from({ length: 1 + random.below(8) }, (_, number) =>
        path(`p${number}`, ...fixes.filter(() => random.below(3) === 0)),
      );
      let best = Infinity;
      let most = -1;
      for (let subset = 0; subset < 1 << fixes.length; subset++) {
        const taken = fixes.filter((__, at) => (subset >> at) & 1);
        const used = taken.filter((one) => paths.some(({ fixes: own }) => own.includes(one)));
        if (used.length < taken.length) continue;
        const closed = paths.filter((one) => taken.some((given) => closesPath(given, one))).length;
        const cost = taken.reduce((sum, one) => sum + EFFORT[one.cost], 0);
        if (closed > most || (closed === most && cost < best)) [most, best] = [closed, cost];
      }
      const plan = planRemediation(paths, edge)!;
      expect([plan.closes, plan.cost, plan.atLeast], `round ${round}`).toEqual([most, best, best]);
    }
  });
});
