import type { Severity } from '../core/finding.ts';

/** How text gets to a terminal: cleaned, wrapped, coloured, in columns. */
export interface Pens {
  bold(text: string): string;
  dim(text: string): string;
  tint(text: string, code: string): string;
}

export function pens(colour: boolean): Pens {
  const tint = (text: string, code: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: (text) => tint(text, '1'), dim: (text) => tint(text, '2'), tint };
}

/** Colours on a terminal, unless NO_COLOR asks for none (no-color.org). */
export function colour(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

/** Severity is shape, word and colour, so that it reads without colour and with any colour sight. */
const SHAPES: Record<Severity, { shape: string; colour: string }> = {
  critical: { shape: '◆', colour: '1;35' },
  high: { shape: '▲', colour: '1;31' },
  medium: { shape: '■', colour: '33' },
  low: { shape: '●', colour: '34' },
  info: { shape: '○', colour: '2' },
};

export function mark(severity: Severity, pen: Pens): string {
  const { shape, colour: code } = SHAPES[severity];
  return pen.tint(`${shape} ${severity}`, code);
}

/** Controls (C0, DEL, C1), zero-width and direction characters, line separators, tags: what writes over a screen or hides in it. */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/** Names and texts come from scanned files: what a terminal would obey is shown as an escape instead. */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll(UNSEEN, (character) => {
    const code = character.codePointAt(0)!;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Words in lines of at most `width`; the first line is indented by `first`, the others by `indent`. */
export function wrapText(text: string, width: number, indent: number, first: number): string[] {
  const lines: string[] = [];
  let line = ' '.repeat(first);
  let empty = true;
  for (const word of text.split(/ +/)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(indent);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines;
}

/** A part of a line in one style; it stands `gap` spaces (2) behind the part before it. */
export interface Part {
  text: string;
  style?: (text: string) => string;
  gap?: number;
}

/** Like wrapText, for cleaned text in several styles: what gives colour has no width, and does not run over the end of a line. */
export function wrapParts(parts: readonly Part[], width: number, indent: number, first: number): string[] {
  const lines: string[] = [];
  let done = ' '.repeat(first);
  let used = first;
  let empty = true;
  for (const { text, style = (plain: string): string => plain, gap = 2 } of parts) {
    let run = '';
    let space: number = empty ? 0 : gap;
    for (const word of text.split(/ +/)) {
      if (!empty && used + space + word.length > width) {
        lines.push(run === '' ? done : done + style(run));
        done = ' '.repeat(indent);
        [used, space, run] = [indent, 0, ''];
      }
      // The gap before the first word of a part belongs to no style.
      if (run === '') done += ' '.repeat(space);
      run += run === '' ? word : ` ${word}`;
      used += space + word.length;
      [space, empty] = [1, false];
    }
    done += style(run);
  }
  return [...lines, done];
}

/** Width of a page: that of the terminal, but never so wide that lines are hard to read. */
export function pageWidth(): number {
  return Math.min(Math.max(process.stdout.columns ?? 100, 60), 120);
}

/** Cleaned cells in columns two spaces apart; the last column is not filled up. With `most`, longer cells are cut. */
export function columns(rows: readonly (readonly string[])[], options: { right?: readonly number[]; most?: number } = {}): string[] {
  const most = options.most ?? Infinity;
  const shown = rows.map((row) => row.map((cell) => shorten(clean(cell), most)));
  const widths: number[] = [];
  for (const row of shown) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, [...cell].length)));
  return shown.map((row) =>
    row
      .map((cell, at) => {
        const gap = ' '.repeat(Math.max(0, widths[at]! - [...cell].length));
        if (options.right?.includes(at)) return gap + cell;
        return at === row.length - 1 ? cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}

function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(1, most - 1)).join('')}…`;
}
