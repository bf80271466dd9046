import { codeAt, type Cursor } from '../cursor.ts';

/**
 * Moves past blanks, line breaks and comments. Line breaks need no thought: the grammar has told where the statement ends.
 * Rule: ECMA-262, "White Space", "Line Terminators", "Comments".
 */
export function skipSpace(c: Cursor): void {
  const { text } = c;
  while (c.at < c.end) {
    const code = text.charCodeAt(c.at);
    if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff) c.at += 1;
    else if (code !== 47 || !skipComment(c)) return;
  }
}

function skipComment(c: Cursor): boolean {
  const next = c.text.charCodeAt(c.at + 1);
  if (next !== 47 && next !== 42) return false;
  const found = next === 47 ? c.text.indexOf('\n', c.at) : c.text.indexOf('*/', c.at + 2);
  c.at = found === -1 || found >= c.end ? c.end : found + (next === 47 ? 1 : 2);
  return true;
}

/** Offset just after the string whose quote stands at `from`; where the quote is missing, of the line's end. */
export function stringEnd(c: Cursor, from: number): number {
  const { text, end } = c;
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === 92) at += 1;
    else if (code === 10) return at;
  }
  return end;
}

/** Offset just after the regular expression at `from`; `from` where the line ends first, as it is none then. */
export function regexEnd(c: Cursor, from: number): number {
  const { text, end } = c;
  let inClass = false;
  for (let at = from + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10) return from;
    if (code === 92) at += 1;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === 47 && !inClass) return at + 1;
  }
  return from;
}

/** Moves to the next comma, semicolon or closing bracket of the present level, without reading what stands between. */
export function skipToDelimiter(c: Cursor): void {
  skipLevel(c, true);
}

/** Moves to the bracket that closes the present level. */
export function skipToCloser(c: Cursor): void {
  skipLevel(c, false);
}

/** Moves past the bracket at the cursor and all it holds. */
export function skipBrackets(c: Cursor): void {
  c.at += 1;
  skipToCloser(c);
  if (c.at < c.end) c.at += 1;
}

/** Moves past `<…>` of types, in which an arrow is not a closing bracket. */
export function skipAngles(c: Cursor): void {
  let level = 0;
  while (c.at < c.end) {
    const code = codeAt(c);
    if (code === 61 && c.text.charCodeAt(c.at + 1) === 62) c.at += 2;
    else if (isOpener(code)) skipBrackets(c);
    else if (isCloser(code)) return;
    else if (code === 34 || code === 39) c.at = stringEnd(c, c.at);
    else {
      const before = c.at;
      skipSpace(c);
      if (c.at !== before) continue;
      c.at += 1;
      if (code === 60) level += 1;
      else if (code === 62) level -= 1;
      if (level === 0) return;
    }
  }
}

/** What no list of types holds outside brackets, but a comparison may. */
const NOT_A_TYPE = /[;+*%^~!\\@#]|&&|\|\||==/y;

/**
 * Moves past `<…>` where it can be a list of types, at most `limit` characters long; false, without moving, where it must be a
 * comparison.
 */
export function skipTypeList(c: Cursor, limit: number): boolean {
  const start = c.at;
  const { end } = c;
  c.end = Math.min(end, start + limit);
  const skipped = skipTypes(c);
  c.end = end;
  if (!skipped) c.at = start;
  return skipped;
}

function skipTypes(c: Cursor): boolean {
  let level = 0;
  while (c.at < c.end) {
    const code = codeAt(c);
    NOT_A_TYPE.lastIndex = c.at;
    if (NOT_A_TYPE.test(c.text) || isCloser(code)) return false;
    if (code === 61 && c.text.charCodeAt(c.at + 1) === 62) c.at += 2;
    else if (isOpener(code)) skipBrackets(c);
    else if (code === 34 || code === 39) c.at = stringEnd(c, c.at);
    else {
      const before = c.at;
      skipSpace(c);
      if (c.at !== before) continue;
      if (code === 47) return false;
      c.at += 1;
      if (code === 60) level += 1;
      else if (code === 62) level -= 1;
      if (level === 0) return true;
    }
  }
  return false;
}

export function isOpener(code: number): boolean {
  return code === 40 || code === 91 || code === 123;
}

export function isCloser(code: number): boolean {
  return code === 41 || code === 93 || code === 125;
}

/** Templates count as a level of their own: `${` opens one, a backtick ends what a backtick began. */
function skipLevel(c: Cursor, stopAtComma: boolean): void {
  const levels: number[] = [];
  while (c.at < c.end) {
    const code = codeAt(c);
    const inTemplate = levels.at(-1) === 96;
    if (code === 92) c.at += 2;
    else if (code === 96) {
      if (inTemplate) levels.pop();
      else levels.push(code);
      c.at += 1;
    } else if (inTemplate) {
      if (code === 36 && c.text.charCodeAt(c.at + 1) === 123) {
        levels.push(123);
        c.at += 1;
      }
      c.at += 1;
    } else if (isOpener(code)) {
      levels.push(code);
      c.at += 1;
    } else if (isCloser(code)) {
      if (levels.length === 0) return;
      levels.pop();
      c.at += 1;
    } else if (levels.length === 0 && stopAtComma && (code === 44 || code === 59)) return;
    else if (code === 34 || code === 39) c.at = stringEnd(c, c.at);
    else {
      const before = c.at;
      if (code === 47) skipSpace(c);
      if (c.at === before) c.at += 1;
    }
  }
}
