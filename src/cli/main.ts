#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

enableCompileCache();
// `pharos … | head` closes the pipe before everything is written: that is no fault of ours, and nobody is left to read of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2));
