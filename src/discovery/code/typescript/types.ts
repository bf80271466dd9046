import { atWord, capChain, codeAt, isDigit, isWordStart, lineAt, mayDescend, unknownAt, wordEnd } from '../cursor.ts';
import type { Expression } from '../syntax.ts';
import type { ScriptCursor } from './scope.ts';
import { isCloser, skipAngles, skipBrackets, skipSpace, skipToDelimiter } from './space.ts';
import { readString } from './strings.ts';

/** Brackets of types are looked over before they are read, once a level; so fewer levels of them are. */
const COST_OF_A_LEVEL = 5;
const PREFIXES = new Set(['keyof', 'typeof', 'readonly', 'unique', 'infer', 'asserts', 'abstract', 'new']);

/**
 * Reads a type. Names become `name`, `attr` and `idx` (for arguments, and `Array` for `T[]`), unions and intersections `bin`;
 * what has no such form (object, function, conditional types) is passed over and unknown.
 * Grammar: the TypeScript handbook, "Everyday Types" to "Conditional Types".
 */
export function readType(c: ScriptCursor): Expression {
  const start = c.at;
  if (!mayDescend(c)) {
    skipToDelimiter(c);
    return unknownAt(c, start);
  }
  c.depth += COST_OF_A_LEVEL;
  if (codeAt(c) === 124 || codeAt(c) === 38) c.at += 1;
  skipSpace(c);
  let type = readPostfixType(c);
  for (let links = 1; ; links += 1) {
    skipSpace(c);
    const code = codeAt(c);
    if ((code !== 124 && code !== 38) || c.text.charCodeAt(c.at + 1) === code || c.text.charCodeAt(c.at + 1) === 61) break;
    c.at += 1;
    skipSpace(c);
    c.nodes += 1;
    type = capChain(c, links, { t: 'bin', op: code === 124 ? '|' : '&', x: type, y: readPostfixType(c), l: type.l });
  }
  if (atWord(c, 'is')) {
    c.at += 2;
    skipSpace(c);
    readType(c);
    type = unknownAt(c, start);
  } else if (atWord(c, 'extends')) type = readConditional(c, start);
  c.depth -= COST_OF_A_LEVEL;
  return type;
}

function readConditional(c: ScriptCursor, start: number): Expression {
  c.at += 'extends'.length;
  skipSpace(c);
  readType(c);
  for (const separator of [63, 58]) {
    skipSpace(c);
    if (codeAt(c) !== separator) break;
    c.at += 1;
    skipSpace(c);
    readType(c);
  }
  return unknownAt(c, start);
}

function readPostfixType(c: ScriptCursor): Expression {
  let type = readPrimaryType(c);
  for (let links = 1; ; links += 1) {
    const before = c.at;
    while (codeAt(c) === 32) c.at += 1;
    if (codeAt(c) !== 91) {
      c.at = before;
      return type;
    }
    const l = lineAt(c, c.at);
    const isArray = c.text.charCodeAt(c.at + 1) === 93;
    skipBrackets(c);
    c.nodes += 1;
    type = isArray ? capChain(c, links, { t: 'idx', o: { t: 'name', n: 'Array', l }, k: type, l }) : { t: '?', l };
  }
}

function readPrimaryType(c: ScriptCursor): Expression {
  const start = c.at;
  const code = codeAt(c);
  if (code === 34 || code === 39) {
    c.nodes += 1;
    return { t: 'str', v: readString(c), l: lineAt(c, start) };
  }
  if (isWordStart(code)) return readNamedType(c);
  if (code === 60) {
    skipAngles(c);
    skipSpace(c);
  }
  if (codeAt(c) === 40) return readFunctionType(c, start);
  if (code === 123 || code === 91) skipBrackets(c);
  else if (code === 45 || isDigit(code)) c.at = wordEnd(c, c.at + 1);
  else if (code === 96) skipTemplateType(c);
  return unknownAt(c, start);
}

function readFunctionType(c: ScriptCursor, start: number): Expression {
  const isFunction = beginsParameters(c);
  skipBrackets(c);
  const after = c.at;
  skipSpace(c);
  if (isFunction && c.text.startsWith('=>', c.at)) {
    c.at += 2;
    skipSpace(c);
    readType(c);
    return unknownAt(c, start);
  }
  // Only a type in parentheses: `(A | B)[]`.
  c.at = start + 1;
  skipSpace(c);
  const type = readType(c);
  c.at = after;
  return type;
}

/**
 * Tells `(a: A) => B` from the type `(() => A)` that an arrow function returns, whose arrow follows too: what begins a parameter
 * is a name or pattern with a mark after it.
 */
function beginsParameters(c: ScriptCursor): boolean {
  const start = c.at;
  c.at += 1;
  skipSpace(c);
  const code = codeAt(c);
  let begins = code === 41 || c.text.startsWith('...', c.at);
  if (!begins && (code === 123 || code === 91 || isWordStart(code))) {
    if (isWordStart(code)) c.at = wordEnd(c, c.at);
    else skipBrackets(c);
    skipSpace(c);
    const next = codeAt(c);
    begins = next === 58 || next === 44 || next === 63 || next === 61 || next === 41;
  }
  c.at = start;
  return begins;
}

function skipTemplateType(c: ScriptCursor): void {
  c.at += 1;
  while (c.at < c.end && codeAt(c) !== 96) {
    if (codeAt(c) === 123) skipBrackets(c);
    else c.at += 1;
  }
  if (c.at < c.end) c.at += 1;
}

function readNamedType(c: ScriptCursor): Expression {
  const l = lineAt(c, c.at);
  let word = readWord(c);
  while (PREFIXES.has(word) && startsType(c)) {
    word = isWordStart(codeAt(c)) ? readWord(c) : '';
    if (word === '') return readPrimaryType(c);
  }
  c.nodes += 1;
  if (word === 'import' && codeAt(c) === 40) skipBrackets(c);
  let type: Expression = word === 'null' || word === 'undefined' ? { t: 'null', l } : { t: 'name', n: word, l };
  for (let links = 1; ; links += 1) {
    const before = c.at;
    skipSpace(c);
    if (codeAt(c) === 46 && c.text.charCodeAt(c.at + 1) !== 46) {
      c.at += 1;
      skipSpace(c);
      type = { t: 'attr', o: type, n: readWord(c), l };
    } else if (codeAt(c) === 60) type = { t: 'idx', o: type, k: readTypeArguments(c), l };
    else {
      c.at = before;
      return type;
    }
    c.nodes += 1;
    type = capChain(c, links, type);
  }
}

/** True where a type follows, so that the word before it was an operator and not the type's own name. */
function startsType(c: ScriptCursor): boolean {
  skipSpace(c);
  const code = codeAt(c);
  if (atWord(c, 'is') || atWord(c, 'extends')) return false;
  return isWordStart(code) || code === 40 || code === 91 || code === 123 || code === 34 || code === 39 || code === 60;
}

function readWord(c: ScriptCursor): string {
  const end = wordEnd(c, c.at);
  const word = c.text.slice(c.at, end);
  c.at = end;
  return word;
}

/** `<A, B>` at the cursor: one type, or a list of several. */
function readTypeArguments(c: ScriptCursor): Expression {
  const start = c.at;
  const l = lineAt(c, start);
  skipAngles(c);
  const { at: after, end } = c;
  c.at = start + 1;
  c.end = Math.max(after - 1, c.at);
  const types: Expression[] = [];
  for (skipSpace(c); c.at < c.end; skipSpace(c)) {
    const before = c.at;
    types.push(readType(c));
    skipSpace(c);
    if (codeAt(c) !== 44) skipToDelimiter(c);
    if (codeAt(c) === 44 || isCloser(codeAt(c)) || c.at === before) c.at += 1;
  }
  c.end = end;
  c.at = after;
  c.nodes += 1;
  return types.length === 1 ? types[0]! : { t: 'list', e: types, l };
}
