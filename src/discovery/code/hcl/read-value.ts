import { knownText } from './text-value.ts';
import { alternativesOf, holeOf, type Origin, type ReferenceValue, settled, sourcesOf, type Value } from './value.ts';

/** The text of a string, number or bool, through references with a known value; undefined where it is not known. */
export function stringOf(value: Value | undefined): string | undefined {
  return knownText(value);
}

/** Every text the value may be: one for a known value, several for alternatives, none where nothing is known. */
export function stringsOf(value: Value | undefined): string[] {
  if (!value) return [];
  return alternativesOf(value).flatMap((option) => knownText(option) ?? []);
}

/** The text with `${…}` left for what is not known; undefined for null, lists and objects. */
export function textOf(value: Value | undefined): string | undefined {
  if (!value) return undefined;
  const inner = settled(value);
  if (inner.kind === 'template') return inner.parts.map((part) => knownText(part) ?? holeOf(part)).join('');
  if (inner.kind === 'reference' || inner.kind === 'unknown') return holeOf(inner);
  return knownText(inner);
}

export function numberOf(value: Value | undefined): number | undefined {
  const inner = value && settled(value);
  if (inner?.kind === 'number') return inner.value;
  if (inner?.kind !== 'string' || inner.value.trim() === '') return undefined;
  const parsed = Number(inner.value);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** True and false also from the texts "true" and "false", as Terraform converts them. */
export function boolOf(value: Value | undefined): boolean | undefined {
  const inner = value && settled(value);
  if (inner?.kind === 'bool') return inner.value;
  return inner?.kind === 'string' && (inner.value === 'true' || inner.value === 'false') ? inner.value === 'true' : undefined;
}

/** The items of a list; of alternatives, the items of all; any other value but null is a list of itself. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (!value) return [];
  const inner = settled(value);
  if (inner.kind === 'list') return inner.items;
  if (inner.kind === 'oneOf') return inner.options.flatMap((option) => (settled(option).kind === 'oneOf' ? [option] : listOf(option)));
  return inner.kind === 'null' ? [] : [value];
}

/** The value under a path of object keys and list positions, through references; undefined where there is none. */
export function valueAt(value: Value | undefined, ...path: ReadonlyArray<string | number>): Value | undefined {
  let current = value;
  for (const step of path) {
    const inner = current && settled(current);
    if (inner?.kind === 'object') current = inner.entries.get(String(step));
    else if (inner?.kind === 'list' && typeof step === 'number') current = inner.items[step];
    else return undefined;
  }
  return current;
}

/** The references to resources, data sources and modules a value is directly made of, each once. */
export function referencesIn(value: Value | undefined): ReferenceValue[] {
  return value ? sourcesOf([value]) : [];
}

/** Where the value is used: the last place of its way, or where it was written when that is the same. */
export function placeOfUse(value: Value): Origin {
  return value.uses?.at(-1) ?? value.origin;
}

/** A text as it was before base64encode() and its kin, its unknown parts left as `${…}`. */
export function plainTextOf(value: Value | undefined): string | undefined {
  const inner = value && settled(value);
  if (inner?.kind === 'unknown' && inner.encodes) return plainTextOf(inner.encodes);
  return stringOf(value) ?? textOf(value);
}
