import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FileResult, Task } from './read-file.ts';

/** A worker thread that reads files of one root: tasks in, results out. The cache of compiled modules is per thread. */
enableCompileCache();
const [{ prepareReaders, readFile }, { loadDetectors }, { openWithin }] = await Promise.all([import('./read-file.ts'), import('./registry.ts'), import('./sources/folder/open.ts')]);
const { root } = workerData as { root: string };
const readers = prepareReaders(await loadDetectors());

parentPort!.on('message', (tasks: Task[]) => {
  const results: FileResult[] = tasks.map((task) => readFile(() => openWithin(root, task.path), task, readers));
  parentPort!.postMessage(results);
});
parentPort!.postMessage('ready');
