import { codeAt, isWordStart, lineAt, mayDescend, unknownAt, wordEnd } from '../cursor.ts';
import type { Expression, Statement } from '../syntax.ts';
import { endElement, readExpression, readPostfix, readSequence } from './expression.ts';
import type { ScriptCursor } from './scope.ts';
import { skipBrackets, skipSpace, skipToCloser } from './space.ts';
import { readString } from './strings.ts';

/**
 * Reads a binding pattern in the shape of the value it takes apart: a name, a `dict` whose values are patterns (a null key takes
 * the rest), a `list`. A pattern with a default is `either` of the two. Grammar: ECMA-262, "Destructuring Binding Patterns".
 */
export function readPattern(c: ScriptCursor): Expression {
  const start = c.at;
  const code = codeAt(c);
  if (code === 123 || code === 91) {
    if (!mayDescend(c)) {
      skipBrackets(c);
      return unknownAt(c, start);
    }
    c.depth += 1;
    const pattern = code === 123 ? readObjectPattern(c) : readArrayPattern(c);
    c.depth -= 1;
    return pattern;
  }
  if (!isWordStart(code)) return unknownAt(c, start);
  c.at = wordEnd(c, start);
  c.nodes += 1;
  const name: Expression = { t: 'name', n: c.text.slice(start, c.at), l: lineAt(c, start) };
  return codeAt(c) === 46 ? readPostfix(c, name) : name;
}

function readObjectPattern(c: ScriptCursor): Expression {
  const l = lineAt(c, c.at);
  const entries: [Expression | null, Expression][] = [];
  c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 125; skipSpace(c)) {
    const before = c.at;
    entries.push(readProperty(c));
    endElement(c, before);
  }
  if (c.at < c.end) c.at += 1;
  c.nodes += 1;
  return { t: 'dict', e: entries, l };
}

function readProperty(c: ScriptCursor): [Expression | null, Expression] {
  if (skipDots(c)) return [null, readPattern(c)];
  const l = lineAt(c, c.at);
  const key = readKey(c);
  skipSpace(c);
  if (codeAt(c) !== 58) return [key, withDefault(c, { t: 'name', n: key.t === 'str' ? key.v : '', l })];
  c.at += 1;
  skipSpace(c);
  return [key, withDefault(c, readPattern(c))];
}

/** Key of a property or of a class member: its name or text as `str`, a computed one as its expression. */
export function readKey(c: ScriptCursor): Expression {
  const start = c.at;
  const code = codeAt(c);
  const l = lineAt(c, start);
  c.nodes += 1;
  if (code === 34 || code === 39) return { t: 'str', v: readString(c), l };
  if (code === 91) {
    c.at += 1;
    skipSpace(c);
    const key = readSequence(c);
    skipSpace(c);
    if (codeAt(c) !== 93) skipToCloser(c);
    if (c.at < c.end) c.at += 1;
    return key;
  }
  if (code === 35) c.at += 1;
  c.at = wordEnd(c, c.at);
  if (codeAt(c) === 46) c.at = wordEnd(c, c.at + 1);
  return { t: 'str', v: c.text.slice(start, c.at), l };
}

function readArrayPattern(c: ScriptCursor): Expression {
  const l = lineAt(c, c.at);
  const elements: Expression[] = [];
  c.at += 1;
  for (skipSpace(c); c.at < c.end && codeAt(c) !== 93; skipSpace(c)) {
    const before = c.at;
    if (codeAt(c) === 44) elements.push({ t: '?', l });
    else if (skipDots(c)) elements.push({ t: 'spread', e: readPattern(c), l });
    else elements.push(withDefault(c, readPattern(c)));
    endElement(c, before);
  }
  if (c.at < c.end) c.at += 1;
  c.nodes += 1;
  return { t: 'list', e: elements, l };
}

function skipDots(c: ScriptCursor): boolean {
  if (!c.text.startsWith('...', c.at)) return false;
  c.at += 3;
  skipSpace(c);
  return true;
}

function withDefault(c: ScriptCursor, pattern: Expression): Expression {
  skipSpace(c);
  if (codeAt(c) !== 61 || c.text.charCodeAt(c.at + 1) === 61) return pattern;
  c.at += 1;
  skipSpace(c);
  return { t: 'either', e: [pattern, readExpression(c)], l: pattern.l };
}

/** Names a pattern binds. */
export function namesOf(pattern: Expression): string[] {
  switch (pattern.t) {
    case 'name':
      return [pattern.n];
    case 'dict':
      return pattern.e.flatMap(([, value]) => namesOf(value));
    case 'list':
      return pattern.e.flatMap(namesOf);
    case 'spread':
      return namesOf(pattern.e);
    case 'either':
      return pattern.e.slice(0, 1).flatMap(namesOf);
    default:
      return [];
  }
}

export interface AssignmentMarks {
  annotation?: Expression;
  exported?: boolean;
}

/**
 * One assignment for each name of an object pattern: `{ a, b: c } = e` is `a = e.a`, `c = e.b`. A value that is not a plain name
 * is first given one no program can use (`#` and its offset), so that a call taken apart stands once. A list pattern of
 * unknown value stays a list.
 */
export function assignPattern(c: ScriptCursor, pattern: Expression, value: Expression, marks: AssignmentMarks, out: Statement[]): void {
  const { l } = pattern;
  if (pattern.t === 'either') {
    const [target, fallback] = pattern.e;
    const either: Expression = fallback === undefined ? value : { t: 'either', e: [value, fallback], l };
    if (target !== undefined) assignPattern(c, target, either, marks, out);
  } else if (pattern.t === 'dict') {
    const source = pattern.e.length > 1 ? named(c, value, out) : value;
    for (const [key, target] of pattern.e) assignPattern(c, target, memberOf(source, key, target.l), marks, out);
  } else if (pattern.t !== 'list') {
    if ((value.t === 'fn' || value.t === 'class') && value.d.name === '' && pattern.t === 'name') value.d.name = pattern.n;
    out.push({ s: 'assign', target: pattern, value, ...marks, l });
  } else if (value.t === 'list' && value.e.length === pattern.e.length && !hasSpread(pattern.e) && !hasSpread(value.e)) {
    for (const [index, element] of pattern.e.entries()) {
      if (element.t !== '?') assignPattern(c, element, value.e[index]!, marks, out);
    }
  } else assignList(c, pattern, value, marks, out);
}

function assignList(
  c: ScriptCursor,
  pattern: Expression & { t: 'list' },
  value: Expression,
  marks: AssignmentMarks,
  out: Statement[],
): void {
  const { l } = pattern;
  if (pattern.e.every((element) => element.t !== 'dict' && element.t !== 'list')) {
    const e = pattern.e.map((element) => (element.t === 'either' ? element.e[0]! : element));
    out.push({ s: 'assign', target: { t: 'list', e, l }, value, ...marks, l });
    return;
  }
  const source = named(c, value, out);
  for (const [index, element] of pattern.e.entries()) {
    const part: Expression = { t: 'idx', o: source, k: { t: 'num', v: index, l }, l };
    if (element.t !== '?')
      assignPattern(c, element.t === 'spread' ? element.e : element, element.t === 'spread' ? source : part, marks, out);
  }
}

function named(c: ScriptCursor, value: Expression, out: Statement[]): Expression {
  if (value.t === 'name') return value;
  const target: Expression = { t: 'name', n: `#${c.at}`, l: value.l };
  out.push({ s: 'assign', target, value, l: value.l });
  return target;
}

function memberOf(o: Expression, key: Expression | null, l: number): Expression {
  if (key === null) return o;
  return key.t === 'str' ? { t: 'attr', o, n: key.v, l } : { t: 'idx', o, k: key, l };
}

function hasSpread(elements: Expression[]): boolean {
  return elements.some((element) => element.t === 'spread');
}
