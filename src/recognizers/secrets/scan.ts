/** Shortest run looked at. Every key form, and every credential-like name used as an anchor, holds one this long. */
export const SHORTEST_RUN = 14;

export const LOWER = 1;
export const UPPER = 2;
export const DIGIT = 4;
export const HYPHEN = 8;
export const UNDERSCORE = 16;

const CLASS = new Uint8Array(128);
for (let code = 48; code <= 57; code++) CLASS[code] = DIGIT;
for (let code = 65; code <= 90; code++) CLASS[code] = UPPER;
for (let code = 97; code <= 122; code++) CLASS[code] = LOWER;
CLASS[45] = HYPHEN;
CLASS[95] = UNDERSCORE;

/** Character class bits of a UTF-16 unit; 0 when it cannot stand inside a key. */
export function classOf(code: number): number {
  return code < 128 ? (CLASS[code] ?? 0) : 0;
}

/**
 * Visits each maximal run of [A-Za-z0-9_-] of at least SHORTEST_RUN units, in order. `kinds` are the class bits
 * seen in its first 300 units. Stops and returns true as soon as the visitor returns true.
 *
 * Linear, and cheaper than one look per character: after a character outside the alphabet the next run worth
 * visiting covers the place SHORTEST_RUN further on, so everything between is skipped unread.
 */
export function scanRuns(text: string, visit: (start: number, end: number, kinds: number) => boolean): boolean {
  const length = text.length;
  let floor = 0;
  let at = SHORTEST_RUN - 1;
  while (at < length) {
    if (classOf(text.charCodeAt(at)) === 0) {
      at += SHORTEST_RUN;
      continue;
    }
    let start = at;
    while (start > floor && classOf(text.charCodeAt(start - 1)) !== 0) start--;
    let end = at + 1;
    while (end < length && classOf(text.charCodeAt(end)) !== 0) end++;
    if (end - start >= SHORTEST_RUN) {
      let kinds = 0;
      const looked = Math.min(end, start + 300);
      for (let i = start; i < looked; i++) kinds |= classOf(text.charCodeAt(i));
      if (visit(start, end, kinds)) return true;
    }
    floor = end;
    at = end + SHORTEST_RUN;
  }
  return false;
}

/**
 * Where a key may begin inside a run: its start and, after an escape that glued a letter to it (`\n`, `\u0022`,
 * `\x22`, `%3D` in JSON, source or URLs), the place behind the escape.
 */
export function entryPoints(text: string, start: number): readonly number[] {
  if (start === 0) return [start];
  const before = text.charCodeAt(start - 1);
  if (before === 92 /* \ */) {
    const letter = text[start] ?? '';
    if ('nrtbf'.includes(letter)) return [start + 1, start];
    if (letter === 'u') return [start + 5, start];
    if (letter === 'x') return [start + 3, start];
  }
  if (before === 37 /* % */) return [start + 2, start];
  return [start];
}
