/**
 * Random access to the bytes of something that may be far larger than memory.
 *
 * `read` returns the bytes from `offset` on, at most `length` of them; fewer (possibly none) at the end. Offsets and
 * lengths are bytes. It never throws for a range outside the file.
 */
export interface RangeReader {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** A reader over bytes already in memory. The returned ranges are views, not copies: do not write to them. */
export function bytesReader(bytes: Uint8Array): RangeReader {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(Math.max(0, offset), Math.max(0, offset) + Math.max(0, length)),
  };
}

/** The part of `reader` from `offset` on, `length` bytes, cut where the reader ends; its own offsets start at 0. */
export function rangeWithin(reader: RangeReader, offset: number, length: number): RangeReader {
  const start = Math.min(Math.max(0, offset), reader.size);
  const size = Math.min(Math.max(0, length), reader.size - start);
  return {
    size,
    read: (at, count) => {
      const from = Math.max(0, at);
      if (from >= size) return new Uint8Array(0);
      return reader.read(start + from, Math.min(Math.max(0, count), size - from));
    },
  };
}
