import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import { rule } from './traces.ts';

const complaints = (path: string, text: string, words: string[] = []): string[] =>
  [...rule(words).check(sourceFile(path, text))].map((complaint) => `${complaint.line} ${complaint.text}`);

/** Written apart, so that this file does not hold what it forbids. */
const slash = '/';
const backslash = '\\';
const random = (length: number): string => 'q7Zk2wPm9'.repeat(10).slice(0, length);
const token = ['ey', 'J', random(24)].join('');

it('refuses folders of a machine', () => {
  expect(complaints('docs/guides/scan.md', `see ${slash}work${slash}main`)).toEqual(['1 a folder of a build machine']);
  expect(complaints('src/core/ids.ts', `\nconst at = '${slash}home${slash}jo/src';`)).toEqual(['2 somebody’s home folder']);
  expect(complaints('README.md', `cd C:${backslash}Users${backslash}jo`)).toHaveLength(1);
  expect(complaints('README.md', 'built on box-17.internal', ['box-17.internal'])).toEqual(['1 box-17.internal: a name of this machine']);
});

it('accepts homes of people who do not exist in estates that are scanned, and other words', () => {
  expect(complaints('demo/meridian/.mcp.json', `"args": ["${slash}Users${slash}maria/notes"]`)).toEqual([]);
  expect(complaints('src/core/ids.ts', 'https://example.com/work/items and ./work/items and src/work/x')).toEqual([]);
});

it('refuses private registries where packages are installed from', () => {
  expect(complaints('package-lock.json', `"resolved": "https:${slash}/npm.example/x.tgz"`)).toEqual(['1 a package registry']);
  expect(complaints('.npmrc', `registry=https:${slash}/npm.example/`)).toHaveLength(1);
});

it('refuses what looks like a live secret, everywhere', () => {
  const secrets = [
    ['sk', 'ant', 'api03', random(40)].join('-'),
    ['sk', 'proj', random(48)].join('-'),
    ['AK', 'IA', 'ABCD2345'.repeat(2)].join(''),
    ['hf', random(34)].join('_'),
    ['ghp', random(36)].join('_'),
    ['xoxb', random(24)].join('-'),
    ['AI', 'za', random(35)].join(''),
    [token, token, random(24)].join('.'),
    ['-----BEGIN', 'PRIVATE', `KEY-----${backslash}n${'MIIE'.repeat(12)}`].join(' '),
  ];
  for (const secret of secrets) expect(complaints('demo/meridian/app/.env', `KEY=${secret}`), secret).toHaveLength(1);
});

it('accepts placeholders, patterns and the documented example', () => {
  const harmless = [
    'sk-ant-...',
    'sk-your-key-here',
    'AKIAIOSFODNN7EXAMPLE',
    'hf_xxx',
    `sk-proj-${'x'.repeat(40)}`,
    '/sk-ant-[A-Za-z0-9_-]{40}/',
    '-----BEGIN PRIVATE KEY-----',
    'task-force-of-something-long-and-hyphenated-here',
  ];
  for (const text of harmless) expect(complaints('src/recognizers/secrets/find.ts', text), text).toEqual([]);
});
