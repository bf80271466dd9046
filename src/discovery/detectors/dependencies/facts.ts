import type { Ecosystem } from '../../../recognizers/ai-libraries/recognize.ts';

export type DependencyScope = 'runtime' | 'optional' | 'dev';

/** One AI library that a file names. */
export interface Named {
  ecosystem: Ecosystem;
  /** Canonical. */
  name: string;
  /** Exactly one version: of a lock file, or pinned. */
  version?: string;
  /** What is allowed, as written. */
  range?: string;
  scope: DependencyScope;
  /** Stated by the package itself (true), or brought along by another (false); absent where the file does not tell. */
  direct?: boolean;
  /** The packages that bring it along, at most five. */
  via?: string[];
  extras?: string[];
  /** The ranges this version stands for, where the lock keeps them. */
  ranges?: string[];
  /** Extra, group or category it stands in. */
  group?: string;
  marker?: string;
  /** From elsewhere than the registry: address without credentials. */
  source?: string;
  /** No AI library itself: its name stands beside that of this one, or it is known to have been published to harm ('' then). */
  resembles?: string;
  /** The lock holds a hash of what is installed. */
  hashed?: true;
  line: number;
}

/** What one folder depends on. */
export interface Root {
  /** Relative to the folder of the file: '' itself, 'packages/web'. */
  folder: string;
  named: Named[];
}

export interface DependencyFacts {
  /** constraints: versions for what others ask for; it asks for nothing itself. */
  form: 'manifest' | 'lock' | 'constraints';
  roots: Root[];
  /** It does not tell what runs from what is needed to work on it; the manifest does. */
  scopeless?: true;
  /** Requirements files that this one takes in, as paths relative to its folder. */
  includes?: { path: string; form: 'manifest' | 'constraints' }[];
  /** What could not be understood. */
  problem?: string;
}

/** More AI libraries than one file ever holds. */
export const MOST_NAMED = 2000;

/** Line (from 1) of an offset or of the first place of a text; one pass over the text, then binary search. */
export interface Lines {
  at(offset: number): number;
  /** The line where the text stands first at or behind an offset; undefined where it does not stand. */
  of(text: string, from?: number): number | undefined;
}

export function linesOf(text: string): Lines {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  const at = (offset: number): number => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
  return {
    at,
    of(wanted, from = 0) {
      const found = text.indexOf(wanted, from);
      return found < 0 ? undefined : at(found);
    },
  };
}

export type Table = { readonly [name: string]: unknown };

export function tableOf(value: unknown): Table | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : undefined;
}

/** The own entry of a table of a scanned file. */
export function entry(table: unknown, ...names: string[]): unknown {
  let found = table;
  for (const name of names) {
    const inner = tableOf(found);
    found = inner && Object.hasOwn(inner, name) ? inner[name] : undefined;
  }
  return found;
}

export function textIn(table: unknown, ...names: string[]): string | undefined {
  const found = entry(table, ...names);
  return typeof found === 'string' ? found : undefined;
}

export function listIn(table: unknown, ...names: string[]): readonly unknown[] {
  const found = entry(table, ...names);
  return Array.isArray(found) ? found : [];
}

/** Groups and files of these names hold what is needed to work on the code, not to run it. */
const DEV =
  /^(?:dev|develop|development|devel|tests?|testing|lint|linting|docs?|documentation|types?|typing|mypy|ci|build|format|formatting|notebooks?|bench(?:marks?)?|examples?|style|qa|check|tools?|release|precommit|pre-commit)$/;

export function scopeOfGroup(group: string, otherwise: DependencyScope): DependencyScope {
  return group
    .toLowerCase()
    .split(/[-_.\s]+/)
    .some((word) => DEV.test(word))
    ? 'dev'
    : otherwise;
}
