import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareText } from '../core/evidence.ts';
import type { Detector } from './detector.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Modules stand beside this file in its own form: `.ts` as written, `.js` in the published package. */
const ENDING = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

function doors(): string[] {
  const files = [new URL(`./code/detector${ENDING}`, import.meta.url).href];
  for (const room of ['detectors', 'artifacts']) {
    if (!existsSync(`${HERE}${room}`)) continue;
    for (const name of readdirSync(`${HERE}${room}`).sort(compareText)) {
      const door = new URL(`./${room}/${name}/detector${ENDING}`, import.meta.url);
      if (existsSync(door)) files.push(door.href);
    }
  }
  return files;
}

let loaded: Promise<readonly Detector[]> | undefined;

/** All detectors, registered by standing in their folders, in a fixed order. Loaded once per process or worker. */
export function loadDetectors(): Promise<readonly Detector[]> {
  loaded ??= Promise.all(doors().map(async (href) => ((await import(href)) as { default: Detector }).default));
  return loaded;
}

/**
 * Changes whenever cached facts and links may not be used any more: with any file of this room or of the recognizers, knowledge
 * included.
 */
export function moduleStamp(): string {
  return stampOf([HERE, fileURLToPath(new URL('../recognizers/', import.meta.url))]);
}

/** Changes with any file of these folders. Looks at sizes and times only and loads nothing. */
export function stampOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const path of names.map((entry) => join(entry.parentPath, entry.name)).sort(compareText)) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path.slice(folder.length)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
