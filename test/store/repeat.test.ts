import { expect, it } from 'vitest';
import { loadSnapshot } from '../../src/store/graph.ts';
import { runQuery } from '../../src/store/query.ts';
import { repeatScan } from '../../src/store/repeat.ts';
import { loadReport } from '../../src/store/reports.ts';
import { saveScan } from '../../src/store/scans.ts';
import { onBothEngines, type Ground } from './engines.ts';
import { asset, type Estate, scanOf, seenAt } from './estates.ts';

const LIMITS = { timeoutMs: 30_000, maxRows: 1_000 };
const DAY = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'].map((day) => `${day}T00:00:00.000Z`);

const estate = (day: number, rest: Partial<Estate> = {}): Estate => ({
  id: `s-${day}`,
  at: DAY[day]!,
  assets: [asset('agent', 'git:app#support', 'app/agent.py:3'), asset('model', 'model:openai/gpt-4.1', 'app/agent.py:5')],
  edges: [{ from: 0, to: 1, kind: 'uses-model', evidence: [seenAt('app/agent.py:5')] }],
  findings: [{ check: 'unpinned-model', asset: 1, evidence: [seenAt('app/agent.py:5')] }],
  coverage: [
    { target: 'app', what: 'files', status: 'read', reason: '2 files, 0.1 MB.' },
    { target: 'app', file: 'big.bin', what: 'files', status: 'too-large', reason: 'Larger than 64 MB.' },
  ],
  ...rest,
});

const repeatOf = (day: number, inputs = 'h1'): Parameters<typeof repeatScan>[1] => {
  const { id, started, targets } = scanOf(estate(day)).report.scan;
  return { inputs, scan: { id, started, targets }, actor: 'cli' };
};

async function told(ground: Ground, location = ground.location): Promise<unknown> {
  const queries = [
    'select id, first_seen, last_seen, last_assessed, state from assets order by id',
    'select id, first_seen, last_seen, state from findings order by id',
    'select scan, event, what, at from changes order by scan, what, event, id',
    'select id, started, complete, assets, edges, findings from scans order by id',
    'select * from coverage order by target, file, reason',
  ];
  return Promise.all(queries.map(async (text) => (await runQuery(location, text, LIMITS)).rows));
}

onBothEngines('a scan of the same inputs', (ground) => {
  it('leaves the store as a whole scan that saw the same would', async () => {
    const store = await ground().open();
    await saveScan(store, { ...scanOf(estate(0)), inputs: 'h1' });
    const report = await repeatScan(store, repeatOf(1));
    expect(report).toEqual({ ...scanOf(estate(1)).report, scan: { ...scanOf(estate(1)).report.scan, finished: report!.scan.finished } });
    await saveScan(store, scanOf(estate(2, { assets: estate(2).assets.slice(0, 1), edges: [], findings: [] })));

    const whole = ground().another();
    const { openStore } = await import('../../src/store/open.ts');
    const other = await openStore(whole);
    try {
      await saveScan(other, scanOf(estate(0)));
      await saveScan(other, scanOf(estate(1)));
      await saveScan(other, scanOf(estate(2, { assets: estate(2).assets.slice(0, 1), edges: [], findings: [] })));
      expect(await told(ground())).toEqual(await told(ground(), whole));
    } finally {
      await other.close();
    }
  });

  it('can be repeated again, and is read like any other', async () => {
    const store = await ground().open();
    await saveScan(store, { ...scanOf(estate(0)), inputs: 'h1' });
    for (const day of [1, 2, 3]) expect(await repeatScan(store, repeatOf(day))).toBeDefined();
    expect((await loadReport(store, 's-3')).assets).toEqual(scanOf(estate(0)).report.assets);
    expect((await loadSnapshot(store, 's-3')).edges.count).toBe(1);
    expect((await loadReport(store, 's-1')).scan.started).toBe(DAY[1]);
  });

  it('is not taken for another: other inputs, a scan between, an earlier start, an empty store', async () => {
    const store = await ground().open();
    expect(await repeatScan(store, repeatOf(0))).toBeUndefined();
    await saveScan(store, { ...scanOf(estate(1)), inputs: 'h1' });
    expect(await repeatScan(store, repeatOf(2, 'h2'))).toBeUndefined();
    expect(await repeatScan(store, repeatOf(0))).toBeUndefined();
    await saveScan(store, scanOf({ id: 's-other', at: DAY[2]!, targets: ['shop'], assets: [] }));
    expect(await repeatScan(store, repeatOf(3))).toBeUndefined();
    expect((await store.read.selectFrom('scan').select('id').orderBy('number').execute()).map(({ id }) => id)).toEqual(['s-1', 's-other']);
  });
});
