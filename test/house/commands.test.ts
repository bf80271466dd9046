import { execFile } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inPlace, MAIN } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['README.md', ...globSync('docs/guides/*.md', { cwd: root })].sort();

/** Commands as they stand in the blocks of a page; those with a place to fill, and those that need the network, cannot be run. */
function commandsIn(page: string): string[] {
  const lines = readFileSync(join(root, page), 'utf8').matchAll(/^ {4}(pharos .*)$/gm);
  return [...lines].map(([, command]) => command!).filter((command) => !/<\w[^>]*>|https:|…/.test(command));
}

interface Ended {
  code: number;
  stderr: string;
}

function run(command: string, folder: string, home: string): Promise<Ended> {
  const env = { PATH: `${folder}/.bin:${process.env['PATH']}`, HOME: folder, PHAROS_HOME: home, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd: folder, env, maxBuffer: 100_000_000 }, (error, _, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stderr });
    });
  });
}

describe('commands in the guides run as they stand there', () => {
  it.each(pages.filter((page) => commandsIn(page).length > 0))('%s', (page) =>
    inPlace({}, async ({ folder, home, write }) => {
      for (const [file, body] of Object.entries(fixture('harbour'))) write({ [file.replace('estate/', 'services/')]: body });
      for (const [file, body] of Object.entries(fixture('lighthouse'))) write({ [file.replace('estate/', 'infra/')]: body });
      mkdirSync(join(folder, '.bin'));
      writeFileSync(join(folder, '.bin/pharos'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
      chmodSync(join(folder, '.bin/pharos'), 0o755);
      await run('pharos scan . --fail-on never', folder, home);
      for (const command of commandsIn(page)) {
        const { code, stderr } = await run(command, folder, home);
        // 1 and 3 are answers; 2 is a command that could not be done.
        expect([command, [0, 1, 3].includes(code), stderr]).toEqual([command, true, '']);
      }
    }),
  );

  it('finds them', () => {
    expect(pages.flatMap(commandsIn).length).toBeGreaterThan(15);
  });
});

it('every guide is reached from the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(pages.filter((page) => page !== 'README.md' && !readme.includes(`(${page}`))).toEqual([]);
});
