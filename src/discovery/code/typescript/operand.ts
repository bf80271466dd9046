import { constantOrName, readNumber, type Words } from '../atoms.ts';
import { codeAt, isDigit, isLargeLiteral, isWordStart, isWorthKeeping, lineAt, unknownAt, wordEnd } from '../cursor.ts';
import { hasOffset } from '../interest.ts';
import type { Expression } from '../syntax.ts';
import {
  endElement,
  readArguments,
  readElement,
  readExpression,
  readIndex,
  readMember,
  readSequence,
  skipTypeArguments,
} from './expression.ts';
import { readMarkedFunction } from './functions.ts';
import { readKey } from './patterns.ts';
import { functionMarks, jsxMarks, markAt, type ScriptCursor } from './scope.ts';
import { isCloser, regexEnd, skipAngles, skipSpace, skipToCloser, skipToDelimiter } from './space.ts';
import { readString, readTemplate } from './strings.ts';

const NUMBER = /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)n?/y;
const WORDS: Words = {
  constants: new Map([
    ['null', null],
    ['undefined', null],
    ['true', true],
    ['false', false],
  ]),
  reserved: new Set(['const', 'else', 'for', 'if', 'in', 'instanceof', 'return', 'switch', 'throw', 'try', 'var', 'while', 'case']),
};

/** Reads one operand without what follows it. */
export function readOperand(c: ScriptCursor): Expression {
  const start = c.at;
  const code = codeAt(c);
  const l = lineAt(c, start);
  if (code === 34 || code === 39) {
    c.nodes += 1;
    return { t: 'str', v: readString(c), l };
  }
  if (isWordStart(code)) return readWord(c, l);
  if (isDigit(code) || (code === 46 && isDigit(c.text.charCodeAt(start + 1)))) return readNumber(c, NUMBER, l);
  switch (code) {
    case 40:
      return readFunctionAt(c, start) ?? readParenthesized(c);
    case 91:
      return readArray(c, l);
    case 123:
      return readObject(c, l);
    case 96:
      return readTemplate(c);
    case 60:
      return readAngle(c);
    case 47:
      c.at = regexEnd(c, start);
      if (c.at !== start) c.at = wordEnd(c, c.at);
      break;
    case 35: // `#field in object`
      c.at = wordEnd(c, start + 1);
      break;
    case 64: // the decorator of a class expression
      c.at += 1;
      readExpression(c);
      return readOperandOnce(c);
    default:
  }
  if (c.at === start) skipToDelimiter(c);
  return unknownAt(c, start);
}

function readOperandOnce(c: ScriptCursor): Expression {
  skipSpace(c);
  if (codeAt(c) !== 64) return readOperand(c);
  skipToDelimiter(c);
  return unknownAt(c, c.at);
}

/** The function or class the grammar marked at `start`, if any. */
function readFunctionAt(c: ScriptCursor, start: number): Expression | undefined {
  const mark = markAt(functionMarks(c), start);
  return mark === -1 ? undefined : readMarkedFunction(c, mark);
}

function readWord(c: ScriptCursor, l: number): Expression {
  const start = c.at;
  const end = wordEnd(c, start);
  const word = c.text.slice(start, end);
  if (word === 'function' || word === 'class' || word === 'async' || beginsArrow(c, end)) {
    const marked = readFunctionAt(c, start);
    if (marked !== undefined) return marked;
  }
  c.at = end;
  c.nodes += 1;
  switch (word) {
    case 'new':
      return readNew(c, l);
    case 'yield':
      return readYield(c, l);
    default:
      return constantOrName(c, word, WORDS, l) ?? missingOperand(c, l);
  }
}

function missingOperand(c: ScriptCursor, l: number): Expression {
  skipToDelimiter(c);
  return { t: '?', l };
}

/** `x =>` with one parameter and no brackets. */
function beginsArrow(c: ScriptCursor, end: number): boolean {
  const { at } = c;
  c.at = end;
  skipSpace(c);
  const arrow = codeAt(c) === 61 && c.text.charCodeAt(c.at + 1) === 62;
  c.at = at;
  return arrow;
}

/** `new C(…)` is a call of `C`, with or without arguments. */
function readNew(c: ScriptCursor, l: number): Expression {
  skipSpace(c);
  if (codeAt(c) === 46) {
    c.at = wordEnd(c, c.at + 1);
    return { t: '?', l };
  }
  let f = codeAt(c) === 110 && c.text.startsWith('new', c.at) ? unknownAt(c, c.at) : readOperand(c);
  for (skipSpace(c); ; skipSpace(c)) {
    if (codeAt(c) === 46) f = readMember(c, f);
    else if (codeAt(c) === 91) f = readIndex(c, f);
    else if (!skipTypeArguments(c)) break;
  }
  c.calls += 1;
  return { t: 'call', f, a: codeAt(c) === 40 ? readArguments(c) : [], k: [], l: f.l };
}

/** A yielded value is a value the function gives: a return statement beside the present one. What `yield` itself gives is unknown. */
function readYield(c: ScriptCursor, l: number): Expression {
  skipSpace(c);
  if (codeAt(c) === 42) c.at += 1;
  skipSpace(c);
  const code = codeAt(c);
  if (code !== 0 && code !== 59 && code !== 44 && code !== 58 && !isCloser(code)) {
    const value = readExpression(c);
    c.pending.push({ s: 'return', e: value, l: value.l });
  }
  return { t: '?', l };
}

function readParenthesized(c: ScriptCursor): Expression {
  c.at += 1;
  skipSpace(c);
  const value = readSequence(c);
  skipSpace(c);
  if (codeAt(c) !== 41) skipToCloser(c);
  if (c.at < c.end) c.at += 1;
  return value;
}

function readArray(c: ScriptCursor, l: number): Expression {
  const start = c.at;
  const nodes = c.nodes;
  const elements: Expression[] = [];
  c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 93; skipSpace(c)) {
    const before = c.at;
    elements.push(codeAt(c) === 44 ? unknownAt(c, before) : readElement(c));
    endElement(c, before);
    if (isLargeLiteral(c, start, nodes, elements.length)) return closeLarge(c, l);
  }
  if (c.at < c.end) c.at += 1;
  c.nodes += 1;
  return { t: 'list', e: elements, l };
}

function closeLarge(c: ScriptCursor, l: number): Expression {
  skipToCloser(c);
  if (c.at < c.end) c.at += 1;
  return { t: '?', l };
}

function readObject(c: ScriptCursor, l: number): Expression {
  const start = c.at;
  const nodes = c.nodes;
  const entries: [Expression | null, Expression][] = [];
  c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 125; skipSpace(c)) {
    const before = c.at;
    const entry = readEntry(c);
    if (entry !== undefined) entries.push(entry);
    endElement(c, before);
    if (isLargeLiteral(c, start, nodes, entries.length)) return closeLarge(c, l);
  }
  if (c.at < c.end) c.at += 1;
  c.nodes += 1;
  return { t: 'dict', e: entries, l };
}

function readEntry(c: ScriptCursor): [Expression | null, Expression] | undefined {
  if (c.text.startsWith('...', c.at)) {
    c.at += 3;
    skipSpace(c);
    return [null, readExpression(c)];
  }
  const start = c.at;
  if (codeAt(c) === 42) return readMethodEntry(c, start);
  const l = lineAt(c, start);
  const key = readKey(c);
  skipSpace(c);
  const code = codeAt(c);
  if (code === 58) {
    c.at += 1;
    skipSpace(c);
    const value = readExpression(c);
    if (value.t === 'fn' && value.d.name === '' && key.t === 'str') value.d.name = key.v;
    return [key, value];
  }
  const shorthand: Expression = { t: 'name', n: key.t === 'str' ? key.v : '', l };
  if (code === 44 || code === 125 || code === 0) return [key, shorthand];
  if (code === 61) {
    // `({ a = 1 } = b)`: only a pattern has a default here.
    c.at += 1;
    skipSpace(c);
    return [key, { t: 'either', e: [shorthand, readExpression(c)], l }];
  }
  return readMethodEntry(c, start);
}

/** A method, getter or setter; undefined where the grammar saw none. */
function readMethodEntry(c: ScriptCursor, start: number): [Expression, Expression] | undefined {
  const mark = markAt(functionMarks(c), start);
  if (mark === -1) return undefined;
  c.at = start;
  const method = readMarkedFunction(c, mark);
  return [{ t: 'str', v: method.t === 'fn' ? method.d.name : '', l: method.l }, method];
}

/** JSX, a function with type parameters, or a type before an operand (`<T>x`). */
function readAngle(c: ScriptCursor): Expression {
  const start = c.at;
  const element = markAt(jsxMarks(c), start);
  if (element !== -1) return readJsx(c, element);
  const marked = readFunctionAt(c, start);
  if (marked !== undefined) return marked;
  if (c.grammar === 'TypeScript') {
    skipAngles(c);
    skipSpace(c);
    if (codeAt(c) !== 60 && c.at > start) return readOperand(c);
  }
  skipToDelimiter(c);
  return unknownAt(c, start);
}

/** JSX has no form of its own; what is computed in its braces is kept where it holds an interesting word. */
function readJsx(c: ScriptCursor, mark: number): Expression {
  const marks = jsxMarks(c);
  const start = c.at;
  const { end } = c;
  const stop = marks.ends[mark]!;
  if (hasOffset(c.interest, start, stop)) {
    let done = start;
    for (let index = mark + 1; index < marks.starts.length && marks.starts[index]! < stop; index += 1) {
      const from = marks.starts[index]!;
      const to = marks.ends[index]!;
      if (from < done || c.text.charCodeAt(from) !== 123 || !hasOffset(c.interest, from, to)) continue;
      c.at = from + 1;
      c.end = to - 1;
      readBraces(c);
      done = to;
    }
  }
  c.end = end;
  c.at = stop;
  return unknownAt(c, start);
}

function readBraces(c: ScriptCursor): void {
  skipSpace(c);
  if (c.text.startsWith('...', c.at)) c.at += 3;
  skipSpace(c);
  if (c.at >= c.end) return;
  const calls = c.calls;
  const e = readExpression(c);
  if (e.t === 'fn' || isMarkup(e) || isWorthKeeping(c, e, calls)) c.pending.push({ s: 'expr', e, l: e.l });
}

/** `dangerouslySetInnerHTML={{ __html: answer }}`: what is put into the page as it is. */
function isMarkup(e: Expression): boolean {
  return e.t === 'dict' && e.e.some(([key]) => key?.t === 'str' && key.v === '__html');
}
