import type { Report } from '../../core/report.ts';

type Score = Report['findings'][number]['score'];

/** The letters of the formula in docs/reference/score.md. */
const LETTERS: readonly (readonly [letter: string, factor: string, title: string])[] = [
  ['E', 'exploitability', 'exploitability'],
  ['X', 'reachability', 'reachability'],
  ['C', 'controls', 'controls'],
  ['D', 'dataSensitivity', 'data sensitivity'],
  ['M', 'criticality', 'criticality'],
  ['B', 'business', 'business'],
  ['S', 'blastRadius', 'blast radius'],
  ['G', 'agency', 'agency'],
];

export interface Decomposed {
  value: number;
  formula: string;
  factors: { letter: string; name: string; value: number; level: string; why: string; known: boolean }[];
  /** The formula filled in, step by step. */
  steps: string[];
  known: number;
}

/** A score taken apart, so that a reader can compute it again by hand. Values are shown with up to six decimals. */
export function decompose(score: Score): Decomposed {
  const factors = LETTERS.flatMap(([letter, name, title]) => {
    const factor = Object.hasOwn(score.factors, name) ? score.factors[name] : undefined;
    return factor ? [{ letter, name: title, ...factor }] : [];
  });
  const value = (letter: string): number => factors.find((factor) => factor.letter === letter)?.value ?? 0;
  const likelihood = value('E') * value('X');
  const impact = 0.45 * value('D') + 0.3 * value('M') + 0.25 * value('B');
  const base = Math.min(1, likelihood * value('C') * impact);
  const power = 1 + value('S') + value('G');
  const n = shortNumber;
  return {
    value: score.value,
    formula: '100 × [1 − (1 − L·C·I)^(1 + S + G)]',
    factors,
    steps: [
      `L = E × X = ${n(value('E'))} × ${n(value('X'))} = ${n(likelihood)}`,
      `I = 0.45 D + 0.30 M + 0.25 B = 0.45 × ${n(value('D'))} + 0.30 × ${n(value('M'))} + 0.25 × ${n(value('B'))} = ${n(impact)}`,
      `L·C·I = ${n(likelihood)} × ${n(value('C'))} × ${n(impact)} = ${n(base)}`,
      `score = 100 × [1 − (1 − ${n(base)})^(1 + ${n(value('S'))} + ${n(value('G'))})] = 100 × [1 − ${n(1 - base)}^${n(power)}] = ${score.value.toFixed(1)}`,
    ],
    known: factors.filter((factor) => factor.known).length,
  };
}

function shortNumber(value: number): string {
  return String(Math.round(value * 1_000_000) / 1_000_000);
}
