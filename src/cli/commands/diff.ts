import { type Diff, diffReports } from '../../core/diff.ts';
import type { Report } from '../../core/report.ts';
import { jsonText } from '../../governance/report.ts';
import { EXIT } from '../exit.ts';
import { reportNamed } from '../stored.ts';
import { introducedLines } from '../introduced.ts';
import { clean, colour, mark, pageWidth, type Pens, pens, wrapText } from '../writing.ts';

interface DiffFlags {
  json?: boolean;
  all?: boolean;
}

/** `pharos diff`: two scans or reports → what is new, changed, gone or not assessed. Exit code 0 whatever it finds. */
export async function diff(before: string, after: string, flags: DiffFlags): Promise<number> {
  const [earlier, later] = [await reportNamed(before), await reportNamed(after)];
  const found = diffReports(earlier, later);
  process.stdout.write(flags.json ? jsonText(found) : textOf(found, earlier, later, flags.all ?? false));
  return EXIT.fine;
}

const SHOWN = 20;
/** Wide enough for the longest sign. */
const INDENT = 18;

type Part<Item> = {
  added: Item[];
  changed: { before: Item; after: Item; what: string[] }[];
  gone: Item[];
  notAssessed: { item: Item; why: string }[];
};

function textOf(found: Diff, earlier: Report, later: Report, all: boolean): string {
  const pen = pens(colour());
  const names = new Map([...earlier.assets, ...later.assets].map((asset) => [asset.id, `${asset.kind} ${asset.name}`]));
  const said = (id: string): string => names.get(id) ?? id;
  const lines: string[] = [];
  lines.push(`${pen.bold('From')} ${headOf(found.before)}`, `${pen.bold('to')}   ${headOf(found.after)}`, '');
  const judged = (item: { severity: Report['paths'][number]['severity']; title: string; id: string }): string =>
    `${mark(item.severity, pen)}  ${clean(item.title)}  ${pen.dim(item.id)}`;
  const before = lines.length;
  lines.push(...introducedLines(found.introduced, pen, all ? Infinity : SHOWN));
  show(lines, 'Attack paths', found.paths, judged, pen, all);
  show(
    lines,
    'Findings',
    found.findings,
    (item) => (item.status === 'unknown' ? `unknown  ${clean(item.title)}  ${pen.dim(item.id)}` : judged(item)),
    pen,
    all,
  );
  show(lines, 'Assets', found.assets, (item) => `${item.kind} ${clean(item.name)}  ${pen.dim(item.id)}`, pen, all);
  show(lines, 'Edges', found.edges, (item) => `${clean(said(item.from))} ${item.kind} ${clean(said(item.to))}`, pen, all);
  if (lines.length === before) lines.push('Nothing changed in what could be read both times.', '');
  if (!found.after.complete)
    lines.push('The later scan could not read everything it was asked for: what stands there is not assessed, and not gone.');
  return `${lines.join('\n').trimEnd()}\n`;
}

function headOf(scan: Diff['before']): string {
  return `${scan.id}  ${scan.started}  ${scan.targets.map(({ name }) => clean(name)).join(', ')}${scan.complete ? '' : '  (incomplete)'}`;
}

function show<Item>(lines: string[], title: string, part: Part<Item>, said: (item: Item) => string, pen: Pens, all: boolean): void {
  const told = [
    ...part.added.map((item) => ['+ new', said(item)]),
    ...part.changed.map(({ after, what }) => ['~ changed', `${said(after)} (${clean(what.join(', '))})`]),
    ...part.gone.map((item) => ['- gone', said(item)]),
    ...part.notAssessed.map(({ item, why }) => ['? not assessed', `${said(item)} (${clean(why)})`]),
  ] as [sign: string, text: string][];
  if (told.length === 0) return;
  const counts = [
    [part.added.length, 'new'],
    [part.changed.length, 'changed'],
    [part.gone.length, 'gone'],
    [part.notAssessed.length, 'not assessed'],
  ].flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  lines.push(pen.bold(`${title}: ${counts.join(', ')}`));
  for (const [sign, text] of all ? told : told.slice(0, SHOWN)) {
    const [first, ...rest] = wrapText(text, pageWidth(), INDENT, INDENT);
    lines.push(`  ${sign.padEnd(INDENT - 2)}${first!.slice(INDENT)}`, ...rest);
  }
  if (!all && told.length > SHOWN) lines.push(pen.dim(`  ${told.length - SHOWN} more: --all shows them, --json holds everything.`));
  lines.push('');
}
