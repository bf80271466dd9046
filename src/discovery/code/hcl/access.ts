import type { World } from './scope.ts';
import { knownText } from './text-value.ts';
import { failed, MOST_OPTIONS, oneOf, type Origin, type ReferenceValue, unknown, usedAt, type Value } from './value.ts';

/** `value.name`. */
export function memberOf(value: Value, name: string, world: World, at: Origin): Value {
  switch (value.kind) {
    case 'object':
      return value.entries.get(name) ?? missing(value.open === true, `no attribute "${name}"`, at);
    case 'reference':
      return value.attribute === ''
        ? world.member(value, name, at)
        : deeper(value, `.${name}`, (known) => memberOf(known, name, world, at), at);
    case 'oneOf':
      return oneOf(
        value.options.map((option) => memberOf(option, name, world, at)),
        at,
      );
    case 'unknown':
      return beyond(value, `.${name}`, at);
    default:
      return failed(`no attribute "${name}" of a ${value.kind}`, at);
  }
}

/** `value[key]`. An unknown key gives every entry it may mean. */
export function itemOf(value: Value, key: Value, world: World, at: Origin): Value {
  if (value.kind === 'oneOf')
    return oneOf(
      value.options.map((option) => itemOf(option, key, world, at)),
      at,
    );
  if (key.kind === 'oneOf')
    return oneOf(
      key.options.map((option) => itemOf(value, option, world, at)),
      at,
    );
  if (key.kind === 'reference' && key.known) return itemOf(value, key.known, world, at);
  if (key.kind === 'unknown' && key.failed) return key;
  const wanted = knownText(key);
  if (value.kind === 'reference') {
    if (value.many) return oneOfMany(value, at);
    const step = `[${key.kind === 'string' ? JSON.stringify(wanted) : (wanted ?? '…')}]`;
    if (value.attribute === '') return key.kind === 'string' ? memberOf(value, key.value, world, at) : value;
    return deeper(value, step, (known) => itemOf(known, key, world, at), at);
  }
  if (value.kind === 'unknown') return beyond(value, `[${wanted === undefined ? '…' : JSON.stringify(wanted)}]`, at);
  if (value.kind === 'object') {
    if (wanted !== undefined) return value.entries.get(wanted) ?? missing(value.open === true, `no entry "${wanted}"`, at);
    return anyOf([...value.entries.values().take(MOST_OPTIONS + 1)], value.open === true, [value, key], at);
  }
  if (value.kind !== 'list') return failed(`an index into a ${value.kind}`, at);
  if (wanted === undefined) return anyOf(value.items.slice(0, MOST_OPTIONS + 1), value.open === true, [value, key], at);
  return value.items[Number(wanted)] ?? missing(value.open === true, `no item ${wanted}`, at);
}

function anyOf(values: readonly Value[], open: boolean, from: readonly Value[], at: Origin): Value {
  if (values.length === 0 || values.length > MOST_OPTIONS) return unknown('an entry under a key that is not known', at, { from });
  return oneOf(open ? [...values, unknown('an entry under a key that is not known', at, { from })] : values, at);
}

function missing(open: boolean, reason: string, at: Origin): Value {
  return open ? unknown(`${reason} among those that are known`, at) : failed(reason, at);
}

function beyond(value: Extract<Value, { kind: 'unknown' }>, step: string, at: Origin): Value {
  if (value.failed || value.expression === undefined || value.expression.length > 200) return usedAt(value, at);
  return usedAt({ ...value, expression: value.expression + step }, at);
}

/** One instance among those that could not be told apart. */
export function oneOfMany(reference: ReferenceValue, at: Origin): ReferenceValue {
  return { kind: 'reference', ref: reference.ref, attribute: reference.attribute, origin: at };
}

const LONGEST_PATH = 300;

/** Goes one step further into an attribute: the path grows, and so does its known value where there is one. */
function deeper(reference: ReferenceValue, step: string, into: (known: Value) => Value, at: Origin): Value {
  const attribute = reference.attribute.length > LONGEST_PATH ? reference.attribute : reference.attribute + step;
  const further: ReferenceValue = { kind: 'reference', ref: reference.ref, attribute, origin: at };
  if (!reference.known) return further;
  const known = into(reference.known);
  return known.kind === 'unknown' ? further : { ...further, known };
}
