import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testNames } from '../../tools/requirements.ts';

const root = new URL('../../', import.meta.url);
const lines = readFileSync(new URL('docs/threat-model.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat |'));

/** What is wrong with the last cell of a line, which reads `file` › name. */
function problemOf(line: string): string | undefined {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  const named = /^`(?<file>[^`]+\.test\.ts)` › (?<name>.+)$/.exec(cells.at(-2) ?? '')?.groups as { file: string; name: string } | undefined;
  if (!named) return 'names no test';
  const file = new URL(named.file, root);
  if (!existsSync(file)) return `${named.file} does not exist`;
  return testNames(readFileSync(file, 'utf8')).some((name) => name.includes(named.name))
    ? undefined
    : `${named.file} has no test "${named.name}"`;
}

it('every threat names a test that exists', () => {
  expect(lines.length).toBeGreaterThan(20);
  const problems = lines
    .map((line) => ({ threat: line.split('|')[1]!.trim(), problem: problemOf(line) }))
    .filter(({ problem }) => problem !== undefined);
  expect(problems).toEqual([]);
});
