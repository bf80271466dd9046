import type { Report } from '../../core/report.ts';
import { place } from '../../core/evidence.ts';
import { clean } from '../writing.ts';
import type { Page } from './page.ts';
import { decompose } from './score.ts';

type Path = Report['paths'][number];

/** What `explain --json` says of a path. */
export function pathDocument(path: Path, report: Report): object {
  const named = (id: string): object => {
    const asset = report.assets.find((one) => one.id === id);
    return { id, ...(asset ? { kind: asset.kind, name: asset.name } : {}) };
  };
  return {
    path: { ...path, steps: path.steps.map((step) => ({ ...step, asset: named(step.asset) })) },
    chokePoints: path.chokePoints.map(named),
    score: decompose(path.score),
    findings: findingsOn(path, report).map(({ id, check, severity, title }) => ({ id, check, severity, title })),
  };
}

function findingsOn(path: Path, report: Report): Report['findings'] {
  return report.findings.filter((finding) => finding.paths.includes(path.id));
}

export function writePath(page: Page, path: Path, report: Report): void {
  const { pen } = page;
  page.line(`${page.severity(path.severity)}  ${pen.bold(path.kind)}`);
  page.text(path.title);
  page.line();
  page.rows([
    ['id', path.id],
    ['from', page.said(path.entry)],
    ['to', page.said(path.effect)],
    ['owner', path.owner ?? 'nobody is named'],
  ]);
  page.heading('Chain');
  for (const [index, step] of path.steps.entries()) {
    const asset = page.names.get(step.asset);
    page.line(
      `  ${index === 0 ? '   ' : '→  '}${pen.bold(clean(asset?.name ?? step.asset))} ${pen.dim(clean(`${asset?.kind ?? ''}  ${step.asset}`))}`,
    );
    page.text(`${step.attack === undefined ? '' : `${step.attack}: `}${step.saying}`, 7);
    for (const seen of step.evidence.slice(0, 6)) page.text(`${place(seen)}  ${seen.detail}`, 7);
    if (step.evidence.length > 6) page.line(pen.dim(`       ${step.evidence.length - 6} more places: --json holds all.`));
  }
  page.heading('What every way crosses');
  const crossed = path.chokePoints.filter((id) => id !== path.entry && id !== path.effect);
  if (crossed.length === 0) page.text('No single asset between entry and effect was found that every way crosses.');
  for (const id of crossed) page.item(page.said(id));
  page.heading('What to do');
  for (const fix of path.fixes) {
    page.item(`${fix.text} (closes ${fix.closes} ${fix.closes === 1 ? 'path' : 'paths'})`);
    if (fix.command !== undefined) page.line(`  ${pen.dim('$')} ${clean(fix.command)}`);
  }
  page.score(path.score);
  const findings = findingsOn(path, report);
  if (findings.length === 0) return;
  page.heading('Findings on it');
  page.list(findings, 10, (finding) => page.item(`${finding.id}  ${finding.severity}  ${finding.title}`));
}
