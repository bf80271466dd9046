import { blocksOf, type Contents } from './configuration.ts';
import { encodeJson, jsonOf } from './json-text.ts';
import { charge, type Meter } from './meter.ts';
import { listOf, stringOf } from './read-value.ts';
import { joinText } from './text-value.ts';
import { list, object, type Origin, settled, text, type Value } from './value.ts';

/**
 * The document that `data "aws_iam_policy_document"` renders, as a value whose JSON structure is kept. Documents in
 * `source_policy_documents` come first, the statements written here replace those of the same sid, and those in
 * `override_policy_documents` replace in turn; a statement without sid is always added.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document.
 */
export function policyDocument(contents: Contents, origin: Origin, meter: Meter): Value {
  const collected: Collected = { statements: [], open: false };
  for (const source of documentsIn(contents, ['source_json', 'source_policy_documents'])) addDocument(collected, source);
  for (const block of blocksOf(contents, 'statement')) addStatement(collected, statementOf(block, origin));
  for (const override of documentsIn(contents, ['override_json', 'override_policy_documents'])) addDocument(collected, override);
  charge(meter, COST_OF_STATEMENT * collected.statements.length);
  const entries = new Map<string, Value>([['Version', contents.attributes.get('version') ?? text('2012-10-17', origin)]]);
  const id = contents.attributes.get('policy_id');
  if (id) entries.set('Id', id);
  const open = collected.open || blocksOf(contents, 'statement').some((block) => 'unexpanded' in block && block.unexpanded === true);
  entries.set('Statement', list(collected.statements, origin, open));
  return encodeJson(object(entries, origin), origin);
}

// A policy has at most a few dozen; the limit bounds documents that include each other many times over.
const MOST_STATEMENTS = 2_000;
const COST_OF_STATEMENT = 20;

interface Collected {
  statements: Value[];
  /** A document that is not known may add statements. */
  open: boolean;
}

function documentsIn(contents: Contents, names: readonly string[]): Value[] {
  return names.flatMap((name) => [...listOf(contents.attributes.get(name))]);
}

function addDocument(collected: Collected, document: Value): void {
  if (settled(document).kind === 'null' || stringOf(document) === '') return;
  const read = jsonOf(document);
  const statements = read?.kind === 'object' ? read.entries.get('Statement') : undefined;
  if (!statements) {
    collected.open = true;
    return;
  }
  const inner = settled(statements);
  if (inner.kind === 'list' && inner.open) collected.open = true;
  for (const statement of inner.kind === 'object' ? [inner] : listOf(statements)) {
    if (settled(statement).kind === 'object') addStatement(collected, statement);
    else collected.open = true;
  }
  if (collected.statements.length > MOST_STATEMENTS) {
    collected.statements = collected.statements.slice(0, MOST_STATEMENTS);
    collected.open = true;
  }
}

function addStatement(collected: Collected, statement: Value): void {
  const sid = sidOf(statement);
  const at = sid === undefined ? -1 : collected.statements.findIndex((each) => sidOf(each) === sid);
  if (at === -1) collected.statements.push(statement);
  else collected.statements[at] = statement;
}

function sidOf(statement: Value): string | undefined {
  const inner = settled(statement);
  const sid = inner.kind === 'object' ? stringOf(inner.entries.get('Sid')) : undefined;
  return sid === '' ? undefined : sid;
}

function statementOf(block: Contents, fallback: Origin): Value {
  const origin = 'file' in block && 'line' in block ? { file: String(block.file), line: Number(block.line) } : fallback;
  const entries = new Map<string, Value>();
  const sid = block.attributes.get('sid');
  if (sid && settled(sid).kind !== 'null') entries.set('Sid', sid);
  entries.set('Effect', block.attributes.get('effect') ?? text('Allow', origin));
  for (const [name, key] of [
    ['actions', 'Action'],
    ['not_actions', 'NotAction'],
    ['resources', 'Resource'],
    ['not_resources', 'NotResource'],
  ] as const) {
    const value = block.attributes.get(name);
    if (value && settled(value).kind !== 'null') entries.set(key, oneOrMany(value));
  }
  for (const [name, key] of [
    ['principals', 'Principal'],
    ['not_principals', 'NotPrincipal'],
  ] as const) {
    const value = principalsOf(blocksOf(block, name), origin);
    if (value) entries.set(key, value);
  }
  const conditions = blocksOf(block, 'condition');
  if (conditions.length > 0) entries.set('Condition', conditionsOf(conditions, origin));
  return object(entries, origin);
}

/** A list of one is written without its brackets, as the provider does. */
function oneOrMany(value: Value): Value {
  const inner = settled(value);
  if (inner.kind !== 'list') return value;
  const items = inner.items.map((item) => unescaped(item));
  const [only, second] = items;
  return only && !second && !inner.open ? only : list(items, inner.origin, inner.open);
}

/** `&{aws:username}` is how a policy variable is written where `${…}` would be an interpolation. */
function unescaped(value: Value): Value {
  const inner = settled(value);
  if (inner.kind === 'template')
    return joinText(
      inner.parts.map((part) => unescaped(part)),
      inner.origin,
    );
  if (inner.kind !== 'string' || !inner.value.includes('&{')) return value;
  return { ...inner, value: inner.value.replaceAll('&{', '${') };
}

function principalsOf(blocks: readonly Contents[], origin: Origin): Value | undefined {
  const byType = new Map<string, Value[]>();
  let open = false;
  for (const block of blocks) {
    const type = stringOf(block.attributes.get('type'));
    const identifiers = listOf(block.attributes.get('identifiers'));
    if (type === undefined) open = true;
    else byType.set(type, [...(byType.get(type) ?? []), ...identifiers]);
  }
  // The type "*" with the identifier "*" is everyone, signed in or not, and is written as a bare star.
  if (byType.has('*')) return text('*', origin);
  if (byType.size === 0 && !open) return undefined;
  return object(new Map([...byType].map(([type, identifiers]) => [type, oneOrMany(list(identifiers, origin))])), origin, open);
}

function conditionsOf(blocks: readonly Contents[], origin: Origin): Value {
  const tests = new Map<string, Map<string, Value[]>>();
  let open = false;
  for (const block of blocks) {
    const test = stringOf(block.attributes.get('test'));
    const variable = stringOf(block.attributes.get('variable'));
    if (test === undefined || variable === undefined) {
      open = true;
      continue;
    }
    const variables = tests.get(test) ?? new Map<string, Value[]>();
    tests.set(test, variables);
    variables.set(variable, [...(variables.get(variable) ?? []), ...listOf(block.attributes.get('values'))]);
  }
  const entries = new Map(
    [...tests].map(([test, variables]): [string, Value] => {
      const pairs = [...variables].map(([variable, values]): [string, Value] => [variable, oneOrMany(list(values, origin))]);
      return [test, object(new Map(pairs), origin)];
    }),
  );
  return object(entries, origin, open);
}
