import { inflateSync, constants } from 'node:zlib';
import type { Opened } from '../../../source.ts';
import { applyDelta } from './delta.ts';
import { type PackIndex, readPackIndex } from './pack-index.ts';

/** An object's name as a string of one character a byte: 20 with SHA-1, 32 with SHA-256. */
export type Name = string;

export function hexOf(name: Name): string {
  return Buffer.from(name, 'latin1').toString('hex');
}

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export type ObjectRead =
  | { type: ObjectType; bytes: Buffer }
  /** Not there at all. */
  | { missing: true }
  /** Read as far as needed to see that it is no text. */
  | { binary: true; size: number }
  | { tooLarge: true; size: number }
  /** All the work that is allowed was done. */
  | { exhausted: true }
  /** Damaged, or made to take more than anybody needs. */
  | { problem: string };

export interface Objects {
  /** With `text`, a blob that begins like binary data is not read to its end. */
  read(name: Name, text?: boolean): ObjectRead;
  /** Sorts names so that reading them in turn is cheapest: as they stand in the packs. */
  inOrder(names: Iterable<Name>): Name[];
  /** Bytes made so far by unpacking, and a fixed part for each step: the measure of the work. */
  work(): number;
  /** Packs that cannot be used, and why. */
  problems: readonly string[];
  close(): void;
}

/** Where the objects stand. */
export interface ObjectFiles {
  /** Names of the packs without their ending: `pack-1234…`. */
  packs: readonly string[];
  /** Relative to the folder of objects; undefined where there is no such file. Throws where it may not be read. */
  open(path: string): Opened | undefined;
}

export const LARGEST_OBJECT = 8 * 1024 * 1024;
const LARGEST_INDEX = 256 * 1024 * 1024;
const ALL_INDEXES = 512 * 1024 * 1024;
/** git makes chains of at most 50 deltas, and of 4095 when it is told to. */
const LONGEST_CHAIN = 4095;
const LARGEST_CHAIN = 64 * 1024 * 1024;
const KEPT = 48 * 1024 * 1024;
const WINDOW = 64 * 1024;
/** What one step costs beside its bytes. */
const STEP = 512;
const TYPES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];
const OFFSET_DELTA = 6;
const NAME_DELTA = 7;

interface Pack {
  number: number;
  index: PackIndex;
  opened: Opened;
  /** The part of it that was read last: entries that are read in turn mostly stand side by side. */
  window: { from: number; bytes: Buffer };
}

interface Entry {
  type: number;
  size: number;
  /** Compressed, and perhaps what stands behind it. */
  data: Buffer;
  base?: { pack: Pack; offset: number } | { name: Name };
}

/**
 * Reads git's objects, loose and packed, as bytes: gitrepository-layout(5), gitformat-pack(5). Git itself is never asked, because
 * a repository's configuration can make it run commands. Whatever the bytes say, no call throws, hangs, or makes more than a few
 * objects of the largest size at once.
 */
export function openObjects(files: ObjectFiles, hash: 20 | 32, allowed = Infinity): Objects {
  const problems: string[] = [];
  const packs = openPacks(files, hash, problems);
  /** Unpacked objects that others are likely to be made of, the latest last. */
  const kept = new Map<number, { type: number; bytes: Buffer }>();
  let keptBytes = 0;
  let work = 0;
  let recent = packs[0];
  return { read, inOrder, work: () => work, problems, close };

  function close(): void {
    for (const { opened } of packs) opened.close();
  }

  function locate(name: Buffer): { pack: Pack; offset: number } | undefined {
    for (const pack of recent ? [recent, ...packs] : packs) {
      const offset = pack.index.find(name);
      if (offset === undefined) continue;
      recent = pack;
      return { pack, offset };
    }
    return undefined;
  }

  function inOrder(names: Iterable<Name>): Name[] {
    const placed = Array.from(names, (name) => {
      const at = locate(Buffer.from(name, 'latin1'));
      return { name, pack: at?.pack.number ?? packs.length, offset: at?.offset ?? 0 };
    });
    return placed.sort((a, b) => a.pack - b.pack || a.offset - b.offset).map(({ name }) => name);
  }

  function read(name: Name, text = false): ObjectRead {
    try {
      const bytes = Buffer.from(name, 'latin1');
      const at = locate(bytes);
      return at ? packed(at.pack, at.offset, text) : loose(bytes.toString('hex'), text);
    } catch (error) {
      return { problem: (error as NodeJS.ErrnoException).code ?? 'it cannot be read' };
    }
  }

  function packed(first: Pack, firstOffset: number, text: boolean): ObjectRead {
    const deltas: { key: number; delta: Buffer }[] = [];
    let chained = 0;
    let base: { type: number; bytes: Buffer } | undefined;
    for (let pack = first, offset = firstOffset; base === undefined;) {
      const key = pack.number * 2 ** 40 + offset;
      base = kept.get(key);
      if (base) {
        // Read again: it becomes the latest. Whoever asks looks at all of it, which is work as well.
        work += base.bytes.length + STEP;
        kept.delete(key);
        kept.set(key, base);
        break;
      }
      if (deltas.length > LONGEST_CHAIN) return { problem: 'its chain of deltas does not end' };
      if (work > allowed) return { exhausted: true };
      const entry = entryAt(pack, offset);
      if (typeof entry === 'string') return { problem: entry };
      if (entry.size > LARGEST_OBJECT) return { tooLarge: true, size: entry.size };
      if (text && entry.type === 3 && deltas.length === 0 && entry.size > 65_536 && looksBinary(head(entry.data)))
        return { binary: true, size: entry.size };
      const bytes = inflate(entry.data, entry.size);
      if (bytes === undefined) return { problem: 'it is damaged' };
      if (entry.base === undefined) {
        base = { type: entry.type, bytes };
        keep(key, base);
        break;
      }
      chained += bytes.length;
      if (chained > LARGEST_CHAIN) return { problem: 'its chain of deltas is too large' };
      deltas.push({ key, delta: bytes });
      const next = 'pack' in entry.base ? entry.base : locate(Buffer.from(entry.base.name, 'latin1'));
      if (next) ({ pack, offset } = next);
      else {
        const found = 'name' in entry.base ? loose(Buffer.from(entry.base.name, 'latin1').toString('hex'), false) : { missing: true };
        if (!('bytes' in found)) return 'missing' in found ? { problem: 'what it is made of is missing' } : found;
        base = { type: TYPES.indexOf(found.type), bytes: found.bytes };
      }
    }
    for (const { key, delta } of deltas.reverse()) {
      if (work > allowed) return { exhausted: true };
      const bytes = applyDelta(base.bytes, delta, LARGEST_OBJECT);
      if (!Buffer.isBuffer(bytes)) return bytes.size === undefined ? { problem: bytes.problem } : { tooLarge: true, size: bytes.size };
      work += bytes.length + STEP;
      base = { type: base.type, bytes };
      keep(key, base);
    }
    return told(TYPES[base.type], base.bytes, text);
  }

  function keep(key: number, object: { type: number; bytes: Buffer }): void {
    if (kept.has(key)) return;
    kept.set(key, object);
    keptBytes += object.bytes.length;
    for (const [oldest, { bytes }] of kept) {
      if (keptBytes <= KEPT) return;
      kept.delete(oldest);
      keptBytes -= bytes.length;
    }
  }

  /** The header of an entry and its compressed bytes, or what is wrong with it. */
  function entryAt(pack: Pack, offset: number): Entry | string {
    const span = Math.min(pack.index.endOf(offset) - offset, LARGEST_OBJECT + 65_536);
    const bytes = rangeOf(pack, offset, span);
    let at = 0;
    let byte = bytes[at++] ?? 0;
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let scale = 16; (byte & 128) !== 0; scale *= 128) {
      if (at >= bytes.length || at > 8) return 'it is damaged';
      byte = bytes[at++]!;
      size += (byte & 127) * scale;
    }
    if (TYPES[type]) return { type, size, data: bytes.subarray(at) };
    if (type === NAME_DELTA) {
      const name = bytes.toString('latin1', at, at + hash);
      const inside = pack.index.find(bytes.subarray(at, at + hash));
      if (name.length < hash) return 'it is damaged';
      return { type, size, data: bytes.subarray(at + hash), base: inside === undefined ? { name } : { pack, offset: inside } };
    }
    if (type !== OFFSET_DELTA) return 'its type is not known';
    let back = 0;
    for (let digits = 0; ; digits++) {
      if (at >= bytes.length || digits > 6) return 'it is damaged';
      byte = bytes[at++]!;
      back = (digits === 0 ? 0 : (back + 1) * 128) + (byte & 127);
      if ((byte & 128) === 0) break;
    }
    return back > 0 && offset - back >= 12
      ? { type, size, data: bytes.subarray(at), base: { pack, offset: offset - back } }
      : 'it is damaged';
  }

  function loose(hex: string, text: boolean): ObjectRead {
    const opened = files.open(`${hex.slice(0, 2)}/${hex.slice(2)}`);
    if (!opened) return { missing: true };
    try {
      const start = view(opened.read(0, 8192));
      const beginning = head(start);
      const header = /^(commit|tree|blob|tag) (\d{1,15})\0/.exec(beginning.toString('latin1', 0, 32));
      if (!header) return { problem: 'it is damaged' };
      const size = Number(header[2]);
      const from = header[0].length;
      if (size > LARGEST_OBJECT) return { tooLarge: true, size };
      if (text && header[1] === 'blob' && looksBinary(beginning.subarray(from))) return { binary: true, size };
      const data = opened.size <= start.length ? start : view(opened.read(0, Math.min(opened.size, LARGEST_OBJECT + 65_536)));
      const whole = inflate(data, size + from);
      return whole ? told(header[1] as ObjectType, whole.subarray(from), text) : { problem: 'it is damaged' };
    } finally {
      opened.close();
    }
  }

  /** Exactly so many bytes; undefined where the data holds more, less, or none. */
  function inflate(data: Buffer, size: number): Buffer | undefined {
    work += size + STEP;
    try {
      const bytes = inflateSync(data, { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size) });
      return bytes.length === size ? bytes : undefined;
    } catch {
      // Damaged, cut off, or larger than it says.
      return undefined;
    }
  }
}

function rangeOf(pack: Pack, offset: number, length: number): Buffer {
  if (length > WINDOW) return view(pack.opened.read(offset, length));
  const { from, bytes } = pack.window;
  if (offset < from || offset + length > from + bytes.length) pack.window = { from: offset, bytes: view(pack.opened.read(offset, WINDOW)) };
  const start = offset - pack.window.from;
  return pack.window.bytes.subarray(start, start + length);
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function told(type: ObjectType | undefined, bytes: Buffer, text: boolean): ObjectRead {
  if (type === undefined) return { problem: 'its type is not known' };
  return text && type === 'blob' && looksBinary(bytes) ? { binary: true, size: bytes.length } : { type, bytes };
}

/** The first part of compressed data, as far as it goes. */
function head(data: Buffer): Buffer {
  try {
    return inflateSync(data.subarray(0, 2048), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 22 });
  } catch {
    // Damaged: reading it whole tells.
    return Buffer.alloc(0);
  }
}

/** A zero byte near the start; UTF-16 with its mark is text all the same. */
function looksBinary(bytes: Buffer): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return false;
  return bytes.subarray(0, 8192).includes(0);
}

function openPacks(files: ObjectFiles, hash: number, problems: string[]): Pack[] {
  const packs: Pack[] = [];
  let indexes = 0;
  for (const name of files.packs) {
    let opened: Opened | undefined;
    try {
      opened = files.open(`pack/${name}.pack`);
      const index = opened && indexOf(files, name, hash, opened, ALL_INDEXES - indexes);
      if (opened && index && 'find' in index) {
        indexes += index.bytes;
        packs.push({ number: packs.length, index, opened, window: { from: 0, bytes: Buffer.alloc(0) } });
        continue;
      }
      problems.push(`${name}: ${index && 'problem' in index ? index.problem : 'it is missing'}`);
    } catch (error) {
      problems.push(`${name}: ${(error as NodeJS.ErrnoException).code ?? 'it cannot be opened'}`);
    }
    opened?.close();
  }
  return packs;
}

function indexOf(
  files: ObjectFiles,
  name: string,
  hash: number,
  pack: Opened,
  left: number,
): (PackIndex & { bytes: number }) | { problem: string } {
  const header = view(pack.read(0, 12));
  if (header.toString('latin1', 0, 4) !== 'PACK' || header.length < 12) return { problem: 'it is no pack' };
  if (header.readUInt32BE(4) < 2 || header.readUInt32BE(4) > 3) return { problem: `version ${header.readUInt32BE(4)} is not known` };
  const opened = files.open(`pack/${name}.idx`);
  if (!opened) return { problem: 'it has no index' };
  try {
    if (opened.size > Math.min(LARGEST_INDEX, left))
      return { problem: `its index of ${Math.round(opened.size / 2 ** 20)} MiB is too large` };
    const index = readPackIndex(view(opened.read(0, opened.size)), hash, pack.size);
    return 'problem' in index ? index : { ...index, bytes: opened.size };
  } finally {
    opened.close();
  }
}
