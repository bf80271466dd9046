import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FULL } from '../src/discovery/history.ts';
import { WALK_LIMITS } from '../src/discovery/source.ts';
import { folderSource } from '../src/discovery/sources/folder/folder.ts';
import { formatTable, type Row } from './table.ts';

/**
 * Reading the history of a repository beside the floor: git itself writing out every object of the packs into nothing. Then what the
 * history adds to a scan as a user runs it, cold and after one more commit. Runs: `node bench/history.ts [repository]`.
 */
const given = process.argv[2];
const work = mkdtempSync(join(tmpdir(), 'pharos-bench-'));
const tree = given ?? join(work, 'tree');
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const RUNS = 3;
const COMMITS = 6000;
const FILES = 1500;

const WORDS = 'request response client model prompt answer tool agent value settings retry session user ticket index vector store'.split(
  ' ',
);

/** A repository of code that grew: every commit changes a few lines of three files. */
async function grow(): Promise<void> {
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', tree]);
  let state = 7;
  const draw = (below: number): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
  const line = (): string => `    ${Array.from({ length: 4 + draw(8) }, () => WORDS[draw(WORDS.length)]).join(' ')}`;
  const files = Array.from({ length: FILES }, () => Array.from({ length: 40 + draw(200) }, line));
  const git = spawn('git', ['-C', tree, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] });
  for (let commit = 0; commit < COMMITS; commit++) {
    const who = `Nobody <nobody@example.org> ${1_600_000_000 + commit * 600} +0000`;
    let text = `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata 4\nMore\n`;
    for (const file of commit === 0 ? files.keys() : [draw(FILES), draw(FILES), draw(FILES)]) {
      const lines = files[file]!;
      if (commit > 0) for (let change = 0; change < 4; change++) lines[draw(lines.length)] = line();
      const body = `${lines.join('\n')}\n`;
      text += `M 100644 inline src/part${file % 40}/at${Math.floor(file / 40) % 25}/file${file}.py\ndata ${body.length}\n${body}\n`;
    }
    if (!git.stdin.write(text)) await new Promise((resolve) => git.stdin.once('drain', resolve));
  }
  git.stdin.end();
  await new Promise((resolve) => git.on('close', resolve));
  for (const command of [
    ['reset', '--quiet', '--hard'],
    ['gc', '--quiet', '--prune=now'],
  ])
    execFileSync('git', ['-C', tree, ...command]);
}

function floor(): number {
  const started = performance.now();
  spawnSync('git', ['-C', tree, 'cat-file', '--batch-all-objects', '--batch'], { stdio: ['ignore', 'ignore', 'ignore'] });
  return performance.now() - started;
}

async function reading(): Promise<{ milliseconds: number; texts: number; bytes: number }> {
  const source = folderSource(tree);
  await source.walk({ gitignore: false, ignored: () => false, limits: WALK_LIMITS });
  const started = performance.now();
  let texts = 0;
  let bytes = 0;
  await source.history!.read({
    extent: FULL,
    known: () => new Set(),
    onText: (text) => {
      texts++;
      bytes += text.bytes.length;
    },
  });
  return { milliseconds: performance.now() - started, texts, bytes };
}

function scan(home: string, history: string): number {
  const started = performance.now();
  const argv = [main, 'scan', tree, '--quiet', '--fail-on', 'never', '--history', history, '--output', join(work, 'out.txt')];
  const { status, stderr } = spawnSync(process.execPath, argv, { env: { ...process.env, PHAROS_HOME: home }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`pharos scan ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

try {
  if (given === undefined) await grow();
  floor();
  const floors = Array.from({ length: RUNS }, floor);
  const read = [];
  for (let run = 0; run < RUNS; run++) read.push(await reading());
  const [without, cold, again, later]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let run = 0; run < RUNS; run++) {
    without.push(scan(join(work, `without${run}`), 'off'));
    const home = join(work, `home${run}`);
    cold.push(scan(home, 'recent'));
    // Stamps of files written a moment ago are not trusted yet.
    await new Promise((resolve) => setTimeout(resolve, 2100));
    scan(home, 'recent');
    again.push(scan(home, 'recent'));
    if (given !== undefined) continue;
    appendFileSync(join(tree, 'README.md'), 'One more line\n');
    execFileSync('git', ['-C', tree, 'add', '--all']);
    execFileSync('git', ['-C', tree, '-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', 'commit', '--quiet', '-m', 'One']);
    later.push(scan(home, 'recent'));
  }
  const off = median(without);
  const { texts, bytes } = read[0]!;
  const rows: Row[] = [
    { name: 'floor: git cat-file --batch-all-objects', figure: median(floors), unit: 'ms' },
    {
      name: 'every text of the history',
      figure: median(read.map(({ milliseconds }) => milliseconds)),
      unit: 'ms',
      beside: { name: 'floor', figure: median(floors) },
    },
    { name: 'cold scan, --history recent', figure: median(cold), unit: 'ms', beside: { name: '--history off', figure: off } },
    {
      name: 'rescan, nothing changed',
      figure: median(again),
      unit: 'ms',
      beside: { name: 'bar: a tenth of cold', figure: median(cold) / 10 },
    },
    ...(later.length > 0
      ? [
          {
            name: 'rescan, one more commit',
            figure: median(later),
            unit: 'ms',
            beside: { name: 'bar: half of cold', figure: median(cold) / 2 },
          },
        ]
      : []),
  ];
  console.log(formatTable(`${texts} texts in commits, ${(bytes / 1e6).toFixed(1)} MB${given === undefined ? '' : ` (${given})`}`, rows));
} finally {
  rmSync(work, { recursive: true, force: true });
}
