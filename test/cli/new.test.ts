import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KINDS = ['detector', 'knowledge', 'check', 'path'] as const;
/** The family test that walks the modules of each kind. */
const FAMILIES = ['src/discovery/detectors.test.ts', 'src/posture/checks.test.ts', 'src/posture/paths.test.ts'];

describe('pharos new', () => {
  let tree: string;
  const pharos = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [join(tree, 'src/cli/main.ts'), ...args], { encoding: 'utf8' });

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'pharos-new-'));
    for (const part of ['src', 'test', 'demo', 'package.json', 'vitest.config.ts', 'tsconfig.json'])
      cpSync(join(ROOT, part), join(tree, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it('writes modules that pass the tests of their families as they are, with types', () => {
    for (const kind of KINDS) {
      const { status, stdout } = pharos('new', kind, 'tide-clock');
      expect([kind, status]).toEqual([kind, 0]);
      expect(stdout).toMatch(/^Written: src\/\S*tide-clock/);
      expect(stdout).toMatch(/npx vitest run src\/\S+\.test\.ts -t tide-clock/);
    }
    const types = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], {
      cwd: tree,
      encoding: 'utf8',
    });
    expect(types.stdout.split('\n').filter((line) => line.includes('tide-clock'))).toEqual([]);
    spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '-t', 'tide-clock', '--reporter=json', '--outputFile=told.json', ...FAMILIES],
      { cwd: tree, env: { ...process.env, PHAROS_TEST_REPORT: '' }, stdio: 'ignore' },
    );
    const told = JSON.parse(readFileSync(join(tree, 'told.json'), 'utf8')) as {
      testResults: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
    };
    const ours = told.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'passed' || status === 'failed');
    expect(
      ours.filter(({ status }) => status === 'failed').map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]}`),
    ).toEqual([]);
    for (const module of [
      'detectors/tide-clock',
      'knowledge/tide-clock.yaml',
      'tide-clock an entry under a debug path',
      'tide-clock a tool that calls a service',
    ])
      expect(
        ours.some(({ fullName }) => fullName.includes(module)),
        module,
      ).toBe(true);
  });

  it('never writes over what is there', () => {
    pharos('new', 'check', 'moon-clock');
    const file = join(tree, 'src/posture/checks/moon-clock/check.ts');
    const before = readFileSync(file, 'utf8');
    const again = pharos('new', 'check', 'moon-clock');
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringContaining('A check of this name exists already: src/posture/checks/moon-clock/check.ts'),
    ]);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each(['../../escape', 'Clock', 'a--b', '-x', 'a/b', '1st', ''])('takes %j for no name', (name) => {
    expect(pharos('new', 'detector', '--', name).status).toBe(2);
    expect(existsSync(join(tree, '..', 'escape'))).toBe(false);
  });
});
