import { type Factor, type Score, SEVERITIES, type Severity } from '../core/finding.ts';

/**
 * The score: 100 × [1 − (1 − L·C·I)^(1 + S + G)], L = E × X.
 * E exploitability, X reachability, I impact = 0.45 D + 0.30 M + 0.25 B, S blast radius, G agency, C controls; every factor
 * stands in the finding with its level, a sentence and whether it is known, so that anyone can recompute it.
 * It is monotone in every factor; with S = G = 0 it is 100·L·C·I. Unknown counts as medium and is called unknown.
 */
export type Exploitability = 'trivial' | 'public-technique' | 'foothold' | 'theoretical';
export type Reachability = 'internet' | 'third-party' | 'internal' | 'admin' | 'none';
export type Control = 'none' | 'partial' | 'strong';
/** Confidentiality: it is read. Integrity: it is changed. What a fault gives both of, it names both. */
export type Loss = 'confidentiality' | 'integrity';

export const EXPLOITABILITY: Record<Exploitability, { value: number; level: string }> = {
  trivial: { value: 1, level: 'trivial or attacked in the wild' },
  'public-technique': { value: 0.8, level: 'public technique' },
  foothold: { value: 0.5, level: 'needs a foothold' },
  theoretical: { value: 0.3, level: 'theoretical' },
};

export const REACHABILITY: Record<Reachability, { value: number; level: string }> = {
  internet: { value: 1, level: 'internet, no authentication' },
  'third-party': { value: 0.8, level: 'third party or untrusted content' },
  internal: { value: 0.6, level: 'any internal identity' },
  admin: { value: 0.3, level: 'administrators only' },
  none: { value: 0.1, level: 'no way in found' },
};

export const CONTROL: Record<Control, { value: number; level: string }> = {
  none: { value: 1, level: 'none' },
  partial: { value: 0.83, level: 'partial' },
  strong: { value: 0.67, level: 'strong' },
};

export const SENSITIVITY: Record<string, number> = { restricted: 1, confidential: 0.7, internal: 0.3, public: 0 };
export const UNKNOWN_VALUE = 0.5;

/** The factors a score needs, by the letters of the formula. */
export interface Factors {
  exploitability: Factor;
  reachability: Factor;
  dataSensitivity: Factor;
  criticality: Factor;
  business: Factor;
  blastRadius: Factor;
  agency: Factor;
  controls: Factor;
}

/** Applies the formula. The value is rounded to one decimal. */
export function score(factors: Factors): Score {
  const likelihood = factors.exploitability.value * factors.reachability.value;
  const impact = 0.45 * factors.dataSensitivity.value + 0.3 * factors.criticality.value + 0.25 * factors.business.value;
  const base = Math.min(1, likelihood * factors.controls.value * impact);
  const value = 100 * (1 - (1 - base) ** (1 + factors.blastRadius.value + factors.agency.value));
  const all = Object.values(factors) as Factor[];
  return {
    value: Math.round(value * 10) / 10,
    factors: { ...factors },
    confidence: Math.round((all.filter((factor) => factor.known).length / all.length) * 100) / 100,
  };
}

/** How far the score must lie from where nothing is known (points of the score) to move a severity, and by how many steps. */
export const STEPS = [
  { points: 30, steps: 2 },
  { points: 12, steps: 1 },
] as const;

/**
 * The severity of a finding or path: the one its check or kind declares, moved by what is known of the context. `delta` is the
 * score minus the score the same fault would have where nothing is known; at most `most` steps up and two down.
 */
export function movedBy(base: Severity, delta: number, most: 1 | 2 = 2): Severity {
  const steps = STEPS.find(({ points }) => Math.abs(delta) >= points)?.steps ?? 0;
  const at = SEVERITIES.indexOf(base) + (delta > 0 ? Math.min(steps, most) : -steps);
  return SEVERITIES[Math.min(SEVERITIES.length - 1, Math.max(0, at))]!;
}
