import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import names from './names.ts';

const complaints = (path: string, text = 'export const x = 1;\n'): string[] =>
  [...names.check(sourceFile(path, text))].map((complaint) => complaint.text);

it('accepts words of the domain', () => {
  for (const path of [
    'src/core/kinds.ts',
    'src/discovery/detectors/mcp-config/detector.ts',
    'src/posture/commonality.ts',
    'src/cli/indexes.ts',
  ]) {
    expect(complaints(path), path).toEqual([]);
  }
});

it('refuses names that say nothing, as file, folder or ending', () => {
  for (const path of [
    'src/core/utils.ts',
    'src/common/text.ts',
    'src/discovery/aws-helpers.ts',
    'tools/helpers.test.ts',
    'src/posture/misc/score.ts',
  ]) {
    expect(complaints(path), path).toEqual([expect.stringContaining('says nothing')]);
  }
});

it('refuses index.ts', () => {
  expect(complaints('src/core/index.ts')).toEqual([expect.stringContaining('index.ts hides')]);
});

it('refuses a file that only passes exports on, and accepts one that adds its own', () => {
  expect(
    complaints('src/core/words.ts', "// The words\nexport * from './kinds.ts';\nexport { EDGE_KINDS } from './edges.ts';\n"),
  ).toHaveLength(1);
  expect(complaints('src/core/words.ts', "export { EDGE_KINDS } from './edges.ts';\nexport const WORDS = 3;\n")).toEqual([]);
});
