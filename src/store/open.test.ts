import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { openStore } from './open.ts';
import { storeError } from './sqlite.ts';

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'pharos-open-'));
  folders.push(made);
  return join(made, 'home');
}

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const mode = (file: string): number => statSync(file).mode & 0o777;

it('a new store is for its owner only, the log beside it too', async () => {
  const home = folder();
  const store = await openStore({ home });
  expect([mode(home), mode(join(home, 'pharos.db')), mode(join(home, 'pharos.db-wal'))]).toEqual([0o700, 0o600, 0o600]);
  await store.close();
  expect(existsSync(join(home, 'pharos.db-wal'))).toBe(false);
});

it('a file others could read is closed to them, a folder that was there is left as it is', async () => {
  const home = folder();
  mkdirSync(home, { mode: 0o755 });
  await (await openStore({ home })).close();
  chmodSync(join(home, 'pharos.db'), 0o644);
  await (await openStore({ home })).close();
  expect([mode(home), mode(join(home, 'pharos.db'))]).toEqual([0o755, 0o600]);
});

it('for reading only nothing is created', async () => {
  const home = folder();
  await expect(openStore({ home, readonly: true })).rejects.toMatchObject({ code: 'PHAROS_STORE_EMPTY' });
  expect(existsSync(home)).toBe(false);
});

it('closing twice is closing', async () => {
  const store = await openStore({ home: folder() });
  await store.close();
  await store.close();
  expect(store.engine).toBe('sqlite');
});

it('what is no database, or broken, is damaged and stays as it is', async () => {
  const home = folder();
  mkdirSync(home);
  const file = join(home, 'pharos.db');
  writeFileSync(file, 'this is a text, and it is long enough to be looked at as a page'.repeat(100));
  const before = readFileSync(file);
  await expect(openStore({ home })).rejects.toMatchObject({ code: 'PHAROS_STORE_DAMAGED' });
  expect(readFileSync(file).equals(before)).toBe(true);
});

it('a page that was overwritten is found', async () => {
  const home = folder();
  await (await openStore({ home })).close();
  const file = join(home, 'pharos.db');
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4_096, bytes.length);
  writeFileSync(file, bytes);
  const failing = openStore({ home }).then((store) => store.checkIntegrity());
  await expect(failing).rejects.toMatchObject({ code: 'PHAROS_STORE_DAMAGED' });
});

it('the database of another program is not ours to change', async () => {
  const home = folder();
  mkdirSync(home);
  const other = new DatabaseSync(join(home, 'pharos.db'));
  other.exec('create table bookmarks (url text)');
  other.close();
  await expect(openStore({ home })).rejects.toMatchObject({
    code: 'PHAROS_STORE_DAMAGED',
    message: expect.stringContaining('another program'),
  });
});

it('a folder that cannot be made is told by its file', async () => {
  const home = folder();
  writeFileSync(home, 'a file stands here');
  await expect(openStore({ home })).rejects.toMatchObject({ code: 'PHAROS_OUTPUT_FAILED' });
});

it('writes of one process come one after the other', async () => {
  const store = await openStore({ home: folder() });
  const order: string[] = [];
  const write = (name: string): Promise<void> =>
    store.write('graph', async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    });
  await Promise.all([write('first'), write('second')]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  await store.close();
});

it('reading goes on beside an open write and sees what was before', async () => {
  const store = await openStore({ home: folder() });
  await store.write('graph', async (writer) => {
    await writer.run("insert into source (number, id, kind, name, last_scan, last_started) values (1, 'app', 'folder', 'app', 1, 0)");
    expect(await store.read.selectFrom('source').select('id').execute()).toEqual([]);
  });
  expect(await store.read.selectFrom('source').select('id').execute()).toEqual([{ id: 'app' }]);
  await store.close();
});

it.each([
  [5, 'PHAROS_STORE_LOCKED'],
  [261, 'PHAROS_STORE_LOCKED'],
  [11, 'PHAROS_STORE_DAMAGED'],
  [26, 'PHAROS_STORE_DAMAGED'],
  [13, 'PHAROS_OUTPUT_FAILED'],
  [8, 'PHAROS_OUTPUT_FAILED'],
])('SQLite’s result code %i is told as %s', (errcode, code) => {
  expect(storeError('x.db', Object.assign(new Error('said'), { errcode }))).toMatchObject({ code });
});
