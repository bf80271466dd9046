import type { Name } from './objects.ts';

/** An entry of a folder that none of the folders it is compared with has under this name. */
export interface Added {
  file: string;
  name: Name;
  isFolder: boolean;
  /** Folders of the same name there, which differ. */
  before: Name[];
}

/**
 * What a folder holds that no folder of the same path in a parent does. Files only: links and submodules hold no text. Trees are
 * sorted by name; one that is not may give too much, never too little.
 */
export function addedTo(tree: Buffer, parents: readonly Buffer[], hash: number): { added: Added[]; damaged: boolean } {
  const added: Added[] = [];
  const cursors = parents.map((bytes) => ({ bytes, at: 0 }));
  let at = 0;
  while (at < tree.length) {
    const end = endOf(tree, at, hash);
    if (end < 0) return { added, damaged: true };
    // Nearly always the same entry stands in the parent as well.
    let same = false;
    const before: Name[] = [];
    for (const cursor of cursors) {
      if (isAt(cursor, tree, at, end)) {
        cursor.at += end - at;
        same = true;
        continue;
      }
      const found = sought(cursor, tree, at, end, hash);
      if (found === 'same') same = true;
      else if (found !== undefined) before.push(found);
    }
    if (!same) {
      const space = tree.indexOf(32, at);
      const mode = space > 0 && space < end ? tree.toString('latin1', at, space) : '';
      const isFolder = isFolderMode(mode);
      if (isFolder || mode.startsWith('100'))
        added.push({
          file: tree.toString('utf8', space + 1, end - hash - 1),
          name: tree.toString('latin1', end - hash, end),
          isFolder,
          before,
        });
    }
    at = end;
  }
  return { added, damaged: false };
}

interface Cursor {
  bytes: Buffer;
  at: number;
}

function isAt({ bytes, at: from }: Cursor, tree: Buffer, at: number, end: number): boolean {
  return from + end - at <= bytes.length && bytes.compare(tree, at, end, from, from + end - at) === 0;
}

/** Moves the cursor up to the name: the same entry, the name of a folder that differs, or nothing. */
function sought(cursor: Cursor, tree: Buffer, at: number, end: number, hash: number): 'same' | Name | undefined {
  const { bytes } = cursor;
  while (cursor.at < bytes.length) {
    const stop = endOf(bytes, cursor.at, hash);
    if (stop < 0) {
      cursor.at = bytes.length;
      return undefined;
    }
    const order = compareEntries(bytes, cursor.at, stop - hash - 1, tree, at, end - hash - 1);
    if (order > 0) return undefined;
    const from = cursor.at;
    cursor.at = stop;
    if (order < 0) continue;
    if (bytes.compare(tree, end - hash, end, stop - hash, stop) === 0) return 'same';
    return isFolderAt(bytes, from) ? bytes.toString('latin1', stop - hash, stop) : undefined;
  }
  return undefined;
}

/** Where the entry that begins at `at` ends; negative where it is cut off. "100644 name\0" and the object's name. */
function endOf(bytes: Buffer, at: number, hash: number): number {
  const zero = bytes.indexOf(0, at);
  return zero < 0 || zero + 1 + hash > bytes.length ? -1 : zero + 1 + hash;
}

/** As git sorts them: by name, folders as if their name ended in a slash. Ends stand at the zero behind the name. */
function compareEntries(a: Buffer, aFrom: number, aEnd: number, b: Buffer, bFrom: number, bEnd: number): number {
  let i = a.indexOf(32, aFrom) + 1;
  let j = b.indexOf(32, bFrom) + 1;
  const aLast = isFolderAt(a, aFrom) ? 47 : 0;
  const bLast = isFolderAt(b, bFrom) ? 47 : 0;
  for (; i < aEnd && j < bEnd; i++, j++) if (a[i] !== b[j]) return a[i]! - b[j]!;
  if (i >= aEnd && j >= bEnd) return aLast - bLast;
  return (i < aEnd ? a[i]! : aLast) - (j < bEnd ? b[j]! : bLast);
}

function isFolderAt(bytes: Buffer, at: number): boolean {
  return bytes[at] === 52 || (bytes[at] === 48 && bytes[at + 1] === 52);
}

/** "40000", and "040000" of old programs. */
function isFolderMode(mode: string): boolean {
  return mode === '40000' || mode === '040000';
}
