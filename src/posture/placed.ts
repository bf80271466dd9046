import { compareText } from '../core/evidence.ts';
import type { Json } from '../core/observation.ts';
import type { Asset } from '../core/snapshot.ts';

/** A fault that discovery tells of an asset by its place: one entry of a list property. `file` is relative to the target, lines start at 1. */
export interface Placed {
  file: string;
  line: number;
}

/**
 * The entries of a list property, by file and line, each with a locus that holds when lines move: the file, what `named` says of it, and
 * its number where the same is said of the file before.
 */
export function placedOf<Entry extends Placed>(
  asset: Asset,
  property: string,
  named: (entry: Entry) => string,
): { entry: Entry; locus: string }[] {
  const list: Json | undefined = asset.properties[property];
  const entries = Array.isArray(list) ? (list as unknown as Entry[]) : [];
  const seen = new Map<string, number>();
  return [...entries]
    .sort((a, b) => compareText(a.file, b.file) || a.line - b.line)
    .map((entry) => {
      const locus = `${entry.file} ${named(entry)}`;
      const count = (seen.get(locus) ?? 0) + 1;
      seen.set(locus, count);
      return { entry, locus: count === 1 ? locus : `${locus} ${count}` };
    });
}
