import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Said } from './facts-child.ts';
import { type FileResult, type Task, TEXT_LIMIT } from './read-file.ts';

/** What is allowed to one file, and to all slow files of a target together. Milliseconds. */
export interface Patience {
  file: number;
  /** A file above the limit of texts is read in ranges. */
  large: number;
  /** When files that took longer than `hurry` have cost so much together, `hurry` is all that is left for each further one. */
  all: number;
  hurry: number;
}

const PATIENCE: Patience = { file: 10_000, large: 60_000, all: 60_000, hurry: 1_000 };

export interface ReadOptions {
  /** Processes at the same time. */
  jobs: number;
  signal?: AbortSignal;
  onResult(result: FileResult): void;
}

/**
 * Processes that read files of one folder. A parser that is native code can be stopped neither by itself nor by ending its
 * thread (measured: `worker.terminate()` waits until it is done, and so does the end of the program), so foreign files are read
 * where the whole process can be killed: a file that takes longer than it is allowed, or that brings its process down, costs
 * itself and nothing else, and is told.
 */
export interface ReadingProcesses {
  /** Starts processes before there is work for them, until there are so many. */
  warm(processes: number): void;
  /** Every task gets its result, in any order. One call at a time. */
  read(tasks: readonly Task[], options: ReadOptions): Promise<void>;
  close(): void;
}

/** It stands beside this file in its own form: `.ts` as written, `.js` in the published package. */
const CHILD = fileURLToPath(new URL(`./facts-child${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
const MEBIBYTES = 1024;
const LOOK = 100;
const BUSY = 10;

interface Reader {
  child: ChildProcess;
  ready: boolean;
  /** What it was given and has not answered; it is busy with the first one. */
  left: Task[];
  /** When it began with that one. */
  since: number;
  /** Processor time of the process when it was first seen busy with it, and what `since` was then. */
  seen?: { since: number; processor: number };
  /** Path of the file for which it is killed, and how long it was allowed. */
  killedFor?: { path: string; allowed: number };
}

interface Round extends ReadOptions {
  batches: Task[][];
  unanswered: number;
  resolve(): void;
  reject(error: unknown): void;
}

export function createReadingProcesses(root: string, patience: Patience = PATIENCE): ReadingProcesses {
  const readers = new Set<Reader>();
  /** Reasons by path: what was lost once is not tried again. */
  const lost = new Map<string, string>();
  let slow = 0;
  let round: Round | undefined;
  let closed = false;
  return { warm, read, close };

  function warm(count: number): void {
    while (readers.size < count) start();
  }

  async function read(tasks: readonly Task[], options: ReadOptions): Promise<void> {
    options.signal?.throwIfAborted();
    const watch = setInterval(look, LOOK);
    const stop = (): void => round?.reject(options.signal?.reason);
    options.signal?.addEventListener('abort', stop, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        round = { ...options, batches: inBatches(tasks.filter(({ path }) => !lost.has(path))), unanswered: tasks.length, resolve, reject };
        for (const { path } of tasks) if (lost.has(path)) answer(lostResult(path));
        for (const reader of readers) if (reader.ready) hand(reader);
        for (let more = Math.min(options.jobs - readers.size, round.batches.length); more > 0; more--) start();
      });
    } finally {
      round = undefined;
      clearInterval(watch);
      options.signal?.removeEventListener('abort', stop);
    }
  }

  function close(): void {
    closed = true;
    for (const { child } of readers) child.kill('SIGKILL');
  }

  function start(): void {
    const child = fork(CHILD, [root], {
      execArgv: [`--max-old-space-size=${MEBIBYTES}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const reader: Reader = { child, ready: false, left: [], since: 0 };
    readers.add(reader);
    child.on('message', (said: Said) => hear(reader, said));
    child.on('error', (error) => round?.reject(error));
    child.on('exit', (code, signal) => ended(reader, signal ?? `code ${code}`));
  }

  function hear(reader: Reader, said: Said): void {
    reader.since = performance.now();
    if (said === 'ready') reader.ready = true;
    else {
      reader.left.shift();
      if (said.milliseconds > patience.hurry) slow += said.milliseconds;
      answer(said.result);
    }
    hand(reader);
  }

  function hand(reader: Reader): void {
    const batch = reader.left.length === 0 ? round?.batches.pop() : undefined;
    if (!batch) return;
    reader.left = [...batch];
    reader.since = performance.now();
    // A process that has ended in the meantime is told by its end.
    reader.child.send(batch, () => undefined);
  }

  function answer(result: FileResult): void {
    if (!round) return;
    round.onResult(result);
    if (--round.unanswered === 0) round.resolve();
  }

  function allowed(task: Task): number {
    if (slow >= patience.all) return patience.hurry;
    return task.size > TEXT_LIMIT ? patience.large : patience.file;
  }

  function look(): void {
    for (const reader of readers) {
      const { since, left } = reader;
      if (left.length === 0) continue;
      const used = processorTime(reader.child.pid);
      if (reader.seen?.since !== since) reader.seen = { since, processor: used ?? 0 };
      const waited = performance.now() - since;
      if (waited <= allowed(left[0]!)) continue;
      // On a busy machine a process waits for its turn: what it did counts, and only far beyond that how long it took.
      if (used !== undefined && used - reader.seen.processor < 0.9 * allowed(left[0]!) && waited < BUSY * allowed(left[0]!)) continue;
      // Where this thread was busy itself, what the process said may still wait to be heard.
      setImmediate(() => {
        if (reader.since !== since || reader.killedFor) return;
        reader.killedFor = { path: left[0]!.path, allowed: allowed(left[0]!) };
        slow += reader.killedFor.allowed;
        reader.child.kill('SIGKILL');
      });
    }
  }

  function ended(reader: Reader, how: string): void {
    readers.delete(reader);
    if (closed || !round) return;
    const [first, ...rest] = reader.left;
    if (!reader.ready) return round.reject(new Error(`A process that reads files did not start (${how}).`));
    if (first && reader.killedFor && reader.killedFor.path !== first.path) rest.unshift(first);
    else if (first) {
      lost.set(
        first.path,
        reader.killedFor
          ? `It took longer than ${reader.killedFor.allowed / 1000} s to read, which no ordinary file does: it was given up.`
          : `It brought the process down that read it (${how}).`,
      );
      answer(lostResult(first.path));
    }
    if (rest.length > 0) round?.batches.push(rest);
    if (round && round.batches.length > 0) start();
  }

  function lostResult(path: string): FileResult {
    return { path, hash: '', facts: {}, gaps: [{ what: 'files', status: 'failed', reason: lost.get(path)! }] };
  }
}

/** Milliseconds of processor time a process has used; undefined where the system does not tell (it is no Linux). */
function processorTime(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // proc_pid_stat(5): utime and stime are fields 14 and 15, in ticks of 10 ms; the name in field 2 may hold anything but ends with ")".
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    // It has just ended.
    return undefined;
  }
}

const BATCH_BYTES = 400_000;
const BATCH_FILES = 64;

/** Batches of similar weight; the heaviest files stand at the end of the list, which is taken from first. */
function inBatches(tasks: readonly Task[]): Task[][] {
  const sorted = [...tasks].sort((a, b) => a.size - b.size);
  const batches: Task[][] = [];
  let current: Task[] = [];
  let bytes = 0;
  for (const task of sorted) {
    current.push(task);
    bytes += task.size;
    if (bytes >= BATCH_BYTES || current.length >= BATCH_FILES) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
