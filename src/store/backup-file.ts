import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { messageOf, PharosError } from '../core/errors.ts';
import type { Value } from './connection.ts';

/**
 * `pharos.backup/1`, the same for both engines: gzipped lines of JSON. The first is the header; then per table one line with its
 * columns and one list per row (bytes as `{"b64": …}`); the last holds the number of rows and the SHA-256 of every byte before it.
 */
export const FORMAT = 'pharos.backup/1';

export interface BackupHeader {
  format: typeof FORMAT;
  /** Version of the schema the rows are of. */
  schema: number;
  /** ISO 8601. */
  created: string;
  engine: string;
}

interface BackupEnd {
  end: true;
  rows: number;
  sha256: string;
}

export type BackupLine = { table: string; columns: string[] } | Value[];

/** A line is never longer: the largest chunk of a scan stays far below. */
const LONGEST = 256 * 1024 * 1024;

export function writtenRow(row: readonly Value[]): string {
  return `${JSON.stringify(row.map((value) => (value instanceof Uint8Array ? { b64: Buffer.from(value).toString('base64') } : value)))}\n`;
}

export function writtenEnd(rows: number, sha256: string): string {
  return `${JSON.stringify({ end: true, rows, sha256 } satisfies BackupEnd)}\n`;
}

/** Reads the whole file without keeping it. @throws PharosError PHAROS_BACKUP_INVALID where anything is missing or changed. */
export async function verifyBackup(file: string): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  for await (const line of readBackup(file)) if ('format' in line) header = line;
  if (!header) throw invalid(file, 'it has no header');
  return header;
}

/**
 * Header and lines of a backup. The last line was compared once the generator ends without throwing: what acts on lines must be able
 * to take everything back, or verify before.
 */
export async function* readBackup(file: string): AsyncGenerator<BackupHeader | BackupLine> {
  const digest = createHash('sha256');
  let rows = 0;
  let first = true;
  let end: BackupEnd | undefined;
  try {
    for await (const text of linesOf(file)) {
      if (end) throw new Error('there is more after its end');
      const line = JSON.parse(text.toString('utf8')) as unknown;
      if (first) {
        yield headerOf(line);
        first = false;
      } else if (Array.isArray(line)) {
        rows++;
        yield line.map(valueOf);
      } else if (isEnd(line)) {
        end = line;
        continue;
      } else {
        yield tableOf(line);
      }
      digest.update(text);
      digest.update('\n');
    }
    if (!end) throw new Error('it is cut off');
    if (end.rows !== rows || end.sha256 !== digest.digest('hex')) throw new Error('it was changed after it was written');
  } catch (error) {
    throw error instanceof PharosError ? error : invalid(file, messageOf(error), error);
  }
}

async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const unzipped = source.on('error', (error) => unzipped.destroy(error)).pipe(createGunzip({ chunkSize: 256 * 1024 }));
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of unzipped as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const piece = chunk.subarray(start, end);
      yield rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      if (rest.length > 0) rest = [];
      length = 0;
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LONGEST) throw new Error('a line is too long');
  }
  if (length > 0) throw new Error('it is cut off');
}

function headerOf(line: unknown): BackupHeader {
  const header = line as Partial<BackupHeader> | null;
  if (typeof header !== 'object' || header?.format !== FORMAT || !Number.isInteger(header.schema))
    throw new Error(`its first line does not say ${FORMAT}`);
  return header as BackupHeader;
}

function isEnd(line: unknown): line is BackupEnd {
  return typeof line === 'object' && line !== null && 'end' in line;
}

function tableOf(line: unknown): { table: string; columns: string[] } {
  const { table, columns } = (line ?? {}) as { table?: unknown; columns?: unknown };
  const plain = (name: unknown): name is string => typeof name === 'string' && /^[a-z_]{1,60}$/.test(name);
  if (!plain(table) || !Array.isArray(columns) || !columns.every(plain)) throw new Error('a line is neither a table nor a row');
  return { table, columns };
}

function valueOf(value: unknown): Value {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'object' && 'b64' in value && typeof value.b64 === 'string') return Buffer.from(value.b64, 'base64');
  throw new Error('a row holds what no column can');
}

export function invalid(file: string, reason: string, cause?: unknown): PharosError {
  return new PharosError('PHAROS_BACKUP_INVALID', { file, reason }, { cause });
}
