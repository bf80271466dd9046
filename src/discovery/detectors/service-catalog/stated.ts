import type { Said } from '../../statements.ts';

/** What one file says of its folder; or, with `problem`, what of it could not be understood. */
export interface Stated {
  says: Said;
  why: string;
  line: number;
  confidence: number;
  problem?: string;
}
