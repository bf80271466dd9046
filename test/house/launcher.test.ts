import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../pharos', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pharos launcher '));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('./pharos of this clone', () => {
  const help = (command: string, cwd: string): SpawnSyncReturns<string> => spawnSync(command, ['--help'], { cwd, encoding: 'utf8' });

  it('helps from another folder', () => {
    const run = help(launcher, folder);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('scan');
  });

  it('helps through a symbolic link to a symbolic link, absolute and relative', () => {
    mkdirSync(join(folder, 'bin'));
    symlinkSync(launcher, join(folder, 'bin/real'));
    symlinkSync('../bin/real', join(folder, 'bin/pharos'));
    const run = help('bin/pharos', folder);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('scan');
  });

  it('helps when it is found on the PATH', () => {
    mkdirSync(join(folder, 'bin'));
    symlinkSync(launcher, join(folder, 'bin/pharos'));
    const run = spawnSync('pharos', ['--help'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
    });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });
});

/** A clone that holds only what the launcher touches, on a machine whose npm and Node are ours. */
describe('on first use', () => {
  let clone: string;
  let machine: string;

  beforeEach(() => {
    clone = join(folder, 'clone');
    machine = join(folder, 'machine');
    for (const made of [clone, machine, join(clone, 'src/cli'), join(clone, 'tools')]) mkdirSync(made, { recursive: true });
    copyFileSync(launcher, join(clone, 'pharos'));
    chmodSync(join(clone, 'pharos'), 0o755);
    writeFileSync(join(clone, 'package-lock.json'), '{"lockfileVersion":3}\n');
    for (const tool of ['sh', 'cat', 'cksum', 'mktemp', 'readlink', 'rm', 'mkdir', 'cp', 'chmod'])
      symlinkSync(which(tool), join(machine, tool));
  });

  const which = (tool: string): string => spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
  const program = (name: string, script: string): void => writeFileSync(join(machine, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const run = (...given: string[]): SpawnSyncReturns<string> =>
    spawnSync(join(clone, 'pharos'), given, { cwd: folder, encoding: 'utf8', env: { PATH: machine, HOME: folder, TMPDIR: folder } });

  /** npm ci that brings a Node which prints what it is asked to run; each call leaves a line in npm.log. */
  const goodNpm = (): void => {
    program('node', 'echo 20');
    writeFileSync(
      join(folder, 'brought-node'),
      '#!/bin/sh\ncase $1 in */installed.ts) exit 1 ;; */materialise.ts) echo materialised >&2; exit 0 ;; esac\nprintf "%s\\n" "$@"\n',
    );
    program(
      'npm',
      `echo "$PWD $1" >>"${join(folder, 'npm.log')}"; echo chatter; mkdir -p node_modules/.bin; cp "${join(folder, 'brought-node')}" node_modules/.bin/node; chmod +x node_modules/.bin/node`,
    );
  };
  const npmCalls = (): string[] => readFileSync(join(folder, 'npm.log'), 'utf8').trim().split('\n');

  it('installs once with one line on standard error, passes arguments on untouched', () => {
    goodNpm();
    const first = run('scan', 'a b', '--name', "it's");
    expect(first.stdout).toBe(`${join(clone, 'src/cli/main.ts')}\nscan\na b\n--name\nit's\n`);
    expect(first.stderr).toBe('pharos: installing what package-lock.json names (once, about a minute) ...\n');
    expect(first.status).toBe(0);
    const second = run('--help');
    expect([second.stderr, second.status]).toEqual(['', 0]);
    expect(npmCalls()).toEqual([`${clone} ci`]);
  });

  it('installs again when package-lock.json changed', () => {
    goodNpm();
    run('--help');
    appendFileSync(join(clone, 'package-lock.json'), ' \n');
    expect(run('--help').status).toBe(0);
    expect(npmCalls()).toHaveLength(2);
  });

  it('keeps an installation made by hand that is in step', () => {
    goodNpm();
    mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(clone, 'node_modules/.bin/node'), '#!/bin/sh\ncase $1 in */installed.ts) exit 0 ;; esac\necho by hand\n', {
      mode: 0o755,
    });
    writeFileSync(join(folder, 'npm.log'), '');
    expect([run('--help').stdout, npmCalls()]).toEqual(['by hand\n', ['']]);
  });

  it('completes the demo once, and again when its script or a template changed', () => {
    goodNpm();
    mkdirSync(join(clone, 'demo'));
    writeFileSync(join(clone, 'demo/materialise.ts'), '');
    expect(run('--help').stderr).toContain('materialised\n');
    expect(run('--help').stderr).toBe('');
    const template = join(clone, 'demo/templates/services/desk.template');
    mkdirSync(join(clone, 'demo/templates/services'), { recursive: true });
    writeFileSync(template, '');
    const earlier = new Date(Date.now() - 3_600_000);
    for (const part of [template, join(template, '..'), join(template, '../..')]) utimesSync(part, earlier, earlier);
    expect(run('--help').stderr).toBe('');
    const later = new Date(Date.now() + 3_600_000);
    utimesSync(template, later, later);
    expect(run('--help').stderr).toContain('materialised\n');
  });

  it('says what is missing, without a stack', () => {
    expect(run('--help')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^pharos: Node is missing\. Install Node 20 or newer with npm .*\n$/),
    });
    program('node', 'echo 20');
    expect(run('--help')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^pharos: npm is missing\. .*\n$/) });
    program('npm', 'exit 0');
    program('node', 'if [ "$1" = -v ]; then echo v18.19.0; else echo 18; fi');
    expect(run('--help')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Node v18.19.0 is too old') });
  });

  it('shows what npm said when it fails, on standard error', () => {
    program('node', 'echo 22');
    program('npm', 'echo "npm error network" >&2; exit 1');
    const failed = run('scan', '.', '--json');
    expect([failed.status, failed.stdout]).toEqual([2, '']);
    expect(failed.stderr).toContain('npm error network');
    expect(failed.stderr).toContain('the installation failed');
  });
});
