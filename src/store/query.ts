import { fork } from 'node:child_process';
import { PharosError } from '../core/errors.ts';
import { type ResolvedLocation, resolveLocation, type StoreLocation } from './location.ts';
import { openStore } from './open.ts';

export interface QueryLimits {
  /** The query is stopped after this many milliseconds. */
  timeoutMs: number;
  /** More rows than this are cut off. */
  maxRows: number;
}

export type Cell = null | number | string;

export interface QueryAnswer {
  columns: string[];
  rows: Cell[][];
  /** True where there were more rows, or more than 64 MB of them. */
  truncated: boolean;
}

/** What the child is asked. */
export interface QueryRequest {
  place: ResolvedLocation;
  text: string;
  limits: QueryLimits;
}

/** What the child says: rows as they come, then one end. */
export type QueryMessage = { rows: Cell[][] } | { columns: string[]; truncated: boolean } | { refused: string } | { timeout: true };

/** Where the rows of an answer go; `row` says whether more are wanted. */
export interface Answering {
  columns(names: string[]): void;
  row(row: Cell[]): boolean;
}

/** Memory of the child's JavaScript; what SQLite takes is limited in the child. */
const CHILD_HEAP_MB = 256;
/** A child that does not come back by itself is killed this much later than its own limit. */
const GRACE_MS = 250;

/**
 * One SELECT over the views of views.ts, in a process of its own that is killed at the limit (a running query of node:sqlite cannot
 * be interrupted). Reads only; the private tables cannot be named.
 * @throws PharosError PHAROS_QUERY_REFUSED, PHAROS_QUERY_TIMEOUT, and those of openStore
 */
export async function runQuery(location: StoreLocation, text: string, limits: QueryLimits): Promise<QueryAnswer> {
  // Creates nothing, and brings an older store to the schema the views are written for.
  await (await openStore({ ...location, readonly: true })).close();
  const child = fork(childFile(), [], {
    execArgv: [`--max-old-space-size=${CHILD_HEAP_MB}`, '--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const rows: Cell[][] = [];
  return new Promise<QueryAnswer>((resolve, reject) => {
    const timeout = (): void => reject(new PharosError('PHAROS_QUERY_TIMEOUT', { seconds: limits.timeoutMs / 1_000 }));
    const timer = setTimeout(timeout, limits.timeoutMs + GRACE_MS);
    child.on('message', (message: QueryMessage) => {
      if ('rows' in message) for (const row of message.rows) rows.push(row);
      else if ('refused' in message) reject(refused(message.refused));
      else if ('timeout' in message) timeout();
      else resolve({ ...message, rows });
    });
    child.on('error', reject);
    // After an answer this changes nothing: a promise is settled once.
    child.on('exit', () => {
      clearTimeout(timer);
      reject(refused('it needed more memory than it may'));
    });
    const request: QueryRequest = { place: resolveLocation(location), text, limits };
    child.send(request);
  }).finally(() => child.kill('SIGKILL'));
}

/** The child stands beside this file, with the ending this file has: .ts as written, .js as published. */
function childFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './query-child.ts' : './query-child.js', import.meta.url);
}

function refused(reason: string): PharosError {
  return new PharosError('PHAROS_QUERY_REFUSED', { reason });
}
