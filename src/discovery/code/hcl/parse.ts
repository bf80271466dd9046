import {
  codeAt,
  type Cursor,
  cursorOver,
  deepen,
  fail,
  isIdentifierStart,
  readIdentifier,
  skipLine,
  skipSpace,
  startsWith,
  SyntaxFailure,
} from './cursor.ts';
import { readExpression } from './parse-expression.ts';
import { readQuoted } from './parse-template.ts';
import type { Attribute, Block, Body, SyntaxProblem } from './syntax.ts';

// A file with more breaks than this is not HCL.
const MOST_PROBLEMS = 100;

/** Terraform's top-level block types with the number of labels each must have. */
const TOP_LEVEL: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['provider', 1],
  ['locals', 0],
  ['terraform', 0],
]);

interface GrowingBody {
  readonly attributes: Attribute[];
  readonly blocks: Block[];
}

/**
 * Parses HCL 2 native syntax, as in *.tf, *.tfvars and *.hcl files. Never throws: a construct that cannot be read gives
 * a problem (1-based line), what was understood of its block is kept, and reading resumes at the next top-level item.
 * Time is linear in the size of the text; nesting is limited to 250 levels. Grammar: the HCL native syntax
 * specification, https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
 */
export function parseHcl(text: string): { body: Body; problems: SyntaxProblem[] } {
  const body: GrowingBody = { attributes: [], blocks: [] };
  const problems: SyntaxProblem[] = [];
  const cursor = cursorOver(text, 1);
  while (cursor.at < text.length) {
    try {
      readBody(cursor, body, undefined);
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error;
      problems.push({ line: error.line, reason: error.message });
      if (problems.length === MOST_PROBLEMS) {
        problems.push({ line: cursor.line, reason: 'too many problems; the rest of the file was not read' });
        break;
      }
      resume(cursor);
    }
  }
  return { body, problems };
}

/** Fills `body`; `opened` is the line of the block's header, undefined at the top of the file. */
function readBody(cursor: Cursor, body: GrowingBody, opened: number | undefined): void {
  for (;;) {
    cursor.acrossLines = true;
    skipSpace(cursor);
    const code = codeAt(cursor);
    if (code === -1) {
      if (opened === undefined) return;
      throw new SyntaxFailure(opened, 'the block is not closed');
    }
    if (code === 125) {
      cursor.at++;
      if (opened === undefined) fail(cursor, `unexpected '}'`);
      return;
    }
    if (opened !== undefined && atForgottenBrace(cursor)) throw new SyntaxFailure(opened, 'the block is not closed');
    cursor.acrossLines = false;
    if (opened === undefined) cursor.item = cursor.at;
    readItem(cursor, body);
  }
}

function readItem(cursor: Cursor, body: GrowingBody): void {
  const { line } = cursor;
  const name = readIdentifier(cursor);
  if (name === undefined) {
    cursor.at++;
    throw new SyntaxFailure(line, 'expected an attribute or a block');
  }
  skipSpace(cursor);
  if (codeAt(cursor) !== 61 || codeAt(cursor, 1) === 61) {
    readBlock(cursor, body, name, line);
    return;
  }
  cursor.at++;
  const value = readExpression(cursor);
  body.attributes.push({ name, line, value });
  skipSpace(cursor);
  const after = codeAt(cursor);
  if (after !== 10 && after !== 125 && after !== -1) fail(cursor, `expected a new line after the attribute '${name}'`);
}

function readBlock(cursor: Cursor, around: GrowingBody, type: string, line: number): void {
  const labels: string[] = [];
  for (;;) {
    skipSpace(cursor);
    if (startsWith(cursor, '{')) break;
    labels.push(readLabel(cursor, type));
  }
  cursor.at++;
  deepen(cursor);
  const body: GrowingBody = { attributes: [], blocks: [] };
  // Joined to its parent before it is read, so that a break further in keeps what was understood.
  around.blocks.push({ type, labels, line, body });
  readBody(cursor, body, line);
  cursor.depth--;
  cursor.acrossLines = false;
  skipSpace(cursor);
}

function readLabel(cursor: Cursor, type: string): string {
  if (codeAt(cursor) !== 34) return readIdentifier(cursor) ?? fail(cursor, `expected '=' or '{' after '${type}'`);
  const label = readQuoted(cursor);
  if (label.kind !== 'literal' || typeof label.value !== 'string') fail(cursor, 'the label of a block cannot be computed');
  return label.value;
}

/**
 * Whether a top-level block begins here, at the very start of a line, while another block is still open: then the open
 * one lacks its closing brace. Nested blocks of these types and label counts do not exist, except `data` in `check`,
 * which formatters indent.
 */
function atForgottenBrace(cursor: Cursor): boolean {
  if (!isLineStart(cursor)) return false;
  const header = headerAt(cursor);
  return header !== undefined && header.isBlock && TOP_LEVEL.get(header.name) === header.labels;
}

function isLineStart(cursor: Cursor): boolean {
  return cursor.at === 0 || cursor.text.charCodeAt(cursor.at - 1) === 10;
}

/** Looks at one line, without moving: `name =`, or `name label "label" {`. */
function headerAt(cursor: Cursor): { name: string; labels: number; isBlock: boolean } | undefined {
  const probe: Cursor = { ...cursor, acrossLines: false };
  const name = readIdentifier(probe);
  if (name === undefined) return undefined;
  for (let labels = 0; labels < 4; labels++) {
    skipBlanks(probe);
    const code = codeAt(probe);
    if (code === 123) return { name, labels, isBlock: true };
    if (code === 61 && labels === 0) return { name, labels, isBlock: false };
    if (code === 34) {
      probe.at++;
      while (codeAt(probe) !== 34 && codeAt(probe) !== 10 && codeAt(probe) !== -1) probe.at++;
      if (codeAt(probe) !== 34) return undefined;
      probe.at++;
    } else if (!isIdentifierStart(code) || readIdentifier(probe) === undefined) return undefined;
  }
  return undefined;
}

function skipBlanks(cursor: Cursor): void {
  while (codeAt(cursor) === 32 || codeAt(cursor) === 9) cursor.at++;
}

/** Moves to the next line, or the start of this one, that begins like a top-level item in its first column. */
function resume(cursor: Cursor): void {
  // An open bracket swallows the beginning of the next item's first line; go back to it, but never to the broken item.
  const lineStart = cursor.text.lastIndexOf('\n', cursor.at - 1) + 1;
  if (lineStart > cursor.item && cursor.at < cursor.text.length) cursor.at = lineStart;
  cursor.end = cursor.text.length;
  cursor.depth = 0;
  cursor.heredocDepth = 0;
  while (cursor.at < cursor.end) {
    if (isLineStart(cursor) && headerAt(cursor)) return;
    skipLine(cursor);
    if (cursor.at >= cursor.end) return;
    cursor.at++;
    cursor.line++;
  }
}
