import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { messageOf, PharosError } from '../core/errors.ts';
import { BULKY, PATIENCE_MS, type Still, type Store, type Value, type Writer } from './connection.ts';
import type { Tables } from './tables.ts';

/** Rows written before others of this process get a turn. */
const TURN_ROWS = 2_000;
/** "PHRO": says that the file is ours. */
const APPLICATION_ID = 0x5048524f;

/** node:sqlite in the shape Kysely's SqliteDialect asks for. */
function underKysely(database: DatabaseSync, file: string): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = told(file, () => database.prepare(text));
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => told(file, () => statement.all(...(parameters as SQLInputValue[]))),
        run: (parameters) => told(file, () => statement.run(...(parameters as SQLInputValue[]))),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      };
    },
  };
}

/** Opens the file, which must exist (an empty one becomes a store). Two connections: one reads, one writes. */
export function connectSqlite(file: string, patienceMs = PATIENCE_MS): Store {
  const { writing, reading } = told(file, () => connections(file));
  const kysely = (database: DatabaseSync): Kysely<Tables> =>
    new Kysely<Tables>({ dialect: new SqliteDialect({ database: underKysely(database, file) }) });
  const read = kysely(reading);
  const writer = sqliteWriter(writing, kysely(writing), file);
  let turn: Promise<unknown> = Promise.resolve();

  const transaction = async <T>(work: (writer: Writer) => Promise<T>): Promise<T> => {
    await begin(writing, file, patienceMs);
    try {
      const result = await work(writer);
      told(file, () => writing.exec('commit'));
      return result;
    } catch (error) {
      if (writing.isTransaction) writing.exec('rollback');
      throw error;
    }
  };

  return {
    engine: 'sqlite',
    location: file,
    read,
    // One after the other: both ends of the queue stand in this process; other processes are waited for in `begin`.
    write: (_room, work) => {
      const mine = turn.then(() => transaction(work));
      turn = mine.catch(() => {
        // Whoever asked for the write is told; the next in the queue goes on.
      });
      return mine;
    },
    checkIntegrity: async () => {
      const answer = told(file, () => reading.prepare('pragma integrity_check(1)').get());
      if (answer?.['integrity_check'] !== 'ok') throw damaged(file, String(answer?.['integrity_check']));
    },
    still: async () => stillRead(file),
    close: async () => {
      await turn;
      if (!writing.isOpen) return;
      // What is in the write-ahead log goes to the file, so that a copy of the file alone is the whole store.
      try {
        writing.exec('pragma wal_checkpoint(truncate)');
      } catch {
        // Somebody else is still reading; the log is kept and read by the next who opens.
      }
      reading.close();
      writing.close();
    },
  };
}

function connections(file: string): { writing: DatabaseSync; reading: DatabaseSync } {
  const writing = new DatabaseSync(file, { timeout: 5_000 });
  try {
    const { application_id: id } = writing.prepare('pragma application_id').get() as { application_id: number };
    const { tables } = writing.prepare('select count(*) as tables from sqlite_schema').get() as { tables: number };
    if (id !== APPLICATION_ID && tables > 0) throw damaged(file, 'another program wrote it');
    writing.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = off; pragma cache_size = -65536; pragma journal_size_limit = 67108864',
    );
    if (id !== APPLICATION_ID) writing.exec(`pragma application_id = ${APPLICATION_ID}`);
    // From here on waiting is done in `begin`, without holding up the event loop.
    writing.exec('pragma busy_timeout = 0');
    const reading = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    reading.exec('pragma trusted_schema = off; pragma cache_size = -32768');
    return { writing, reading };
  } catch (error) {
    writing.close();
    throw error;
  }
}

/** BEGIN IMMEDIATE, asked again while another process writes: a deferred transaction would fail when both come to write. */
async function begin(database: DatabaseSync, file: string, patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 100)) {
    try {
      database.exec('begin immediate');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw storeError(file, error);
      await wait(pause * (0.5 + Math.random()));
    }
  }
}

function sqliteWriter(database: DatabaseSync, db: Kysely<Tables>, file: string): Writer {
  const prepared = new Map<string, StatementSync>();
  return {
    engine: 'sqlite',
    db,
    run: async (statement) => told(file, () => database.exec(statement)),
    insert: async (table, columns, rows) => {
      if (rows.length === 0) return;
      const text = `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
      let statement = prepared.get(text);
      if (!statement) prepared.set(text, (statement = told(file, () => database.prepare(text))));
      const ready = statement;
      for (let start = 0; start < rows.length; start += TURN_ROWS) {
        const end = Math.min(start + TURN_ROWS, rows.length);
        told(file, () => {
          for (let i = start; i < end; i++) ready.run(...(rows[i] as SQLInputValue[]));
        });
        await nextTurn();
      }
    },
  };
}

/** A read transaction of its own connection: write-ahead logging keeps its state while others write. */
function stillRead(file: string): Still {
  const database = told(file, () => new DatabaseSync(file, { readOnly: true, timeout: 5_000 }));
  told(file, () => database.exec('begin; select 1 from sqlite_schema'));
  return {
    async *rows(table) {
      const statement = told(file, () => database.prepare(`select * from ${table}`, { returnArrays: true }));
      const columns = statement.columns().map((column) => column.name);
      let rows: Value[][] = [];
      for (const row of statement.iterate() as Iterable<unknown>) {
        rows.push(row as Value[]);
        if (rows.length < (BULKY.has(table) ? 4 : 500)) continue;
        yield { columns, rows };
        rows = [];
        await nextTurn();
      }
      yield { columns, rows };
    },
    close: async () => database.close(),
  };
}

interface SqliteError extends Error {
  errcode: number;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error;
}

/** Result codes: https://www.sqlite.org/rescode.html; the low byte is the primary code. */
function isBusy(error: unknown): boolean {
  return isSqliteError(error) && [5, 6].includes(error.errcode & 0xff);
}

function damaged(file: string, reason: string, cause?: unknown): PharosError {
  return new PharosError('PHAROS_STORE_DAMAGED', { file, reason }, { cause });
}

/** What SQLite says, in the words of the error table where the user can do something about it. */
export function storeError(file: string, error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  const reason = messageOf(error);
  const code = error.errcode & 0xff;
  if (code === 11 || code === 26) return damaged(file, reason, error);
  if (isBusy(error)) return new PharosError('PHAROS_STORE_LOCKED', { file, reason }, { cause: error });
  if ([8, 10, 13, 14].includes(code)) return new PharosError('PHAROS_OUTPUT_FAILED', { file, reason }, { cause: error });
  return error;
}

function told<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(file, error);
  }
}
