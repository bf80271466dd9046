import { describe, expect, it } from 'vitest';
import { freeOf, harmfulPackage, knownFaults } from './faults.ts';
import { ceilingOf, compareReleases, releaseOf } from './versions.ts';

describe('versions', () => {
  it.each([
    ['>=1,<2', [2], true],
    ['<=0.0.200', [0, 0, 200], false],
    ['~=1.4.2', [1, 5], true],
    ['==0.0.*', [0, 1], true],
    ['^0.3.1', [0, 4], true],
    ['^1.2.3', [2], true],
    ['~1.2.3', [1, 3], true],
    ['1.x', [2], true],
  ])('%s ends at %j', (range, release, below) => {
    expect(ceilingOf(range)).toEqual({ release, below });
  });

  it.each(['>=1.0', '*', 'latest', '', '!=1.2', '^1 || ^2'])('%s has no upper end', (range) => {
    expect(ceilingOf(range)).toBeUndefined();
  });

  it('compares numbers, not letters, and takes missing parts for zero', () => {
    expect(compareReleases(releaseOf('0.10.0')!, releaseOf('0.9.36')!)).toBeGreaterThan(0);
    expect(compareReleases(releaseOf('2.6.0+cu124')!, releaseOf('2.6')!)).toBe(0);
    expect(releaseOf('main')).toBeUndefined();
  });
});

describe('known faults of packages', () => {
  it('tells those of a version, the heaviest first, and the version free of all', () => {
    const found = knownFaults('pypi', 'transformers', { version: '4.36.0' });
    expect(found.map(({ id }) => id)).toEqual(['CVE-2024-3568', 'CVE-2024-11393']);
    expect(freeOf(found)).toBe('4.48.0');
  });

  it('takes a name as the ecosystem takes it', () => {
    expect(knownFaults('pypi', 'Llama_Index', { version: '0.9.10' }).map(({ id }) => id)).toEqual(['CVE-2024-23751', 'CVE-2025-1793']);
  });

  it('tells a malicious release and not its neighbours', () => {
    expect(knownFaults('pypi', 'litellm', { version: '1.82.8' }).map(({ weight }) => weight)).toEqual(['critical']);
    expect(knownFaults('pypi', 'litellm', { version: '1.82.6' })).toEqual([]);
  });

  it('tells a range only where every version it allows has the fault', () => {
    expect(knownFaults('pypi', 'langchain', { range: '<0.0.142' })).toHaveLength(5);
    expect(knownFaults('pypi', 'langchain', { range: '>=0.0.100' })).toEqual([]);
    expect(knownFaults('npm', 'mcp-remote', { range: '^0.1.0' })).toEqual([]);
  });

  it('keeps silent on versions without a fault, unknown packages and words that are no versions', () => {
    expect(knownFaults('pypi', 'torch', { version: '2.6.0' })).toEqual([]);
    expect(knownFaults('pypi', 'constructor', { version: '1.0' })).toEqual([]);
    expect(knownFaults('npm', 'flowise', { version: 'latest' })).toEqual([]);
    expect(harmfulPackage('npm', 'toString')).toBeUndefined();
    expect(harmfulPackage('pypi', 'DeepSeeek')).toContain('environment variables');
  });
});
