import type { AttackEdgeKind } from './edges.ts';
import type { Evidence } from './evidence.ts';

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Pass, fail, unknown: three values, always with a denominator. */
export type Status = 'pass' | 'fail' | 'unknown';

export function severityAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}

/** One factor of a score: the number that went in, the sentence that says why, and whether anything was seen to support it. */
export interface Factor {
  /** 0 to 1; for `controls` a multiplier. */
  value: number;
  /** The named level, such as `internet, no authentication` or `unknown (counted as medium)`. */
  level: string;
  why: string;
  known: boolean;
}

/** The score: 0 to 100, recomputable from the factors by the formula in docs/reference/score.md. */
export interface Score {
  value: number;
  factors: Record<string, Factor>;
  /** Share of the factors that rest on evidence. */
  confidence: number;
}

export interface Fix {
  text: string;
  command?: string;
  patch?: string;
}

export interface FrameworkControl {
  framework: string;
  edition: string;
  control: string;
}

export interface Finding {
  id: string;
  check: string;
  severity: Severity;
  status: 'fail' | 'unknown';
  /** Asset id. */
  asset: string;
  title: string;
  saw: string;
  why: string;
  fix: Fix;
  verify: string;
  evidence: Evidence[];
  confidence: number;
  score: Score;
  /** Ids of the paths that run through this fault. */
  paths: string[];
  /** Who answers for the asset, where somebody is named. */
  owner?: string;
  frameworks: FrameworkControl[];
  suppressed?: { reason: string; until: string };
}

export interface PathStep {
  /** Asset id reached by this step (the first step: where the attacker starts). */
  asset: string;
  /** Id of the fact edge the step stands on. */
  edge?: string;
  attack?: AttackEdgeKind;
  /** One sentence: what happens in this step. */
  saying: string;
  evidence: Evidence[];
}

export interface PathFix {
  text: string;
  command?: string;
  /** Edge ids the fix removes. */
  cuts: string[];
  /** How many paths of this scan end with it. */
  closes: number;
}

/** The cheapest set of fixes that closes the paths of a scan. */
export interface Remediation {
  /** In the order to do them: what closes most for its cost first. */
  fixes: {
    text: string;
    command?: string;
    /** Edge ids the fix removes. */
    cuts: string[];
    /** Points: 1 a line or a switch, 3 an hour or two, 10 days. */
    cost: number;
    /** Paths that this fix closes and none before it did. */
    closes: number;
    /** Their ids. */
    paths: string[];
  }[];
  /** How many paths all of them close, of how many. */
  closes: number;
  of: number;
  /** Sum of the costs; no other set that closes as much costs less than `atLeast`. */
  cost: number;
  atLeast: number;
}

export interface AttackPath {
  id: string;
  kind: string;
  /** The whole path in one sentence. */
  title: string;
  severity: Severity;
  score: Score;
  /** Asset ids. */
  entry: string;
  effect: string;
  steps: PathStep[];
  fixes: PathFix[];
  /** Assets every way from this entry to this effect crosses. */
  chokePoints: string[];
  owner?: string;
}
