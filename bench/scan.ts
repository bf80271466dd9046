import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import code from '../src/discovery/code/detector.ts';
import { parseWithGrammar } from '../src/discovery/code/grammar.ts';
import { writePythonTree } from './python-tree.ts';
import { formatTable, type Row } from './table.ts';

/**
 * `pharos scan` of a 15 MB Python tree as a user runs it (process start, store and cache included) beside the floor: reading
 * every file and natively parsing the relevant ones, in one thread. Bars: cold at most three floors, a rescan with nothing
 * changed at most a tenth of the cold one. Runs: `node bench/scan.ts [folder]`.
 */
const given = process.argv[2];
const work = mkdtempSync(join(tmpdir(), 'pharos-bench-'));
const tree = given ?? join(work, 'tree');
const size = given === undefined ? writePythonTree(tree, { files: 1400, bytes: 15_000_000, relevant: 0.25 }) : undefined;
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const RUNS = 3;

function floor(): { milliseconds: number; files: number; bytes: number; relevant: number } {
  const started = performance.now();
  let files = 0;
  let bytes = 0;
  let relevant = 0;
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    files++;
    bytes += text.length;
    if (!entry.name.endsWith('.py') || !code.reads.contains!.test(text)) continue;
    relevant++;
    parseWithGrammar('python', text);
  }
  return { milliseconds: performance.now() - started, files, bytes, relevant };
}

function scan(home: string): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [main, 'scan', tree, '--quiet', '--fail-on', 'never', '--output', join(work, 'out.txt')],
    { env: { ...process.env, PHAROS_HOME: home }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`pharos scan ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

try {
  floor();
  const floors = Array.from({ length: RUNS }, floor);
  const least = median(floors.map(({ milliseconds }) => milliseconds));
  const cold: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const home = join(work, `home${run}`);
    cold.push(scan(home));
    // Stamps of files written a moment ago are not trusted yet: what a person rescans is older.
    await new Promise((resolve) => setTimeout(resolve, 2100));
    scan(home);
    again.push(scan(home));
  }
  const help: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    spawnSync(process.execPath, [main, '--help']);
    help.push(performance.now() - started);
  }
  const { files, bytes, relevant } = floors[0]!;
  const rows: Row[] = [
    { name: 'floor: read all, parse the relevant', figure: least, unit: 'ms' },
    { name: 'cold scan', figure: median(cold), unit: 'ms', beside: { name: 'bar: 3 floors', figure: 3 * least } },
    {
      name: 'rescan, nothing changed',
      figure: median(again),
      unit: 'ms',
      beside: { name: 'bar: a tenth of cold', figure: median(cold) / 10 },
    },
    { name: 'pharos --help', figure: median(help), unit: 'ms', beside: { name: 'bar', figure: 300 } },
  ];
  console.log(formatTable(`${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${relevant} relevant${size ? '' : ` (${given})`}`, rows));
} finally {
  rmSync(work, { recursive: true, force: true });
}
