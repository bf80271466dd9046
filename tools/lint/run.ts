import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rule } from './rule.ts';
import { sourceFile } from './source-file.ts';

/** `node tools/lint/run.ts [folder]`: the rules of the house over every file git knows or would add. Exit code 1 on a complaint. */
const root = process.argv[2] ?? fileURLToPath(new URL('../../', import.meta.url));

async function rules(): Promise<Rule[]> {
  const folder = new URL('rules/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return Promise.all(files.sort().map(async (name) => ((await import(new URL(name, folder).href)) as { default: Rule }).default));
}

function trackedFiles(): string[] {
  const listed = spawnSync(
    'git',
    ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.stderr || String(listed.error)}`);
  return [...new Set(listed.stdout.split('\0').filter((path) => path !== ''))].sort();
}

function textOf(path: string): string | undefined {
  try {
    const bytes = readFileSync(join(root, path));
    return bytes.subarray(0, 8192).includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    // Deleted but not yet staged, or a link to nowhere: nothing to read.
    return undefined;
  }
}

const all = await rules();
let complaints = 0;
for (const path of trackedFiles()) {
  const asked = all.filter((rule) => rule.applies(path));
  const text = asked.length > 0 ? textOf(path) : undefined;
  if (text === undefined) continue;
  const file = sourceFile(path, text);
  for (const rule of asked) {
    for (const complaint of rule.check(file)) {
      complaints++;
      console.log(`${path}:${complaint.line}  ${rule.id}  ${complaint.text}`);
    }
  }
}
if (complaints > 0) {
  console.log(`${complaints} complaint${complaints === 1 ? '' : 's'}; the rules stand in tools/lint/rules`);
  process.exitCode = 1;
}
