import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { messageOf, PharosError } from '../core/errors.ts';
import { Settings } from '../core/settings.ts';

/**
 * Reads the pharos.yaml that was given, else the one of each target, joined. Throws PharosError with file, line and hint where
 * one does not fit.
 */
export function readSettings(given: string | undefined, folders: readonly string[]): Settings {
  if (given !== undefined && !existsSync(given)) throw new PharosError('PHAROS_SETTINGS_MISSING', { file: given });
  const files =
    given === undefined
      ? folders.flatMap((folder) => ['pharos.yaml', 'pharos.yml'].map((name) => join(folder, name)).find((file) => existsSync(file)) ?? [])
      : [given];
  return files.map((file) => parseSettings(readFileSync(file, 'utf8'), file)).reduce(joined, {});
}

/** What any of several files says holds: lists are joined, sanctioned is what one of them sanctions. */
function joined(a: Settings, b: Settings): Settings {
  const out: Record<string, unknown> = { ...a, ...b };
  for (const list of ['annotations', 'approvals', 'ignore', 'suppressions'] as const)
    if (a[list] && b[list]) out[list] = [...a[list], ...b[list]];
  if (a.sanctioned && b.sanctioned) {
    const names = new Set([...Object.keys(a.sanctioned), ...Object.keys(b.sanctioned)] as (keyof NonNullable<Settings['sanctioned']>)[]);
    out['sanctioned'] = Object.fromEntries(
      [...names].map((name) => [name, [...(a.sanctioned?.[name] ?? []), ...(b.sanctioned?.[name] ?? [])]]),
    );
  }
  return out;
}

export function parseSettings(text: string, file: string): Settings {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, maxAliasCount: 100 } as never);
  const broken = document.errors[0];
  if (broken)
    throw new PharosError('PHAROS_SETTINGS_INVALID', {
      file,
      line: counter.linePos(broken.pos[0]).line,
      reason: broken.message.split('\n')[0]!,
      hint: 'Mend the YAML at this line.',
    });
  const parsed = Settings.safeParse(plainOf(document, file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path as (string | number)[];
  const line = (issue.code === 'unrecognized_keys' ? lineOfKey(path, issue.keys[0]) : undefined) ?? lineOf(path);
  throw new PharosError('PHAROS_SETTINGS_INVALID', {
    file,
    line,
    reason: `${path.join('.') || 'the file'}: ${issue.message}`,
    hint: hintFor(issue),
  });

  function lineOfKey(where: readonly (string | number)[], key: string | undefined): number | undefined {
    const map = document.getIn(where, true);
    const found = isMap(map) ? map.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === key) : undefined;
    return isScalar(found) && found.range ? counter.linePos(found.range[0]).line : undefined;
  }

  /** The line of the deepest node on the path that exists. */
  function lineOf(where: readonly (string | number)[]): number {
    for (let depth = where.length; depth >= 0; depth--) {
      const node = document.getIn(where.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  }
}

/** The document as plain values; aliases that multiply each other are refused before they fill the memory. */
function plainOf(document: { toJS(options: { maxAliasCount: number }): unknown }, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw new PharosError(
      'PHAROS_SETTINGS_INVALID',
      { file, line: 1, reason: messageOf(error), hint: 'Write the values out instead of repeating them with aliases.' },
      { cause: error },
    );
  }
}

function hintFor(issue: { code: string; keys?: string[]; values?: unknown[]; path: readonly PropertyKey[] }): string {
  if (issue.code === 'unrecognized_keys') return `Remove or rename ${issue.keys?.join(', ')}; docs/guides/settings.md lists the keys.`;
  if (issue.code === 'invalid_value' && issue.values) return `Use one of: ${issue.values.join(', ')}.`;
  if (issue.path.at(-1) === 'until') return 'Every approval and suppression needs an end date, as YYYY-MM-DD.';
  if (issue.path.at(-1) === 'reason') return 'Say in a few words why.';
  return 'docs/guides/settings.md shows each key with an example.';
}
