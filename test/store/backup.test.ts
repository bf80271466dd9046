import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { asOf } from '../../src/store/as-of.ts';
import { backup } from '../../src/store/backup.ts';
import type { Engine } from '../../src/store/dialect.ts';
import { loadSnapshot } from '../../src/store/graph.ts';
import { NEWEST_SCHEMA } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/open.ts';
import { loadReport } from '../../src/store/reports.ts';
import { BEFORE_RESTORE, restore } from '../../src/store/restore.ts';
import { listScans } from '../../src/store/scan-list.ts';
import { saveScan } from '../../src/store/scans.ts';
import { runQuery } from '../../src/store/query.ts';
import { type Ground, hasPostgres, onBothEngines } from './engines.ts';
import { asset, scanOf, seenAt } from './estates.ts';

const first = scanOf({
  id: 's-1',
  at: '2026-01-01T00:00:00.000Z',
  assets: [
    asset('agent', 'git:app#support', 'app/agent.py:3', { text: 'zwei\nZeilen „auf“ 🚨' }),
    asset('model', 'model:openai/gpt-4.1', 'app/agent.py:5'),
  ],
  edges: [{ from: 0, to: 1, kind: 'uses-model', evidence: [seenAt('app/agent.py:5')] }],
  findings: [{ check: 'no-owner', asset: 0, evidence: [] }],
});
const second = scanOf({ id: 's-2', at: '2026-01-02T00:00:00.000Z', assets: [] });

async function saved(ground: Ground): Promise<string> {
  const store = await ground.open();
  await saveScan(store, first);
  const file = join(ground.folder, 'backup.jsonl.gz');
  await backup(store, file);
  return file;
}

onBothEngines('backups', (ground) => {
  const engines: Engine[] = hasPostgres() ? ['sqlite', 'postgres'] : ['sqlite'];
  for (const into of engines) {
    it(`one is restored into ${into} with everything in it`, async () => {
      const file = await saved(ground());
      const place = ground().another(into);
      expect(await restore(file, place)).toMatchObject({ format: 'pharos.backup/1', schema: NEWEST_SCHEMA, engine: ground().engine });
      const store = await openStore(place);
      expect(await loadReport(store, 's-1')).toEqual(first.report);
      expect((await loadSnapshot(store, 's-1')).edges.details(0)).toEqual(first.snapshot.edges.details(0));
      expect(await asOf(store, {})).toEqual([...first.snapshot.assets].toSorted((a, b) => (a.id < b.id ? -1 : 1)));
      // And it goes on from there.
      expect((await saveScan(store, second)).events).toMatchObject({ asset: { gone: 2 }, finding: { gone: 1 } });
      await store.close();
      expect((await runQuery(place, 'select count(*) from findings', { timeoutMs: 30_000, maxRows: 1 })).rows).toEqual([[1]]);
    });
  }

  it('replaces what is there, which on SQLite is kept under another name', async () => {
    const file = await saved(ground());
    const store = await ground().open();
    await saveScan(store, second);
    await store.close();
    await (await ground().open()).close();
    for (const open of ground().opened) await open.close();
    await restore(file, ground().location);
    const back = await ground().open();
    expect((await listScans(back)).map((scan) => scan.id)).toEqual(['s-1']);
    if (ground().engine === 'sqlite') {
      const before = join(ground().folder, 'before');
      mkdirSync(before);
      copyFileSync(join(ground().location.home!, BEFORE_RESTORE), join(before, 'pharos.db'));
      const old = await openStore({ home: before });
      expect((await listScans(old)).map((scan) => scan.id)).toEqual(['s-2', 's-1']);
      await old.close();
      // While somebody has the file open it is not taken away under his feet.
      await expect(restore(file, ground().location)).rejects.toMatchObject({ code: 'PHAROS_STORE_LOCKED' });
      expect(await listScans(back)).toHaveLength(1);
    }
  });

  it('is taken while others write, and holds one moment', async () => {
    const store = await ground().open();
    await saveScan(store, first);
    const file = join(ground().folder, 'busy.gz');
    const [done] = await Promise.all([backup(store, file), saveScan(store, second)]);
    expect(done.bytes).toBe(statSync(file).size);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const place = ground().another();
    await restore(file, place);
    const back = await openStore(place);
    const scans = (await back.read.selectFrom('scan').select('id').orderBy('number').execute()).map((row) => row.id);
    expect([['s-1'], ['s-1', 's-2']]).toContainEqual(scans);
    expect(await asOf(back, {})).toHaveLength(scans.length === 1 ? 2 : 0);
    await back.close();
  });

  it('never writes over a file', async () => {
    const file = await saved(ground());
    await expect(backup(await ground().open(), file)).rejects.toMatchObject({ code: 'PHAROS_EXISTS' });
  });

  it('refuses what is no backup, was cut off or changed, and leaves the store as it is', async () => {
    const file = await saved(ground());
    const text = gunzipSync(readFileSync(file)).toString('utf8');
    const zipped = readFileSync(file);
    const lines = text.split('\n');
    const wrong: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      text: Buffer.from('SQLite format 3\0 but not really'),
      cut: zipped.subarray(0, zipped.length >> 1),
      endless: gzipSync(text + text),
      changed: gzipSync(text.replace('support', 'suppert')),
      'without end': gzipSync(lines.slice(0, -2).join('\n')),
      'without header': gzipSync(lines.slice(1).join('\n')),
      'schema 0': gzipSync(text.replace('"schema":1', '"schema":0')),
    };
    for (const [name, bytes] of Object.entries(wrong)) {
      const bad = join(ground().folder, `${name}.gz`);
      writeFileSync(bad, bytes);
      await expect(restore(bad, ground().location), name).rejects.toMatchObject({ code: 'PHAROS_BACKUP_INVALID' });
    }
    await expect(restore(join(ground().folder, 'missing.gz'), ground().location)).rejects.toMatchObject({ code: 'PHAROS_BACKUP_INVALID' });
    expect(await loadReport(await ground().open(), 's-1')).toEqual(first.report);
  });
});
