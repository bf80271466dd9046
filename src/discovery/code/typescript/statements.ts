import { atWord, codeAt, emitPending, guardDepth, isFull, isWordStart, isWorthKeeping, lineAt, mayDescend, wordEnd } from '../cursor.ts';
import type { GrammarNode } from '../grammar.ts';
import { hasOffset } from '../interest.ts';
import { firstSpan } from '../spans.ts';
import type { Expression, Statement } from '../syntax.ts';
import { readBranches } from './branches.ts';
import { docBefore, readClass } from './classes.ts';
import { readAssignmentTo, readChoice, readExpression, readSequence } from './expression.ts';
import { readDecorators, readFunction } from './functions.ts';
import { importsOf } from './loads.ts';
import { readExport, readImport } from './modules.ts';
import { assignPattern, readKey, readPattern, type AssignmentMarks } from './patterns.ts';
import type { ScriptCursor } from './scope.ts';
import { isCloser, skipSpace, skipToDelimiter } from './space.ts';
import { readType } from './types.ts';

const COMPOUND = new Set(['if', 'while', 'for', 'switch', 'do', 'try']);
const TYPES_ONLY = new Set(['type', 'interface', 'declare']);
const WITHOUT_MEANING = new Set(['break', 'continue', 'debugger', 'else', 'case', 'default', 'catch', 'finally']);

/** Where a declaration stands: `export`, `export default`, or neither. */
export interface ExportMarks {
  exported?: boolean;
  default?: boolean;
}

/** Statements of the present scope that begin in `from <= offset < to`; those inside functions are read with them. */
export function readSpans(c: ScriptCursor, from: number, to: number, out: Statement[]): void {
  const { spans } = c.scope;
  if (spans === undefined) return;
  let done = from;
  for (let index = firstSpan(spans, from); index < spans.starts.length; index += 1) {
    const start = spans.starts[index]!;
    if (start >= to || isFull(c)) return;
    if (start < done) continue;
    c.at = start;
    const end = spans.ends[index]!;
    c.end = end;
    if (beginsCompound(c)) {
      readCompoundHeader(c, spans.nodes[index]!, out);
      done = Math.max(c.at, start + 1);
    } else {
      readStatement(c, spans.nodes[index]!, out);
      done = end;
    }
  }
}

/** Only the modules that statements of the present scope load, those inside their functions included. */
export function readLoadSpans(c: ScriptCursor, from: number, to: number, out: Statement[]): void {
  const { spans } = c.scope;
  if (spans === undefined) return;
  let done = from;
  for (let index = firstSpan(spans, from); index < spans.starts.length && spans.starts[index]! < to; index += 1) {
    const start = spans.starts[index]!;
    const end = spans.ends[index]!;
    if (start < done || !hasOffset(c.loads, start, end)) continue;
    c.at = start;
    c.end = end;
    const found: Statement[] = [];
    if (beginsCompound(c)) {
      readCompoundHeader(c, spans.nodes[index]!, found);
      done = Math.max(c.at, start + 1);
    } else {
      readStatement(c, spans.nodes[index]!, found);
      done = end;
    }
    collectImports(found, out);
  }
}

function collectImports(value: unknown, out: Statement[]): void {
  if (typeof value !== 'object' || value === null) return;
  if ('s' in value && value.s === 'import') out.push(value as Statement);
  else for (const part of Object.values(value)) collectImports(part, out);
}

/** True at a statement that holds statements: branches, loops, blocks, namespaces (which are flattened). */
export function beginsCompound(c: ScriptCursor): boolean {
  const start = c.at;
  if (codeAt(c) === 123) return true;
  let word = wordAt(c);
  if (word === 'export') {
    skipWord(c, word);
    word = wordAt(c);
  }
  let compound = COMPOUND.has(word);
  if (word === 'namespace' || word === 'module') {
    skipWord(c, word);
    compound = isWordStart(codeAt(c)) || codeAt(c) === 34 || codeAt(c) === 39;
  }
  c.at = start;
  return compound;
}

export function wordAt(c: ScriptCursor): string {
  return isWordStart(codeAt(c)) ? c.text.slice(c.at, wordEnd(c, c.at)) : '';
}

export function skipWord(c: ScriptCursor, word: string): void {
  c.at += word.length;
  skipSpace(c);
}

/**
 * Reads what stands in the brackets of `if`, `while`, `do`, `switch` and `for`. The cursor ends where the statements inside
 * begin: at the start again for `do`, and for a counting loop, whose first part is one of them.
 */
export function readCompoundHeader(c: ScriptCursor, node: GrammarNode, out: Statement[]): void {
  const start = c.at;
  const isDo = atWord(c, 'do');
  if (isDo) c.at = Math.max(c.text.lastIndexOf('while', c.end), start);
  const word = wordAt(c);
  if (word !== 'if' && word !== 'while' && word !== 'switch' && word !== 'for') return;
  skipWord(c, word);
  if (atWord(c, 'await')) skipWord(c, 'await');
  if (codeAt(c) !== 40) return;
  c.at += 1;
  skipSpace(c);
  const { at } = c;
  if (word !== 'for') readEvaluated(c, out);
  else if (!readEach(c, out)) {
    readCounting(c, out);
    c.at = start;
  }
  if (c.branches && (word === 'if' || word === 'switch')) readBranches(c, node, word, at, out);
  if (isDo) c.at = start;
}

/** `first; test; step`: the first is a statement of its own, the others are kept where they call something. */
function readCounting(c: ScriptCursor, out: Statement[]): void {
  for (skipToDelimiter(c); codeAt(c) === 44; skipToDelimiter(c)) c.at += 1;
  while (codeAt(c) === 59) {
    c.at += 1;
    skipSpace(c);
    if (codeAt(c) !== 59 && codeAt(c) !== 41) readEvaluated(c, out);
    skipSpace(c);
  }
}

/** `const x of e`; false for a loop that counts, whose parts are read by themselves. */
function readEach(c: ScriptCursor, out: Statement[]): boolean {
  const l = lineAt(c, c.at);
  const word = wordAt(c);
  const declares = word === 'const' || word === 'let' || word === 'var';
  if (declares) skipWord(c, word);
  const at = c.at;
  const pattern = readPattern(c);
  skipSpace(c);
  if (atWord(c, 'in')) {
    skipWord(c, 'in');
    readEvaluated(c, out);
    return true;
  }
  if (!atWord(c, 'of')) {
    c.pending = [];
    c.at = at;
    if (!declares && codeAt(c) !== 59) readEvaluated(c, out);
    return false;
  }
  skipWord(c, 'of');
  const nodes = c.nodes;
  const e = guardDepth(c, readExpression(c), nodes);
  emitPending(c, out);
  const isPlain = pattern.t !== 'dict' && pattern.t !== 'either';
  const target: Expression = isPlain ? pattern : { t: 'name', n: `#${at}`, l };
  out.push({ s: 'each', target, e, l });
  if (!isPlain) assignPattern(c, pattern, target, {}, out);
  return true;
}

/** Expression whose value goes nowhere: kept where it calls something. */
function readEvaluated(c: ScriptCursor, out: Statement[]): void {
  for (;;) {
    const calls = c.calls;
    const nodes = c.nodes;
    const value = readChoice(c);
    if (!readAssignmentTo(c, value, nodes, out)) {
      const e = guardDepth(c, value, nodes);
      emitPending(c, out);
      if (isWorthKeeping(c, e, calls) && !isLoad(e)) out.push({ s: 'expr', e, l: e.l });
    }
    skipSpace(c);
    if (codeAt(c) !== 44) return;
    c.at += 1;
    skipSpace(c);
  }
}

/** `import('m')` or `require('m')` by itself is the import statement already read. */
function isLoad(e: Expression): boolean {
  return e.t === 'call' && e.f.t === 'name' && (e.f.n === 'import' || e.f.n === 'require') && e.a[0]?.t === 'str';
}

/** Reads the statement at the cursor, up to `c.end`; `node` is asked for what its function or class holds. */
export function readStatement(c: ScriptCursor, node: GrammarNode, out: Statement[]): void {
  const start = c.at;
  c.nodes += 1;
  const decorators = codeAt(c) === 64 ? readDecorators(c) : [];
  const word = wordAt(c);
  if (word === 'import' && !isImportExpression(c)) readImport(c, out);
  else if (word === 'export') readExport(c, node, start, decorators, out);
  else readDeclaration(c, node, start, decorators, {}, out);
}

function isImportExpression(c: ScriptCursor): boolean {
  const start = c.at;
  skipWord(c, 'import');
  const code = codeAt(c);
  c.at = start;
  return code === 40 || code === 46;
}

/** A declaration, or any statement that is not an import, an export or compound. */
export function readDeclaration(
  c: ScriptCursor,
  node: GrammarNode,
  start: number,
  decorators: Expression[],
  marks: ExportMarks,
  out: Statement[],
): void {
  const word = wordAt(c);
  const following = word === '' ? '' : wordAfter(c, word);
  if (WITHOUT_MEANING.has(word)) return;
  const isFunction = word === 'function' || (word === 'async' && following === 'function');
  if (isFunction || word === 'class' || (word === 'abstract' && following === 'class')) {
    if (!mayDescend(c)) return;
    c.depth += 1;
    if (isFunction) readFunctionDeclaration(c, node, start, marks, out);
    else readClassDeclaration(c, node, start, decorators, marks, out);
    c.depth -= 1;
    return;
  }
  if (word === 'enum' || (word === 'const' && following === 'enum')) return readEnum(c, marks, out);
  if (word === 'const' || word === 'let' || word === 'var') return readVariables(c, start, marks, out);
  // Contextual words: names unless another word follows.
  if (TYPES_ONLY.has(word) && following !== '' && following !== 'in' && following !== 'instanceof') return;
  if (word === 'using' && following !== '') return readUsing(c, out);
  if (word === 'await' && following === 'using') {
    skipWord(c, word);
    return readUsing(c, out);
  }
  if (word === 'return') return readReturn(c, out);
  if (word === 'throw') skipWord(c, word);
  readEvaluated(c, out);
}

function wordAfter(c: ScriptCursor, word: string): string {
  const start = c.at;
  skipWord(c, word);
  const following = wordAt(c);
  c.at = start;
  return following;
}

function readFunctionDeclaration(c: ScriptCursor, node: GrammarNode, start: number, marks: ExportMarks, out: Statement[]): void {
  const l = lineAt(c, c.at);
  const definition = readFunction(c, node, c.end, []);
  emitPending(c, out);
  if (definition === undefined) return;
  const doc = docBefore(c.text, start);
  if (doc !== undefined) definition.doc = doc;
  out.push({ s: 'function', d: definition, ...marks, l });
}

function readClassDeclaration(
  c: ScriptCursor,
  node: GrammarNode,
  start: number,
  decorators: Expression[],
  marks: ExportMarks,
  out: Statement[],
): void {
  const l = lineAt(c, c.at);
  const definition = readClass(c, node, c.end, decorators);
  emitPending(c, out);
  const doc = docBefore(c.text, start);
  if (doc !== undefined) definition.doc = doc;
  out.push({ s: 'class', d: definition, ...marks, l });
}

function readVariables(c: ScriptCursor, start: number, exportMarks: ExportMarks, out: Statement[]): void {
  skipWord(c, wordAt(c));
  while (c.at < c.end) {
    const before = c.at;
    const nodes = c.nodes;
    const pattern = readPattern(c);
    const marks: AssignmentMarks = exportMarks.exported === true ? { exported: true } : {};
    skipSpace(c);
    if (codeAt(c) === 33) c.at += 1;
    skipSpace(c);
    if (codeAt(c) === 58) {
      c.at += 1;
      skipSpace(c);
      marks.annotation = readType(c);
      skipSpace(c);
    }
    if (codeAt(c) === 61) {
      c.at += 1;
      skipSpace(c);
      const value = guardDepth(c, readExpression(c), nodes);
      const imports = importsOf(c, pattern, value);
      emitPending(c, out);
      if (imports !== undefined) out.push(...imports);
      else {
        addDoc(c, value, start);
        assignPattern(c, pattern, value, marks, out);
      }
    } else if (marks.annotation !== undefined) out.push({ s: 'assign', target: pattern, ...marks, l: pattern.l });
    skipSpace(c);
    if (codeAt(c) !== 44 && codeAt(c) !== 59) skipToDelimiter(c);
    if (codeAt(c) !== 44 && !(c.at < c.end && isCloser(codeAt(c)))) return;
    c.at = Math.max(c.at, before) + 1;
    skipSpace(c);
  }
}

function addDoc(c: ScriptCursor, value: Expression, start: number): void {
  if (value.t !== 'fn' && value.t !== 'class') return;
  const doc = docBefore(c.text, start);
  if (doc !== undefined) value.d.doc = doc;
}

/** `using x = e` ends the resource with its block, as `with` does. */
function readUsing(c: ScriptCursor, out: Statement[]): void {
  skipWord(c, 'using');
  const target = readPattern(c);
  skipSpace(c);
  if (codeAt(c) !== 61) return;
  c.at += 1;
  skipSpace(c);
  const nodes = c.nodes;
  const e = guardDepth(c, readExpression(c), nodes);
  emitPending(c, out);
  out.push({ s: 'with', target, e, l: target.l });
}

function readReturn(c: ScriptCursor, out: Statement[]): void {
  skipWord(c, 'return');
  if (c.at >= c.end || codeAt(c) === 59) return;
  const nodes = c.nodes;
  const e = guardDepth(c, readSequence(c), nodes);
  emitPending(c, out);
  out.push({ s: 'return', e, l: e.l });
}

/** An enum is a dictionary of its members; a member without a value counts on from the one before. */
function readEnum(c: ScriptCursor, marks: ExportMarks, out: Statement[]): void {
  const l = lineAt(c, c.at);
  if (atWord(c, 'const')) skipWord(c, 'const');
  skipWord(c, 'enum');
  const target = readPattern(c);
  skipSpace(c);
  const entries: [Expression, Expression][] = [];
  let next = 0;
  if (codeAt(c) === 123) c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 125; skipSpace(c)) {
    const before = c.at;
    const key = readKey(c);
    let value: Expression = { t: 'num', v: next, l: key.l };
    skipSpace(c);
    if (codeAt(c) === 61) {
      c.at += 1;
      skipSpace(c);
      value = readExpression(c);
    }
    next = value.t === 'num' ? value.v + 1 : 0;
    entries.push([key, value]);
    skipSpace(c);
    if (codeAt(c) !== 44 && codeAt(c) !== 125) skipToDelimiter(c);
    if (codeAt(c) === 44 || c.at === before) c.at += 1;
  }
  emitPending(c, out);
  const exported = marks.exported === true ? { exported: true } : {};
  out.push({ s: 'assign', target, value: { t: 'dict', e: entries, l }, ...exported, l });
}
