/**
 * Deepest nesting of brackets, blocks and templates, and the longest chain of operators or accesses. Written
 * configurations stay below 30; the limit keeps hostile files off the call stack.
 */
export const DEEPEST = 250;

/** Thrown inside this folder only, caught by the reader of top-level items: the current block cannot be read on. */
export class SyntaxFailure extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.name = 'SyntaxFailure';
    this.line = line;
  }
}

/** Where reading stands in one text. `end` moves inward while the content of a heredoc is read. */
export interface Cursor {
  readonly text: string;
  at: number;
  end: number;
  line: number;
  depth: number;
  /** Whether a line break is plain space here: so in parentheses, brackets and interpolations, not so in bodies. */
  acrossLines: boolean;
  heredocDepth: number;
  unclosedHeredocs: number;
  /** Where the top-level item being read begins. */
  item: number;
}

export function cursorOver(text: string, line: number): Cursor {
  // Editors on Windows begin files with a byte order mark; HCL ignores it.
  const at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return { text, at, end: text.length, line, depth: 0, acrossLines: true, heredocDepth: 0, unclosedHeredocs: 0, item: at };
}

export function fail(cursor: Cursor, reason: string): never {
  throw new SyntaxFailure(cursor.line, reason);
}

/** Enters one level of nesting; the caller leaves it with `cursor.depth--`. */
export function deepen(cursor: Cursor): void {
  if (++cursor.depth > DEEPEST) fail(cursor, `nested deeper than ${DEEPEST} levels`);
}

/** The character code at the cursor plus `offset`, or -1 past the end. */
export function codeAt(cursor: Cursor, offset = 0): number {
  const at = cursor.at + offset;
  return at < cursor.end ? cursor.text.charCodeAt(at) : -1;
}

export function startsWith(cursor: Cursor, word: string): boolean {
  return cursor.at + word.length <= cursor.end && cursor.text.startsWith(word, cursor.at);
}

export function expect(cursor: Cursor, word: string, where: string): void {
  skipSpace(cursor);
  if (!startsWith(cursor, word)) fail(cursor, `expected '${word}' ${where}`);
  cursor.at += word.length;
}

/** Skips blanks and comments, and line breaks where they mean nothing. */
export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = codeAt(cursor);
    if (code === 32 || code === 9 || code === 13) cursor.at++;
    else if (code === 10) {
      if (!cursor.acrossLines) return;
      cursor.at++;
      cursor.line++;
    } else if (code === 35) skipLine(cursor);
    else if (code === 47 && codeAt(cursor, 1) === 47) skipLine(cursor);
    else if (code === 47 && codeAt(cursor, 1) === 42) skipBlockComment(cursor);
    else return;
  }
}

/** Moves to the line break that ends this line, or to the end. */
export function skipLine(cursor: Cursor): void {
  const lineBreak = cursor.text.indexOf('\n', cursor.at);
  cursor.at = lineBreak === -1 || lineBreak > cursor.end ? cursor.end : lineBreak;
}

function skipBlockComment(cursor: Cursor): void {
  const opened = cursor.line;
  for (cursor.at += 2; cursor.at < cursor.end; cursor.at++) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code === 10) cursor.line++;
    else if (code === 42 && codeAt(cursor, 1) === 47) {
      cursor.at += 2;
      return;
    }
  }
  throw new SyntaxFailure(opened, 'the comment is not closed');
}

const beyondAscii = /\p{ID_Continue}/u;

export function isIdentifierStart(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  return beyondAscii.test(String.fromCharCode(code));
}

function isIdentifierPart(code: number): boolean {
  return isIdentifierStart(code) || isDigit(code) || code === 45;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The identifier at the cursor, or undefined. A dash belongs to an identifier: `a-1` is one name. */
export function readIdentifier(cursor: Cursor): string | undefined {
  if (!isIdentifierStart(codeAt(cursor))) return undefined;
  const start = cursor.at;
  while (isIdentifierPart(codeAt(cursor))) cursor.at++;
  return cursor.text.slice(start, cursor.at);
}

/** Whether the given keyword stands at the cursor as a whole word. */
export function atKeyword(cursor: Cursor, word: string): boolean {
  return startsWith(cursor, word) && !isIdentifierPart(codeAt(cursor, word.length));
}
