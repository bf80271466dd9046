import { type Evidence, place } from '../../core/evidence.ts';
import type { Report } from '../../core/report.ts';
import { clean, columns, mark, type Pens, pens, wrapText } from '../writing.ts';
import { decompose } from './score.ts';

type Asset = Report['assets'][number];

/** A page of text for a terminal, written section by section. Everything that is said on it is cleaned. */
export interface Page {
  pen: Pens;
  names: ReadonlyMap<string, Asset>;
  line(text?: string): void;
  heading(text: string): void;
  /** Wrapped, two spaces in. */
  text(text: string, indent?: number): void;
  /** The same for an entry of a list: further lines stand deeper. */
  item(text: string, indent?: number): void;
  rows(rows: readonly (readonly string[])[], options?: { right?: readonly number[]; most?: number }): void;
  /** A list that is cut, with what to do for the rest. */
  list<Item>(items: readonly Item[], most: number, show: (item: Item) => void): void;
  evidence(evidence: readonly Evidence[]): void;
  score(score: Report['findings'][number]['score']): void;
  severity(severity: Report['findings'][number]['severity']): string;
  /** `kind name`, or the id where the report does not hold the asset. */
  said(id: string): string;
  written(): string;
}

export function page(report: Report, options: { colour: boolean; width: number }): Page {
  const pen = pens(options.colour);
  const names = new Map(report.assets.map((asset) => [asset.id, asset]));
  const several = report.scan.targets.length > 1;
  const lines: string[] = [];
  const self: Page = {
    pen,
    names,
    line: (text = '') => void lines.push(text),
    heading(text) {
      lines.push('', pen.bold(text));
    },
    text: (text, indent = 2) => void lines.push(...wrapText(clean(text), options.width, indent, indent)),
    item: (text, indent = 2) => void lines.push(...wrapText(clean(text), options.width, indent + 4, indent)),
    rows(rows, how) {
      for (const row of columns(rows, how)) lines.push(`  ${row}`);
    },
    list(items, most, show) {
      for (const item of items.slice(0, most)) show(item);
      if (items.length > most) lines.push(pen.dim(`  ${items.length - most} more: --json holds all.`));
    },
    evidence(evidence) {
      const rows = evidence.map((one) => [several ? `${one.target}: ${place(one)}` : place(one), one.detail]);
      self.rows(rows.slice(0, 30), { most: options.width });
      if (rows.length > 30) lines.push(pen.dim(`  ${rows.length - 30} more: --json holds all.`));
    },
    score(score) {
      const { factors, steps, known, formula } = decompose(score);
      self.heading(`Score ${score.value}`);
      self.rows(
        factors.map((factor) => [
          factor.letter,
          factor.name,
          String(factor.value),
          factor.level,
          `${factor.known ? '' : '(not known) '}${factor.why}`,
        ]),
      );
      lines.push('', `  ${formula}`);
      for (const step of steps) lines.push(`  ${step}`);
      lines.push(`  ${known} of ${factors.length} factors rest on evidence; what is not known counts as medium.`);
    },
    severity: (severity) => mark(severity, pen),
    said(id) {
      const asset = names.get(id);
      return asset ? `${asset.kind} ${asset.name}` : id;
    },
    written: () => `${lines.join('\n').trim()}\n`,
  };
  return self;
}
