import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../src/core/report.ts';

export const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** Long enough for a busy machine; a command that is still running then hangs. */
const HANGS_AFTER = 120_000;

export interface Ran {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
  json<Document = Report>(): Document;
}

export interface Place {
  /** A new folder, taken away afterwards. */
  folder: string;
  /** PHAROS_HOME of everything that runs here. */
  home: string;
  /** Where what runs here keeps temporary files. */
  temporary: string;
  write(files: Record<string, string | Uint8Array>): void;
  /** Runs the real `pharos` in the folder. */
  pharos(...args: string[]): Promise<Ran>;
  /** The same with more environment. */
  pharosWith(environment: Record<string, string>, ...args: string[]): Promise<Ran>;
  /** The report of `estate` (default the folder `estate`), without a store. */
  report(...args: string[]): Promise<Report>;
}

/** A folder of its own for one test, with these files in it. */
export async function inPlace(files: Record<string, string | Uint8Array>, work: (place: Place) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-test-'));
  const home = join(folder, '.home');
  const temporary = join(folder, '.tmp');
  mkdirSync(temporary);
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    TMPDIR: temporary,
    PHAROS_HOME: home,
    NO_COLOR: '1',
    LANG: 'C.UTF-8',
  };
  const pharosWith = (more: Record<string, string>, ...args: string[]): Promise<Ran> => run(args, folder, { ...environment, ...more });
  const place: Place = {
    folder,
    home,
    temporary,
    write(more) {
      for (const [file, body] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), body);
      }
    },
    pharosWith,
    pharos: (...args) => pharosWith({}, ...args),
    async report(...args) {
      const { stdout, stderr } = await pharosWith({}, 'scan', '--no-store', '--json', ...(args.length > 0 ? args : ['estate']));
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout) as Report;
    },
  };
  try {
    place.write(files);
    await work(place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files below a folder: `{ 'a.py': … }` → `{ 'estate/a.py': … }`. */
export function under(folder: string, files: Record<string, string | Uint8Array>): Record<string, string | Uint8Array> {
  return Object.fromEntries(Object.entries(files).map(([file, body]) => [`${folder}/${file}`, body]));
}

function run(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`pharos ${args.join(' ')} hangs`));
    }, HANGS_AFTER);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      const stdout = Buffer.concat(out).toString('utf8');
      resolve({ code, stdout, stderr: Buffer.concat(err).toString('utf8'), json: <Document>() => JSON.parse(stdout) as Document });
    });
  });
}

/** The only asset of this kind and name; throws where there is none or more than one. */
export function assetNamed(report: Report, kind: string, name: string): Report['assets'][number] {
  const found = report.assets.filter((asset) => asset.kind === kind && asset.name === name);
  if (found.length !== 1)
    throw new Error(
      `${found.length} times ${kind} ${name}; there are ${report.assets.map((asset) => `${asset.kind} ${asset.name}`).join(', ')}`,
    );
  return found[0]!;
}

/** Failed findings of a check, with the name of their asset. */
export function failed(report: Report, check: string): (Report['findings'][number] & { on: string })[] {
  const names = new Map(report.assets.map(({ id, name }) => [id, name]));
  return report.findings
    .filter((finding) => finding.check === check && finding.status === 'fail')
    .map((finding) => ({ ...finding, on: names.get(finding.asset) ?? finding.asset }));
}
