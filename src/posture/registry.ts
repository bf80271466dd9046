import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compareText } from '../core/evidence.ts';
import type { Check } from './check.ts';
import type { PathKind } from './path.ts';

/** Modules stand in their folders in this file's own form: `.ts` as written, `.js` in the published package. */
const ENDING = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

async function load<Module>(room: 'checks' | 'paths', door: 'check' | 'path'): Promise<Module[]> {
  const folder = new URL(`./${room}/`, import.meta.url);
  if (!existsSync(fileURLToPath(folder))) return [];
  const names = readdirSync(fileURLToPath(folder)).sort(compareText);
  const doors = names
    .map((name) => new URL(`./${room}/${name}/${door}${ENDING}`, import.meta.url))
    .filter((url) => existsSync(fileURLToPath(url)));
  return Promise.all(doors.map(async (url) => ((await import(url.href)) as { default: Module }).default));
}

let checks: Promise<Check[]> | undefined;
let paths: Promise<PathKind[]> | undefined;

/** All checks, registered by standing in their folders. */
export function loadChecks(): Promise<Check[]> {
  return (checks ??= load<Check>('checks', 'check'));
}

/** All kinds of attack path. */
export function loadPathKinds(): Promise<PathKind[]> {
  return (paths ??= load<PathKind>('paths', 'path'));
}
