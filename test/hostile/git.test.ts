import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inPlace, type Place } from '../pharos.ts';
import { BESIDE, unharmed } from './estate.ts';

function git(folder: string, ...args: string[]): void {
  execFileSync(
    'git',
    [
      '-c',
      'user.name=Nobody',
      '-c',
      'user.email=nobody@example.org',
      '-c',
      'init.defaultBranch=main',
      '-c',
      'protocol.file.allow=always',
      ...args,
    ],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' } },
  );
}

/** Makes `estate` a repository with everything committed. */
function commit({ folder }: Place): void {
  git(`${folder}/estate`, 'init', '--quiet');
  git(`${folder}/estate`, 'add', '--all', '--force');
  git(`${folder}/estate`, 'commit', '--quiet', '--message', 'Everything');
}

/** A configuration in which every way to run a command that git knows touches the canary. */
function arm(folder: string, canary: string): void {
  const touch = `touch ${canary}`;
  const config = `
[core]
	fsmonitor = "${touch}; false"
	sshCommand = ${touch}
	pager = ${touch}
	editor = ${touch}
	hooksPath = hooks
	gitProxy = ${touch}
	askPass = ${folder}/askpass
[diff]
	external = ${touch}
[diff "all"]
	textconv = ${touch}
	command = ${touch}
[filter "all"]
	clean = ${touch}
	smudge = ${touch}
	process = ${touch}
	required = true
[filter "lfs"]
	smudge = ${touch}
	process = ${touch}
[merge "all"]
	driver = ${touch}
[alias]
	status = "!${touch}"
	ls-files = "!${touch}"
	config = "!${touch}"
	rev-parse = "!${touch}"
[credential]
	helper = "!${touch}"
[gpg]
	program = ${touch}
[uploadpack]
	packObjectsHook = ${touch}
[remote "origin"]
	url = https://code.example/books/harbour.git
	uploadpack = ${touch}
	proxy = ${touch}
	vcs = ext
[include]
	path = ../more
[url "ext::sh -c ${touch} "]
	insteadOf = https://code.example/
`;
  writeFileSync(`${folder}/estate/.git/config`, `${config}[core]\n\trepositoryformatversion = 0\n\tbare = false\n`);
  writeFileSync(`${folder}/estate/.git/more`, `[core]\n\tfsmonitor = ${touch}\n`);
  mkdirSync(`${folder}/estate/.git/hooks`, { recursive: true });
  for (const hook of [
    'post-checkout',
    'pre-commit',
    'post-index-change',
    'fsmonitor-watchman',
    'reference-transaction',
    'post-merge',
    'pre-auto-gc',
  ]) {
    writeFileSync(`${folder}/estate/.git/hooks/${hook}`, `#!/bin/sh\n${touch}\n`);
    chmodSync(`${folder}/estate/.git/hooks/${hook}`, 0o755);
  }
}

describe('git', () => {
  it('runs nothing a scanned .git/config names', () =>
    inPlace({ ...BESIDE, 'estate/.gitattributes': '* filter=all diff=all merge=all\n' }, async (place) => {
      commit(place);
      const canary = `${place.folder}/canary`;
      arm(place.folder, canary);
      const found = await place.report();
      expect(unharmed(found)).toEqual([]);
      expect(found.scan.targets.map(({ id }) => id)).toEqual(['code.example/books/harbour']);
      expect((await place.pharos('scan', 'estate', '--gitignore', '--fail-on', 'never')).code).toBe(0);
      expect(existsSync(canary)).toBe(false);
    }));

  it('clones a repository by its URL, scans it, runs nothing of it and leaves nothing behind', () =>
    inPlace({ ...BESIDE }, async (place) => {
      commit(place);
      const canary = `${place.folder}/canary`;
      arm(place.folder, canary);
      const found = await place.report(pathToFileURL(`${place.folder}/estate`).href);
      expect(unharmed(found)).toEqual([]);
      expect(found.scan.targets.map(({ kind }) => kind)).toEqual(['git']);
      expect(JSON.stringify(found)).not.toContain(place.folder);
      expect(existsSync(canary)).toBe(false);
      expect(readdirSync(place.temporary).filter((name) => name.startsWith('pharos-'))).toEqual([]);
    }));

  it('clones without submodules, filters and hooks', () =>
    inPlace({ ...BESIDE, 'inner/secret.py': 'from agents import Agent\ninner = Agent(name="inner", model="gpt-4.1")\n' }, async (place) => {
      const { folder } = place;
      const canary = `${folder}/canary`;
      git(`${folder}/inner`, 'init', '--quiet');
      git(`${folder}/inner`, 'add', '--all');
      git(`${folder}/inner`, 'commit', '--quiet', '--message', 'Inner');
      place.write({ 'estate/.gitattributes': '*.py filter=lfs diff=lfs merge=lfs\n*.tf filter=evil\n' });
      commit(place);
      git(`${folder}/estate`, 'submodule', 'add', '--quiet', `${folder}/inner`, 'inner');
      git(`${folder}/estate`, 'commit', '--quiet', '--message', 'A submodule');
      // What the person configured for themselves is trusted, but a clone uses none of it that runs.
      mkdirSync(`${folder}/template/hooks`, { recursive: true });
      writeFileSync(`${folder}/template/hooks/post-checkout`, `#!/bin/sh\ntouch ${canary}\n`);
      chmodSync(`${folder}/template/hooks/post-checkout`, 0o755);
      writeFileSync(
        `${folder}/.gitconfig`,
        `[init]\n\ttemplateDir = ${folder}/template\n[filter "lfs"]\n\tsmudge = touch ${canary}\n\tprocess = touch ${canary}\n\trequired = true\n[submodule]\n\trecurse = true\n[core]\n\thooksPath = ${folder}/template/hooks\n\tfsmonitor = touch ${canary}\n`,
      );
      const found = await place.report(pathToFileURL(`${folder}/estate`).href);
      expect(unharmed(found)).toEqual([]);
      expect(found.assets.some(({ name }) => name === 'inner')).toBe(false);
      expect(existsSync(canary)).toBe(false);
    }));

  it('refuses git URLs that carry commands', () =>
    inPlace({}, async ({ pharos, folder }) => {
      const canary = `${folder}/canary`;
      const urls = [
        `ext::sh -c touch% ${canary}`,
        `ext::sh -c "touch ${canary}"`,
        `fd::17`,
        `--upload-pack=touch ${canary}`,
        `-utouch ${canary}`,
        `ssh://-oProxyCommand=touch%20${canary}/x`,
        `ssh://-oProxyCommand=touch ${canary}/x`,
        `git@-oProxyCommand=touch\${IFS}${canary}:x/y`,
        `file://${folder}/none --upload-pack=touch`,
        `https://x.invalid/$(touch ${canary}).git`,
        `git://-x/y`,
      ];
      for (const url of urls) {
        const ran = await pharos('scan', '--no-store', '--', url);
        expect([url, ran.code, ran.stdout]).toEqual([url, 2, '']);
        expect(ran.stderr, url).toMatch(/PHAROS_(?:TARGET_MISSING|TARGET_REFUSED|CLONE_FAILED)/);
      }
      expect(existsSync(canary)).toBe(false);
    }));

  it('does not clone when offline', () =>
    inPlace({ ...BESIDE }, async ({ pharos }) => {
      const alone = await pharos('scan', 'https://code.invalid/a/b.git', '--offline', '--no-store');
      expect([alone.code, alone.stderr]).toEqual([
        2,
        expect.stringContaining('Not fetched because Pharos is offline: https://code.invalid/a/b.git'),
      ]);
      for (const url of ['git@code.invalid:a/b.git', 'ssh://git@code.invalid/a/b', 'git://code.invalid/a/b'])
        expect((await pharos('scan', url, '--offline', '--no-store')).stderr).toContain('PHAROS_OFFLINE');
      const beside = (await pharos('scan', 'estate', 'https://code.invalid/a/b.git', '--offline', '--no-store', '--json')).json();
      expect(beside.coverage.filter(({ what }) => what === 'source').map(({ target, status }) => `${target} ${status}`)).toEqual([
        'https://code.invalid/a/b.git not-asked',
      ]);
      expect(unharmed(beside)).toEqual([]);
    }));
});
