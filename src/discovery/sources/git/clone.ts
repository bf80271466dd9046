import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PharosError } from '../../../core/errors.ts';
import type { ExtentName } from '../../history.ts';
import type { Source } from '../../source.ts';
import { folderSource } from '../folder/folder.ts';
import { normaliseRemote } from './remote.ts';
import { everythingTracked } from './tracking.ts';

/** Every branch and tag is fetched for the whole history only; for the usual scan so many commits of the default branch. */
const HOW_MUCH: Readonly<Record<ExtentName, readonly string[]>> = {
  off: ['--depth', '1', '--single-branch', '--no-tags'],
  recent: ['--depth', '1000', '--single-branch', '--no-tags'],
  full: ['--no-single-branch'],
};

const URL_FORM = /^(?:https?:\/\/|ssh:\/\/|git:\/\/|file:\/\/|[\w.-]+@[\w.-]+:)[^\s]+$/;

/** Whether a target on the command line names a repository to clone (not a folder). */
export function isGitUrl(target: string): boolean {
  return URL_FORM.test(target) && !target.startsWith('-');
}

/**
 * Clones into a temporary folder and gives it as a source; `done` removes the folder. Nothing of the repository can run:
 * no submodules, no filters (no LFS smudge), no hooks, no templates, no `ext::` transport, no system or user configuration
 * beyond credentials, no prompt.
 */
export async function cloneSource(
  url: string,
  options: { name?: string; history?: ExtentName; signal?: AbortSignal },
): Promise<{ source: Source; done(): void }> {
  if (!isGitUrl(url)) throw new PharosError('PHAROS_TARGET_REFUSED', { target: url, reason: 'not a git URL' });
  const shown = url.replace(/\/\/[^@/]*@/, '//');
  const folder = mkdtempSync(join(tmpdir(), 'pharos-clone-'));
  const done = (): void => rmSync(folder, { recursive: true, force: true });
  const quiet = [
    'protocol.ext.allow=never',
    'protocol.file.allow=always',
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.symlinks=false',
    'filter.lfs.smudge=',
    'filter.lfs.process=',
    'filter.lfs.required=false',
    'advice.detachedHead=false',
  ];
  const work = join(folder, 'work');
  const argv = [
    ...quiet.flatMap((setting) => ['-c', setting]),
    'clone',
    '--quiet',
    ...HOW_MUCH[options.history ?? 'recent'],
    '--no-recurse-submodules',
    '--template=',
    '--',
    url,
    work,
  ];
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn('git', argv, {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', GIT_LFS_SKIP_SMUDGE: '1', GIT_CONFIG_NOSYSTEM: '1' },
        ...(options.signal ? { signal: options.signal } : {}),
      });
      let complaint = '';
      child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString('utf8')).slice(-2000)));
      child.on('error', (error) => reject(error));
      child.on('close', (code) => {
        if (code === 0) return resolve();
        const reason = complaint.replaceAll(url, shown).trim().split('\n').at(-1) ?? `git ended with ${code}`;
        reject(new PharosError('PHAROS_CLONE_FAILED', { target: shown, reason }));
      });
    });
    const folderAsSource = folderSource(
      work,
      options.name ?? normaliseRemote(url) ?? (shown.split('/').at(-1) ?? 'repository').replace(/\.git$/, ''),
    );
    return { source: { ...folderAsSource, kind: 'git', tracking: everythingTracked() }, done };
  } catch (error) {
    done();
    throw error;
  }
}
