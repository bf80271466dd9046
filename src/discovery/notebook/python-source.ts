import type { Cell, SourceLine } from './cells.ts';

/** A line that IPython hands to the shell or to a magic instead of to Python. */
export interface Command {
  /** Line of the .ipynb file. */
  line: number;
  cell: number;
  /** `!pip install x`, `%pip install x` and `%%bash` bodies: shell; other magics: magic. */
  kind: 'shell' | 'magic';
  /** Without its mark; continued lines joined. */
  text: string;
}

export interface PythonSource {
  /** One text a cell, each with as many lines as the cell has, and the .ipynb line of each. */
  cells: { number: number; text: string; lines: number[] }[];
  commands: Command[];
}

const SHELL_CELLS = /^(?:bash|sh|script|system|cmd|sx|!)$/;
/** Cell magics below which the rest is Python. */
const PYTHON_CELLS =
  /^(?:time|timeit|capture|prun|memit|mprun|lprun|snapshot|skip|python|python3|py|pypy|python2|debug|chime|measure|local|spark)$/;
/** Magics whose argument is what a package manager is called with. */
const MANAGERS = /^(?:pip|pip3|conda|mamba|micromamba|uv)$/;

/**
 * The code cells of a notebook as Python that a parser accepts: magics and shell lines are replaced by `pass` in place (every line
 * keeps its number) and told beside. Source: https://ipython.readthedocs.io/en/stable/interactive/reference.html
 */
export function pythonOf(cells: readonly Cell[]): PythonSource {
  const source: PythonSource = { cells: [], commands: [] };
  for (const { number, type, lines } of cells) {
    if (type !== 'code') continue;
    const text = cellText(number, lines, source.commands);
    if (text !== undefined) source.cells.push({ number, text, lines: lines.map(({ line }) => line) });
  }
  return source;
}

/** Undefined where the whole cell is no Python. */
function cellText(cell: number, lines: readonly SourceLine[], commands: Command[]): string | undefined {
  const first = lines.findIndex(({ text }) => text.trim() !== '');
  const whole = /^%%(\S+)[ \t]*(.*)$/.exec(lines[first]?.text.trimStart() ?? '');
  let from = 0;
  if (whole) {
    const name = whole[1]!;
    const place = { line: lines[first]!.line, cell };
    if (SHELL_CELLS.test(name)) {
      commands.push(...joined(lines.slice(first + 1)).map((one) => ({ ...one, cell, kind: 'shell' as const })));
      return undefined;
    }
    if (!PYTHON_CELLS.test(name)) {
      // The rest of the cell belongs to the magic: a question to a model, a query, a file.
      commands.push({ ...place, kind: 'magic', text: `%${name} ${whole[2]!}`.trim() });
      return undefined;
    }
    from = first + 1;
  }
  const out = lines.slice(0, from).map(() => '');
  const state: Reading = { quote: '', brackets: 0, continued: false };
  for (let at = from; at < lines.length; at++) {
    const { text, line } = lines[at]!;
    const begins = state.quote === '' && state.brackets === 0 && !state.continued;
    const command = begins ? commandIn(text) : undefined;
    if (!command) {
      out.push(text);
      read(text, state);
      continue;
    }
    out.push(command.python);
    let { rest } = command;
    // A shell line goes on behind a backslash.
    while (rest.endsWith('\\') && at + 1 < lines.length && rest.length < 20_000) {
      rest = `${rest.slice(0, -1)} ${lines[++at]!.text.trim()}`;
      out.push('');
    }
    if (rest.trim() !== '') commands.push({ line, cell, kind: command.kind, text: rest.trim() });
  }
  return out.join('\n');
}

/** What stands on the line instead, when it is no Python. */
function commandIn(text: string): { python: string; kind: Command['kind']; rest: string } | undefined {
  const indent = /^[ \t]*/.exec(text)![0];
  const bare = text.slice(indent.length);
  const blank = `${indent}pass`;
  if (bare.startsWith('!')) return { python: blank, kind: 'shell', rest: bare.replace(/^!!?/, '') };
  if (/^%[A-Za-z]/.test(bare)) {
    const [, name = '', rest = ''] = /^%(\S+)[ \t]*(.*)$/.exec(bare) ?? [];
    if (MANAGERS.test(name)) return { python: blank, kind: 'shell', rest: `${name} ${rest}` };
    if (/^(?:time|timeit|prun|memit)$/.test(name))
      return { python: indent + rest.replace(/^(?:-\w+[ \t]*\S*[ \t]+)*/, ''), kind: 'magic', rest: '' };
    if (name === 'run') return { python: indent + starImport(rest), kind: 'magic', rest: bare.slice(1) };
    if (SHELL_CELLS.test(name)) return { python: blank, kind: 'shell', rest };
    return { python: blank, kind: 'magic', rest: bare.slice(1) };
  }
  // `files = !ls`, `out = %sql select 1`
  const assigned = /^([\w., ]{1,100}?)[ \t]*=[ \t]*([!%])(?=[\w.])(.*)$/.exec(bare);
  if (assigned) {
    const kind = assigned[2] === '!' ? 'shell' : 'magic';
    return { python: `${indent}${assigned[1]} = None`, kind, rest: assigned[3]! };
  }
  // Automagic, and questions about an object.
  if (/^(?:pip3?|conda|mamba|uv)[ \t]+(?:install|pip|add)[ \t]/.test(bare)) return { python: blank, kind: 'shell', rest: bare };
  if (/^\?{1,2}[\w.]+$|^[\w.]+\?{1,2}$/.test(bare.trim())) return { python: blank, kind: 'magic', rest: '' };
  return undefined;
}

/** `%run helpers/text.py` puts the names of the file into the notebook. */
function starImport(given: string): string {
  const path = /^(?:-\w+[ \t]+)*["']?(?:\.\/)?((?:[A-Za-z_]\w*\/)*[A-Za-z_]\w*)\.py["']?(?:[ \t]|$)/.exec(given)?.[1];
  return path === undefined ? 'pass' : `from ${path.replaceAll('/', '.')} import *`;
}

interface Reading {
  /** The open triple quote, '' outside of one. */
  quote: string;
  brackets: number;
  continued: boolean;
}

/** Follows strings and brackets over a line, so that a `%` or `!` inside of one is left alone. */
function read(text: string, state: Reading): void {
  state.continued = false;
  for (let at = 0; at < text.length; at++) {
    if (state.quote !== '') {
      const end = text.indexOf(state.quote, at);
      if (end < 0) return;
      at = end + state.quote.length - 1;
      state.quote = '';
      continue;
    }
    const sign = text[at]!;
    if (sign === '#') return;
    if (sign === '"' || sign === "'") {
      const triple = sign.repeat(3);
      if (text.startsWith(triple, at)) {
        state.quote = triple;
        at += 2;
        continue;
      }
      for (at++; at < text.length && text[at] !== sign; at++) if (text[at] === '\\') at++;
    } else if (sign === '(' || sign === '[' || sign === '{') state.brackets++;
    else if (sign === ')' || sign === ']' || sign === '}') state.brackets = Math.max(0, state.brackets - 1);
    else if (sign === '\\' && at === text.length - 1) state.continued = true;
  }
}

/** Lines of a shell cell, continuations joined. */
function joined(lines: readonly SourceLine[]): { line: number; text: string }[] {
  const out: { line: number; text: string }[] = [];
  let open = false;
  for (const { text, line } of lines) {
    const goesOn = text.endsWith('\\');
    const bare = (goesOn ? text.slice(0, -1) : text).trim();
    if (open && out.length > 0 && out.at(-1)!.text.length < 20_000) out.at(-1)!.text += ` ${bare}`;
    else if (bare !== '') out.push({ line, text: bare });
    open = goesOn;
  }
  return out;
}
