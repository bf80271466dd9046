import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CachedFile, openFactsCache } from './facts-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pharos-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A stamp of a file last changed so many seconds ago. */
const stamp = (secondsAgo: number): string => `${BigInt(Date.now() - secondsAgo * 1000) * 1_000_000n}.1.2`;
const old = (): CachedFile => ({ size: 3, stamp: stamp(3600), hash: 'ab', gaps: [] });

function write(
  cache: ReturnType<typeof openFactsCache>,
  files: Record<string, CachedFile>,
  facts: Record<string, Record<string, string | null>> = {},
): string | undefined {
  return cache.write(new Map(Object.entries(files)), new Map(Object.entries(facts)), {
    digest: 'd',
    observations: { assets: [], edges: [] },
    gaps: [],
  });
}

describe('a facts cache', () => {
  it('gives back what was written, to the same knowledge', () => {
    const file = old();
    expect(write(openFactsCache(folder, 'desk', 'k1'), { 'a.py': file }, { 'a.py': { code: '{"x":1}', secrets: null } })).toBeUndefined();
    const again = openFactsCache(folder, 'desk', 'k1');
    expect([again.file('a.py'), again.hash('a.py'), again.facts('a.py'), again.linked()?.digest]).toEqual([
      file,
      'ab',
      { code: '{"x":1}', secrets: null },
      'd',
    ]);
    expect([again.file('b.py'), again.hash('b.py'), again.facts('b.py')]).toEqual([undefined, undefined, undefined]);
  });

  it('forgets everything when detectors or knowledge change, and keeps targets apart', () => {
    write(openFactsCache(folder, 'desk', 'k1'), { 'a.py': old() }, { 'a.py': { code: '1' } });
    for (const cache of [openFactsCache(folder, 'desk', 'k2'), openFactsCache(folder, 'other', 'k1')]) {
      expect([cache.file('a.py'), cache.hash('a.py'), cache.facts('a.py'), cache.linked()]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  it('does not trust the stamp of a file that changed just before it was written, but keeps its facts by content', () => {
    write(
      openFactsCache(folder, 'desk', 'k'),
      { 'fresh.py': { ...old(), stamp: stamp(0) }, 'memory.py': { ...old(), stamp: '0.' } },
      { 'fresh.py': { code: '1' } },
    );
    const cache = openFactsCache(folder, 'desk', 'k');
    expect([cache.file('fresh.py'), cache.hash('fresh.py'), cache.facts('fresh.py')]).toEqual([undefined, 'ab', { code: '1' }]);
  });

  it('knows no path of the prototype', () => {
    write(openFactsCache(folder, 'desk', 'k'), { 'a.py': old() });
    const cache = openFactsCache(folder, 'desk', 'k');
    for (const path of ['constructor', 'toString', '__proto__'])
      expect([cache.file(path), cache.hash(path), cache.facts(path)]).toEqual([undefined, undefined, undefined]);
  });

  it('keeps a file that is called like the prototype', () => {
    write(openFactsCache(folder, 'desk', 'k'), { __proto__x: old(), ['__proto__']: old() }, { ['__proto__']: { code: '1' } });
    const cache = openFactsCache(folder, 'desk', 'k');
    expect([cache.hash('__proto__'), cache.facts('__proto__')]).toEqual(['ab', { code: '1' }]);
  });

  it('is readable by its owner only and leaves no half-written file', () => {
    write(openFactsCache(folder, 'desk', 'k'), { 'a.py': old() });
    const names = readdirSync(folder);
    expect(names.filter((name) => name.endsWith('.new'))).toEqual([]);
    expect(names.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('of which a file is damaged starts anew', () => {
    write(openFactsCache(folder, 'desk', 'k'), { 'a.py': old() }, { 'a.py': { code: '1' } });
    const facts = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.facts.json'))!,
    );
    truncateSync(facts, 4);
    expect(openFactsCache(folder, 'desk', 'k').facts('a.py')).toBeUndefined();
    for (const text of ['null', '[]', '{"format":1}', '{"format":1,"knowledge":"k","files":null}', '7', '']) {
      for (const name of readdirSync(folder)) writeFileSync(join(folder, name), text);
      const cache = openFactsCache(folder, 'desk', 'k');
      expect([cache.file('a.py'), cache.hash('a.py'), cache.facts('a.py'), cache.linked()]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  it('of which an entry is damaged is not trusted', () => {
    write(openFactsCache(folder, 'desk', 'k'), { 'a.py': { ...old(), stamp: 'soon' } });
    expect(openFactsCache(folder, 'desk', 'k').file('a.py')).toBeUndefined();
  });

  it('that cannot be written says why and throws nothing', () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    expect(write(openFactsCache(join(blocked, 'cache'), 'desk', 'k'), { 'a.py': old() })).toMatch(/ENOTDIR|EEXIST/);
  });

  it('holds what it is given as it is: facts come masked', () => {
    write(openFactsCache(folder, 'desk', 'k'), {}, { 'a.py': { code: '"***0123456789ab***"' } });
    expect(
      readFileSync(
        join(
          folder,
          readdirSync(folder).find((name) => name.endsWith('.facts.json'))!,
        ),
        'utf8',
      ),
    ).toContain('***0123456789ab***');
  });
});
