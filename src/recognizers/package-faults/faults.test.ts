import { describe, expect, it } from 'vitest';
import table from './faults.json' with { type: 'json' };
import { freeOf, harmfulPackage, knownFaults } from './faults.ts';
import { ceilingOf, compareReleases, releaseOf } from './versions.ts';

type Row = { id: string; source?: string; from?: string; fixed?: string; only?: string[] };

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
  it('names an advisory and a place to read it in every row, and the ends of its range in order', () => {
    const rows = (['pypi', 'npm'] as const).flatMap((ecosystem) => Object.values(table[ecosystem]).flat() as Row[]);
    expect(rows.length).toBeGreaterThan(50);
    const wrong = rows.filter(
      ({ id, source, from, fixed, only }) =>
        !(/^CVE-\d{4}-\d{4,}$/.test(id) || source?.startsWith('https://')) ||
        (from !== undefined && fixed !== undefined && compareReleases(releaseOf(from)!, releaseOf(fixed)!) >= 0) ||
        (fixed === undefined && only === undefined && from === undefined),
    );
    expect(wrong).toEqual([]);
  });

  it('never advises a version that has another fault', () => {
    const advised = (ecosystem: 'pypi' | 'npm', name: string, version: string): string | undefined =>
      freeOf(ecosystem, name, knownFaults(ecosystem, name, { version }));
    expect(advised('npm', 'n8n', '1.120.0')).toBe('1.121.1');
    expect(advised('pypi', 'langchain-experimental', '0.0.14')).toBe('0.0.21');
    expect(advised('pypi', 'keras', '3.6.0')).toBe('3.11.3');
    expect(advised('pypi', 'lightning', '2.6.2')).toBeUndefined();
    for (const ecosystem of ['pypi', 'npm'] as const)
      for (const [name, rows] of Object.entries(table[ecosystem]) as [string, Row[]][])
        for (const { fixed } of rows) {
          const free = fixed === undefined ? undefined : (advised(ecosystem, name, fixed) ?? fixed);
          if (free !== undefined) expect(knownFaults(ecosystem, name, { version: free }), `${name} ${free}`).toEqual([]);
        }
  });

  it('begins and ends where the records say', () => {
    const has = (ecosystem: 'pypi' | 'npm', name: string, version: string, id: string): boolean =>
      knownFaults(ecosystem, name, { version }).some((one) => one.id === id);
    // https://osv.dev/vulnerability/PYSEC-2023-194: 0.0.14 has it.
    expect(has('pypi', 'langchain-experimental', '0.0.14', 'CVE-2023-44467')).toBe(true);
    expect(has('pypi', 'langchain-experimental', '0.0.15', 'CVE-2023-44467')).toBe(false);
    // https://www.cve.org/CVERecord?id=CVE-2024-21513: from 0.0.15, before 0.0.21.
    expect(['0.0.14', '0.0.15', '0.0.21'].map((one) => has('pypi', 'langchain-experimental', one, 'CVE-2024-21513'))).toEqual([
      false,
      true,
      false,
    ]);
    // https://www.cve.org/CVERecord?id=CVE-2025-32444: 0.6.5 up to 0.8.5.
    expect(['0.6.4', '0.6.5', '0.8.5'].map((one) => has('pypi', 'vllm', one, 'CVE-2025-32444'))).toEqual([false, true, false]);
    // https://www.cve.org/CVERecord?id=CVE-2025-68613: before 1.120.4, and 1.121.0.
    expect(['0.210.0', '1.120.3', '1.120.4', '1.121.0', '1.121.1'].map((one) => has('npm', 'n8n', one, 'CVE-2025-68613'))).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('tells those of a version, the heaviest first, and the version free of all', () => {
    const found = knownFaults('pypi', 'transformers', { version: '4.35.2' });
    expect(found.map(({ id }) => id)).toEqual(['CVE-2023-7018', 'CVE-2024-11393']);
    expect(found.map(({ source }) => source)).toEqual([
      'https://www.cve.org/CVERecord?id=CVE-2023-7018',
      'https://github.com/advisories/GHSA-wrfc-pvp9-mr9g',
    ]);
    expect(freeOf('pypi', 'transformers', found)).toBe('4.48.0');
  });

  it('takes a name as the ecosystem takes it', () => {
    expect(knownFaults('pypi', 'Llama_Index', { version: '0.9.10' }).map(({ id }) => id)).toEqual([
      'CVE-2024-3098',
      'CVE-2024-23751',
      'CVE-2025-1793',
    ]);
  });

  it('tells a malicious release and not its neighbours', () => {
    expect(knownFaults('pypi', 'litellm', { version: '1.82.8' }).map(({ id }) => id)).toEqual([
      'PYSEC-2026-2',
      'CVE-2026-42208',
      'CVE-2026-42271',
    ]);
    expect(knownFaults('pypi', 'litellm', { version: '1.82.6' }).map(({ id }) => id)).toEqual(['CVE-2026-42208', 'CVE-2026-42271']);
    expect(knownFaults('pypi', 'lightning', { version: '2.6.2' }).map(({ weight }) => weight)).toEqual(['critical']);
    expect(knownFaults('pypi', 'lightning', { version: '2.6.1' })).toEqual([]);
  });

  it('tells a range only where every version it allows has the fault', () => {
    expect(knownFaults('pypi', 'langchain', { range: '<0.0.132' })).toHaveLength(4);
    expect(knownFaults('pypi', 'langchain', { range: '<0.0.142' })).toHaveLength(3);
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
