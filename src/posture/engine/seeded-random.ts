/** Random numbers that are the same on each run, for tests and benches only; never for anything secret. */
export type Random = {
  /** A whole number from 0 up to, not including, `bound`. */
  readonly below: (bound: number) => number;
  /** A number from 0 up to, not including, 1. */
  readonly share: () => number;
};

/** A 32-bit linear congruential generator with its output mixed, so that low bits are usable as well. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const share = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x45d9f3b);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
  return { share, below: (bound) => Math.floor(share() * bound) };
}
