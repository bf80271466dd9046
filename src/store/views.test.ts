import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { DIALECTS } from './dialect.ts';
import { TABLE_NAMES } from './tables.ts';
import { VIEWS } from './views.ts';

it('no view has the name of a private table: the one would hide the other', () => {
  expect(VIEWS.map((view) => view.name).filter((name) => (TABLE_NAMES as readonly string[]).includes(name))).toEqual([]);
});

it('every view and every column says what it is, in a name that needs no quotes', () => {
  for (const view of VIEWS) {
    expect([view.name, new Set(view.columns.map((column) => column.name)).size]).toEqual([view.name, view.columns.length]);
    for (const { name, description } of [view, ...view.columns]) {
      expect(name).toMatch(/^[a-z][a-z_]*$/);
      expect(description.length).toBeGreaterThan(1);
    }
  }
});

it('times are written to the millisecond', () => {
  const database = new DatabaseSync(':memory:');
  const written = (ms: number): unknown => database.prepare(`select ${DIALECTS.sqlite.isoTime(String(ms))} as t`).get()?.['t'];
  for (const ms of [0, 1, 999, 1_767_225_599_999, 1_767_225_600_001]) expect(written(ms)).toBe(new Date(ms).toISOString());
  database.close();
});
