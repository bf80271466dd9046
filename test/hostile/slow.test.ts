import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileResult, Task } from '../../src/discovery/read-file.ts';
import { openReading } from '../../src/discovery/readers.ts';
import { folderSource } from '../../src/discovery/sources/folder/folder.ts';
import { failed, inPlace, MAIN } from '../pharos.ts';
import { BESIDE, told } from './estate.ts';
import { isRunning, processorTicks, startedBy, until } from './processes.ts';

const AI = 'import openai\nopenai.OpenAI().chat.completions.create(model="gpt-4.1", messages=[])\n';
const SCRIPT = "import OpenAI from 'openai';\nnew OpenAI().chat.completions.create({ model: 'gpt-4.1', messages: [] });\n";
const MEGABYTE = 1_000_000;

function megabyte(before: string, unit: string): string {
  return before + unit.repeat(Math.floor(MEGABYTE / unit.length));
}

/** Texts on which the recovery of a grammar is slow, or may be: no two alike, none with a wall of signs. */
const SHAPES: Record<string, string> = {
  'negations.py': megabyte(AI, 'not :'),
  'commas.py': megabyte(AI, ',not =>'),
  'brackets.py': megabyte(AI, 'f(['),
  'quotes.py': megabyte(AI, 'a"\'b'),
  'backslashes.py': megabyte(AI, '\\ a\\\n'),
  'formats.py': megabyte(AI, 'f"{x '),
  'blocks.py': megabyte(AI, 'if x: class y:'),
  'lines.py': megabyte(AI, '`:1e~\n'),
  'arrows.ts': megabyte(SCRIPT, 'a->'),
  'calls.ts': megabyte(SCRIPT, '**:!f(\n'),
  'generics.ts': megabyte(SCRIPT, 'a<b<'),
  'templates.js': megabyte(SCRIPT, '`${a'),
  'elements.tsx': megabyte(SCRIPT, '<a b={'),
  'closing.jsx': megabyte(SCRIPT, '</a>{'),
  'objects.js': megabyte(SCRIPT, '({a:'),
};

async function inFolder(files: Record<string, string>, work: (folder: string, tasks: Task[]) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-test-'));
  try {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    await work(
      folder,
      Object.entries(files).map(([path, text]) => ({ path, size: text.length, detectors: ['code'], forced: [] })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a file on which a native parser stays', () => {
  it('is given up, and every other file is read', () =>
    inFolder({ ...SHAPES, 'a.py': AI, 'b.ts': SCRIPT }, async (folder, tasks) => {
      const reading = openReading(folderSource(folder), { jobs: 2, patience: { file: 1_500, large: 1_500, all: 1_000_000, hurry: 1_500 } });
      const results = new Map<string, FileResult>();
      try {
        await reading.read(tasks, (result) => results.set(result.path, result));
        expect([...results.keys()].sort()).toEqual(tasks.map(({ path }) => path).sort());
        for (const file of ['a.py', 'b.ts']) {
          expect(results.get(file)!.gaps).toEqual([]);
          expect(results.get(file)!.facts['code']).toContain('gpt-4.1');
        }
        // A quadratic megabyte takes hours; whoever was quick states facts, whoever was not is told.
        for (const [file, { facts, gaps }] of results)
          expect(gaps.length === 0 ? typeof facts['code'] : gaps[0]!.reason, file).toMatch(/^string$|^It took longer than 1\.5 s/);
        expect(results.get('negations.py')!.gaps).toEqual([
          {
            what: 'files',
            status: 'failed',
            reason: 'It took longer than 1.5 s to read, which no ordinary file does: it was given up.',
          },
        ]);
        // What was given up once is not tried again.
        const again: FileResult[] = [];
        await reading.read([{ path: 'negations.py', size: MEGABYTE, detectors: ['code'], forced: ['code'] }], (result) =>
          again.push(result),
        );
        expect(again).toEqual([results.get('negations.py')]);
      } finally {
        reading.close();
      }
    }));

  it('makes the scan impatient when there are many', () =>
    inFolder(
      { ...Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`slow${at}.py`, megabyte(`${AI}# ${at}\n`, 'not :')])), 'a.py': AI },
      async (folder, tasks) => {
        const reading = openReading(folderSource(folder), { jobs: 1, patience: { file: 1_000, large: 1_000, all: 2_000, hurry: 250 } });
        const reasons: string[] = [];
        try {
          await reading.read(tasks, ({ path, gaps }) => path === 'a.py' || reasons.push(/[\d.]+ s/.exec(gaps[0]!.reason)![0]));
        } finally {
          reading.close();
        }
        expect(reasons).toEqual(['1 s', '1 s', ...Array.from({ length: 3 }, () => '0.25 s')]);
      },
    ));

  it('costs its own process only when that dies', () =>
    inFolder(
      { 'slow.py': `${AI}${'not :'.repeat(20_000)}`, 'a.py': AI, 'b.py': `${AI}# ${'b'.repeat(150_000)}\n` },
      async (folder, tasks) => {
        const reading = openReading(folderSource(folder), { jobs: 2 });
        const before = new Set(startedBy(process.pid));
        const results = new Map<string, FileResult>();
        const ended = reading.read(tasks, (result) => results.set(result.path, result));
        // b.py stands behind it in what the process was given.
        const busy = await until('the file is read', () =>
          startedBy(process.pid).find((pid) => !before.has(pid) && processorTicks(pid) > 100),
        );
        process.kill(busy, 'SIGKILL');
        await ended;
        reading.close();
        expect(results.get('slow.py')!.gaps).toEqual([
          { what: 'files', status: 'failed', reason: 'It brought the process down that read it (SIGKILL).' },
        ]);
        expect(['a.py', 'b.py'].map((file) => results.get(file)!.gaps)).toEqual([[], []]);
      },
    ));

  it('is told by the scan, which goes on', () =>
    inPlace({ ...BESIDE, 'estate/slow.py': megabyte(AI, 'not :') }, async ({ report }) => {
      const found = await report();
      expect(told(found, 'slow.py')).toEqual(['files failed']);
      expect(found.coverage.find(({ file }) => file === 'slow.py')!.reason).toBe(
        'It took longer than 10 s to read, which no ordinary file does: it was given up.',
      );
      expect(failed(found, 'training-data-public-read').length).toBe(1);
      expect(found.scan.complete).toBe(false);
    }));

  it.runIf(process.platform === 'linux')('leaves no process behind when the scan is killed', () =>
    inPlace({ 'estate/slow.py': megabyte(AI, 'not :') }, async ({ folder, home }) => {
      const scan = spawn(process.execPath, [MAIN, 'scan', 'estate', '--no-store'], {
        cwd: folder,
        env: { ...process.env, PHAROS_HOME: home },
        stdio: 'ignore',
      });
      const reader = await until('a process that reads', () => startedBy(scan.pid!).find((pid) => processorTicks(pid) > 100));
      scan.kill('SIGKILL');
      await until('its end', () => !isRunning(reader));
      expect(isRunning(reader)).toBe(false);
    }),
  );
});
