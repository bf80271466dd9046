import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WALK_LIMITS } from '../../source.ts';
import { folderSource } from '../folder/folder.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'pharos-tracking-')));
  root = join(base, 'desk');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
}

function git(folder: string, ...args: string[]): void {
  execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', ...args], {
    cwd: join(root, folder),
    stdio: 'ignore',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

async function standings(...paths: string[]): Promise<Record<string, string>> {
  const source = folderSource(root);
  await source.walk({ gitignore: false, ignored: () => false, limits: WALK_LIMITS });
  return Object.fromEntries(source.tracking!.standings(paths));
}

describe('the standing of files', () => {
  it('is what the index and the ignore rules say', async () => {
    put('kept.env', 'left.env', 'sub/.env', 'sub/deep/.env', 'out/a.env', 'out/b.env', 'new.env', 'mine.env');
    git('', 'init', '--quiet');
    writeFileSync(join(root, '.gitignore'), '.env\nleft.env\nout/\n!out/b.env\n');
    writeFileSync(join(root, 'sub/.gitignore'), '!/.env\n');
    mkdirSync(join(root, '.git/info'), { recursive: true });
    writeFileSync(join(root, '.git/info/exclude'), 'mine.env\n');
    git('', 'add', 'kept.env', '.gitignore');
    const paths = ['kept.env', 'left.env', 'sub/.env', 'sub/deep/.env', 'out/a.env', 'out/b.env', 'new.env', 'mine.env'];
    expect(await standings(...paths)).toEqual({
      'kept.env': 'tracked',
      'left.env': 'ignored',
      'sub/.env': 'untracked',
      'sub/deep/.env': 'ignored',
      'out/a.env': 'ignored',
      'out/b.env': 'ignored',
      'new.env': 'untracked',
      'mine.env': 'ignored',
    });
  });

  it('comes from the nearest repository', async () => {
    put('a/.env', 'b/.env', '.env');
    git('a', 'init', '--quiet');
    git('a', 'add', '.env');
    git('b', 'init', '--quiet');
    put('b/other');
    git('b', 'add', 'other');
    expect(await standings('a/.env', 'b/.env', '.env')).toEqual({ 'a/.env': 'tracked', 'b/.env': 'untracked' });
  });

  it('is read through the .git file of a linked work tree, but only inside of the target', async () => {
    put('main/.env');
    git('main', 'init', '--quiet');
    git('main', 'add', '.env');
    git('main', 'commit', '--quiet', '--message', 'All');
    git('main', 'worktree', 'add', '--quiet', '../side');
    expect(await standings('main/.env', 'side/.env')).toEqual({ 'main/.env': 'tracked', 'side/.env': 'tracked' });
    renameSync(join(root, 'main'), join(base, 'main'));
    writeFileSync(join(root, 'side/.git'), `gitdir: ${join(base, 'main/.git/worktrees/side')}\n`);
    expect(await standings('side/.env')).toEqual({});
  });

  it('is not known where .git is a link, damaged, or missing', async () => {
    put('.env');
    expect(await standings('.env')).toEqual({});
    git('', 'init', '--quiet');
    git('', 'add', '.env');
    expect(await standings('.env')).toEqual({ '.env': 'tracked' });
    renameSync(join(root, '.git'), join(base, 'elsewhere'));
    symlinkSync(join(base, 'elsewhere'), join(root, '.git'));
    expect(await standings('.env')).toEqual({});
    rmSync(join(root, '.git'));
    mkdirSync(join(root, '.git'));
    writeFileSync(join(root, '.git/index'), 'DIRC');
    expect(await standings('.env')).toEqual({});
  });

  it('has a stamp that changes with the index and the rules', async () => {
    put('.env');
    git('', 'init', '--quiet');
    const source = folderSource(root);
    await source.walk({ gitignore: false, ignored: () => false, limits: WALK_LIMITS });
    const before = source.tracking!.stamp();
    expect(source.tracking!.stamp()).toBe(before);
    git('', 'add', '.env');
    expect(source.tracking!.stamp()).not.toBe(before);
  });
});
