import type { SourceFile } from './source-file.ts';

export interface Complaint {
  /** Starts at 1. */
  line: number;
  text: string;
}

/** A rule of the house; stands as default export in rules/<id>.ts with its test beside it. */
export interface Rule {
  /** The name of its file. */
  id: string;
  /** What it asks, in one sentence. */
  title: string;
  /** Whether it reads this file (path from the root of the repository, `/` separated). */
  applies(path: string): boolean;
  check(file: SourceFile): Iterable<Complaint>;
}

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}
