import { describe, expect, it } from 'vitest';
import { anyGlob, glob } from './glob.ts';

describe('a pattern, alone and among others', () => {
  it.each([
    ['*.tf', 'main.tf', true],
    ['*.tf', 'infra/modules/main.tf', true],
    ['*.tf', 'main.tf.json', false],
    ['*.tf', 'maintf', false],
    ['mcp.json', 'a/b/mcp.json', true],
    ['mcp.json', 'a/b/.mcp.json', false],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/a/b.ts', false],
    ['src/*.ts', 'lib/src/a.ts', false],
    ['src/**', 'src/a/b.ts', true],
    ['src/**', 'srcs/a.ts', false],
    ['src/**/b.ts', 'src/b.ts', true],
    ['src/**/b.ts', 'src/x/y/b.ts', true],
    ['src/**/b.ts', 'src/x/ab.ts', false],
    ['**/.vscode/mcp.json', '.vscode/mcp.json', true],
    ['**/.vscode/mcp.json', 'apps/desk/.vscode/mcp.json', true],
    ['**/.vscode/mcp.json', 'apps/x.vscode/mcp.json', false],
    ['**/src/a.ts', 'mysrc/a.ts', false],
    ['**/a/**/b/*.ts', 'x/a/y/z/b/c.ts', true],
    ['**/a/**/b/*.ts', 'x/a/y/zb/c.ts', false],
    ['**/*', 'any/thing', true],
    ['**', 'any/thing', true],
    ['data-?.csv', 'x/data-1.csv', true],
    ['data-?.csv', 'x/data-10.csv', false],
    ['a/?b', 'a//b', false],
    ['**/*.{yaml,yml}', 'a/b.yml', true],
    ['{a,b}/{c,d}.ts', 'b/c.ts', true],
    ['{a,b}/{c,d}.ts', 'c/b.ts', false],
    ['a{b', 'a{b', true],
    ['arn:aws:s3:::data-*', 'arn:aws:s3:::data-eu', true],
    ['src/', 'src/', true],
    ['**/.ext', 'a/.ext', true],
    ['*.d.ts', 'a/b.d.ts', true],
    ['*.d.ts', 'a/b.ts', false],
    ['*.', 'a.', true],
    ['x*.y*', 'xa.yb', true],
    ['', '', true],
    ['', 'a', false],
  ])('%j on %j: %s', (pattern, text, matches) => {
    expect(glob(pattern)(text)).toBe(matches);
    expect(anyGlob(['nothing.like-it', pattern])(text)).toBe(matches);
  });

  it('of many braces has at most 200 alternatives and no depth', () => {
    expect(glob('{a,b}'.repeat(10))('a'.repeat(10))).toBe(true);
    expect(glob('{a}'.repeat(50_000))('a'.repeat(50_000))).toBe(true);
    expect(glob('{'.repeat(50_000))('x')).toBe(false);
  });

  it('of many stars ends on a name of many almost-matches', () => {
    expect(glob(`x/${'*a'.repeat(50)}b`)(`x/${'a'.repeat(3000)}`)).toBe(false);
    expect(glob(`${'**/'.repeat(50)}b/*x`)('a/'.repeat(1500))).toBe(false);
  });
});

describe('several patterns', () => {
  it('match what one of them matches, none match nothing', () => {
    expect(['a.py', 'b/c.ts', 'd.md'].filter(anyGlob(['*.py', 'b/**']))).toEqual(['a.py', 'b/c.ts']);
    expect(anyGlob([])('a.py')).toBe(false);
  });
});
