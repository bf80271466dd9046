import { Client, type QueryConfig, type QueryResult } from 'pg';
import type { Answering, Cell } from './query.ts';
import { databaseOf } from './location.ts';
import { VIEWS } from './views.ts';

/** Everything below stands in the server's own catalogue: a function, operator or type of somebody else has a larger number. */
const FIRST_FOREIGN = 16_384;

/** Functions that compute from their arguments alone, and the casts PostgreSQL writes as functions. */
const FUNCTIONS = new Set(
  (
    'abs age array_agg array_length array_position array_to_string ascii avg bool bool_and bool_or bpchar btrim cardinality ceil ceiling char_length chr concat concat_ws ' +
    'count cume_dist date date_bin date_part date_trunc dense_rank div exp extract first_value float4 float8 floor format generate_series int2 int4 int8 ' +
    'json_array_elements json_array_elements_text json_array_length json_each json_each_text json_extract_path json_extract_path_text json_object_keys json_typeof ' +
    'jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_object_keys jsonb_pretty jsonb_typeof ' +
    'jsonb_agg json_agg jsonb_object_agg json_object_agg jsonb_build_object json_build_object jsonb_build_array json_build_array to_json to_jsonb jsonb_array_element jsonb_array_element_text ' +
    'lag last_value lead left length lower lpad ltrim max md5 min mod mode now nth_value ntile numeric percent_rank percentile_cont percentile_disc position power rank ' +
    'regexp_match regexp_replace repeat replace reverse right round row_number rpad rtrim sign split_part sqrt starts_with stddev string_agg string_to_array strpos substr substring sum ' +
    'text timestamp timestamptz timezone to_char to_date to_timestamp translate trunc unnest upper varchar variance width_bucket'
  ).split(' '),
);

/** Answers one SELECT over the views. @throws the server's error, or one of our own where it names something else. */
export async function answerPostgres(url: string, text: string, timeoutMs: number, answering: Answering): Promise<void> {
  const { url: connectionString, schema } = databaseOf(url);
  const client = new Client({
    connectionString,
    application_name: 'pharos query',
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: () => String },
  });
  await client.connect();
  await client.query(
    `begin; set local statement_timeout = ${Math.max(1, Math.round(timeoutMs))}; set local search_path to "${schema}_views"`,
  );
  await checkNames(client, schema, text);
  await client.query('set transaction read only');
  await single(client, `declare asked no scroll cursor for\n${text}`);
  for (let told = false; ;) {
    const answer = await client.query<(string | null)[]>({ text: 'fetch 500 from asked', rowMode: 'array' });
    if (!told) answering.columns(answer.fields.map((field) => field.name));
    told = true;
    const types = answer.fields.map((field) => field.dataTypeID);
    for (const row of answer.rows) if (!answering.row(row.map((value, place) => cell(value, types[place]!)))) return;
    if (answer.rows.length === 0) return;
  }
}

/** The extended protocol takes one statement only; the simple one would run whatever stands behind a semicolon. */
function single(client: Client, text: string): Promise<QueryResult> {
  return client.query({ text, queryMode: 'extended' } as QueryConfig);
}

/**
 * Lets the server itself read the query: as the condition of a temporary view, whose parse tree names every relation, function and
 * operator by number. Nothing runs, and what is not a SELECT cannot stand there.
 */
async function checkNames(client: Client, schema: string, text: string): Promise<void> {
  await single(client, `create temp view pharos_asked as select 1 as one where exists (\n${text}\n)`);
  const tree = (
    await client.query<{ tree: string }>(
      `select ev_action::text as tree from pg_catalog.pg_rewrite where ev_class = 'pg_temp.pharos_asked'::pg_catalog.regclass`,
    )
  ).rows[0]!.tree;
  const numbers = (name: string): string[] =>
    [...new Set(Array.from(tree.matchAll(new RegExp(`:(?:${name}) (\\d+)`, 'g')), (found) => found[1]!))].filter(
      (number) => number !== '0',
    );
  const views = await client.query<{ oid: string }>(
    'select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = any($2)',
    [`${schema}_views`, VIEWS.map((view) => view.name)],
  );
  const allowed = new Set(views.rows.map((row) => row.oid));
  // The temporary view names itself in its own tree.
  const own = (await client.query<{ oid: string }>(`select 'pg_temp.pharos_asked'::pg_catalog.regclass::pg_catalog.oid as oid`)).rows[0]!
    .oid;
  if (numbers('relid').some((relation) => relation !== own && !allowed.has(relation)))
    throw new Error('only the documented views can be read');
  if (numbers('opno').some((operator) => Number(operator) >= FIRST_FOREIGN)) throw new Error('an operator that is not PostgreSQL’s own');
  const functions = numbers('funcid|aggfnoid|winfnoid|elemfuncid');
  const named = await client.query<{ oid: string; proname: string }>(
    'select oid, proname from pg_catalog.pg_proc where oid = any($1::oid[])',
    [functions],
  );
  for (const { oid, proname } of named.rows) {
    if (Number(oid) >= FIRST_FOREIGN || !FUNCTIONS.has(proname)) throw new Error(`the function ${proname} is not allowed`);
  }
}

/** Numbers as numbers where they keep their value, booleans as 0 and 1, the rest as PostgreSQL writes it. */
function cell(value: string | null, type: number): Cell {
  if (value === null) return null;
  if (type === 16) return value === 't' ? 1 : 0;
  if (![20, 21, 23, 700, 701, 1700].includes(type)) return value;
  const number = Number(value);
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : value;
}
