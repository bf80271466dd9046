import type { ModelTask, Pinning } from './model-name.ts';

/** How a snapshot is dated in names: 2024-08-06, 20240806, 0613 (month and day), 2411 (year and month), 08-2024, 05-06. */
export type DateForm = 'iso' | 'compact' | 'mmdd' | 'yymm' | 'mm-yyyy' | 'mm-dd';

/**
 * One line of models: which whole names belong to it and what they say. Patterns are tried on the lower-case name
 * without prefixes, must span it, and are linear.
 */
export interface ModelFamily {
  /** With `{group}` filled from the pattern. */
  family: string;
  publisher: string;
  /** Who serves the bare name; `unknown` for open weights that anyone may serve. */
  provider: string;
  /** Groups: `version`, `fixed` (a suffix the provider never moves), anything `family` uses. */
  pattern: RegExp;
  task: ModelTask;
  dates?: readonly DateForm[];
  /** Pinning of a name without date, fixed suffix or `latest`, and why. */
  bare: readonly [Pinning, string] | ((version: string | undefined, name: string) => readonly [Pinning, string]);
  /** Too short or too common to count without a hint: o1, sonar, command. */
  needsHint?: RegExp;
  /** Name under which a hub holds it, where bare names are resolved there. */
  hubOwner?: string;
}

export const OPEN_WEIGHTS = ['unknown', 'open weights: the name does not say which files are served'] as const;
