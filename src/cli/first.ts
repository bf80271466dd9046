import { SEVERITIES, type Severity } from '../core/finding.ts';
import type { Report } from '../core/report.ts';

type Path = Report['paths'][number];
type Finding = Report['findings'][number];

/** One thing to look at: an attack path with the findings on it, or the same fault at one or more places. */
export interface Signal {
  severity: Severity;
  score: number;
  title: string;
  /** Ids of every path and finding it stands for, the one that gives the title first. */
  ids: string[];
  paths: number;
  findings: number;
  owner?: string;
  fix: string;
}

export interface First {
  signals: Signal[];
  /** All signals, those not shown included. */
  of: number;
  /** How many paths and findings the signals shown stand for. */
  paths: number;
  findings: number;
}

export const MOST_FIRST = 10;

/**
 * What to look at first. A finding that lies on a path at least as severe is told with the path; what is left of one check and
 * severity is one signal, however many places. Ranked by severity, which business context has moved, then by score; of equals a path
 * comes first. Pure.
 */
export function firstOf(report: Pick<Report, 'paths' | 'findings' | 'assets'>, most = MOST_FIRST): First {
  const failed = report.findings.filter((finding) => finding.status === 'fail' && !finding.suppressed);
  const paths = new Map(report.paths.map((path) => [path.id, path]));
  const onPath = new Map<string, Finding[]>();
  const alone = new Map<string, Finding[]>();
  for (const finding of failed) {
    const path = finding.paths
      .map((id) => paths.get(id))
      .find((one) => one !== undefined && rankOf(one.severity) >= rankOf(finding.severity));
    if (path) push(onPath, path.id, finding);
    else push(alone, `${finding.check} ${finding.severity}`, finding);
  }
  const signals = [
    ...report.paths.map((path) => ofPath(path, onPath.get(path.id) ?? [])),
    ...[...alone.values()].map((same) => ofFindings(same, report)),
  ].sort((a, b) => rankOf(b.severity) - rankOf(a.severity) || b.score - a.score || b.paths - a.paths);
  const shown = signals.slice(0, most);
  return {
    signals: shown,
    of: signals.length,
    paths: sum(shown, ({ paths: count }) => count),
    findings: sum(shown, ({ findings }) => findings),
  };
}

function ofPath(path: Path, findings: readonly Finding[]): Signal {
  return {
    severity: path.severity,
    score: path.score.value,
    title: path.title,
    ids: [path.id, ...findings.map(({ id }) => id)],
    paths: 1,
    findings: findings.length,
    ...(path.owner === undefined ? {} : { owner: path.owner }),
    fix: path.fixes[0]?.text ?? '',
  };
}

/** Findings come ranked: the first is the worst. */
function ofFindings(same: readonly Finding[], report: Pick<Report, 'assets'>): Signal {
  const worst = same[0]!;
  const names = new Map(report.assets.map(({ id, name }) => [id, name]));
  const others = [...new Set(same.slice(1).map(({ asset }) => names.get(asset) ?? asset))];
  const more = others.length > 3 ? `${others.slice(0, 3).join(', ')} and ${others.length - 3} more` : others.join(', ');
  const owners = new Set(same.map(({ owner }) => owner));
  const [owner] = owners;
  return {
    severity: worst.severity,
    score: worst.score.value,
    title: same.length === 1 ? worst.title : `${worst.title}; the same at ${same.length - 1} more: ${more}`,
    ids: same.map(({ id }) => id),
    paths: 0,
    findings: same.length,
    ...(owners.size === 1 && owner !== undefined ? { owner } : {}),
    fix: worst.fix.text,
  };
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
