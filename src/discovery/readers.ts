import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../core/errors.ts';
import { prepareReaders, readFile, type FileResult, type Task } from './read-file.ts';
import { loadDetectors } from './registry.ts';
import type { Source } from './source.ts';

/** Below this many bytes the start of a worker costs more than it brings. */
const WORTH_A_WORKER = 1_500_000;
/** The worker stands beside this file in its own form: `.ts` as written, `.js` in the published package. */
const WORKER = new URL(`./facts-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
const BATCH_BYTES = 400_000;
const BATCH_FILES = 64;

export interface ReadOptions {
  jobs?: number;
  signal?: AbortSignal;
  onResult(result: FileResult): void;
}

/** Reads all tasks of one source, in this thread or in several; results come in any order. */
export async function readAll(source: Source, tasks: readonly Task[], options: ReadOptions): Promise<void> {
  const bytes = tasks.reduce((sum, task) => sum + task.size, 0);
  const jobs = Math.min(options.jobs ?? Math.min(availableParallelism(), 8), Math.ceil(bytes / WORTH_A_WORKER));
  if (jobs <= 1 || source.root === undefined) return readHere(source, tasks, options);
  return readInWorkers(source.root, tasks, jobs, options);
}

async function readHere(source: Source, tasks: readonly Task[], options: ReadOptions): Promise<void> {
  const readers = prepareReaders(await loadDetectors());
  for (const task of tasks) {
    options.signal?.throwIfAborted();
    options.onResult(readFile(() => source.open(task.path), task, readers));
    // Others get their turn, and native syntax trees are freed.
    await setImmediate();
  }
}

async function readInWorkers(root: string, tasks: readonly Task[], jobs: number, options: ReadOptions): Promise<void> {
  const batches = batch(tasks);
  const workers = new Set<Worker>();
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => reject(options.signal?.reason);
      if (options.signal?.aborted) return stop();
      options.signal?.addEventListener('abort', stop, { once: true });
      let open = 0;
      const start = (): void => {
        const worker = new Worker(WORKER, { workerData: { root }, resourceLimits: { maxOldGenerationSizeMb: 1024 } });
        let current: Task[] = [];
        let failed = false;
        workers.add(worker);
        open++;
        worker.on('message', (message: 'ready' | FileResult[]) => {
          if (message !== 'ready') for (const result of message) options.onResult(result);
          current = batches.pop() ?? [];
          if (current.length > 0) worker.postMessage(current);
          else if (--open === 0) resolve();
        });
        // A thread that dies (out of memory on a hostile file) costs its batch, not the scan: the batch is told as failed.
        worker.on('error', (error) => {
          if (failed) return;
          failed = true;
          workers.delete(worker);
          if (current.length === 0) return reject(error);
          for (const task of current) {
            const gaps: FileResult['gaps'] = [
              { what: 'files', status: 'failed', reason: `The reading thread ended (${messageOf(error).slice(0, 120)}).` },
            ];
            options.onResult({ path: task.path, hash: '', facts: {}, gaps });
          }
          open--;
          start();
        });
      };
      for (let i = 0; i < jobs; i++) start();
    });
  } finally {
    await Promise.all([...workers].map((worker) => worker.terminate()));
  }
}

/** Batches of similar weight; the heaviest files stand at the end of the list, which is taken from first. */
function batch(tasks: readonly Task[]): Task[][] {
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
