import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildReport } from '../../src/governance/report.ts';
import { chokePoints } from '../../src/posture/engine/chokes.ts';
import { automatonOf, deriveAttackGraph } from '../../src/posture/attack.ts';
import { loadPathKinds } from '../../src/posture/registry.ts';
import { createView } from '../../src/posture/view.ts';
import { loadSnapshot } from '../../src/store/graph.ts';
import { openStore } from '../../src/store/open.ts';
import { saveScan } from '../../src/store/scans.ts';
import { formatTable } from '../table.ts';
import { generateEstate } from './estate.ts';

/**
 * The product's own way at size: a stored estate of 100,000 assets and 500,000 edges is loaded from the embedded store, then all
 * path kinds and the choke points before everything that serves are computed. The work runs in a process of its own, so that
 * its memory is its own. Bars: load 1 s, paths and choke points 300 ms, who uses a library 1 s from the start of the command, 700 MB.
 */
const ASSETS = 100_000;
const EDGES = 500_000;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

if (process.argv[2] === 'child') await child(process.argv[3]!);
else await parent();

async function parent(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pharos-bench-'));
  try {
    const snapshot = generateEstate(ASSETS, EDGES);
    const now = new Date(0);
    const report = buildReport({
      version: '0',
      started: now,
      finished: now,
      targets: [{ id: 'estate', kind: 'folder', name: 'estate' }],
      snapshot,
      checks: [],
      findings: [],
      paths: [],
      coverage: [],
    });
    const store = await openStore({ home });
    const started = performance.now();
    await saveScan(store, { report, snapshot, actor: 'bench' });
    const save = performance.now() - started;
    await store.close();
    const asked = Array.from({ length: 3 }, () => {
      const before = performance.now();
      const { status, stderr } = spawnSync(process.execPath, [MAIN, 'who-uses', 'library-7<0.2', '--json'], {
        encoding: 'utf8',
        env: { ...process.env, PHAROS_HOME: home },
      });
      if (status !== 0) throw new Error(stderr);
      return performance.now() - before;
    });
    const runs = Array.from({ length: 3 }, () => {
      const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'child', home], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as Measured;
    });
    const middle = (name: keyof Measured): number => runs.map((run) => run[name]).toSorted((a, b) => a - b)[1]!;
    console.log(
      formatTable(`${snapshot.assets.length} assets, ${snapshot.edges.count} edges, ${middle('paths')} paths; median of 3 processes`, [
        { name: 'save, first time', figure: save, unit: 'ms' },
        { name: 'load from the store', figure: middle('load'), unit: 'ms', beside: { name: 'bar', figure: 1000 } },
        { name: 'attack edges, all paths, choke points', figure: middle('posture'), unit: 'ms', beside: { name: 'bar', figure: 300 } },
        {
          name: '`pharos who-uses`, whole command',
          figure: asked.toSorted((a, b) => a - b)[1]!,
          unit: 'ms',
          beside: { name: 'bar', figure: 1000 },
        },
        { name: 'peak resident memory', figure: middle('megabytes'), unit: 'MB', beside: { name: 'bar', figure: 700 } },
      ]),
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

interface Measured {
  load: number;
  posture: number;
  paths: number;
  megabytes: number;
}

async function child(home: string): Promise<void> {
  const kinds = await loadPathKinds();
  const store = await openStore({ home, readonly: true });
  const started = performance.now();
  const snapshot = await loadSnapshot(store, 'latest');
  const loaded = performance.now();
  const view = createView(snapshot);
  const attack = deriveAttackGraph(snapshot);
  const paths = kinds.flatMap((kind) => kind.find({ view, attack }));
  const outside = Uint32Array.from(view.ofKind('zone').map(view.numberOf));
  const ends = Uint32Array.from([...view.ofKind('model-endpoint'), ...view.ofKind('data-store')].map(view.numberOf));
  const progress = automatonOf([
    [0, 'writes', 1],
    [0, 'exposes', 1],
    [1, 'poisons', 1],
    [1, 'produces', 1],
    [1, 'writes', 1],
    [1, 'serves', 1],
    [1, 'reads', 1],
    [1, 'assumes', 1],
    [1, 'reaches', 1],
  ]);
  chokePoints(attack.graph, progress, outside, ends);
  const done = performance.now();
  await store.close();
  const measured: Measured = {
    load: loaded - started,
    posture: done - loaded,
    paths: paths.length,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(measured));
}
