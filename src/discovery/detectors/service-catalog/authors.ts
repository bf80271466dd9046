import { parse as parseToml } from 'smol-toml';
import { isNobody } from '../../labels.ts';
import type { Stated } from './stated.ts';

/** Who wrote a package: a weak hint at who answers for it. `author`, `maintainers` of npm; `authors`, `maintainers` of PEP 621 and Poetry. */
export function readAuthors(name: string, text: string): Stated[] {
  const manifest = name === 'package.json' ? json(text) : toml(text);
  const candidates: unknown[] = [];
  for (const one of [manifest?.['maintainers'], manifest?.['author'], manifest?.['authors']])
    candidates.push(...(Array.isArray(one) ? one : [one]));
  const owner = candidates.map(personIn).find((text) => text !== undefined && !isNobody(text));
  if (owner === undefined) return [];
  const at = text.split('\n').findIndex((line) => /^\s*"?(?:authors?|maintainers)"?\s*[:=]/.test(line));
  return [{ says: { owner }, why: `${name} names who wrote it`, line: at < 0 ? 1 : at + 1, confidence: 0.3 }];
}

/** "Name <mail>" or a table of name and mail: the mail, which tells people apart, else the name. */
function personIn(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const text = value.slice(0, 200);
    return (/<([^<>\s]{1,64}@[^<>\s]{1,120})>/.exec(text)?.[1] ?? text.replace(/\s*[<(].*$/, '').trim()) || undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { email, name } = value as { email?: unknown; name?: unknown };
  if (typeof email === 'string' && email !== '') return email.slice(0, 200);
  return typeof name === 'string' && name !== '' ? name.slice(0, 200) : undefined;
}

type Manifest = Record<string, unknown>;

function json(text: string): Manifest | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Manifest) : undefined;
  } catch {
    // npm could not read it either; the manifest's own detector stands in for its name.
    return undefined;
  }
}

function toml(text: string): Manifest | undefined {
  try {
    const { project, tool } = parseToml(text) as { project?: Manifest; tool?: { poetry?: Manifest } };
    return project ?? tool?.poetry;
  } catch {
    // As above.
    return undefined;
  }
}
