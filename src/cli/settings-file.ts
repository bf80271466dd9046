import { lstatSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { ScopedSettings } from '../core/annotate.ts';
import { messageOf, PharosError } from '../core/errors.ts';
import { Settings } from '../core/settings.ts';
import { openWithin } from '../discovery/open-source.ts';

/** The settings of one target, or those given for all. */
const NAMES = ['pharos.yaml', 'pharos.yml'];
const LARGEST = 1024 * 1024;

/**
 * The pharos.yaml that was given, for everything; else the one of each target, which speaks of that target alone: what a scanned
 * repository says must not reach into another. Throws PharosError with file, line and hint where one does not fit.
 */
export function readSettings(given: string | undefined, targets: readonly { id: string; root: string }[]): ScopedSettings[] {
  if (given !== undefined) return [{ settings: parseSettings(readSmall(dirname(resolve(given)), basename(given), given), given) }];
  return targets.flatMap(({ id, root }) => {
    const name = NAMES.find((one) => lstatSync(join(root, one), { throwIfNoEntry: false }));
    return name === undefined ? [] : [{ target: id, settings: parseSettings(readSmall(root, name, join(root, name)), join(root, name)) }];
  });
}

/** Reads it as any file of a target is read: a regular file, no link followed, of bounded size. */
function readSmall(folder: string, name: string, shown: string): string {
  let opened: ReturnType<typeof openWithin>;
  try {
    opened = openWithin(folder, name);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new PharosError('PHAROS_SETTINGS_MISSING', { file: shown });
    throw new PharosError('PHAROS_SETTINGS_INVALID', {
      file: shown,
      line: 1,
      reason: code === 'ELOOP' ? 'it is a link, and links are not followed' : `it cannot be read (${code ?? 'not a regular file'})`,
      hint: 'Put a regular file in its place.',
    });
  }
  try {
    if (opened.size > LARGEST)
      throw new PharosError('PHAROS_SETTINGS_INVALID', {
        file: shown,
        line: 1,
        reason: 'it is larger than 1 MiB',
        hint: 'Write patterns instead of lists of names.',
      });
    return Buffer.from(opened.read(0, opened.size)).toString('utf8');
  } finally {
    opened.close();
  }
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
