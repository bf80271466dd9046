import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import endings from './endings.ts';

const complaints = (text: string): string[] => [...endings.check(sourceFile('src/core/ids.ts', text))].map((complaint) => complaint.text);

it('accepts a written ending, packages and data', () => {
  expect(
    complaints(
      "import './kinds.ts';\nimport * as z from 'zod';\nimport data from './hosts.json' with { type: 'json' };\nnew URL('./checks/', import.meta.url);",
    ),
  ).toEqual([]);
});

it('refuses a missing ending and that of the emitted file', () => {
  expect(complaints("import { KINDS } from './kinds';")).toEqual(['./kinds lacks its ending: write .ts']);
  expect(complaints("export { KINDS } from './kinds.js';")).toHaveLength(1);
  expect(complaints("await import('../core');")).toHaveLength(1);
});
