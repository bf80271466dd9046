import type { CoverageEntry } from '../core/coverage.ts';
import type { History } from './history.ts';
import type { RangeReader } from './range.ts';

/** One regular file of a target. The times and the inode decide whether a cached answer still holds. */
export interface Entry {
  path: string;
  size: number;
  /** Opaque: equal stamps and sizes mean an unchanged file. Absent where a source cannot tell. */
  stamp?: string;
}

export interface Opened extends RangeReader {
  close(): void;
}

export interface WalkOptions {
  /** Leave out what .gitignore files name. */
  gitignore: boolean;
  /** True for files that settings ignore. */
  ignored(path: string): boolean;
  limits: WalkLimits;
  signal?: AbortSignal;
  onEntry?(count: number): void;
}

export interface WalkLimits {
  files: number;
  depth: number;
}

export const WALK_LIMITS: WalkLimits = { files: 1_000_000, depth: 100 };

/** tracked: in git's index; ignored: on disk only, and git is told to leave it; untracked: on disk only, the next `git add` takes it. */
export type Standing = 'tracked' | 'ignored' | 'untracked';

/** What version control says of the files of a target. Answers after the walk. */
export interface Tracking {
  /** Equal stamps: every answer is the same. */
  stamp(): string;
  /** A path that nothing is known of is left out. */
  standings(paths: Iterable<string>): ReadonlyMap<string, Standing>;
}

export type SourceGap = Omit<CoverageEntry, 'target'>;

/** A place to look: what it is called, which files it has, how to open one. */
export interface Source {
  /** Normalised git remote, else the given name, else the folder's name; never an absolute path. */
  id: string;
  kind: 'folder' | 'file' | 'git' | 'memory';
  name: string;
  /** Folder on disk, so that workers open files themselves; absent for sources in memory. */
  root?: string;
  walk(options: WalkOptions): Promise<{ entries: Entry[]; gaps: SourceGap[] }>;
  /** Absent where there can be no version control. */
  tracking?: Tracking;
  /** Absent where there can be none. */
  history?: History;
  /** Throws an Error with a `code` where the file cannot be opened; never follows a link out of the target. */
  open(path: string): Opened;
}
