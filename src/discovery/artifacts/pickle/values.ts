import type { RangeReader } from '../../range.ts';

/**
 * What the walker knows of a value on the unpickler's stack, without building it. Literals are kept as a place in the
 * file, so that millions of strings cost no decoding; containers keep only their first items.
 */
export type Value = number | Opaque | Text | Bytes | Sequence | Mapping | GlobalValue | Produced;

/** A value that can be neither a name nor a callable: a float, None, a set … */
export interface Opaque {
  readonly kind: 'opaque';
}
/** How the text stands in the file: as UTF-8, as a quoted Python literal, or with `\u` escapes. */
export type TextForm = 'utf8' | 'quoted' | 'escaped';
export interface Text {
  readonly kind: 'text';
  readonly offset: number;
  readonly length: number;
  readonly form: TextForm;
  /** Whether it may begin with two underscores; false only when that is certain. */
  readonly underscored: boolean;
}
export interface Bytes {
  readonly kind: 'bytes';
  readonly offset: number;
  readonly length: number;
}
/** The first items, and how many there are. */
export interface Sequence {
  readonly kind: 'tuple' | 'list';
  items: readonly Value[];
  size: number;
}
/** The first pairs, and the keys that may begin with two underscores. */
export interface Mapping {
  readonly kind: 'dict';
  pairs: readonly [Value, Value][];
  dunder: readonly Text[];
}
/** A global itself: the function, class or module attribute that a name resolved to. */
export interface GlobalValue {
  readonly kind: 'global';
  readonly global: ReachedGlobal;
}
/**
 * What a call, a persistent id or a stack error put there. `dtype` and `array` hold what the numpy and joblib readers
 * need to know how many raw bytes follow in the stream.
 */
export interface Produced {
  readonly kind: 'produced';
  readonly by: ReachedGlobal | undefined;
  readonly lost: boolean;
  dtype?: { itemBytes: number; holdsObjects: boolean };
  /** The literal that a call only re-encodes (protocol 2 writes bytes as latin-1 text). */
  content?: Text;
}

/** Ways in which a use of a global is worse than its name says. */
export const CONCERNS = [
  'computed-name',
  'result-called',
  'computed-argument',
  'builds-class',
  'two-argument-iter',
  'unusual-codec',
  'unseen-bytes',
  'names-other-global',
  'wraps-unknown',
] as const;
export type Concern = (typeof CONCERNS)[number];

/** One global (module attribute) that loading the stream would import. Repeats of the same name and opcode are joined. */
export interface ReachedGlobal {
  module: string;
  name: string;
  /** GLOBAL, INST, STACK_GLOBAL, EXT1, EXT2, EXT4; `getattr` or `ufunc` for one that a resolver call names by literals. */
  opcode: string;
  /** Byte offset of the first occurrence in its stream's file or member. */
  offset: number;
  called: boolean;
  /** How often it was reached. */
  count: number;
  /** Text literals of its first calls, shortened and masked. */
  arguments?: string[];
  concerns: Concern[];
}

export const OPAQUE: Opaque = { kind: 'opaque' };
/** The integer by which torch.load knows its files from before zip archives. */
export const TORCH_MAGIC: Opaque = { kind: 'opaque' };

/** Decodes at most `limit` bytes of a text literal the way the unpickler would. */
export function readText(reader: RangeReader, text: Text | Bytes, limit = 1024): string {
  const raw = reader.read(text.offset, Math.min(text.length, limit));
  if (text.kind === 'bytes' || text.form === 'utf8') return new TextDecoder().decode(raw);
  const latin = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  return text.form === 'quoted' ? unquote(latin) : unescapeUnicode(latin);
}

/** The UNICODE opcode's raw-unicode-escape: only `\uXXXX` and `\UXXXXXXXX` count, and a backslash shields the next sign. */
function unescapeUnicode(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g, (whole: string, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? '', 16);
    return Number.isNaN(code) || code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

const SIMPLE_ESCAPES: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

/** The STRING opcode's quoted literal with Python's byte escapes; an unquoted one is taken as it stands. */
function unquote(raw: string): string {
  const quote = raw[0];
  const quoted = raw.length >= 2 && (quote === "'" || quote === '"') && raw.endsWith(quote);
  const inner = quoted ? raw.slice(1, -1) : raw;
  return inner.replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^]))/g, (whole: string, hex?: string, octal?: string, sign?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return SIMPLE_ESCAPES[sign ?? ''] ?? whole;
  });
}
