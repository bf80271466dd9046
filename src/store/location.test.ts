import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { databaseOf, resolveLocation } from './location.ts';

it('what is said comes before the environment, a database before a folder', () => {
  const environment = { PHAROS_HOME: '/env/home', PHAROS_DATABASE_URL: 'postgres://env/db' };
  expect(resolveLocation({ home: '/said' }, environment)).toEqual({ home: '/said' });
  expect(resolveLocation({ url: 'postgres://said/db' }, environment)).toEqual({ url: 'postgres://said/db' });
  expect(resolveLocation({}, environment)).toEqual({ url: 'postgres://env/db' });
  expect(resolveLocation({}, { PHAROS_HOME: '/env/home', PHAROS_DATABASE_URL: '' })).toEqual({ home: '/env/home' });
  expect(resolveLocation({}, {})).toEqual({ home: join(homedir(), '.pharos') });
});

it('the schema is taken out of the URL, the password out of what is shown', () => {
  const word = 'x'.repeat(9);
  const database = databaseOf(`postgres://pharos:${word}@db.example/estate?sslmode=require&schema=team_a`);
  expect(database.url).toBe(`postgres://pharos:${word}@db.example/estate?sslmode=require`);
  expect(database.schema).toBe('team_a');
  expect(database.shown).not.toContain(word);
  expect(databaseOf('postgresql://db.example/estate').schema).toBe('pharos');
});

it.each([
  'not a url',
  'mysql://db/x',
  'postgres://db/x?schema=a;drop',
  'postgres://db/x?schema=Team',
  `postgres://db/x?schema=${'a'.repeat(60)}`,
])('%s is refused', (url) => {
  expect(() => databaseOf(url)).toThrow(expect.objectContaining({ code: 'PHAROS_STORE_UNREACHABLE' }));
});
