/**
 * Everything in which the SQL of the two engines differs. Tables, views and queries are written once, in the subset both
 * understand; where they part ways they take a piece from here. How a connection is opened and locked stands in sqlite.ts and
 * postgres.ts.
 */
export const ENGINES = ['sqlite', 'postgres'] as const;
export type Engine = (typeof ENGINES)[number];

export interface Dialect {
  engine: Engine;
  /** Column types. Text compares bytewise on both, so that both sort alike and a prefix can use the index. */
  types: { integer: string; real: string; text: string; blob: string };
  /** Written after the closing bracket of CREATE TABLE. */
  tableEnd: string;
  /** A query for the names of the private tables there are. */
  tableNames: string;
  /** Field of a JSON text as text (a number or boolean as its digits, an object or list as JSON). */
  jsonText(document: string, field: string): string;
  /** Field of a JSON text as a number. */
  jsonNumber(document: string, field: string): string;
  /** Number of elements of the JSON list in a field. */
  jsonLength(document: string, field: string): string;
  /** Place of the first `piece` in `text`, from 1; 0 where it is not in it. */
  positionOf(text: string, piece: string): string;
  /** FROM item with one row per element of a JSON list; the element is `<alias>.value`, itself JSON. */
  jsonElements(list: string, alias: string): string;
  /** Integer milliseconds as ISO 8601 text in UTC. */
  isoTime(milliseconds: string): string;
  /** `column is one of the list`, with the whole list as one parameter that stands between `before` and `after`. */
  among(column: string, values: readonly (string | number)[]): { before: string; parameter: unknown; after: string };
}

const SQLITE: Dialect = {
  engine: 'sqlite',
  types: { integer: 'integer', real: 'real', text: 'text', blob: 'blob' },
  tableEnd: ' strict',
  tableNames: `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'`,
  jsonText: (document, field) => `(${document} ->> '$.${field}')`,
  jsonNumber: (document, field) => `cast(${document} ->> '$.${field}' as real)`,
  jsonLength: (document, field) => `json_array_length(${document}, '$.${field}')`,
  positionOf: (text, piece) => `instr(${text}, ${piece})`,
  jsonElements: (list, alias) => `json_each(${list}) ${alias}`,
  isoTime: (ms) => `(strftime('%Y-%m-%dT%H:%M:%S', ${ms} / 1000, 'unixepoch') || printf('.%03dZ', ${ms} % 1000))`,
  among: (column, values) => ({ before: `${column} in (select value from json_each(`, parameter: JSON.stringify(values), after: '))' }),
};

const POSTGRES: Dialect = {
  engine: 'postgres',
  types: { integer: 'bigint', real: 'double precision', text: 'text collate "C"', blob: 'bytea' },
  tableEnd: '',
  tableNames: `select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
  jsonText: (document, field) => `((${document})::jsonb ->> '${field}')`,
  jsonNumber: (document, field) => `((${document})::jsonb ->> '${field}')::double precision`,
  jsonLength: (document, field) => `jsonb_array_length((${document})::jsonb -> '${field}')`,
  positionOf: (text, piece) => `strpos(${text}, ${piece})`,
  jsonElements: (list, alias) => `jsonb_array_elements((${list})::jsonb) ${alias}(value)`,
  isoTime: (ms) =>
    `to_char(to_timestamp(${ms} / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((${ms} % 1000)::text, 3, '0') || 'Z'`,
  among: (column, values) => ({
    before: `${column} = any(`,
    parameter: values,
    after: typeof values[0] === 'string' ? '::text[])' : '::bigint[])',
  }),
};

export const DIALECTS: Record<Engine, Dialect> = { sqlite: SQLITE, postgres: POSTGRES };
