/**
 * What one evaluation may cost. Lists that double themselves and modules that call each other many times over cost
 * little to write; the meter ends them. Shared by all modules of one configuration.
 */
export interface Meter {
  steps: number;
  depth: number;
  /** Texts that `file` and `templatefile` may give, by path from the target's root. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** A large estate (10,000 resources) takes about a million. */
export const MOST_STEPS = 5_000_000;
/** Nested expressions and chains of references together; each level costs a few frames of the call stack. */
export const MOST_DEPTH = 600;

/** Texts are charged by length, and blocks by what they weigh in memory. */
export const TEXT_PER_STEP = 16;
export const COST_OF_BLOCK = 20;

export function newMeter(texts?: ReadonlyMap<string, string>): Meter {
  return { steps: 0, depth: 0, ...(texts ? { texts } : {}) };
}

export function charge(meter: Meter, steps: number): void {
  meter.steps += steps;
}

export function isExhausted(meter: Meter): boolean {
  return meter.steps > MOST_STEPS;
}
