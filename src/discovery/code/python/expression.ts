import {
  atWord,
  capChain,
  codeAt,
  dropExpression,
  isLargeLiteral,
  isWordStart,
  lineAt,
  mayDescend,
  unknownAt,
  wordEnd,
  type Cursor,
} from '../cursor.ts';
import type { Expression } from '../syntax.ts';
import { atComprehension, readComprehension } from './comprehension.ts';
import { readAtom, readElements } from './operand.ts';
import { skipSpace, skipToDelimiter } from './space.ts';

/*
 * Reads Python expressions from text. Grammar: docs.python.org/3/reference/expressions.html (operator precedence, section 6.17).
 * Every function leaves the cursor after what it read; none throws, and each loop moves on or ends.
 */

/** Binding powers, loosest first; `not` stands between `and` and the comparisons. */
export const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const BIT_OR = 5;
const POWER = 12;

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

export function atOperand(c: Cursor): boolean {
  const code = codeAt(c);
  if (code === 0 || code === 10 || code === 61 || code === 58 || code === 59) return false;
  return !(code === 41 || code === 93 || code === 125) && !(code === 105 && atWord(c, 'in'));
}

export function readTargetElement(c: Cursor): Expression {
  return readStarred(c, (inner) => readBinary(inner, BIT_OR));
}

export function readElement(c: Cursor): Expression {
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

export function readBinary(c: Cursor, weakest: number): Expression {
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
export function endElement(c: Cursor, before: number): void {
  skipSpace(c);
  if (codeAt(c) !== 44 && !isCloser(codeAt(c))) skipToDelimiter(c);
  if (codeAt(c) === 44) c.at += 1;
  else if (c.at === before) c.at += 1;
}

export function isCloser(code: number): boolean {
  return code === 41 || code === 93 || code === 125;
}

export function close(c: Cursor): void {
  c.brackets -= 1;
  if (c.at < c.end) c.at += 1;
}
