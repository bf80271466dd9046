import { setImmediate as nextTurn } from 'node:timers/promises';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { messageOf, PharosError } from '../core/errors.ts';
import type { Store, Writer } from './connection.ts';

/** One chunk never unpacks to more: a damaged or forged one must not exhaust the memory. */
const LARGEST = 256 * 1024 * 1024;

/** Compressed parts of a scan, in numbered chunks, so that neither writing nor reading holds the whole as one text. */
export async function writeChunk(writer: Writer, scan: number, part: string, n: number, body: string | Uint8Array): Promise<void> {
  await writer.insert('scan_chunk', ['scan', 'part', 'n', 'body'], [[scan, part, n, pack(body)]]);
  await nextTurn();
}

export function pack(body: string | Uint8Array): Uint8Array {
  // Level 1: measured as small as 3 on such lists, and half the time.
  return zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

export function unpack(body: Uint8Array): Buffer {
  return zstdDecompressSync(body, { maxOutputLength: LARGEST });
}

/** A list as chunks of `size` JSON elements; at least one chunk, so that an empty list differs from a missing one. */
export async function writeList(writer: Writer, scan: number, part: string, list: readonly unknown[], size = 4_096): Promise<void> {
  let n = 0;
  for (let start = 0; start === 0 || start < list.length; start += size) {
    await writeChunk(writer, scan, part, n++, JSON.stringify(list.slice(start, start + size)));
  }
}

/** Bodies still compressed, in order. */
export async function readChunks(store: Store, scan: number, part: string): Promise<Uint8Array[]> {
  const rows = await store.read
    .selectFrom('scan_chunk')
    .select('body')
    .where('scan', '=', scan)
    .where('part', '=', part)
    .orderBy('n')
    .execute();
  return rows.map((row) => row.body);
}

/** @throws PharosError PHAROS_STORE_DAMAGED where a chunk cannot be unpacked. */
export async function readList<T>(store: Store, scan: number, part: string): Promise<T[]> {
  const list: T[] = [];
  for (const body of await readChunks(store, scan, part)) {
    for (const element of understood(store, () => JSON.parse(unpack(body).toString('utf8')) as T[])) list.push(element);
  }
  return list;
}

export function understood<T>(store: Store, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new PharosError('PHAROS_STORE_DAMAGED', { file: store.location, reason: messageOf(error) }, { cause: error });
  }
}
