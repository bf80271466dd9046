import { joinText, LONGEST_TEXT } from './text-value.ts';
import { bool, DEEPEST_VALUE, list, number, object, oneOf, type Origin, settled, text, unknown, type Value } from './value.ts';

// Private-use characters mark where an unknown part of a text stood while the rest is read as JSON.
const HOLE_START = '\uE0F0';
const HOLE_END = '\uE0F1';

/** What jsonencode yields: a string, or a template where parts are unknown; either carries the value as `json`. */
export function encodeJson(value: Value, origin: Origin): Value {
  const writer: Writer = { parts: [], pieces: [], length: 0, left: 50_000, origin };
  write(writer, value, 0);
  if (writer.left <= 0 || writer.length > LONGEST_TEXT) return unknown('the JSON text is too large', origin, { from: [value] });
  endPieces(writer);
  const joined = joinText(writer.parts, origin);
  return joined.kind === 'string' || joined.kind === 'template' ? { ...joined, json: value } : joined;
}

interface Writer {
  readonly parts: Value[];
  pieces: string[];
  length: number;
  left: number;
  readonly origin: Origin;
}

function put(writer: Writer, piece: string): void {
  writer.pieces.push(piece);
  writer.length += piece.length;
}

function endPieces(writer: Writer): void {
  if (writer.pieces.length > 0) writer.parts.push(text(writer.pieces.join(''), writer.origin));
  writer.pieces = [];
}

function write(writer: Writer, value: Value, depth: number): void {
  const inner = settled(value);
  if (writer.length > LONGEST_TEXT || depth > DEEPEST_VALUE) writer.left = 0;
  if (writer.left-- <= 0) return;
  if (inner.kind === 'null') put(writer, 'null');
  else if (inner.kind === 'number' || inner.kind === 'bool') put(writer, String(inner.value));
  else if (inner.kind === 'string') put(writer, quoted(inner.value));
  else if (inner.kind === 'list') writeList(writer, inner.items, depth);
  else if (inner.kind === 'object') writeObject(writer, inner.entries, depth);
  else writeText(writer, inner.kind === 'template' ? inner.parts : [inner]);
}

function writeList(writer: Writer, items: readonly Value[], depth: number): void {
  put(writer, '[');
  for (const [index, item] of items.entries()) {
    if (index > 0) put(writer, ',');
    if (writer.left <= 0) return;
    write(writer, item, depth + 1);
  }
  put(writer, ']');
}

function writeObject(writer: Writer, entries: ReadonlyMap<string, Value>, depth: number): void {
  put(writer, '{');
  // Terraform's objects have no order of their own: keys are written sorted.
  for (const [index, key] of [...entries.keys()].sort().entries()) {
    if (index > 0) put(writer, ',');
    if (writer.left <= 0) return;
    put(writer, `${quoted(key)}:`);
    write(writer, entries.get(key)!, depth + 1);
  }
  put(writer, '}');
}

/** The type of an unknown part is not known either; nearly all are strings. */
function writeText(writer: Writer, parts: readonly Value[]): void {
  put(writer, '"');
  for (const part of parts) {
    const inner = settled(part);
    if (inner.kind === 'string') put(writer, quoted(inner.value).slice(1, -1));
    else {
      endPieces(writer);
      writer.parts.push(part);
    }
  }
  put(writer, '"');
}

/** jsonencode escapes these three so that its text can stand inside HTML. */
function quoted(written: string): string {
  return JSON.stringify(written).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
}

/**
 * The document a value holds as JSON: the argument of jsonencode, the statements of a policy data source, or a text that
 * is a JSON object or array, unknown parts included. Undefined where there is none.
 */
export function jsonOf(value: Value | undefined): Value | undefined {
  const decoded = value && decodeJson(value);
  // A number or a word in a text is JSON as well, but nobody means it so.
  return decoded?.kind === 'object' || decoded?.kind === 'list' || decoded?.kind === 'oneOf' ? decoded : undefined;
}

/** What jsondecode yields, single words and numbers included; undefined where the text is no JSON. */
export function decodeJson(value: Value): Value | undefined {
  const inner = settled(value);
  if (inner.kind === 'oneOf') {
    const documents = inner.options.flatMap((option) => (settled(option).kind === 'oneOf' ? [] : (decodeJson(option) ?? [])));
    return documents.length > 0 ? oneOf(documents, inner.origin) : undefined;
  }
  if (inner.kind !== 'string' && inner.kind !== 'template') return undefined;
  if (inner.json) return inner.json;
  const parts = inner.kind === 'string' ? [inner] : inner.parts;
  const holes: Value[] = [];
  let written = '';
  let inString = false;
  for (const part of parts) {
    const known = settled(part);
    if (known.kind === 'string') {
      written += known.value;
      inString = endsInString(known.value, inString);
    } else {
      const mark = `${HOLE_START}${holes.length}${HOLE_END}`;
      written += inString ? mark : `"${mark}"`;
      holes.push(part);
    }
  }
  if (written.length > LONGEST_TEXT || !/^\s*[[{"\d\-tfn]/.test(written)) return undefined;
  try {
    const parsed: unknown = JSON.parse(written);
    return valueOfJson(parsed, { origin: inner.origin, holes, left: 50_000 }, 0);
  } catch {
    // Not JSON: a plain text.
    return undefined;
  }
}

function endsInString(piece: string, before: boolean): boolean {
  let inString = before;
  for (let at = 0; at < piece.length; at++) {
    const code = piece.charCodeAt(at);
    if (code === 92 && inString) at++;
    else if (code === 34) inString = !inString;
  }
  return inString;
}

interface Reading {
  readonly origin: Origin;
  readonly holes: readonly Value[];
  left: number;
}

function valueOfJson(parsed: unknown, reading: Reading, depth: number): Value {
  const { origin } = reading;
  if (reading.left-- <= 0 || depth > DEEPEST_VALUE) return unknown('the JSON text is too large', origin);
  if (typeof parsed === 'string') return filled(parsed, reading);
  if (typeof parsed === 'number') return number(parsed, origin);
  if (typeof parsed === 'boolean') return bool(parsed, origin);
  if (Array.isArray(parsed))
    return list(
      parsed.map((item: unknown) => valueOfJson(item, reading, depth + 1)),
      origin,
    );
  if (typeof parsed !== 'object' || parsed === null) return { kind: 'null', origin };
  const entries = new Map<string, Value>();
  for (const [key, entry] of Object.entries(parsed)) entries.set(key, valueOfJson(entry, reading, depth + 1));
  return object(entries, origin);
}

/** Puts the unknown parts back where their marks stand. */
function filled(written: string, { origin, holes }: Reading): Value {
  if (!written.includes(HOLE_START)) return text(written, origin);
  const parts: Value[] = [];
  for (const [index, piece] of written.split(HOLE_START).entries()) {
    const end = index === 0 ? -1 : piece.indexOf(HOLE_END);
    const hole = holes[Number(piece.slice(0, Math.max(end, 0)))];
    if (end > 0 && hole) parts.push(hole);
    const rest = piece.slice(end + 1);
    if (rest !== '') parts.push(text(rest, origin));
  }
  const [only, second] = parts;
  return only && !second ? only : joinText(parts, origin);
}
