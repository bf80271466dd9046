import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run check`: everything a change must pass. All steps run, also after one failed, so that one run tells everything.
 * `-- --no-tests` leaves the tests out; `-- lint types` runs the named steps only.
 */
const STEPS: ReadonlyArray<{ name: string; command: readonly string[]; mend?: string }> = [
  { name: 'format', command: ['oxfmt', '--check'], mend: 'npm run format' },
  { name: 'lint', command: ['oxlint', '--format=unix'], mend: 'npx oxlint --fix' },
  { name: 'house', command: ['node', 'tools/lint/run.ts'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'unused', command: ['knip', '--no-progress'] },
  { name: 'docs', command: ['node', 'tools/docs.ts', '--check'], mend: 'npm run docs' },
  { name: 'tests', command: ['npm', 'test'] },
];

const given = process.argv.slice(2);
const unknown = given.filter((name) => name !== '--no-tests' && !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${STEPS.map((step) => step.name).join(', ')}, --no-tests.`);
  process.exit(2);
}
const named = given.filter((name) => name !== '--no-tests');
const steps = STEPS.filter((step) =>
  named.length > 0 ? named.includes(step.name) : step.name !== 'tests' || !given.includes('--no-tests'),
);

const cwd = fileURLToPath(new URL('../', import.meta.url));
const env = { ...process.env, PATH: `${join(cwd, 'node_modules/.bin')}${delimiter}${process.env['PATH']}` };
let failed = 0;
for (const { name, command, mend } of steps) {
  const [program, ...rest] = command;
  const started = performance.now();
  const live = name === 'tests';
  const run = spawnSync(program!, rest, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (run.status === 0) {
    console.log(`ok     ${name.padEnd(8)} ${seconds} s`);
    continue;
  }
  failed++;
  console.log(`FAILED ${name.padEnd(8)} ${seconds} s${mend ? `   mend: ${mend}` : ''}`);
  const said = `${run.stdout ?? ''}${run.stderr ?? ''}${run.error ? String(run.error) : ''}`.trimEnd();
  if (said) console.log(said.replaceAll(/^/gm, '  '));
}
console.log(`${steps.length - failed} of ${steps.length} checks passed`);
process.exitCode = failed > 0 ? 1 : 0;
