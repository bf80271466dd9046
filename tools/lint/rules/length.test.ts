import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import length from './length.ts';

const complaints = (lines: number): number => [...length.check(sourceFile('src/core/ids.ts', 'const x = 1;\n'.repeat(lines)))].length;

it('accepts 700 lines and refuses 701', () => {
  expect([complaints(700), complaints(701)]).toEqual([0, 1]);
});

it('reads the sources of the product', () => {
  expect(
    ['src/core/ids.ts', 'test/house/pack.test.ts', 'src/recognizers/hosts/ai-domains.json'].map((path) => length.applies(path)),
  ).toEqual([true, false, false]);
});
