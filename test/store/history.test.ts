import { expect, it } from 'vitest';
import { asOf } from '../../src/store/as-of.ts';
import { find } from '../../src/store/find.ts';
import { runQuery } from '../../src/store/query.ts';
import { saveScan } from '../../src/store/scans.ts';
import { onBothEngines, type Ground } from './engines.ts';
import { asset, scanOf, seenAt } from './estates.ts';

const LIMITS = { timeoutMs: 30_000, maxRows: 1_000 };

async function rows(ground: Ground, text: string): Promise<unknown[][]> {
  return (await runQuery(ground.location, text, LIMITS)).rows;
}

const agent = (properties = {}): ReturnType<typeof asset> => asset('agent', 'git:app#support', 'app/agent.py:3', properties);
const model = asset('model', 'model:openai/gpt-4.1', 'app/agent.py:5');

onBothEngines('history', (ground) => {
  it('an unchanged observation writes no version and extends last seen', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', assets: [agent(), model] }));
    const again = await saveScan(store, scanOf({ at: '2026-02-01T00:00:00.000Z', assets: [agent(), model] }));
    expect(again.events.asset).toEqual({ new: 0, changed: 0, gone: 0, returned: 0 });
    const versions = await store.read.selectFrom('asset_version').select(['number', 'last_scan']).execute();
    expect(versions.map((version) => version.last_scan)).toEqual([null, null]);
    expect(await rows(ground(), "select first_seen, last_seen, state from assets where kind = 'agent'")).toEqual([
      ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', 'present'],
    ]);
  });

  it('new, changed, gone and returned are told once each, with what changed', async () => {
    const store = await ground().open();
    const days = ['01', '02', '03', '04'].map((day) => `2026-01-${day}T00:00:00.000Z`);
    const seen = [
      [agent({ model: 'gpt-4.1' })],
      [agent({ model: 'gpt-5', autonomy: 'loop' })],
      [],
      [agent({ model: 'gpt-5', autonomy: 'loop' })],
    ];
    const counts = [];
    for (const [place, at] of days.entries())
      counts.push((await saveScan(store, scanOf({ id: `s-${place}`, at, assets: seen[place]! }))).events.asset);
    expect(counts).toEqual([
      { new: 1, changed: 0, gone: 0, returned: 0 },
      { new: 0, changed: 1, gone: 0, returned: 0 },
      { new: 0, changed: 0, gone: 1, returned: 0 },
      { new: 0, changed: 0, gone: 0, returned: 1 },
    ]);
    expect(await rows(ground(), "select scan, event, at, changed from changes where what = 'asset' order by known, event")).toEqual([
      ['s-0', 'new', days[0], null],
      ['s-1', 'changed', days[1], '["properties.autonomy","properties.model"]'],
      ['s-2', 'gone', days[2], null],
      ['s-3', 'returned', days[3], null],
    ]);
    expect(await rows(ground(), 'select state, returned, gone_at, first_seen from assets')).toEqual([['present', 1, null, days[0]]]);
    const before = await rows(ground(), "select before_hash, after_hash from changes where event = 'changed'");
    expect(before[0]![0]).not.toBe(before[0]![1]);
  });

  it('a moved line is a new version and not an event', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', assets: [agent()] }));
    const moved = await saveScan(
      store,
      scanOf({ at: '2026-01-02T00:00:00.000Z', assets: [{ ...agent(), evidence: [seenAt('app/agent.py:9')] }] }),
    );
    expect(moved.events.asset.changed).toBe(0);
    expect(await rows(ground(), 'select file, line from evidence')).toEqual([['agent.py', 9]]);
    expect(await store.read.selectFrom('asset_version').select('number').execute()).toHaveLength(2);
  });

  it('is not gone where its file could not be read, and is where it could', async () => {
    const store = await ground().open();
    const other = asset('tool', 'git:app#shell', 'app/tools/shell.py:1');
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', assets: [agent(), other] }));
    const coverage = [{ target: 'app', file: 'tools', what: 'files', status: 'denied' as const, reason: 'Permission denied.' }];
    const second = await saveScan(store, scanOf({ at: '2026-01-02T00:00:00.000Z', assets: [], coverage }));
    expect(second.events.asset.gone).toBe(1);
    expect(await rows(ground(), 'select kind, state, last_seen, last_assessed from assets order by kind')).toEqual([
      ['agent', 'gone', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
      ['tool', 'not assessed', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ]);
    await saveScan(store, scanOf({ at: '2026-01-03T00:00:00.000Z', assets: [other] }));
    expect(await rows(ground(), "select state, last_seen from assets where kind = 'tool'")).toEqual([
      ['present', '2026-01-03T00:00:00.000Z'],
    ]);
  });

  it('nothing is gone where the target as a whole has a gap, or was not scanned', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', assets: [agent()] }));
    const coverage = [{ target: 'app', what: 'files', status: 'partial' as const, reason: 'The clone is shallow.' }];
    expect((await saveScan(store, scanOf({ at: '2026-01-02T00:00:00.000Z', assets: [], coverage }))).events.asset.gone).toBe(0);
    expect((await saveScan(store, scanOf({ at: '2026-01-03T00:00:00.000Z', targets: ['infra'], assets: [] }))).events.asset.gone).toBe(0);
    expect(await rows(ground(), 'select state from assets')).toEqual([['not assessed']]);
  });

  it('what two targets hold is gone once both lost it', async () => {
    const store = await ground().open();
    const shared = asset('model', 'model:openai/gpt-4.1', ['app/a.py:1', 'infra/main.tf:2']);
    const half = (where: string): ReturnType<typeof asset> => ({ ...shared, evidence: [seenAt(where)] });
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', targets: ['app', 'infra'], assets: [shared] }));
    expect(await rows(ground(), 'select target, state from sightings order by target')).toEqual([
      ['app', 'present'],
      ['infra', 'present'],
    ]);
    const first = await saveScan(store, scanOf({ at: '2026-01-02T00:00:00.000Z', targets: ['app'], assets: [] }));
    expect(first.events.asset).toEqual({ new: 0, changed: 1, gone: 0, returned: 0 });
    await saveScan(store, scanOf({ at: '2026-01-03T00:00:00.000Z', targets: ['infra'], assets: [half('infra/main.tf:2')] }));
    expect(await rows(ground(), 'select state, last_seen from assets')).toEqual([['present', '2026-01-03T00:00:00.000Z']]);
    const last = await saveScan(store, scanOf({ at: '2026-01-04T00:00:00.000Z', targets: ['infra'], assets: [] }));
    expect(last.events.asset.gone).toBe(1);
  });

  it('edges, findings and paths follow the same rules', async () => {
    const store = await ground().open();
    const at = [seenAt('app/agent.py:5')];
    const full = {
      assets: [agent(), model],
      edges: [{ from: 0, to: 1, kind: 'uses-model' as const, evidence: at }],
      findings: [{ check: 'no-owner', asset: 0, evidence: at }],
      paths: [{ entry: 0, effect: 1, evidence: at }],
    };
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', ...full }));
    const gap = [{ target: 'app', file: 'agent.py', what: 'files', status: 'unreadable' as const, reason: 'Cut off.' }];
    await saveScan(store, scanOf({ at: '2026-01-02T00:00:00.000Z', assets: [], coverage: gap }));
    expect(await rows(ground(), 'select state, last_seen from findings')).toEqual([['open', '2026-01-01T00:00:00.000Z']]);
    const fixed = await saveScan(store, scanOf({ at: '2026-01-03T00:00:00.000Z', assets: [agent(), model] }));
    expect([fixed.events.edge.gone, fixed.events.finding.gone, fixed.events.path.gone]).toEqual([1, 1, 1]);
    expect(await rows(ground(), 'select check_id, severity, state, resolved_at, asset_kind, title from findings')).toEqual([
      ['no-owner', 'high', 'resolved', '2026-01-03T00:00:00.000Z', 'agent', 'no-owner of app#support'],
    ]);
    await saveScan(store, scanOf({ at: '2026-01-04T00:00:00.000Z', ...full }));
    expect(await rows(ground(), 'select state from findings union all select state from paths union all select state from edges')).toEqual([
      ['returned'],
      ['returned'],
      ['present'],
    ]);
    expect(await rows(ground(), 'select from_name, kind, to_name, strength from edges')).toEqual([
      ['app#support', 'uses-model', 'openai/gpt-4.1', 'stated'],
    ]);
    expect(await rows(ground(), 'select steps, entry_name from paths')).toEqual([[2, 'app#support']]);
  });

  it('a finding that rests on two targets is resolved only when both were read', async () => {
    const store = await ground().open();
    const both = [seenAt('app/agent.py:5'), seenAt('infra/main.tf:2')];
    await saveScan(
      store,
      scanOf({
        at: '2026-01-01T00:00:00.000Z',
        targets: ['app', 'infra'],
        assets: [agent()],
        findings: [{ check: 'no-owner', asset: 0, evidence: both }],
      }),
    );
    await saveScan(store, scanOf({ at: '2026-01-02T00:00:00.000Z', targets: ['app'], assets: [agent()] }));
    await saveScan(store, scanOf({ at: '2026-01-03T00:00:00.000Z', targets: ['infra'], assets: [] }));
    expect(await rows(ground(), 'select state, last_seen from findings')).toEqual([['open', '2026-01-01T00:00:00.000Z']]);
    await saveScan(store, scanOf({ at: '2026-01-04T00:00:00.000Z', targets: ['infra', 'app'], assets: [agent()] }));
    expect(await rows(ground(), 'select state from findings')).toEqual([['resolved']]);
  });

  it('answers for any moment of both times', async () => {
    const store = await ground().open();
    const day = (number: number): string => `2026-01-0${number}T00:00:00.000Z`;
    await saveScan(store, scanOf({ id: 's-1', at: day(1), assets: [agent({ model: 'gpt-4.1' })] }));
    await saveScan(store, scanOf({ id: 's-2', at: day(3), assets: [agent({ model: 'gpt-5' })] }));
    await saveScan(store, scanOf({ id: 's-3', at: day(5), assets: [] }));
    const known = await store.read.selectFrom('scan').select('known_at').orderBy('number').execute();
    const at = async (valid: number, scan?: number): Promise<unknown[]> =>
      (await asOf(store, { valid: Date.parse(day(valid)) + 1, ...(scan && { known: known[scan - 1]!.known_at }) })).map(
        (one) => one.properties['model'],
      );
    expect([await at(1), await at(2), await at(3), await at(5)]).toEqual([['gpt-4.1'], ['gpt-4.1'], ['gpt-5'], []]);
    // What was believed after the first scan: that it would stay as it was.
    expect(await at(5, 1)).toEqual(['gpt-4.1']);
    expect(await at(5, 2)).toEqual(['gpt-5']);
    expect(await at(1, 3)).toEqual(['gpt-4.1']);
    expect((await asOf(store, { valid: Date.parse(day(2)) }))[0]).toEqual(agent({ model: 'gpt-4.1' }));
  });

  it('a better reading closes known time and leaves valid time', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', pharos: '0.1.0', assets: [agent()] }));
    await saveScan(store, scanOf({ at: '2026-01-05T00:00:00.000Z', pharos: '0.2.0', assets: [agent({ model: 'gpt-5' })] }));
    const [first, second] = await store.read.selectFrom('scan').select('known_at').orderBy('number').execute();
    const valid = Date.parse('2026-01-02T00:00:00.000Z');
    expect((await asOf(store, { valid, known: first!.known_at })).map((one) => one.properties)).toEqual([{}]);
    expect((await asOf(store, { valid, known: second!.known_at })).map((one) => one.properties)).toEqual([{ model: 'gpt-5' }]);
    expect(await rows(ground(), "select event, corrected from changes where event = 'changed'")).toEqual([['changed', 1]]);
  });

  it('a scan that comes late is kept and changes nothing', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ id: 's-new', at: '2026-02-01T00:00:00.000Z', assets: [agent({ model: 'gpt-5' })] }));
    const late = await saveScan(store, scanOf({ id: 's-old', at: '2026-01-01T00:00:00.000Z', assets: [agent({ model: 'gpt-4.1' })] }));
    expect(late).toMatchObject({ saved: true, events: { asset: { changed: 0 } } });
    expect((await asOf(store, {})).map((one) => one.properties['model'])).toEqual(['gpt-5']);
    expect(await find(store, 's-old')).toEqual({ what: 'scan', id: 's-old' });
  });

  it('the same scan twice is stored once', async () => {
    const store = await ground().open();
    const input = scanOf({ at: '2026-01-01T00:00:00.000Z', assets: [agent()] });
    expect((await saveScan(store, input)).saved).toBe(true);
    expect((await saveScan(store, input)).saved).toBe(false);
    expect(await rows(ground(), 'select count(*) from scans')).toEqual([[1]]);
  });

  it('keeps the coverage of the newest scan whole and the gaps of earlier ones', async () => {
    const store = await ground().open();
    const read = { target: 'app', file: 'a.py', what: 'files', status: 'read' as const, reason: 'Read.' };
    const denied = { target: 'app', file: 'b.py', what: 'files', status: 'denied' as const, reason: 'Permission denied.' };
    await saveScan(store, scanOf({ id: 's-1', at: '2026-01-01T00:00:00.000Z', assets: [], coverage: [read, denied] }));
    await saveScan(store, scanOf({ id: 's-2', at: '2026-01-02T00:00:00.000Z', assets: [], coverage: [read] }));
    expect(await rows(ground(), 'select scan, file, status, gap, latest from coverage order by scan')).toEqual([
      ['s-1', 'b.py', 'denied', 1, 0],
      ['s-2', 'a.py', 'read', 0, 1],
    ]);
    expect(await rows(ground(), 'select scan, check_id, pass, fail, unknown, latest from checks order by scan')).toEqual([
      ['s-1', 'no-owner', 3, 0, 1, 0],
      ['s-2', 'no-owner', 3, 0, 1, 1],
    ]);
  });

  it('text no engine can hold is stored with a mark in its place', async () => {
    const store = await ground().open();
    const target = 'line\nfeed, \0 and comma';
    const properties = { ['na\0me']: 'a\0b\ud800c', deep: { list: ['\0'] } };
    const odd = {
      ...asset('agent', 'git:app#o\0dd', 'app/a.py:1', properties, 'na\0me'),
      evidence: [{ target, file: 'a\0.py', detail: '\udc00' }],
    };
    const input = (day: number): ReturnType<typeof scanOf> =>
      scanOf({ id: `s-${day}`, at: `2026-01-0${day}T00:00:00.000Z`, targets: [target, 'b'], assets: [odd] });
    await saveScan(store, input(1));
    expect((await saveScan(store, input(2))).events.asset).toEqual({ new: 0, changed: 0, gone: 0, returned: 0 });
    expect((await asOf(store, {}))[0]).toMatchObject({
      name: 'na\ufffdme',
      properties: { 'na\ufffdme': 'a\ufffdb\ufffdc', deep: { list: ['\ufffd'] } },
      evidence: [{ target: 'line\nfeed, \ufffd and comma', file: 'a\ufffd.py', detail: '\ufffd' }],
    });
    expect(await rows(ground(), "select count(*) from assets where properties like '%deep%'")).toEqual([[1]]);
    expect(await rows(ground(), 'select target from sightings')).toEqual([['line\nfeed, \ufffd and comma']]);
    expect((await find(store, 'na\0me')).id).toBe(odd.id);
    expect(
      (await saveScan(store, scanOf({ id: 's-3', at: '2026-01-03T00:00:00.000Z', targets: [target], assets: [] }))).events.asset.gone,
    ).toBe(1);
  });

  it('a scan of nothing is a scan', async () => {
    const store = await ground().open();
    expect(await saveScan(store, scanOf({ id: 's-1', at: '2026-01-01T00:00:00.000Z', targets: [], assets: [agent()] }))).toMatchObject({
      saved: true,
    });
    expect(await rows(ground(), 'select id, targets, assets from scans')).toEqual([['s-1', 0, 1]]);
    expect(await rows(ground(), 'select state from assets')).toEqual([['not assessed']]);
  });
});
