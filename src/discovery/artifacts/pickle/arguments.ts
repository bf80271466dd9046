import type { Cursor } from './cursor.ts';
import { ARGUMENT_FORMS } from './opcodes.ts';
import type { ArgumentForm } from './opcodes.ts';

/** The argument of the opcode at hand; one object is reused for the whole walk. */
export interface Argument {
  /** The number, for number forms, short integers and lines of digits; NaN where there is none. */
  value: number;
  /** Place of the literal or line in the reader. */
  offset: number;
  length: number;
  /** Place of the second line of GLOBAL and INST. */
  secondOffset: number;
  secondLength: number;
  /** First byte of the literal; -1 when it has none. */
  first: number;
  /** First bytes of the literal (at most 64), given only where its first byte may begin a pickle or an integer. */
  head: Uint8Array;
}

const HEAD_BYTES = 64;
const NO_BYTES = new Uint8Array(0);
const TWO_32 = 4_294_967_296;
/** Digits of the largest number that a line may hold without being an opaque integer. */
const SAFE_DIGITS = 15;

/** First bytes of pickles, zips and their escaped forms: 0x80, `P`, `(`, `c`, `]`, `}`, C2, backslash and quotes. */
const TELLING = new Set([0x80, 0x50, 0x28, 0x63, 0x5d, 0x7d, 0xc2, 0x5c, 0x27, 0x22]);

export function newArgument(): Argument {
  return { value: Number.NaN, offset: 0, length: 0, secondOffset: 0, secondLength: 0, first: -1, head: NO_BYTES };
}

type Reading = 'ok' | 'truncated' | 'negative';
type Read = (cursor: Cursor, argument: Argument) => Reading;

const READERS: Record<ArgumentForm, Read> = {
  none: () => 'ok',
  u1: (cursor, argument) => fixed(cursor, argument, 1),
  u2: (cursor, argument) => fixed(cursor, argument, 2),
  u4: (cursor, argument) => fixed(cursor, argument, 4),
  u8: (cursor, argument) => fixed(cursor, argument, 8),
  i4: (cursor, argument) => {
    const reading = fixed(cursor, argument, 4);
    argument.value |= 0;
    return reading;
  },
  f8: (cursor) => (cursor.skip(8) ? 'ok' : 'truncated'),
  'counted-u1': (cursor, argument) => {
    const reading = counted(cursor, argument, 1);
    if (reading === 'ok' && argument.length <= 6) argument.value = littleEndian(argument.head, argument.length);
    return reading;
  },
  'counted-i4': (cursor, argument) => counted(cursor, argument, 4, true),
  'counted-u4': (cursor, argument) => counted(cursor, argument, 4),
  'counted-u8': (cursor, argument) => counted(cursor, argument, 8),
  line: (cursor, argument) => {
    const hasFirst = cursor.has(1);
    argument.offset = cursor.offset;
    argument.first = hasFirst ? (cursor.window[cursor.at] as number) : -1;
    const length = cursor.line();
    if (length < 0) return 'truncated';
    argument.length = length;
    argument.value = Number.NaN;
    argument.head = NO_BYTES;
    // A line across the edge of the window is read again; long ones are no numbers, only their head counts.
    const moved = cursor.lineStart < 0;
    const bytes = moved ? cursor.again(argument.offset, Math.min(length, HEAD_BYTES)) : cursor.window;
    const start = moved ? 0 : cursor.lineStart;
    if (length <= HEAD_BYTES) argument.value = decimal(bytes, start, start + length);
    if (length >= 8) argument.head = bytes.subarray(start, start + Math.min(length, HEAD_BYTES));
    return 'ok';
  },
  lines: (cursor, argument) => {
    argument.offset = cursor.offset;
    argument.length = cursor.line();
    argument.secondOffset = cursor.offset;
    argument.secondLength = argument.length < 0 ? -1 : cursor.line();
    return argument.secondLength < 0 ? 'truncated' : 'ok';
  },
};

const READERS_BY_FORM: readonly Read[] = ARGUMENT_FORMS.map((form) => READERS[form]);

/** Reads the argument of an opcode whose form has this position in `ARGUMENT_FORMS`, and steps the cursor over it. */
export function readArgument(cursor: Cursor, form: number, argument: Argument): Reading {
  return form === 0 ? 'ok' : (READERS_BY_FORM[form] as Read)(cursor, argument);
}

function fixed(cursor: Cursor, argument: Argument, bytes: 1 | 2 | 4 | 8): Reading {
  if (!cursor.has(bytes)) return 'truncated';
  const { view, at } = cursor;
  argument.value =
    bytes === 1
      ? view.getUint8(at)
      : bytes === 2
        ? view.getUint16(at, true)
        : bytes === 4
          ? view.getUint32(at, true)
          : view.getUint32(at, true) + view.getUint32(at + 4, true) * TWO_32;
  cursor.at = at + bytes;
  return 'ok';
}

function counted(cursor: Cursor, argument: Argument, bytes: 1 | 4 | 8, signed = false): Reading {
  const reading = fixed(cursor, argument, bytes);
  if (reading !== 'ok') return reading;
  const length = signed ? argument.value | 0 : argument.value;
  if (length < 0) return 'negative';
  argument.value = Number.NaN;
  argument.offset = cursor.offset;
  argument.length = length;
  argument.head = NO_BYTES;
  argument.first = -1;
  if (length > 0) {
    cursor.has(Math.min(length, HEAD_BYTES));
    const first = cursor.window[cursor.at] ?? -1;
    argument.first = first;
    // One byte of length: an integer (LONG1) may begin with anything, and short literals are cheap.
    if (TELLING.has(first) || (bytes === 1 && length <= 10))
      argument.head = cursor.window.subarray(cursor.at, cursor.at + Math.min(length, HEAD_BYTES));
  }
  return cursor.skip(length) ? 'ok' : 'truncated';
}

/** A signed little-endian integer of at most six bytes, as LONG1 holds it. */
function littleEndian(bytes: Uint8Array, length: number): number {
  let value = 0;
  for (let index = length - 1; index >= 0; index -= 1) value = value * 256 + (bytes[index] as number);
  return length > 0 && (bytes[length - 1] as number) >= 0x80 ? value - 256 ** length : value;
}

/** A decimal integer in a line, with Python 2's optional trailing `L`; NaN for anything else or longer. */
function decimal(window: Uint8Array, start: number, end: number): number {
  const negative = window[start] === 0x2d;
  let last = end;
  if (window[last - 1] === 0x4c) last -= 1;
  let index = negative ? start + 1 : start;
  if (last <= index || last - index > SAFE_DIGITS) return Number.NaN;
  let value = 0;
  for (; index < last; index += 1) {
    const digit = (window[index] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}
