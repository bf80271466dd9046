import { describe, expect, it } from 'vitest';
import type { CoverageEntry, CoverageStatus } from './coverage.ts';
import { gapsOf } from './gaps.ts';

const entry = (status: CoverageStatus, file?: string, target = 'app'): CoverageEntry => ({
  target,
  what: 'files',
  status,
  reason: 'Because.',
  ...(file !== undefined && { file }),
});

describe('what a scan could not look at', () => {
  it.each([
    ['the file itself', entry('denied', 'src/a.py'), 'src/a.py', true],
    ['a file beside it', entry('denied', 'src/a.py'), 'src/b.py', false],
    ['a file whose name only begins alike', entry('denied', 'src/a'), 'src/a.py', false],
    ['what lies in a folder', entry('denied', 'src/'), 'src/deep/a.py', true],
    ['what lies in an archive', entry('too-large', 'models.zip'), 'models.zip!/weights.pt', true],
    ['a file of another target', entry('denied', 'src/a.py', 'infra'), 'src/a.py', false],
    ['a file that was left out on purpose', entry('skipped', 'src/a.py'), 'src/a.py', true],
    ['a file that was read', entry('read', 'src/a.py'), 'src/a.py', false],
    ['a file of a target with a gap', entry('partial'), 'src/a.py', true],
    ['evidence without a file, target with a gap', entry('failed'), undefined, true],
    ['evidence without a file, only a file with a gap', entry('failed', 'a.py'), undefined, false],
    ['a file where some were skipped as a group', entry('skipped'), 'src/a.py', false],
    ['any file where the whole folder is named', entry('denied', '.'), 'src/a.py', true],
    ['a file of a relation whose other end was not seen', { ...entry('skipped', 'src/a.py'), what: 'relations' }, 'src/a.py', false],
    ['a relation of the whole target', { ...entry('partial'), what: 'relations' }, 'src/a.py', false],
    ['a folder that is left out', { ...entry('skipped', 'third_party'), what: 'left-out' }, 'third_party/deep/a.py', true],
  ])('%s', (_what, coverage, file, expected) => {
    expect(gapsOf([coverage]).reason('app', file)).toBe(expected ? 'Because.' : undefined);
  });

  it('of the history speaks of what commits hold and of nothing else', () => {
    const gaps = gapsOf([{ ...entry('partial'), what: 'history' }]);
    expect([gaps.reason('app', '.env', '1a2b3c4d5e'), gaps.reason('app', '.env'), gaps.whole('app')]).toEqual([
      'Because.',
      undefined,
      undefined,
    ]);
    expect(gapsOf([{ ...entry('read'), what: 'history' }]).reason('app', '.env', '1a2b3c4d5e')).toBeUndefined();
  });
});
