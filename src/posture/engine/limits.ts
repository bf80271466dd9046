/**
 * How far a question may go. What is left out has no bound.
 *
 * The engine runs without pause, so a timer or an abort event of the same thread cannot reach it: `stop` is asked every
 * few thousand states instead (compare a clock, or read a flag in shared memory).
 */
export type Limits = {
  /** Pairs, or explanations, to return. */
  readonly pairs?: number;
  /** States visited, edges of written paths included. */
  readonly states?: number;
  readonly stop?: () => boolean;
};

export type StoppedBy = 'pairs' | 'states' | 'asked';

/** Whether the answer is whole, and which limit cut it short when not. */
export type Completeness = { readonly complete: true } | { readonly complete: false; readonly stoppedBy: StoppedBy };

/** Counts work against limits; shared by all the searches of one question. */
export type Meter = { left: number; untilAsked: number; readonly stop: (() => boolean) | undefined; stoppedBy: StoppedBy | undefined };

const ASK_EVERY = 4096;

export function startMeter(limits: Limits): Meter {
  return { left: limits.states ?? Infinity, untilAsked: ASK_EVERY, stop: limits.stop, stoppedBy: undefined };
}

/** Counts `steps` of work; false when a limit is met, and then for ever. */
export function spend(meter: Meter, steps: number): boolean {
  meter.left -= steps;
  if (meter.left < 0) meter.stoppedBy ??= 'states';
  meter.untilAsked -= steps;
  if (meter.untilAsked <= 0) {
    meter.untilAsked = ASK_EVERY;
    if (meter.stop !== undefined && meter.stop()) meter.stoppedBy ??= 'asked';
  }
  return meter.stoppedBy === undefined;
}

export function completeness(stoppedBy: StoppedBy | undefined): Completeness {
  return stoppedBy === undefined ? { complete: true } : { complete: false, stoppedBy };
}
