import { expect, it } from 'vitest';
import { runQuery } from '../../src/store/query.ts';
import { saveScan } from '../../src/store/scans.ts';
import { TABLE_NAMES } from '../../src/store/tables.ts';
import { VIEWS } from '../../src/store/views.ts';
import { type Ground, onBothEngines } from './engines.ts';
import { asset, scanOf, seenAt } from './estates.ts';

const LIMITS = { timeoutMs: 30_000, maxRows: 100 };

async function filled(ground: Ground): Promise<Ground> {
  const store = await ground.open();
  const at = [seenAt('app/agent.py:5')];
  await saveScan(
    store,
    scanOf({
      at: '2026-01-01T00:00:00.000Z',
      assets: [
        asset('agent', 'git:app#support', 'app/agent.py:3', { autonomy: 'loop' }),
        asset('model', ['model:openai/gpt-4.1', 'hub:x/y'], 'app/agent.py:5'),
      ],
      edges: [{ from: 0, to: 1, kind: 'uses-model', evidence: at }],
      findings: [{ check: 'no-owner', asset: 0, evidence: at }],
      paths: [{ entry: 0, effect: 1, evidence: at }],
      coverage: [{ target: 'app', file: 'a.bin', what: 'files', status: 'skipped', reason: 'Binary.' }],
    }),
  );
  return ground;
}

const ask = (ground: Ground, text: string, limits = LIMITS): ReturnType<typeof runQuery> => runQuery(ground.location, text, limits);

onBothEngines('queries', (ground) => {
  it('every view answers with the columns it documents', async () => {
    await filled(ground());
    for (const view of VIEWS) {
      const answer = await ask(ground(), `select * from ${view.name};`);
      expect([view.name, answer.columns]).toEqual([view.name, view.columns.map((column) => column.name)]);
      expect([view.name, answer.rows.length > 0]).toEqual([view.name, true]);
      expect((await ask(ground(), `select count(*) as n from ${view.name}`)).rows).toEqual([[answer.rows.length]]);
    }
  });

  it('joins, groups, sorts and names things in between', async () => {
    await filled(ground());
    const text = `with busy as (select from_asset, count(*) as n from edges group by from_asset)
      select a.name, b.n, a.id = b.from_asset as same from assets a join busy b on b.from_asset = a.id order by b.n desc -- the busiest`;
    expect((await ask(ground(), text)).rows).toEqual([['app#support', 1, 1]]);
    expect((await ask(ground(), "select namespace, strong from keys where kind = 'model' order by namespace")).rows).toEqual([
      ['hub', 1],
      ['model', 1],
    ]);
    expect((await ask(ground(), 'select what, file, line from evidence order by what, line')).rows).toEqual([
      ['asset', 'agent.py', 3],
      ['asset', 'agent.py', 5],
      ['edge', 'agent.py', 5],
      ['finding', 'agent.py', 5],
      ['path', 'agent.py', 5],
      ['path', 'agent.py', 5],
    ]);
  });

  it('private tables cannot be read, by any way in', async () => {
    await filled(ground());
    for (const table of TABLE_NAMES) {
      await expect(ask(ground(), `select * from ${table}`), table).rejects.toMatchObject({ code: 'PHAROS_QUERY_REFUSED' });
    }
    const ways = [
      'with assets as (select * from asset) select * from assets',
      'select (select max(name) from asset) from assets',
      'select a.id from assets a where exists (select 1 from asset_version v where v.number > 0)',
      'select * from assets union all select id, name, kind, name, name, name, name, name, 1, 1, name from asset',
      'select * from (values (1)) x, lateral (select * from asset) y',
      'select count(*) from asset',
    ];
    for (const way of ways) await expect(ask(ground(), way), way).rejects.toMatchObject({ code: 'PHAROS_QUERY_REFUSED' });
  });

  it('what is not one SELECT is refused and changes nothing', async () => {
    await filled(ground());
    const texts = [
      '',
      'delete from assets',
      'drop view assets',
      "update assets set name = 'x'",
      'select 1; select 2',
      'select 1; delete from scan',
      'select 1); delete from scan; --',
      'select 1 /*',
      'create table t (a integer)',
      'explain select * from asset',
      'with gone as (delete from scan returning *) select * from gone',
      'select * from assets for update',
      'begin',
    ];
    for (const text of texts) await expect(ask(ground(), text), text).rejects.toMatchObject({ code: 'PHAROS_QUERY_REFUSED' });
    expect((await ask(ground(), 'select count(*) from scans')).rows).toEqual([[1]]);
  });

  it('files, settings, system tables and dangerous functions are out of reach', async () => {
    await filled(ground());
    const sqlite = [
      'pragma table_info(asset)',
      "select * from pragma_table_info('asset')",
      "attach database '/tmp/x' as x",
      "select load_extension('x')",
      "select writefile('/tmp/x', 'y')",
      'select * from sqlite_schema',
      'select * from temp.sqlite_schema',
      'select * from main.asset',
      'select * from dbstat',
      'select randomblob(1000000000)',
      "vacuum into '/tmp/x'",
    ];
    const postgres = [
      'select * from pg_catalog.pg_class',
      'select * from information_schema.tables',
      'select pg_sleep(1)',
      "select pg_read_file('/etc/passwd')",
      "select query_to_xml('select * from asset', true, true, '')",
      "select set_config('transaction_read_only', 'off', false)",
      'select pg_terminate_backend(1)',
      "select lo_import('/etc/passwd')",
      "copy assets to '/tmp/x'",
      'set search_path to public',
      "select current_setting('data_directory')",
      'select version()',
    ];
    const texts = ground().engine === 'sqlite' ? sqlite : postgres;
    for (const text of texts) await expect(ask(ground(), text), text).rejects.toMatchObject({ code: 'PHAROS_QUERY_REFUSED' });
  });

  it('stops at the time limit and at the row limit', async () => {
    await filled(ground());
    const endless = 'with recursive t(x) as (select 1 union all select x + 1 from t) select x from t where x < 0';
    await expect(ask(ground(), endless, { timeoutMs: 500, maxRows: 10 })).rejects.toMatchObject({ code: 'PHAROS_QUERY_TIMEOUT' });
    const many = 'with recursive t(x) as (select 1 union all select x + 1 from t where x < 5000) select x from t';
    const answer = await ask(ground(), many, { timeoutMs: 30_000, maxRows: 1_200 });
    expect([answer.rows.length, answer.truncated, answer.rows.at(-1)]).toEqual([1_200, true, [1_200]]);
    expect((await ask(ground(), many, { timeoutMs: 30_000, maxRows: 5_000 })).truncated).toBe(false);
  });

  it('a mistake is told in the words of the engine', async () => {
    await filled(ground());
    await expect(ask(ground(), 'select nam from assets')).rejects.toThrow(/nam/);
  });
});
