import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { firstOf } from '../../src/cli/first.ts';
import type { Report } from '../../src/core/report.ts';
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

it('PRIO-09 partial: the ten signals that come first leave nothing behind that ranks higher, and say how much they stand for', () => {
  const report = JSON.parse(demo('--json')) as Report;
  const first = firstOf(report);
  const covered = new Set(first.signals.flatMap(({ ids }) => ids));
  expect(report.paths.filter(({ id, severity }) => severity === 'critical' && !covered.has(id)).map(({ title }) => title)).toEqual([]);
  // Nothing critical or high was left out for something lesser.
  const order = ['info', 'low', 'medium', 'high', 'critical'];
  const least = Math.min(...first.signals.map(({ severity }) => order.indexOf(severity)));
  const left = [...report.paths, ...report.findings].filter(
    ({ id, ...one }) => !covered.has(id) && !('suppressed' in one) && (!('status' in one) || one.status === 'fail'),
  );
  expect(left.filter(({ severity }) => order.indexOf(severity) > least)).toEqual([]);
  // Noise: signals for each planted thing among them.
  const failed = report.findings.filter(({ status, suppressed }) => status === 'fail' && !suppressed).length;
  expect(first.signals.length).toBe(10);
  expect(first.of).toBeLessThan(report.paths.length + failed);
  expect(demo()).toContain(
    `First (10 of ${first.of}, which stand for ${first.paths} of ${report.paths.length} paths and ${first.findings} of ${failed} findings)`,
  );
});
