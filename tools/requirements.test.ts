import { describe, expect, it } from 'vitest';
import { held, testNames } from './requirements.ts';

const ROWS = [
  { id: 'SCN-08', stage: 'map', requirement: 'Writable bucket feeds training' },
  { id: 'DISC-38', stage: 'discover', requirement: 'MCP clients' },
  { id: 'DISC-39', stage: 'discover', requirement: 'MCP servers' },
];

describe('testNames', () => {
  it('joins describes and the test, also with a table', () => {
    const source = `
      describe('SCN-08', () => {
        describe("from a folder", () => { it('prints the path', async () => {}); });
        it.each([1, 2])('case %i', () => {});
      });
      test(\`DISC-38 partial: \${client}\`, () => {});`;
    expect(testNames(source)).toEqual(['SCN-08 from a folder prints the path', 'SCN-08 case %i', 'DISC-38 partial: ${client}']);
  });

  it('leaves out what does not run, comments and other calls', () => {
    const source = `
      it.skip('SCN-08', () => {}); it.todo('SCN-08');
      describe.skip('DISC-38', () => { it('x', () => {}); });
      // it('SCN-08', () => {});
      expect('SCN-08').toBe(1);`;
    expect(testNames(source)).toEqual([]);
  });
});

describe('held', () => {
  it('tells whole, partial and nothing apart', () => {
    const { rows } = held(ROWS, ['SCN-08 the bucket', 'SCN-08 partial: one form', 'DISC-38 partial: Claude only', 'SCN-0 x']);
    expect(rows.map((row) => [row.requirement.id, row.whole, row.partial])).toEqual([
      ['SCN-08', ['SCN-08 the bucket'], ['SCN-08 partial: one form']],
      ['DISC-38', [], ['DISC-38 partial: Claude only']],
      ['DISC-39', [], []],
    ]);
  });

  it('one test may hold several rows, each for itself', () => {
    const { rows } = held(ROWS, ['DISC-38, DISC-39 partial: servers']);
    expect(rows.map((row) => [row.whole.length, row.partial.length])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
  });

  it('names ids that do not exist, but not other words of that form', () => {
    expect(held(ROWS, ['SCN-99 x', 'CVE-20 y', 'SHA-256 z']).unknown).toEqual(['SCN-99']);
  });
});
