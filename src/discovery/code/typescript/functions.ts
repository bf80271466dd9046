import { atWord, codeAt, emitPending, guardDepth, isWordStart, lineAt, mayDescend, unknownAt, wordEnd } from '../cursor.ts';
import type { GrammarNode } from '../grammar.ts';
import { hasOffset } from '../interest.ts';
import type { Expression, FunctionDefinition, Parameter, Statement } from '../syntax.ts';
import { readClass } from './classes.ts';
import { endElement, readExpression, readPostfix } from './expression.ts';
import { readOperand } from './operand.ts';
import { namesOf, readKey, readPattern } from './patterns.ts';
import { functionMarks, isInteresting, statementSpans, type Scope, type ScriptCursor } from './scope.ts';
import { skipAngles, skipSpace, skipToCloser } from './space.ts';
import { readLoadSpans, readSpans } from './statements.ts';
import { readType } from './types.ts';

const MODIFIERS = new Set([
  'public',
  'private',
  'protected',
  'static',
  'readonly',
  'override',
  'abstract',
  'declare',
  'async',
  'get',
  'set',
  'accessor',
]);

/** Reads the function, method or class expression of a mark that starts at the cursor. */
export function readMarkedFunction(c: ScriptCursor, mark: number): Expression {
  const marks = functionMarks(c);
  const node = marks.nodes[mark]!;
  const end = marks.ends[mark]!;
  const l = lineAt(c, c.at);
  if (!mayDescend(c)) {
    const start = c.at;
    c.at = end;
    return unknownAt(c, start);
  }
  c.depth += 1;
  c.nodes += 1;
  let expression: Expression = { t: '?', l };
  if (atWord(c, 'class')) expression = { t: 'class', d: readClass(c, node, end, []), l };
  else {
    const d = readFunction(c, node, end, []);
    if (d !== undefined) expression = { t: 'fn', d, l };
  }
  c.depth -= 1;
  c.at = end;
  return expression;
}

/**
 * Reads a function of any form from the cursor to `end`: declaration, expression, arrow, or the method of an object. `node` is
 * asked for what the body holds. Undefined for a signature without a body. Grammar: ECMA-262, "ECMAScript Language: Functions and Classes".
 */
export function readFunction(c: ScriptCursor, node: GrammarNode, end: number, decorators: Expression[]): FunctionDefinition | undefined {
  const line = lineAt(c, c.at);
  const modifiers = readModifiers(c);
  let name = '';
  if (atWord(c, 'function')) {
    c.at += 'function'.length;
    skipStar(c);
    const after = wordEnd(c, c.at);
    name = c.text.slice(c.at, after);
    c.at = after;
  } else if (codeAt(c) !== 40 && codeAt(c) !== 60 && !beginsBareArrow(c)) {
    const key = readKey(c);
    name = key.t === 'str' ? key.v : '';
  }
  const definition: FunctionDefinition = { name, parameters: [], decorators, body: [], line, endLine: line };
  if (modifiers.has('async')) definition.async = true;
  readSignature(c, definition);
  if (!beginsBody(c)) return undefined;
  readBody(c, node, end, definition);
  definition.endLine = lineAt(c, end);
  return definition;
}

/** Words before a member's name; one directly before `(`, `=`, `:` and the like is the name itself. A `*` is passed over. */
export function readModifiers(c: ScriptCursor): Set<string> {
  const modifiers = new Set<string>();
  for (skipSpace(c); isWordStart(codeAt(c)); skipSpace(c)) {
    const start = c.at;
    const after = wordEnd(c, start);
    const word = c.text.slice(start, after);
    if (!MODIFIERS.has(word)) break;
    c.at = after;
    skipSpace(c);
    const code = codeAt(c);
    const arrowFollows = word === 'async' && (code === 40 || code === 60);
    if (!isWordStart(code) && !isNameStart(code) && !(arrowFollows && isArrowAhead(c))) {
      c.at = start;
      break;
    }
    modifiers.add(word);
    if (arrowFollows && !isWordStart(code)) break;
  }
  skipStar(c);
  return modifiers;
}

/** `#private`, `[computed]`, a quoted name, or the star of a generator. */
function isNameStart(code: number): boolean {
  return code === 35 || code === 91 || code === 34 || code === 39 || code === 42;
}

/** Tells `async (x) => …` from a method named `async`. */
function isArrowAhead(c: ScriptCursor): boolean {
  const start = c.at;
  if (codeAt(c) === 60) skipAngles(c);
  skipSpace(c);
  if (codeAt(c) === 40) {
    c.at += 1;
    skipToCloser(c);
    c.at += 1;
  }
  skipSpace(c);
  const code = codeAt(c);
  c.at = start;
  return code !== 123;
}

function skipStar(c: ScriptCursor): void {
  skipSpace(c);
  if (codeAt(c) === 42) c.at += 1;
  skipSpace(c);
}

/** Type parameters, parameters and return type. What parameters assign (properties, defaults of parts) begins the body. */
export function readSignature(c: ScriptCursor, definition: FunctionDefinition): void {
  skipSpace(c);
  if (codeAt(c) === 60) skipAngles(c);
  skipSpace(c);
  if (codeAt(c) === 40) {
    const outside = c.pending;
    c.pending = [];
    definition.parameters = readParameters(c);
    definition.body.push(...c.pending);
    c.pending = outside;
  } else if (isWordStart(codeAt(c))) {
    const after = wordEnd(c, c.at);
    definition.parameters = [{ name: c.text.slice(c.at, after) }];
    c.at = after;
  }
  skipSpace(c);
  if (codeAt(c) === 58) {
    c.at += 1;
    skipSpace(c);
    definition.returns = readType(c);
    skipSpace(c);
  }
}

function beginsBareArrow(c: ScriptCursor): boolean {
  const start = c.at;
  c.at = wordEnd(c, start);
  skipSpace(c);
  const arrow = c.text.startsWith('=>', c.at);
  c.at = start;
  return arrow;
}

function readParameters(c: ScriptCursor): Parameter[] {
  const parameters: Parameter[] = [];
  c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 41; skipSpace(c)) {
    const before = c.at;
    const parameter = readParameter(c);
    // `this: T` only tells the type of what the function is called on.
    if (parameter.name !== 'this') parameters.push(parameter);
    endElement(c, before);
  }
  if (c.at < c.end) c.at += 1;
  return parameters;
}

function readParameter(c: ScriptCursor): Parameter {
  readDecorators(c);
  const modifiers = readModifiers(c);
  const isRest = c.text.startsWith('...', c.at);
  if (isRest) c.at += 3;
  skipSpace(c);
  const pattern = readPattern(c);
  const parameter: Parameter = { name: pattern.t === 'name' ? pattern.n : '' };
  if (pattern.t !== 'name') {
    parameter.names = namesOf(pattern);
    noteDefaults(c, pattern);
  }
  if (isRest) parameter.rest = 'list';
  if (modifiers.size > 0 && pattern.t === 'name') noteProperty(c, pattern);
  skipSpace(c);
  if (codeAt(c) === 63) c.at += 1;
  skipSpace(c);
  if (codeAt(c) === 58) {
    c.at += 1;
    skipSpace(c);
    parameter.annotation = readType(c);
    skipSpace(c);
  }
  if (codeAt(c) === 61) {
    c.at += 1;
    skipSpace(c);
    parameter.default = readExpression(c);
  }
  return parameter;
}

/** `({ model = 'm' })` gives `model` that value where the caller gives none. */
function noteDefaults(c: ScriptCursor, pattern: Expression): void {
  if (pattern.t === 'dict') for (const [, part] of pattern.e) noteDefaults(c, part);
  else if (pattern.t === 'list') for (const part of pattern.e) noteDefaults(c, part);
  else if (pattern.t === 'either') {
    const [target, value] = pattern.e;
    if (target === undefined || value === undefined) return;
    if (target.t === 'name') c.pending.push({ s: 'assign', target, value, l: target.l });
    else noteDefaults(c, target);
  }
}

/** `constructor(private x)` assigns `this.x = x`. */
function noteProperty(c: ScriptCursor, name: Expression & { t: 'name' }): void {
  const target: Expression = { t: 'attr', o: { t: 'name', n: 'this', l: name.l }, n: name.n, l: name.l };
  c.pending.push({ s: 'assign', target, value: name, l: name.l });
}

export function readDecorators(c: ScriptCursor): Expression[] {
  const decorators: Expression[] = [];
  for (skipSpace(c); codeAt(c) === 64; skipSpace(c)) {
    c.at += 1;
    decorators.push(readPostfix(c, readOperand(c)));
  }
  return decorators;
}

/** Reads the body into `definition`: all of it where it is interesting, else the modules it loads. */
export function readBody(c: ScriptCursor, node: GrammarNode, end: number, definition: FunctionDefinition): void {
  if (c.text.startsWith('=>', c.at)) c.at += 2;
  skipSpace(c);
  const { end: outerEnd, pending: outerPending, scope: outerScope } = c;
  const from = c.at;
  const { body } = definition;
  c.pending = [];
  c.end = end;
  const keep = isInteresting(c, from, end);
  const isBlock = codeAt(c) === 123;
  if (!keep) definition.pruned = true;
  if (keep && isBlock) {
    if (!c.scope.whole) c.scope = { ...statementScope(c, node), whole: true };
    readSpans(c, from + 1, end, body);
  } else if (keep) readResult(c, body);
  else if (hasOffset(c.loads, from, end)) readLoads(c, node, isBlock, from, end, body);
  c.scope = outerScope;
  c.end = outerEnd;
  c.pending = outerPending;
  c.at = end;
}

/** The present scope where it has its statements, so that they are asked for once; else that of `node`. */
function statementScope(c: ScriptCursor, node: GrammarNode): Scope {
  return c.scope.spans === undefined ? { node, whole: false, spans: statementSpans(c, node) } : c.scope;
}

/** The expression of an arrow function is what it returns. */
function readResult(c: ScriptCursor, body: Statement[]): void {
  const nodes = c.nodes;
  const e = guardDepth(c, readExpression(c), nodes);
  emitPending(c, body);
  body.push({ s: 'return', e, l: e.l });
}

function readLoads(c: ScriptCursor, node: GrammarNode, isBlock: boolean, from: number, end: number, body: Statement[]): void {
  if (isBlock) {
    c.scope = statementScope(c, node);
    readLoadSpans(c, from + 1, end, body);
    return;
  }
  const found: Statement[] = [];
  readResult(c, found);
  body.push(...found.filter((statement) => statement.s === 'import'));
}

/** False where a signature is followed by neither a block nor an arrow: an overload or an abstract method. */
export function beginsBody(c: ScriptCursor): boolean {
  skipSpace(c);
  return codeAt(c) === 123 || c.text.startsWith('=>', c.at);
}
