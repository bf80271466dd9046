import { PharosError } from '../../core/errors.ts';
import { jsonText } from '../../governance/report.ts';
import { type Cell, runQuery } from '../../store/query.ts';
import { VIEWS } from '../../store/views.ts';
import { EXIT } from '../exit.ts';
import { clean, columns, pageWidth, wrapText } from '../writing.ts';

interface QueryFlags {
  json?: boolean;
  views?: boolean;
  timeout?: string;
  limit?: string;
}

/** `pharos query`: one SELECT over the views of the store, as a table or JSON. Without a question, the views. */
export async function query(text: string | undefined, flags: QueryFlags): Promise<number> {
  if (flags.views || text === undefined) {
    process.stdout.write(
      flags.json
        ? jsonText(
            VIEWS.map(({ name, description, columns: all }) => ({
              name,
              description,
              columns: all.map((one) => ({ name: one.name, description: one.description })),
            })),
          )
        : viewList(),
    );
    return EXIT.fine;
  }
  const timeoutMs = Math.round(numberOf('--timeout', flags.timeout ?? '30', 0.1, 3_600) * 1_000);
  const maxRows = Math.round(numberOf('--limit', flags.limit ?? '1000', 1, 1_000_000));
  const { columns: names, rows, truncated } = await runQuery({}, text, { timeoutMs, maxRows });
  if (flags.json) {
    const keys = distinct(names);
    process.stdout.write(jsonText(rows.map((row) => Object.fromEntries(row.map((cell, at) => [keys[at]!, cell])))));
  } else {
    process.stdout.write(tableOf(names, rows));
  }
  if (truncated)
    process.stderr.write(
      `pharos: more than ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}; --limit <rows> gives more, a narrower question fewer.\n`,
    );
  return EXIT.fine;
}

function tableOf(names: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return 'No rows.\n';
  const right = names.flatMap((_, at) => (rows.every((row) => row[at] === null || typeof row[at] === 'number') ? [at] : []));
  // A wide cell pushes the others out of sight on a terminal; a pipe gets the whole.
  const most = process.stdout.isTTY ? Math.max(20, Math.floor((process.stdout.columns ?? 100) / Math.min(3, names.length))) : Infinity;
  const [head, ...body] = columns([names, ...rows.map((row) => row.map(cellText))], { right, most });
  return `${[head!, rulerOf([head!, ...body], process.stdout.columns), ...body].join('\n')}\n`;
}

/** As wide as the widest line of the table, and no wider than the terminal. */
export function rulerOf(lines: readonly string[], terminal: number | undefined): string {
  const widest = lines.reduce((most, line) => Math.max(most, [...line].length), 0);
  return '-'.repeat(Math.min(widest, terminal ?? 120));
}

/** Text that a spreadsheet would compute, when a table is pasted into one, is marked as text. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return /^[=+\-@]/.test(cell) ? `'${cell}` : cell;
}

/** Names of columns as keys: a second `id` becomes `id_2`. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}

function viewList(): string {
  const lines: string[] = [];
  for (const view of VIEWS) {
    lines.push(`${view.name}  ${clean(view.description)}`);
    const width = Math.max(...view.columns.map(({ name }) => name.length));
    for (const { name, description } of view.columns)
      lines.push(
        ...wrapText(`${name.padEnd(width).replaceAll(' ', '\u00a0')} ${description}`, pageWidth(), width + 3, 2).map((line) =>
          line.replaceAll('\u00a0', ' '),
        ),
      );
    lines.push('');
  }
  lines.push('Ask with: pharos query "select severity, title from findings order by score desc limit 10"');
  return `${lines.join('\n')}\n`;
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || value > most)
    throw new PharosError('PHAROS_OPTION_INVALID', { option, value: text, hint: `a number from ${least} to ${most}` });
  return value;
}
