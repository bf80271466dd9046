import { bytesReader, rangeWithin } from '../../range.ts';
import type { RangeReader } from '../../range.ts';
import type { Anomaly, AnomalyKind } from './anomalies.ts';
import type { JudgedGlobal, PickleLimits, PickleStream } from './report.ts';
import { readText } from './values.ts';
import type { ReachedGlobal } from './values.ts';
import { judgeGlobal } from './verdict.ts';
import { walkPickle } from './walk.ts';
import type { Walk } from './walk.ts';

/** What reading one file has gathered and may still use. */
export interface Reading {
  readonly limits: PickleLimits;
  readonly streams: PickleStream[];
  readonly anomalies: Anomaly[];
  readonly noted: Map<AnomalyKind, number>;
  opcodesLeft: number;
  inflatedBytesLeft: number;
  membersLeft: number;
  archivesLeft: number;
  /** Pickles so far that call something. */
  callingStreams: number;
  arrays: number;
  /** Formats met that this reader cannot look into, in words. */
  readonly unsupported: Set<string>;
}

/**
 * How sure we are that bytes are a pickle: `certain` by their first bytes, `named` only by the file's name, `guess` when
 * they are tried because a loader might be pointed at them.
 */
export type Expectation = 'certain' | 'named' | 'guess';

/** Reads a nested container or pickle; given by the container reader, which itself reads streams. */
export type ReadNested = (reader: RangeReader, member: string, expectation: Expectation, depth: number) => boolean;

const LEGACY_STREAMS = 5;
const LARGEST_TEXT = 16_777_216;
const PADDING_CHECK = 65_536;
/** Per kind, so that a flood of one kind hides no other. */
const KEPT_ANOMALIES = 200;

export function newReading(limits: PickleLimits): Reading {
  return {
    limits,
    streams: [],
    anomalies: [],
    noted: new Map(),
    opcodesLeft: limits.opcodes,
    inflatedBytesLeft: limits.inflatedBytes,
    membersLeft: limits.members,
    archivesLeft: limits.archives,
    callingStreams: 0,
    arrays: 0,
    unsupported: new Set(),
  };
}

export function noteAnomaly(reading: Reading, what: AnomalyKind, offset: number, member: string | undefined, detail?: string): void {
  const known = reading.noted.get(what) ?? 0;
  if (known >= KEPT_ANOMALIES) return;
  reading.noted.set(what, known + 1);
  reading.anomalies.push({ what, offset, ...(member !== undefined && { member }), ...(detail !== undefined && { detail }) });
}

export interface StreamsFound {
  count: number;
  torchLegacy: boolean;
}

/**
 * Walks the pickle at the start of `reader` and those that follow it. Before zip archives torch.save wrote five in a row
 * (magic number, protocol, system, object, storage keys), then raw storages.
 */
export function readStreams(
  reading: Reading,
  reader: RangeReader,
  member: string | undefined,
  expectation: Expectation,
  depth: number,
  readNested: ReadNested,
): StreamsFound {
  const found: StreamsFound = { count: 0, torchLegacy: false };
  let offset = 0;
  while (offset < reader.size) {
    if (reading.streams.length >= reading.limits.streams) {
      noteAnomaly(reading, 'limit', offset, member, `${reading.limits.streams} pickles`);
      break;
    }
    const expected = found.count === 0 ? expectation : found.torchLegacy && found.count < LEGACY_STREAMS ? 'certain' : 'guess';
    const walk = walkWithin(reading, reader, offset, expected, depth);
    if (!accepts(walk, expected, reader.size)) break;
    found.count += 1;
    if (found.count === 1 && walk.torchMagic) found.torchLegacy = true;
    if (found.count === 2 && !found.torchLegacy) noteAnomaly(reading, 'several-pickles', offset, member);
    keep(reading, walk, member);
    readLiterals(reading, reader, walk, member, depth, readNested);
    offset = walk.end;
    if (walk.ended !== 'stop') return found;
    if (found.torchLegacy && found.count === LEGACY_STREAMS) break;
  }
  if (found.count > 0) leftOver(reading, reader, offset, member, found.torchLegacy && found.count === LEGACY_STREAMS);
  return found;
}

function walkWithin(reading: Reading, reader: RangeReader, offset: number, expected: Expectation, depth: number): Walk {
  const limits = { ...reading.limits, opcodes: reading.opcodesLeft };
  const walk = walkPickle(reader, offset, { limits, strict: expected === 'guess', depth });
  reading.opcodesLeft = Math.max(0, reading.opcodesLeft - walk.opcodes);
  return walk;
}

/**
 * Whether a walk shows a pickle. Random bytes reach no global and rarely STOP; what calls something always counts. A code of the
 * extension registry is any byte behind 0x82 to 0x84, which weights hold by chance: where one only guesses, it counts when called.
 */
export function accepts(walk: Walk, expected: Expectation, size: number): boolean {
  if (walk.opcodes === 0) return false;
  const told = expected === 'guess' ? walk.globals.filter(({ opcode, called }) => called || !opcode.startsWith('EXT')) : walk.globals;
  if (told.some((global) => global.called || judgeGlobal(global).standing === 'dangerous')) return true;
  if (expected === 'certain') return true;
  if (walk.ended === 'stop' && !walk.broken) return walk.protocol >= 2 || walk.end === size || expected === 'named';
  if (expected === 'named') return walk.globals.length > 0 || walk.protocol >= 2;
  return walk.protocol >= 2 && walk.opcodes >= 8;
}

function keep(reading: Reading, walk: Walk, member: string | undefined): void {
  const globals = walk.globals.map(judged);
  reading.streams.push({
    ...(member !== undefined && { member }),
    offset: walk.offset,
    protocol: walk.protocol,
    globals,
    ended: walk.ended,
    bytesAfterStop: 0,
  });
  for (const { what, offset, detail } of walk.anomalies) noteAnomaly(reading, what, offset, member, detail);
  if (walk.limit !== undefined) noteAnomaly(reading, 'limit', walk.end, member, walk.limit);
  reading.arrays += walk.arrays;
  if (walk.globals.some((global) => global.called)) reading.callingStreams += 1;
}

function judged(global: ReachedGlobal): JudgedGlobal {
  const { concerns: _, ...rest } = global;
  return { ...rest, ...judgeGlobal(global) };
}

function leftOver(reading: Reading, reader: RangeReader, offset: number, member: string | undefined, storages: boolean): void {
  const last = reading.streams.findLast((stream) => stream.member === member);
  const rest = reader.size - offset;
  if (last === undefined || rest <= 0) return;
  last.bytesAfterStop = rest;
  // Raw storages belong to torch's format, and zeros, blanks and line ends are padding.
  if (
    storages ||
    (rest <= PADDING_CHECK && reader.read(offset, rest).every((value) => value === 0 || value === 10 || value === 13 || value === 32))
  )
    return;
  noteAnomaly(reading, 'data-after-stop', offset, member, `${rest} bytes`);
}

/** Literals that look like pickles or archives, or that the pickle itself unpickles, are read as files of their own. */
function readLiterals(
  reading: Reading,
  reader: RangeReader,
  walk: Walk,
  member: string | undefined,
  depth: number,
  readNested: ReadNested,
): void {
  for (const { literal, certain } of walk.nested) {
    if (depth >= reading.limits.depth) {
      noteAnomaly(reading, 'limit', literal.offset, member, `pickles ${reading.limits.depth} deep`);
      return;
    }
    if (literal.kind === 'text' && literal.length > LARGEST_TEXT) {
      noteAnomaly(reading, 'limit', literal.offset, member, 'text literal too large to look into');
      continue;
    }
    const content =
      literal.kind === 'bytes'
        ? rangeWithin(reader, literal.offset, literal.length)
        : bytesReader(Buffer.from(readText(reader, literal, LARGEST_TEXT), 'latin1'));
    const label = `${member === undefined ? '' : `${member} » `}literal at ${literal.offset}`;
    if (readNested(content, label, certain ? 'named' : 'guess', depth + 1)) noteAnomaly(reading, 'nested-pickle', literal.offset, member);
    else if (certain) noteAnomaly(reading, 'literal-unreadable', literal.offset, member);
  }
}
