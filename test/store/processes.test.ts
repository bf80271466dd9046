import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { asOf } from '../../src/store/as-of.ts';
import { loadReport } from '../../src/store/reports.ts';
import { listScans } from '../../src/store/scan-list.ts';
import { openStore } from '../../src/store/open.ts';
import { type Ground, onBothEngines } from './engines.ts';

interface Writing {
  child: ChildProcess;
  told: string[];
  ended: Promise<unknown>;
  /** Until it has told this many lines. */
  lines(count: number): Promise<void>;
}

function startWriting(ground: Ground, options: { from: number; scans: number; target?: string }): Writing {
  const { home, url } = ground.location;
  const place = url === undefined ? ['--home', home!] : ['--url', url];
  const file = new URL('./writing-child.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    [file, ...place, '--from', String(options.from), '--scans', String(options.scans), '--target', options.target ?? 'app'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const told: string[] = [];
  child.stdout.on('data', (data: Buffer) => told.push(...data.toString().trim().split('\n')));
  return {
    child,
    told,
    ended: once(child, 'exit'),
    lines: async (count) => {
      while (told.length < count && child.exitCode === null) await wait(5);
    },
  };
}

onBothEngines('several processes', (ground) => {
  it('a process killed while it writes leaves whole scans and a whole store, ten times', async () => {
    let from = 0;
    for (let round = 0; round < 10; round++) {
      const writing = startWriting(ground(), { from, scans: 1_000 });
      await writing.lines(2);
      // Somewhere within the next scan or two.
      await wait(Math.random() * 150);
      writing.child.kill('SIGKILL');
      await writing.ended;
      const told = Number(writing.told.at(-1));
      const store = await openStore(ground().location);
      await store.checkIntegrity();
      const scans = await listScans(store, { limit: 10_000 });
      const newest = Number(scans[0]!.id.split('-').at(-1));
      // What was told is stored; the one it was busy with is there as a whole or not at all.
      expect([told, told + 1]).toContain(newest);
      expect(scans).toHaveLength(newest + 1);
      const assets = await asOf(store, {});
      expect(new Set(assets.map((one) => one.properties['scan']))).toEqual(new Set([newest]));
      expect(assets).toHaveLength(400);
      expect((await loadReport(store, scans[0]!.id)).edges).toHaveLength(399);
      await store.close();
      from = newest + 1;
    }
  });

  it('two processes write at once, the store being new: both succeed', async () => {
    const writers = ['left', 'right'].map((target) => startWriting(ground(), { from: 0, scans: 5, target }));
    await Promise.all(writers.map((writing) => writing.ended));
    expect(writers.map((writing) => [writing.child.exitCode, writing.told.length])).toEqual([
      [0, 6],
      [0, 6],
    ]);
    const store = await ground().open();
    await store.checkIntegrity();
    expect(await listScans(store)).toHaveLength(10);
    const numbers = await store.read.selectFrom('asset').select('number').execute();
    expect(new Set(numbers.map((row) => row.number)).size).toBe(800);
  });
});
