import type { Json } from '../../../core/observation.ts';
import { jsonOf } from '../../code/hcl/json-text.ts';
import { listOf, stringOf, textOf, valueAt } from '../../code/hcl/read-value.ts';
import { settled, type Value } from '../../code/hcl/value.ts';

/**
 * The statements of a policy document as posture reads them (posture/policy-documents.ts): plain lists, with the place where
 * each statement is written. Unknown parts stay as `${…}`, which no wildcard of a resource matches by accident.
 */
export function statementsIn(document: Value | undefined, target: string): Json[] {
  const read = document && jsonOf(document);
  if (!read) return [];
  const options = read.kind === 'oneOf' ? read.options : [read];
  return options.flatMap((option) => {
    const statement = valueAt(option, 'Statement');
    const inner = statement && settled(statement);
    const list = inner?.kind === 'object' ? [inner] : listOf(statement);
    return list.flatMap((one) => statementOf(one, target) ?? []);
  });
}

function statementOf(value: Value, target: string): Json | undefined {
  const inner = settled(value);
  if (inner.kind !== 'object') return undefined;
  const place = inner.origin;
  return {
    effect: stringOf(inner.entries.get('Effect')) ?? 'Allow',
    actions: stringsIn(inner.entries.get('Action')),
    notActions: stringsIn(inner.entries.get('NotAction')),
    resources: stringsIn(inner.entries.get('Resource')),
    notResources: stringsIn(inner.entries.get('NotResource')),
    principals: principalsIn(inner.entries.get('Principal')),
    conditions: conditionsIn(inner.entries.get('Condition')),
    target,
    file: place.file,
    line: place.line,
  };
}

function stringsIn(value: Value | undefined): string[] {
  return listOf(value).flatMap((item) => stringOf(item) ?? textOf(item) ?? []);
}

/** `"*"`, `{ AWS = "*" }`, `{ AWS = [...], Service = … }`. */
function principalsIn(value: Value | undefined): string[] {
  const inner = value && settled(value);
  if (!inner) return [];
  if (inner.kind === 'object')
    return [...inner.entries].flatMap(([type, members]) =>
      stringsIn(members).filter((one) => one !== '*' || type === 'AWS' || type === '*'),
    );
  return stringsIn(inner);
}

function conditionsIn(value: Value | undefined): { [operator: string]: { [key: string]: string[] } } {
  const inner = value && settled(value);
  if (inner?.kind !== 'object') return {};
  const out: { [operator: string]: { [key: string]: string[] } } = {};
  for (const [operator, keys] of inner.entries) {
    const table = settled(keys);
    if (table.kind !== 'object') continue;
    out[operator] = Object.fromEntries([...table.entries].map(([key, values]) => [key, stringsIn(values)]));
  }
  return out;
}
