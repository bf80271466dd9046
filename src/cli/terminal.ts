import { isGap } from '../core/coverage.ts';
import { place } from '../core/evidence.ts';
import { SEVERITIES } from '../core/finding.ts';
import { firstOf } from '../core/first.ts';
import type { Introduced } from '../core/introduced.ts';
import type { Report } from '../core/report.ts';
import { introducedLines } from './introduced.ts';
import { clean, mark, type Part, type Pens, pens, wrapParts, wrapText } from './writing.ts';

export interface TerminalOptions {
  /** Every finding, unknowns too. */
  all: boolean;
  colour: boolean;
  width: number;
  baseline?: Report;
  /** AI parts that the baseline does not hold. */
  introduced?: readonly Introduced[];
}

type Path = Report['paths'][number];
type Finding = Report['findings'][number];

const FINDINGS_SHOWN = 20;
const FIXES_SHOWN = 3;

/** A report for people at a terminal: what comes first, paths and what closes them, findings, then what was not looked at. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const pen = pens(options.colour);
  const width = Math.min(Math.max(options.width, 60), 120);
  const names = new Map(report.assets.map((asset) => [asset.id, asset]));
  const before = new Set([...(options.baseline?.findings ?? []), ...(options.baseline?.paths ?? [])].map(({ id }) => id));
  const lines: string[] = [];
  const say = (text = ''): void => {
    lines.push(text);
  };
  const wrap = (text: string, indent: number, first = indent): void => {
    lines.push(...wrapText(clean(text), width, indent, first));
  };
  const flow = (parts: readonly (Part | undefined)[], indent: number, first = indent): void => {
    lines.push(
      ...wrapParts(
        parts.filter((part) => part !== undefined),
        width,
        indent,
        first,
      ),
    );
  };

  const failed = report.findings.filter((finding) => finding.status === 'fail' && !finding.suppressed);
  flow(summary(report, failed, pen), 8, 0);
  say();

  lines.push(...introducedLines(options.introduced ?? [], pen, options.all ? Infinity : FINDINGS_SHOWN));
  showFirst();
  if (report.paths.length > 0) {
    say(pen.bold(`Attack paths (${report.paths.length})`));
    for (const path of report.paths) showPath(path);
    showRemediation();
  }
  if (failed.length > 0) {
    const shown = options.all ? failed : failed.slice(0, FINDINGS_SHOWN);
    say(pen.bold(`Findings (${failed.length})`));
    for (const finding of shown) showFinding(finding);
    if (shown.length < failed.length) say(`  ${failed.length - shown.length} more: --all shows them, --json holds everything.\n`);
  }
  if (failed.length === 0 && report.paths.length === 0) {
    say(report.assets.length === 0 ? 'No AI was found in what could be read.' : 'Nothing failed in what could be read.');
    say();
  }
  showRest();
  showCoverage();
  return `${lines.join('\n')}\n`;

  /** Worth a list of its own only where there is more than fits on a page. */
  function showFirst(): void {
    const first = firstOf(report);
    if (report.paths.length + failed.length <= first.signals.length || first.signals.length < 3) return;
    const stands = [
      ...(first.paths > 0 ? [`${first.paths} of ${report.paths.length} paths`] : []),
      `${first.findings} of ${failed.length} findings`,
    ].join(' and ');
    const { shown, of } = first.critical;
    const critical = of === 0 ? '' : shown === of ? `, all ${of} critical ones among them` : `, ${shown} of ${of} critical ones among them`;
    flow([{ text: `First (${first.signals.length} of ${first.of}, which stand for ${stands}${critical})`, style: pen.bold }], 2, 0);
    first.signals.forEach((signal, index) => {
      flow(
        [
          { text: `${index + 1}.` },
          { ...severityOf(signal), gap: 1 },
          { text: clean(signal.title) },
          ...(signal.paths > 0 && signal.findings > 0
            ? [{ text: `with ${signal.findings} ${signal.findings === 1 ? 'finding' : 'findings'}`, style: pen.dim }]
            : []),
          ...(signal.owner === undefined ? [] : [{ text: `owner ${clean(signal.owner)}`, style: pen.dim }]),
          { text: signal.ids[0]!, style: pen.dim },
        ],
        6,
        index < 9 ? 3 : 2,
      );
    });
    flow(
      [
        {
          text: `${report.paths.length + failed.length} paths and findings are ${first.of} things to do (noise ${first.noise}): what one act closes is told once.`,
          style: pen.dim,
        },
      ],
      2,
      2,
    );
    say();
  }

  function showRemediation(): void {
    const plan = report.remediation;
    if (!plan || plan.fixes.length === 0) return;
    const top = plan.fixes.slice(0, FIXES_SHOWN);
    const closed = top.reduce((sum, { closes }) => sum + closes, 0);
    const these = top.length === 1 ? 'Fix this one' : `Fix these ${top.length}`;
    say(
      pen.bold(
        `${these} and ${closed === plan.of ? (plan.of === 1 ? 'the path closes' : `all ${plan.of} paths close`) : `${closed} of ${plan.of} paths close`}`,
      ),
    );
    top.forEach((fix, index) => {
      wrap(`${index + 1}. ${fix.text} (closes ${fix.closes}, ${points(fix.cost)})`, 7, 4);
      if (fix.command) say(`       ${pen.dim('$')} ${clean(fix.command)}`);
    });
    const rest = plan.fixes.length - top.length;
    const least = plan.atLeast >= plan.cost ? 'no cheaper set of fixes does' : `no set does for less than ${points(plan.atLeast)}`;
    wrap(
      `${rest > 0 ? `With ${rest} more, ${points(plan.cost)} in all, ${plan.closes} of ${plan.of} close` : `${points(plan.cost)} in all`}; ${least}.`,
      4,
    );
    say();
  }

  function showPath(path: Path): void {
    say();
    flow(
      [severityOf(path), { text: `score ${path.score.value}`, style: pen.dim }, { text: path.id, style: pen.dim }, fresh(path.id)],
      4,
      2,
    );
    wrap(path.title, 4);
    path.steps.forEach((step, index) => {
      const asset = names.get(step.asset);
      const seen = step.evidence[0];
      flow(
        [
          ...(index === 0 ? [] : [{ text: '→' }]),
          { text: clean(asset?.name ?? step.asset), style: pen.bold },
          { text: clean(asset?.kind ?? ''), style: pen.dim, gap: 1 },
          seen && { text: clean(place(seen)), style: pen.dim },
        ],
        11,
        index === 0 ? 9 : 6,
      );
      wrap(step.saying, 11);
    });
    const best = path.fixes[0];
    if (best) {
      wrap(`Fix: ${best.text}${best.closes > 1 ? ` (closes ${best.closes} paths)` : ''}`, 9, 4);
      if (best.command) say(`         ${pen.dim('$')} ${clean(best.command)}`);
    }
    if (path === report.paths.at(-1)) say();
  }

  function showFinding(finding: Finding): void {
    const seen = finding.evidence[0];
    say();
    flow([severityOf(finding), { text: clean(finding.title), style: pen.bold }, fresh(finding.id)], 4, 2);
    const more = finding.evidence.length - 1;
    if (seen)
      flow(
        [
          { text: clean(place(seen)) },
          more > 0 ? { text: `and ${more} more`, style: pen.dim, gap: 1 } : undefined,
          finding.owner === undefined ? undefined : { text: `owner ${clean(finding.owner)}`, style: pen.dim },
        ],
        4,
      );
    wrap(finding.saw, 4);
    wrap(finding.why, 4);
    wrap(`Fix: ${finding.fix.text}`, 9, 4);
    if (finding.fix.command) say(`         ${pen.dim('$')} ${clean(finding.fix.command)}`);
    const on = finding.paths.length;
    flow(
      [
        { text: finding.check, style: pen.dim },
        { text: `score ${finding.score.value}`, style: pen.dim },
        { text: finding.id, style: pen.dim },
        on > 0 ? { text: `on ${on} ${on === 1 ? 'path' : 'paths'}`, style: pen.dim } : undefined,
      ],
      4,
    );
    if (finding === failed.at(-1)) say();
  }

  function severityOf({ severity }: Pick<Path | Finding, 'severity'>): Part {
    return { text: mark(severity, pens(false)), style: () => mark(severity, pen) };
  }

  function fresh(id: string): Part | undefined {
    return options.baseline && !before.has(id) ? { text: 'new', style: pen.bold } : undefined;
  }

  function showRest(): void {
    const unknown = report.findings.filter(({ status }) => status === 'unknown');
    const suppressed = report.findings.filter((finding) => finding.suppressed);
    const passed = report.checks.reduce((sum, check) => sum + check.pass, 0);
    const judged = report.checks.reduce((sum, check) => sum + check.pass + check.fail + check.unknown, 0);
    say(`Checks: ${passed} of ${judged} passed, ${judged - passed - unknown.length} failed, ${unknown.length} unknown.`);
    for (const finding of suppressed)
      wrap(`Accepted until ${finding.suppressed!.until}: ${finding.title} (${finding.suppressed!.reason})`, 4, 2);
    if (options.all) for (const finding of unknown) wrap(`Unknown: ${finding.title}. ${finding.saw}`, 4, 2);
    const kinds = new Map<string, number>();
    for (const asset of report.assets) kinds.set(asset.kind, (kinds.get(asset.kind) ?? 0) + 1);
    const counted = [...kinds].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${count} ${kind}`);
    if (counted.length > 0) wrap(`Found ${report.assets.length} assets: ${counted.join(', ')}.`, 2, 0);
    say();
  }

  function showCoverage(): void {
    const read = report.coverage.filter(({ what, status }) => (what === 'files' || what === 'history') && status === 'read');
    for (const entry of read) wrap(`Read ${entry.target}${entry.file === undefined ? '' : `/${entry.file}`}: ${entry.reason}`, 2, 0);
    const rest = report.coverage.filter((entry) => !read.includes(entry) && entry.what !== 'relations' && entry.what !== 'left-out');
    const gaps = rest.filter(isGap);
    const others = rest.filter((entry) => !isGap(entry));
    if (rest.length === 0) return;
    say(pen.bold(`Not looked at (${rest.length})`));
    const shown = options.all ? [...gaps, ...others] : [...gaps.slice(0, 10), ...others.slice(0, 8)];
    for (const entry of shown)
      wrap(
        `${isGap(entry) ? '!' : '-'} ${entry.status}: ${entry.file === undefined || entry.file === '' ? '' : `${entry.file}: `}${entry.reason}`,
        4,
        2,
      );
    if (shown.length < rest.length) say(`  ${rest.length - shown.length} more: --all shows them.`);
  }
}

/** 1 a line or a switch, 3 an hour or two, 10 days. */
function points(cost: number): string {
  return `${cost} ${cost === 1 ? 'point' : 'points'} of effort`;
}

function summary(report: Report, failed: readonly Finding[], pen: Pens): Part[] {
  const counts = SEVERITIES.toReversed()
    .map((severity) => ({ severity, count: failed.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const targets = report.scan.targets.map(({ name }) => clean(name)).join(', ');
  const seconds = (Date.parse(report.scan.finished) - Date.parse(report.scan.started)) / 1000;
  const found = [
    `${report.paths.length} attack ${report.paths.length === 1 ? 'path' : 'paths'}`,
    failed.length === 0 ? 'no findings' : `${failed.length} ${failed.length === 1 ? 'finding' : 'findings'} (${counts.join(', ')})`,
  ].join(', ');
  return [
    { text: 'Pharos', style: pen.bold },
    { text: targets, style: pen.bold },
    { text: found },
    { text: `${seconds.toFixed(1)} s`, style: pen.dim },
  ];
}
