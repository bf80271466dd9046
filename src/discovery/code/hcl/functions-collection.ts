import type { TerraformFunction } from './functions.ts';
import { areEqual } from './operators.ts';
import { knownText } from './text-value.ts';
import {
  bool,
  failed,
  fingerprint,
  list,
  type ListValue,
  number,
  object,
  oneOf,
  type Origin,
  settled,
  text,
  unknown,
  type Value,
} from './value.ts';

/** Longer lists come from products and doubling, not from people. */
const LONGEST_LIST = 10_000;

function bounded(items: readonly Value[], origin: Origin, open = false): Value {
  return items.length > LONGEST_LIST ? unknown('the list is too long', origin) : list(items, origin, open);
}

function asList(value: Value | undefined): ListValue | undefined {
  return value?.kind === 'list' ? value : undefined;
}

/** A function of one list. */
function ofList(compute: (items: readonly Value[], origin: Origin, open: boolean) => Value | undefined): TerraformFunction {
  return ([value], origin) => {
    if (value?.kind === 'null') return failed('a null instead of a list', origin);
    const given = asList(value);
    return given ? compute(given.items, origin, given.open === true) : undefined;
  };
}

function distinctOf(items: readonly Value[]): Value[] {
  const kept = new Map<unknown, Value>();
  for (const item of items) {
    const key = fingerprint(item) ?? item;
    if (!kept.has(key)) kept.set(key, item);
  }
  return [...kept.values()];
}

/** Sets of strings are walked in the order of their text. */
function asSet(items: readonly Value[], origin: Origin, open: boolean): Value {
  const sorted = sortedByText(distinctOf(items));
  return { ...list(sorted, origin, open), set: true };
}

function sortedByText(items: readonly Value[]): Value[] {
  const texts = items.map((item) => knownText(item));
  if (texts.includes(undefined)) return [...items];
  return items.toSorted((one, other) => compareText(knownText(one)!, knownText(other)!));
}

/** Code point order, not that of a language: it must not depend on the machine. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Entries in the order Terraform walks a map: by key. */
export function sortedEntries(entries: ReadonlyMap<string, Value>): Array<[string, Value]> {
  return [...entries].sort(([one], [other]) => compareText(one, other));
}

function ofSets(keep: (text: unknown, sets: ReadonlyArray<ReadonlySet<unknown>>) => boolean): TerraformFunction {
  return (values, origin) => {
    const lists = values.map(asList);
    if (lists.some((each) => !each || each.open)) return undefined;
    const sets = lists.map((each) => new Set(each!.items.map((item) => fingerprint(item) ?? item)));
    const items = lists.flatMap((each) => each!.items).filter((item) => keep(fingerprint(item) ?? item, sets));
    return items.length > LONGEST_LIST ? undefined : asSet(items, origin, false);
  };
}

export const COLLECTION_FUNCTIONS: ReadonlyArray<readonly [string, TerraformFunction]> = [
  ['concat', concat],
  ['merge', merge],
  ['lookup', lookup],
  ['element', element],
  [
    'flatten',
    (values, origin) => (values[0]?.kind === 'oneOf' ? flatten(values[0].options, origin, true) : ofList(flatten)(values, origin, values)),
  ],
  ['toset', ofList((items, origin, open) => asSet(items, origin, open))],
  ['tolist', ofList((items, origin, open) => list(items, origin, open))],
  ['tomap', ([value]) => (value?.kind === 'object' ? value : undefined)],
  ['length', length],
  [
    'keys',
    ([value], origin) =>
      value?.kind === 'object'
        ? list(
            sortedEntries(value.entries).map(([key]) => text(key, origin)),
            origin,
            value.open,
          )
        : undefined,
  ],
  [
    'values',
    ([value], origin) =>
      value?.kind === 'object'
        ? list(
            sortedEntries(value.entries).map(([, entry]) => entry),
            origin,
            value.open,
          )
        : undefined,
  ],
  ['contains', contains],
  ['coalesce', coalesce],
  ['coalescelist', (values) => values.find((value) => value.kind !== 'list' || value.items.length > 0 || value.open)],
  [
    'compact',
    ofList((items, origin, open) =>
      list(
        items.filter((item) => settled(item).kind !== 'null' && knownText(item) !== ''),
        origin,
        open,
      ),
    ),
  ],
  ['distinct', ofList((items, origin, open) => list(distinctOf(items), origin, open))],
  ['reverse', ofList((items, origin, open) => list(items.toReversed(), origin, open))],
  ['sort', ofList((items, origin, open) => list(sortedByText(items), origin, open))],
  ['one', ofList(one)],
  ['sum', ofList((items, origin, open) => total(items, origin, open))],
  ['alltrue', ofList((items, origin, open) => every(items, origin, open, true))],
  ['anytrue', ofList((items, origin, open) => every(items, origin, open, false))],
  ['slice', slice],
  ['chunklist', chunks],
  ['index', indexOf],
  ['range', range],
  ['zipmap', zipmap],
  ['setunion', ofSets(() => true)],
  ['setintersection', ofSets((item, sets) => sets.every((set) => set.has(item)))],
  ['setsubtract', ofSets((item, [first, second]) => first?.has(item) === true && !second?.has(item))],
  ['setproduct', product],
];

/** Alternatives often repeat the same item, which an uncertain list needs once; long lists are not compared. */
const FEW = 100;

function concat(values: readonly Value[], origin: Origin, given: readonly Value[]): Value {
  const items: Value[] = [];
  let open = false;
  for (const [index, value] of values.entries()) {
    const options = value.kind === 'oneOf' ? value.options.map(settled) : [value];
    open ||= options.length > 1;
    for (const option of options) {
      if (option.kind === 'list') for (const item of option.items) items.push(item);
      // What cannot be seen into stays as one item, so that its references are not lost.
      else if (option.kind !== 'null') items.push(options.length > 1 ? option : given[index]!);
      open ||= option.kind === 'list' ? option.open === true : true;
    }
  }
  return bounded(open && items.length <= FEW ? distinctOf(items) : items, origin, open);
}

function merge(values: readonly Value[], origin: Origin): Value | undefined {
  let entries = new Map<string, Value>();
  let open = false;
  for (const value of values) {
    const options = value.kind === 'oneOf' ? value.options.map(settled) : [value];
    if (value.kind === 'null') continue;
    if (value.kind === 'object' && !value.open) {
      for (const [key, entry] of value.entries) entries.set(key, entry);
      continue;
    }
    const merged = mergeUncertain(entries, options, origin);
    entries = merged.entries;
    open ||= merged.open;
  }
  if (entries.size > LONGEST_LIST) return undefined;
  return entries.size === 0 && open ? undefined : object(entries, origin, open);
}

/** Merges one of several objects, or one that cannot be seen into: what it may replace becomes an alternative. */
function mergeUncertain(
  base: ReadonlyMap<string, Value>,
  options: readonly Value[],
  origin: Origin,
): { entries: Map<string, Value>; open: boolean } {
  const objects = options.filter((option) => option.kind === 'object');
  const hidden = options.filter((option) => option.kind !== 'object' && option.kind !== 'null');
  const entries = new Map<string, Value>();
  let open = hidden.length > 0 || objects.some((option) => option.open);
  for (const key of new Set([...base.keys(), ...objects.flatMap((option) => [...option.entries.keys()])])) {
    const before = base.get(key);
    const found: Value[] = [];
    for (const option of options) {
      const entry = option.kind === 'object' ? option.entries.get(key) : undefined;
      if (entry) found.push(entry);
      else if (before) found.push(before);
      else open = true;
      const mayReplace = option.kind === 'object' ? option.open === true && !entry : option.kind !== 'null';
      if (mayReplace) found.push(unknown(`"${key}" may be replaced by a value that is not known`, origin, { from: hidden }));
    }
    entries.set(key, oneOf(found, origin));
  }
  return { entries, open };
}

function lookup([map, key, fallback]: readonly Value[], origin: Origin, given: readonly Value[]): Value | undefined {
  const wanted = knownText(key);
  const otherwise = given[2];
  if (map?.kind !== 'object')
    return otherwise && oneOf([unknown('lookup() in a map that is not known', origin, { from: given.slice(0, 2) }), otherwise], origin);
  if (wanted === undefined) return oneOf([...map.entries.values(), ...(otherwise ? [otherwise] : [])], origin);
  const found = map.entries.get(wanted);
  if (found) return found;
  if (map.open)
    return otherwise && oneOf([unknown('lookup() in a map that is not known', origin, { from: given.slice(0, 2) }), otherwise], origin);
  return fallback ? otherwise : failed(`the map has no key "${wanted}"`, origin);
}

function element([given, position]: readonly Value[], origin: Origin): Value | undefined {
  const from = asList(given);
  if (!from) return undefined;
  if (from.items.length === 0) return from.open ? undefined : failed('element() of an empty list', origin);
  const at = Number(knownText(position) ?? Number.NaN);
  if (from.open || !Number.isInteger(at)) return oneOf(from.items, origin);
  // The position wraps around the list, at both ends.
  return from.items[((at % from.items.length) + from.items.length) % from.items.length];
}

function flatten(items: readonly Value[], origin: Origin, alreadyOpen: boolean): Value {
  const flat: Value[] = [];
  let open = alreadyOpen;
  const pending = items.toReversed();
  for (let seen = 0; pending.length > 0; seen++) {
    if (seen > LONGEST_LIST) return unknown('the list is too long', origin);
    const item = pending.pop()!;
    const inner = settled(item);
    if (inner.kind === 'list') {
      open ||= inner.open === true;
      for (const child of inner.items.slice(0, LONGEST_LIST + 1).toReversed()) pending.push(child);
    } else if (inner.kind === 'oneOf' && inner.options.some((option) => settled(option).kind === 'list')) {
      open = true;
      for (const option of inner.options.toReversed()) pending.push(option);
    } else {
      open ||= inner.kind === 'unknown';
      flat.push(item);
    }
  }
  return list(flat, origin, open);
}

function length([value]: readonly Value[], origin: Origin): Value | undefined {
  if (value?.kind === 'list') return value.open ? undefined : number(value.items.length, origin);
  if (value?.kind === 'object') return value.open ? undefined : number(value.entries.size, origin);
  if (value?.kind === 'null') return failed('length() of null', origin);
  return value?.kind === 'string' ? number([...value.value].length, origin) : undefined;
}

function contains([given, wanted]: readonly Value[], origin: Origin): Value | undefined {
  const from = asList(given);
  if (!from || !wanted) return undefined;
  let possible = from.open === true;
  for (const item of from.items) {
    const equal = areEqual(settled(item), wanted);
    if (equal) return bool(true, origin);
    possible ||= equal === undefined;
  }
  return possible ? undefined : bool(false, origin);
}

/** The first argument that is neither null nor empty; an unknown one may be either, so the next stays possible. */
function coalesce(values: readonly Value[], origin: Origin, given: readonly Value[]): Value {
  const possible: Value[] = [];
  for (const [index, value] of values.entries()) {
    if (value.kind === 'null' || (value.kind === 'string' && value.value === '')) continue;
    possible.push(given[index]!);
    if (value.kind !== 'unknown') break;
  }
  return possible.length > 0 ? oneOf(possible, origin) : failed('no argument of coalesce() has a value', origin);
}

function one(items: readonly Value[], origin: Origin, open: boolean): Value | undefined {
  if (items.length > 1) return failed('one() of more than one item', origin);
  return items[0] ?? (open ? undefined : { kind: 'null', origin });
}

function total(items: readonly Value[], origin: Origin, open: boolean): Value | undefined {
  let sum = 0;
  for (const item of items) sum += Number(knownText(item) ?? Number.NaN);
  return open || Number.isNaN(sum) ? undefined : number(sum, origin);
}

function every(items: readonly Value[], origin: Origin, open: boolean, wanted: boolean): Value | undefined {
  const texts = items.map((item) => knownText(item));
  if (texts.includes(String(!wanted))) return bool(!wanted, origin);
  return open || texts.includes(undefined) ? undefined : bool(wanted, origin);
}

function slice([given, from, to]: readonly Value[], origin: Origin): Value | undefined {
  const start = Number(knownText(from) ?? Number.NaN);
  const end = Number(knownText(to) ?? Number.NaN);
  const items = asList(given);
  if (!items || items.open || Number.isNaN(start) || Number.isNaN(end)) return undefined;
  if (start < 0 || end > items.items.length || start > end) return failed('slice() beyond the list', origin);
  return list(items.items.slice(start, end), origin);
}

function chunks([given, size]: readonly Value[], origin: Origin): Value | undefined {
  const width = Number(knownText(size) ?? Number.NaN);
  const items = asList(given);
  if (!items || items.open || !(width >= 1)) return undefined;
  const groups: Value[] = [];
  for (let at = 0; at < items.items.length; at += Math.floor(width))
    groups.push(list(items.items.slice(at, at + Math.floor(width)), origin));
  return list(groups, origin);
}

function indexOf([given, wanted]: readonly Value[], origin: Origin): Value | undefined {
  const items = asList(given);
  if (!items || !wanted) return undefined;
  for (const [at, item] of items.items.entries()) {
    const equal = areEqual(settled(item), wanted);
    if (equal === undefined) return undefined;
    if (equal) return number(at, origin);
  }
  return items.open ? undefined : failed('index() of an item that is not in the list', origin);
}

/** Terraform itself refuses to make more than 1,024 numbers. */
function range(values: readonly Value[], origin: Origin): Value | undefined {
  const numbers = values.map((value) => Number(knownText(value) ?? Number.NaN));
  const [first = Number.NaN, second, third] = numbers;
  const start = second === undefined ? 0 : first;
  const limit = second ?? first;
  const step = third ?? (limit < start ? -1 : 1);
  if (Number.isNaN(start + limit + step)) return undefined;
  const count = Math.ceil((limit - start) / step);
  if (step === 0 || count > 1_024) return failed('range() of too many numbers', origin);
  return list(
    Array.from({ length: Math.max(0, count) }, (_, at) => number(start + at * step, origin)),
    origin,
  );
}

function zipmap([keys, values]: readonly Value[], origin: Origin): Value | undefined {
  const names = asList(keys);
  const items = asList(values);
  if (!names || !items) return undefined;
  const entries = new Map<string, Value>();
  let open = names.open === true || items.open === true;
  for (const [at, name] of names.items.entries()) {
    const key = knownText(name);
    const item = items.items[at];
    if (key !== undefined && item) entries.set(key, item);
    else open = true;
  }
  return object(entries, origin, open);
}

function product(values: readonly Value[], origin: Origin): Value | undefined {
  let rows: Value[][] = [[]];
  for (const value of values) {
    const items = asList(value);
    if (!items || items.open || rows.length * items.items.length > LONGEST_LIST) return undefined;
    rows = rows.flatMap((row) => items.items.map((item) => [...row, item]));
  }
  return list(
    rows.map((row) => list(row, origin)),
    origin,
  );
}
