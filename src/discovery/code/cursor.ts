import { type Told, toldBranches } from './branches.ts';
import type { Expression, ParseOptions, Statement } from './syntax.ts';

/**
 * Where a reader stands in a text, and what it has used up. One crossing into the native tree costs as much as reading a whole
 * line of text, so the grammar is asked only where statements, functions and other hard places begin and end; what stands
 * between is read from the text itself through this cursor.
 */
export interface Cursor {
  readonly text: string;
  readonly maxNodes: number;
  /** Which branches are told in this file. */
  readonly branches: Told | undefined;
  at: number;
  /** Reading stops here: the end the grammar gave for the statement. */
  end: number;
  depth: number;
  /** Open brackets, inside which a Python line break is a space. */
  brackets: number;
  nodes: number;
  calls: number;
  /** Operator found by the last look ahead, and where it ends. */
  operator: string;
  operatorEnd: number;
  /** Statements found inside an expression (walrus, yield, a call in a dropped part), to stand before its own statement. */
  pending: Statement[];
  readonly cuts: Set<string>;
  line: number;
  lineStart: number;
  lineEnd: number;
}

export const MAX_STRING = 8 * 1024;
export const MAX_DOC = 2 * 1024;
const MAX_DEPTH = 200;
const DEFAULT_NODES = 200_000;
const MAX_LITERAL_NODES = 2_000;
const MAX_LITERAL_TEXT = 64 * 1024;
const MAX_TREE_DEPTH = 600;

export function createCursor(text: string, options: ParseOptions): Cursor {
  return {
    text,
    maxNodes: options.nodes ?? DEFAULT_NODES,
    branches: toldBranches(text),
    at: 0,
    end: text.length,
    depth: 0,
    brackets: 0,
    nodes: 0,
    calls: 0,
    operator: '',
    operatorEnd: 0,
    pending: [],
    cuts: new Set(),
    line: 1,
    lineStart: 0,
    lineEnd: lineEndAfter(text, 0),
  };
}

function lineEndAfter(text: string, offset: number): number {
  const found = text.indexOf('\n', offset);
  return found === -1 ? text.length : found;
}

/** Line (from 1) of an offset; cheap when offsets mostly grow, as they do while reading. */
export function lineAt(c: Cursor, offset: number): number {
  while (offset > c.lineEnd) {
    c.lineStart = c.lineEnd + 1;
    c.lineEnd = lineEndAfter(c.text, c.lineStart);
    c.line += 1;
  }
  while (offset < c.lineStart) {
    c.lineEnd = c.lineStart - 1;
    c.lineStart = c.lineEnd === 0 ? 0 : c.text.lastIndexOf('\n', c.lineEnd - 1) + 1;
    c.line -= 1;
  }
  return c.line;
}

export function unknownAt(c: Cursor, offset: number): Expression {
  c.nodes += 1;
  return { t: '?', l: lineAt(c, offset) };
}

/** True where one more level may be read; otherwise the cut is noted and the caller skips. Pair with `c.depth -= 1`. */
export function mayDescend(c: Cursor): boolean {
  if (c.nodes > c.maxNodes) {
    c.cuts.add(`more than ${c.maxNodes} expression nodes`);
    return false;
  }
  if (c.depth >= MAX_DEPTH) {
    c.cuts.add(`nested deeper than ${MAX_DEPTH}`);
    return false;
  }
  return true;
}

export function isFull(c: Cursor): boolean {
  return c.nodes > c.maxNodes;
}

/** A chain of operators or members nests to the left without recursion; past the limit its beginning becomes unknown. */
export function capChain(c: Cursor, links: number, left: Expression): Expression {
  if (links % MAX_DEPTH !== 0) return left;
  c.cuts.add(`nested deeper than ${MAX_DEPTH}`);
  return { t: '?', l: left.l };
}

export function isLargeLiteral(c: Cursor, start: number, nodesBefore: number, elements: number): boolean {
  const large = c.nodes - nodesBefore > MAX_LITERAL_NODES || (elements > 1 && c.at - start > MAX_LITERAL_TEXT);
  if (large) {
    c.cuts.add('large literal');
    c.nodes = nodesBefore;
  }
  return large;
}

/** Text of a string value, cut where it is too long to be worth keeping. */
export function cutString(c: Cursor, value: string): string {
  if (value.length <= MAX_STRING) return value;
  c.cuts.add(`string longer than ${MAX_STRING} characters`);
  return value.slice(0, MAX_STRING);
}

export function cutDoc(value: string): string {
  return value.slice(0, MAX_DOC).trim();
}

/** True where a value that goes nowhere is worth a statement: calls were read in it, and are still there. */
export function isWorthKeeping(c: Cursor, value: Expression, callsBefore: number): boolean {
  if (value.t === '?' || value.t === 'name') return false;
  return c.calls > callsBefore || looksUp(value) || comparesKey(value);
}

/** `x in ALLOWED`, alone or among several conditions: what a value is compared with tells whether it was checked. */
function looksUp(value: Expression, deep = 0): boolean {
  if (value.t === 'bin')
    return value.op === 'in' || value.op === 'not in' || (deep < 4 && (looksUp(value.x, deep + 1) || looksUp(value.y, deep + 1)));
  return value.t === 'either' && deep < 4 && value.e.some((part) => looksUp(part, deep + 1));
}

const EQUALS: ReadonlySet<string> = new Set(['==', '!=', '===', '!==']);
const KEY = /key|token|secret|passw|^env(?:iron)?$/i;

/** `given != settings.API_KEY`, alone or among several conditions: which key a caller has to show. */
function comparesKey(value: Expression, deep = 0): boolean {
  if (deep > 4) return false;
  if (value.t === 'bin') {
    if (EQUALS.has(value.op) && (namesKey(value.x) || namesKey(value.y))) return true;
    return comparesKey(value.x, deep + 1) || comparesKey(value.y, deep + 1);
  }
  return value.t === 'either' && value.e.some((part) => comparesKey(part, deep + 1));
}

function namesKey(e: Expression, deep = 0): boolean {
  if (deep > 4) return false;
  if (e.t === 'name') return KEY.test(e.n);
  if (e.t === 'attr') return KEY.test(e.n) || namesKey(e.o, deep + 1);
  if (e.t === 'idx') return namesKey(e.o, deep + 1);
  return e.t === 'tpl' && e.p.some((part) => namesKey(part, deep + 1));
}

/** Part of an expression that has no place in the result; kept as a statement where it holds a call. */
export function dropExpression(c: Cursor, dropped: Expression, callsBefore: number): void {
  if (isWorthKeeping(c, dropped, callsBefore)) c.pending.push({ s: 'expr', e: dropped, l: dropped.l });
}

export function emitPending(c: Cursor, out: Statement[]): void {
  if (c.pending.length === 0) return;
  for (const statement of c.pending) out.push(statement);
  c.pending = [];
}

const CHECKED_NODES = 300;

/**
 * Chains nest to the left and brackets to the right, each within its own limit; a hostile text can multiply the two, so a
 * statement of many nodes is measured as a whole before it is handed to code that walks it recursively.
 */
export function guardDepth(c: Cursor, value: Expression, nodesBefore: number): Expression {
  if (c.nodes - nodesBefore < CHECKED_NODES || isShallow(value, MAX_TREE_DEPTH)) return value;
  c.cuts.add(`nested deeper than ${MAX_TREE_DEPTH}`);
  return { t: '?', l: value.l };
}

function isShallow(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (left === 0) return false;
  for (const part of Object.values(value)) if (!isShallow(part, left - 1)) return false;
  return true;
}

const WORD_START = 1;
const WORD_PART = 2;
const WORD_CODES = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_$]/.test(character)) WORD_CODES[code] = WORD_START | WORD_PART;
  else if (/[0-9]/.test(character)) WORD_CODES[code] = WORD_PART;
}

export function isWordStart(code: number): boolean {
  return code < 128 ? (WORD_CODES[code]! & WORD_START) !== 0 : code !== 0xfeff && code !== 0xa0;
}

export function isWordPart(code: number): boolean {
  return code < 128 ? (WORD_CODES[code]! & WORD_PART) !== 0 : code !== 0xfeff && code !== 0xa0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** End of the word that begins at `from` (equal to `from` where none does). */
export function wordEnd(c: Cursor, from: number): number {
  let at = from;
  while (at < c.end && isWordPart(c.text.charCodeAt(at))) at += 1;
  return at;
}

/** True where exactly this word stands at the cursor. */
export function atWord(c: Cursor, word: string): boolean {
  const after = c.at + word.length;
  return after <= c.end && c.text.startsWith(word, c.at) && !(after < c.end && isWordPart(c.text.charCodeAt(after)));
}

/** Code of the character at the cursor; 0 at the end. */
export function codeAt(c: Cursor): number {
  return c.at < c.end ? c.text.charCodeAt(c.at) : 0;
}
