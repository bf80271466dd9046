import { place } from '../core/evidence.ts';
import { type Introduced, isOpen } from '../core/introduced.ts';
import { clean, pageWidth, type Pens, wrapText } from './writing.ts';

/** What a change brings in, in the words of a reviewer: what it is, who uses it, where it came in, and whether it is approved. */
export function introducedLines(introduced: readonly Introduced[], pen: Pens, most: number): string[] {
  if (introduced.length === 0) return [];
  const open = introduced.filter(isOpen).length;
  const lines = [
    pen.bold(
      `New AI parts: ${introduced.length}${open === 0 ? ', all of them approved' : `, ${open} of them not approved: decide before merging`}`,
    ),
  ];
  for (const one of introduced.slice(0, most)) {
    const used =
      one.usedBy.length === 0 ? '' : `, used by ${one.usedBy.slice(0, 3).join(', ')}${one.usedBy.length > 3 ? ' and others' : ''}`;
    const found =
      one.findings.length === 0 ? '' : `; ${one.findings.length} new ${one.findings.length === 1 ? 'finding' : 'findings'} on it`;
    const seen = one.evidence[0];
    lines.push(
      ...wrapText(
        `${isOpen(one) ? '!' : '+'} ${clean(`${one.what}${used}`)}  ${seen ? clean(place(seen)) : ''}`.trimEnd(),
        pageWidth(),
        6,
        2,
      ),
      ...wrapText(clean(`${one.registration}: ${one.why}${found}`), pageWidth(), 6, 4),
    );
  }
  if (introduced.length > most) lines.push(pen.dim(`  ${introduced.length - most} more: --all shows them, --json holds everything.`));
  return [...lines, ''];
}
