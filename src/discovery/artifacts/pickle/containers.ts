import { crc32 } from 'node:zlib';
import { bytesReader, rangeWithin } from '../../range.ts';
import type { RangeReader } from '../../range.ts';
import { inflateRaw } from './inflate.ts';
import type { Inflated } from './inflate.ts';
import { readNpyHeader } from './npy.ts';
import type { PickleFormat } from './report.ts';
import { ANY, beginsLikePickle, promisesPickle, startsWith } from './sniff.ts';
import { accepts, noteAnomaly, readStreams } from './streams.ts';
import type { Expectation, Reading, StreamsFound } from './streams.ts';
import { isTar, listTar } from './tar.ts';
import { walkPickle } from './walk.ts';
import { FLAG_ENCRYPTED, FLAG_PATCH_OR_STRONG, listZip } from './zip.ts';
import type { ZipListing, ZipMember } from './zip.ts';

/** Formats that can hold pickles but are not opened here, by their first bytes. */
const CLOSED_FORMATS: readonly { format: PickleFormat; name: string; magic: readonly number[] }[] = [
  { format: '7z', name: '7z archive', magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { format: 'compressed', name: 'RAR archive', magic: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { format: 'compressed', name: 'xz data', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { format: 'compressed', name: 'lzma data', magic: [0x5d, 0x00, 0x00] },
  { format: 'compressed', name: 'bzip2 data', magic: [0x42, 0x5a, 0x68, ANY, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59] },
  { format: 'compressed', name: 'lz4 data', magic: [0x04, 0x22, 0x4d, 0x18] },
  { format: 'compressed', name: 'zstd data', magic: [0x28, 0xb5, 0x2f, 0xfd] },
];
const PK = [0x50, 0x4b];
const PROTO = 0x80;
const GZIP = [0x1f, 0x8b, 8];
/** joblib before 0.10: `ZF`, the length as 19 characters, then zlib data. */
const JOBLIB_ZFILE = [0x5a, 0x46, 0x30, 0x78];
const ZFILE_HEADER = 21;
const PEEK_BYTES = 65_536;
const CRC_LIMIT = 67_108_864;
const CRC_CHUNK = 1_048_576;

/** Reads whatever `reader` holds; pickles and anomalies go to `reading`. Gives the format, by the outermost container. */
export function readContainer(reading: Reading, reader: RangeReader, name: string): PickleFormat {
  return inspect(reading, reader, undefined, promisesPickle(name) ? 'named' : 'guess', 0);
}

function inspect(reading: Reading, reader: RangeReader, member: string | undefined, expectation: Expectation, depth: number): PickleFormat {
  const head = reader.read(0, 64);
  const beginsAsZip = startsWith(head, PK);
  // The directory of a zip stands at its end, so any other format may stand before it: a file can be both.
  const zip = beginsAsZip || depth === 0 ? openZip(reading, reader, member, depth) : undefined;
  const first = beginsAsZip && zip !== undefined ? 'not-pickle' : inspectStart(reading, reader, head, member, expectation, depth);
  if (zip === undefined) return first;
  if (first !== 'not-pickle') noteAnomaly(reading, 'data-before-archive', 0, member, first);
  return inspectZip(reading, reader, zip, member, depth);
}

/** Members and nested archives are limited for the whole file: archives may overlap and so hold far more than their size. */
function openZip(reading: Reading, reader: RangeReader, member: string | undefined, depth: number): ZipListing | undefined {
  if (depth >= reading.limits.depth || reading.archivesLeft <= 0) {
    noteAnomaly(reading, 'limit', 0, member, depth >= reading.limits.depth ? `archives ${depth} deep` : 'nested archives');
    return undefined;
  }
  reading.archivesLeft -= 1;
  const zip = listZip(reader, reading.membersLeft);
  reading.membersLeft -= zip?.members.length ?? 0;
  return zip;
}

/** The format by the first bytes, zip aside. */
function inspectStart(
  reading: Reading,
  reader: RangeReader,
  head: Uint8Array,
  member: string | undefined,
  expectation: Expectation,
  depth: number,
): PickleFormat {
  const isOuter = expectation !== 'guess' || depth === 0;
  if (isOuter) {
    // `(`, `]` and `B` begin pickles as well: zstd, lzma and bzip2 are told by bytes that no pickle goes on with.
    const closed = CLOSED_FORMATS.find(({ magic }) => startsWith(head, magic));
    if (closed !== undefined) {
      reading.unsupported.add(closed.name);
      return closed.format;
    }
    const compressed = compressedFrom(reader, head);
    if (compressed !== undefined) return inspectCompressed(reading, reader, compressed, member, expectation, depth);
  }
  const npy = readNpyHeader(reader);
  if (npy !== undefined) return inspectNpy(reading, rangeWithin(reader, npy.dataOffset, reader.size), npy.holdsObjects, member, depth);
  const tar = isOuter && isTar(reader);
  const pickle = streamsOf(reading, reader, member, tar ? 'guess' : expectationFor(head, expectation, depth), depth);
  return tar ? inspectTar(reading, reader, member, depth) : pickleFormat(reading, pickle);
}

/** A file that begins as a pickle does is taken at its word; weights inside archives, and text, may begin so by chance. */
function expectationFor(head: Uint8Array, expectation: Expectation, depth: number): Expectation {
  if (!beginsLikePickle(head, false)) return expectation;
  if (expectation === 'named') return 'certain';
  return depth === 0 && head[0] === PROTO ? 'named' : expectation;
}

function streamsOf(
  reading: Reading,
  reader: RangeReader,
  member: string | undefined,
  expectation: Expectation,
  depth: number,
): StreamsFound {
  return readStreams(reading, reader, member, expectation, depth, (nested, label, expected, deeper) => {
    const before = reading.streams.length;
    inspect(reading, nested, label, expected, deeper);
    return reading.streams.length > before;
  });
}

function pickleFormat(reading: Reading, found: StreamsFound): PickleFormat {
  if (found.count === 0) return 'not-pickle';
  if (found.torchLegacy) return 'torch-legacy';
  return reading.arrays > 0 ? 'joblib' : 'pickle';
}

function inspectNpy(
  reading: Reading,
  data: RangeReader,
  holdsObjects: boolean | undefined,
  member: string | undefined,
  depth: number,
): PickleFormat {
  // An array of numbers is tried as well: a loader that is told allow_pickle reads what the header says, others may not.
  const found = streamsOf(reading, data, member, holdsObjects === true ? 'certain' : 'guess', depth);
  if (holdsObjects === undefined) noteAnomaly(reading, 'array-unreadable', 0, member, 'numpy header');
  return holdsObjects === true || found.count > 0 ? 'npy-object' : 'npy';
}

function compressedFrom(reader: RangeReader, head: Uint8Array): number | undefined {
  if (startsWith(head, GZIP)) return gzipDataOffset(reader);
  if (startsWith(head, JOBLIB_ZFILE)) return ZFILE_HEADER + 2;
  // Of the zlib headers only those for the full window, which all writers use: others begin pickles, such as `(S`.
  const [first = 0, second = 0] = head;
  return first === 0x78 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0 && head.length > 2 ? 2 : undefined;
}

/** RFC 1952: ten bytes, then optional extra field, name, comment and header checksum. */
function gzipDataOffset(reader: RangeReader): number {
  const head = reader.read(0, 4096);
  const flags = head[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (head[at] ?? 0) + (head[at + 1] ?? 0) * 256;
  for (const flag of [8, 16]) if ((flags & flag) !== 0) at = head.indexOf(0, at) + 1;
  return (flags & 2) === 0 ? at : at + 2;
}

function inspectCompressed(
  reading: Reading,
  reader: RangeReader,
  offset: number,
  member: string | undefined,
  expectation: Expectation,
  depth: number,
): PickleFormat {
  const inflated = inflateWithin(reading, reader, offset, reading.limits.inflatedBytes, member);
  if (inflated.bytes.length === 0 || depth >= reading.limits.depth) return 'compressed';
  const format = inspect(reading, bytesReader(inflated.bytes), member, expectation, depth + 1);
  return format === 'not-pickle' ? 'compressed' : format;
}

function inflateWithin(reading: Reading, reader: RangeReader, offset: number, most: number, member: string | undefined): Inflated {
  const inflated = inflateRaw(reader, offset, Math.min(most, reading.inflatedBytesLeft));
  spend(reading, inflated);
  if (inflated.ended === 'limit') noteAnomaly(reading, 'limit', offset, member, `${reading.limits.inflatedBytes} inflated bytes`);
  else if (inflated.ended !== 'end') noteAnomaly(reading, 'corrupt-data', offset, member);
  return inflated;
}

/** Input counts as well, so that many members over the same data cannot make endless work. */
function spend(reading: Reading, inflated: Inflated): void {
  reading.inflatedBytesLeft -= Math.min(reading.inflatedBytesLeft, Math.max(inflated.bytes.length, inflated.consumed >> 1));
}

function inspectZip(reading: Reading, reader: RangeReader, zip: ZipListing, member: string | undefined, depth: number): PickleFormat {
  const prefix = member === undefined ? '' : `${member} » `;
  for (const { what, offset, member: inside, detail } of zip.anomalies) {
    noteAnomaly(reading, what, offset, inside === undefined ? member : prefix + inside, detail);
  }
  const isTorch = zip.members.some(({ name }) => /(?:^|\/)(?:data|constants)\.pkl$/.test(name));
  let arrays = 0;
  let objects = 0;
  // Names that promise a pickle come first, before a limit is reached.
  const members = zip.members.toSorted((one, other) => Number(promisesPickle(other.name)) - Number(promisesPickle(one.name)));
  for (const entry of members) {
    const label = prefix + entry.name;
    const callsBefore = reading.callingStreams;
    const formats = entry.methods.map((method) => inspectMember(reading, reader, entry, method, label, depth + 1));
    if (formats.some((format) => format === 'npy' || format === 'npy-object')) arrays += 1;
    if (formats.includes('npy-object')) objects += 1;
    const isExpected = /\.(?:pkl|npy|npz|py|json)$/.test(entry.name);
    if (isTorch && !isExpected && reading.callingStreams > callsBefore) noteAnomaly(reading, 'unexpected-pickle', entry.dataOffset, label);
  }
  if (isTorch) return 'torch-zip';
  if (arrays > 0 && arrays === zip.members.length) return objects > 0 ? 'npy-object' : 'npy';
  return 'zip';
}

function inspectMember(
  reading: Reading,
  reader: RangeReader,
  entry: ZipMember,
  method: number,
  label: string,
  depth: number,
): PickleFormat {
  const expectation = promisesPickle(entry.name) ? 'named' : 'guess';
  const raw = rangeWithin(reader, entry.dataOffset, entry.compressedSize);
  const before = reading.streams.length;
  let format: PickleFormat = 'not-pickle';
  let content: RangeReader | undefined = raw;
  if (method === 8) content = inflateMember(reading, raw, entry, expectation, label);
  else if (method !== 0) {
    noteAnomaly(reading, 'method-unsupported', entry.dataOffset, label, String(method));
    content = undefined;
  }
  if (content !== undefined) format = inspect(reading, content, label, expectation, depth);
  const holdsPickle = reading.streams.length > before;
  if ((entry.flags & FLAG_ENCRYPTED) !== 0)
    noteAnomaly(reading, holdsPickle ? 'encrypted-flag' : 'encrypted-member', entry.dataOffset, label);
  if ((entry.flags & FLAG_PATCH_OR_STRONG) !== 0) noteAnomaly(reading, 'patch-flag', entry.dataOffset, label);
  if (holdsPickle && content !== undefined) checkCrc(reading, content, entry, label);
  return format;
}

/** Inflates the beginning, and the rest only when the beginning may hold a pickle; undefined when it does not. */
function inflateMember(
  reading: Reading,
  raw: RangeReader,
  entry: ZipMember,
  expectation: Expectation,
  label: string,
): RangeReader | undefined {
  const peek = inflateRaw(raw, 0, Math.min(PEEK_BYTES, reading.inflatedBytesLeft));
  spend(reading, peek);
  if (peek.ended === 'end') return bytesReader(peek.bytes);
  if (peek.ended === 'limit' && expectation === 'guess' && !mayHoldPickle(reading, bytesReader(peek.bytes))) return undefined;
  if (peek.ended !== 'limit') {
    noteAnomaly(reading, 'corrupt-data', entry.dataOffset, label);
    return bytesReader(peek.bytes);
  }
  const whole = inflateWithin(reading, raw, 0, reading.limits.inflatedBytes, label);
  return bytesReader(whole.bytes.length > peek.bytes.length ? whole.bytes : peek.bytes);
}

function mayHoldPickle(reading: Reading, head: RangeReader): boolean {
  if (startsWith(head.read(0, 2), PK)) return true;
  const npy = readNpyHeader(head);
  if (npy !== undefined) return npy.holdsObjects !== false;
  const walk = walkPickle(head, 0, { limits: reading.limits, strict: true });
  return walk.ended === 'truncated' || accepts(walk, 'guess', head.size);
}

/** Only of members that hold pickles and are not huge: a checksum of weights says nothing about code. */
function checkCrc(reading: Reading, content: RangeReader, entry: ZipMember, label: string): void {
  if (content.size > CRC_LIMIT) return;
  let crc = 0;
  for (let at = 0; at < content.size; at += CRC_CHUNK) crc = crc32(content.read(at, CRC_CHUNK), crc);
  if (crc === entry.crc) return;
  noteAnomaly(reading, entry.crc === 0 ? 'crc-absent' : 'crc-wrong', entry.dataOffset, label);
}

/** torch.save of 2016 wrote a tar with `pickle`, `storages` and `tensors`; each begins with a pickle. */
function inspectTar(reading: Reading, reader: RangeReader, member: string | undefined, depth: number): PickleFormat {
  const { members, complete } = listTar(reader, reading.membersLeft);
  reading.membersLeft -= members.length;
  if (!complete) noteAnomaly(reading, 'directory-missing', reader.size, member, 'the tar breaks off or holds too many members');
  for (const entry of members) {
    const label = member === undefined ? entry.name : `${member} » ${entry.name}`;
    const isTorchPart = /(?:^|\/)(?:pickle|storages|tensors|sys_info)$/.test(entry.name);
    if (depth < reading.limits.depth)
      inspect(
        reading,
        rangeWithin(reader, entry.offset, entry.size),
        label,
        isTorchPart || promisesPickle(entry.name) ? 'named' : 'guess',
        depth + 1,
      );
  }
  const names = new Set(members.map((entry) => entry.name.replace(/^\.?\//, '')));
  return names.has('pickle') && names.has('storages') ? 'torch-legacy' : 'tar';
}
