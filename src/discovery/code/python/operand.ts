import { constantOrName, readNumber, type Words } from '../atoms.ts';
import {
  atWord,
  codeAt,
  dropExpression,
  isDigit,
  isLargeLiteral,
  isWordStart,
  lineAt,
  mayDescend,
  unknownAt,
  wordEnd,
  type Cursor,
} from '../cursor.ts';
import type { Expression, Statement } from '../syntax.ts';
import { atComprehension, readComprehension } from './comprehension.ts';
import { atOperand, close, endElement, isCloser, readElement, readExpression, readExpressionList } from './expression.ts';
import { readParameters } from './parameters.ts';
import { skipSpace, skipToCloser, skipToDelimiter } from './space.ts';
import { atString, readStrings } from './strings.ts';

const WORDS: Words = {
  constants: new Map([
    ['None', null],
    ['True', true],
    ['False', false],
  ]),
  reserved: new Set([
    'if',
    'else',
    'for',
    'in',
    'is',
    'and',
    'or',
    'not',
    'as',
    'from',
    'import',
    'def',
    'class',
    'return',
    'while',
    'with',
    'try',
    'except',
    'finally',
    'raise',
    'del',
    'pass',
    'break',
    'continue',
    'global',
    'nonlocal',
    'assert',
    'elif',
  ]),
};
const NUMBER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?/y;

/** Names, literals and everything in brackets. Grammar: docs.python.org/3/reference/expressions.html#atoms. */
export function readAtom(c: Cursor): Expression {
  const start = c.at;
  const code = codeAt(c);
  const l = lineAt(c, start);
  if (atString(c)) return readStrings(c);
  if (isWordStart(code)) return readWord(c, l);
  if (isDigit(code) || (code === 46 && isDigit(c.text.charCodeAt(start + 1)))) return readNumber(c, NUMBER, l);
  if (code === 40) return readParenthesized(c, l);
  if (code === 91) return readList(c, l);
  if (code === 123) return readBraces(c, l);
  if (code === 46 && c.text.startsWith('...', start)) c.at += 3;
  else skipToDelimiter(c);
  return unknownAt(c, start);
}

function readWord(c: Cursor, l: number): Expression {
  const start = c.at;
  const end = wordEnd(c, start);
  const word = c.text.slice(start, end);
  c.at = end;
  c.nodes += 1;
  switch (word) {
    case 'lambda':
      return readLambda(c, l);
    case 'yield':
      return readYield(c, l);
    default:
      return constantOrName(c, word, WORDS, l) ?? missingOperand(c, l);
  }
}

function missingOperand(c: Cursor, l: number): Expression {
  skipToDelimiter(c);
  return { t: '?', l };
}

function readLambda(c: Cursor, l: number): Expression {
  if (!mayDescend(c)) {
    skipToDelimiter(c);
    return { t: '?', l };
  }
  c.depth += 1;
  skipSpace(c);
  const parameters = readParameters(c, 58);
  const outside = c.pending;
  c.pending = [];
  const value = readExpression(c);
  const body: Statement[] = [...c.pending, { s: 'return', e: value, l: value.l }];
  c.pending = outside;
  c.depth -= 1;
  return { t: 'fn', d: { name: '', parameters, decorators: [], body, line: l, endLine: lineAt(c, c.at) }, l };
}

/** A yielded value is a value the function gives: a return statement beside the present one. What `yield` itself gives is unknown. */
function readYield(c: Cursor, l: number): Expression {
  skipSpace(c);
  if (atWord(c, 'from')) {
    c.at += 4;
    skipSpace(c);
  }
  if (atOperand(c)) {
    const value = readExpressionList(c);
    c.pending.push({ s: 'return', e: value, l: value.l });
  }
  return { t: '?', l };
}

function readParenthesized(c: Cursor, l: number): Expression {
  const start = c.at;
  const nodes = c.nodes;
  c.at += 1;
  c.brackets += 1;
  skipSpace(c);
  if (codeAt(c) === 41) {
    close(c);
    return { t: 'list', e: [], l };
  }
  const first = readElement(c);
  skipSpace(c);
  if (atComprehension(c)) {
    const list = readComprehension(c, first);
    closeAt(c);
    return list;
  }
  if (codeAt(c) !== 44) {
    closeAt(c);
    return first;
  }
  c.at += 1;
  const elements = readRest(c, [first], start, nodes, 41);
  return elements === undefined ? { t: '?', l } : { t: 'list', e: elements, l };
}

/** Moves to and past the closing bracket, whatever stands before it. */
function closeAt(c: Cursor): void {
  if (!isCloser(codeAt(c))) skipToCloser(c);
  close(c);
}

function readList(c: Cursor, l: number): Expression {
  const elements = readElements(c, 93);
  c.nodes += 1;
  return elements === undefined ? { t: '?', l } : { t: 'list', e: elements, l };
}

/** Elements between brackets; undefined where they are too many to keep. The cursor ends after the closing bracket. */
export function readElements(c: Cursor, closer: number): Expression[] | undefined {
  const start = c.at;
  c.at += 1;
  c.brackets += 1;
  return readRest(c, [], start, c.nodes, closer);
}

function readRest(c: Cursor, elements: Expression[], start: number, nodes: number, closer: number): Expression[] | undefined {
  for (skipSpace(c); c.at < c.end && codeAt(c) !== closer; skipSpace(c)) {
    const before = c.at;
    const calls = c.calls;
    const element = codeAt(c) === 58 ? unknownAt(c, before) : readElement(c);
    skipSpace(c);
    if (atComprehension(c)) elements.push(...comprehended(readComprehension(c, element)));
    else if (closer === 93 && codeAt(c) === 58) elements.push(readSlice(c, element, calls));
    else elements.push(element);
    endElement(c, before);
    if (isLargeLiteral(c, start, nodes, elements.length)) {
      skipToCloser(c);
      close(c);
      return undefined;
    }
  }
  close(c);
  return elements;
}

function comprehended(list: Expression): Expression[] {
  return list.t === 'list' ? list.e : [list];
}

/** `a:b:c`: which part of the whole it takes is not followed. */
function readSlice(c: Cursor, first: Expression, callsBefore: number): Expression {
  dropExpression(c, first, callsBefore);
  while (codeAt(c) === 58) {
    c.at += 1;
    skipSpace(c);
    const calls = c.calls;
    if (atOperand(c) && codeAt(c) !== 44) dropExpression(c, readExpression(c), calls);
    skipSpace(c);
  }
  return { t: '?', l: first.l };
}

function readBraces(c: Cursor, l: number): Expression {
  const start = c.at;
  const nodes = c.nodes;
  const entries: [Expression | null, Expression][] = [];
  const elements: Expression[] = [];
  c.at += 1;
  c.brackets += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 125; skipSpace(c)) {
    const before = c.at;
    readBraceElement(c, entries, elements);
    endElement(c, before);
    if (isLargeLiteral(c, start, nodes, entries.length + elements.length)) {
      skipToCloser(c);
      close(c);
      return { t: '?', l };
    }
  }
  close(c);
  c.nodes += 1;
  return elements.length > 0 ? { t: 'list', e: elements, l } : { t: 'dict', e: entries, l };
}

function readBraceElement(c: Cursor, entries: [Expression | null, Expression][], elements: Expression[]): void {
  if (codeAt(c) === 42 && c.text.charCodeAt(c.at + 1) === 42) {
    c.at += 2;
    skipSpace(c);
    entries.push([null, readExpression(c)]);
    return;
  }
  const key = readElement(c);
  skipSpace(c);
  if (codeAt(c) === 58) {
    c.at += 1;
    skipSpace(c);
    entries.push([key, readExpression(c)]);
    skipSpace(c);
    if (atComprehension(c)) readComprehension(c, key);
  } else if (atComprehension(c)) elements.push(...comprehended(readComprehension(c, key)));
  else elements.push(key);
}
