import { describe, expect, it } from 'vitest';
import { compareVersions, type Ecosystem, readVersion } from './version-order.ts';
import { includes, meets, readDeclared, readRange } from './version-range.ts';

/** The versions of a list, as they stand in documents that are not ours, that lie in a range. */
function inside(range: string, ecosystem: Ecosystem, versions: string): string {
  const read = readRange(range, ecosystem);
  if (!read) return 'no range';
  return versions
    .split(' ')
    .filter((version) => includes(read, readVersion(version, ecosystem)!))
    .join(' ');
}

describe('versions', () => {
  it('orders PyPI releases as PEP 440 lists them', () => {
    // packaging.python.org/en/latest/specifications/version-specifiers, "Summary of permitted suffixes and relative ordering"
    const order =
      '1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1 1!0.1';
    const shuffled = order.split(' ').toReversed();
    expect(shuffled.sort((a, b) => compareVersions(readVersion(a, 'pypi')!, readVersion(b, 'pypi')!)).join(' ')).toBe(order);
    expect(compareVersions(readVersion('1.0', 'pypi')!, readVersion('v1.0.0+cpu', 'pypi')!)).toBe(0);
  });

  it('orders npm releases as semver.org lists them', () => {
    const order = '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 2.0.0 2.1.0 2.1.1';
    expect(
      order
        .split(' ')
        .toReversed()
        .sort((a, b) => compareVersions(readVersion(a, 'npm')!, readVersion(b, 'npm')!))
        .join(' '),
    ).toBe(order);
  });

  it.each(['', 'latest', '1..2', '1.0.0-', 'x'.repeat(500), '1.0'.repeat(200)])('takes no version from %s', (text) => {
    expect(readVersion(text, 'npm')).toBeUndefined();
    if (text !== '1.0.0-') expect(readVersion(text, 'pypi')).toBeUndefined();
  });
});

describe('ranges', () => {
  it.each([
    ['<0.2', '0.1.20 0.2.0rc1 0.2 0.2.1', '0.1.20'],
    ['>=1,<2', '0.9 1.0 1.9.9 2.0a1 2.0', '1.0 1.9.9'],
    ['~=2.2', '2.1 2.2 2.9 3.0', '2.2 2.9'],
    ['~=1.4.5', '1.4.4 1.4.5 1.4.9 1.5', '1.4.5 1.4.9'],
    ['==1.1.*', '1.0 1.1 1.1a1 1.1.post1 1.2', '1.1 1.1a1 1.1.post1'],
    ['!=1.1', '1.0 1.1 1.2', '1.0 1.2'],
    ['<=1.5', '1.5 1.5.0 1.5.1', '1.5 1.5.0'],
  ])('PyPI %s', (range, versions, expected) => {
    expect(inside(range, 'pypi', versions)).toBe(expected);
  });

  // github.com/npm/node-semver, README "Advanced Range Syntax"
  it.each([
    ['^1.2.3', '1.2.2 1.2.3 1.9.0 2.0.0-0 2.0.0', '1.2.3 1.9.0'],
    ['^0.2.3', '0.2.2 0.2.3 0.2.9 0.3.0', '0.2.3 0.2.9'],
    ['^0.0.3', '0.0.3 0.0.4', '0.0.3'],
    ['~1.2', '1.1.9 1.2.0 1.2.9 1.3.0', '1.2.0 1.2.9'],
    ['~1', '1.0.0 1.9.0 2.0.0', '1.0.0 1.9.0'],
    ['1.2 - 2.3', '1.1.0 1.2.0 2.3.9 2.4.0', '1.2.0 2.3.9'],
    ['1.x || >=2.5.0', '1.3.0 2.4.0 2.5.0 3.0.0', '1.3.0 2.5.0 3.0.0'],
    ['<0.2', '0.1.9 0.2.0-beta.1 0.2.0', '0.1.9'],
    ['>= 1.0.0 <2', '1.0.0 1.9.9 2.0.0', '1.0.0 1.9.9'],
    ['*', '0.0.1 9.0.0', '0.0.1 9.0.0'],
  ])('npm %s', (range, versions, expected) => {
    expect(inside(range, 'npm', versions)).toBe(expected);
  });

  it.each([
    ['<0.2', '>=0.1', true],
    ['<0.2', '>=0.2', false],
    ['<0.2', '~=0.1.5', true],
    ['<0.2', '==0.3.*', false],
    ['>=1,<2', '<1', false],
  ])('%s and %s have versions in common: %s', (a, b, expected) => {
    expect(meets(readRange(a, 'pypi')!, readRange(b, 'pypi')!)).toBe(expected);
  });

  // python-poetry.org/docs/dependency-specification: the tables of caret and tilde requirements
  it.each([
    ['^1.2.3', '1.2.2 1.2.3 1.9 2.0rc1 2.0', '1.2.3 1.9'],
    ['^1', '0.9 1.0 1.9 2.0', '1.0 1.9'],
    ['^0.2.3', '0.2.2 0.2.3 0.3.0', '0.2.3'],
    ['^0.0', '0.0.9 0.1.0', '0.0.9'],
    ['^0', '0.9 1.0', '0.9'],
    ['~1.2.3', '1.2.2 1.2.9 1.3.0', '1.2.9'],
    ['~1.2', '1.2.9 1.3.0', '1.2.9'],
    ['~1', '1.9 2.0', '1.9'],
    ['^0.1.3 || >=0.3,<0.4', '0.1.4 0.2.0 0.3.1 0.4', '0.1.4 0.3.1'],
    ['~=1.4', '1.4 2.0', '1.4'],
  ])('Poetry %s, as a manifest declares it', (range, versions, expected) => {
    const read = readDeclared(range, 'pypi')!;
    expect(
      versions
        .split(' ')
        .filter((version) => includes(read, readVersion(version, 'pypi')!))
        .join(' '),
    ).toBe(expected);
  });

  it.each(['newest', '^x', '^', 'git+https://a.example/b', '^1.0 || newest'])('%s is declared as no range', (text) => {
    expect(readDeclared(text, 'pypi')).toBeUndefined();
  });

  it.each(['^1.0', 'newest', '=>1', '~=1'])('%s is no range of PyPI', (text) => {
    expect(readRange(text, 'pypi')).toBeUndefined();
  });

  it.each(['~=1.0', 'latest', '<>1', '1.2.3.4.5'])('%s is no range of npm', (text) => {
    expect(readRange(text, 'npm')).toBeUndefined();
  });
});
