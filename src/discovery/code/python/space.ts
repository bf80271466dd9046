import { codeAt, type Cursor } from '../cursor.ts';

/**
 * Moves past blanks, comments and continued lines; past line breaks only inside brackets, where Python joins lines.
 * Rule: docs.python.org/3/reference/lexical_analysis.html, "Implicit line joining".
 */
export function skipSpace(c: Cursor): void {
  const { text } = c;
  while (c.at < c.end) {
    const code = text.charCodeAt(c.at);
    if (code === 32 || code === 9 || code === 13 || code === 12 || code === 0xfeff) c.at += 1;
    else if (code === 10 && c.brackets > 0) c.at += 1;
    else if (code === 35 /* # */) skipLine(c);
    else if (code === 92 /* \ */ && isLineBreak(text, c.at + 1)) c.at += text.charCodeAt(c.at + 1) === 13 ? 3 : 2;
    else return;
  }
}

/** Like `skipSpace`, with line breaks whatever the brackets. */
export function skipLines(c: Cursor): void {
  c.brackets += 1;
  skipSpace(c);
  c.brackets -= 1;
}

export function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

function isLineBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || (code === 13 && text.charCodeAt(at + 1) === 10);
}

function skipLine(c: Cursor): void {
  const found = c.text.indexOf('\n', c.at);
  c.at = found === -1 || found > c.end ? c.end : found;
}

/**
 * Offset just after the string whose quote stands at `from`; a string on one line ends with its line where the quote is
 * missing. A backslash keeps the next character inside in raw strings too.
 */
export function stringEnd(c: Cursor, from: number): number {
  const { text, end } = c;
  const quote = text.charCodeAt(from);
  const triple = isTripleQuote(text, from);
  let at = from + (triple ? 3 : 1);
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 2;
    else if (code === 10 && !triple) return at;
    else if (code !== quote) at += 1;
    else if (!triple) return at + 1;
    else if (isTripleQuote(text, at)) return at + 3;
    else at += 1;
  }
  return end;
}

export function isTripleQuote(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code;
}

/**
 * Moves to the next comma or closing bracket of the present level without reading what stands between, or to the end of the
 * line outside brackets: what follows a syntax error or a limit.
 */
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
  c.brackets += 1;
  skipToCloser(c);
  c.brackets -= 1;
  if (c.at < c.end) c.at += 1;
}

function skipLevel(c: Cursor, stopAtComma: boolean): void {
  let level = 0;
  while (c.at < c.end) {
    const code = codeAt(c);
    if (code === 40 || code === 91 || code === 123) level += 1;
    else if (code === 41 || code === 93 || code === 125) {
      if (level === 0) return;
      level -= 1;
    } else if (level === 0 && ((code === 44 && stopAtComma) || (code === 10 && c.brackets === 0))) return;
    if (isQuote(code)) c.at = stringEnd(c, c.at);
    else if (code === 35) skipLine(c);
    else c.at += 1;
  }
}
