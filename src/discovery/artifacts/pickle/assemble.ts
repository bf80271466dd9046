import { crc32, deflateRawSync } from 'node:zlib';

/** Builders of pickles, zip and tar archives byte by byte, for cases: what no honest library would write. */

export type Part = string | number | Uint8Array;

/** Joins parts: text as latin-1, a number as one byte. */
export function bytes(...parts: readonly Part[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
}

export function uint32(value: number): Uint8Array {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

function uint16(value: number): Uint8Array {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
}

export const proto = (version: number): Uint8Array => bytes(0x80, version);
/** SHORT_BINUNICODE */
export const text = (value: string): Uint8Array => bytes(0x8c, Buffer.byteLength(value), Buffer.from(value));
/** SHORT_BINBYTES, or BINBYTES when longer than 255. */
export const blob = (value: Uint8Array): Uint8Array =>
  value.length < 256 ? bytes('C', value.length, value) : bytes('B', uint32(value.length), value);
export const global = (module: string, name: string): Uint8Array => bytes(`c${module}\n${name}\n`);
export const stackGlobal = (module: string, name: string): Uint8Array => bytes(text(module), text(name), 0x93);
/** One-item tuple and REDUCE after a callable: calls it with this value. */
export const calledWith = (argument: Uint8Array): Uint8Array => bytes(argument, 0x85, 'R');
export const MEMOIZE = 0x94;
export const STACK_GLOBAL = 0x93;
export const TUPLE1 = 0x85;
export const TUPLE2 = 0x86;

/** A whole pickle that calls `module.name` with one text. */
export function callPickle(module: string, name: string, argument = 'id'): Uint8Array {
  return bytes(proto(4), stackGlobal(module, name), calledWith(text(argument)), '.');
}

export interface ZipEntry {
  name: string;
  data: Uint8Array;
  deflate?: boolean;
  /** What deviates from an honest archive. */
  localName?: string;
  flags?: number;
  localFlags?: number;
  method?: number;
  localMethod?: number;
  crc?: number;
  /** Written, but left out of the central directory. */
  hidden?: boolean;
}

/** A zip archive; `prefix` stands before it without being counted in its offsets. */
export function zip(entries: readonly ZipEntry[], prefix: Uint8Array = new Uint8Array(0)): Uint8Array {
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const data = entry.deflate === true ? deflateRawSync(entry.data) : entry.data;
    const method = entry.method ?? (entry.deflate === true ? 8 : 0);
    const numbers = bytes(uint32(entry.crc ?? crc32(entry.data)), uint32(data.length), uint32(entry.data.length));
    const localName = Buffer.from(entry.localName ?? entry.name);
    const name = Buffer.from(entry.name);
    const local = bytes(
      'PK\x03\x04',
      uint16(20),
      uint16(entry.localFlags ?? entry.flags ?? 0),
      uint16(entry.localMethod ?? method),
      uint32(0),
      numbers,
      uint16(localName.length),
      uint16(0),
      localName,
      data,
    );
    if (entry.hidden !== true) {
      centrals.push(
        bytes(
          'PK\x01\x02',
          uint16(20),
          uint16(20),
          uint16(entry.flags ?? 0),
          uint16(method),
          uint32(0),
          numbers,
          uint16(name.length),
          uint16(0),
          uint16(0),
          uint16(0),
          uint16(0),
          uint32(0),
          uint32(offset),
          name,
        ),
      );
    }
    locals.push(local);
    offset += local.length;
  }
  const directory = bytes(...centrals);
  const end = bytes(
    'PK\x05\x06',
    uint32(0),
    uint16(centrals.length),
    uint16(centrals.length),
    uint32(directory.length),
    uint32(offset),
    uint16(0),
  );
  return bytes(prefix, ...locals, directory, end);
}

/** A torch.save archive: the pickle, one storage and the two version files. */
export function torchZip(pickle: Uint8Array, ...more: readonly ZipEntry[]): ZipEntry[] {
  return [
    { name: 'archive/data.pkl', data: pickle },
    { name: 'archive/byteorder', data: bytes('little') },
    { name: 'archive/data/0', data: new Uint8Array(new Float32Array([0.5, -1.25, 3e7, 0]).buffer) },
    { name: 'archive/version', data: bytes('3\n') },
    ...more,
  ];
}

/** What torch.save writes for {'weight': a tensor of four floats}, protocol 2. */
export function stateDict(): Uint8Array {
  const unicode = (value: string): Uint8Array => bytes('X', uint32(value.length), value);
  return bytes(
    proto(2),
    '}q\x00',
    unicode('weight'),
    'q\x01',
    global('torch._utils', '_rebuild_tensor_v2'),
    'q\x02((',
    unicode('storage'),
    'q\x03',
    global('torch', 'FloatStorage'),
    'q\x04',
    unicode('0'),
    'q\x05',
    unicode('cpu'),
    'q\x06K\x04tq\x07QK\x00K\x04',
    TUPLE1,
    'q\x08K\x01',
    TUPLE1,
    'q\x09',
    0x89,
    global('collections', 'OrderedDict'),
    'q\x0a)Rq\x0btq\x0cRq\x0ds.',
  );
}

/** A tar archive of regular files. */
export function tar(files: Record<string, Uint8Array>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [name, data] of Object.entries(files)) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    header.write(
      `${header
        .reduce((sum, value) => sum + value, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    blocks.push(header, data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  return bytes(...blocks, Buffer.alloc(1024));
}
