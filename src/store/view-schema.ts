import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Store, Writer } from './connection.ts';
import { DIALECTS } from './dialect.ts';
import { VIEWS, viewStatement } from './views.ts';

const STATEMENTS = VIEWS.map((view) => viewStatement(view, DIALECTS.postgres, 'view', `@.${view.name}`));
/** Stands as the comment of the schema, and says which views it holds. */
const MARK = `Pharos views ${hash('sha256', STATEMENTS.join('\n')).slice(0, 16)}`;

/** PostgreSQL keeps the views in a schema of their own, `<schema>_views`. SQLite gets them per query: nothing is stored. */
export async function viewsAreCurrent(db: Store['read'], engine: Store['engine']): Promise<boolean> {
  return engine === 'sqlite' || (await viewSchema(db)).mark === MARK;
}

export async function storeViews(writer: Writer): Promise<void> {
  if (await viewsAreCurrent(writer.db, writer.engine)) return;
  const { name } = await viewSchema(writer.db);
  await writer.run(`drop schema if exists ${name} cascade`);
  await writer.run(`create schema ${name}`);
  for (const statement of STATEMENTS) await writer.run(statement.replace('@', name));
  await writer.run(`comment on schema ${name} is '${MARK}'`);
}

async function viewSchema(db: Store['read']): Promise<{ name: string; mark: string | null }> {
  const { rows } = await sql<{ name: string; mark: string | null }>`
    select current_schema() || '_views' as name, obj_description(to_regnamespace(current_schema() || '_views'), 'pg_namespace') as mark`.execute(
    db,
  );
  return rows[0]!;
}
