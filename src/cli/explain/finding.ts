import type { Report } from '../../core/report.ts';
import { loadChecks } from '../../posture/registry.ts';
import { clean } from '../writing.ts';
import { type Graph, graphOf } from './graph.ts';
import type { Page } from './page.ts';
import { decompose } from './score.ts';

type Finding = Report['findings'][number];

const DATA = new Set(['data-store', 'dataset', 'vector-store', 'knowledge-base', 'memory']);

/** What `explain --json` says of a finding. */
export function findingDocument(finding: Finding, report: Report): object {
  const asset = report.assets.find(({ id }) => id === finding.asset);
  return {
    finding,
    asset: asset && { id: asset.id, kind: asset.kind, name: asset.name },
    score: decompose(finding.score),
    data: asset ? dataBehind(graphOf(report), asset) : [],
    paths: report.paths
      .filter(({ id }) => finding.paths.includes(id))
      .map(({ id, kind, title, severity, score }) => ({ id, kind, title, severity, score: score.value })),
  };
}

interface Data {
  id: string;
  kind: string;
  name: string;
  sensitivity: string;
  /** Steps from the asset of the fault, which itself may be the data. */
  depth: number;
}

/** Data that stands behind the fault: its asset, what is reached from it, what it touches. Sensitive data first, then the nearest. */
function dataBehind(graph: Graph, at: Report['assets'][number]): Data[] {
  const reached = [...graph.closure(at.id), ...graph.blastRadius(at.id)].map(({ asset, depth, sensitive }) => ({
    asset,
    depth,
    sensitive,
  }));
  const found = new Map(
    [...reached, { asset: at, depth: 0, sensitive: true }].filter(({ asset }) => DATA.has(asset.kind)).map((one) => [one.asset.id, one]),
  );
  return [...found.values()]
    .sort((a, b) => Number(b.sensitive) - Number(a.sensitive) || a.depth - b.depth)
    .map(({ asset: { id, kind, name, properties }, depth }) => ({
      id,
      kind,
      name,
      sensitivity: typeof properties['sensitivity'] === 'string' ? properties['sensitivity'] : 'not stated',
      depth,
    }));
}

export async function writeFinding(page: Page, finding: Finding, report: Report): Promise<void> {
  const { pen } = page;
  const check = (await loadChecks()).find(({ id }) => id === finding.check);
  const declared = check && finding.status === 'fail' ? ` (the check says ${check.severity} where nothing is known of the context)` : '';
  page.line(`${page.severity(finding.severity)}  ${pen.bold(clean(finding.title))}`);
  page.rows([
    ['id', finding.id],
    ['check', finding.check],
    ['status', `${finding.status}, ${finding.severity}${declared}`],
    ['asset', `${page.said(finding.asset)}  ${finding.asset}`],
    ['owner', finding.owner ?? 'nobody is named'],
    ['confidence', String(finding.confidence)],
  ]);
  if (finding.suppressed) page.text(`Accepted until ${finding.suppressed.until}: ${finding.suppressed.reason}`);
  page.heading('What we saw');
  page.text(finding.saw);
  page.heading('Why it matters here');
  page.text(finding.why);
  page.heading('What to do');
  page.text(finding.fix.text);
  if (finding.fix.command !== undefined) page.line(`  ${pen.dim('$')} ${clean(finding.fix.command)}`);
  if (finding.fix.patch !== undefined) for (const line of finding.fix.patch.split('\n')) page.line(`  ${pen.dim('|')} ${clean(line)}`);
  page.heading('How to know it is fixed');
  page.text(finding.verify);
  page.heading('Evidence');
  page.evidence(finding.evidence);
  const asset = page.names.get(finding.asset);
  const data = asset ? dataBehind(graphOf(report), asset) : [];
  if (data.length > 0) {
    page.heading('Data behind it');
    page.list(data, 12, (one) => page.item(`${one.kind} ${one.name}: sensitivity ${one.sensitivity}`));
  }
  page.score(finding.score);
  page.heading(
    finding.paths.length === 0 ? 'On no attack path' : `On ${finding.paths.length} attack ${finding.paths.length === 1 ? 'path' : 'paths'}`,
  );
  const paths = report.paths.filter(({ id }) => finding.paths.includes(id));
  page.list(paths, 10, (path) => page.item(`${path.id}  ${path.severity}  ${path.title}`));
  if (finding.frameworks.length > 0) {
    page.heading('Frameworks');
    page.rows(finding.frameworks.map(({ framework, edition, control }) => [framework, edition, control]));
  }
}
