import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { normaliseRemote, remoteOf } from './remote.ts';

describe('the normalised form of a remote', () => {
  // Forms: git-scm.com/docs/git-clone, "Git URLs".
  it.each([
    ['https://github.com/Acme/Desk.git', 'github.com/Acme/Desk'],
    ['https://user:word@GitHub.com/Acme/Desk.git/', 'github.com/Acme/Desk'],
    ['http://git.example.org:8080/acme/desk', 'git.example.org/acme/desk'],
    ['ssh://git@github.com:22/Acme/Desk.git', 'github.com/Acme/Desk'],
    ['git@github.com:Acme/Desk.git', 'github.com/Acme/Desk'],
    ['git@github.com:/Acme/Desk.git', 'github.com/Acme/Desk'],
    ['git.example.org:acme/team/desk', 'git.example.org/acme/team/desk'],
    ['host:acme/desk', 'host/acme/desk'],
    ['git://git.kernel.org/pub/scm/git/git.git', 'git.kernel.org/pub/scm/git/git'],
    ['git+ssh://git@github.com/Acme/Desk.git', 'github.com/Acme/Desk'],
    ['ssh://git@[2001:db8::1]:22/acme/desk.git', '[2001:db8::1]/acme/desk'],
    ['../desk.git', undefined],
    ['/srv/git/desk.git', undefined],
    ['file:///srv/git/desk.git', undefined],
    ['C:\\git\\desk', undefined],
    ['C:/git/desk', undefined],
    ['https://github.com/', undefined],
    ['', undefined],
  ])('%j is %j', (url, expected) => {
    expect(normaliseRemote(url)).toBe(expected);
  });

  it('holds no user and no password', () => {
    expect(normaliseRemote('https://oauth2:word@git.example.org/acme/desk.git')).toBe('git.example.org/acme/desk');
    expect(normaliseRemote('https://a@b:word@git.example.org/acme/desk.git')).toBe('git.example.org/acme/desk');
  });
});

describe('the remote of a work tree', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pharos-remote-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  it('is origin, else the first', () => {
    put(
      '.git/config',
      '[core]\n\turl = https://no.example.org/a/b\n[remote "fork"]\n\turl = https://git.example.org/me/desk.git\n[remote "origin"]\n\tfetch = +refs/*\n\turl = https://git.example.org/acme/desk.git\n[branch "main"]\n\turl = x\n',
    );
    expect(remoteOf(root)).toBe('git.example.org/acme/desk');
    put(
      '.git/config',
      '[remote "fork"]\n\turl = https://git.example.org/me/desk.git\n[remote "far"]\n\turl = https://git.example.org/far/desk.git\n',
    );
    expect(remoteOf(root)).toBe('git.example.org/me/desk');
  });

  it('reads quotes, comments and any case as git does', () => {
    put('.git/config', '; mine\n[REMOTE "origin"] ; here\n\tURL = "https://git.example.org/acme/desk.git" # there\n');
    expect(remoteOf(root)).toBe('git.example.org/acme/desk');
  });

  it('of a linked work tree stands in the common folder', () => {
    put('main/.git/config', '[remote "origin"]\n\turl = git@git.example.org:acme/desk.git\n');
    put('main/.git/worktrees/two/commondir', '../..\n');
    put('two/.git', `gitdir: ${join(root, 'main/.git/worktrees/two')}\n`);
    expect(remoteOf(join(root, 'two'))).toBe('git.example.org/acme/desk');
  });

  it('is absent without a repository, without remotes, with local ones, with junk', () => {
    expect(remoteOf(root)).toBeUndefined();
    for (const text of [
      '',
      '[core]\n\tbare = false\n',
      '[remote "origin"]\n\turl = ../desk\n',
      '\0\0[remote',
      '[remote "origin"]\nurl',
      '[remote "'.repeat(1000),
    ]) {
      put('.git/config', text);
      expect(remoteOf(root)).toBeUndefined();
    }
    rmSync(join(root, '.git'), { recursive: true });
    put('.git', 'gitdir: /nowhere/at/all\n');
    expect(remoteOf(root)).toBeUndefined();
  });

  it('is not asked of git: nothing a configuration names is run', () => {
    put(
      '.git/config',
      `[core]\n\tfsmonitor = touch ${join(root, 'ran')}\n\tpager = touch ran\n[include]\n\tpath = /etc/passwd\n[remote "origin"]\n\turl = ext::sh -c touch% ran\n`,
    );
    expect(remoteOf(root)).toBeUndefined();
  });
});
