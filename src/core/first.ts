import { SEVERITIES, type Severity } from './finding.ts';
import type { Report } from './report.ts';

type Path = Report['paths'][number];
type Finding = Report['findings'][number];
type Judged = Pick<Report, 'paths' | 'findings' | 'assets' | 'remediation'>;

/** One thing to do: a path with the findings on it, everything that one act closes, or the same fault at one or more places. */
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
  /** How many paths and findings the signals shown stand for, and how many of them are critical. */
  paths: number;
  findings: number;
  critical: { shown: number; of: number };
  /** Signals for each path and finding: 1 means that nothing could be told together. */
  noise: number;
}

export const MOST_FIRST = 10;

/**
 * Checks and kinds of paths that one sweep closes, by one person, at one kind of place. A check that is not named here is an act of its
 * own: its fix is one fix, at however many places.
 */
export const ACTS: readonly { id: string; checks: readonly string[]; kinds: readonly string[]; fix: string }[] = [
  {
    id: 'keys',
    checks: ['leaked-provider-key', 'leaked-credential'],
    kinds: ['exposed-key'],
    fix: 'Revoke each key where it works, issue new ones, and give them to programs from a secret manager; then take the old ones out of the files.',
  },
  {
    id: 'workflows',
    checks: ['ci-agent-injection', 'ci-untrusted-build', 'ci-token-broad', 'ci-action-unpinned'],
    kinds: [],
    fix: 'Go through the workflows once: what strangers can start gets no secret and a token that only reads, and every action is named by its commit.',
  },
  {
    id: 'register',
    checks: ['ai-unregistered', 'no-owner'],
    kinds: [],
    fix: 'Write into pharos.yaml who answers for each, what it is for and who approved it.',
  },
];

interface Group {
  paths: Path[];
  findings: Finding[];
  /** Why its members are one. */
  by: 'path' | 'fix' | 'act' | 'check';
  fix?: string;
}

/**
 * What to look at first. Told together is what is done together: a finding that lies on a path at least as severe goes with the path;
 * paths that one fix of the plan closes are one; checks and paths that one sweep closes are one (`ACTS`); and what is left of one check
 * is one, however many places. Ranked by severity, which business context has moved, then by score; of equals a path comes first. Pure.
 */
export function firstOf(report: Judged, most = MOST_FIRST): First {
  const failed = report.findings.filter((finding) => finding.status === 'fail' && !finding.suppressed);
  const groups = groupsOf(report, failed);
  const names = new Map(report.assets.map(({ id, name }) => [id, name]));
  const ranked = groups
    .map((group) => signalOf(group, names))
    .sort((a, b) => rankOf(b.severity) - rankOf(a.severity) || b.score - a.score || b.paths - a.paths);
  const signals = ranked.slice(0, most);
  const shown = new Set(signals.flatMap(({ ids }) => ids));
  const critical = [...report.paths, ...failed].filter(({ severity }) => severity === 'critical');
  const all = report.paths.length + failed.length;
  return {
    signals,
    of: ranked.length,
    paths: sum(signals, ({ paths }) => paths),
    findings: sum(signals, ({ findings }) => findings),
    critical: { shown: critical.filter(({ id }) => shown.has(id)).length, of: critical.length },
    noise: all === 0 ? 0 : Math.round((ranked.length / all) * 100) / 100,
  };
}

function groupsOf(report: Judged, failed: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  const group = (key: string, by: Group['by'], fix?: string): Group => {
    let known = groups.get(key);
    if (!known) groups.set(key, (known = { paths: [], findings: [], by, ...(fix === undefined ? {} : { fix }) }));
    return known;
  };
  const shared = (report.remediation?.fixes ?? []).filter(({ paths }) => paths.length > 1);
  const ofPath = (path: Path): Group => {
    const act = ACTS.find(({ kinds }) => kinds.includes(path.kind));
    if (act) return group(`act ${act.id}`, 'act', act.fix);
    const fix = shared.find(({ paths }) => paths.includes(path.id));
    return fix ? group(`fix ${fix.text} ${fix.cuts.join(' ')}`, 'fix', fix.text) : group(path.id, 'path');
  };
  for (const path of report.paths) ofPath(path).paths.push(path);
  const paths = new Map(report.paths.map((path) => [path.id, path]));
  for (const finding of failed) {
    const path = finding.paths
      .map((id) => paths.get(id))
      .find((one) => one !== undefined && rankOf(one.severity) >= rankOf(finding.severity));
    const act = ACTS.find(({ checks }) => checks.includes(finding.check));
    const into = path ? ofPath(path) : act ? group(`act ${act.id}`, 'act', act.fix) : group(finding.check, 'check');
    into.findings.push(finding);
  }
  return [...groups.values()];
}

/** Paths and findings come ranked: the first is the worst. */
function signalOf({ paths, findings, by, fix }: Group, names: ReadonlyMap<string, string>): Signal {
  const path = paths[0];
  const finding = findings[0];
  const lead = path && (!finding || rankOf(path.severity) >= rankOf(finding.severity)) ? path : finding!;
  const rest = findings.filter((one) => one !== lead && !(path === lead && one.paths.includes(path.id)));
  const others = [...new Set(rest.map(({ asset }) => names.get(asset) ?? asset))];
  const same = by === 'act' ? 'one act with' : 'the same at';
  const told = [
    ...(paths.length > 1 && by === 'fix' ? [`one fix closes ${paths.length} paths`] : []),
    ...(others.length > 0 && by !== 'path' && by !== 'fix' ? [`${same} ${others.length} more: ${listed(others)}`] : []),
  ];
  const owners = new Set((by === 'path' || by === 'fix' ? paths : [...paths, ...findings]).map((one) => one.owner));
  const [owner] = owners;
  const own = 'fix' in lead ? lead.fix.text : (lead.fixes[0]?.text ?? '');
  return {
    severity: lead.severity,
    score: Math.max(lead.score.value, path?.score.value ?? 0, finding?.score.value ?? 0),
    title: told.length === 0 ? lead.title : `${lead.title.replace(/\.$/, '')}; ${told.join('; ')}`,
    ids: [lead.id, ...[...paths, ...findings].filter((one) => one !== lead).map(({ id }) => id)],
    paths: paths.length,
    findings: findings.length,
    ...(owners.size === 1 && owner !== undefined ? { owner } : {}),
    fix: paths.length + rest.length > 1 ? (fix ?? own) : own,
  };
}

function listed(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
