import { codeAt, type Cursor, cursorOver, deepen, expect, fail, isDigit, skipSpace, startsWith, SyntaxFailure } from './cursor.ts';
import { readExpression } from './parse-expression.ts';
import { parseTemplateText } from './parse-template.ts';
import type { Attribute, Block, Body, Expression, ObjectEntry, SyntaxProblem } from './syntax.ts';

/** How many levels of keys are the labels of a block type, at the top of a file and inside blocks. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['provider', 1],
  ['check', 1],
  ['locals', 0],
  ['terraform', 0],
  ['moved', 0],
  ['import', 0],
  ['removed', 0],
]);
const NESTED_LABELS: ReadonlyMap<string, number> = new Map([
  ['lifecycle', 0],
  ['connection', 0],
  ['validation', 0],
  ['required_providers', 0],
  ['cloud', 0],
  ['content', 0],
  ['provisioner', 1],
  ['dynamic', 1],
  ['backend', 1],
]);

interface GrowingBody {
  readonly attributes: Attribute[];
  readonly blocks: Block[];
}

/**
 * Parses the JSON syntax of HCL into the same tree: `configuration` for *.tf.json, whose strings are templates and whose
 * known properties are blocks; `values` for *.tfvars.json, where everything is a literal attribute. JSON cannot tell a
 * nested block of a resource from an attribute without the provider's schema, so both arrive as attributes. Never
 * throws; a break gives a problem and what stood before it is kept.
 * Source: https://developer.hashicorp.com/terraform/language/syntax/json.
 */
export function parseHclJson(
  text: string,
  content: 'configuration' | 'values' = 'configuration',
): { body: Body; problems: SyntaxProblem[] } {
  const problems: SyntaxProblem[] = [];
  const body: GrowingBody = { attributes: [], blocks: [] };
  const cursor = cursorOver(text, 1);
  let top: Expression | undefined;
  try {
    readValue(cursor, (value) => {
      top = value;
    });
    skipSpace(cursor);
    if (codeAt(cursor) !== -1) fail(cursor, 'unexpected text after the JSON document');
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    problems.push({ line: error.line, reason: error.message });
  }
  for (const object of objectsIn(top)) {
    for (const entry of object.entries) {
      const labels = content === 'values' ? undefined : LABELS.get(keyOf(entry));
      placeProperty(body, entry, labels, content === 'values', problems);
    }
  }
  return { body, problems };
}

type JsonObject = Extract<Expression, { kind: 'object' }>;

function keyOf(entry: ObjectEntry): string {
  return entry.key.kind === 'literal' ? String(entry.key.value) : '';
}

function objectsIn(value: Expression | undefined): JsonObject[] {
  if (value?.kind === 'object') return [value];
  return value?.kind === 'list' ? value.items.filter((item) => item.kind === 'object') : [];
}

function placeProperty(
  body: GrowingBody,
  entry: ObjectEntry,
  labels: number | undefined,
  literal: boolean,
  problems: SyntaxProblem[],
): void {
  const name = keyOf(entry);
  if (name === '//') return;
  if (labels !== undefined) placeBlocks(body, { type: name, labels: [], line: entry.line, value: entry.value }, labels, problems);
  else body.attributes.push({ name, line: entry.line, value: literal ? entry.value : withTemplates(entry.value, problems) });
}

interface PendingBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly value: Expression;
}

function placeBlocks(around: GrowingBody, pending: PendingBlock, missing: number, problems: SyntaxProblem[]): void {
  for (const object of objectsIn(pending.value)) {
    if (missing === 0) {
      around.blocks.push({
        type: pending.type,
        labels: pending.labels,
        line: pending.line,
        body: blockBody(pending.type, object, problems),
      });
      continue;
    }
    for (const entry of object.entries) {
      const label = keyOf(entry);
      if (label === '//') continue;
      const labelled = { type: pending.type, labels: [...pending.labels, label], line: entry.line, value: entry.value };
      placeBlocks(around, labelled, missing - 1, problems);
    }
  }
}

function blockBody(type: string, object: JsonObject, problems: SyntaxProblem[]): Body {
  const body: GrowingBody = { attributes: [], blocks: [] };
  for (const entry of object.entries) {
    const name = keyOf(entry);
    // Arguments of a module and locals may carry any name, so nothing in them is a block.
    const labels = type === 'module' || type === 'locals' || type === 'required_providers' ? undefined : NESTED_LABELS.get(name);
    if (type === 'variable' && name === 'type')
      body.attributes.push({ name, line: entry.line, value: typeExpression(entry.value, problems) });
    else placeProperty(body, entry, labels, type === 'variable' || type === 'required_providers', problems);
  }
  return body;
}

/** A variable's type is native syntax inside a string. */
function typeExpression(value: Expression, problems: SyntaxProblem[]): Expression {
  if (value.kind !== 'literal' || typeof value.value !== 'string') return value;
  try {
    return readExpression(cursorOver(value.value, value.line));
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    problems.push({ line: value.line, reason: error.message });
    return value;
  }
}

/** Depth is already bounded by the reader. */
function withTemplates(value: Expression, problems: SyntaxProblem[]): Expression {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => withTemplates(item, problems)) };
  if (value.kind === 'object') {
    const entries = value.entries
      .filter((entry) => keyOf(entry) !== '//')
      .map((entry) => ({ ...entry, key: withTemplates(entry.key, problems), value: withTemplates(entry.value, problems) }));
    return { ...value, entries };
  }
  if (value.kind !== 'literal' || typeof value.value !== 'string') return value;
  const { expression, problem } = parseTemplateText(value.value, value.line);
  if (problem) problems.push(problem);
  return expression;
}

/** Hands a container over before filling it, so that a break inside keeps what stood before. */
function readValue(cursor: Cursor, hand: (value: Expression) => void): void {
  skipSpace(cursor);
  const { line } = cursor;
  const code = codeAt(cursor);
  if (code === 123) readObject(cursor, line, hand);
  else if (code === 91) readArray(cursor, line, hand);
  else if (code === 34) hand({ kind: 'literal', line, value: readString(cursor) });
  else if (code === 45 || isDigit(code)) hand({ kind: 'literal', line, value: readNumber(cursor) });
  else hand({ kind: 'literal', line, value: readWord(cursor) });
}

function readWord(cursor: Cursor): boolean | null {
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    if (!startsWith(cursor, word)) continue;
    cursor.at += word.length;
    return value;
  }
  return fail(cursor, 'expected a JSON value');
}

function readObject(cursor: Cursor, line: number, hand: (value: Expression) => void): void {
  deepen(cursor);
  const entries: ObjectEntry[] = [];
  hand({ kind: 'object', line, entries });
  cursor.at++;
  skipSpace(cursor);
  while (codeAt(cursor) !== 125) {
    if (entries.length > 0) expect(cursor, ',', 'between properties');
    skipSpace(cursor);
    const keyLine = cursor.line;
    if (codeAt(cursor) !== 34) fail(cursor, 'expected the name of a property');
    const key: Expression = { kind: 'literal', line: keyLine, value: readString(cursor) };
    expect(cursor, ':', 'after the name of a property');
    readValue(cursor, (value) => entries.push({ line: keyLine, key, value }));
    skipSpace(cursor);
  }
  cursor.at++;
  cursor.depth--;
}

function readArray(cursor: Cursor, line: number, hand: (value: Expression) => void): void {
  deepen(cursor);
  const items: Expression[] = [];
  hand({ kind: 'list', line, items });
  cursor.at++;
  skipSpace(cursor);
  while (codeAt(cursor) !== 93) {
    if (items.length > 0) expect(cursor, ',', 'between items');
    readValue(cursor, (value) => items.push(value));
    skipSpace(cursor);
  }
  cursor.at++;
  cursor.depth--;
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  for (cursor.at++; codeAt(cursor) !== 34; cursor.at++) {
    const code = codeAt(cursor);
    if (code === -1 || code === 10) fail(cursor, 'the string is not closed');
    if (code === 92) cursor.at++;
  }
  cursor.at++;
  return parsedOr(cursor, cursor.text.slice(start, cursor.at), (value) => typeof value === 'string');
}

function readNumber(cursor: Cursor): number {
  const start = cursor.at;
  // Digits, signs, the point and the exponent's letter; JSON.parse judges the rest.
  while (isDigit(codeAt(cursor)) || [43, 45, 46, 69, 101].includes(codeAt(cursor))) cursor.at++;
  return parsedOr(cursor, cursor.text.slice(start, cursor.at), (value) => typeof value === 'number');
}

function parsedOr<T extends string | number>(cursor: Cursor, written: string, fits: (value: unknown) => boolean): T {
  try {
    const value: unknown = JSON.parse(written);
    if (fits(value)) return value as T;
  } catch {
    // Falls through to the stated reason.
  }
  return fail(cursor, 'the JSON text is malformed');
}
