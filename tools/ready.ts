import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Before the tests: completes the demo on this machine, as the launcher does before the first scan. */
const root = new URL('../', import.meta.url);
const demo = new URL('demo/materialise.ts', root);

if (existsSync(demo)) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(demo)], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) closeSync(openSync(new URL('node_modules/.pharos-demo', root), 'w'));
  else process.exitCode = 1;
}
