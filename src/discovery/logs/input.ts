import { constants, gunzipSync } from 'node:zlib';
import { bytesReader, type RangeReader } from '../range.ts';

/** Of a plain log so many bytes are read, of a compressed one so many that come out. */
export interface LogLimits {
  bytes: number;
  inflated: number;
}

export const LOG_LIMITS: LogLimits = { bytes: 1024 * 1024 * 1024, inflated: 256 * 1024 * 1024 };
const CHUNK = 4 * 1024 * 1024;
const HEAD = 16_384;

/** A log, opened: its first characters for recognition, then all of it in chunks. `cut` says, once read, why it is not whole. */
export interface OpenedLog {
  head: string;
  chunks(): Generator<string>;
  cut(): string | undefined;
}

/**
 * Opens a log for reading in chunks, plain or gzip (by content, several members too). Memory is bounded: plain files are read
 * by ranges of 4 MiB, compressed ones up to `limits.inflated`. Undefined where it is no text. Never throws.
 */
export function openLog(reader: RangeReader, limits: LogLimits = LOG_LIMITS): OpenedLog | undefined {
  const start = reader.read(0, 2);
  return start[0] === 0x1f && start[1] === 0x8b ? compressed(reader, limits) : plain(reader, limits.bytes);
}

/** Only the beginning is unpacked until somebody knows the format. */
function compressed(reader: RangeReader, limits: LogLimits): OpenedLog | undefined {
  const first = plain(bytesReader(inflate(reader.read(0, 65_536), HEAD).bytes), HEAD);
  if (!first) return undefined;
  let cut: string | undefined;
  return {
    head: first.head,
    *chunks() {
      const { bytes, whole } = inflate(reader.read(0, limits.inflated), limits.inflated);
      if (!whole || reader.size > limits.inflated)
        cut = `it is compressed, and broken or larger than ${mebibytes(limits.inflated)} when unpacked: its first ${mebibytes(bytes.length)} were read`;
      yield* plain(bytesReader(bytes), limits.inflated)?.chunks() ?? [];
    },
    cut: () => cut,
  };
}

/** What comes out of gzip data, at most `limit` bytes; of broken or larger data, as far as halving finds it. */
function inflate(bytes: Uint8Array, limit: number): { bytes: Uint8Array; whole: boolean } {
  let part = bytes;
  for (let tries = 0; tries < 12 && part.length > 18; tries++) {
    try {
      // Without an end a stream still gives what stands before the break.
      const out = gunzipSync(part, { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });
      return { bytes: out, whole: tries === 0 };
    } catch {
      // Too large when unpacked, or broken further on: a shorter beginning may do.
      part = part.subarray(0, Math.floor(part.length / 2));
    }
  }
  return { bytes: new Uint8Array(0), whole: false };
}

function plain(reader: RangeReader, limit: number): OpenedLog | undefined {
  const first = reader.read(0, HEAD);
  const wide = first[0] === 0xff && first[1] === 0xfe;
  if (first.length === 0 || (!wide && first.includes(0))) return undefined;
  const encoding = wide ? 'utf-16le' : 'utf-8';
  return {
    head: new TextDecoder(encoding).decode(first),
    *chunks() {
      // Bytes that are no UTF-8 cost their letters, never the log.
      const decoder = new TextDecoder(encoding);
      const end = Math.min(reader.size, limit);
      for (let at = 0; at < end;) {
        const bytes = reader.read(at, Math.min(CHUNK, end - at));
        if (bytes.length === 0) return;
        at += bytes.length;
        yield decoder.decode(bytes, { stream: true });
      }
    },
    cut: () => (reader.size > limit ? `of its ${mebibytes(reader.size)} the first ${mebibytes(limit)} were read` : undefined),
  };
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
