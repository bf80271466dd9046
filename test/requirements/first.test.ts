import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ACTS, firstOf } from '../../src/core/first.ts';
import type { Report } from '../../src/core/report.ts';
import { loadChecks, loadPathKinds } from '../../src/posture/registry.ts';
import { MAIN } from '../pharos.ts';

function demo(...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, 'demo', ...args], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (stdout === '') throw new Error(stderr);
  return stdout;
}

it.each([[[]], [['--shuffle', '31']]])(
  'PRIO-09 the ten signals that come first stand for every critical path and finding of the demo, and the noise is measured (%j)',
  (shuffled) => {
    const report = JSON.parse(demo('--json', ...shuffled)) as Report;
    const first = report.first!;
    expect(first).toEqual(firstOf(report));
    expect(first.signals).toHaveLength(10);
    const covered = new Set(first.signals.flatMap(({ ids }) => ids));
    const failed = report.findings.filter(({ status, suppressed }) => status === 'fail' && !suppressed);
    const critical = [...report.paths, ...failed].filter(({ severity }) => severity === 'critical');
    expect(critical.length).toBeGreaterThanOrEqual(12);
    expect(critical.filter(({ id }) => !covered.has(id)).map(({ title }) => title)).toEqual([]);
    expect(first.critical).toEqual({ shown: critical.length, of: critical.length });
    // Covered is no euphemism for hidden: every signal is of one act, and tells how many things it stands for.
    for (const { ids, paths, findings } of first.signals) expect(new Set(ids).size).toBe(paths + findings);
    expect(new Set(first.signals.flatMap(({ ids }) => ids)).size).toBe(first.paths + first.findings);
    // Nothing critical or high was left out for something lesser.
    const order = ['info', 'low', 'medium', 'high', 'critical'];
    const least = Math.min(...first.signals.map(({ severity }) => order.indexOf(severity)));
    const left = [...report.paths, ...failed].filter(({ id }) => !covered.has(id));
    expect(left.filter(({ severity }) => order.indexOf(severity) > least)).toEqual([]);
    // Noise: things to do for each thing told. 1 would be an alert for each.
    const all = report.paths.length + failed.length;
    expect(first.noise).toBeCloseTo(first.of / all, 2);
    expect(first.noise).toBeLessThan(0.65);
    const said = demo(...shuffled).replaceAll(/\s+/g, ' ');
    expect(said).toContain(
      `First (10 of ${first.of}, which stand for ${first.paths} of ${report.paths.length} paths and ${first.findings} of ${failed.length} findings, all ${critical.length} critical ones among them)`,
    );
    expect(said).toContain(`${all} paths and findings are ${first.of} things to do (noise ${first.noise})`);
  },
);

it('PRIO-09 partial: no signal of the demo is noise: each stands for something that was planted', () => {
  const rows = JSON.parse(demo('--check', '--json')) as { what: string; ok: boolean }[];
  expect(rows.filter(({ what }) => what === 'unexpected')).toEqual([]);
});

it('PRIO-09 partial: an act names checks and kinds of paths that exist, each in one act', async () => {
  const known = [...(await loadChecks()), ...(await loadPathKinds())].map(({ id }) => id);
  const named = ACTS.flatMap(({ checks, kinds }) => [...checks, ...kinds]);
  expect(named.filter((id) => !known.includes(id))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
});
