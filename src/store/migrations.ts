import { sql } from 'kysely';
import { PharosError } from '../core/errors.ts';
import type { Store, Writer } from './connection.ts';
import { DIALECTS } from './dialect.ts';
import * as initial from './migrations/0001-initial.ts';
import { storeViews, viewsAreCurrent } from './view-schema.ts';

interface Migration {
  name: string;
  up(writer: Writer): Promise<void>;
}

/** Oldest first; the version of a migration is its place, from 1. */
const MIGRATIONS: readonly Migration[] = [initial];

export const NEWEST_SCHEMA = MIGRATIONS.length;

/**
 * Brings the store to the newest schema. Two processes that start at once take turns; the second finds the work done.
 * @throws PharosError PHAROS_STORE_NEWER where a newer Pharos wrote the store.
 */
export async function migrate(store: Store, upTo = NEWEST_SCHEMA): Promise<void> {
  const found = await schemaVersion(store.read, store.engine);
  if (found > NEWEST_SCHEMA) throw newer(found);
  if (found >= upTo && (await viewsAreCurrent(store.read, store.engine))) return;
  await store.write('schema', (writer) => migrateWithin(writer, upTo));
}

/** The same inside a transaction that is open already. */
export async function migrateWithin(writer: Writer, upTo = NEWEST_SCHEMA): Promise<void> {
  if (writer.engine === 'postgres') await writer.run(`create schema if not exists ${await schemaName(writer)}`);
  const found = await schemaVersion(writer.db, writer.engine);
  if (found > NEWEST_SCHEMA) throw newer(found);
  if (found === 0) {
    const { types, tableEnd } = DIALECTS[writer.engine];
    await writer.run(
      `create table if not exists schema_migrations (version ${types.integer} primary key, name ${types.text} not null, applied_at ${types.integer} not null)${tableEnd}`,
    );
  }
  for (const [place, migration] of MIGRATIONS.slice(0, upTo).entries()) {
    if (place < found) continue;
    await migration.up(writer);
    await writer.db
      .insertInto('schema_migrations')
      .values({ version: place + 1, name: migration.name, applied_at: Date.now() })
      .execute();
  }
  if (upTo === NEWEST_SCHEMA) await storeViews(writer);
}

/** 0 where there is no schema yet. */
export async function schemaVersion(db: Store['read'], engine: Store['engine']): Promise<number> {
  const tables = await sql<{ name: string }>`${sql.raw(DIALECTS[engine].tableNames)}`.execute(db);
  if (!tables.rows.some((table) => table.name === 'schema_migrations')) return 0;
  const row = await db
    .selectFrom('schema_migrations')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** Drops everything, views included: for a restore, inside its transaction. PostgreSQL only; SQLite starts with a new file. */
export async function dropSchema(writer: Writer): Promise<void> {
  const name = await schemaName(writer);
  await writer.run(`drop schema if exists ${name}_views cascade`);
  await writer.run(`drop schema if exists ${name} cascade`);
}

/** The schema stands alone in the search path but need not exist: current_schema() names it only once it does. */
async function schemaName(writer: Writer): Promise<string> {
  const { rows } = await sql<{ path: string }>`select current_setting('search_path') as path`.execute(writer.db);
  return rows[0]!.path.replaceAll('"', '');
}

function newer(found: number): PharosError {
  return new PharosError('PHAROS_STORE_NEWER', { found, known: NEWEST_SCHEMA });
}
