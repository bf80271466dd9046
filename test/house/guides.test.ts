import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { Settings } from '../../src/core/settings.ts';
import { openStore } from '../../src/store/open.ts';
import { runQuery } from '../../src/store/query.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('{docs,changes}/**/*.md', { cwd: root })].sort();

/** The fenced blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter(([, found]) => found === language).map(([, , body]) => body!.trim());
}

/** Anchors as hosts make them from headings. */
function anchors(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

it.each(pages)('%s links to what exists', (page) => {
  const broken: string[] = [];
  for (const [, link] of readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
    const [path, anchor] = link!.split('#');
    const target = path === '' ? join(root, page) : join(root, dirname(page), path!);
    if (!existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor))) broken.push(link!);
  }
  expect(broken).toEqual([]);
});

it.each(blocks('docs/guides/query.md', 'sql'))('%s', async (statement) => {
  const home = mkdtempSync(join(tmpdir(), 'pharos-guide-'));
  try {
    await (await openStore({ home })).close();
    expect(await runQuery({ home }, statement, { timeoutMs: 30_000, maxRows: 10 })).toMatchObject({ rows: [] });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

it.each(['scan', 'query'])('the guide to %s names the options that its --help names', (command) => {
  const help = spawnSync(process.execPath, [join(root, 'src/cli/main.ts'), command, '--help'], { encoding: 'utf8' }).stdout;
  const offered = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option!).filter((option) => option !== '--help');
  const guide = readFileSync(join(root, `docs/guides/${command}.md`), 'utf8');
  expect(offered.length).toBeGreaterThan(2);
  expect(offered.filter((option) => !guide.includes(option))).toEqual([]);
});

it('the settings shown are valid', () => {
  const [shown] = blocks('docs/guides/settings.md', 'yaml');
  expect(Settings.safeParse(parse(shown!)).error?.issues ?? []).toEqual([]);
});
