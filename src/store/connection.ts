import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { DIALECTS, type Engine } from './dialect.ts';
import type { TableName, Tables } from './tables.ts';

/** Whoever writes takes the turn of its room: one writer per room on PostgreSQL, one writer at all on SQLite. */
export const ROOMS = ['graph', 'schema'] as const;
export type Room = (typeof ROOMS)[number];

/** How long a write waits for the turn of another process. */
export const PATIENCE_MS = 60_000;

/** What a write transaction works with. Everything it does is committed together or not at all. */
export interface Writer {
  engine: Engine;
  db: Kysely<Tables>;
  /** Many rows at once: prepared statements on SQLite, arrays on PostgreSQL. Values in the order of the columns. */
  insert(table: TableName, columns: readonly string[], rows: readonly (readonly Value[])[]): Promise<void>;
  /** A statement without parameters or result. */
  run(statement: string): Promise<void>;
}

export type Value = null | number | string | Uint8Array;

/** Tables whose rows are megabytes each: few at a time. */
export const BULKY: ReadonlySet<string> = new Set<TableName>(['scan_chunk']);

/** Reads that all see the same state, whatever others write meanwhile; the rows of a table come a batch at a time. */
export interface Still {
  rows(table: string): AsyncIterable<{ columns: string[]; rows: Value[][] }>;
  close(): Promise<void>;
}

/** An open store. Rooms inside store/ use it; everybody else only passes it to the doors. */
export interface Store {
  readonly engine: Engine;
  /** The file, or the URL without its password: for messages. */
  readonly location: string;
  readonly read: Kysely<Tables>;
  /** Runs `work` in one write transaction; what it throws rolls back. Never nested. */
  write<T>(room: Room, work: (writer: Writer) => Promise<T>): Promise<T>;
  /** @throws PharosError PHAROS_STORE_DAMAGED where the engine can tell that the file is. */
  checkIntegrity(): Promise<void>;
  still(): Promise<Still>;
  close(): Promise<void>;
}

/** `column` is one of `values`: one statement for any number of values. */
export function among(engine: Engine, column: string, values: readonly (string | number)[]): RawBuilder<SqlBool> {
  if (values.length === 0) return sql<SqlBool>`1 = 0`;
  const { before, parameter, after } = DIALECTS[engine].among(column, values);
  return sql<SqlBool>`${sql.raw(before)}${parameter}${sql.raw(after)}`;
}

/** Lists cut into pieces of at most `size`. */
export function* pieces<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}

/** The next free number of a table. Only inside a write transaction of the room that owns the table. */
export async function nextNumber(writer: Writer, table: TableName): Promise<number> {
  const { rows } = await sql<{ top: number | null }>`select max(number) as top from ${sql.table(table)}`.execute(writer.db);
  return (rows[0]?.top ?? 0) + 1;
}

/** Never earlier than what is stored, even where the clock was set back: knowledge only grows. */
export async function knownTime({ db }: Writer): Promise<number> {
  const row = await db
    .selectFrom('scan')
    .select((eb) => eb.fn.max('known_at').as('last'))
    .executeTakeFirst();
  return Math.max(Date.now(), (row?.last ?? 0) + 1);
}
