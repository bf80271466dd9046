import { expect, it } from 'vitest';
import { score } from '../../posture/score.ts';
import { decompose } from './score.ts';

const factor = (value: number, known = true): { value: number; level: string; why: string; known: boolean } => ({
  value,
  level: `level ${value}`,
  why: 'Because.',
  known,
});

it('fills the formula in with numbers that give the score', () => {
  const given = score({
    exploitability: factor(0.8),
    reachability: factor(0.6),
    dataSensitivity: factor(0.7),
    criticality: factor(0.5, false),
    business: factor(0.8),
    blastRadius: factor(0.61),
    agency: factor(0.3),
    controls: factor(0.83),
  });
  const { steps, factors, known } = decompose(given);
  expect(steps).toEqual([
    'L = E × X = 0.8 × 0.6 = 0.48',
    'I = 0.45 D + 0.30 M + 0.25 B = 0.45 × 0.7 + 0.30 × 0.5 + 0.25 × 0.8 = 0.665',
    'L·C·I = 0.48 × 0.83 × 0.665 = 0.264936',
    `score = 100 × [1 − (1 − 0.264936)^(1 + 0.61 + 0.3)] = 100 × [1 − 0.735064^1.91] = ${given.value.toFixed(1)}`,
  ]);
  expect(100 * (1 - 0.735064 ** 1.91)).toBeCloseTo(given.value, 1);
  expect([known, factors.length]).toEqual([7, 8]);
});

it('leaves out what a report of another version does not hold', () => {
  expect(decompose({ value: 0, factors: {}, confidence: 0 }).factors).toEqual([]);
});
