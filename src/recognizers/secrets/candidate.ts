/** A place in the text that may hold a secret, before overlaps are settled. */
export interface Candidate {
  provider: string;
  form: string;
  ai: boolean;
  start: number;
  end: number;
  /** What the fingerprint is taken of, where it is not simply the text between start and end. */
  value?: string;
  /** Units at the start that are public. */
  publicPrefix: number;
  confidence: number;
  /** Lower wins where two overlap. */
  rank: 0 | 1 | 2 | 3;
  placeholderWhy?: string;
  /** Empty where it is known to have none. */
  variable?: string;
}
