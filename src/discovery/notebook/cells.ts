import { createScanner } from 'jsonc-parser';

/** One line of a cell's source and the line (from 1) of the .ipynb file on which it is written. */
export interface SourceLine {
  text: string;
  line: number;
}

export interface Cell {
  /** Position among all cells, from 1. */
  number: number;
  type: 'code' | 'other';
  lines: SourceLine[];
}

/** A part of the file, by offsets. */
export interface Region {
  cell: number;
  start: number;
  end: number;
  part: 'source' | 'output' | 'image';
}

export interface Notebook {
  /** 3 or 4. */
  format: number;
  /** Language of the code cells: of the kernel, else python. */
  language: string;
  kernel?: string;
  cells: Cell[];
  /** In the order of the file; an image stands inside the output it belongs to. */
  regions: Region[];
  /** What a limit left out, or that the file ends too early. */
  cut?: string;
}

/** Token kinds of the scanner; its enum exists in its types only. */
const TOKEN = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, string: 10, number: 11, end: 17 };

const MOST_CELLS = 5000;
const MOST_SOURCE = 4 * 1024 * 1024;
const DEEPEST = 200;

interface Level {
  isArray: boolean;
  /** The current key, or the index of the current item. */
  key: string | number;
  start: number;
}

/**
 * Reads a Jupyter notebook (formats 3 and 4) token by token: nothing is run, nothing is unfolded, a broken file gives what stands
 * before the break. Linear; never throws. Undefined where it is no notebook. Source:
 * https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function readNotebook(text: string): Notebook | undefined {
  const scanner = createScanner(text, true);
  const levels: Level[] = [];
  const notebook: Notebook = { format: 0, language: '', cells: [], regions: [] };
  const cuts = new Set<string>();
  let kernelLanguage: string | undefined;
  let cell: { type: string; language?: string; lines: SourceLine[] } | undefined;
  let characters = 0;
  let line = 1;
  let lineAt = 0;
  let expectsKey = false;
  const lineOf = (offset: number): number => {
    for (let at = text.indexOf('\n', lineAt); at >= 0 && at < offset; at = text.indexOf('\n', lineAt)) {
      line++;
      lineAt = at + 1;
    }
    return line;
  };
  /** Keys from the root, without the place of a worksheet of format 3. */
  const path = (): (string | number)[] => {
    const keys = levels.map(({ key }) => key);
    return keys[0] === 'worksheets' ? keys.slice(2) : keys;
  };
  const value = (given: string | number, offset: number, end: number): void => {
    if (levels.length > 7) {
      image(offset, end);
      return;
    }
    const keys = path();
    if (typeof given === 'number') {
      if (keys.length === 1 && keys[0] === 'nbformat') notebook.format = given;
      return;
    }
    if (keys[0] === 'metadata') {
      const name = keys.slice(1).join('.');
      if (name === 'kernelspec.name' || name === 'kernel_info.name') notebook.kernel = given.slice(0, 80);
      if (name === 'kernelspec.language') kernelLanguage = given;
      if (name === 'language_info.name') notebook.language = given.toLowerCase().slice(0, 40);
    }
    if (keys[0] !== 'cells' || !cell) return;
    if (keys.length === 3 && keys[2] === 'cell_type') cell.type = given;
    if (keys.length === 3 && keys[2] === 'language') cell.language = given;
    if ((keys[2] === 'source' || keys[2] === 'input') && keys.length <= 4) {
      notebook.regions.push({ cell: notebook.cells.length + 1, start: offset, end, part: 'source' });
      addSource(cell.lines, given, lineOf(offset));
    }
    image(offset, end);
  };
  const addSource = (lines: SourceLine[], given: string, at: number): void => {
    characters += given.length;
    if (characters > MOST_SOURCE) {
      cuts.add(`it holds more than ${MOST_SOURCE / 1024 / 1024} MiB of source`);
      return;
    }
    // An item of the list usually is one line with its line break; a single text holds all lines on one line of the file.
    const parts = given.split('\n');
    if (parts.at(-1) === '') parts.pop();
    for (const part of parts) lines.push({ text: part, line: at });
  };
  /** `image/png` of format 4, `png` of format 3: base64, in which anything can be found. */
  const image = (start: number, end: number): void => {
    const found = levels.some(
      ({ key }) => typeof key === 'string' && /^(?:image\/|application\/(?:pdf|octet-stream)|png$|jpeg$|pdf$)/.test(key),
    );
    if (found && end - start > 200) notebook.regions.push({ cell: notebook.cells.length + 1, start, end, part: 'image' });
  };
  const open = (isArray: boolean, offset: number): void => {
    const keys = path();
    if (!isArray && keys.length === 2 && keys[0] === 'cells') cell = { type: '', lines: [] };
    levels.push({ isArray, key: isArray ? 0 : '', start: offset });
    expectsKey = !isArray;
  };
  const close = (end: number): void => {
    const level = levels.pop();
    expectsKey = false;
    if (!level || !cell) return;
    const keys = path();
    if (keys.length === 3 && keys[2] === 'outputs')
      notebook.regions.push({ cell: notebook.cells.length + 1, start: level.start, end, part: 'output' });
    if (keys.length === 2 && keys[0] === 'cells') {
      if (notebook.cells.length < MOST_CELLS) {
        const isCode = cell.type === 'code' && (cell.language === undefined || cell.language === 'python');
        notebook.cells.push({ number: notebook.cells.length + 1, type: isCode ? 'code' : 'other', lines: cell.lines });
      } else cuts.add(`it holds more than ${MOST_CELLS} cells`);
      cell = undefined;
    }
  };
  for (let token: number = scanner.scan(); token !== TOKEN.end; token = scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    const level = levels.at(-1);
    if (token === TOKEN.openBrace || token === TOKEN.openBracket) {
      if (levels.length >= DEEPEST) {
        cuts.add(`it is nested more than ${DEEPEST} levels deep`);
        break;
      }
      open(token === TOKEN.openBracket, offset);
    } else if (token === TOKEN.closeBrace || token === TOKEN.closeBracket) close(end);
    else if (token === TOKEN.comma) {
      if (level?.isArray) level.key = (level.key as number) + 1;
      expectsKey = level?.isArray === false;
    } else if (token === TOKEN.string) {
      if (expectsKey && level) level.key = scanner.getTokenValue().slice(0, 80);
      else value(scanner.getTokenValue(), offset, end);
      expectsKey = false;
    } else if (token === TOKEN.number) value(Number(scanner.getTokenValue()), offset, end);
  }
  if (levels.length > 0) cuts.add('it ends too early, or is nested too deep');
  if (notebook.cells.length === 0 && notebook.format === 0) return undefined;
  notebook.regions.sort((a, b) => a.start - b.start || b.end - a.end);
  return {
    ...notebook,
    language: notebook.language || (kernelLanguage?.toLowerCase() ?? 'python'),
    ...(cuts.size > 0 ? { cut: [...cuts].join('; ') } : {}),
  };
}

/** The innermost region that holds an offset; undefined between them (metadata). */
export function regionAt(notebook: Notebook, offset: number): Region | undefined {
  let found: Region | undefined;
  for (const region of notebook.regions) {
    if (region.start > offset) break;
    if (offset < region.end) found = region;
  }
  return found;
}

/** Languages of kernels whose code is Python. */
export function isPython({ language }: Pick<Notebook, 'language'>): boolean {
  return /^(?:i?python[\d.]*|pyspark|sage|xpython)$/.test(language);
}
