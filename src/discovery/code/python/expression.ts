import {
  atWord, capChain, codeAt, dropExpression, isDigit, isLargeLiteral, isWordStart, lineAt, mayDescend, unknownAt, wordEnd,
  type Cursor,
} from '../cursor.ts';
import type { Expression, Statement } from '../syntax.ts';
import { readParameters } from './parameters.ts';
import { skipSpace, skipToCloser, skipToDelimiter } from './space.ts';
import { atString, readStrings } from './strings.ts';

/*
 * Reads Python expressions from text. Grammar: docs.python.org/3/reference/expressions.html (operator precedence, section 6.17).
 * Every function leaves the cursor after what it read; none throws, and each loop moves on or ends.
 */

/** Binding powers, loosest first; `not` stands between `and` and the comparisons. */
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const BIT_OR = 5;
const POWER = 12;

/** Words that cannot be a name, so an operand is missing where one stands. */
const RESERVED = new Set([
  'if', 'else', 'for', 'in', 'is', 'and', 'or', 'not', 'as', 'from', 'import', 'def', 'class', 'return', 'while', 'with', 'try',
  'except', 'finally', 'raise', 'del', 'pass', 'break', 'continue', 'global', 'nonlocal', 'assert', 'elif',
]);
const NUMBER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?/y;

/** One expression without a walrus: lambda, conditional, or anything that binds tighter. */
export function readExpression(c: Cursor): Expression {
  const first = readBinary(c, OR);
  if (codeAt(c) !== 105 /* i */ || !atWord(c, 'if')) return first;
  const choices = [first];
  // `a if x else b if y else c` is a flat choice between a, b and c.
  while (atWord(c, 'if')) {
    c.at += 2;
    skipSpace(c);
    const calls = c.calls;
    dropExpression(c, readBinary(c, OR), calls);
    skipSpace(c);
    if (!atWord(c, 'else')) break;
    c.at += 4;
    skipSpace(c);
    choices.push(readBinary(c, OR));
    skipSpace(c);
  }
  c.nodes += 1;
  return choices.length === 1 ? first : { t: 'either', e: choices, l: first.l };
}

/** An expression that may name its value: `name := value`. The assignment becomes a statement before the present one. */
export function readNamed(c: Cursor): Expression {
  const target = readExpression(c);
  skipSpace(c);
  if (target.t !== 'name' || codeAt(c) !== 58 || c.text.charCodeAt(c.at + 1) !== 61) return target;
  c.at += 2;
  skipSpace(c);
  const value = readExpression(c);
  c.pending.push({ s: 'assign', target, value, l: target.l });
  return target;
}

/** One expression, or a tuple without brackets; `*x` is a spread. */
export function readExpressionList(c: Cursor): Expression {
  const first = readElement(c);
  skipSpace(c);
  return codeAt(c) === 44 ? readTuple(c, first, readElement) : first;
}

/** What is assigned to: tighter than a comparison, so that `for x in y` ends at `in`. */
export function readTarget(c: Cursor): Expression {
  const first = readTargetElement(c);
  skipSpace(c);
  return codeAt(c) === 44 ? readTuple(c, first, readTargetElement) : first;
}

function readTuple(c: Cursor, first: Expression, read: (c: Cursor) => Expression): Expression {
  const elements = [first];
  const start = c.at;
  const nodes = c.nodes;
  while (codeAt(c) === 44) {
    c.at += 1;
    skipSpace(c);
    if (!atOperand(c)) break;
    elements.push(read(c));
    skipSpace(c);
    if (isLargeLiteral(c, start, nodes, elements.length)) {
      c.at = c.end;
      return { t: '?', l: first.l };
    }
  }
  c.nodes += 1;
  return { t: 'list', e: elements, l: first.l };
}

function atOperand(c: Cursor): boolean {
  const code = codeAt(c);
  if (code === 0 || code === 10 || code === 61 || code === 58 || code === 59) return false;
  return !(code === 41 || code === 93 || code === 125) && !(code === 105 && atWord(c, 'in'));
}

export function readTargetElement(c: Cursor): Expression {
  return readStarred(c, (inner) => readBinary(inner, BIT_OR));
}

function readElement(c: Cursor): Expression {
  return readStarred(c, readNamed);
}

function readStarred(c: Cursor, read: (c: Cursor) => Expression): Expression {
  if (codeAt(c) !== 42) return read(c);
  const l = lineAt(c, c.at);
  c.at += 1;
  skipSpace(c);
  c.nodes += 1;
  return { t: 'spread', e: read(c), l };
}

function readBinary(c: Cursor, weakest: number): Expression {
  if (!mayDescend(c)) {
    const start = c.at;
    skipToDelimiter(c);
    return unknownAt(c, start);
  }
  c.depth += 1;
  let left = weakest <= NOT && atWord(c, 'not') ? readNot(c) : readUnary(c);
  for (let links = 1; ; links += 1) {
    const power = findOperator(c);
    if (power === 0 || power < weakest) break;
    const op = c.operator;
    c.at = c.operatorEnd;
    skipSpace(c);
    const right = readBinary(c, power === POWER ? POWER : power + 1);
    c.nodes += 1;
    if (power === OR && left.t === 'either') left.e.push(right);
    else if (power === OR) left = { t: 'either', e: [left, right], l: left.l };
    else left = capChain(c, links, { t: 'bin', op, x: left, y: right, l: left.l });
  }
  c.depth -= 1;
  return left;
}

function readNot(c: Cursor): Expression {
  const start = c.at;
  const calls = c.calls;
  while (atWord(c, 'not')) {
    c.at += 3;
    skipSpace(c);
  }
  dropExpression(c, readBinary(c, COMPARISON), calls);
  return unknownAt(c, start);
}

/** Power of the operator at the cursor, 0 where none stands (augmented assignment included); its text is left in the cursor. */
function findOperator(c: Cursor): number {
  skipSpace(c);
  const { text, at } = c;
  const code = codeAt(c);
  if (code === 0) return 0;
  const next = text.charCodeAt(at + 1);
  switch (code) {
    case 43: // +
      return next === 61 ? 0 : found(c, 1, 9);
    case 45: // -
      return next === 61 || next === 62 ? 0 : found(c, 1, 9);
    case 42: // *
    case 47: // /
      if (next !== code) return next === 61 ? 0 : found(c, 1, 10);
      return text.charCodeAt(at + 2) === 61 ? 0 : found(c, 2, code === 42 ? POWER : 10);
    case 37: // %
    case 64: // @
      return next === 61 ? 0 : found(c, 1, 10);
    case 38: // &
      return next === 61 ? 0 : found(c, 1, 7);
    case 94: // ^
      return next === 61 ? 0 : found(c, 1, 6);
    case 124: // |
      return next === 61 ? 0 : found(c, 1, BIT_OR);
    case 60: // <
    case 62: // >
      if (next === code) return text.charCodeAt(at + 2) === 61 ? 0 : found(c, 2, 8);
      return found(c, next === 61 ? 2 : 1, COMPARISON);
    case 61: // ==
    case 33: // !=
      return next === 61 ? found(c, 2, COMPARISON) : 0;
    case 97:
      return atWord(c, 'and') ? found(c, 3, AND) : 0;
    case 111:
      return atWord(c, 'or') ? found(c, 2, OR) : 0;
    case 105:
      if (atWord(c, 'in')) return found(c, 2, COMPARISON);
      return atWord(c, 'is') ? foundPair(c, 'is', 'not') : 0;
    case 110:
      return atWord(c, 'not') ? foundPair(c, 'not', 'in') : 0;
    default:
      return 0;
  }
}

function found(c: Cursor, length: number, power: number): number {
  c.operatorEnd = c.at + length;
  c.operator = c.text.slice(c.at, c.operatorEnd);
  return power;
}

/** `is`, `is not` or `not in`. */
function foundPair(c: Cursor, first: string, second: string): number {
  const start = c.at;
  c.at += first.length;
  skipSpace(c);
  const paired = atWord(c, second);
  c.operatorEnd = paired ? c.at + second.length : start + first.length;
  c.operator = paired ? `${first} ${second}` : first;
  c.at = start;
  return paired || first === 'is' ? COMPARISON : 0;
}

function readUnary(c: Cursor): Expression {
  const start = c.at;
  const calls = c.calls;
  let minus = 0;
  let others = 0;
  for (let code = codeAt(c); code === 45 || code === 43 || code === 126; code = codeAt(c)) {
    if (code === 45) minus += 1;
    else if (code === 126) others += 1;
    c.at += 1;
    skipSpace(c);
  }
  while (codeAt(c) === 97 && atWord(c, 'await') && awaitsOperand(c)) {
    c.at += 5;
    skipSpace(c);
  }
  const operand = readPrimary(c);
  if (minus + others === 0) return operand;
  if (operand.t === 'num' && others === 0) return minus % 2 === 0 ? operand : { ...operand, v: -operand.v };
  dropExpression(c, operand, calls);
  return unknownAt(c, start);
}

/** `await` was an ordinary name before Python 3.7. */
function awaitsOperand(c: Cursor): boolean {
  const next = c.text.charCodeAt(c.at + 5);
  return next === 40 || next === 32 || next === 10 || next === 92 || next === 13;
}

function readPrimary(c: Cursor): Expression {
  let value = readAtom(c);
  for (let links = 1; c.at < c.end; links += 1) {
    skipSpace(c);
    const code = codeAt(c);
    if (code === 46) value = readMember(c, value);
    else if (code === 40) value = readCall(c, value);
    else if (code === 91) value = readSubscript(c, value);
    else break;
    c.nodes += 1;
    value = capChain(c, links, value);
  }
  return value;
}

function readMember(c: Cursor, o: Expression): Expression {
  c.at += 1;
  skipSpace(c);
  const end = wordEnd(c, c.at);
  const n = c.text.slice(c.at, end);
  const l = lineAt(c, c.at);
  c.at = end;
  return { t: 'attr', o, n, l };
}

function readSubscript(c: Cursor, o: Expression): Expression {
  const l = lineAt(c, c.at);
  const keys = readElements(c, 93);
  if (keys === undefined || keys.length === 0) return { t: 'idx', o, k: unknownAt(c, c.at), l };
  return { t: 'idx', o, k: keys.length === 1 ? keys[0]! : { t: 'list', e: keys, l }, l };
}

function readCall(c: Cursor, f: Expression): Expression {
  c.calls += 1;
  return { t: 'call', f, ...readArguments(c), l: f.l };
}

/** Arguments of a call or of a class statement; the cursor goes from the opening to past the closing bracket. */
export function readArguments(c: Cursor): { a: Expression[]; k: [string, Expression][] } {
  const a: Expression[] = [];
  const k: [string, Expression][] = [];
  c.at += 1;
  c.brackets += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 41; skipSpace(c)) {
    const before = c.at;
    const keyword = readKeyword(c);
    if (keyword !== undefined) k.push([keyword, readExpression(c)]);
    else {
      const argument = readElement(c);
      skipSpace(c);
      a.push(atComprehension(c) ? readComprehension(c, argument) : argument);
    }
    endElement(c, before);
  }
  close(c);
  return { a, k };
}

/** `name=` or `**` at the cursor, moved past; undefined for a positional argument. */
function readKeyword(c: Cursor): string | undefined {
  const { text } = c;
  const code = codeAt(c);
  if (code === 42 && text.charCodeAt(c.at + 1) === 42) {
    c.at += 2;
    skipSpace(c);
    return '**';
  }
  if (!isWordStart(code)) return undefined;
  const start = c.at;
  const end = wordEnd(c, start);
  c.at = end;
  skipSpace(c);
  if (codeAt(c) !== 61 || text.charCodeAt(c.at + 1) === 61) {
    c.at = start;
    return undefined;
  }
  c.at += 1;
  skipSpace(c);
  return text.slice(start, end);
}

/** Moves past the comma after an element; past anything unexpected too, so that a loop over elements always ends. */
function endElement(c: Cursor, before: number): void {
  skipSpace(c);
  if (codeAt(c) !== 44 && !isCloser(codeAt(c))) skipToDelimiter(c);
  if (codeAt(c) === 44) c.at += 1;
  else if (c.at === before) c.at += 1;
}

function isCloser(code: number): boolean {
  return code === 41 || code === 93 || code === 125;
}

function close(c: Cursor): void {
  c.brackets -= 1;
  if (c.at < c.end) c.at += 1;
}

function readAtom(c: Cursor): Expression {
  const start = c.at;
  const code = codeAt(c);
  const l = lineAt(c, start);
  if (atString(c)) return readStrings(c);
  if (isWordStart(code)) return readWord(c, l);
  if (isDigit(code) || (code === 46 && isDigit(c.text.charCodeAt(start + 1)))) return readNumber(c, l);
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
    case 'None':
      return { t: 'null', l };
    case 'True':
      return { t: 'bool', v: true, l };
    case 'False':
      return { t: 'bool', v: false, l };
    case 'lambda':
      return readLambda(c, l);
    case 'yield':
      return readYield(c, l);
    default:
      if (!RESERVED.has(word)) return { t: 'name', n: word, l };
      c.at = start;
      skipToDelimiter(c);
      return { t: '?', l };
  }
}

function readNumber(c: Cursor, l: number): Expression {
  NUMBER.lastIndex = c.at;
  const written = NUMBER.exec(c.text)?.[0] ?? '';
  c.at += written.length;
  c.nodes += 1;
  const v = Number(written.replaceAll('_', '').replace(/[lL]$/, ''));
  return Number.isFinite(v) ? { t: 'num', v, l } : { t: '?', l };
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
function readElements(c: Cursor, closer: number): Expression[] | undefined {
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

function atComprehension(c: Cursor): boolean {
  const code = codeAt(c);
  return (code === 102 && atWord(c, 'for')) || (code === 97 && atWord(c, 'async'));
}

/** A comprehension is a list of its element; calls in its sources and filters become statements of their own. */
function readComprehension(c: Cursor, element: Expression): Expression {
  for (skipSpace(c); atComprehension(c) || atWord(c, 'if'); skipSpace(c)) {
    const calls = c.calls;
    if (atWord(c, 'if')) c.at += 2;
    else {
      c.at = wordEnd(c, c.at);
      skipSpace(c);
      if (atWord(c, 'for')) c.at += 3;
      skipSpace(c);
      readTarget(c);
      skipSpace(c);
      if (atWord(c, 'in')) c.at += 2;
    }
    skipSpace(c);
    dropExpression(c, readCondition(c), calls);
  }
  c.nodes += 1;
  return { t: 'list', e: [element], l: element.l };
}

/** Source or filter of a comprehension: an `if` after it begins the next filter, not a conditional expression. */
function readCondition(c: Cursor): Expression {
  const value = readBinary(c, OR);
  skipSpace(c);
  if (value.t !== 'name' || codeAt(c) !== 58 || c.text.charCodeAt(c.at + 1) !== 61) return value;
  c.at += 2;
  skipSpace(c);
  c.pending.push({ s: 'assign', target: value, value: readBinary(c, OR), l: value.l });
  return value;
}
