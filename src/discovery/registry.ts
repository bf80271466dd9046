import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
 * Changes whenever cached facts may not be used any more: a detector's version or the content of a knowledge file. Does not
 * load the detectors.
 */
export function knowledgeDigest(): string {
  const hash = createHash('sha256');
  const folder = `${HERE}knowledge`;
  if (existsSync(folder)) for (const name of readdirSync(folder).sort(compareText)) hash.update(name).update(readFileSync(`${folder}/${name}`));
  return hash.digest('hex');
}
