import { atWord, codeAt, emitPending, guardDepth, isWordStart, lineAt, wordEnd } from '../cursor.ts';
import type { GrammarNode } from '../grammar.ts';
import type { Expression, Statement } from '../syntax.ts';
import { readExpression } from './expression.ts';
import { readDecorators } from './functions.ts';
import type { ScriptCursor } from './scope.ts';
import { skipSpace, skipToDelimiter } from './space.ts';
import { readDeclaration, skipWord, wordAt } from './statements.ts';
import { readString } from './strings.ts';

interface Specifier {
  name: string;
  as: string;
  typeOnly: boolean;
  l: number;
}

/*
 * Imports and exports. Grammar: ECMA-262, "Imports" and "Exports"; the TypeScript handbook, "Modules".
 * Default: name `default`. Namespace: name `*` with the local name. For its effect: `as` empty. `export * from`: name and `as` `*`.
 */

/** Reads `import …` at the cursor. */
export function readImport(c: ScriptCursor, out: Statement[]): void {
  const l = lineAt(c, c.at);
  skipWord(c, 'import');
  if (isQuote(c)) {
    out.push({ s: 'import', module: readString(c), as: '', l });
    return;
  }
  const typeOnly = skipTypeWord(c);
  const specifiers: Specifier[] = [];
  if (isWordStart(codeAt(c))) {
    const name = readName(c);
    skipSpace(c);
    if (codeAt(c) === 61) return readImportEquals(c, name, l, out);
    specifiers.push({ name: 'default', as: name, typeOnly, l });
    if (codeAt(c) === 44) c.at += 1;
    skipSpace(c);
  }
  if (codeAt(c) === 42) specifiers.push({ name: '*', as: readNamespaceName(c) ?? '*', typeOnly, l });
  else if (codeAt(c) === 123) specifiers.push(...readSpecifiers(c, typeOnly));
  const module = readFrom(c);
  if (module !== undefined) emitImports(module, specifiers, {}, l, out);
}

function emitImports(module: string, specifiers: Specifier[], marks: { export?: boolean }, l: number, out: Statement[]): void {
  if (specifiers.length === 0) out.push({ s: 'import', module, as: '', ...marks, l });
  for (const { name, as, typeOnly, l: line } of specifiers) {
    out.push({ s: 'import', module, name, as, ...marks, ...(typeOnly ? { typeOnly } : {}), l: line });
  }
}

function isQuote(c: ScriptCursor): boolean {
  return codeAt(c) === 34 || codeAt(c) === 39;
}

/** `type` before names; `import type from 'm'` imports a default called `type`. */
function skipTypeWord(c: ScriptCursor): boolean {
  const word = wordAt(c);
  if (word !== 'type' && word !== 'typeof') return false;
  const start = c.at;
  skipWord(c, word);
  const isMark = codeAt(c) === 123 || codeAt(c) === 42 || (isWordStart(codeAt(c)) && !atWord(c, 'from') && !atWord(c, 'as'));
  if (!isMark) c.at = start;
  return isMark;
}

function readName(c: ScriptCursor): string {
  if (isQuote(c)) return readString(c);
  const end = wordEnd(c, c.at);
  const name = c.text.slice(c.at, end);
  c.at = end;
  return name;
}

/** `* as name`; undefined for `*` alone. */
function readNamespaceName(c: ScriptCursor): string | undefined {
  c.at += 1;
  skipSpace(c);
  if (!atWord(c, 'as')) return undefined;
  skipWord(c, 'as');
  const name = readName(c);
  skipSpace(c);
  return name;
}

function readSpecifiers(c: ScriptCursor, typeOnly: boolean): Specifier[] {
  const specifiers: Specifier[] = [];
  c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 125; skipSpace(c)) {
    const before = c.at;
    const l = lineAt(c, before);
    const isType = skipTypeWord(c);
    const name = readName(c);
    skipSpace(c);
    let as = name;
    if (atWord(c, 'as')) {
      skipWord(c, 'as');
      as = readName(c);
      skipSpace(c);
    }
    if (name !== '') specifiers.push({ name, as, typeOnly: typeOnly || isType, l });
    if (codeAt(c) !== 44 && codeAt(c) !== 125) skipToDelimiter(c);
    if (codeAt(c) === 44 || c.at === before) c.at += 1;
  }
  if (c.at < c.end) c.at += 1;
  skipSpace(c);
  return specifiers;
}

function readFrom(c: ScriptCursor): string | undefined {
  skipSpace(c);
  if (!atWord(c, 'from')) return undefined;
  skipWord(c, 'from');
  return isQuote(c) ? readString(c) : undefined;
}

/** `import x = require('m')` or `import x = A.B`. */
function readImportEquals(c: ScriptCursor, name: string, l: number, out: Statement[]): void {
  c.at += 1;
  skipSpace(c);
  const value = readExpression(c);
  c.pending = [];
  if (value.t === 'call' && value.a[0]?.t === 'str') out.push({ s: 'import', module: value.a[0].v, as: name, l });
  else out.push({ s: 'assign', target: { t: 'name', n: name, l }, value, l });
}

/** Reads `export …` at the cursor; `start` is where the statement begins, decorators included. */
export function readExport(c: ScriptCursor, node: GrammarNode, start: number, decorators: Expression[], out: Statement[]): void {
  const l = lineAt(c, c.at);
  skipWord(c, 'export');
  const typeOnly = skipTypeOfExport(c);
  const code = codeAt(c);
  if (code === 42) {
    const as = readNamespaceName(c) ?? '*';
    const module = readFrom(c);
    if (module !== undefined) emitImports(module, [{ name: '*', as, typeOnly, l }], { export: true }, l, out);
  } else if (code === 123) readExportList(c, typeOnly, l, out);
  else if (code === 61) {
    // `export = x` is `module.exports = x`.
    c.at += 1;
    const target: Expression = { t: 'attr', o: { t: 'name', n: 'module', l }, n: 'exports', l };
    out.push({ s: 'assign', target, value: readValue(c, out), l });
  } else if (atWord(c, 'default')) readDefault(c, node, start, decorators, l, out);
  else if (atWord(c, 'import')) readImport(c, out);
  else if (!atWord(c, 'as')) readDeclaration(c, node, start, [...decorators, ...readDecorators(c)], { exported: true }, out);
}

/** `export type { A }` and `export type * from`; before a declaration the word stays. */
function skipTypeOfExport(c: ScriptCursor): boolean {
  if (!atWord(c, 'type')) return false;
  const start = c.at;
  skipWord(c, 'type');
  if (codeAt(c) === 123 || codeAt(c) === 42) return true;
  c.at = start;
  return false;
}

function readExportList(c: ScriptCursor, typeOnly: boolean, l: number, out: Statement[]): void {
  const specifiers = readSpecifiers(c, typeOnly);
  const module = readFrom(c);
  if (module !== undefined) {
    emitImports(module, specifiers, { export: true }, l, out);
    return;
  }
  for (const { name, as, typeOnly: isType, l: line } of specifiers) {
    if (!isType) out.push({ s: 'export', name: as, value: { t: 'name', n: name, l: line }, l: line });
  }
}

function readDefault(c: ScriptCursor, node: GrammarNode, start: number, decorators: Expression[], l: number, out: Statement[]): void {
  skipWord(c, 'default');
  const all = [...decorators, ...readDecorators(c)];
  const word = wordAt(c);
  const isDeclaration = word === 'function' || word === 'class' || word === 'abstract' || word === 'interface';
  if (isDeclaration || /^async\s+function\b/.test(c.text.slice(c.at, c.at + 64))) {
    readDeclaration(c, node, start, all, { exported: true, default: true }, out);
    return;
  }
  out.push({ s: 'export', name: 'default', value: readValue(c, out), l });
}

function readValue(c: ScriptCursor, out: Statement[]): Expression {
  skipSpace(c);
  const nodes = c.nodes;
  const value = guardDepth(c, readExpression(c), nodes);
  emitPending(c, out);
  return value;
}
