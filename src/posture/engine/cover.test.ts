import { describe, expect, it } from 'vitest';
import { cheapestCover, type Closing } from './cover.ts';
import { seededRandom } from './seeded-random.ts';

/** Every subset of the fixes. */
function bruteForce(pathCount: number, fixes: readonly Closing[]): number {
  const closable = new Set(fixes.flatMap(({ closes }) => closes));
  let best = Infinity;
  for (let subset = 0; subset < 1 << fixes.length; subset++) {
    const taken = fixes.filter((_, fix) => (subset >> fix) & 1);
    const cost = taken.reduce((sum, fix) => sum + fix.cost, 0);
    if (cost >= best) continue;
    const closed = new Set(taken.flatMap(({ closes }) => closes));
    if (closed.size === closable.size) best = cost;
  }
  expect(closable.size).toBeLessThanOrEqual(pathCount);
  return best;
}

describe('cheapestCover', () => {
  it('costs what trying every set of up to twelve fixes finds', () => {
    const random = seededRandom(7);
    let greater = 0;
    for (let round = 0; round < 600; round++) {
      const pathCount = 1 + random.below(14);
      const fixes = Array.from({ length: 1 + random.below(12) }, () => ({
        closes: [...new Set(Array.from({ length: random.below(6) }, () => random.below(pathCount)))],
        cost: [1, 3, 10][random.below(3)]!,
      }));
      const found = cheapestCover(pathCount, fixes);
      const closed = new Set(found.fixes.flatMap((fix) => fixes[fix]!.closes));
      const closable = new Set(fixes.flatMap(({ closes }) => closes));
      expect(closed, `round ${round}`).toEqual(closable);
      expect(found.open.length, `round ${round}`).toBe(pathCount - closable.size);
      expect(found.cost, `round ${round}`).toBe(bruteForce(pathCount, fixes));
      expect(found.lowerBound).toBe(found.cost);
      if (found.fixes.length > 2) greater++;
    }
    expect(greater).toBeGreaterThan(100);
  });

  it('is not taken in by what looks best first', () => {
    // Greedy takes the fix of four, then still needs one for each end.
    const fixes = [
      { closes: [0, 1, 2], cost: 3 },
      { closes: [3, 4, 5], cost: 3 },
      { closes: [1, 2, 3, 4], cost: 3 },
    ];
    expect(cheapestCover(6, fixes)).toEqual({ fixes: [0, 1], cost: 6, lowerBound: 6, open: [] });
  });

  it('says how far it can be off where it gave up', () => {
    const random = seededRandom(3);
    const fixes = Array.from({ length: 60 }, () => ({
      closes: [...new Set(Array.from({ length: 6 }, () => random.below(80)))],
      cost: 1 + random.below(9),
    }));
    const quick = cheapestCover(80, fixes, 1);
    const longer = cheapestCover(80, fixes, 20_000);
    expect(quick.lowerBound).toBeLessThan(quick.cost);
    expect(longer.cost).toBeLessThanOrEqual(quick.cost);
    expect(longer.lowerBound).toBeGreaterThanOrEqual(quick.lowerBound);
    expect(quick.cost).toBeLessThanOrEqual(quick.lowerBound * (1 + Math.log(80)) * 2);
  });

  it('names what nothing closes, and takes nothing for nothing', () => {
    expect(cheapestCover(2, [{ closes: [1], cost: 1 }])).toEqual({ fixes: [0], cost: 1, lowerBound: 1, open: [0] });
    expect(cheapestCover(0, [])).toEqual({ fixes: [], cost: 0, lowerBound: 0, open: [] });
  });
});
