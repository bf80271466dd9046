import { codeAt, cutString, dropExpression, lineAt, MAX_STRING, wordEnd, type Cursor } from '../cursor.ts';
import type { Expression } from '../syntax.ts';
import { readExpressionList } from './expression.ts';
import { isQuote, isTripleQuote, skipSpace, stringEnd } from './space.ts';

const PREFIX = /^(?:[rbuft]|rb|br|rf|fr|rt|tr)$/i;
const ESCAPE = /\\(?:\r\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[^])/g;
const NAMED_ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  '\r\n': '',
};

/** True where a string begins at the cursor: a quote, or a string prefix and a quote. */
export function atString(c: Cursor): boolean {
  if (isQuote(codeAt(c))) return true;
  return prefixLength(c) > 0;
}

function prefixLength(c: Cursor): number {
  const { text, at } = c;
  const length = isQuote(text.charCodeAt(at + 1)) ? 1 : isQuote(text.charCodeAt(at + 2)) ? 2 : 0;
  return length > 0 && at + length < c.end && PREFIX.test(text.slice(at, at + length)) ? length : 0;
}

/**
 * Reads one or more adjacent strings as one value: `str`, or `tpl` where an f-string (or t-string) holds expressions.
 * Rules: docs.python.org/3/reference/lexical_analysis.html, "String literal concatenation", "Escape sequences", "f-strings".
 * `\N{…}` stays as written; format specifications and conversions are dropped.
 */
export function readStrings(c: Cursor): Expression {
  const l = lineAt(c, c.at);
  const parts: Expression[] = [];
  let plain = '';
  do {
    const prefix = isQuote(codeAt(c)) ? '' : c.text.slice(c.at, wordEnd(c, c.at)).toLowerCase();
    c.at += prefix.length;
    const raw = prefix.includes('r');
    if (prefix.includes('f') || prefix.includes('t')) plain = readFormatted(c, raw, plain, parts);
    else if (plain.length <= MAX_STRING) plain += readPlain(c, raw);
    else c.at = stringEnd(c, c.at);
    skipSpace(c);
  } while (c.at < c.end && atString(c));
  c.nodes += 1;
  const last: Expression = { t: 'str', v: cutString(c, plain), l };
  if (parts.length === 0) return last;
  if (plain !== '') parts.push(last);
  return { t: 'tpl', p: parts, l };
}

function readPlain(c: Cursor, raw: boolean): string {
  const quotes = isTripleQuote(c.text, c.at) ? 3 : 1;
  const start = c.at + quotes;
  const quote = c.text.charCodeAt(c.at);
  c.at = stringEnd(c, c.at);
  const closed = c.at - quotes >= start && c.text.charCodeAt(c.at - 1) === quote;
  return decode(c.text.slice(start, Math.min(closed ? c.at - quotes : c.at, start + 2 * MAX_STRING)), raw);
}

function decode(written: string, raw: boolean): string {
  if (raw || !written.includes('\\')) return written;
  return written.replaceAll(ESCAPE, (escape) => {
    const rest = escape.slice(1);
    const named = NAMED_ESCAPES[rest];
    if (named !== undefined) return named;
    const code = rest.length > 1 && /^[xuU]/.test(rest) ? Number.parseInt(rest.slice(1), 16) : Number.parseInt(rest, 8);
    return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : escape;
  });
}

/** Reads one f-string; finished text and expressions go to `parts`, the text after the last expression is returned. */
function readFormatted(c: Cursor, raw: boolean, before: string, parts: Expression[]): string {
  const { text } = c;
  const quote = text.charCodeAt(c.at);
  const triple = isTripleQuote(text, c.at);
  let plain = before;
  let from = c.at + (triple ? 3 : 1);
  let at = from;
  const take = (to: number): void => {
    if (plain.length <= MAX_STRING) plain += decode(text.slice(from, Math.min(to, from + 2 * MAX_STRING)), raw);
  };
  while (at < c.end) {
    const code = text.charCodeAt(at);
    if (code === quote && (!triple || isTripleQuote(text, at))) {
      take(at);
      c.at = at + (triple ? 3 : 1);
      return plain;
    }
    if (code === 10 && !triple) break;
    if (code === 92 && !(raw && isBrace(text.charCodeAt(at + 1)))) at += text.startsWith('N{', at + 1) ? namedEnd(text, at) : 2;
    else if (isBrace(code) && text.charCodeAt(at + 1) === code) {
      take(at + 1);
      at += 2;
      from = at;
    } else if (code === 123) {
      take(at);
      if (plain !== '') parts.push({ t: 'str', v: cutString(c, plain), l: lineAt(c, from) });
      plain = '';
      c.at = at + 1;
      readReplacement(c, parts, quote);
      at = c.at;
      from = at;
    } else at += 1;
  }
  take(Math.min(at, c.end));
  c.at = Math.min(at, c.end);
  return plain;
}

function isBrace(code: number): boolean {
  return code === 123 || code === 125;
}

/** Length of `\N{…}`, whose braces hold a character's name. */
function namedEnd(text: string, at: number): number {
  const close = text.indexOf('}', at);
  return close === -1 || close > at + 100 ? 2 : close + 1 - at;
}

/** `expression [=] [!conversion] [:specification] }`; the cursor ends after the brace or where the string ends. */
function readReplacement(c: Cursor, parts: Expression[], quote: number): void {
  c.brackets += 1;
  skipSpace(c);
  const before = c.at;
  const calls = c.calls;
  const expression = readExpressionList(c);
  if (c.nodes <= c.maxNodes) parts.push(expression);
  else dropExpression(c, expression, calls);
  c.brackets -= 1;
  if (c.at === before && codeAt(c) === quote) return;
  let level = 0;
  while (c.at < c.end) {
    const code = codeAt(c);
    if (code === 125 && level === 0) {
      c.at += 1;
      return;
    }
    // A quote here ends a string whose brace was never closed.
    if (code === quote || code === 10) return;
    if (code === 123) level += 1;
    else if (code === 125) level -= 1;
    c.at += 1;
  }
}
