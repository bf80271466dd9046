import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { constants, DatabaseSync } from 'node:sqlite';
import { DIALECTS } from './dialect.ts';
import { STORE_FILE } from './location.ts';
import type { Answering, Cell } from './query.ts';
import { VIEWS, viewStatement } from './views.ts';

/** One value is never larger: group_concat and printf can make one of any size. */
const LARGEST_VALUE = 16 * 1024 * 1024;

/** Functions that compute from their arguments alone. Everything else (files, extensions, internals) is refused. */
const FUNCTIONS = new Set(
  (
    'abs avg ceil ceiling char coalesce concat concat_ws count cume_dist date datetime dense_rank exp first_value floor format glob group_concat hex ' +
    'ifnull iif instr json json_array json_array_length json_each json_error_position json_extract json_group_array json_group_object json_insert json_object ' +
    'json_patch json_pretty json_quote json_remove json_replace json_set json_type json_valid julianday lag last_value lead length like ln log log10 log2 ' +
    'lower ltrim max median min mod nth_value ntile nullif octet_length percent_rank percentile percentile_cont percentile_disc pow power printf quote rank ' +
    'replace round row_number rtrim sign sqrt strftime string_agg substr substring sum time timediff total trim trunc typeof unhex unicode unixepoch upper -> ->>'
  ).split(' '),
);
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['json_each', 'json_tree']);

/** Answers one SELECT over the views. @throws the engine's error where it is not one. */
export async function answerSqlite(home: string, text: string, answering: Answering): Promise<void> {
  // Sorting and materialising spill to unlinked files of SQLite's own, so that memory stays with the cache.
  const database = new DatabaseSync(join(home, STORE_FILE), {
    readOnly: true,
    timeout: 5_000,
    limits: { length: LARGEST_VALUE, attach: 0 },
  });
  database.exec('pragma trusted_schema = off; pragma temp_store = file; pragma cache_size = -32768');
  allowViewsOnly(database);
  // Of several statements only the first would be prepared, and not every statement reads: neither can stand inside brackets.
  database.prepare(`select 1 where exists (\n${text}\n)`);
  const statement = database.prepare(text, { returnArrays: true, readBigInts: true });
  answering.columns(statement.columns().map((column) => column.name));
  for (const row of statement.iterate() as Iterable<unknown>) if (!answering.row((row as unknown[]).map(cell))) break;
}

/**
 * The views stand on inner ones under names nobody can guess, and a private table may be read only from an inner view. The name of
 * the view itself would not do: SQLite tells the name of a WITH clause in the same place, and anybody can call one `assets`.
 */
function allowViewsOnly(database: DatabaseSync): void {
  const secret = `v${randomBytes(16).toString('hex')}_`;
  const shown = new Set<string>();
  for (const view of VIEWS) {
    const inner = secret + view.name;
    database.exec(viewStatement(view, DIALECTS.sqlite, 'temp view', inner));
    database.exec(`create temp view ${view.name} as select * from ${inner}`);
    shown.add(view.name);
  }
  database.exec('pragma query_only = on');
  const reached = new Set<string>();
  const mayRead = (table: string, column: string, within: string | null): boolean => {
    if (shown.has(table) || table.startsWith(secret) || TABLE_FUNCTIONS.has(table)) return true;
    if (within?.startsWith(secret)) {
      reached.add(table);
      return true;
    }
    // A view of which no column is used leaves a bare mention of its table behind, outside of any view.
    return column === '' && reached.has(table);
  };
  database.setAuthorizer((action, first, second, _schema, within) => {
    let allowed = false;
    if (action === constants.SQLITE_SELECT || action === constants.SQLITE_RECURSIVE) allowed = true;
    else if (action === constants.SQLITE_FUNCTION) allowed = FUNCTIONS.has((second ?? '').toLowerCase());
    else if (action === constants.SQLITE_READ) allowed = mayRead(first ?? '', second ?? '', within);
    return allowed ? constants.SQLITE_OK : constants.SQLITE_DENY;
  });
}

function cell(value: unknown): Cell {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value as Cell;
}
