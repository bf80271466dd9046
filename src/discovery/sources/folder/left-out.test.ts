import { describe, expect, it } from 'vitest';
import { leftOutGaps } from './left-out.ts';

const because = 'pharos.yaml ignores it';

describe('leftOutGaps', () => {
  it('tells each place', () => {
    expect(
      leftOutGaps([
        { path: 'a/b.js', because },
        { path: 'lib', because: '.gitignore names it' },
      ]),
    ).toEqual([
      { file: 'a/b.js', what: 'left-out', status: 'skipped', reason: 'Left out because pharos.yaml ignores it.' },
      { file: 'lib', what: 'left-out', status: 'skipped', reason: 'Left out because .gitignore names it.' },
    ]);
  });

  it('tells many places by their folders, the deepest first', () => {
    const many = Array.from({ length: 600 }, (_, at) => ({ path: `web/part${at % 3}/${at}.min.js`, because }));
    expect(leftOutGaps([...many, { path: 'top.js', because }]).map(({ file, reason }) => [file, reason])).toEqual([
      ['web/part0', 'Parts of it are left out because pharos.yaml ignores it.'],
      ['web/part1', 'Parts of it are left out because pharos.yaml ignores it.'],
      ['web/part2', 'Parts of it are left out because pharos.yaml ignores it.'],
      ['top.js', 'Left out because pharos.yaml ignores it.'],
    ]);
  });

  it('speaks of the whole target where nothing less is short enough', () => {
    const many = Array.from({ length: 501 }, (_, at) => ({ path: `${at}.log`, because }));
    expect(leftOutGaps(many).map(({ file }) => file)).toEqual(['']);
  });
});
