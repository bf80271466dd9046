import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { messageOf, PharosError } from '../core/errors.ts';
import { type BackupHeader, invalid, readBackup, verifyBackup } from './backup-file.ts';
import { BULKY, type Value, type Writer } from './connection.ts';
import { DIALECTS } from './dialect.ts';
import { resolveLocation, STORE_FILE, type StoreLocation } from './location.ts';
import { dropSchema, migrateWithin, NEWEST_SCHEMA } from './migrations.ts';
import { prepareHome } from './open.ts';
import { connectPostgres } from './postgres.ts';
import { connectSqlite, storeError } from './sqlite.ts';
import type { TableName } from './tables.ts';

/** The store a restore replaced, in the same folder; the next restore replaces it in turn. */
export const BEFORE_RESTORE = `${STORE_FILE}.before-restore`;

const PIECE = 500;

/**
 * Puts the store in the place of what is there: whole, or not at all. A backup of one engine fits the other; an older schema is
 * brought to the newest.
 * @throws PharosError PHAROS_BACKUP_INVALID, PHAROS_STORE_NEWER, PHAROS_STORE_LOCKED where another process has the store open
 */
export async function restore(file: string, location: StoreLocation): Promise<BackupHeader> {
  const header = await verifyBackup(file);
  if (header.schema > NEWEST_SCHEMA) throw new PharosError('PHAROS_STORE_NEWER', { found: header.schema, known: NEWEST_SCHEMA });
  if (header.schema < 1) throw invalid(file, `there is no schema ${header.schema}`);
  const place = resolveLocation(location);
  if ('home' in place) {
    await restoreFile(file, header, place.home);
    return header;
  }
  const store = await connectPostgres(place.url);
  try {
    await store.write('graph', async (writer) => {
      await dropSchema(writer);
      await fill(writer, file, header);
    });
  } finally {
    await store.close();
  }
  return header;
}

async function restoreFile(file: string, header: BackupHeader, home: string): Promise<void> {
  prepareHome(home);
  const fresh = join(home, `${STORE_FILE}.restore-${process.pid}`);
  removeStore(fresh);
  try {
    closeSync(openSync(fresh, 'wx', 0o600));
    const store = connectSqlite(fresh);
    try {
      await store.write('graph', (writer) => fill(writer, file, header));
      await store.checkIntegrity();
    } finally {
      await store.close();
    }
    exchange(join(home, STORE_FILE), fresh, join(home, BEFORE_RESTORE));
  } finally {
    removeStore(fresh);
  }
}

/** Tables as they were when the backup was written, its rows, then everything that was changed since. */
async function fill(writer: Writer, file: string, header: BackupHeader): Promise<void> {
  await migrateWithin(writer, header.schema);
  const tables = await sql<{ name: string }>`${sql.raw(DIALECTS[writer.engine].tableNames)}`.execute(writer.db);
  const known = new Set(tables.rows.map((table) => table.name).filter((name) => name !== 'schema_migrations'));
  let target: { table: string; columns: string[] } | undefined;
  let rows: Value[][] = [];
  const flush = async (): Promise<void> => {
    if (target && rows.length > 0) await writer.insert(target.table as TableName, target.columns, rows);
    rows = [];
  };
  try {
    for await (const line of readBackup(file)) {
      if ('format' in line) continue;
      if (Array.isArray(line)) {
        if (line.length !== target?.columns.length) throw new Error('a row does not fit its table');
        rows.push(line);
        if (rows.length >= (BULKY.has(target.table) ? 4 : PIECE)) await flush();
        continue;
      }
      await flush();
      if (!known.has(line.table)) throw new Error(`there is no table ${line.table}`);
      target = line;
    }
    await flush();
  } catch (error) {
    throw error instanceof PharosError ? error : invalid(file, messageOf(error), error);
  }
  await migrateWithin(writer);
}

/**
 * The name changes its file in one step. Before that the old store gives up its write-ahead log, which it only can while nobody else
 * has it open; a log that stayed would be read into the new file.
 */
function exchange(file: string, fresh: string, before: string): void {
  if (existsSync(file)) {
    try {
      const old = new DatabaseSync(file, { timeout: 2_000 });
      try {
        old.exec('pragma journal_mode = delete');
      } finally {
        old.close();
      }
    } catch (error) {
      const told = storeError(file, error);
      // A damaged store is what a restore is for.
      if (!(told instanceof PharosError) || told.code !== 'PHAROS_STORE_DAMAGED') throw told;
      rmSync(`${file}-wal`, { force: true });
      rmSync(`${file}-shm`, { force: true });
    }
    rmSync(before, { force: true });
    linkSync(file, before);
  }
  renameSync(fresh, file);
}

function removeStore(file: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(file + ending, { force: true });
}
