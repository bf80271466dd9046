import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Store } from '../../src/store/connection.ts';
import { migrate, NEWEST_SCHEMA, schemaVersion } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/open.ts';
import { connectPostgres } from '../../src/store/postgres.ts';
import { connectSqlite } from '../../src/store/sqlite.ts';
import { type Ground, onBothEngines } from './engines.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

async function connect(ground: Ground): Promise<Store> {
  const { home, url } = ground.location;
  if (url !== undefined) return connectPostgres(url);
  mkdirSync(home!, { recursive: true });
  writeFileSync(join(home!, 'pharos.db'), '', { flag: 'a' });
  return connectSqlite(join(home!, 'pharos.db'));
}

onBothEngines('upgrades', (ground) => {
  it('from the first schema to the newest, with the data as it was', async () => {
    const old = await connect(ground());
    await migrate(old, 1);
    expect(await schemaVersion(old.read, old.engine)).toBe(1);
    // In the words of the first schema: later ones may have other columns.
    await old.write('graph', async (writer) => {
      await writer.run(
        "insert into source (number, id, kind, name, last_scan, last_started) values (1, 'app', 'folder', 'app', 1, 1767225600000)",
      );
      await writer.run(`insert into scan (number, id, started, finished, known_at, complete, pharos, actor, place, assets, edges, findings, paths)
        values (1, 's-1', 1767225600000, 1767225601000, 1767225602000, 1, '0.1.0', 'alice', 1, 1, 0, 0, 0)`);
      await writer.run("insert into place (number, sources, target, last_scan) values (1, '1', 'app', 1)");
      await writer.run('insert into place_source (place, source) values (1, 1)');
      await writer.run(
        "insert into asset (number, id, first_scan, first_seen, returned, kind, name) values (1, 'a-one', 1, 1767225600000, 0, 'agent', 'support')",
      );
      await writer.run(`insert into asset_version (number, item, place, facts, evidence, hash, valid_from, known_from, opened_scan, open_event, corrected)
        values (1, 1, 1, '{"name":"support","keys":[],"properties":{},"confidence":1}', '[]', 'x', 1767225600000, 1767225602000, 1, 'new', 0)`);
    });
    await old.close();
    const store = await ground().open();
    expect(await schemaVersion(store.read, store.engine)).toBe(NEWEST_SCHEMA);
    expect(
      await store.read
        .selectFrom('asset')
        .innerJoin('asset_version', 'asset_version.item', 'asset.number')
        .select(['asset.id', 'name', 'valid_from'])
        .execute(),
    ).toEqual([{ id: 'a-one', name: 'support', valid_from: 1767225600000 }]);
    expect(await store.read.selectFrom('schema_migrations').select('version').orderBy('version').execute()).toEqual(
      Array.from({ length: NEWEST_SCHEMA }, (_, place) => ({ version: place + 1 })),
    );
  });

  it('a store of a newer Pharos is left alone', async () => {
    const store = await ground().open();
    await store.write('schema', (writer) =>
      writer.run(`insert into schema_migrations (version, name, applied_at) values (${NEWEST_SCHEMA + 1}, 'future', 0)`),
    );
    await expect(ground().open()).rejects.toMatchObject({
      code: 'PHAROS_STORE_NEWER',
      message: expect.stringContaining(`schema ${NEWEST_SCHEMA + 1}`),
    });
  });

  it('a write that fails leaves nothing behind', async () => {
    const store = await ground().open();
    const failing = store.write('graph', async (writer) => {
      await writer.run("insert into source (number, id, kind, name, last_scan, last_started) values (1, 'app', 'folder', 'app', 1, 0)");
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const { rows } = await sql<{ n: number }>`select count(*) as n from source`.execute(store.read);
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('a writer that never ends is told as a locked store', async () => {
    const busy = await ground().open();
    const hasty = await openStore({ ...ground().location, patienceMs: 50 });
    await busy.write('graph', async () => {
      await expect(hasty.write('graph', async () => 1)).rejects.toMatchObject({ code: 'PHAROS_STORE_LOCKED' });
    });
    expect(await hasty.write('graph', async () => 1)).toBe(1);
    await hasty.close();
  });
});
