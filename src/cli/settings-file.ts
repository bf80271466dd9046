import { lstatSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { ScopedSettings } from '../core/annotate.ts';
import { messageOf, PharosError } from '../core/errors.ts';
import { latestEnd, Settings } from '../core/settings.ts';
import { openWithin } from '../discovery/open-source.ts';
import { saidOf } from './settings-wording.ts';

const NAMES = ['pharos.yaml', 'pharos.yml'];
const LARGEST = 1024 * 1024;
/** A file that is no settings at all is not told line by line. */
const TOLD = 20;

export interface ReadSettings {
  scopes: ScopedSettings[];
  /** Targets whose settings do not fit, and what is wrong with them. */
  refused: { target: string; error: PharosError }[];
}

/**
 * The pharos.yaml that was given, for everything; else the one of each target, which speaks of that target alone: what a scanned
 * repository says must not reach into another, and one that does not fit must not keep another from being scanned.
 * @param today YYYY-MM-DD
 * @throws PharosError with file, line and hint for everything that is wrong with a file that was given
 */
export function readSettings(given: string | undefined, targets: readonly { id: string; root: string }[], today: string): ReadSettings {
  if (given !== undefined) {
    const text = readSmall(dirname(resolve(given)), basename(given), given);
    return { scopes: [{ settings: parseSettings(text, given, today) }], refused: [] };
  }
  const read: ReadSettings = { scopes: [], refused: [] };
  for (const { id, root } of targets) {
    const name = NAMES.find((one) => lstatSync(join(root, one), { throwIfNoEntry: false }));
    if (name === undefined) continue;
    const file = join(root, name);
    try {
      read.scopes.push({ target: id, settings: parseSettings(readSmall(root, name, file), file, today) });
    } catch (error) {
      if (!(error instanceof PharosError)) throw error;
      read.refused.push({ target: id, error });
    }
  }
  return read;
}

/** Reads it as any file of a target is read: a regular file, no link followed, of bounded size. */
function readSmall(folder: string, name: string, shown: string): string {
  let opened: ReturnType<typeof openWithin>;
  try {
    opened = openWithin(folder, name);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new PharosError('PHAROS_SETTINGS_MISSING', { file: shown });
    const reason = code === 'ELOOP' ? 'it is a link, and links are not followed' : `it cannot be read (${code ?? 'not a regular file'})`;
    throw invalid({ file: shown, line: 1, reason, hint: 'Put a regular file in its place.' });
  }
  try {
    if (opened.size > LARGEST)
      throw invalid({ file: shown, line: 1, reason: 'it is larger than 1 MiB', hint: 'Write patterns instead of lists of names.' });
    return Buffer.from(opened.read(0, opened.size)).toString('utf8');
  } finally {
    opened.close();
  }
}

/**
 * The text of a pharos.yaml.
 * @param file how errors call it
 * @param today YYYY-MM-DD: suppressions end within a year
 * @throws PharosError PHAROS_SETTINGS_INVALID for the first thing that is wrong, the rest in its `others`
 */
export function parseSettings(text: string, file: string, today: string): Settings {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, maxAliasCount: 100 } as never);
  refuse(
    document.errors.map(({ pos, message }) => ({
      line: counter.linePos(pos[0]).line,
      reason: message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
      hint: 'Mend the YAML at this line.',
    })),
    file,
  );
  const lines = linesOf(document, counter);
  const plain = plainOf(document, file);
  const parsed = Settings.safeParse(plain);
  if (!parsed.success)
    refuse(
      parsed.error.issues
        .flatMap((issue) => saidOf(issue, plain))
        .map(({ path, key, reason, hint }) => ({ line: lines.of(path, key), reason, hint })),
      file,
    );
  const settings = parsed.data!;
  const latest = latestEnd(today);
  refuse(
    (settings.suppressions ?? []).flatMap(({ until }, index) => {
      if (until <= latest) return [];
      const line = lines.of(['suppressions', index, 'until']);
      return [
        {
          line,
          reason: `suppressions.${index}.until: ${until} is more than a year away`,
          hint: `Write a day up to ${latest}, and look at the finding again then.`,
        },
      ];
    }),
    file,
  );
  return settings;
}

interface Wrong {
  line: number;
  reason: string;
  hint: string;
}

function invalid(wrong: Wrong & { file: string }, options?: { cause?: unknown; others?: PharosError[] }): PharosError {
  return new PharosError('PHAROS_SETTINGS_INVALID', { ...wrong }, options);
}

/** @throws PharosError where anything is wrong, from the top of the file down. */
function refuse(wrong: readonly Wrong[], file: string): void {
  const [first, ...rest] = wrong.toSorted((a, b) => a.line - b.line);
  if (!first) return;
  const others = rest.slice(0, TOLD - 1).map((one) => invalid({ ...one, file }));
  if (rest.length > others.length) {
    const { line } = rest[others.length]!;
    const count = rest.length - others.length;
    others.push(invalid({ file, line, reason: `and ${count} more from here on`, hint: 'Mend those above first.' }));
  }
  throw invalid({ ...first, file }, { others });
}

type Where = readonly (string | number)[];

interface Lines {
  /** The line of a key in what stands there, else of the deepest thing on the way that exists. */
  of(where: Where, key?: string): number;
}

function linesOf(document: Document, counter: LineCounter): Lines {
  return {
    of(where, key) {
      const map = document.getIn(where, true);
      const found = isMap(map) ? map.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === key) : undefined;
      if (isScalar(found) && found.range) return counter.linePos(found.range[0]).line;
      for (let depth = where.length; depth >= 0; depth--) {
        const node = document.getIn(where.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
        if (node?.range) return counter.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

/** The document as plain values; aliases that multiply each other are refused before they fill the memory. */
function plainOf(document: { toJS(options: { maxAliasCount: number }): unknown }, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw invalid(
      { file, line: 1, reason: messageOf(error), hint: 'Write the values out instead of repeating them with aliases.' },
      { cause: error },
    );
  }
}
