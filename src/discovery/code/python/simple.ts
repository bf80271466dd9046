import { atWord, codeAt, emitPending, guardDepth, isWordStart, isWorthKeeping, lineAt, wordEnd, type Cursor } from '../cursor.ts';
import type { Expression, Statement } from '../syntax.ts';
import { readExpression, readExpressionList } from './expression.ts';
import { skipSpace } from './space.ts';

const AUGMENTED = /(?:\*\*|\/\/|>>|<<|[-+*/%@&|^])=/y;
const WITHOUT_MEANING = new Set(['pass', 'break', 'continue', 'global', 'nonlocal', 'del', 'else', 'try', 'finally', 'except']);

/**
 * Reads the simple statement at the cursor, which ends at `c.end`. Grammar: docs.python.org/3/reference/simple_stmts.html.
 * An expression that calls nothing says nothing and is left out.
 */
export function readSimpleStatement(c: Cursor, out: Statement[]): void {
  const word = isWordStart(codeAt(c)) ? c.text.slice(c.at, wordEnd(c, c.at)) : '';
  if (WITHOUT_MEANING.has(word)) return;
  c.nodes += 1;
  switch (word) {
    case 'import':
      return readImport(c, out);
    case 'from':
      return readFromImport(c, out);
    case 'return':
      return readReturn(c, out);
    case 'raise':
    case 'assert':
      c.at += word.length;
      skipSpace(c);
      return readEvaluated(c, out);
    case 'type':
      return readTypeAlias(c, out);
    default:
      return readAssignment(c, out);
  }
}

export function beginsImport(c: Cursor): boolean {
  return atWord(c, 'import') || atWord(c, 'from');
}

/** Expression whose value goes nowhere: kept where it calls something. */
export function readEvaluated(c: Cursor, out: Statement[]): void {
  const calls = c.calls;
  const nodes = c.nodes;
  const e = guardDepth(c, readExpressionList(c), nodes);
  emitPending(c, out);
  if (isWorthKeeping(c, e, calls)) out.push({ s: 'expr', e, l: e.l });
}

/** `import a.b` binds `a`, but is recorded as `a.b` so that `a.b.X` can be resolved by its longest prefix. */
function readImport(c: Cursor, out: Statement[]): void {
  const l = lineAt(c, c.at);
  c.at += 'import'.length;
  do {
    skipSpace(c);
    const module = readDottedName(c);
    if (module === '') return;
    out.push({ s: 'import', module, as: readAlias(c) ?? module, l });
  } while (skipComma(c));
}

function readFromImport(c: Cursor, out: Statement[]): void {
  const l = lineAt(c, c.at);
  c.at += 'from'.length;
  skipSpace(c);
  const module = readDottedName(c);
  skipSpace(c);
  if (!atWord(c, 'import')) return;
  c.at += 'import'.length;
  skipSpace(c);
  if (codeAt(c) === 42) {
    out.push({ s: 'import', module, name: '*', as: '*', l });
    return;
  }
  if (codeAt(c) === 40) {
    c.at += 1;
    c.brackets += 1;
  }
  do {
    skipSpace(c);
    const at = c.at;
    const name = readDottedName(c);
    if (name === '') return;
    out.push({ s: 'import', module, name, as: readAlias(c) ?? name, l: lineAt(c, at) });
  } while (skipComma(c));
}

/** `..a.b` without the blanks that may stand in it. */
function readDottedName(c: Cursor): string {
  let name = '';
  let nameMayFollow = true;
  for (; c.at < c.end; skipSpace(c)) {
    if (codeAt(c) === 46) {
      name += '.';
      c.at += 1;
      nameMayFollow = true;
      continue;
    }
    if (!nameMayFollow || !isWordStart(codeAt(c)) || atWord(c, 'import')) break;
    const end = wordEnd(c, c.at);
    name += c.text.slice(c.at, end);
    c.at = end;
    nameMayFollow = false;
  }
  return name;
}

function readAlias(c: Cursor): string | undefined {
  skipSpace(c);
  if (!atWord(c, 'as')) return undefined;
  c.at += 2;
  skipSpace(c);
  const end = wordEnd(c, c.at);
  const alias = c.text.slice(c.at, end);
  c.at = end;
  return alias === '' ? undefined : alias;
}

function skipComma(c: Cursor): boolean {
  skipSpace(c);
  if (codeAt(c) !== 44) return false;
  c.at += 1;
  return true;
}

function readReturn(c: Cursor, out: Statement[]): void {
  c.at += 'return'.length;
  skipSpace(c);
  if (c.at >= c.end || codeAt(c) === 10 || codeAt(c) === 59) return;
  const nodes = c.nodes;
  const e = guardDepth(c, readExpressionList(c), nodes);
  emitPending(c, out);
  out.push({ s: 'return', e, l: e.l });
}

/** `type X = …`; everywhere else `type` is an ordinary name. */
function readTypeAlias(c: Cursor, out: Statement[]): void {
  const start = c.at;
  c.at += 'type'.length;
  skipSpace(c);
  if (!isWordStart(codeAt(c)) || atWord(c, 'in') || atWord(c, 'is')) c.at = start;
  readAssignment(c, out);
}

function readAssignment(c: Cursor, out: Statement[]): void {
  const l = lineAt(c, c.at);
  const calls = c.calls;
  const nodes = c.nodes;
  const first = readExpressionList(c);
  skipSpace(c);
  const code = codeAt(c);
  if (code === 58) return readAnnotated(c, first, l, out);
  if (code === 61) {
    const targets = [first];
    let value = first;
    while (codeAt(c) === 61) {
      c.at += 1;
      skipSpace(c);
      value = guardDepth(c, readExpressionList(c), nodes);
      targets.push(value);
      skipSpace(c);
    }
    emitPending(c, out);
    const module = loadedModule(value);
    for (const target of targets.slice(0, -1)) {
      if (module !== undefined && target.t === 'name') out.push({ s: 'import', module, as: target.n, l });
      else assign(target, value, l, out);
    }
    return;
  }
  AUGMENTED.lastIndex = c.at;
  const operator = AUGMENTED.exec(c.text)?.[0];
  if (operator !== undefined && c.at < c.end) {
    c.at += operator.length;
    skipSpace(c);
    const value = guardDepth(c, readExpressionList(c), nodes);
    emitPending(c, out);
    out.push({ s: 'assign', target: first, value, aug: true, l });
    return;
  }
  const e = guardDepth(c, first, nodes);
  emitPending(c, out);
  if (isWorthKeeping(c, e, calls)) out.push({ s: 'expr', e, l });
}

/** `x = importlib.import_module("m")`, `x = __import__("m")`: `__import__` gives the outermost package. */
export function loadedModule(value: Expression): string | undefined {
  if (value.t !== 'call') return undefined;
  const [name] = value.a;
  const loader = value.f.t === 'attr' && value.f.o.t === 'name' && value.f.o.n === 'importlib' ? value.f.n : undefined;
  const called = value.f.t === 'name' ? value.f.n : loader;
  if (name?.t !== 'str' || (called !== 'import_module' && called !== '__import__')) return undefined;
  return called === '__import__' ? name.v.split('.', 1)[0] : name.v;
}

function readAnnotated(c: Cursor, target: Expression, l: number, out: Statement[]): void {
  const nodes = c.nodes;
  c.at += 1;
  skipSpace(c);
  const annotation = guardDepth(c, readExpression(c), nodes);
  skipSpace(c);
  if (codeAt(c) !== 61) {
    emitPending(c, out);
    out.push({ s: 'assign', target, annotation, l });
    return;
  }
  c.at += 1;
  skipSpace(c);
  const value = guardDepth(c, readExpressionList(c), nodes);
  emitPending(c, out);
  out.push({ s: 'assign', target, value, annotation, l });
}

/** One assignment, or one for each element where a tuple of known length is taken apart. */
function assign(target: Expression, value: Expression, l: number, out: Statement[]): void {
  if (target.t !== 'list' || value.t !== 'list' || target.e.length !== value.e.length || hasSpread(target.e) || hasSpread(value.e)) {
    out.push({ s: 'assign', target, value, l });
    return;
  }
  for (const [index, element] of target.e.entries()) assign(element, value.e[index]!, l, out);
}

function hasSpread(elements: Expression[]): boolean {
  return elements.some((element) => element.t === 'spread');
}
