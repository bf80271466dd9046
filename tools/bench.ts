import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * `npm run bench`: runs every bench one after the other; `-- <name>` runs the named ones, what follows a second `--` goes to the
 * bench. A bench is bench/<name>.ts that no other bench imports, or bench/<name>/bench.ts; it prints a table beside a floor or a
 * peer.
 */
const folder = new URL('../bench/', import.meta.url);

function benches(): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(folder)) return found;
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
  const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  for (const name of files) {
    if (!texts.some((text) => text.includes(`from './${name}'`))) found.set(name.slice(0, -3), name);
  }
  for (const name of readdirSync(folder).sort()) {
    if (existsSync(new URL(`${name}/bench.ts`, folder))) found.set(name, `${name}/bench.ts`);
  }
  return found;
}

const all = benches();
const given = process.argv.slice(2);
const divider = given.indexOf('--');
const named = divider < 0 ? given : given.slice(0, divider);
const rest = divider < 0 ? [] : given.slice(divider + 1);
const unknown = named.filter((name) => !all.has(name));
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. There are: ${[...all.keys()].join(', ') || 'none'}.`);
  process.exit(2);
}
for (const name of named.length > 0 ? named : all.keys()) {
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(all.get(name)!, folder)), ...rest], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
