/** Exit codes of every command. */
export const EXIT = {
  /** Nothing at or above the threshold. */
  fine: 0,
  /** Something is. */
  found: 1,
  /** Could not do what was asked. */
  failed: 2,
  /** Incomplete coverage under --strict. */
  incomplete: 3,
} as const;
