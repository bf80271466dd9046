import type { Anomaly } from './anomalies.ts';
import type { ReachedGlobal } from './values.ts';
import type { Ending } from './walk.ts';

/**
 * What a global is, by a closed allowlist: `safe` (builds plain data), `library-class` (a class of a known library),
 * `unknown-class` (named like a class, of a library not known here), `unlisted` (Python's or a known library's, outside
 * the list: where published gadgets come from), `unknown` (anything else), `dangerous` (acts, imports or resolves).
 */
export const STANDINGS = ['safe', 'library-class', 'unknown-class', 'unknown', 'unlisted', 'dangerous'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface Judgement {
  standing: Standing;
  reason: string;
  /** Allowlist or danger group, or the library that a class belongs to. */
  group?: string;
}

export const PICKLE_FORMATS = [
  'pickle',
  'torch-zip',
  'torch-legacy',
  'joblib',
  'npy-object',
  'npy',
  'zip',
  'tar',
  '7z',
  'compressed',
  'not-pickle',
] as const;
export type PickleFormat = (typeof PICKLE_FORMATS)[number];

export const VERDICTS = ['dangerous', 'suspicious', 'unreadable', 'unknown', 'clean'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A global in the report: where it is reached, with which literals it is called, and what it is. */
export type JudgedGlobal = Omit<ReachedGlobal, 'concerns'> & Judgement;

/** One pickle. Offsets are bytes in the file or, with `member`, in that (uncompressed) member. */
export interface PickleStream {
  /** Name inside the archive; ` » ` leads into a nested archive or literal. */
  member?: string;
  offset: number;
  protocol: number;
  globals: JudgedGlobal[];
  ended: Ending;
  /** Bytes after STOP that belong to no further pickle. */
  bytesAfterStop: number;
}

export interface PickleReport {
  format: PickleFormat;
  streams: PickleStream[];
  anomalies: Anomaly[];
  verdict: Verdict;
  /** Sentences, the weightiest first, at most 50. */
  reasons: string[];
}

/**
 * How much one file may use. Sizes are bytes, the rest counts. With the defaults the worst hostile files measured
 * took 900 MB of memory (the whole process) and seven seconds. Every limit that is
 * reached is stated in the report.
 */
export interface PickleLimits {
  opcodes: number;
  memo: number;
  stack: number;
  globals: number;
  members: number;
  /** Zip archives, nested ones included. */
  archives: number;
  streams: number;
  inflatedBytes: number;
  /** Pickles or archives inside literals, members and arrays: how many in one stream, and how deep. */
  nested: number;
  depth: number;
}

export const DEFAULT_LIMITS: PickleLimits = {
  opcodes: 200_000_000,
  memo: 3_000_000,
  stack: 1_000_000,
  globals: 20_000,
  members: 100_000,
  archives: 64,
  streams: 20_000,
  inflatedBytes: 134_217_728,
  nested: 4096,
  depth: 4,
};
