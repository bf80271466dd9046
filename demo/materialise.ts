import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillFakes } from './fakes.ts';
import { pickleOfLists, pickleThatRuns } from './pickles.ts';

/**
 * Completes the demo estate: what must not stand in a repository (keys, tokens, a pickle that runs a command) and what cannot (an
 * acceptance that has not ended and does not last for ever) is put together here and written where the templates say.
 * `node demo/materialise.ts [folder]`; git ignores what it writes.
 */
const ENDING = '.template';

const PICKLES: Readonly<Record<string, () => Buffer>> = {
  'pipelines/artifacts/osprey_baseline.pkl': () => pickleThatRuns('echo this file ran a command'),
  'pipelines/artifacts/heron_bins.pkl': () =>
    pickleOfLists({ income: [0, 18_000, 36_000, 72_000, 1e9], age: [18, 25, 40, 65, 120], tenure_months: [0, 6, 24, 60, 600] }),
};

/** The files materialise() writes, relative to the estate, "/" separated, sorted. */
export function materialisedFiles(templates: string = findTemplates()): string[] {
  return [...templateFiles(templates).map((file) => file.slice(0, -ENDING.length)), ...Object.keys(PICKLES)].sort();
}

/**
 * Writes the missing files into a copy of the estate. Doing it again in the same month changes nothing: the fakes are the same each time.
 * @returns the files that were new or different, relative to `target`
 */
export function materialise(target: string, templates: string = findTemplates(), now: Date = new Date()): string[] {
  const contents = new Map<string, Buffer>();
  for (const file of templateFiles(templates)) {
    contents.set(
      file.slice(0, -ENDING.length),
      Buffer.from(fillFakes(readFileSync(join(templates, file), 'utf8')).replaceAll('@@DAY@@', elevenMonthsOn(now))),
    );
  }
  for (const [file, bytes] of Object.entries(PICKLES)) contents.set(file, bytes());
  const written: string[] = [];
  for (const [file, bytes] of contents) {
    const path = join(target, file);
    if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    written.push(file);
  }
  return written.sort();
}

/** The first day of the month eleven months on: within the year that a suppression may last. */
function elevenMonthsOn(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 11, 1)).toISOString().slice(0, 10);
}

function templateFiles(templates: string): string[] {
  const files = readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ENDING));
  return files.map((file) => file.replaceAll(sep, '/')).sort();
}

/** Beside this file in the repository; two levels up from the compiled copy in the published package. */
function findTemplates(): string {
  const places = ['./templates/', '../../demo/templates/'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`No templates in ${places.join(' or ')}`);
  return found;
}

if (import.meta.main) {
  const target = process.argv[2] ?? fileURLToPath(new URL('./meridian/', import.meta.url));
  const written = materialise(target);
  process.stdout.write(written.length === 0 ? 'The demo estate is complete.\n' : `Written: ${written.join(', ')}\n`);
}
