import {
  atKeyword,
  codeAt,
  type Cursor,
  deepen,
  DEEPEST,
  expect,
  fail,
  isDigit,
  isIdentifierStart,
  readIdentifier,
  skipSpace,
  startsWith,
} from './cursor.ts';
import { readHeredoc, readQuoted } from './parse-template.ts';
import { type BinaryOperator, type Expression, type ObjectEntry, SPLAT_ITEM } from './syntax.ts';

// Weakest first, as in the HCL specification; two-character signs stand before their one-character beginnings.
const PRECEDENCE: ReadonlyArray<readonly [BinaryOperator, number]> = [
  ['||', 1],
  ['&&', 2],
  ['==', 3],
  ['!=', 3],
  ['<=', 4],
  ['>=', 4],
  ['<', 4],
  ['>', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['%', 6],
];

const OPERATOR_STARTS: ReadonlySet<number> = new Set(PRECEDENCE.map(([sign]) => sign.charCodeAt(0)));

/** Reads one expression; throws SyntaxFailure where the grammar is broken or the nesting too deep. */
export function readExpression(cursor: Cursor): Expression {
  deepen(cursor);
  skipSpace(cursor);
  const condition = readBinary(cursor, 1);
  skipSpace(cursor);
  let expression = condition;
  if (startsWith(cursor, '?')) {
    cursor.at++;
    const yes = readExpression(cursor);
    expect(cursor, ':', 'between the two results of a conditional');
    expression = { kind: 'conditional', line: condition.line, condition, yes, no: readExpression(cursor) };
  }
  cursor.depth--;
  return expression;
}

function readBinary(cursor: Cursor, weakest: number): Expression {
  let left = readUnary(cursor);
  for (let links = 0; ; links++) {
    skipSpace(cursor);
    if (!OPERATOR_STARTS.has(codeAt(cursor))) return left;
    const found = PRECEDENCE.find(([sign]) => startsWith(cursor, sign));
    if (!found || found[1] < weakest) return left;
    if (links === DEEPEST) fail(cursor, `more than ${DEEPEST} operators in a row`);
    cursor.at += found[0].length;
    skipSpace(cursor);
    const right = readBinary(cursor, found[1] + 1);
    left = { kind: 'binary', line: left.line, operator: found[0], left, right };
  }
}

function readUnary(cursor: Cursor): Expression {
  const code = codeAt(cursor);
  if (code !== 45 && code !== 33) return readAccesses(cursor, readPrimary(cursor));
  deepen(cursor);
  const { line } = cursor;
  cursor.at++;
  skipSpace(cursor);
  const operand = readUnary(cursor);
  cursor.depth--;
  return { kind: 'unary', line, operator: code === 45 ? '-' : '!', operand };
}

/** Reads `.name`, `.0`, `[key]`, `.*` and `[*]` after a value. */
function readAccesses(cursor: Cursor, subject: Expression): Expression {
  let expression = subject;
  for (let links = 0; ; links++) {
    skipSpace(cursor);
    const code = codeAt(cursor);
    const isDot = code === 46 && codeAt(cursor, 1) !== 46;
    if (!isDot && code !== 91) return expression;
    if (links === DEEPEST) fail(cursor, `more than ${DEEPEST} accesses in a row`);
    const { line } = cursor;
    if (isSplat(cursor)) {
      expression = readSplat(cursor, expression);
      continue;
    }
    expression = isDot ? readMember(cursor, expression, line) : readIndex(cursor, expression, line);
  }
}

function isSplat(cursor: Cursor): boolean {
  return startsWith(cursor, '.*') || startsWith(cursor, '[*]');
}

function readMember(cursor: Cursor, of: Expression, line: number): Expression {
  cursor.at++;
  skipSpace(cursor);
  if (isDigit(codeAt(cursor))) {
    const start = cursor.at;
    while (isDigit(codeAt(cursor))) cursor.at++;
    const value = Number(cursor.text.slice(start, cursor.at));
    return { kind: 'index', line, of, key: { kind: 'literal', line, value } };
  }
  const name = readIdentifier(cursor) ?? fail(cursor, `expected a name after '.'`);
  return { kind: 'member', line, of, name };
}

function readIndex(cursor: Cursor, of: Expression, line: number): Expression {
  const outer = cursor.acrossLines;
  cursor.acrossLines = true;
  cursor.at++;
  const key = readExpression(cursor);
  expect(cursor, ']', 'after an index');
  cursor.acrossLines = outer;
  return { kind: 'index', line, of, key };
}

/** `.*` takes the member accesses that follow into each item, `[*]` the index accesses as well. */
function readSplat(cursor: Cursor, of: Expression): Expression {
  const { line } = cursor;
  const full = codeAt(cursor) === 91;
  cursor.at += full ? 3 : 2;
  let each: Expression = { kind: 'name', line, name: SPLAT_ITEM };
  for (let links = 0; ; links++) {
    skipSpace(cursor);
    if (links === DEEPEST) fail(cursor, `more than ${DEEPEST} accesses in a row`);
    const code = codeAt(cursor);
    if (isSplat(cursor)) break;
    if (code === 46 && codeAt(cursor, 1) !== 46) each = readMember(cursor, each, cursor.line);
    else if (code === 91 && full) each = readIndex(cursor, each, cursor.line);
    else break;
  }
  return { kind: 'splat', line, of, each };
}

function readPrimary(cursor: Cursor): Expression {
  const { line } = cursor;
  const code = codeAt(cursor);
  if (code === 34) return readQuoted(cursor);
  if (isDigit(code)) return readNumber(cursor);
  if (code === 40) return readParenthesised(cursor);
  if (code === 91) return readList(cursor);
  if (code === 123) return readObject(cursor);
  if (startsWith(cursor, '<<')) return readHeredoc(cursor);
  const name = readIdentifier(cursor) ?? fail(cursor, code === -1 ? 'the file ends inside an expression' : 'expected an expression');
  if (name === 'true' || name === 'false') return { kind: 'literal', line, value: name === 'true' };
  if (name === 'null') return { kind: 'literal', line, value: null };
  return readCall(cursor, name, line) ?? { kind: 'name', line, name };
}

function readNumber(cursor: Cursor): Expression {
  const { line } = cursor;
  const start = cursor.at;
  const digits = (): void => {
    while (isDigit(codeAt(cursor))) cursor.at++;
  };
  digits();
  if (codeAt(cursor) === 46 && isDigit(codeAt(cursor, 1))) {
    cursor.at++;
    digits();
  }
  const exponent = codeAt(cursor);
  if (exponent === 101 || exponent === 69) {
    const signed = codeAt(cursor, 1) === 43 || codeAt(cursor, 1) === 45 ? 2 : 1;
    if (isDigit(codeAt(cursor, signed))) {
      cursor.at += signed;
      digits();
    }
  }
  return { kind: 'literal', line, value: Number(cursor.text.slice(start, cursor.at)) };
}

function readParenthesised(cursor: Cursor): Expression {
  const outer = cursor.acrossLines;
  cursor.acrossLines = true;
  cursor.at++;
  const expression = readExpression(cursor);
  expect(cursor, ')', 'after an expression in parentheses');
  cursor.acrossLines = outer;
  return expression;
}

function readList(cursor: Cursor): Expression {
  const { line } = cursor;
  const outer = cursor.acrossLines;
  cursor.acrossLines = true;
  cursor.at++;
  skipSpace(cursor);
  const items: Expression[] = [];
  if (atForExpression(cursor)) {
    const expression = readFor(cursor, line, ']');
    cursor.acrossLines = outer;
    return expression;
  }
  while (!startsWith(cursor, ']')) {
    items.push(readExpression(cursor));
    skipSpace(cursor);
    if (startsWith(cursor, ']')) break;
    expect(cursor, ',', 'between the items of a list');
    skipSpace(cursor);
  }
  cursor.at++;
  cursor.acrossLines = outer;
  return { kind: 'list', line, items };
}

function readObject(cursor: Cursor): Expression {
  const { line } = cursor;
  const outer = cursor.acrossLines;
  cursor.at++;
  cursor.acrossLines = true;
  skipSpace(cursor);
  if (atForExpression(cursor)) {
    const expression = readFor(cursor, line, '}');
    cursor.acrossLines = outer;
    return expression;
  }
  const entries: ObjectEntry[] = [];
  while (!startsWith(cursor, '}')) {
    cursor.acrossLines = false;
    entries.push(readEntry(cursor));
    skipSpace(cursor);
    if (startsWith(cursor, ',')) cursor.at++;
    else if (codeAt(cursor) !== 10 && codeAt(cursor) !== 125)
      fail(cursor, 'expected a comma or a new line between the entries of an object');
    cursor.acrossLines = true;
    skipSpace(cursor);
  }
  cursor.at++;
  cursor.acrossLines = outer;
  return { kind: 'object', line, entries };
}

function readEntry(cursor: Cursor): ObjectEntry {
  const { line } = cursor;
  const bare = isIdentifierStart(codeAt(cursor));
  const written = readExpression(cursor);
  // A bare word is a literal key; `(name)` and "${name}" are expressions.
  const key: Expression = bare && written.kind === 'name' ? { kind: 'literal', line, value: written.name } : written;
  skipSpace(cursor);
  if (!startsWith(cursor, '=') && !startsWith(cursor, ':')) fail(cursor, `expected '=' or ':' after the key of an object`);
  cursor.at++;
  return { line, key, value: readExpression(cursor) };
}

function atForExpression(cursor: Cursor): boolean {
  if (!atKeyword(cursor, 'for')) return false;
  let offset = 3;
  while (codeAt(cursor, offset) === 32 || codeAt(cursor, offset) === 9 || codeAt(cursor, offset) === 10 || codeAt(cursor, offset) === 13)
    offset++;
  return offset > 3 && isIdentifierStart(codeAt(cursor, offset));
}

/** What stands between `for` and the body, shared with the template directive: `key, value in collection`. */
export function readForIntroduction(cursor: Cursor): { keyName: string | undefined; valueName: string; collection: Expression } {
  cursor.at += 'for'.length;
  skipSpace(cursor);
  const first = readIdentifier(cursor) ?? fail(cursor, `expected a name after 'for'`);
  skipSpace(cursor);
  let second: string | undefined;
  if (startsWith(cursor, ',')) {
    cursor.at++;
    skipSpace(cursor);
    second = readIdentifier(cursor) ?? fail(cursor, `expected a second name after 'for ${first},'`);
  }
  skipSpace(cursor);
  if (!atKeyword(cursor, 'in')) fail(cursor, `expected 'in' after the names of a for expression`);
  cursor.at += 2;
  const collection = readExpression(cursor);
  return { keyName: second === undefined ? undefined : first, valueName: second ?? first, collection };
}

function readFor(cursor: Cursor, line: number, close: ']' | '}'): Expression {
  const introduction = readForIntroduction(cursor);
  expect(cursor, ':', 'after the collection of a for expression');
  let value = readExpression(cursor);
  let key: Expression | undefined;
  let grouped = false;
  if (close === '}') {
    expect(cursor, '=>', 'between key and value of a for expression');
    key = value;
    value = readExpression(cursor);
    skipSpace(cursor);
    if (startsWith(cursor, '...')) {
      grouped = true;
      cursor.at += 3;
    }
  }
  skipSpace(cursor);
  let condition: Expression | undefined;
  if (atKeyword(cursor, 'if')) {
    cursor.at += 2;
    condition = readExpression(cursor);
  }
  expect(cursor, close, 'at the end of a for expression');
  return { kind: 'for', line, ...introduction, key, value, condition, grouped };
}

function readCall(cursor: Cursor, first: string, line: number): Expression | undefined {
  let name = first;
  // Functions that providers define are written provider::aws::arn_parse(…).
  while (startsWith(cursor, '::')) {
    cursor.at += 2;
    name += `::${readIdentifier(cursor) ?? fail(cursor, `expected a name after '::'`)}`;
  }
  skipSpace(cursor);
  if (!startsWith(cursor, '(')) return undefined;
  const outer = cursor.acrossLines;
  cursor.acrossLines = true;
  cursor.at++;
  skipSpace(cursor);
  const given: Expression[] = [];
  let spread = false;
  while (!startsWith(cursor, ')')) {
    given.push(readExpression(cursor));
    skipSpace(cursor);
    if (startsWith(cursor, '...')) {
      spread = true;
      cursor.at += 3;
      skipSpace(cursor);
      if (startsWith(cursor, ',')) cursor.at++;
      skipSpace(cursor);
      if (!startsWith(cursor, ')')) fail(cursor, `expected ')' after '...'`);
    }
    if (startsWith(cursor, ')')) break;
    expect(cursor, ',', `between the arguments of ${name}()`);
    skipSpace(cursor);
  }
  cursor.at++;
  cursor.acrossLines = outer;
  return { kind: 'call', line, name, arguments: given, spread };
}
