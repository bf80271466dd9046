import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readIndex } from './index-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pharos-index-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', ...args], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

const NAMES = ['.env', 'a b.txt', 'deep/er/one.py', 'deep/er/two.py', 'deep/x', 'é世界.md', `${'long/'.repeat(40)}name`];

/** The index that git itself writes of these files. */
function indexOf(version: number, ...init: string[]): Buffer {
  git('init', '--quiet', ...init);
  for (const name of NAMES) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
  git('add', '--all');
  git('update-index', '--index-version', String(version));
  return readFileSync(join(folder, '.git/index'));
}

function tracked(bytes: Buffer, wanted: readonly string[] = [...NAMES, 'none', 'deep']): string[] | string {
  const answer = readIndex(bytes, new Set(wanted));
  return 'problem' in answer ? answer.problem : [...answer.tracked].sort();
}

/** With the checksum that belongs to it. */
function signed(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, -20);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

describe("git's index", () => {
  it.each([2, 4])('as git writes it in version %i', (version) => {
    const bytes = indexOf(version);
    expect(bytes.readUInt32BE(4)).toBe(version);
    expect(tracked(bytes)).toEqual([...NAMES].sort());
  });

  it('in version 3, which git writes for files that are only meant to be added', () => {
    const before = indexOf(2);
    expect(before.length).toBeGreaterThan(0);
    writeFileSync(join(folder, 'later'), 'later');
    git('add', '--intent-to-add', 'later');
    const bytes = readFileSync(join(folder, '.git/index'));
    expect(bytes.readUInt32BE(4)).toBe(3);
    expect(tracked(bytes)).toEqual([...NAMES].sort());
  });

  it('of a repository with SHA-256', () => {
    expect(tracked(indexOf(2, '--object-format=sha256'))).toEqual([...NAMES].sort());
  });

  it('without a checksum', () => {
    const bytes = indexOf(2);
    expect(tracked(Buffer.concat([bytes.subarray(0, -20), Buffer.alloc(20)]))).toEqual([...NAMES].sort());
  });

  it('does not know what lies in a submodule', () => {
    indexOf(2);
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`);
    const answer = readIndex(readFileSync(join(folder, '.git/index')), new Set(['sub/.env']));
    expect('uncertain' in answer && [answer.uncertain('sub/.env'), answer.uncertain('subject')]).toEqual([true, false]);
  });

  it('that is split in two files is not answered from one of them', () => {
    indexOf(2);
    git('update-index', '--split-index');
    expect(tracked(readFileSync(join(folder, '.git/index')))).toBe('it is split in two files');
  });

  it('says what is wrong with damaged bytes', () => {
    const bytes = indexOf(2);
    expect(tracked(Buffer.alloc(0))).toBe('it is no index');
    expect(tracked(Buffer.from('DIRC'))).toBe('it is no index');
    const other = Buffer.from(bytes);
    other.writeUInt32BE(9, 4);
    expect(tracked(other)).toBe('version 9 is not known');
    const flipped = Buffer.from(bytes);
    flipped[90]! ^= 1;
    expect(tracked(flipped)).toBe('it is damaged');
    const many = Buffer.from(bytes);
    many.writeUInt32BE(0xffffffff, 8);
    expect(tracked(signed(many))).toMatch(/^it is (?:damaged|cut off)$/);
  });

  it.each([2, 4])('never throws and never loops on version %i cut or changed anywhere, checksum mended', (version) => {
    const bytes = indexOf(version);
    const answers = new Set<string>();
    for (let at = 0; at < bytes.length - 20; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 0xff;
      for (const hostile of [signed(changed), signed(Buffer.from(bytes.subarray(0, at + 20)))]) {
        const answer = tracked(hostile);
        answers.add(typeof answer === 'string' ? answer : 'read');
      }
    }
    expect([...answers]).toEqual(expect.arrayContaining(['read', 'it is damaged', 'it is cut off']));
  });
});
