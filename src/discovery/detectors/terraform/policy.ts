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
    ...conditionsIn(inner.entries.get('Condition')),
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

type Conditions = { [operator: string]: { [key: string]: string[] } };

/**
 * What is known of a condition, and whether some of it is not: a condition that a variable decides is no missing condition.
 * `conditionUnknown` is absent where all of it was read.
 */
function conditionsIn(value: Value | undefined): { conditions: Conditions; conditionUnknown?: true } {
  const inner = value && settled(value);
  if (!inner || inner.kind === 'null') return { conditions: {} };
  if (inner.kind !== 'object') return { conditions: {}, conditionUnknown: true };
  const conditions: Conditions = {};
  let unknown = inner.open === true;
  for (const [operator, keys] of inner.entries) {
    const table = settled(keys);
    if (table.kind === 'null') continue;
    if (table.kind !== 'object') {
      unknown = true;
      continue;
    }
    unknown ||= table.open === true;
    const read: [string, string[]][] = [];
    for (const [key, values] of table.entries) {
      const texts = stringsIn(values);
      // A key whose values are all unknown cannot be judged, and an empty list would be taken for a condition that always holds.
      if (texts.length === 0) unknown = true;
      else read.push([key, texts]);
    }
    if (read.length > 0) conditions[operator] = Object.fromEntries(read);
  }
  return unknown ? { conditions, conditionUnknown: true } : { conditions };
}
