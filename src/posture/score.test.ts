import { describe, expect, it } from 'vitest';
import type { Factor } from '../core/finding.ts';
import { CONTROL, EXPLOITABILITY, type Factors, movedBy, REACHABILITY, score } from './score.ts';

function factor(value: number, known = true): Factor {
  return { value, level: 'given', why: 'Given.', known };
}

function factors(values: Partial<Record<keyof Factors, number>> = {}): Factors {
  const all = {
    exploitability: 1,
    reachability: 1,
    dataSensitivity: 0.5,
    criticality: 0.5,
    business: 0.5,
    blastRadius: 0,
    agency: 0,
    controls: 1,
    ...values,
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, factor(value)])) as unknown as Factors;
}

describe('score', () => {
  // Values computed by hand from the formula in docs/reference/score.md.
  it.each([
    { name: 'all unknown, trivial and open: L = 1, I = 0.5', given: {}, value: 50 },
    {
      name: 'L = 0.8 × 0.6 = 0.48, I = 0.45·0.7 + 0.3·0.8 + 0.25·0.8 = 0.755',
      given: { exploitability: 0.8, reachability: 0.6, dataSensitivity: 0.7, criticality: 0.8, business: 0.8 },
      value: 36.2,
    },
    { name: 'S = 1 doubles the exponent: 1 − 0.5²', given: { blastRadius: 1 }, value: 75 },
    { name: 'S = 1, G = 1: 1 − 0.5³', given: { blastRadius: 1, agency: 1 }, value: 87.5 },
    { name: 'a strong control: 0.5 × 0.67', given: { controls: 0.67 }, value: 33.5 },
    { name: 'nothing to lose', given: { dataSensitivity: 0, criticality: 0, business: 0 }, value: 0 },
    { name: 'everything', given: { dataSensitivity: 1, criticality: 1, business: 1 }, value: 100 },
  ])('$name', ({ given, value }) => {
    expect(score(factors(given)).value).toBe(value);
  });

  const RISING = [
    'exploitability',
    'reachability',
    'dataSensitivity',
    'criticality',
    'business',
    'blastRadius',
    'agency',
    'controls',
  ] as const;
  it.each(RISING)('rises with %s, from wherever it starts', (name) => {
    for (const rest of [0.2, 0.5, 0.9]) {
      const start = Object.fromEntries(RISING.map((one) => [one, rest]));
      const values = [0, 0.25, 0.5, 0.75, 1].map((value) => score(factors({ ...start, [name]: value })).value);
      expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(values.at(-1)).toBeGreaterThan(values[0]!);
    }
  });

  it('can be computed again from what stands in the finding', () => {
    const { value, factors: said } = score(
      factors({ exploitability: 0.8, reachability: 0.8, dataSensitivity: 0.7, blastRadius: 0.63, agency: 0.42, controls: 0.83 }),
    );
    const of = (name: string): number => said[name]!.value;
    const impact = 0.45 * of('dataSensitivity') + 0.3 * of('criticality') + 0.25 * of('business');
    const base = of('exploitability') * of('reachability') * of('controls') * impact;
    expect(Math.round(1000 * (1 - (1 - base) ** (1 + of('blastRadius') + of('agency')))) / 10).toBe(value);
  });

  it('says how much of it rests on evidence', () => {
    const given = factors();
    for (const name of ['dataSensitivity', 'criticality', 'business'] as const) given[name] = factor(0.5, false);
    expect(score(given).confidence).toBe(0.63);
  });
});

describe('levels', () => {
  it('order from worst to mildest', () => {
    for (const table of [EXPLOITABILITY, REACHABILITY, CONTROL]) {
      const values = Object.values(table).map(({ value }) => value);
      expect(values).toEqual([...values].sort((a, b) => b - a));
      expect(values[0]).toBe(1);
      expect(new Set(values).size).toBe(values.length);
    }
  });
});

describe('the severity', () => {
  // docs/reference/score.md: 12 points move it one step, 30 points two, a path at most one step up; never beyond the scale.
  it.each([
    ['medium', 0, 2, 'medium'],
    ['medium', 11.9, 2, 'medium'],
    ['medium', 12, 2, 'high'],
    ['medium', 30, 2, 'critical'],
    ['medium', 30, 1, 'high'],
    ['medium', -11.9, 2, 'medium'],
    ['medium', -12, 2, 'low'],
    ['medium', -30, 1, 'info'],
    ['critical', 45, 2, 'critical'],
    ['low', -30, 2, 'info'],
  ] as const)('of a %s fault, %f points away, at most %i up: %s', (base, delta, most, severity) => {
    expect(movedBy(base, delta, most)).toBe(severity);
  });
});
