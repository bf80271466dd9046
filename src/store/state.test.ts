import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildReport } from '../governance/report.ts';
import { snapshotOf, thing, tie } from '../../test/posture/snapshot-of.ts';
import type { AssetObservation, EdgeObservation } from '../core/observation.ts';
import { edgeKindOf } from '../core/snapshot.ts';
import { openStore } from './open.ts';
import { saveScan } from './scans.ts';
import { loadState } from './state.ts';

const at = (target: string, one: AssetObservation): AssetObservation => ({
  ...one,
  evidence: one.evidence.map((evidence) => ({ ...evidence, target })),
});
const library = thing('library', 'langchain', {}, 'requirements.txt:1', ['purl', 'pkg:pypi/langchain']);
const application = (name: string): AssetObservation => thing('application', name, {}, `${name}/app.py:1`);
const using = (target: string, name: string): EdgeObservation => ({
  ...tie(application(name), 'depends-on', library),
  evidence: [{ target, file: `${name}/requirements.txt`, line: 1, detail: 'langchain' }],
});

/** Each scan: its targets, and per target the applications seen there. */
async function stateAfter(...scans: Record<string, string[]>[]): Promise<{ names: string[]; edges: string[]; scans: number }> {
  const home = mkdtempSync(join(tmpdir(), 'pharos-state-'));
  try {
    const store = await openStore({ home });
    for (const [day, targets] of scans.entries()) {
      const seen = Object.entries(targets);
      const snapshot = snapshotOf(
        seen.flatMap(([target, names]) => [at(target, library), ...names.map((name) => at(target, application(name)))]),
        seen.flatMap(([target, names]) => names.map((name) => using(target, name))),
      );
      const started = new Date(Date.UTC(2026, 0, day + 1));
      const report = buildReport({
        version: '0',
        started,
        finished: started,
        targets: seen.map(([id]) => ({ id, kind: 'folder', name: id })),
        snapshot,
        checks: [],
        findings: [],
        paths: [],
        coverage: [],
      });
      await saveScan(store, { report, snapshot, actor: 'test' });
    }
    const { snapshot, scans: used } = await loadState(store);
    await store.close();
    const name = (number: number): string => snapshot.assets[number]!.name;
    const edges = Array.from(
      { length: snapshot.edges.count },
      (_, index) => `${name(snapshot.edges.from[index]!)} ${edgeKindOf(snapshot.edges, index)} ${name(snapshot.edges.to[index]!)}`,
    );
    return { names: snapshot.assets.map((asset) => asset.name).sort(), edges: edges.sort(), scans: used.length };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

it('unites the newest scans of targets that were scanned apart: what they share is one', async () => {
  expect(await stateAfter({ desk: ['desk'] }, { shop: ['shop'] })).toEqual({
    names: ['desk', 'langchain', 'shop'],
    edges: ['desk depends-on langchain', 'shop depends-on langchain'],
    scans: 2,
  });
});

it('takes of an older scan only what its uncovered targets show', async () => {
  expect(await stateAfter({ desk: ['desk', 'old'], shop: ['shop'] }, { desk: ['desk'] })).toEqual({
    names: ['desk', 'langchain', 'shop'],
    edges: ['desk depends-on langchain', 'shop depends-on langchain'],
    scans: 2,
  });
});

it('looks at the newest scan alone where it covers everything', async () => {
  expect(await stateAfter({ desk: ['desk', 'old'] }, { desk: ['desk'] })).toEqual({
    names: ['desk', 'langchain'],
    edges: ['desk depends-on langchain'],
    scans: 1,
  });
});
