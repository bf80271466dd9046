import { expect, it } from 'vitest';
import { asOf } from '../../src/store/as-of.ts';
import { find } from '../../src/store/find.ts';
import { loadSnapshot } from '../../src/store/graph.ts';
import { identify, renameReport, renameSnapshot } from '../../src/store/identity.ts';
import { loadReport } from '../../src/store/reports.ts';
import { saveScan } from '../../src/store/scans.ts';
import { edgeId } from '../../src/core/ids.ts';
import { onBothEngines } from './engines.ts';
import { asset, scanOf, seenAt } from './estates.ts';

const ARN = 'arn:arn:aws:s3:::meridian-training';
const ADDRESS = 'terraform:infra/aws_s3_bucket.training';
const inCode = asset('data-store', ARN, 'app/train.py:4');
const inTerraform = asset('data-store', ADDRESS, 'infra/main.tf:10');
const both = asset('data-store', [ARN, ADDRESS], 'infra/main.tf:10');

onBothEngines('identity', (ground) => {
  it('a stored asset keeps its id when a better name is found', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', targets: ['infra'], assets: [inTerraform] }));
    expect(Object.fromEntries(await identify(store, [both]))).toEqual({ [both.id]: inTerraform.id });
    const saved = await saveScan(store, scanOf({ id: 's-2', at: '2026-01-02T00:00:00.000Z', targets: ['infra'], assets: [both] }));
    expect(Object.fromEntries(saved.renames)).toEqual({ [both.id]: inTerraform.id });
    expect(saved.events.asset).toMatchObject({ new: 0, changed: 1 });
    expect((await loadSnapshot(store, 's-2')).assets[0]).toMatchObject({ id: inTerraform.id, aliases: [both.id] });
    expect((await loadReport(store, 's-2')).assets[0]!.id).toBe(inTerraform.id);
    expect(await find(store, both.id)).toMatchObject({ what: 'asset', id: inTerraform.id });
    // From now on any of the keys leads to it.
    expect(Object.fromEntries(await identify(store, [inCode]))).toEqual({ [inCode.id]: inTerraform.id });
  });

  it('another kind under the same key is another asset', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', targets: ['infra'], assets: [both] }));
    expect((await identify(store, [asset('dataset', [ADDRESS], 'app/train.py:1')])).size).toBe(0);
  });

  it('two stored assets that prove to be one become the older; what was known before still shows two', async () => {
    const store = await ground().open();
    const user = asset('application', 'git:app#train', 'app/train.py:1');
    const edge = { from: 1, to: 0, kind: 'connects-to' as const, evidence: [seenAt('app/train.py:4')] };
    await saveScan(store, scanOf({ id: 's-1', at: '2026-01-01T00:00:00.000Z', targets: ['infra'], assets: [inTerraform] }));
    await saveScan(store, scanOf({ id: 's-2', at: '2026-01-02T00:00:00.000Z', targets: ['app'], assets: [inCode, user], edges: [edge] }));
    const earlier = (await store.read.selectFrom('scan').select('known_at').where('id', '=', 's-2').executeTakeFirstOrThrow()).known_at;
    const saved = await saveScan(store, scanOf({ id: 's-3', at: '2026-01-03T00:00:00.000Z', targets: ['infra'], assets: [both] }));
    expect(Object.fromEntries(saved.renames)).toEqual({ [both.id]: inTerraform.id });
    const now = await asOf(store, {});
    expect(now.map((one) => one.id).toSorted()).toEqual([inTerraform.id, user.id].toSorted());
    const bucket = now.find((one) => one.id === inTerraform.id)!;
    expect(bucket.evidence.map((evidence) => evidence.target)).toEqual(['app', 'infra']);
    expect(bucket.aliases).toEqual([inCode.id]);
    expect((await asOf(store, { known: earlier })).map((one) => one.id).toSorted()).toEqual(
      [inTerraform.id, inCode.id, user.id].toSorted(),
    );
    expect(await find(store, edgeId(user.id, 'connects-to', inTerraform.id))).toMatchObject({ what: 'edge' });
    await expect(find(store, edgeId(user.id, 'connects-to', inCode.id))).rejects.toMatchObject({ code: 'PHAROS_NOT_FOUND' });
    // The next scan of the application sees the same edge under its new id.
    const seen = scanOf({ id: 's-4', at: '2026-01-04T00:00:00.000Z', targets: ['app'], assets: [inCode, user], edges: [edge] });
    const renames = await identify(store, seen.snapshot.assets);
    const again = { ...seen, snapshot: renameSnapshot(seen.snapshot, renames), report: renameReport(seen.report, renames) };
    expect((await saveScan(store, again)).events.edge).toEqual({ new: 0, changed: 0, gone: 0, returned: 0 });
  });

  it('two things of one scan never get the same id: a wrong union is undone', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ at: '2026-01-01T00:00:00.000Z', targets: ['infra'], assets: [both] }));
    const apart = [asset('data-store', ARN, 'infra/main.tf:10'), asset('data-store', ADDRESS, 'infra/main.tf:30')];
    const saved = await saveScan(store, scanOf({ at: '2026-01-02T00:00:00.000Z', targets: ['infra'], assets: apart }));
    expect(saved.renames.size).toBe(0);
    expect(saved.events.asset).toMatchObject({ new: 1 });
    expect(await find(store, apart[1]!.id)).toMatchObject({ id: apart[1]!.id });
    expect((await identify(store, [asset('data-store', ADDRESS, 'app/x.py:1')])).size).toBe(0);
  });

  it('a union that is undone gives the younger its own row back', async () => {
    const store = await ground().open();
    await saveScan(store, scanOf({ id: 's-1', at: '2026-01-01T00:00:00.000Z', targets: ['infra'], assets: [inTerraform] }));
    await saveScan(store, scanOf({ id: 's-2', at: '2026-01-02T00:00:00.000Z', targets: ['app'], assets: [inCode] }));
    await saveScan(store, scanOf({ id: 's-3', at: '2026-01-03T00:00:00.000Z', targets: ['infra'], assets: [both] }));
    const apart = [asset('data-store', ARN, 'infra/main.tf:10'), inTerraform];
    await saveScan(store, scanOf({ id: 's-4', at: '2026-01-04T00:00:00.000Z', targets: ['infra'], assets: apart }));
    expect(await find(store, inCode.id)).toMatchObject({ what: 'asset', id: inCode.id });
    expect((await asOf(store, {})).map((one) => one.id).toSorted()).toEqual([inCode.id, inTerraform.id].toSorted());
  });

  it('finds by id, beginning, alias and name, and says what is ambiguous', async () => {
    const store = await ground().open();
    const agent = asset('agent', 'git:app#support', 'app/agent.py:3', {}, 'support');
    const tool = asset('tool', 'git:app#tool', 'app/tools.py:3', {}, 'support');
    await saveScan(
      store,
      scanOf({
        id: 's-one',
        at: '2026-01-01T00:00:00.000Z',
        assets: [agent, tool, both],
        findings: [{ check: 'no-owner', asset: 0, evidence: [] }],
      }),
    );
    expect(await find(store, agent.id.slice(0, 8))).toEqual({ what: 'asset', id: agent.id, kind: 'agent', name: 'support' });
    expect(await find(store, both.aliases[0]!)).toMatchObject({ id: both.id });
    expect(await find(store, 's-one')).toEqual({ what: 'scan', id: 's-one' });
    await expect(find(store, 'support')).rejects.toMatchObject({ code: 'PHAROS_AMBIGUOUS' });
    await expect(find(store, 'a-')).rejects.toMatchObject({ code: 'PHAROS_NOT_FOUND' });
  });
});
