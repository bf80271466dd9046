import { type Severity, severityAtLeast } from '../../core/finding.ts';
import type { Report } from '../../core/report.ts';
import type { ExpectedPath, Lines, LocatedManifest, Named } from './manifest.ts';

/** One line of the comparison of a report with what is true. */
export interface Row {
  id: string;
  what: 'defect' | 'twin' | 'path' | 'pathTwin' | 'asset' | 'edge' | 'unexpected';
  ok: boolean;
  detail: string;
}

type Finding = Report['findings'][number];
type Path = Report['paths'][number];
type Seen = Finding['evidence'][number];

/**
 * Sets a report against the truth about its estate: each defect, path and asset exactly once, each edge, silence at the twins;
 * whatever failed beyond that is a row `unexpected`. A report without findings fails every defect and passes every twin.
 */
export function compare(report: Report, manifest: LocatedManifest): Row[] {
  const names = new Map(report.assets.map((asset) => [asset.id, asset]));
  const nameOf = (id: string): string => (names.has(id) ? said(names.get(id)!) : id);
  const failed = report.findings.filter((finding) => finding.status === 'fail');
  const expectedFindings = new Set<Finding>();
  const expectedPaths = new Set<Path>();
  const rows: Row[] = [];

  for (const defect of manifest.defects) {
    const places = manifest.places.get(defect.id)!;
    const ofCheck = failed.filter((finding) => finding.check === defect.check);
    const here = ofCheck.filter((finding) => finding.evidence.some((evidence) => inside(evidence, places)));
    const found = here.filter((finding) => same(names.get(finding.asset), defect.asset));
    for (const finding of found) expectedFindings.add(finding);
    const [finding] = found;
    const faults =
      found.length > 1
        ? [`found ${found.length} times`]
        : finding
          ? faultsOf(finding, defect)
          : [missing(ofCheck, here, nameOf, `${defect.check} on ${said(defect.asset)} at ${where(places)}`)];
    rows.push({
      id: defect.id,
      what: 'defect',
      ok: faults.length === 0,
      detail: faults.join('; ') || `${defect.check} at ${where(places)}`,
    });
  }

  for (const twin of manifest.twins) {
    const places = manifest.places.get(twin.id)!;
    const loud = failed.filter((finding) => finding.check === twin.check && finding.evidence.some((evidence) => inside(evidence, places)));
    const detail =
      loud.length === 0 ? twin.why : `${twin.check} is told at ${where(places)}, on ${loud.map(({ asset }) => nameOf(asset)).join(', ')}`;
    rows.push({ id: twin.id, what: 'twin', ok: loud.length === 0, detail });
  }

  for (const expected of manifest.paths) {
    const found = report.paths.filter((path) => path.kind === expected.kind && follows(path, expected.steps, names));
    for (const path of found) expectedPaths.add(path);
    const others = report.paths.filter(({ kind }) => kind === expected.kind);
    const detail =
      found.length > 1
        ? `found ${found.length} times`
        : (found[0]?.title ??
          `none of ${others.length} ${expected.kind} paths leads ${expected.steps.map((step) => (step === '…' ? step : said(step))).join(' → ')}`);
    rows.push({ id: expected.id, what: 'path', ok: found.length === 1, detail });
  }

  for (const twin of manifest.pathTwins) {
    const loud = report.paths.filter(
      (path) => path.kind === twin.kind && path.steps.some((step) => same(names.get(step.asset), twin.asset)),
    );
    rows.push({
      id: twin.id,
      what: 'pathTwin',
      ok: loud.length === 0,
      detail: loud.length === 0 ? twin.why : loud.map(({ title }) => title).join('; '),
    });
  }

  for (const expected of manifest.assets) {
    const found = report.assets.filter((asset) => same(asset, expected));
    const seen = expected.file === undefined || found.some((asset) => asset.evidence.some(({ file }) => file === expected.file));
    const detail = found.length === 1 ? (seen ? 'found' : `not seen in ${expected.file}`) : `found ${found.length} times`;
    rows.push({ id: said(expected), what: 'asset', ok: found.length === 1 && seen, detail });
  }

  for (const { from, kind, to } of manifest.edges) {
    const found = report.edges.filter((edge) => edge.kind === kind && same(names.get(edge.from), from) && same(names.get(edge.to), to));
    rows.push({ id: `${said(from)} ${kind} ${said(to)}`, what: 'edge', ok: found.length > 0, detail: found[0]?.strength ?? 'not found' });
  }

  for (const finding of failed) {
    if (expectedFindings.has(finding)) continue;
    const [evidence] = finding.evidence;
    rows.push({
      id: finding.check,
      what: 'unexpected',
      ok: false,
      detail: `${nameOf(finding.asset)} at ${at(evidence)}: ${finding.title}`,
    });
  }
  for (const path of report.paths) {
    if (expectedPaths.has(path)) continue;
    rows.push({ id: path.kind, what: 'unexpected', ok: false, detail: `path ${path.steps.map((step) => nameOf(step.asset)).join(' → ')}` });
  }
  return rows;
}

/** The rows as a table for the terminal, then the sums. */
export function format(rows: readonly Row[]): string {
  const widths = [rows.map(({ what }) => what.length), rows.map(({ id }) => id.length)].map((lengths) =>
    Math.min(60, Math.max(0, ...lengths)),
  );
  const lines = rows.map(
    (row) => `${row.ok ? '✓ ok   ' : '✗ wrong'}  ${row.what.padEnd(widths[0]!)}  ${row.id.padEnd(widths[1]!)}  ${row.detail}`,
  );
  const kinds = [...new Set(rows.map(({ what }) => what))];
  const sums = kinds.map((what) => {
    const all = rows.filter((row) => row.what === what);
    return what === 'unexpected' ? `${all.length} unexpected` : `${all.filter(({ ok }) => ok).length} of ${all.length} ${what}s`;
  });
  if (!kinds.includes('unexpected')) sums.push('0 unexpected');
  return `${[...lines, '', `${rows.every(({ ok }) => ok) ? '✓' : '✗'} ${sums.join(', ')}`].join('\n')}\n`;
}

function faultsOf(
  finding: Finding,
  expected: { severity?: Severity | undefined; ceiling?: Severity | undefined; suppressed?: true | undefined },
): string[] {
  const faults: string[] = [];
  if (expected.severity && !severityAtLeast(finding.severity, expected.severity))
    faults.push(`severity ${finding.severity}, at least ${expected.severity} is due`);
  if (expected.ceiling && !severityAtLeast(expected.ceiling, finding.severity))
    faults.push(`severity ${finding.severity}, at most ${expected.ceiling} is due`);
  if (expected.suppressed && !finding.suppressed) faults.push('not suppressed, though pharos.yaml says so');
  if (!expected.suppressed && finding.suppressed) faults.push('suppressed');
  return faults;
}

function missing(ofCheck: readonly Finding[], here: readonly Finding[], nameOf: (id: string) => string, due: string): string {
  if (here.length > 0) return `told on ${here.map(({ asset }) => nameOf(asset)).join(', ')}; due: ${due}`;
  if (ofCheck.length === 0) return `no finding; due: ${due}`;
  const elsewhere = ofCheck.map(({ asset, evidence }) => `${nameOf(asset)} at ${at(evidence[0])}`);
  return `told elsewhere (${elsewhere.join(', ')}); due: ${due}`;
}

/** Whether the steps of a path are the expected ones, where `…` stands for any number of steps. */
function follows(path: Path, expected: ExpectedPath['steps'], names: ReadonlyMap<string, Named>): boolean {
  // reached[i]: the steps so far can be read as the first i expected ones.
  let reached = open(expected, [true, ...expected.map(() => false)]);
  for (const { asset } of path.steps) {
    const next = reached.map((_, index) => {
      const step = expected[index - 1];
      if (step === undefined) return false;
      return step === '…' ? reached[index]! : reached[index - 1]! && same(names.get(asset), step);
    });
    reached = open(expected, next);
  }
  return reached.at(-1)!;
}

/** `…` may stand for nothing. */
function open(expected: ExpectedPath['steps'], reached: readonly boolean[]): boolean[] {
  const out = [...reached];
  for (const [index, step] of expected.entries()) if (step === '…' && out[index]) out[index + 1] = true;
  return out;
}

function inside(evidence: Seen, places: readonly Lines[]): boolean {
  return places.some(({ file, first, last }) => {
    if (evidence.file !== file) return false;
    return first === undefined || last === undefined || (evidence.line !== undefined && evidence.line >= first && evidence.line <= last);
  });
}

function same(asset: Named | undefined, expected: Named): boolean {
  return asset?.kind === expected.kind && asset.name === expected.name;
}

function said({ kind, name }: Named): string {
  return `${kind} ${name}`;
}

function at(evidence: Seen | undefined): string {
  if (evidence?.file === undefined) return evidence?.field ?? 'no place';
  return evidence.line === undefined ? evidence.file : `${evidence.file}:${evidence.line}`;
}

function where(places: readonly Lines[]): string {
  return places
    .map(({ file, first, last }) => (first === undefined ? file : first === last ? `${file}:${first}` : `${file}:${first}-${last}`))
    .join(' or ');
}
