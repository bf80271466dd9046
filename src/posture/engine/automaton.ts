/** In `next`: the label may not be read in this phase. */
export const BLOCKED = 255;

const LABELS = 256;
const MAX_STATES = 2 ** 26;

/**
 * Which walks count. A walk begins in phase `start`; an edge with label `l` read in phase `p` leads to phase
 * `next[p * 256 + l]` or may not be taken (`BLOCKED`); a walk is accepted where `accepting[phase]` is 1.
 * A *state* is a node together with a phase: `node * phases + phase`.
 */
export type Automaton = {
  readonly phases: number;
  readonly start: number;
  readonly next: Uint8Array;
  readonly accepting: Uint8Array;
};

/** A move: in phase `from`, label `label` leads to phase `to`. */
export type Move = readonly [from: number, label: number, to: number];

/**
 * Builds the table from its moves. Every label that no move names is blocked in that phase.
 *
 * @throws RangeError for a phase or label outside its range, and for two moves that read the same label in one phase.
 */
export function buildAutomaton(phases: number, start: number, accepting: readonly number[], moves: Iterable<Move>): Automaton {
  const isPhase = (phase: number) => Number.isInteger(phase) && phase >= 0 && phase < phases;
  if (!Number.isInteger(phases) || phases < 1 || phases > BLOCKED) throw new RangeError('an automaton has 1 to 255 phases');
  if (!isPhase(start) || !accepting.every(isPhase)) throw new RangeError('start and accepting must be phases');
  const next = new Uint8Array(phases * LABELS).fill(BLOCKED);
  for (const [from, label, to] of moves) {
    if (!isPhase(from) || !isPhase(to) || !Number.isInteger(label) || label < 0 || label >= LABELS) {
      throw new RangeError(`the move ${from}, ${label}, ${to} names no phase or label`);
    }
    const place = from * LABELS + label;
    if (next[place] !== BLOCKED && next[place] !== to) throw new RangeError(`label ${label} leads to two phases from ${from}`);
    next[place] = to;
  }
  const accepts = new Uint8Array(phases);
  for (const phase of accepting) accepts[phase] = 1;
  return { phases, start, next, accepting: accepts };
}

/** Reads any label in one phase that accepts: plain reachability. */
export const ANY_WALK: Automaton = { phases: 1, start: 0, next: new Uint8Array(LABELS), accepting: new Uint8Array([1]) };

/**
 * The number of states of a product.
 *
 * @throws RangeError above 2^26 states, where the arrays would no longer fit the memory this product promises.
 */
export function countStates(nodeCount: number, automaton: Automaton): number {
  const states = nodeCount * automaton.phases;
  if (states > MAX_STATES) throw new RangeError(`${states} states are more than ${MAX_STATES}`);
  return states;
}
