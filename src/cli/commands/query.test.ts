import { expect, it } from 'vitest';
import { rulerOf } from './query.ts';

it.each([
  ['the head', ['kind  n', 'agent 1'], undefined, 7],
  ['a wider row', ['name', 'meridian-osprey'], undefined, 15],
  ['characters, not code units', ['🦀🦀'], undefined, 2],
  ['a narrow terminal', ['x'.repeat(200)], 40, 40],
  ['a pipe', ['x'.repeat(200)], undefined, 120],
])('the ruler is as wide as %s', (_, lines, terminal, width) => {
  expect(rulerOf(lines, terminal)).toBe('-'.repeat(width));
});
