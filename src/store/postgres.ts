import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { messageOf, PharosError } from '../core/errors.ts';
import { BULKY, PATIENCE_MS, type Still, type Store, type Value, type Writer } from './connection.ts';
import { databaseOf, unreachable } from './location.ts';
import type { Tables } from './tables.ts';

const OLDEST = 150_000;

/** Connects; the schema need not exist yet. @throws PharosError PHAROS_STORE_UNREACHABLE */
export async function connectPostgres(location: string, patienceMs = PATIENCE_MS): Promise<Store> {
  const { url, schema, shown } = databaseOf(location);
  const { default: driver } = await import('pg');
  const pool = new driver.Pool({
    connectionString: url,
    max: 6,
    application_name: 'pharos',
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: numbers(driver) },
  });
  // A connection that breaks while nobody uses it is replaced by the next request.
  pool.on('error', () => undefined);
  const read = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        await connection.executeQuery(CompiledQuery.raw(`set search_path to "${schema}"`));
      },
    }),
  });
  try {
    const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(read);
    if (Number(rows[0]?.version) < OLDEST) throw unreachable('PostgreSQL 15 or newer is needed');
  } catch (error) {
    await pool.end();
    throw error instanceof PharosError ? error : unreachable(messageOf(error), error);
  }

  return {
    engine: 'postgres',
    location: shown,
    read,
    write: async (room, work) => {
      try {
        return await read.transaction().execute(async (transaction) => {
          await sql`set local lock_timeout = ${sql.raw(String(Math.max(1, Math.round(patienceMs))))}`.execute(transaction);
          await sql`select pg_advisory_xact_lock(hashtext(${schema}), hashtext(${room}))`.execute(transaction);
          return work(postgresWriter(transaction));
        });
      } catch (error) {
        throw storeError(shown, error);
      }
    },
    // PostgreSQL checks its pages itself (data_checksums) and refuses to answer from a damaged one.
    checkIntegrity: async () => undefined,
    still: async () => stillRead(pool, schema),
    close: async () => {
      if (!pool.ending) await read.destroy();
    },
  };
}

/** int8 and numeric as numbers: counts and milliseconds stay far below 2^53. */
function numbers(driver: typeof pg): typeof pg.types.getTypeParser {
  const parser = (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === 20 || oid === 1700 ? Number : driver.types.getTypeParser(oid, format);
  return parser as typeof pg.types.getTypeParser;
}

function postgresWriter(db: Kysely<Tables>): Writer {
  const columnTypes = new Map<string, Map<string, string>>();
  return {
    engine: 'postgres',
    db,
    run: async (statement) => {
      await sql.raw(statement).execute(db);
    },
    insert: async (table, columns, rows) => {
      if (rows.length === 0) return;
      let types = columnTypes.get(table);
      if (!types) columnTypes.set(table, (types = await typesOf(db, table)));
      const arrays = columns.map((column, place) => {
        const values = rows.map((row) => {
          const value = row[place]!;
          return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
        });
        return sql`${values}::${sql.raw(`${types.get(column) ?? 'text'}[]`)}`;
      });
      await sql`insert into ${sql.table(table)} (${sql.raw(columns.join(', '))}) select * from unnest(${sql.join(arrays)})`.execute(db);
    },
  };
}

async function typesOf(db: Kysely<Tables>, table: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ column_name: string; data_type: string }>`
    select column_name, data_type from information_schema.columns where table_schema = current_schema() and table_name = ${table}`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.column_name, row.data_type]));
}

/** A read-only transaction that sees one state, with a cursor per table. */
async function stillRead(pool: pg.Pool, schema: string): Promise<Still> {
  const client = await pool.connect();
  await client.query(`begin isolation level repeatable read read only; set local search_path to "${schema}"`);
  return {
    async *rows(table) {
      await client.query(`declare still no scroll cursor for select * from ${table}`);
      for (;;) {
        const answer = await client.query<Value[]>({ text: `fetch ${BULKY.has(table) ? 4 : 500} from still`, rowMode: 'array' });
        yield { columns: answer.fields.map((field) => field.name), rows: answer.rows };
        if (answer.rows.length === 0) break;
      }
      await client.query('close still');
    },
    close: async () => {
      await client.query('rollback');
      client.release();
    },
  };
}

/** SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function storeError(shown: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '55P03') return new PharosError('PHAROS_STORE_LOCKED', { file: shown, reason: 'another process writes' }, { cause: error });
  if (code.startsWith('08') || code.startsWith('57P') || code.startsWith('E')) return unreachable(messageOf(error), error);
  return error;
}
