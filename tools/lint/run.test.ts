import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Rule } from './rule.ts';

const folder = new URL('rules/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

it.each(files)('%s declares itself and has a test beside it', async (name) => {
  const rule = ((await import(new URL(name, folder).href)) as { default: Rule }).default;
  expect(`${rule.id}.ts`).toBe(name);
  expect(rule.title.length).toBeGreaterThan(20);
  expect(readdirSync(folder)).toContain(`${rule.id}.test.ts`);
});

it('the runner reads what git knows or would add, names file, line and rule, and fails', () => {
  const repository = mkdtempSync(join(tmpdir(), 'pharos-lint-'));
  try {
    spawnSync('git', ['init', '-q', repository]);
    mkdirSync(join(repository, 'src/core'), { recursive: true });
    writeFileSync(join(repository, '.gitignore'), 'ignored.ts\n');
    writeFileSync(join(repository, 'ignored.ts'), "import './kinds';\n");
    writeFileSync(join(repository, 'src/core/ids.ts'), "// ids\nimport './kinds';\n");
    const runner = fileURLToPath(new URL('run.ts', import.meta.url));
    const run = spawnSync(process.execPath, [runner, repository], { encoding: 'utf8' });
    expect(run.stdout).toBe(
      'src/core/ids.ts:2  endings  ./kinds lacks its ending: write .ts\n1 complaint; the rules stand in tools/lint/rules\n',
    );
    expect(run.status).toBe(1);
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
});
