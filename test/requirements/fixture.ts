import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files of an estate in fixtures/, by their paths below `estate/`, ready to be written and changed. */
export function fixture(name: string): Record<string, string> {
  const folder = fileURLToPath(new URL(`fixtures/${name}/`, import.meta.url));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [`estate/${file.slice(folder.length).split(sep).join('/')}`, readFileSync(file, 'utf8')];
    }),
  );
}

/** The text with one passage exchanged; throws where the passage is not there, so that no test changes nothing. */
export function exchanged(text: string | undefined, before: string, after: string): string {
  if (text === undefined || text.split(before).length !== 2) throw new Error(`${JSON.stringify(before)} does not stand there exactly once`);
  return text.replace(before, () => after);
}
