import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import sql from './sql.ts';

const complaints = (path: string, text: string): string[] =>
  sql.applies(path) ? [...sql.check(sourceFile(path, text))].map((complaint) => complaint.text) : [];

it('refuses drivers and sql templates in other rooms', () => {
  expect(complaints('src/server/api.ts', "import { Pool } from 'pg';")).toEqual(['pg is imported outside src/store']);
  expect(complaints('src/cli/main.ts', "const { DatabaseSync } = await import('node:sqlite');")).toHaveLength(1);
  expect(complaints('src/posture/score.ts', "import type { Kysely } from 'kysely';")).toHaveLength(1);
  expect(complaints('src/server/api.ts', 'const rows = sql`select 1`;')).toEqual(['A sql template stands outside src/store']);
});

it('accepts them in the store and in tests that look from outside', () => {
  expect(complaints('src/store/assets.ts', "import { sql } from 'kysely';\nsql`select 1`;")).toEqual([]);
  expect(complaints('test/store/crash.test.ts', "import { DatabaseSync } from 'node:sqlite';")).toEqual([]);
});

it('accepts inspected code that speaks of a driver', () => {
  expect(
    complaints(
      'src/discovery/detectors/python/cases.ts',
      "const files = { 'app.ts': \"import { Pool } from 'pg'\" };\nconst mysql = String.raw`x`;",
    ),
  ).toEqual([]);
});
