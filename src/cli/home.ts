import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Folder of the store and the cache. */
export function pharosHome(): string {
  const given = process.env['PHAROS_HOME'];
  return given === undefined || given === '' ? join(homedir(), '.pharos') : resolve(given);
}
