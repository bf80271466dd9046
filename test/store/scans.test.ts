import { expect, it } from 'vitest';
import { APPROVALS } from '../../src/core/snapshot.ts';
import { loadSnapshot } from '../../src/store/graph.ts';
import { loadReport } from '../../src/store/reports.ts';
import { latestScan, listScans } from '../../src/store/scan-list.ts';
import { saveScan } from '../../src/store/scans.ts';
import { onBothEngines } from './engines.ts';
import { asset, type Estate, scanOf, seenAt } from './estates.ts';

const DAY = 86_400_000;

/** 3,000 assets in a chain: more than one chunk of edges. */
function chain(day: number): Estate {
  const count = 3_000;
  return {
    id: `s-${day}`,
    at: new Date(Date.parse('2026-01-01T00:00:00.000Z') + day * DAY).toISOString(),
    assets: Array.from({ length: count }, (_, place) =>
      asset('agent', `git:app#agent-${place}`, `app/agents.py:${place + 1}`, { place, day }),
    ),
    edges: Array.from({ length: count - 1 }, (_, place) => ({
      from: place,
      to: place + 1,
      kind: 'delegates-to' as const,
      evidence: [seenAt(`app/agents.py:${place + 2}`, 'ruft „auf“ 🚨')],
      ...(place % 2 === 0 && { properties: { place } }),
    })),
  };
}

onBothEngines('scans', (ground) => {
  it('report and graph come back as they were saved', async () => {
    const store = await ground().open();
    const input = scanOf({
      ...chain(0),
      findings: [{ check: 'no-owner', asset: 7, evidence: [seenAt('app/agents.py:8')] }],
      paths: [{ entry: 0, effect: 9, evidence: [] }],
    });
    await saveScan(store, input);
    expect(await loadReport(store, 's-0')).toEqual(input.report);
    const graph = await loadSnapshot(store, 'latest');
    expect(graph.assets).toEqual(input.snapshot.assets);
    expect(graph.edges.count).toBe(2_999);
    expect(graph.edges.from).toEqual(input.snapshot.edges.from);
    expect(graph.edges.kind).toEqual(input.snapshot.edges.kind);
    expect(graph.edges.details(2_998)).toEqual(input.snapshot.edges.details(2_998));
    expect(graph.edges.details(0)).toEqual({ properties: { place: 0 }, evidence: [seenAt('app/agents.py:2', 'ruft „auf“ 🚨')] });
  });

  it('keeps packed graphs of the newest three scans and builds older ones from their report', async () => {
    const store = await ground().open();
    for (let day = 0; day < 4; day++)
      await saveScan(store, scanOf({ ...chain(day), assets: chain(day).assets.slice(0, 20), edges: chain(day).edges!.slice(0, 19) }));
    const packed = await store.read
      .selectFrom('scan_chunk')
      .innerJoin('scan', 'scan.number', 'scan_chunk.scan')
      .select('scan.id')
      .where('part', '=', 'graph.columns')
      .orderBy('scan.id')
      .execute();
    expect(packed.map((row) => row.id)).toEqual(['s-1', 's-2', 's-3']);
    const old = await loadSnapshot(store, 's-0');
    expect(old.assets[3]!.properties).toEqual({ place: 3, day: 0 });
    expect([...old.edges.to]).toEqual(Array.from({ length: 19 }, (_, place) => place + 1));
    expect(old.edges.details(0).properties).toEqual({ place: 0 });
  });

  it('builds the graph of an earlier layout from the report', async () => {
    const store = await ground().open();
    const [desk, pay] = [asset('agent', 'git:app#desk', 'app/desk.py:1'), asset('tool', 'git:app#pay', 'app/pay.py:1')];
    const calls = { from: 0, to: 1, kind: 'calls-tool' as const, evidence: [seenAt('app/desk.py:2')], properties: { approval: 'always' } };
    await saveScan(store, scanOf({ id: 's-0', at: '2026-01-01T00:00:00.000Z', assets: [desk, pay], edges: [calls] }));
    await store.write('graph', async (writer) => {
      await writer.db.updateTable('scan_chunk').set({ part: 'graph.edges' }).where('part', '=', 'graph.columns').execute();
    });
    const { edges } = await loadSnapshot(store, 's-0');
    expect(APPROVALS[edges.approval[0]!]).toBe('always');
    expect(edges.details(0)).toEqual({ properties: { approval: 'always' }, evidence: [seenAt('app/desk.py:2')] });
  });

  it('lists scans newest first and the newest of a target', async () => {
    const store = await ground().open();
    expect(await latestScan(store)).toBeUndefined();
    await expect(loadSnapshot(store, 'latest')).rejects.toMatchObject({ code: 'PHAROS_STORE_EMPTY' });
    await saveScan(store, scanOf({ id: 's-1', at: '2026-01-01T00:00:00.000Z', targets: ['app', 'infra'], assets: [] }));
    await saveScan(store, scanOf({ id: 's-2', at: '2026-01-02T00:00:00.000Z', targets: ['app'], assets: [] }));
    expect((await listScans(store)).map((scan) => [scan.id, scan.targets])).toEqual([
      ['s-2', ['app']],
      ['s-1', ['app', 'infra']],
    ]);
    expect(await latestScan(store, 'infra')).toMatchObject({
      id: 's-1',
      started: Date.parse('2026-01-01T00:00:00.000Z'),
      actor: 'alice',
      pharos: '0.1.0',
    });
    await expect(loadReport(store, 's-9')).rejects.toMatchObject({ code: 'PHAROS_NOT_FOUND' });
  });

  it('two stores that write at once both succeed', async () => {
    const [one, two] = await Promise.all([ground().open(), ground().open()]);
    const halves = [0, 1].map((half) =>
      scanOf({
        id: `s-${half}`,
        at: `2026-01-0${half + 1}T00:00:00.000Z`,
        targets: [`app-${half}`],
        assets: [asset('model', 'model:openai/gpt-4.1', `app-${half}/a.py:1`)],
      }),
    );
    const saved = await Promise.all([saveScan(one, halves[0]!), saveScan(two, halves[1]!)]);
    expect(saved.map((scan) => scan.saved)).toEqual([true, true]);
    expect(await one.read.selectFrom('asset').select('id').execute()).toEqual([{ id: halves[0]!.snapshot.assets[0]!.id }]);
    expect(await listScans(two)).toHaveLength(2);
  });
});
