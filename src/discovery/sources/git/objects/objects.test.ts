import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWithin } from '../../folder/open.ts';
import { bytesReader } from '../../../range.ts';
import { applyDelta } from './delta.ts';
import { LARGEST_OBJECT, type ObjectFiles, type ObjectRead, openObjects } from './objects.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pharos-objects-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): Buffer {
  return execFileSync('git', ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

/** Versions of a few files, so that git makes deltas of them, a binary one and a tag. */
function fill(...init: string[]): void {
  git('init', '--quiet', '--initial-branch=main', ...init);
  const lines = Array.from({ length: 400 }, (_, at) => `line ${at} of the book, ${(at * 7919) % 1000}`);
  for (let version = 0; version < 12; version++) {
    lines[version * 30] = `changed in version ${version}`;
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    writeFileSync(join(folder, 'deep/er/book.txt'), lines.join('\n'));
    writeFileSync(join(folder, `chapter ${version}.txt`), lines.slice(version).join('\n'));
    writeFileSync(join(folder, 'picture.bin'), Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * (version + 3)) % 256)));
    git('add', '--all');
    git('commit', '--quiet', '--message', `Version ${version}`);
  }
  writeFileSync(join(folder, 'empty'), '');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Nothing in it');
  git('tag', '--annotate', '--message', 'First', 'v1');
}

function files(root = join(folder, '.git/objects')): ObjectFiles {
  const names = existsSync(join(root, 'pack')) ? readdirSync(join(root, 'pack')) : [];
  return {
    packs: names.filter((name) => name.endsWith('.pack')).map((name) => name.slice(0, -5)),
    open: (path) => (existsSync(join(root, path)) ? openWithin(root, path) : undefined),
  };
}

/** Every object as git itself tells it. */
function told(): { name: string; type: string; bytes: Buffer }[] {
  const out: { name: string; type: string; bytes: Buffer }[] = [];
  const all = git('cat-file', '--batch-all-objects', '--batch');
  for (let at = 0; at < all.length;) {
    const end = all.indexOf(10, at);
    const [name, type, size] = all.toString('latin1', at, end).split(' ');
    out.push({ name: Buffer.from(name!, 'hex').toString('latin1'), type: type!, bytes: all.subarray(end + 1, end + 1 + Number(size)) });
    at = end + 2 + Number(size);
  }
  return out;
}

function isSame(read: ObjectRead, { type, bytes }: { type: string; bytes: Buffer }): boolean {
  return 'bytes' in read && read.type === type && read.bytes.equals(bytes);
}

describe("git's objects", () => {
  it.each<[string, string[], string[][], 20 | 32]>([
    ['loose', [], [], 20],
    ['packed as tightly as git can', [], [['gc', '--quiet', '--aggressive']], 20],
    ['in deltas that name their base', [], [['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=20']], 20],
    [
      'in two packs and loose',
      [],
      [
        ['repack', '-dq'],
        ['commit', '--quiet', '--allow-empty', '--message', 'Two'],
        ['repack', '-dq'],
        ['commit', '--quiet', '--allow-empty', '--message', 'Three'],
      ],
      20,
    ],
    ['with an index of version 1', [], [['-c', 'pack.indexVersion=1', 'repack', '-adfq']], 20],
    ['loose with SHA-256', ['--object-format=sha256'], [], 32],
    ['packed with SHA-256', ['--object-format=sha256'], [['gc', '--quiet', '--aggressive']], 32],
  ])('%s, are read as git reads them', (_, init, packing, hash) => {
    fill(...init);
    for (const command of packing) git(...command);
    const all = told();
    expect(all.length).toBeGreaterThan(60);
    const objects = openObjects(files(), hash);
    const byName = new Map(all.map((one) => [one.name, one]));
    const wrong = objects.inOrder(byName.keys()).filter((name) => !isSame(objects.read(name), byName.get(name)!));
    expect(wrong).toEqual([]);
    expect(objects.problems).toEqual([]);
    expect(objects.read('\u0001'.repeat(hash))).toEqual({ missing: true });
    objects.close();
  });

  it('say of a binary file that it is one, and of a text that is too large how large it is', () => {
    git('init', '--quiet');
    writeFileSync(join(folder, 'large.txt'), 'a line of a text\n'.repeat(LARGEST_OBJECT / 16));
    writeFileSync(join(folder, 'weights'), Buffer.concat([Buffer.from('head\0'), Buffer.alloc(200_000, 'x')]));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Two');
    const name = (path: string): string => Buffer.from(git('rev-parse', `HEAD:${path}`).toString().trim(), 'hex').toString('latin1');
    for (const pack of [false, true]) {
      if (pack) git('repack', '-adfq');
      const objects = openObjects(files(), 20);
      expect(objects.read(name('large.txt'), true)).toEqual({ tooLarge: true, size: (LARGEST_OBJECT / 16) * 17 });
      expect(objects.read(name('weights'), true)).toEqual({ binary: true, size: 200_005 });
      objects.close();
    }
  });

  it('stop when all the work that is allowed was done', () => {
    fill();
    git('repack', '-adfq');
    const objects = openObjects(files(), 20, 20_000);
    const answers = told().map(({ name }) => Object.keys(objects.read(name))[0]);
    expect(answers.at(-1)).toBe('exhausted');
    expect(objects.work()).toBeLessThan(80_000);
    objects.close();
  });
});

/** A pack with these entries and an index that names them. */
function pack(entries: readonly Buffer[], names: readonly Buffer[]): ObjectFiles {
  const head = Buffer.from('PACK\0\0\0\u0002\0\0\0\0', 'latin1');
  head.writeUInt32BE(entries.length, 8);
  const offsets: number[] = [];
  let at = 12;
  for (const entry of entries) {
    offsets.push(at);
    at += entry.length;
  }
  const sorted = names.map((name, number) => ({ name, offset: offsets[number]! })).sort((a, b) => Buffer.compare(a.name, b.name));
  const index = Buffer.alloc(8 + 1024 + sorted.length * 28 + 40);
  index.write('\u00fftOc', 0, 'latin1');
  index.writeUInt32BE(2, 4);
  for (let first = 0; first < 256; first++) index.writeUInt32BE(sorted.filter(({ name }) => name[0]! <= first).length, 8 + first * 4);
  sorted.forEach(({ name, offset }, number) => {
    name.copy(index, 1032 + number * 20);
    index.writeUInt32BE(offset, 1032 + sorted.length * 24 + number * 4);
  });
  const content: Record<string, Buffer> = {
    'pack/pack-1.pack': Buffer.concat([head, ...entries, Buffer.alloc(20)]),
    'pack/pack-1.idx': index,
  };
  return {
    packs: ['pack-1'],
    open: (path) => (content[path] ? { ...bytesReader(content[path]), close: () => undefined } : undefined),
  };
}

function header(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  let rest = Math.floor(size / 16);
  while (rest > 0) {
    bytes[bytes.length - 1]! |= 128;
    bytes.push(rest & 127);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from(bytes);
}

function varint(number: number): number[] {
  const bytes: number[] = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

const nameOf = (number: number): Buffer => Buffer.alloc(20, number);
const text = (number: number): string => nameOf(number).toString('latin1');

describe('hostile packs', () => {
  it('whose deltas are made of each other do not end, and are told', () => {
    const loop = (base: number): Buffer => Buffer.concat([header(7, 3), nameOf(base), deflateSync(Buffer.from([1, 1, 0]))]);
    const objects = openObjects(pack([loop(2), loop(1), loop(3)], [nameOf(1), nameOf(2), nameOf(3)]), 20);
    for (const number of [1, 2, 3]) expect(objects.read(text(number))).toEqual({ problem: 'its chain of deltas does not end' });
  });

  it('with bombs of all kinds give neither memory nor time', () => {
    const zeros = deflateSync(Buffer.alloc(64 * 1024 * 1024));
    const base = Buffer.alloc(60_000, 'a');
    // Copies the whole base again and again: a few bytes that become more than a gigabyte.
    const copy = [0b1111_0000, base.length & 255, base.length >> 8, 0];
    const copies = Buffer.from(Array.from({ length: 20_000 }, () => copy).flat());
    const delta = Buffer.concat([Buffer.from([...varint(base.length), ...varint(base.length * 20_000)]), copies]);
    const entries = [
      Buffer.concat([header(3, 100), zeros]),
      Buffer.concat([header(3, 64 * 1024 * 1024), zeros]),
      Buffer.concat([header(3, base.length), deflateSync(base)]),
      Buffer.concat([header(7, delta.length), nameOf(3), deflateSync(delta)]),
    ];
    const objects = openObjects(pack(entries, [1, 2, 3, 4].map(nameOf)), 20);
    expect([1, 2, 4].map((number) => objects.read(text(number)))).toEqual([
      { problem: 'it is damaged' },
      { tooLarge: true, size: 64 * 1024 * 1024 },
      { tooLarge: true, size: base.length * 20_000 },
    ]);
    expect(objects.work()).toBeLessThan(1_000_000);
  });

  it('cut or changed anywhere give an answer, never an exception', () => {
    fill();
    git('gc', '--quiet', '--aggressive');
    const root = join(folder, '.git/objects');
    const name = readdirSync(join(root, 'pack')).find((one) => one.endsWith('.pack'));
    const all = told().map((one) => one.name);
    const answers = new Set<string>();
    for (const file of [name!, name!.replace('.pack', '.idx')]) {
      const bytes = readFileSync(join(root, 'pack', file));
      for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 150)) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 0xff;
        for (const hostile of [changed, bytes.subarray(0, at)]) {
          const copy = join(folder, 'copy');
          cpSync(root, copy, { recursive: true });
          rmSync(join(copy, 'pack', file));
          writeFileSync(join(copy, 'pack', file), hostile);
          const objects = openObjects(files(copy), 20, 5_000_000);
          for (const one of all.slice(0, 25)) answers.add(Object.keys(objects.read(one))[0]!);
          for (const problem of objects.problems) answers.add(problem.replace(/^[^:]*: /, ''));
          objects.close();
        }
      }
    }
    expect([...answers]).toEqual(expect.arrayContaining(['type', 'problem', 'missing', 'it is no pack', 'its index is cut off']));
  });

  it.each([
    ['a size that does not end', [255, 255, 255, 255, 255, 255, 255, 255]],
    ['a command that is not known', [5, 5, 0]],
    ['a copy beyond the base', [5, 5, 0b1001_0001, 9, 9]],
    ['more than it announces', [5, 2, 3, 65, 65, 65]],
    ['less than it announces', [5, 9, 3, 65, 65, 65]],
    ['another base', [6, 3, 3, 65, 65, 65]],
    ['a text that is cut off', [5, 9, 9, 65]],
  ])('a delta with %s', (_, bytes) => {
    expect(applyDelta(Buffer.from('12345'), Buffer.from(bytes), 1000)).toHaveProperty('problem');
  });
});
