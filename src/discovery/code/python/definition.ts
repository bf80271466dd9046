import { atWord, codeAt, cutDoc, emitPending, isWordStart, lineAt, mayDescend, wordEnd, type Cursor } from '../cursor.ts';
import type { ClassDefinition, Expression, FunctionDefinition, Statement } from '../syntax.ts';
import { readArguments, readExpression, readNamed } from './expression.ts';
import { readParameters } from './parameters.ts';
import { skipBrackets, skipLines, skipSpace, skipToCloser } from './space.ts';
import { atString, readStrings } from './strings.ts';

/** How the body of a definition is read once its header is; offsets are of the text between the header and the end. */
export interface DefinitionBody {
  isInteresting: (from: number, to: number) => boolean;
  readFunction: (from: number, to: number, keep: boolean, out: Statement[]) => void;
  readClass: (from: number, to: number, out: Statement[]) => void;
}

export function beginsDefinition(c: Cursor): boolean {
  const code = codeAt(c);
  if (code === 64 /* @ */) return true;
  if (code === 99 /* c */) return atWord(c, 'class');
  if (code === 100 /* d */) return atWord(c, 'def');
  return code === 97 /* a */ && atWord(c, 'async') && wordAfter(c, 'async') === 'def';
}

export function wordAfter(c: Cursor, word: string): string {
  const start = c.at;
  c.at += word.length;
  skipSpace(c);
  const following = c.text.slice(c.at, wordEnd(c, c.at));
  c.at = start;
  return following;
}

/**
 * Reads the decorated or bare `def` or `class` at the cursor, up to `c.end`.
 * Grammar: docs.python.org/3/reference/compound_stmts.html#function-definitions and #class-definitions.
 */
export function readDefinition(c: Cursor, body: DefinitionBody, out: Statement[]): void {
  const { end } = c;
  const decorators: Expression[] = [];
  while (codeAt(c) === 64) {
    c.at += 1;
    skipSpace(c);
    decorators.push(readNamed(c));
    c.at = lineBreakAt(c);
    skipLines(c);
  }
  if (!mayDescend(c)) return;
  c.depth += 1;
  if (atWord(c, 'class')) readClass(c, decorators, body, end, out);
  else readFunction(c, decorators, body, end, out);
  c.depth -= 1;
}

/** A decorator ends with its line; what could not be read of it is skipped. */
function lineBreakAt(c: Cursor): number {
  const found = c.text.indexOf('\n', c.at);
  return found === -1 || found > c.end ? c.end : found;
}

function readFunction(c: Cursor, decorators: Expression[], body: DefinitionBody, end: number, out: Statement[]): void {
  const line = lineAt(c, c.at);
  const isAsync = atWord(c, 'async');
  if (isAsync) {
    c.at += 'async'.length;
    skipSpace(c);
  }
  const name = readDefinedName(c, 'def');
  const definition: FunctionDefinition = { name, parameters: [], decorators, body: [], line, endLine: line };
  if (codeAt(c) === 40) {
    c.at += 1;
    c.brackets += 1;
    definition.parameters = readParameters(c, 41);
    c.brackets -= 1;
  }
  skipSpace(c);
  if (c.text.startsWith('->', c.at)) {
    c.at += 2;
    skipSpace(c);
    definition.returns = readExpression(c);
  }
  if (isAsync) definition.async = true;
  const doc = readHeaderEnd(c);
  if (doc !== undefined) definition.doc = doc;
  emitPending(c, out);
  const from = c.at;
  const keep = body.isInteresting(from, end);
  if (!keep) definition.pruned = true;
  body.readFunction(from, end, keep, definition.body);
  definition.endLine = lineAt(c, end);
  out.push({ s: 'function', d: definition, l: line });
}

function readClass(c: Cursor, decorators: Expression[], body: DefinitionBody, end: number, out: Statement[]): void {
  const line = lineAt(c, c.at);
  const name = readDefinedName(c, 'class');
  const definition: ClassDefinition = { name, bases: [], keywords: [], decorators, body: [], line, endLine: line };
  if (codeAt(c) === 40) {
    const { a, k } = readArguments(c);
    definition.bases = a;
    definition.keywords = k;
  }
  const doc = readHeaderEnd(c);
  if (doc !== undefined) definition.doc = doc;
  emitPending(c, out);
  body.readClass(c.at, end, definition.body);
  definition.endLine = lineAt(c, end);
  out.push({ s: 'class', d: definition, l: line });
}

/** The name after its keyword; type parameters (`[T: int]`) are skipped. */
function readDefinedName(c: Cursor, keyword: string): string {
  if (atWord(c, keyword)) c.at += keyword.length;
  skipSpace(c);
  const end = isWordStart(codeAt(c)) ? wordEnd(c, c.at) : c.at;
  const name = c.text.slice(c.at, end);
  c.at = end;
  skipSpace(c);
  if (codeAt(c) === 91) skipBrackets(c);
  skipSpace(c);
  return name;
}

/** Moves past the colon and the docstring, which it returns. */
function readHeaderEnd(c: Cursor): string | undefined {
  skipSpace(c);
  if (codeAt(c) !== 58) {
    // A broken header: the body still begins after the next colon of this line.
    c.brackets += 1;
    const colon = c.text.indexOf(':', c.at);
    if (colon === -1 || colon >= c.end) skipToCloser(c);
    else c.at = colon;
    c.brackets -= 1;
  }
  if (codeAt(c) === 58) c.at += 1;
  const afterColon = c.at;
  skipLines(c);
  if (atString(c)) {
    const value = readStrings(c);
    const code = codeAt(c);
    if (value.t === 'str' && (code === 0 || code === 10 || code === 59)) return cutDoc(value.v);
  }
  c.at = afterColon;
  return undefined;
}
