import { atWord, codeAt, cutDoc, emitPending, guardDepth, isWordStart, lineAt, MAX_DOC, mayDescend, wordEnd } from '../cursor.ts';
import { classBody, type GrammarNode } from '../grammar.ts';
import type { ClassDefinition, Expression, FunctionDefinition, Statement } from '../syntax.ts';
import { endElement, readExpression, readPostfix } from './expression.ts';
import { beginsBody, readBody, readDecorators, readModifiers, readSignature } from './functions.ts';
import { readOperand } from './operand.ts';
import { readKey } from './patterns.ts';
import { statementSpans, type ScriptCursor } from './scope.ts';
import { skipAngles, skipSpace } from './space.ts';
import { readSpans } from './statements.ts';
import { readType } from './types.ts';

/** Reads the class at the cursor, up to `end`; `node` is it, or what holds it. */
export function readClass(c: ScriptCursor, node: GrammarNode, end: number, decorators: Expression[]): ClassDefinition {
  const line = lineAt(c, c.at);
  if (atWord(c, 'abstract')) c.at = wordEnd(c, c.at);
  skipSpace(c);
  c.at += 'class'.length;
  skipSpace(c);
  let name = '';
  if (isWordStart(codeAt(c)) && !atWord(c, 'extends') && !atWord(c, 'implements')) {
    const after = wordEnd(c, c.at);
    name = c.text.slice(c.at, after);
    c.at = after;
  }
  skipSpace(c);
  if (codeAt(c) === 60) skipAngles(c);
  const definition: ClassDefinition = { name, bases: readBases(c), keywords: [], decorators, body: [], line, endLine: line };
  const body = classBody(node);
  if (body !== null) readMembers(c, body, definition.body);
  definition.endLine = lineAt(c, end);
  return definition;
}

/** The extended class first, then the interfaces. */
function readBases(c: ScriptCursor): Expression[] {
  const bases: Expression[] = [];
  skipSpace(c);
  if (atWord(c, 'extends')) {
    c.at += 'extends'.length;
    skipSpace(c);
    bases.push(readPostfix(c, readOperand(c)));
    skipSpace(c);
    if (codeAt(c) === 60) skipAngles(c);
    skipSpace(c);
  }
  if (!atWord(c, 'implements')) return bases;
  c.at += 'implements'.length;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 123; skipSpace(c)) {
    const before = c.at;
    bases.push(readType(c));
    skipSpace(c);
    if (codeAt(c) === 123) break;
    endElement(c, before);
  }
  return bases;
}

function readMembers(c: ScriptCursor, body: GrammarNode, out: Statement[]): void {
  const { end: outerEnd, pending: outerPending, scope: outerScope } = c;
  let decorators: Expression[] = [];
  let start = -1;
  for (const member of body.namedChildren()) {
    const range = member.range();
    c.at = range.start.index;
    c.end = range.end.index;
    c.pending = [];
    if (c.text.startsWith('/', c.at)) continue;
    if (outerScope.spans === undefined) c.scope = { node: member, whole: outerScope.whole };
    if (start === -1) start = range.start.index;
    decorators.push(...readDecorators(c));
    // In the grammar the decorators of a method are members of their own.
    if (c.at >= c.end) continue;
    readMember(c, member, start, decorators, out);
    decorators = [];
    start = -1;
  }
  c.end = outerEnd;
  c.pending = outerPending;
  c.scope = outerScope;
}

function readMember(c: ScriptCursor, member: GrammarNode, start: number, decorators: Expression[], out: Statement[]): void {
  const line = lineAt(c, c.at);
  const { end } = c;
  if (atWord(c, 'static') && isStaticBlock(c)) return readStaticBlock(c, member, end, out);
  const modifiers = readModifiers(c);
  const key = readKey(c);
  const name = key.t === 'str' ? key.v : '';
  skipSpace(c);
  if (codeAt(c) === 63 || codeAt(c) === 33) c.at += 1;
  skipSpace(c);
  if (codeAt(c) !== 40 && codeAt(c) !== 60) return readField(c, name, line, out);
  if (!mayDescend(c)) return;
  c.depth += 1;
  const definition: FunctionDefinition = { name, parameters: [], decorators, body: [], line, endLine: line };
  readSignature(c, definition);
  if (beginsBody(c)) {
    if (modifiers.has('async')) definition.async = true;
    const doc = docBefore(c.text, start);
    if (doc !== undefined) definition.doc = doc;
    emitPending(c, out);
    readBody(c, member, end, definition);
    definition.endLine = lineAt(c, end);
    out.push({ s: 'function', d: definition, l: line });
  }
  c.depth -= 1;
}

function isStaticBlock(c: ScriptCursor): boolean {
  const start = c.at;
  c.at = wordEnd(c, start);
  skipSpace(c);
  const isBlock = codeAt(c) === 123;
  c.at = start;
  return isBlock;
}

function readStaticBlock(c: ScriptCursor, member: GrammarNode, end: number, out: Statement[]): void {
  const { scope } = c;
  if (scope.spans === undefined) c.scope = { node: member, whole: scope.whole, spans: statementSpans(c, member) };
  readSpans(c, c.at + 'static'.length, end, out);
  c.scope = scope;
}

function readField(c: ScriptCursor, name: string, l: number, out: Statement[]): void {
  if (name === '') return;
  const field: Statement & { s: 'assign' } = { s: 'assign', target: { t: 'name', n: name, l }, l };
  if (codeAt(c) === 58) {
    c.at += 1;
    skipSpace(c);
    field.annotation = readType(c);
    skipSpace(c);
  }
  if (codeAt(c) === 61) {
    c.at += 1;
    skipSpace(c);
    const nodes = c.nodes;
    field.value = guardDepth(c, readExpression(c), nodes);
    if (field.value.t === 'fn' && field.value.d.name === '') field.value.d.name = name;
  }
  emitPending(c, out);
  out.push(field);
}

const DOC_WINDOW = 4 * MAX_DOC;

/** Text of the JSDoc comment that ends directly above `start`, without its stars; a longer one than 8 kB is not looked for. */
export function docBefore(text: string, start: number): string | undefined {
  let end = start;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end -= 1;
  if (!text.startsWith('*/', end - 2)) return undefined;
  const comment = text.slice(Math.max(0, end - DOC_WINDOW), end - 2);
  const open = comment.lastIndexOf('/*');
  if (open === -1 || comment.charCodeAt(open + 2) !== 42) return undefined;
  return cutDoc(
    comment
      .slice(open + 3)
      .replaceAll(/^[ \t]*\*? ?/gm, '')
      .trim(),
  );
}
