import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import length from './length.ts';

const complaints = (path: string, lines: number): number => [...length.check(sourceFile(path, 'const x = 1;\n'.repeat(lines)))].length;

it('accepts 500 lines and refuses 501', () => {
  expect([complaints('src/core/ids.ts', 500), complaints('src/core/ids.ts', 501)]).toEqual([0, 1]);
});

it('lets a test be 600 lines long', () => {
  expect([complaints('src/core/ids.test.ts', 600), complaints('src/core/ids.test.ts', 601)]).toEqual([0, 1]);
});

it('reads the sources of the product', () => {
  expect(
    ['src/core/ids.ts', 'test/house/pack.test.ts', 'src/recognizers/hosts/ai-domains.json'].map((path) => length.applies(path)),
  ).toEqual([true, false, false]);
});
