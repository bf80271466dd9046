import { compareText } from './evidence.ts';

/** What was asked, what was read, what was not and why. Silence is never "clean". */
export const COVERAGE_STATUSES = [
  'read',
  'partial',
  'skipped',
  'unreadable',
  'unsupported',
  'denied',
  'too-large',
  'failed',
  'not-asked',
] as const;
export type CoverageStatus = (typeof COVERAGE_STATUSES)[number];

export interface CoverageEntry {
  /** Id of the target. */
  target: string;
  /** Relative to the target; absent where the entry speaks of the whole target or of a group of files. */
  file?: string;
  /**
   * What was to be seen: a detector's id, `files`, `source`, `history` (what commits hold). `left-out` names a place that somebody asked to leave out (an entry of
   * `files` sums them up for people); `relations` speaks of edges whose other end was not seen.
   */
  what: string;
  status: CoverageStatus;
  /** One sentence: what happened, and what to do where something can be done. */
  reason: string;
}

/** Statuses that make a scan incomplete: something that was asked could not be read. */
const GAPS: ReadonlySet<CoverageStatus> = new Set(['partial', 'unreadable', 'denied', 'too-large', 'failed']);

export function isGap(entry: CoverageEntry): boolean {
  return GAPS.has(entry.status);
}

export function compareCoverage(a: CoverageEntry, b: CoverageEntry): number {
  return (
    compareText(a.target, b.target) ||
    compareText(a.what, b.what) ||
    compareText(a.file ?? '', b.file ?? '') ||
    compareText(a.reason, b.reason)
  );
}
