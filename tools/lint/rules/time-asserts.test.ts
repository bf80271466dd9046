import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import timeAsserts from './time-asserts.ts';

const complaints = (text: string): string[] =>
  [...timeAsserts.check(sourceFile('src/core/ids.test.ts', text))].map((complaint) => complaint.text);

it('refuses a measured time held against a number', () => {
  expect(complaints('expect(elapsed).toBeLessThan(1000);')).toEqual(['expect(elapsed) is held against the clock']);
  expect(complaints('expect(performance.now() - started).toBeLessThanOrEqual(2 * 1_000);')).toHaveLength(1);
  expect(complaints('expect(result.durationMs).toBeLessThan(50);')).toHaveLength(1);
});

it('accepts ratios, counts and sizes', () => {
  expect(complaints('expect(warm).toBeLessThan(cold);\nexpect(elapsed / floor).toBeLessThan(3);')).toEqual([]);
  expect(complaints('expect(findings.length).toBeLessThan(10);\nexpect(bytes).toBeLessThan(700);\nexpect(items).toBeLessThan(5);')).toEqual(
    [],
  );
});

it('reads tests only', () => {
  expect([timeAsserts.applies('src/core/ids.test.ts'), timeAsserts.applies('bench/scan/bench.ts')]).toEqual([true, false]);
});
