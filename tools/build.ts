import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run build`: dist/ as it is published. JavaScript beside its data at the same relative places as in the clone (dist/src,
 * dist/demo, dist/package.json), so that a path from `import.meta.url` means the same in both.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');

/** Data goes along; sources are compiled, tests and their fixtures stay at home. */
export function isPublishedData(file: string): boolean {
  if (file.split('/').includes('fixtures')) return false;
  return extname(file) !== '.ts' && basename(file) !== '.gitignore' && basename(file) !== '.DS_Store';
}

/** Copies a folder's data beside its JavaScript; links of the demo are part of what it shows and stay links. */
function copyData(folder: string, wanted: (file: string) => boolean): void {
  const from = join(root, folder);
  cpSync(from, join(dist, folder), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => {
      const inside = path.slice(from.length + 1).replaceAll('\\', '/');
      if (lstatSync(path).isDirectory()) return folder === 'demo' || basename(path) !== 'fixtures';
      return wanted(inside);
    },
  });
}

async function build(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, encoding: 'utf8' });
  if (compiled.status !== 0) {
    console.error(`${compiled.stdout ?? ''}${compiled.stderr ?? ''}${compiled.error ? String(compiled.error) : ''}`);
    throw new Error('The sources do not compile; nothing was built.');
  }
  copyData('src', isPublishedData);
  // The demo's estate is data even where its files are TypeScript; its own scripts stand at its top. What materialise.ts puts
  // together is put together again where it is needed: nothing that looks like a secret is published.
  const { materialisedFiles } = await import('../demo/materialise.ts');
  const made = new Set(materialisedFiles().map((file) => `meridian/${file}`));
  copyData('demo', (file) => !made.has(file) && (file.includes('/') || isPublishedData(file)));
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ name, version, license, type: 'module' }, null, 2)}\n`);
  const main = join(dist, 'src/cli/main.js');
  if (!existsSync(main)) throw new Error('src/cli/main.ts is missing: the package would have no command.');
  if (!readFileSync(main, 'utf8').startsWith('#!')) throw new Error('src/cli/main.ts must start with #!/usr/bin/env node.');
  chmodSync(main, 0o755);
}

if (import.meta.main) {
  try {
    await build();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
