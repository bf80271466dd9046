import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, describe } from 'vitest';
import type { Store } from '../../src/store/connection.ts';
import type { Engine } from '../../src/store/dialect.ts';
import type { StoreLocation } from '../../src/store/location.ts';
import { openStore } from '../../src/store/open.ts';

const POSTGRES = process.env['PHAROS_TEST_DATABASE_URL'];

export interface Ground {
  engine: Engine;
  /** A store of its own for this test; the same one each time it is asked. */
  location: StoreLocation;
  open(): Promise<Store>;
  /** What `open` opened so far. */
  opened: readonly Store[];
  /** A further, empty place of the engine. */
  another(engine?: Engine): StoreLocation;
  /** A folder of this test. */
  folder: string;
}

/** The same cases on both engines; every test gets a folder and a schema of its own, taken away afterwards. */
export function onBothEngines(title: string, cases: (ground: () => Ground) => void): void {
  for (const engine of ['sqlite', 'postgres'] as const) {
    const missing = engine === 'postgres' && !POSTGRES;
    describe.skipIf(missing)(`${title} on ${engine}${missing ? ', skipped: PHAROS_TEST_DATABASE_URL is not set' : ''}`, () => {
      let current: { ground: Ground; clear: () => Promise<void> } | undefined;
      afterEach(async () => {
        await current?.clear();
        current = undefined;
      });
      cases(() => (current ??= prepare(engine)).ground);
    });
  }
}

function prepare(engine: Engine): { ground: Ground; clear: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-store-'));
  const schemas: string[] = [];
  const stores: Store[] = [];
  let homes = 0;
  const another = (which: Engine = engine): StoreLocation => {
    if (which === 'sqlite') return { home: join(folder, `home-${homes++}`) };
    const schema = `test_${randomBytes(6).toString('hex')}`;
    schemas.push(schema);
    const url = new URL(POSTGRES!);
    url.searchParams.set('schema', schema);
    return { url: url.href };
  };
  const location = another();
  const open = async (): Promise<Store> => {
    const store = await openStore(location);
    stores.push(store);
    return store;
  };
  const clear = async (): Promise<void> => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true, force: true });
    if (schemas.length === 0) return;
    const client = new Client({ connectionString: POSTGRES });
    await client.connect();
    for (const schema of schemas)
      await client.query(`drop schema if exists ${schema}_views cascade; drop schema if exists ${schema} cascade`);
    await client.end();
  };
  return { ground: { engine, location, open, opened: stores, another, folder }, clear };
}

export function hasPostgres(): boolean {
  return Boolean(POSTGRES);
}
