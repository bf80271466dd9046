import { parentPort, workerData } from 'node:worker_threads';
import { prepareReaders, readFile, type FileResult, type Task } from './read-file.ts';
import { loadDetectors } from './registry.ts';
import { openWithin } from './sources/folder/open.ts';

/** A worker thread that reads files of one root: tasks in, results out. */
const { root } = workerData as { root: string };
const readers = prepareReaders(await loadDetectors());

parentPort!.on('message', (tasks: Task[]) => {
  const results: FileResult[] = tasks.map((task) => readFile(() => openWithin(root, task.path), task, readers));
  parentPort!.postMessage(results);
});
parentPort!.postMessage('ready');
