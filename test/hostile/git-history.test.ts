import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inPlace, type Place } from '../pharos.ts';
import { BESIDE, fakeKey, unharmed } from './estate.ts';

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

/** A repository with a key in its first commit only. */
function leaking(folder: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(folder, '.env'), `OPENAI_API_KEY=${fakeKey(3)}\n`);
  git(folder, 'add', '--all', '--force');
  git(folder, 'commit', '--quiet', '--message', 'A key');
  git(folder, 'rm', '--quiet', '.env');
  git(folder, 'commit', '--quiet', '--message', 'No key');
}

async function told({ report }: Place): Promise<{ harm: string[]; keys: number; history: string[] }> {
  const found = await report();
  return {
    harm: unharmed(found),
    keys: found.findings.filter(({ check, status }) => check === 'leaked-provider-key' && status === 'fail').length,
    history: found.coverage.filter(({ what }) => what === 'history').map(({ status, reason }) => `${status} ${reason}`),
  };
}

/** A loose object under a name that is not its own. */
function put(git: string, name: string, type: string, body: Buffer | string): void {
  const bytes = Buffer.from(body as string);
  mkdirSync(join(git, 'objects', name.slice(0, 2)), { recursive: true });
  writeFileSync(
    join(git, 'objects', name.slice(0, 2), name.slice(2)),
    deflateSync(Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])),
  );
}

describe('the history of a hostile repository', () => {
  it('is not read outside of the target, whatever points there', () =>
    inPlace({ ...BESIDE }, async (place) => {
      const { folder } = place;
      const outside = join(folder, 'outside');
      leaking(outside);
      const tip = git(outside, 'rev-parse', 'HEAD~1').trim();
      const ways: Record<string, (estate: string) => void> = {
        alternates: (estate) => {
          git(estate, 'init', '--quiet');
          writeFileSync(join(estate, '.git/objects/info/alternates'), `${join(outside, '.git/objects')}\n`);
          writeFileSync(join(estate, '.git/refs/heads/main'), `${tip}\n`);
        },
        commondir: (estate) => {
          git(estate, 'init', '--quiet');
          writeFileSync(join(estate, '.git/commondir'), `${join(outside, '.git')}\n`);
        },
        gitdir: (estate) => writeFileSync(join(estate, '.git'), `gitdir: ${join(outside, '.git')}\n`),
        link: (estate) => symlinkSync(join(outside, '.git'), join(estate, '.git')),
        objects: (estate) => {
          git(estate, 'init', '--quiet');
          renameSync(join(estate, '.git/objects'), join(estate, '.git/aside'));
          symlinkSync(join(outside, '.git/objects'), join(estate, '.git/objects'));
          writeFileSync(join(estate, '.git/refs/heads/main'), `${tip}\n`);
        },
      };
      for (const [way, make] of Object.entries(ways)) {
        execFileSync('rm', ['-rf', join(folder, 'estate/.git')]);
        make(join(folder, 'estate'));
        const found = await told(place);
        expect([way, found.harm, found.keys]).toEqual([way, [], 0]);
        expect([way, found.history.join('\n')]).toEqual([way, expect.stringMatching(/outside|not followed|missing|could not be read/)]);
      }
    }));

  it('with commits, trees and tags that hold themselves ends, and what else it holds is found', () =>
    inPlace({ ...BESIDE }, async (place) => {
      const estate = join(place.folder, 'estate');
      leaking(estate);
      const store = join(estate, '.git');
      const [self, tree, tag, other] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string, string];
      const raw = Buffer.from(tree, 'hex');
      const entries = ['a', 'b', 'c', 'd'].map((name) => Buffer.concat([Buffer.from(`40000 ${name}\0`), raw]));
      put(store, tree, 'tree', Buffer.concat(entries));
      const who = 'Nobody <nobody@example.org> 99999999999 +0000';
      put(store, self, 'commit', `tree ${tree}\n${`parent ${self}\n`.repeat(5000)}author ${who}\ncommitter ${who}\n\nSelf\n`);
      put(store, other, 'commit', `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nOther\n`);
      put(store, tag, 'tag', `object ${tag}\ntype tag\ntag self\n\nSelf\n`);
      writeFileSync(join(store, 'refs/heads/self'), `${self}\n`);
      writeFileSync(join(store, 'refs/heads/other'), `${other}\n`);
      writeFileSync(join(store, 'refs/tags/self'), `${tag}\n`);
      writeFileSync(join(store, 'refs/heads/looks\u001b[31m'), 'ref: refs/heads/looks\n');
      const found = await told(place);
      expect([found.harm, found.keys]).toEqual([[], 1]);
      expect(found.history).toContainEqual(expect.stringContaining('Folders deeper than 100, or one folder at more than 256 paths'));
    }));

  it('that is cut, overwritten or a bomb costs itself, and says so', () =>
    inPlace({ ...BESIDE }, async (place) => {
      const estate = join(place.folder, 'estate');
      leaking(estate);
      git(estate, 'gc', '--quiet', '--prune=now');
      const packs = join(estate, '.git/objects/pack');
      const name = readdirSync(packs).find((file) => file.endsWith('.pack'));
      const [pack, index] = [join(packs, name!), join(packs, name!.replace('.pack', '.idx'))];
      const [whole, wholeIndex] = [readFileSync(pack), readFileSync(index)];
      const bomb = Buffer.concat([
        whole.subarray(0, 12),
        Buffer.from([0xb0 | 0x80, 0x80, 0x80, 0x80, 0x01]),
        deflateSync(Buffer.alloc(200 * 1024 * 1024)),
        whole.subarray(-20),
      ]);
      const states: [Buffer, Buffer][] = [
        [whole.subarray(0, whole.length / 2), wholeIndex],
        [whole, wholeIndex.subarray(0, 900)],
        [Buffer.alloc(whole.length, 'x'), wholeIndex],
        [Buffer.concat([whole.subarray(0, 12), Buffer.alloc(whole.length, 0xff)]), wholeIndex],
        [bomb, wholeIndex],
      ];
      for (const [first, second] of states) {
        for (const file of [pack, index]) execFileSync('chmod', ['u+w', file]);
        writeFileSync(pack, first);
        writeFileSync(index, second);
        const found = await told(place);
        expect(found.harm).toEqual([]);
        expect(found.history).toContainEqual(expect.stringMatching(/^partial .*(?:missing|could not be read|was not read)/));
      }
    }));
});
