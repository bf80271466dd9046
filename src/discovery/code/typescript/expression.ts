import { atWord, capChain, codeAt, dropExpression, guardDepth, isWordStart, lineAt, mayDescend, unknownAt, wordEnd } from '../cursor.ts';
import type { Expression, Statement } from '../syntax.ts';
import { noteLoad } from './loads.ts';
import { readOperand } from './operand.ts';
import { assignPattern } from './patterns.ts';
import type { ScriptCursor } from './scope.ts';
import { isCloser, skipSpace, skipToDelimiter, skipTypeList } from './space.ts';
import { readTemplate } from './strings.ts';
import { readType } from './types.ts';

/*
 * Reads JavaScript and TypeScript expressions from text. Grammar: ECMA-262, "ECMAScript Language: Expressions"; the precedence
 * table is that of its productions. Every function leaves the cursor after what it read; none throws, and each loop moves on.
 */

/** Binding powers, loosest first. */
const CHOICE = 1;
const RELATION = 7;
const POWER = 11;
const ASSIGNMENT = /(?:\*\*|>>>|<<|>>|&&|\|\||\?\?|[-+*/%&|^])?=(?![=>])/y;
const COST_OF_A_COMPARISON = 50;
/** Assign one of two values, as `a = a || b` does, and so do not build on the old one. */
const CHOOSING = new Set(['??=', '||=', '&&=']);

/** Expressions separated by commas: the value of the last, the others kept where they call something. */
export function readSequence(c: ScriptCursor): Expression {
  let calls = c.calls;
  let value = readExpression(c);
  for (skipSpace(c); codeAt(c) === 44; skipSpace(c)) {
    dropExpression(c, value, calls);
    c.at += 1;
    skipSpace(c);
    calls = c.calls;
    value = readExpression(c);
  }
  return value;
}

/** One expression. An assignment in it becomes a statement before the present one, and what was assigned to is its value. */
export function readExpression(c: ScriptCursor): Expression {
  const nodes = c.nodes;
  const value = readChoice(c);
  readAssignmentTo(c, value, nodes, c.pending);
  return value;
}

/** Reads `= value` after `target` where it follows; true where it did. */
export function readAssignmentTo(c: ScriptCursor, target: Expression, nodesBefore: number, out: Statement[]): boolean {
  const code = codeAt(c);
  if (code === 0 || code === 44 || isCloser(code)) return false;
  ASSIGNMENT.lastIndex = c.at;
  const operator = ASSIGNMENT.exec(c.text)?.[0];
  if (operator === undefined || !mayDescend(c)) return false;
  c.depth += 1;
  c.at += operator.length;
  skipSpace(c);
  const value = guardDepth(c, readExpression(c), nodesBefore);
  // What stood inside the value comes first.
  if (out !== c.pending) out.push(...c.pending.splice(0));
  if (operator === '=' || CHOOSING.has(operator)) assignPattern(c, target, value, {}, out);
  else out.push({ s: 'assign', target, value, aug: true, l: target.l });
  c.depth -= 1;
  return true;
}

/** `c ? x : y`, flat where one follows another. */
export function readChoice(c: ScriptCursor): Expression {
  let calls = c.calls;
  let value = readBinary(c, CHOICE);
  if (!atQuestion(c)) return value;
  const choices: Expression[] = [];
  const { l } = value;
  while (atQuestion(c)) {
    dropExpression(c, value, calls);
    c.at += 1;
    skipSpace(c);
    choices.push(readExpressionOneDeeper(c));
    skipSpace(c);
    if (codeAt(c) !== 58) break;
    c.at += 1;
    skipSpace(c);
    calls = c.calls;
    value = readBinary(c, CHOICE);
    if (!atQuestion(c)) choices.push(value);
  }
  c.nodes += 1;
  return { t: 'either', e: choices, l };
}

/** The `?` of a conditional expression, not of `??=`. */
function atQuestion(c: ScriptCursor): boolean {
  skipSpace(c);
  return codeAt(c) === 63 && c.text.charCodeAt(c.at + 1) !== 63;
}

function readExpressionOneDeeper(c: ScriptCursor): Expression {
  c.depth += 1;
  const value = readExpression(c);
  c.depth -= 1;
  return value;
}

function readBinary(c: ScriptCursor, weakest: number): Expression {
  if (!mayDescend(c)) {
    const start = c.at;
    skipToDelimiter(c);
    return unknownAt(c, start);
  }
  c.depth += 1;
  let left = readUnary(c);
  for (let links = 1; ; links += 1) {
    const power = findOperator(c);
    if (power === 0 || power < weakest) break;
    const op = c.operator;
    c.at = c.operatorEnd;
    skipSpace(c);
    if (op === 'as' || op === 'satisfies') {
      readType(c);
      continue;
    }
    const right = readBinary(c, power === POWER ? POWER : power + 1);
    c.nodes += 1;
    if (power !== CHOICE) left = capChain(c, links, { t: 'bin', op, x: left, y: right, l: left.l });
    else if (left.t === 'either') left.e.push(right);
    else left = { t: 'either', e: [left, right], l: left.l };
  }
  c.depth -= 1;
  return left;
}

/** Power of the binary operator at the cursor, 0 where none stands (assignments included); its text is left in the cursor. */
function findOperator(c: ScriptCursor): number {
  skipSpace(c);
  const { text, at } = c;
  const code = codeAt(c);
  const next = text.charCodeAt(at + 1);
  const third = text.charCodeAt(at + 2);
  switch (code) {
    case 63: // ??
      return next === 63 && third !== 61 ? found(c, 2, CHOICE) : 0;
    case 124: // | ||
      if (next === 124) return third === 61 ? 0 : found(c, 2, CHOICE);
      return next === 61 ? 0 : found(c, 1, 3);
    case 38: // & &&
      if (next === 38) return third === 61 ? 0 : found(c, 2, 2);
      return next === 61 ? 0 : found(c, 1, 5);
    case 94: // ^
      return next === 61 ? 0 : found(c, 1, 4);
    case 61: // == ===
    case 33: // != !==
      return next === 61 ? found(c, third === 61 ? 3 : 2, 6) : 0;
    case 60: // <
      if (next === 60) return third === 61 ? 0 : found(c, 2, 8);
      return found(c, next === 61 ? 2 : 1, RELATION);
    case 62: // >
      return findGreater(c);
    case 43: // +
    case 45: // -
      return next === 61 ? 0 : found(c, 1, 9);
    case 42: // * **
      if (next === 42) return third === 61 ? 0 : found(c, 2, POWER);
      return next === 61 ? 0 : found(c, 1, 10);
    case 47: // /
    case 37: // %
      return next === 61 ? 0 : found(c, 1, 10);
    case 97:
      return atWord(c, 'as') ? found(c, 2, RELATION) : 0;
    case 105:
      if (atWord(c, 'in')) return found(c, 2, RELATION);
      return atWord(c, 'instanceof') ? found(c, 'instanceof'.length, RELATION) : 0;
    case 115:
      return atWord(c, 'satisfies') ? found(c, 'satisfies'.length, RELATION) : 0;
    default:
      return 0;
  }
}

/** `>`, `>=`, `>>`, `>>>`; 0 for the assignments made of them. */
function findGreater(c: ScriptCursor): number {
  let length = 1;
  while (length < 3 && c.text.charCodeAt(c.at + length) === 62) length += 1;
  const assigns = c.text.charCodeAt(c.at + length) === 61;
  if (length === 1) return found(c, assigns ? 2 : 1, RELATION);
  return assigns ? 0 : found(c, length, 8);
}

function found(c: ScriptCursor, length: number, power: number): number {
  c.operatorEnd = c.at + length;
  c.operator = c.text.slice(c.at, c.operatorEnd);
  return power;
}

/** Operators before an operand: a minus changes a number, `await` and `+` nothing, the rest gives a value that is not followed. */
function readUnary(c: ScriptCursor): Expression {
  const start = c.at;
  const calls = c.calls;
  let minus = 0;
  let others = 0;
  for (let length = prefixLength(c); length > 0; length = prefixLength(c)) {
    const code = codeAt(c);
    if (code === 45 && length === 1) minus += 1;
    else if (!(code === 43 && length === 1) && code !== 97) others += 1;
    c.at += length;
    skipSpace(c);
  }
  const operand = readPostfix(c, readOperand(c));
  if (minus + others === 0) return operand;
  if (operand.t === 'num' && others === 0) return minus % 2 === 0 ? operand : { ...operand, v: -operand.v };
  dropExpression(c, operand, calls);
  return unknownAt(c, start);
}

/** Length of the unary operator at the cursor, 0 where none stands. */
function prefixLength(c: ScriptCursor): number {
  switch (codeAt(c)) {
    case 33: // !
    case 126: // ~
      return 1;
    case 43: // + ++
    case 45: // - --
      return c.text.charCodeAt(c.at + 1) === codeAt(c) ? 2 : 1;
    case 97:
      return unaryWord(c, 'await');
    case 100:
      return unaryWord(c, 'delete');
    case 116:
      return unaryWord(c, 'typeof');
    case 118:
      return unaryWord(c, 'void');
    default:
      return 0;
  }
}

/** These words are names where no operand follows (`await` outside modules, all of them as shorthand keys in broken text). */
function unaryWord(c: ScriptCursor, word: string): number {
  if (!atWord(c, word)) return 0;
  const next = c.text.charCodeAt(c.at + word.length);
  return next === 61 || next === 44 || next === 46 || next === 58 || isCloser(next) ? 0 : word.length;
}

/** What follows an operand: members, calls, indexes, tagged templates. Optional chaining and `!` change nothing. */
export function readPostfix(c: ScriptCursor, operand: Expression): Expression {
  let value = operand;
  for (let links = 1; ; links += 1) {
    skipSpace(c);
    let code = codeAt(c);
    if (code === 63 && c.text.charCodeAt(c.at + 1) === 46) {
      const next = c.text.charCodeAt(c.at + 2);
      if (next >= 48 && next <= 57) return value;
      c.at += next === 40 || next === 91 || next === 60 || next === 96 ? 2 : 1;
      code = codeAt(c);
    }
    const next = readLink(c, value, code);
    if (next === undefined) return value;
    if (next !== value) c.nodes += 1;
    value = capChain(c, links, next);
  }
}

/** One link of a chain after `value`; the same value for a mark without meaning, undefined where the chain ends. */
function readLink(c: ScriptCursor, value: Expression, code: number): Expression | undefined {
  const next = c.text.charCodeAt(c.at + 1);
  switch (code) {
    case 46: // .
      return readMember(c, value);
    case 40: // (
      return readCall(c, value);
    case 91: // [
      return readIndex(c, value);
    case 96: // `
      c.calls += 1;
      return { t: 'call', f: value, a: [readTemplate(c)], k: [], l: value.l };
    case 33: // !
      if (next === 61) return undefined;
      c.at += 1;
      return value;
    case 43: // ++
    case 45: // --
      if (next !== code) return undefined;
      c.at += 2;
      return value;
    case 60: // < of type arguments
      return skipTypeArguments(c) ? value : undefined;
    default:
      return undefined;
  }
}

export function skipTypeArguments(c: ScriptCursor): boolean {
  if (codeAt(c) !== 60 || c.grammar === 'JavaScript') return false;
  const start = c.at;
  if (skipTypeList(c, c.typeBudget)) {
    const after = c.at;
    skipSpace(c);
    if (codeAt(c) === 40 || codeAt(c) === 96) return true;
    c.at = after;
    if (endsOperand(c)) return true;
  }
  // A text of nothing but `a<` would be scanned to its end from each of them.
  c.typeBudget = Math.max(c.typeBudget - COST_OF_A_COMPARISON, 200);
  c.at = start;
  return false;
}

/** `f<T>` by itself, without a call: what follows can begin no operand. TypeScript decides in the same way. */
function endsOperand(c: ScriptCursor): boolean {
  skipSpace(c);
  const code = codeAt(c);
  return code === 0 || code === 59 || code === 44 || code === 46 || isCloser(code);
}

export function readMember(c: ScriptCursor, o: Expression): Expression {
  c.at += 1;
  skipSpace(c);
  const start = c.at;
  if (codeAt(c) === 35) c.at += 1;
  c.at = isWordStart(codeAt(c)) ? wordEnd(c, c.at) : c.at;
  return { t: 'attr', o, n: c.text.slice(start, c.at), l: lineAt(c, start) };
}

export function readIndex(c: ScriptCursor, o: Expression): Expression {
  const l = lineAt(c, c.at);
  c.at += 1;
  skipSpace(c);
  const k = readSequence(c);
  skipSpace(c);
  if (!isCloser(codeAt(c))) skipToDelimiter(c);
  if (c.at < c.end) c.at += 1;
  return { t: 'idx', o, k, l };
}

export function readCall(c: ScriptCursor, f: Expression): Expression {
  c.calls += 1;
  const call: Expression & { t: 'call' } = { t: 'call', f, a: readArguments(c), k: [], l: f.l };
  if (f.t === 'name') noteLoad(c, call);
  return call;
}

export function readArguments(c: ScriptCursor): Expression[] {
  const elements: Expression[] = [];
  c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 41; skipSpace(c)) {
    const before = c.at;
    elements.push(readElement(c));
    endElement(c, before);
  }
  if (c.at < c.end) c.at += 1;
  return elements;
}

export function readElement(c: ScriptCursor): Expression {
  if (!c.text.startsWith('...', c.at)) return readExpression(c);
  const l = lineAt(c, c.at);
  c.at += 3;
  skipSpace(c);
  c.nodes += 1;
  return { t: 'spread', e: readExpression(c), l };
}

/** Moves past the comma after an element; past anything unexpected too, so that a loop over elements always ends. */
export function endElement(c: ScriptCursor, before: number): void {
  skipSpace(c);
  if (codeAt(c) !== 44 && !isCloser(codeAt(c))) skipToDelimiter(c);
  if (codeAt(c) === 44 || codeAt(c) === 59 || c.at === before) c.at += 1;
}
