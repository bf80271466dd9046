import { isPython, readNotebook } from '../../notebook/cells.ts';
import { pythonOf } from '../../notebook/python-source.ts';
import type { ModuleSyntax, ParseOptions } from '../syntax.ts';
import { holdsWall, WALL } from '../wall.ts';
import { parsePython } from './parse.ts';

/**
 * The Python cells of a notebook as one module, every line being the line of the .ipynb file on which it is written. Cells are
 * parsed one by one, as IPython runs them: a broken one does not swallow the next. Undefined where there is no Python.
 */
export function parseNotebook(text: string, optionsFor: (source: string) => ParseOptions): ModuleSyntax | undefined {
  const notebook = readNotebook(text);
  if (!notebook || !isPython(notebook)) return undefined;
  const { cells } = pythonOf(notebook.cells);
  if (cells.length === 0) return undefined;
  const options = optionsFor(cells.map((cell) => cell.text).join('\n'));
  const module: ModuleSyntax = { language: 'python', body: [] };
  const cuts = new Set<string>(notebook.cut === undefined ? [] : [notebook.cut]);
  const errors: number[] = [];
  for (const cell of cells) {
    if (holdsWall(cell.text)) {
      cuts.add(`in cell ${cell.number} ${WALL}`);
      continue;
    }
    const parsed = parsePython(cell.text, options);
    mapLines(parsed, (line) => cell.lines[Math.min(line, cell.lines.length) - 1] ?? line);
    module.body.push(...parsed.body);
    if (parsed.cut !== undefined) cuts.add(parsed.cut);
    errors.push(...(parsed.errors ?? []).map((line) => cell.lines[Math.min(line, cell.lines.length) - 1] ?? line));
  }
  if (cuts.size > 0) module.cut = [...cuts].join('; ');
  if (errors.length > 0) module.errors = errors.slice(0, 20);
  return module;
}

/** Syntax is plain JSON whose lines stand under `l`, `line` and `endLine`; walked without recursion. */
function mapLines(root: ModuleSyntax, lineOf: (line: number) => number): void {
  const open: unknown[] = [root.body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (Array.isArray(node)) {
      for (const item of node) if (typeof item === 'object' && item !== null) open.push(item);
      continue;
    }
    const record = node as Record<string, unknown>;
    for (const [name, value] of Object.entries(record)) {
      if (typeof value === 'number' && (name === 'l' || name === 'line' || name === 'endLine')) record[name] = lineOf(value);
      else if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
}
