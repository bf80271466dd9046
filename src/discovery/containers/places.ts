import type { Evidence } from '../../core/evidence.ts';
import type { Linking } from '../detector.ts';
import type { Tree } from './documents.ts';

/**
 * Lines of many files as single numbers, so that values merged from several files (a patch over a base, a template with its
 * values) still know where each was written.
 */
export interface Places {
  /** The tree of a file with its lines made places; unchanged lines within. */
  of(file: string, tree: Tree): Tree;
  place(file: string, line: number): number;
  fileOf(place: number): string;
  /** What a place was filled from is shown beside it: the value of a template. */
  fill(place: number, from: number): void;
  /** What a place was filled from. */
  filledFrom(place: number): Iterable<number>;
  seen(place: number | undefined, detail: string): Evidence[];
}

const STRIDE = 10_000_000;

export function createPlaces(linking: Linking<unknown>): Places {
  const files: string[] = [];
  const numbers = new Map<string, number>();
  const filled = new Map<number, Set<number>>();
  const place = (file: string, line: number): number => {
    let number = numbers.get(file);
    if (number === undefined) {
      number = files.push(file) - 1;
      numbers.set(file, number);
    }
    return number * STRIDE + Math.min(line, STRIDE - 1);
  };
  const fileOf = (at: number): string => files[Math.floor(at / STRIDE)] ?? '';
  const one = (at: number, detail: string): Evidence => linking.evidence(fileOf(at), at % STRIDE || 1, detail);
  return {
    of: (file, tree) => moved(tree, place(file, 0)),
    place,
    fileOf,
    fill(at, from) {
      const known = filled.get(at);
      if (known) known.add(from);
      else filled.set(at, new Set([from]));
    },
    filledFrom: (at) => filled.get(at) ?? [],
    seen(at, detail) {
      if (at === undefined) return [];
      return [one(at, detail), ...[...(filled.get(at) ?? [])].slice(0, 5).map((from) => one(from, detail))];
    },
  };
}

/** The same tree with every line moved. */
export function moved(tree: Tree, by: number): Tree {
  if ('v' in tree) return { l: tree.l + by, v: tree.v };
  if ('s' in tree) return { l: tree.l + by, s: tree.s.map((item) => moved(item, by)) };
  const m: { [name: string]: Tree } = {};
  for (const [name, value] of Object.entries(tree.m)) m[name] = moved(value, by);
  return { l: tree.l + by, m };
}

/** Every place in a tree. */
export function placesIn(tree: Tree, into: Set<number> = new Set()): Set<number> {
  into.add(tree.l);
  if ('s' in tree) for (const item of tree.s) placesIn(item, into);
  if ('m' in tree) for (const value of Object.values(tree.m)) placesIn(value, into);
  return into;
}
