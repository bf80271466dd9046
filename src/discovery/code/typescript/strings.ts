import { codeAt, cutString, lineAt, MAX_STRING } from '../cursor.ts';
import type { Expression } from '../syntax.ts';
import { readSequence } from './expression.ts';
import type { ScriptCursor } from './scope.ts';
import { skipSpace, skipToCloser, stringEnd } from './space.ts';

const ESCAPE = /\\(?:\r\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|[^])/g;
const NAMED_ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
  '\r\n': '',
  '\u2028': '',
  '\u2029': '',
};

/** Reads a quoted string. Escapes: ECMA-262, "String Literals". */
export function readString(c: ScriptCursor): string {
  const start = c.at;
  c.at = stringEnd(c, start);
  const closed = c.at - 1 > start && c.text.charCodeAt(c.at - 1) === c.text.charCodeAt(start);
  const written = c.text.slice(start + 1, Math.min(closed ? c.at - 1 : c.at, start + 2 * MAX_STRING));
  return cutString(c, decode(written));
}

function decode(written: string): string {
  if (!written.includes('\\')) return written;
  return written.replaceAll(ESCAPE, (escape) => {
    const rest = escape.slice(1);
    const named = NAMED_ESCAPES[rest];
    if (named !== undefined) return named;
    if (rest.length === 1) return rest;
    const code = Number.parseInt(rest.replace(/^u\{|^[ux]/, ''), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
  });
}

/** Reads a template literal: `str` where it holds no expression, else `tpl`. */
export function readTemplate(c: ScriptCursor): Expression {
  const l = lineAt(c, c.at);
  const parts: Expression[] = [];
  c.at += 1;
  let from = c.at;
  let plain = '';
  const take = (to: number): void => {
    plain = decode(c.text.slice(from, Math.min(to, from + 2 * MAX_STRING)));
  };
  while (c.at < c.end && codeAt(c) !== 96) {
    const code = codeAt(c);
    if (code === 92) c.at += 2;
    else if (code === 36 && c.text.charCodeAt(c.at + 1) === 123) {
      take(c.at);
      if (plain !== '') parts.push({ t: 'str', v: cutString(c, plain), l: lineAt(c, from) });
      c.at += 2;
      skipSpace(c);
      parts.push(readSequence(c));
      skipSpace(c);
      if (codeAt(c) !== 125) skipToCloser(c);
      c.at += 1;
      from = c.at;
    } else c.at += 1;
  }
  take(Math.min(c.at, c.end));
  c.at = Math.min(c.at + 1, c.end);
  c.nodes += 1;
  const last: Expression = { t: 'str', v: cutString(c, plain), l };
  if (parts.length === 0) return last;
  if (plain !== '') parts.push(last);
  return { t: 'tpl', p: parts, l };
}
