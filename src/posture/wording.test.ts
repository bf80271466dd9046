import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bucket, snapshotOf, thing, tie } from '../../test/posture/snapshot-of.ts';
import { judge } from './judge.ts';
import { capital, listed, shellWord } from './wording.ts';

/** What people and attackers call files, buckets and packages. */
const NAMES = [
  'plain',
  'with space',
  "it's",
  '"quoted"',
  '$(id)',
  '`id`',
  '; rm -rf ~',
  '-rf',
  '--output=/etc/passwd',
  'a\nb',
  '*',
  '~',
  '#',
  '',
  '\\',
  "'; id; '",
  '${IFS}',
  '!!',
  '=x',
  'é世界',
];

/** What a POSIX shell hands over for a line, with these programs standing in for the real ones. */
function argumentsOf(line: string): string[] {
  const stubs = ['aws', 'git', 'npm', 'docker', 'python3', 'go', 'echo']
    .map((name) => `${name}() { for one in "$@"; do printf '%s\\036' "$one"; done; }`)
    .join('\n');
  const done = spawnSync('/bin/sh', ['-c', `${stubs}\n${line}`], { env: { PATH: '/nonexistent' }, encoding: 'utf8' });
  return [...done.stdout.split('\u001e'), ...(done.stderr === '' ? [] : [done.stderr])];
}

describe('shellWord', () => {
  it.each(NAMES)('hands %j over as it is', (name) => {
    expect(argumentsOf(`echo ${shellWord(name)} end`)).toEqual([name, 'end', '']);
  });

  it('leaves ordinary names readable', () => {
    expect(shellWord('services/desk/.env.production')).toBe('services/desk/.env.production');
    expect(shellWord('@scope/name')).toBe('@scope/name');
  });
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
  [['a', 'a', 'b'], 'a and b'],
])('listed %j', (names, text) => {
  expect(listed(names)).toBe(text);
});

it('capital', () => {
  expect(capital('the store')).toBe('The store');
  expect(capital('')).toBe('');
});

describe('commands of findings', () => {
  it.each(["x'; id; '", '$(id)', '`id`', '-x y', 'a b; id #'])('hand the name %j over as it is', async (name) => {
    const env = `${name}/.env`;
    const pipeline = thing('pipeline', 'train.py');
    const agent = thing('agent', 'ops');
    const role = thing('identity', name, { managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
    const intake = bucket(name, { acl: 'public-read-write' });
    const assets = [
      thing('secret', 'KEY', { form: 'value', ai: true }, env),
      thing('model-artifact', name, { verdict: 'dangerous', reasons: ['it runs code'] }, `${name}.pkl`),
      thing('model', name, { loadedFrom: 'hub' }, 'app.py:1', ['hub', `huggingface.co/${name}`]),
      ...['npm', 'pypi', 'oci', 'git', 'golang'].map((ecosystem) =>
        thing('mcp-server', ecosystem, { package: name, ecosystem, pinned: false }),
      ),
      thing('notebook', name, { directInternetAccess: 'Enabled', rootAccess: 'Enabled' }),
      intake,
      pipeline,
      agent,
      role,
    ];
    const { findings } = await judge(snapshotOf(assets, [tie(pipeline, 'trained-on', intake), tie(agent, 'runs-as', role)]), {
      today: '2026-01-01',
    });
    const commands = findings.flatMap(({ fix }) => fix.command ?? []).filter((command) => !command.startsWith('docker run'));
    expect(commands.length).toBeGreaterThanOrEqual(11);
    for (const command of commands) {
      const given = argumentsOf(command);
      expect(
        given.some((argument) => argument.includes(name)),
        `${command}\n${given.join('|')}`,
      ).toBe(true);
      expect(given.join('|')).not.toMatch(/not found|uid=/);
    }
  });
});
