import { enableCompileCache } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { FileResult, Task } from './read-file.ts';

/** A worker thread that reads files of one root: tasks in, results out. The cache of compiled modules is per thread. */
enableCompileCache();
const [{ prepareReaders, readFile }, { loadDetectors }, { openWithin }] = await Promise.all([
  import('./read-file.ts'),
  import('./registry.ts'),
  import('./sources/folder/open.ts'),
]);
const { root } = workerData as { root: string };
const readers = prepareReaders(await loadDetectors());

parentPort!.on('message', (tasks: Task[]) => void read(tasks));

async function read(tasks: readonly Task[]): Promise<void> {
  const results: FileResult[] = [];
  for (const task of tasks) {
    results.push(readFile(() => openWithin(root, task.path), task, readers));
    // Native syntax trees are freed between turns of the event loop only.
    await setImmediate();
  }
  parentPort!.postMessage(results);
}

parentPort!.postMessage('ready');
