import { convertToBool, convertToNumber } from './functions-text.ts';
import type { Expression } from './syntax.ts';
import { knownText } from './text-value.ts';
import { DEEPEST_VALUE, fingerprint, list, object, oneOf, settled, text, unknown, type Value } from './value.ts';

/**
 * Converts a value as a variable's `type` demands: texts and numbers into each other, lists into sets, and absent
 * `optional(type, default)` attributes into their defaults. A value that does not fit, or is not known, stays as it is.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints.
 */
export function convertTo(type: Expression | undefined, value: Value, evaluate: (expression: Expression) => Value, depth = 0): Value {
  if (!type || depth > DEEPEST_VALUE) return value;
  const inner = settled(value);
  if (inner.kind === 'oneOf')
    return oneOf(
      inner.options.map((option) => convertTo(type, option, evaluate, depth + 1)),
      inner.origin,
    );
  if (inner.kind === 'null' || inner.kind === 'unknown' || inner.kind === 'reference') return value;
  if (type.kind === 'name') return convertToNamed(type.name, value);
  if (type.kind !== 'call') return value;
  const [argument] = type.arguments;
  const within = (child: Value, childType: Expression | undefined): Value => convertTo(childType, child, evaluate, depth + 1);
  if ((type.name === 'list' || type.name === 'set') && inner.kind === 'list') {
    const items = inner.items.map((item) => within(item, argument));
    const converted = list(type.name === 'set' ? distinctItems(items) : items, inner.origin, inner.open);
    return withWay(value, type.name === 'set' ? { ...converted, set: true } : converted);
  }
  if (type.name === 'tuple' && inner.kind === 'list' && argument?.kind === 'list') {
    return withWay(
      value,
      list(
        inner.items.map((item, index) => within(item, argument.items[index])),
        inner.origin,
        inner.open,
      ),
    );
  }
  if (type.name === 'map' && inner.kind === 'object') {
    const entries = new Map([...inner.entries].map(([key, entry]) => [key, within(entry, argument)]));
    return withWay(value, object(entries, inner.origin, inner.open));
  }
  if (type.name !== 'object' || inner.kind !== 'object' || argument?.kind !== 'object') return value;
  const entries = new Map<string, Value>();
  for (const { key, value: attributeType } of argument.entries) {
    const name = key.kind === 'literal' ? String(key.value) : undefined;
    if (name === undefined) continue;
    const given = inner.entries.get(name);
    const attribute = attributeValue(given, attributeType, inner, evaluate);
    if (attribute) entries.set(name, within(attribute.value, attribute.type));
  }
  return withWay(value, object(entries, inner.origin, inner.open));
}

/** The given attribute, or the default that `optional(type, default)` names for an absent or null one. */
function attributeValue(
  given: Value | undefined,
  type: Expression,
  around: Value & { kind: 'object' },
  evaluate: (expression: Expression) => Value,
): { value: Value; type: Expression | undefined } | undefined {
  if (type.kind !== 'call' || type.name !== 'optional') return given && { value: given, type };
  const [inner, fallback] = type.arguments;
  if (given && (settled(given).kind !== 'null' || !fallback)) return { value: given, type: inner };
  if (around.open) return { value: unknown('an attribute that may be set elsewhere', around.origin), type: undefined };
  return { value: fallback ? evaluate(fallback) : { kind: 'null', origin: around.origin }, type: inner };
}

function convertToNamed(name: string, value: Value): Value {
  const inner = settled(value);
  if (name === 'string' && (inner.kind === 'number' || inner.kind === 'bool'))
    return withWay(value, text(knownText(inner) ?? '', inner.origin));
  const converted =
    name === 'number' ? convertToNumber(inner, inner.origin) : name === 'bool' ? convertToBool(inner, inner.origin) : undefined;
  return !converted || converted.kind === inner.kind || converted.kind === 'unknown' ? value : withWay(value, converted);
}

/** A converted value still came the same way. */
function withWay(from: Value, to: Value): Value {
  return from.uses ? { ...to, uses: from.uses } : to;
}

function distinctItems(items: readonly Value[]): Value[] {
  return [...new Map(items.map((item): [unknown, Value] => [fingerprint(item) ?? item, item])).values()];
}
