import type { CoverageEntry } from '../core/coverage.ts';

/** How much of the history of a target is read. */
export const EXTENTS = ['recent', 'full', 'off'] as const;
export type ExtentName = (typeof EXTENTS)[number];

/** The most that is read of one repository. Numbers, not times: the same repository gives the same answer on every machine. */
export interface Extent {
  /** Commits that are followed from the references, the newest first. */
  walked: number;
  /** Commits whose changes are looked into. */
  commits: number;
  /** Texts that these commits added. */
  texts: number;
  /** Bytes made by unpacking, with a fixed part for each step. */
  work: number;
}

export const RECENT: Extent = { walked: 100_000, commits: 10_000, texts: 40_000, work: 1_500_000_000 };
export const FULL: Extent = { walked: 5_000_000, commits: 5_000_000, texts: 5_000_000, work: 500_000_000_000 };

/** Where a commit holds a text. */
export interface PastPlace {
  /** Relative to the target. */
  path: string;
  /** Its name in hexadecimal digits. */
  commit: string;
  /** When it was written, by its author's clock: seconds since 1970; 0 where that cannot be read. */
  time: number;
}

/** A text that commits added, once, with every place at which they did, the newest first. */
export interface PastText {
  /** The work tree of its repository. */
  folder: string;
  bytes: Buffer;
  places: PastPlace[];
}

/** What one commit added. */
export interface PastCommit {
  texts: number;
  bytes: number;
  /** Binary files, installed dependencies. */
  skipped: number;
  /** Texts above the limit. */
  large: number;
  largeBytes: number;
}

/** Who changed which folders, by a commit that is no merge. */
export interface Authored {
  id: string;
  author: { name: string; mail: string };
  /** Of the files it added or changed, relative to the target. */
  folders: string[];
}

/** So many of the newest commits say who works where. */
export const RECENT_AUTHORS = 2000;

export interface ReadHistoryOptions {
  extent: Extent;
  /** Commits that were read before, in hexadecimal digits. */
  known(folder: string): ReadonlySet<string>;
  onText(text: PastText): void;
  onProgress?(done: number, total: number): void;
  signal?: AbortSignal;
}

export interface RepositoryHistory {
  /** The work tree; '' is the target itself. */
  folder: string;
  /** What was read now and wholly, by commit. */
  commits: Map<string, PastCommit>;
  /** Every commit that a reference leads to, as far as they were followed. */
  reachable: Set<string>;
  /** Of those read now, the newest first. */
  authored: Authored[];
  /** Commits that were not read, for the budget was used up. */
  beyond: number;
  gaps: { status: CoverageEntry['status']; reason: string }[];
}

/** What the commits of a target's repositories hold. Answers after the walk. */
export interface History {
  /** Equal stamps: every answer is the same. */
  stamp(): string;
  /** One answer for each repository. Never throws but for `signal`. */
  read(options: ReadHistoryOptions): Promise<RepositoryHistory[]>;
}

/** A file as earlier commits hold it, with what a detector states of it. */
export interface PastFile<Fact> {
  path: string;
  fact: Fact;
  /** The commits that added it so, the newest first. */
  commits: { id: string; time: number }[];
}
