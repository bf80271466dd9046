import type { RangeReader } from '../../range.ts';

const BLOCK = 512;

export interface TarMember {
  name: string;
  offset: number;
  size: number;
}

/** Whether the first block is a tar header: its checksum fits, with or without the `ustar` mark. */
export function isTar(reader: RangeReader): boolean {
  return checksumFits(reader.read(0, BLOCK));
}

/** The regular files of a tar, at most `limit`; `complete` is false when it breaks off or holds more. */
export function listTar(reader: RangeReader, limit: number): { members: TarMember[]; complete: boolean } {
  const members: TarMember[] = [];
  let offset = 0;
  while (offset + BLOCK <= reader.size) {
    const header = reader.read(offset, BLOCK);
    if (header.every((value) => value === 0)) return { members, complete: true };
    const size = numberAt(header, 124, 12);
    if (!checksumFits(header) || size === undefined) return { members, complete: false };
    if (members.length >= limit) return { members, complete: false };
    const kind = header[156] as number;
    // '0', NUL and '7' are files; anything unknown is treated as one, as tar readers do.
    if (!'123456xgLK'.includes(String.fromCharCode(kind)))
      members.push({ name: textAt(header, 345, 155, textAt(header, 0, 100)), offset: offset + BLOCK, size });
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return { members, complete: offset >= reader.size };
}

function textAt(header: Uint8Array, at: number, length: number, after = ''): string {
  const raw = header.subarray(at, at + length);
  const end = raw.indexOf(0);
  const text = new TextDecoder().decode(end < 0 ? raw : raw.subarray(0, end));
  if (after === '') return text;
  return text === '' ? after : `${text}/${after}`;
}

/** Octal text, or big-endian binary when the first bit is set. */
function numberAt(header: Uint8Array, at: number, length: number): number | undefined {
  if (((header[at] ?? 0) & 0x80) !== 0) {
    let value = 0;
    for (let index = at + 1; index < at + length; index += 1) value = value * 256 + (header[index] as number);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = textAt(header, at, length).trim();
  return /^[0-7]{0,12}$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined;
}

function checksumFits(header: Uint8Array): boolean {
  if (header.length < BLOCK || header[0] === 0) return false;
  const stated = numberAt(header, 148, 8);
  if (stated === undefined || stated === 0) return false;
  let sum = 0;
  for (const [index, value] of header.entries()) sum += index >= 148 && index < 156 ? 32 : value;
  return sum === stated;
}
