import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { type FileResult, prepareReaders, readFile, type Task } from './read-file.ts';
import { createReadingProcesses, type Patience, type ReadingProcesses } from './reading-processes.ts';
import { loadDetectors } from './registry.ts';
import type { Source } from './source.ts';

/** Below this many bytes the start of a process costs more than it brings. */
const WORTH_A_PROCESS = 1_500_000;
/** After a file that took so many milliseconds in this process, no further one is read in it. */
const SLOW = 1_000;

export interface ReadingOptions {
  /** Processes at the same time; default one per processor, at most eight. */
  jobs?: number;
  signal?: AbortSignal;
  patience?: Patience;
}

/** Reads files of one source, in this process or in others; keep it for all of a target, and close it. */
export interface Reading {
  /** About so many bytes will be read: the processes for them start while this one is busy with something else. */
  expect(bytes: number): void;
  /** Every task gets its result, in any order. */
  read(tasks: readonly Task[], onResult: (result: FileResult) => void): Promise<void>;
  close(): void;
}

/**
 * Small targets are read in this process, all but what a native parser may take too long for; large ones, and those that turn
 * out slow, in processes that can be ended. Sources in memory are read here altogether.
 */
export function openReading(source: Source, { jobs = Math.min(availableParallelism(), 8), signal, patience }: ReadingOptions): Reading {
  let processes: ReadingProcesses | undefined;
  let slow = false;
  return { expect, read, close: () => processes?.close() };

  function expect(bytes: number): void {
    if (source.root !== undefined && bytes >= WORTH_A_PROCESS) elsewhere(source.root).warm(processesFor(bytes));
  }

  function processesFor(bytes: number): number {
    return Math.max(1, Math.min(jobs, Math.ceil(bytes / WORTH_A_PROCESS)));
  }

  async function read(tasks: readonly Task[], onResult: (result: FileResult) => void): Promise<void> {
    if (source.root === undefined) {
      await readHere(tasks, onResult);
      return;
    }
    const bytes = tasks.reduce((sum, task) => sum + task.size, 0);
    const left = slow || bytes >= WORTH_A_PROCESS ? tasks : await readHere(tasks, onResult, source.root);
    if (left.length === 0) return;
    await elsewhere(source.root).read(left, { jobs: processesFor(bytes), ...(signal ? { signal } : {}), onResult });
  }

  /** Returns what has to be read elsewhere. */
  async function readHere(tasks: readonly Task[], onResult: (result: FileResult) => void, root?: string): Promise<Task[]> {
    const readers = prepareReaders(await loadDetectors());
    const left: Task[] = [];
    for (const task of tasks) {
      signal?.throwIfAborted();
      if (slow) {
        left.push(task);
        continue;
      }
      const started = performance.now();
      const result = readFile(() => source.open(task.path), task, readers, { sparingParsers: root !== undefined });
      slow = root !== undefined && performance.now() - started > SLOW;
      if (result.deferred) left.push(task);
      else onResult(result);
      if (root !== undefined && left.length > 0) elsewhere(root).warm(1);
      // Others get their turn, and native syntax trees are freed.
      await setImmediate();
    }
    return left;
  }

  function elsewhere(root: string): ReadingProcesses {
    return (processes ??= createReadingProcesses(root, patience));
  }
}
