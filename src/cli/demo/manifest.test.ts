import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadManifest, locate, Manifest, type Place } from './manifest.ts';

const EMPTY: Manifest = { rename: [], defects: [], twins: [], paths: [], pathTwins: [], assets: [], edges: [] };
const asset = { kind: 'tool', name: 'ring' } as const;

describe('loadManifest', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pharos-manifest-'));
    writeFileSync(
      join(folder, 'bell.py'),
      [
        '@tool',
        '@traced',
        'def ring(',
        '    times: int,',
        ') -> str:',
        '    """Ring."""',
        '',
        '    return "ding"',
        '',
        '',
        'BELLS = [',
        '    1,',
        ']',
        'ring(2)',
        '',
      ].join('\n'),
    );
    writeFileSync(
      join(folder, 'bell.tf'),
      'module "bell" {\n  source = "./bell"\n  tags = {\n    loud = "yes"\n  }\n}\n\nmodule "rope" {\n}\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const linesOf = (place: Place): unknown =>
    locate({ ...EMPTY, defects: [{ id: 'd', check: 'loud', asset, ...place }] }, folder).places.get('d');

  it('finds a line', () => {
    expect(linesOf({ file: 'bell.py', anchor: 'ring(2)' })).toEqual([{ file: 'bell.py', first: 14, last: 14 }]);
  });

  it('finds a function with its decorators and its signature over several lines', () => {
    expect(linesOf({ file: 'bell.py', anchor: 'def ring(', block: true })).toEqual([{ file: 'bell.py', first: 1, last: 8 }]);
  });

  it('finds a statement up to its closing bracket', () => {
    expect(linesOf({ file: 'bell.py', anchor: 'BELLS = [', block: true })).toEqual([{ file: 'bell.py', first: 11, last: 13 }]);
    expect(linesOf({ file: 'bell.tf', anchor: 'module "bell" {', block: true })).toEqual([{ file: 'bell.tf', first: 1, last: 6 }]);
  });

  it('takes the whole file without an anchor', () => {
    expect(linesOf({ file: 'bell.tf' })).toEqual([{ file: 'bell.tf' }]);
  });

  it('refuses an anchor that stands twice or nowhere', () => {
    expect(() => linesOf({ file: 'bell.tf', anchor: 'module' })).toThrow('bell.tf: "module" stands on 2 lines instead of one');
    expect(() => linesOf({ file: 'bell.tf', anchor: 'gong' })).toThrow('bell.tf: "gong" stands on 0 lines instead of one');
  });

  it('refuses a manifest with unknown words, repeated ids or a twin of nothing', () => {
    const file = join(folder, 'manifest.yaml');
    writeFileSync(file, 'rename: [ab]\n');
    expect(() => loadManifest(file)).toThrow('manifest.yaml');
    const twin = { id: 't', near: 'd', check: 'loud', file: 'bell.py', why: 'quiet' };
    const issues = Manifest.safeParse({ ...EMPTY, twins: [twin, twin] }).error?.issues.map(({ message }) => message);
    expect(issues).toEqual(['t stands twice', 't is near d, which is no defect', 't is near d, which is no defect']);
  });
});
