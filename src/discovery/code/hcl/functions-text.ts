import type { TerraformFunction } from './functions.ts';
import { joinText, knownText, LONGEST_TEXT } from './text-value.ts';
import { bool, failed, list, number, type Origin, settled, text, unknown, type Value } from './value.ts';

/** A function of texts that are all known. */
function ofTexts(compute: (texts: readonly string[], origin: Origin) => Value | undefined): TerraformFunction {
  return (values, origin) => {
    const texts: string[] = [];
    for (const value of values) {
      const known = knownText(value);
      if (known === undefined) return undefined;
      texts.push(known);
    }
    return compute(texts, origin);
  };
}

function mapping(change: (first: string, second: string) => string): TerraformFunction {
  return ofTexts(([first = '', second = ''], origin) => text(change(first, second), origin));
}

function ofNumbers(compute: (numbers: readonly number[]) => number): TerraformFunction {
  return (values, origin) => {
    const numbers = values.map((value) => (value.kind === 'number' ? value.value : Number(knownText(value) ?? Number.NaN)));
    const result = compute(numbers);
    return Number.isFinite(result) ? number(result, origin) : undefined;
  };
}

const passes: TerraformFunction = (_values, _origin, given) => given[0];

export const TEXT_FUNCTIONS: ReadonlyArray<readonly [string, TerraformFunction]> = [
  ['lower', mapping((value) => value.toLowerCase())],
  ['upper', mapping((value) => value.toUpperCase())],
  ['title', mapping((value) => value.replace(/(?<![\p{L}\p{N}_])\p{L}/gu, (letter) => letter.toUpperCase()))],
  ['trimspace', mapping((value) => value.trim())],
  ['chomp', mapping((value) => value.replace(/(?<!\n)\n+$/, ''))],
  ['trimprefix', mapping((value, prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : value))],
  ['trimsuffix', mapping((value, suffix) => (suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value))],
  ['trim', mapping(trimAll)],
  ['strrev', mapping((value) => [...value].reverse().join(''))],
  ['basename', mapping((path) => path.replace(/\/$/, '').split('/').at(-1) ?? '')],
  ['dirname', mapping((path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'))],
  ['urlencode', mapping((value) => encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+'))],
  [
    'indent',
    ofTexts(([width = '0', value = ''], origin) =>
      value.length * Number(width) > LONGEST_TEXT
        ? undefined
        : text(value.replaceAll('\n', `\n${' '.repeat(Math.max(0, Math.min(100, Number(width) || 0)))}`), origin),
    ),
  ],
  ['startswith', ofTexts(([value = '', prefix = ''], origin) => bool(value.startsWith(prefix), origin))],
  ['endswith', ofTexts(([value = '', suffix = ''], origin) => bool(value.endsWith(suffix), origin))],
  ['strcontains', ofTexts(([value = '', part = ''], origin) => bool(value.includes(part), origin))],
  [
    'split',
    ofTexts(([separator = '', value = ''], origin) =>
      value.length > LONGEST_TEXT
        ? undefined
        : list(value === '' && separator !== '' ? [text('', origin)] : value.split(separator).map((piece) => text(piece, origin)), origin),
    ),
  ],
  ['substr', ofTexts(substring)],
  ['replace', ofTexts(replaceIn)],
  ['join', join],
  ['format', (values, origin, given) => format(values[0], given.slice(1), origin)],
  ['formatlist', formatList],
  ['tostring', convertToText],
  ['tonumber', (values, origin) => convertToNumber(values[0], origin)],
  ['tobool', (values, origin) => convertToBool(values[0], origin)],
  ['nonsensitive', passes],
  ['sensitive', passes],
  ['abspath', passes],
  ['abs', ofNumbers(([value = Number.NaN]) => Math.abs(value))],
  ['ceil', ofNumbers(([value = Number.NaN]) => Math.ceil(value))],
  ['floor', ofNumbers(([value = Number.NaN]) => Math.floor(value))],
  ['pow', ofNumbers(([base = Number.NaN, power = Number.NaN]) => base ** power)],
  ['max', ofNumbers((numbers) => Math.max(...numbers))],
  ['min', ofNumbers((numbers) => Math.min(...numbers))],
  [
    'parseint',
    ofTexts(([digits = '', base = '10'], origin) =>
      /^-?[0-9a-zA-Z]+$/.test(digits) && Number(base) >= 2 && Number(base) <= 36
        ? number(Number.parseInt(digits, Number(base)), origin)
        : undefined,
    ),
  ],
];

function trimAll(value: string, characters: string): string {
  const cut = new Set(characters);
  let start = 0;
  let end = value.length;
  while (start < end && cut.has(value[start]!)) start++;
  while (end > start && cut.has(value[end - 1]!)) end--;
  return value.slice(start, end);
}

function substring([value = '', offset = '0', length = '0']: readonly string[], origin: Origin): Value | undefined {
  const from = Number(offset);
  const count = Number(length);
  if (!Number.isInteger(from) || !Number.isInteger(count)) return undefined;
  const start = from < 0 ? Math.max(0, value.length + from) : from;
  return text(count < 0 ? value.slice(start) : value.slice(start, start + count), origin);
}

// A pattern between slashes is a regular expression. Only a single class with an optional repetition is run: it is
// linear whatever the input, which the engine here does not promise for more.
const SINGLE_CLASS = /^\/(?<atom>\[\^?[\w .:@+-]+\]|\\[wWdDsS])(?<repeat>[+]?)\/$/;

function replaceIn([value = '', wanted = '', replacement = '']: readonly string[], origin: Origin): Value | undefined {
  if (wanted === '') return text(value, origin);
  let result: string[];
  if (wanted.length > 1 && wanted.startsWith('/') && wanted.endsWith('/')) {
    const groups = SINGLE_CLASS.exec(wanted)?.groups;
    if (!groups || replacement.includes('$')) return undefined;
    try {
      result = value.split(new RegExp(`${groups['atom']}${groups['repeat']}`, 'g'));
    } catch {
      // A range out of order, [z-a], is an error in Terraform as well.
      return failed('the pattern of replace() is malformed', origin);
    }
  } else result = value.split(wanted);
  if (value.length + result.length * replacement.length > LONGEST_TEXT) return unknown('the text is too long', origin);
  return text(result.join(replacement), origin);
}

function join(values: readonly Value[], origin: Origin): Value | undefined {
  const [separator, ...lists] = values;
  const between = knownText(separator);
  if (between === undefined || !separator) return undefined;
  const items: Value[] = [];
  let open = false;
  for (const each of lists) {
    if (each.kind !== 'list') return undefined;
    items.push(...each.items.slice(0, 10_000));
    open ||= each.open === true || each.items.length > 10_000;
  }
  const parts = items.flatMap((item, index) => (index > 0 && between !== '' ? [separator, item] : [item]));
  // join("", resource.*.id) is the old way to write "the one, if there is one".
  if (open && !(items.length === 1 && between === '')) parts.push(unknown('further items', origin));
  return joinText(parts, origin);
}

function format(pattern: Value | undefined, given: readonly Value[], origin: Origin): Value | undefined {
  const written = pattern && knownText(pattern);
  if (written === undefined) return undefined;
  const parts: Value[] = [];
  let next = 0;
  let end = 0;
  // Verbs: %% or % flags width .precision verb, and %[n]verb for an explicit argument.
  for (const match of written.matchAll(
    /%(?:%|(?<flags>[-+ #0]{0,5})(?<width>\d{0,3})(?:\.(?<precision>\d{1,3}))?(?:\[(?<position>\d{1,3})\])?(?<verb>[a-zA-Z]))/g,
  )) {
    if (match.index > end) parts.push(text(written.slice(end, match.index), origin));
    end = match.index + match[0].length;
    const groups = match.groups;
    if (!groups?.['verb']) {
      parts.push(text('%', origin));
      continue;
    }
    if (groups['position']) next = Number(groups['position']) - 1;
    const argument = given[next++];
    if (!argument) return failed('format() has too few arguments', origin);
    const part = formatOne(groups, argument, origin);
    if (!part) return undefined;
    parts.push(part);
  }
  if (end < written.length) parts.push(text(written.slice(end), origin));
  return joinText(parts, origin);
}

function formatOne(groups: Readonly<Record<string, string | undefined>>, argument: Value, origin: Origin): Value | undefined {
  const verb = groups['verb']!;
  const width = Number(groups['width'] || 0);
  const inner = settled(argument);
  if ((verb === 's' || verb === 'v' || verb === 'd') && width === 0 && !groups['precision']) {
    return inner.kind === 'null' ? text('null', origin) : inner.kind === 'list' || inner.kind === 'object' ? undefined : argument;
  }
  const known = knownText(argument);
  if (known === undefined)
    return argument.kind === 'unknown' || argument.kind === 'reference' || argument.kind === 'template' ? argument : undefined;
  let shown = known;
  if (verb === 'q') shown = JSON.stringify(known);
  else if (verb === 'f') shown = Number(known).toFixed(Math.min(100, Number(groups['precision'] ?? 6)));
  else if (verb === 'x' || verb === 'X') shown = /^\d+$/.test(known) ? Number(known).toString(16) : known;
  else if (!'sdvt'.includes(verb)) return undefined;
  if (verb === 'X') shown = shown.toUpperCase();
  const flags = groups['flags'] ?? '';
  if (flags.includes('-')) return text(shown.padEnd(width), origin);
  return text(shown.padStart(width, flags.includes('0') ? '0' : ' '), origin);
}

function formatList(values: readonly Value[], origin: Origin, given: readonly Value[]): Value | undefined {
  const lists = values.slice(1).filter((value) => value.kind === 'list');
  const length = lists[0]?.items.length;
  if (length === undefined || length > 10_000 || lists.some((each) => each.items.length !== length || each.open)) return undefined;
  const items: Value[] = [];
  for (let at = 0; at < length; at++) {
    const item = format(
      values[0],
      given.slice(1).map((value) => itemAt(value, at)),
      origin,
    );
    if (!item) return undefined;
    items.push(item);
  }
  return list(items, origin);
}

function itemAt(value: Value, at: number): Value {
  const inner = settled(value);
  return inner.kind === 'list' ? inner.items[at]! : value;
}

function convertToText(values: readonly Value[], origin: Origin, given: readonly Value[]): Value | undefined {
  const [value] = values;
  if (!value) return undefined;
  const known = knownText(value);
  if (known !== undefined) return text(known, origin);
  if (value.kind === 'list' || value.kind === 'object') return failed(`a ${value.kind} is no string`, origin);
  return given[0];
}

/** Converts as Terraform does: "3" is 3. */
export function convertToNumber(value: Value | undefined, origin: Origin): Value | undefined {
  if (!value || value.kind === 'number' || value.kind === 'null') return value;
  if (value.kind !== 'string') return undefined;
  return /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value.value) ? number(Number(value.value), origin) : failed('the text is no number', origin);
}

/** Converts as Terraform does: "true" is true. */
export function convertToBool(value: Value | undefined, origin: Origin): Value | undefined {
  if (!value || value.kind === 'bool' || value.kind === 'null') return value;
  if (value.kind !== 'string') return undefined;
  return value.value === 'true' || value.value === 'false' ? bool(value.value === 'true', origin) : failed('the text is no bool', origin);
}
