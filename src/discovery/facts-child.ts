import { enableCompileCache } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { FileResult, Task } from './read-file.ts';

/** A process that reads files of one root (its argument): tasks in, one answer for each of them in their order. */
export type Said = 'ready' | { result: FileResult; milliseconds: number };

enableCompileCache();
const [{ prepareReaders, readFile }, { loadDetectors }, { openWithin }] = await Promise.all([
  import('./read-file.ts'),
  import('./registry.ts'),
  import('./sources/folder/open.ts'),
]);
const root = process.argv[2]!;
const readers = prepareReaders(await loadDetectors());

process.on('message', (tasks: Task[]) => void read(tasks));
process.on('disconnect', () => process.exit());

async function read(tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) {
    const started = performance.now();
    const result = readFile(() => openWithin(root, task.path), task, readers);
    await say({ result, milliseconds: performance.now() - started });
    // Native syntax trees are freed between turns of the event loop only.
    await setImmediate();
  }
}

/** Resolves when it is on its way: what stands first among the unanswered tasks is what this process is busy with. */
function say(said: Said): Promise<void> {
  return new Promise((resolve) => {
    process.send!(said, () => resolve());
  });
}

await say('ready');

// Who started this process may be killed while a parser keeps it busy, and it would never hear of it: a thread looks.
new Worker(`const parent = ${process.ppid}; setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`, {
  eval: true,
}).unref();
