import type { RangeReader } from '../../range.ts';

export const INFLATE_ENDINGS = ['end', 'limit', 'truncated', 'corrupt'] as const;

/** What could be inflated. After anything but `end`, `bytes` is what stood before the break. */
export interface Inflated {
  bytes: Uint8Array;
  ended: (typeof INFLATE_ENDINGS)[number];
  /** Bytes of input that were looked at. */
  consumed: number;
}

const LONGEST_CODE = 15;
const CHUNK = 65_536;
const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
  24577,
];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Inflates raw deflate data (RFC 1951) from `offset` on, up to `limit` bytes of output. node:zlib gives nothing at all
 * for data that breaks or is larger than its limit; a loader that streams has run what stood before the break, so that
 * part must be seen. Never throws.
 */
export function inflateRaw(reader: RangeReader, offset: number, limit: number): Inflated {
  const state: State = {
    reader,
    start: offset,
    next: offset,
    chunk: new Uint8Array(0),
    at: 0,
    hold: 0,
    bits: 0,
    out: new Uint8Array(Math.min(limit, CHUNK)),
    size: 0,
    limit,
  };
  try {
    while (readBlock(state));
    return { bytes: state.out.subarray(0, state.size), ended: 'end', consumed: state.next - offset };
  } catch (stop) {
    if (!(stop instanceof Stopped)) throw stop;
    return { bytes: state.out.subarray(0, state.size), ended: stop.ending, consumed: state.next - offset };
  }
}

interface State {
  reader: RangeReader;
  start: number;
  next: number;
  chunk: Uint8Array;
  at: number;
  hold: number;
  bits: number;
  out: Uint8Array;
  size: number;
  limit: number;
}

/** Leaves the nested decoding loops; never leaves this file. */
class Stopped extends Error {
  readonly ending: Exclude<Inflated['ended'], 'end'>;
  constructor(ending: Exclude<Inflated['ended'], 'end'>) {
    super(ending);
    this.ending = ending;
  }
}

/** A prefix code: for each pattern of `width` bits (as they come, reversed), symbol * 16 + code length; 0 for none. */
interface Codes {
  width: number;
  entries: Uint16Array;
}

function byte(s: State): number {
  if (s.at >= s.chunk.length) {
    // Deflate data is hardly ever longer than what it gives: endless empty blocks are no data.
    if (s.next - s.start > s.limit * 2 + CHUNK * 2) throw new Stopped('corrupt');
    s.chunk = s.reader.read(s.next, CHUNK);
    s.next += s.chunk.length;
    s.at = 0;
    if (s.chunk.length === 0) throw new Stopped('truncated');
  }
  const value = s.chunk[s.at] as number;
  s.at += 1;
  return value;
}

function take(s: State, count: number): number {
  while (s.bits < count) {
    s.hold |= byte(s) << s.bits;
    s.bits += 8;
  }
  const value = s.hold & ((1 << count) - 1);
  s.hold >>>= count;
  s.bits -= count;
  return value;
}

function symbol(s: State, codes: Codes): number {
  // Near the end of the data fewer bits than the longest code may be left; try with what is there.
  while (s.bits < codes.width) {
    const entry = codes.entries[s.hold & ((1 << codes.width) - 1)] as number;
    if (entry !== 0 && (entry & 15) <= s.bits) break;
    s.hold |= byte(s) << s.bits;
    s.bits += 8;
  }
  const entry = codes.entries[s.hold & ((1 << codes.width) - 1)] as number;
  const length = entry & 15;
  if (entry === 0 || length > s.bits) throw new Stopped('corrupt');
  s.hold >>>= length;
  s.bits -= length;
  return entry >>> 4;
}

function buildCodes(lengths: readonly number[]): Codes {
  const counts = Array.from({ length: LONGEST_CODE + 1 }, () => 0);
  let width = 1;
  for (const length of lengths) {
    if (length === 0) continue;
    counts[length] = (counts[length] as number) + 1;
    width = Math.max(width, length);
  }
  const nextCode: number[] = [0];
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    nextCode[length] = code;
    code = (code + (counts[length] as number)) << 1;
    if (code > 1 << (length + 1)) throw new Stopped('corrupt');
  }
  const entries = new Uint16Array(1 << width);
  for (const [index, length] of lengths.entries()) {
    if (length === 0) continue;
    const assigned = nextCode[length] as number;
    nextCode[length] = assigned + 1;
    let reversed = 0;
    for (let bit = 0; bit < length; bit += 1) reversed |= ((assigned >>> bit) & 1) << (length - 1 - bit);
    for (let pattern = reversed; pattern < entries.length; pattern += 1 << length) entries[pattern] = index * 16 + length;
  }
  return { width, entries };
}

/** Reads one block; false after the last. */
function readBlock(s: State): boolean {
  const last = take(s, 1) === 1;
  const kind = take(s, 2);
  if (kind === 0) readStored(s);
  else if (kind === 1) readCompressed(s, fixedLiterals(), buildCodes(Array.from({ length: 30 }, () => 5)));
  else if (kind === 2) readDynamic(s);
  else throw new Stopped('corrupt');
  return !last;
}

function fixedLiterals(): Codes {
  return buildCodes(Array.from({ length: 288 }, (_, index) => (index < 144 ? 8 : index < 256 ? 9 : index < 280 ? 7 : 8)));
}

function readStored(s: State): void {
  // Whole bytes that are already held belong to the block.
  const spare = s.bits & 7;
  s.hold >>>= spare;
  s.bits -= spare;
  const length = take(s, 16);
  const inverse = take(s, 16);
  if ((length ^ inverse) !== 0xffff) throw new Stopped('corrupt');
  for (let count = 0; count < length; count += 1) put(s, s.bits >= 8 ? take(s, 8) : byte(s));
}

function readDynamic(s: State): void {
  const literalCount = take(s, 5) + 257;
  const distanceCount = take(s, 5) + 1;
  const codeCount = take(s, 4) + 4;
  const codeLengths = Array.from({ length: 19 }, () => 0);
  for (let index = 0; index < codeCount; index += 1) codeLengths[CODE_LENGTH_ORDER[index] as number] = take(s, 3);
  const codes = buildCodes(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const value = symbol(s, codes);
    if (value < 16) {
      lengths.push(value);
      continue;
    }
    if (value === 16 && lengths.length === 0) throw new Stopped('corrupt');
    const repeated = value === 16 ? (lengths.at(-1) as number) : 0;
    const times = value === 16 ? 3 + take(s, 2) : value === 17 ? 3 + take(s, 3) : 11 + take(s, 7);
    for (let count = 0; count < times; count += 1) lengths.push(repeated);
  }
  if (lengths.length > literalCount + distanceCount) throw new Stopped('corrupt');
  readCompressed(s, buildCodes(lengths.slice(0, literalCount)), buildCodes(lengths.slice(literalCount)));
}

function readCompressed(s: State, literals: Codes, distances: Codes): void {
  for (;;) {
    const value = symbol(s, literals);
    if (value < 256) {
      put(s, value);
      continue;
    }
    if (value === 256) return;
    const lengthBase = LENGTH_BASE[value - 257];
    if (lengthBase === undefined) throw new Stopped('corrupt');
    const length = lengthBase + take(s, LENGTH_EXTRA[value - 257] as number);
    const distanceCode = symbol(s, distances);
    const distanceBase = DISTANCE_BASE[distanceCode];
    if (distanceBase === undefined) throw new Stopped('corrupt');
    const distance = distanceBase + take(s, DISTANCE_EXTRA[distanceCode] as number);
    if (distance > s.size) throw new Stopped('corrupt');
    for (let count = 0; count < length; count += 1) put(s, s.out[s.size - distance] as number);
  }
}

function put(s: State, value: number): void {
  if (s.size >= s.out.length) {
    if (s.size >= s.limit) throw new Stopped('limit');
    const larger = new Uint8Array(Math.min(s.limit, s.out.length * 2));
    larger.set(s.out);
    s.out = larger;
  }
  s.out[s.size] = value;
  s.size += 1;
}
