/** A place in a file that was given: the path as given, and the 1-based line. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** Every value knows where it was written and through which places it came to where it is used, oldest first. */
interface Written {
  readonly origin: Origin;
  readonly uses?: readonly Origin[];
}

export interface StringValue extends Written {
  readonly kind: 'string';
  readonly value: string;
  /** What the text holds, when it was made by jsonencode or a policy document. */
  readonly json?: Value;
  /** The references whose values went into the text. */
  readonly sources?: readonly ReferenceValue[];
}

export interface NumberValue extends Written {
  readonly kind: 'number';
  readonly value: number;
}

export interface BoolValue extends Written {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NullValue extends Written {
  readonly kind: 'null';
}

export interface ListValue extends Written {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly set?: true;
  /** Not certain: there may be further items, and some of these may be absent. */
  readonly open?: true;
}

export interface ObjectValue extends Written {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, Value>;
  /** Not certain: there may be further entries, and some of these may be absent. */
  readonly open?: true;
}

/**
 * An attribute of a resource, data source or module, as `aws_s3_bucket.data` and `arn`. The attribute is empty for the
 * whole thing and may be a path, `endpoint[0].url`. `known` is its value where the configuration determines it.
 */
export interface ReferenceValue extends Written {
  readonly kind: 'reference';
  readonly ref: string;
  readonly attribute: string;
  readonly known?: Value;
  /** Stands for instances whose number or keys could not be known, not for one thing. */
  readonly many?: true;
}

/** A text of which at least one part is not known. */
export interface TemplateValue extends Written {
  readonly kind: 'template';
  readonly parts: readonly Value[];
  /** The references whose values are among the parts. */
  readonly sources?: readonly ReferenceValue[];
  /** What the text holds, when it was made by jsonencode or a policy document. */
  readonly json?: Value;
}

/** One of several, because a condition could not be decided or several variable files exist. */
export interface OneOfValue extends Written {
  readonly kind: 'oneOf';
  readonly options: readonly Value[];
}

export interface UnknownValue extends Written {
  readonly kind: 'unknown';
  readonly reason: string;
  /** How it was written, where that is short: `var.model`. */
  readonly expression?: string;
  /** The file whose content it would be, for file(), templatefile() and their kin. */
  readonly path?: string;
  /** What was encoded to this text: base64encode and its kin. */
  readonly encodes?: Value;
  readonly sources?: readonly ReferenceValue[];
  /** Evaluation would fail here, so try() passes it over; other unknowns may well have a value. */
  readonly failed?: true;
}

export type Value =
  | StringValue
  | NumberValue
  | BoolValue
  | NullValue
  | ListValue
  | ObjectValue
  | ReferenceValue
  | TemplateValue
  | OneOfValue
  | UnknownValue;

const MOST_USES = 8;
/** More alternatives than this tell a reader nothing; the value becomes unknown. */
export const MOST_OPTIONS = 16;
/** Values nest deeper than this only in hostile files. */
export const DEEPEST_VALUE = 60;

/** The value as seen from one more place that uses it. */
export function usedAt(value: Value, place: Origin): Value {
  const last = value.uses?.at(-1) ?? value.origin;
  if (last.line === place.line && last.file === place.file) return value;
  const uses = value.uses ?? [];
  return uses.length < MOST_USES ? { ...value, uses: [...uses, place] } : value;
}

/** What a reference stands for where that is known, else the value itself. */
export function settled(value: Value): Value {
  let current = value;
  for (let links = 0; current.kind === 'reference' && current.known && links < DEEPEST_VALUE; links++) current = current.known;
  return current;
}

export function text(value: string, origin: Origin, sources: readonly ReferenceValue[] = []): StringValue {
  return sources.length > 0 ? { kind: 'string', value, origin, sources } : { kind: 'string', value, origin };
}

export function number(value: number, origin: Origin): NumberValue {
  return { kind: 'number', value, origin };
}

export function bool(value: boolean, origin: Origin): BoolValue {
  return { kind: 'bool', value, origin };
}

export function list(items: readonly Value[], origin: Origin, open = false): ListValue {
  return open ? { kind: 'list', items, origin, open } : { kind: 'list', items, origin };
}

export function object(entries: ReadonlyMap<string, Value>, origin: Origin, open = false): ObjectValue {
  return open ? { kind: 'object', entries, origin, open } : { kind: 'object', entries, origin };
}

export interface UnknownDetail {
  readonly expression?: string | undefined;
  readonly path?: string | undefined;
  readonly from?: readonly Value[];
  readonly failed?: boolean;
}

/** An unknown that remembers the references, and the file, its inputs came from. */
export function unknown(reason: string, origin: Origin, detail: UnknownDetail = {}): UnknownValue {
  const from = detail.from ?? [];
  const sources = sourcesOf(from);
  const path = detail.path ?? from.map(settled).find((value) => value.kind === 'unknown' && value.path !== undefined);
  const pathText = typeof path === 'object' && path.kind === 'unknown' ? path.path : typeof path === 'string' ? path : undefined;
  return {
    kind: 'unknown',
    reason,
    origin,
    ...(detail.expression === undefined ? {} : { expression: detail.expression }),
    ...(pathText === undefined ? {} : { path: pathText }),
    ...(sources.length > 0 ? { sources } : {}),
    ...(detail.failed ? { failed: true } : {}),
  };
}

/** What evaluating here would reject: a missing key, a wrong type. */
export function failed(reason: string, origin: Origin, expression?: string): UnknownValue {
  return unknown(reason, origin, { failed: true, expression });
}

/** Joins alternatives: nested ones are flattened, equal ones kept once, a single one stands for itself. */
export function oneOf(options: readonly Value[], origin: Origin): Value {
  if (options.length === 1) return options[0]!;
  const flat = new Map<string | Value, Value>();
  for (const option of options.flatMap(alternativesOf)) {
    const key = fingerprint(option) ?? option;
    if (!flat.has(key)) flat.set(key, option);
    if (flat.size > MOST_OPTIONS) return unknown('too many alternatives', origin, { from: options.slice(0, MOST_OPTIONS) });
  }
  const [first, second] = flat.values();
  if (first && !second) return first;
  return { kind: 'oneOf', options: [...flat.values()], origin };
}

export function alternativesOf(value: Value): readonly Value[] {
  const inner = settled(value);
  return inner.kind === 'oneOf' ? inner.options : [value];
}

/**
 * The references a value is directly made of, its own nesting included; what a reference stands for is not entered.
 * Bounded: 2,000 parts are looked at.
 */
export function sourcesOf(values: readonly Value[]): ReferenceValue[] {
  const found = new Map<string, ReferenceValue>();
  const pending: Value[] = values.toReversed();
  for (let seen = 0; seen < 2_000; seen++) {
    const value = pending.pop();
    if (!value) break;
    if (value.kind === 'reference') {
      const key = `${value.ref} ${value.attribute}`;
      if (!found.has(key)) found.set(key, value);
    }
    for (const child of childrenOf(value).take(2_000).toArray().toReversed()) pending.push(child);
  }
  return [...found.values()];
}

/** What stands directly inside a value, the sources of a text included. */
export function childrenOf(value: Value): IteratorObject<Value, undefined> {
  switch (value.kind) {
    case 'list':
      return value.items.values();
    case 'object':
      return value.entries.values();
    case 'template':
      return [...(value.sources ?? []), ...value.parts, ...(value.json ? [value.json] : [])].values();
    case 'oneOf':
      return value.options.values();
    case 'string':
      return [...(value.sources ?? []), ...(value.json ? [value.json] : [])].values();
    case 'unknown':
      return (value.sources ?? []).values();
    default:
      return [].values();
  }
}

/** How an unknown part of a text is shown. */
export function holeOf(value: Value): string {
  if (value.kind === 'reference')
    return `\${${value.ref}${value.attribute === '' || value.attribute.startsWith('[') ? '' : '.'}${value.attribute}}`;
  if (value.kind === 'unknown') return `\${${value.expression ?? (value.path === undefined ? '…' : `file:${value.path}`)}}`;
  return '${…}';
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Plain JSON: unknown values become `{unknown: true, reason}`, alternatives `{oneOf: […]}`, a text with unknown parts and
 * a reference keep `${…}`. Bounded to 100,000 parts and 60 levels; what lies beyond is unknown.
 */
export function plain(value: Value): Json {
  return plainWithin(value, { left: 100_000 }, 0);
}

function plainWithin(value: Value, budget: { left: number }, depth: number): Json {
  const inner = settled(value);
  if (budget.left-- <= 0 || depth > DEEPEST_VALUE) return { unknown: true, reason: 'too large' };
  const within = (child: Value): Json => plainWithin(child, budget, depth + 1);
  switch (inner.kind) {
    case 'string':
      budget.left -= inner.value.length >> 8;
      return inner.value;
    case 'number':
    case 'bool':
      return inner.value;
    case 'null':
      return null;
    case 'list':
      return inner.items.slice(0, budget.left + 1).map(within);
    case 'object': {
      const entries: Array<[string, Json]> = [];
      for (const [key, entry] of inner.entries) {
        if (budget.left <= 0) break;
        entries.push([key, within(entry)]);
      }
      // fromEntries makes own properties even of a key such as __proto__.
      return Object.fromEntries(entries);
    }
    case 'template':
      budget.left -= inner.parts.length;
      if (budget.left <= 0) return { unknown: true, reason: 'too large' };
      return inner.parts.map((part) => (part.kind === 'string' ? part.value : holeOf(part))).join('');
    case 'oneOf':
      return { oneOf: inner.options.map(within) };
    case 'reference':
      return holeOf(inner);
    case 'unknown':
      return { unknown: true, reason: inner.reason };
  }
}

/** Equal for values that are alike, whatever their origin; undefined for large values, of some 200 parts. */
export function fingerprint(value: Value): string | undefined {
  const inner = settled(value);
  // Two unknowns of the same reason need not be equal: they are told apart by how and where they were written.
  if (inner.kind === 'unknown') return `unknown ${inner.expression ?? ''} ${inner.reason} ${inner.origin.file}:${inner.origin.line}`;
  const budget = { left: 200 };
  const shape = JSON.stringify(plainWithin(inner, budget, 0));
  if (budget.left <= 0) return undefined;
  const more = (inner.kind === 'list' || inner.kind === 'object') && inner.open ? ' and more' : '';
  return `${inner.kind}${more} ${shape}`;
}

/** Whether every part of the value is known. Bounded like `plain`. */
export function isKnown(value: Value): boolean {
  const pending: Value[] = [value];
  for (let seen = 0; seen < 100_000; seen++) {
    const next = pending.pop();
    if (!next) return true;
    const inner = settled(next);
    if (inner.kind === 'unknown' || inner.kind === 'oneOf' || inner.kind === 'template' || inner.kind === 'reference') return false;
    if ((inner.kind === 'list' || inner.kind === 'object') && inner.open) return false;
    if (inner.kind === 'list' || inner.kind === 'object') for (const child of childrenOf(inner).take(100_000)) pending.push(child);
  }
  return false;
}
