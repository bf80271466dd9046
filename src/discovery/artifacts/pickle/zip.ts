import type { RangeReader } from '../../range.ts';
import type { Anomaly, AnomalyKind } from './anomalies.ts';

/**
 * A tolerant zip reader that compares what the two directories of an archive say. Ordinary readers trust one of them
 * and refuse or drop what looks odd; attackers use exactly the odd things, so here every member is listed.
 * Source: PKWARE APPNOTE 6.3 (local header 4.3.7, central header 4.3.12, end records 4.3.14 to 4.3.16).
 */
export interface ZipMember {
  /** Name in the central directory, or in the local header for a hidden member. */
  name: string;
  /** Offset of the data, its compressed size, the size after inflating (as stated), bytes. */
  dataOffset: number;
  compressedSize: number;
  size: number;
  /** Compression methods to try: the central one and, when it differs, the local one. 0 stored, 8 deflate. */
  methods: number[];
  flags: number;
  crc: number;
}

export interface ZipListing {
  members: ZipMember[];
  anomalies: Anomaly[];
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
const UNSET_16 = 0xffff;
const UNSET_32 = 0xffff_ffff;
const LARGEST_DIRECTORY = 67_108_864;
/** Bytes of gaps between members that are searched for local headers. */
const GAP_BUDGET = 4_194_304;
/** Per kind, so that a flood of one kind hides no other. */
const KEPT_ANOMALIES = 100;

export const FLAG_ENCRYPTED = 0x1;
export const FLAG_DESCRIPTOR = 0x8;
export const FLAG_PATCH_OR_STRONG = 0x60;

interface End {
  offset: number;
  directoryOffset: number;
  directorySize: number;
}
interface Local {
  offset: number;
  name: string;
  flags: number;
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
  dataOffset: number;
}
interface Central extends Local {
  localOffset: number;
}

/** Lists a zip archive, at most `limit` members; undefined when nothing of a zip is found. */
export function listZip(reader: RangeReader, limit: number): ZipListing | undefined {
  const listing: ZipListing = { members: [], anomalies: [] };
  const ends = findEnds(reader);
  const startsAsZip = readLocal(reader, 0) !== undefined;
  if (ends.length === 0 && !startsAsZip) return undefined;
  const spans: [number, number][] = [];
  for (const start of directoryStarts(reader, ends, listing)) {
    for (const central of readDirectory(reader, start, limit, listing)) {
      if (listing.members.length >= limit) {
        note(listing, 'limit', start.at, undefined, `${limit} members`);
        break;
      }
      addMember(reader, central, start.shift, listing, spans);
    }
    spans.push([start.at, start.end]);
  }
  if (ends.length === 0) note(listing, 'directory-missing', reader.size);
  const [end] = ends;
  searchGaps(reader, spans, end?.offset ?? reader.size, listing, limit);
  noteDuplicates(listing);
  return listing.members.length === 0 && !startsAsZip ? undefined : listing;
}

function note(listing: ZipListing, what: AnomalyKind, offset: number, member?: string, detail?: string): void {
  if (listing.anomalies.filter((known) => known.what === what).length < KEPT_ANOMALIES)
    listing.anomalies.push({ what, offset, ...(member !== undefined && { member }), ...(detail !== undefined && { detail }) });
}

/** End records in the last 64 KiB whose directory lies before them, the last first. */
function findEnds(reader: RangeReader): End[] {
  const length = Math.min(reader.size, END_SIZE + LONGEST_COMMENT);
  const tailOffset = reader.size - length;
  const tail = Buffer.from(reader.read(tailOffset, length));
  const ends: End[] = [];
  for (
    let at = tail.lastIndexOf('PK\u0005\u0006', -1, 'latin1');
    at >= 0 && ends.length < 8;
    at = at === 0 ? -1 : tail.lastIndexOf('PK\u0005\u0006', at - 1, 'latin1')
  ) {
    if (at + END_SIZE > tail.length) continue;
    const offset = tailOffset + at;
    const end: End = { offset, directorySize: tail.readUInt32LE(at + 12), directoryOffset: tail.readUInt32LE(at + 16) };
    const wide = end.directoryOffset === UNSET_32 || end.directorySize === UNSET_32 || tail.readUInt16LE(at + 10) === UNSET_16;
    if (wide) readEnd64(reader, end);
    if (end.directorySize <= end.offset) ends.push(end);
  }
  return ends;
}

function readEnd64(reader: RangeReader, end: End): void {
  const locator = Buffer.from(reader.read(end.offset - 20, 20));
  if (end.offset < 20 || locator.length < 20 || locator.readUInt32LE(0) !== LOCATOR_64) return;
  const at = Number(locator.readBigUInt64LE(8));
  const record = Buffer.from(reader.read(at, 56));
  if (record.length < 56 || record.readUInt32LE(0) !== END_64) return;
  end.directorySize = Number(record.readBigUInt64LE(40));
  end.directoryOffset = Number(record.readBigUInt64LE(48));
  end.offset = at;
}

interface DirectoryStart {
  at: number;
  end: number;
  shift: number;
}

/**
 * Where directories begin. Python counts back from the end record, other readers take the stated offset; when the two
 * differ (data stands before the archive) both places are read.
 */
function directoryStarts(reader: RangeReader, ends: readonly End[], listing: ZipListing): DirectoryStart[] {
  const starts: DirectoryStart[] = [];
  for (const end of ends) {
    const counted = end.offset - end.directorySize;
    for (const at of new Set([counted, end.directoryOffset])) {
      if (end.directorySize === 0 || starts.some((start) => start.at === at) || signature(reader, at) !== CENTRAL) continue;
      const shift = counted - end.directoryOffset;
      if (starts.length > 0) note(listing, 'second-directory', at);
      if (at === counted && shift > 0) note(listing, 'data-before-archive', 0, undefined, `${shift} bytes`);
      starts.push({ at, end: at + end.directorySize, shift: at === counted ? shift : 0 });
    }
  }
  const [last] = ends;
  const after = last === undefined ? 0 : reader.size - last.offset - END_SIZE;
  if (last !== undefined && after > 0 && signature(reader, last.offset) === END) {
    const comment = reader.read(last.offset + 20, 2);
    const commentLength = (comment[0] ?? 0) + (comment[1] ?? 0) * 256;
    if (after > commentLength) note(listing, 'data-after-archive', last.offset + END_SIZE + commentLength);
  }
  return starts;
}

function signature(reader: RangeReader, offset: number): number | undefined {
  const bytes = Buffer.from(reader.read(offset, 4));
  return offset >= 0 && bytes.length === 4 ? bytes.readUInt32LE(0) : undefined;
}

function* readDirectory(reader: RangeReader, start: DirectoryStart, limit: number, listing: ZipListing): Generator<Central> {
  const length = Math.min(start.end - start.at, LARGEST_DIRECTORY);
  const bytes = Buffer.from(reader.read(start.at, length));
  let at = 0;
  for (let count = 0; at + 46 <= bytes.length && count <= limit; count += 1) {
    if (bytes.readUInt32LE(at) !== CENTRAL) break;
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const central: Central = {
      offset: start.at + at,
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      compressedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      localOffset: bytes.readUInt32LE(at + 42),
      dataOffset: 0,
    };
    widen(bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), central);
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    yield central;
  }
  if (at < length) note(listing, 'directory-missing', start.at + at, undefined, 'the directory ends early');
}

/** The zip64 extra field holds, in this order, those of the four numbers that are unset in the header. */
function widen(extra: Buffer, entry: { size: number; compressedSize: number; localOffset?: number }): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const wide = (value: number): number => {
      if (value !== UNSET_32 || next + 8 > extra.length) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    };
    entry.size = wide(entry.size);
    entry.compressedSize = wide(entry.compressedSize);
    if (entry.localOffset !== undefined) entry.localOffset = wide(entry.localOffset);
    return;
  }
}

function readLocal(reader: RangeReader, offset: number): Local | undefined {
  const head = Buffer.from(reader.read(offset, 30));
  if (offset < 0 || head.length < 30 || head.readUInt32LE(0) !== LOCAL) return undefined;
  const nameLength = head.readUInt16LE(26);
  const extraLength = head.readUInt16LE(28);
  const rest = Buffer.from(reader.read(offset + 30, nameLength + extraLength));
  const local: Local = {
    offset,
    name: rest.toString('utf8', 0, nameLength),
    flags: head.readUInt16LE(6),
    method: head.readUInt16LE(8),
    crc: head.readUInt32LE(14),
    compressedSize: head.readUInt32LE(18),
    size: head.readUInt32LE(22),
    dataOffset: offset + 30 + nameLength + extraLength,
  };
  widen(rest.subarray(nameLength), local);
  return local;
}

function addMember(reader: RangeReader, central: Central, shift: number, listing: ZipListing, spans: [number, number][]): void {
  const local = readLocal(reader, central.localOffset + shift) ?? readLocal(reader, central.localOffset);
  const { name } = central;
  if (name.includes('\0')) note(listing, 'name-with-nul', central.offset, name);
  if (local === undefined) {
    note(listing, 'header-missing', central.offset, name);
    return;
  }
  if (local.name !== name) note(listing, 'names-differ', local.offset, name, local.name.slice(0, 200));
  if ((local.flags ^ central.flags) & (FLAG_ENCRYPTED | FLAG_PATCH_OR_STRONG)) note(listing, 'flags-differ', local.offset, name);
  if (local.method !== central.method) note(listing, 'method-differs', local.offset, name, `${local.method} and ${central.method}`);
  const described = (local.flags & FLAG_DESCRIPTOR) !== 0 && local.compressedSize === 0;
  if (!described && (local.compressedSize !== central.compressedSize || local.size !== central.size))
    note(listing, 'size-differs', local.offset, name);
  const compressedSize = described ? central.compressedSize : Math.max(central.compressedSize, local.compressedSize);
  listing.members.push({
    name,
    dataOffset: local.dataOffset,
    compressedSize,
    size: Math.max(central.size, local.size),
    crc: central.crc,
    flags: central.flags | local.flags,
    methods: [...new Set([central.method, local.method])],
  });
  spans.push([local.offset, local.dataOffset + central.compressedSize]);
}

/** Looks between the listed members for local headers that no directory names. */
function searchGaps(reader: RangeReader, spans: [number, number][], end: number, listing: ZipListing, limit: number): void {
  spans.sort((one, other) => one[0] - other[0]);
  let budget = GAP_BUDGET;
  let covered = 0;
  for (const [start, stop] of [...spans, [end, end] as [number, number]]) {
    if (start < covered) note(listing, 'overlapping-members', start);
    if (start - covered >= 30 && budget > 0) {
      const gap = Buffer.from(reader.read(covered, Math.min(start - covered, budget)));
      budget -= gap.length;
      for (let at = gap.indexOf('PK\u0003\u0004', 0, 'latin1'); at >= 0; at = gap.indexOf('PK\u0003\u0004', at + 4, 'latin1')) {
        const local = readLocal(reader, covered + at);
        if (local === undefined) continue;
        if (listing.members.length >= limit) return note(listing, 'limit', local.offset, undefined, `${limit} members`);
        if (end < reader.size) note(listing, 'hidden-member', local.offset, local.name);
        const room = start - local.dataOffset;
        const compressedSize = local.compressedSize > 0 ? Math.min(local.compressedSize, room) : room;
        if (room > 0) listing.members.push({ ...local, compressedSize, methods: [local.method] });
      }
    }
    covered = Math.max(covered, stop);
  }
}

/** The same name twice, also when only case or `./` differ. */
function noteDuplicates(listing: ZipListing): void {
  const seen = new Set<string>();
  for (const member of listing.members) {
    const name = member.name.toLowerCase().replace(/^(?:\.?\/)+/, '');
    if (seen.has(name)) note(listing, 'duplicate-member', member.dataOffset, member.name);
    seen.add(name);
  }
}
