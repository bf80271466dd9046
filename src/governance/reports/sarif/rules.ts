import type { Severity } from '../../../core/finding.ts';
import { SEVERITIES } from '../../../core/finding.ts';
import type { Report } from '../../../core/report.ts';
import type { Rule } from '../../report.ts';
import { messageText, sentences } from './text.ts';

type Finding = Report['findings'][number];
type Path = Report['paths'][number];

/** SARIF knows three levels of a fault. */
export function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}

/** Lower ends of the bands in which viewers show `security-severity` (0.0 to 10.0) as a word. */
const BAND: Record<Severity, number> = { critical: 9, high: 7, medium: 4, low: 0.1, info: 0 };

export interface RuleTable {
  rules: object[];
  indexOf(id: string): number;
  taxonomies: object[];
}

/**
 * Rules are the checks that ran and the kinds of paths, with their frameworks as taxonomies. What nobody declared to us is named by
 * its id. The severity viewers sort by stands on the rule: the worst of its results. `earlier` are rules of results that are no more.
 */
export function ruleTable(report: Report, declared: readonly Rule[], earlier: readonly string[] = []): RuleTable {
  const told = new Map(declared.map((rule) => [rule.id, rule]));
  const ids = [
    ...new Set([
      ...report.checks.map(({ id }) => id),
      ...report.findings.map(({ check }) => check),
      ...declared.map(({ id }) => id),
      ...report.paths.map(({ kind }) => kind),
      ...earlier,
    ]),
  ];
  const findings = group(
    report.findings.filter(({ status }) => status === 'fail'),
    ({ check }) => check,
  );
  const paths = group(report.paths, ({ kind }) => kind);
  const taxa = new Map<string, string[]>();
  const rules = ids.map((id) => {
    const results = [...(findings.get(id) ?? []), ...(paths.get(id) ?? [])];
    const rule = told.get(id) ?? {
      id,
      title: titleFrom(id),
      severity: 'medium' as const,
      frameworks: findings.get(id)?.[0]?.frameworks ?? [],
    };
    for (const { framework, edition, control } of rule.frameworks) {
      const taxonomy = `${framework} ${edition}`;
      const controls = taxa.get(taxonomy) ?? [];
      if (!controls.includes(control)) taxa.set(taxonomy, [...controls, control]);
    }
    return {
      id,
      name: pascal(id),
      shortDescription: { text: messageText(rule.title) },
      fullDescription: { text: messageText(sentences(rule.title)) },
      help: { text: helpOf(rule, findings.get(id) ?? [], paths.get(id) ?? []) },
      defaultConfiguration: { level: levelOf(rule.severity) },
      relationships: rule.frameworks.map(({ framework, edition, control }) => ({
        target: { id: control, toolComponent: { name: framework, index: [...taxa.keys()].indexOf(`${framework} ${edition}`) } },
        kinds: ['relevant'],
      })),
      properties: {
        'security-severity': worstOf(rule.severity, results).toFixed(1),
        precision: 'high',
        tags: ['security', 'ai', ...rule.frameworks.map(({ framework, control }) => `${framework}/${control}`)],
      },
    };
  });
  return {
    rules,
    indexOf: (id) => ids.indexOf(id),
    taxonomies: [...taxa].map(([taxonomy, controls]) => {
      const [name, version] = taxonomy.split(' ');
      return { name, version, taxa: controls.map((id) => ({ id })) };
    }),
  };
}

function worstOf(declared: Severity, results: readonly (Finding | Path)[]): number {
  if (results.length === 0) return BAND[declared];
  return Math.max(...results.map(({ severity, score }) => securitySeverity(severity, score.value)));
}

/** The score as viewers read it, kept within the band of the severity, so that number and word agree. */
export function securitySeverity(severity: Severity, score: number): number {
  return Math.max(BAND[severity], Math.min(score / 10, ceilingOf(severity)));
}

/** A result is never shown as worse than it is. */
function ceilingOf(severity: Severity): number {
  const next = SEVERITIES[SEVERITIES.indexOf(severity) + 1];
  return next === undefined ? 10 : Math.max(0, BAND[next] - 0.1);
}

function helpOf(rule: Rule, findings: readonly Finding[], paths: readonly Path[]): string {
  const whys = unique(findings.map(({ why }) => why));
  const todos = unique([
    ...findings.map(({ fix }) => fix.text),
    ...paths.flatMap(({ fixes }) => fixes.slice(0, 1).map(({ text }) => text)),
  ]);
  const verifies = unique(findings.map(({ verify }) => verify));
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `- ${line}`)];
  const frameworks = rule.frameworks.map(({ framework, edition, control }) => `${framework} ${edition} ${control}`);
  return messageText(
    [
      sentences(rule.title),
      ...list('Why it matters', whys),
      ...list('What to do', todos),
      ...list('How to know it is fixed', verifies),
      ...list('Frameworks', frameworks),
      '',
      `Severity ${rule.severity} where nothing is known of the context; each result carries its score and the factors behind it: pharos explain <id>.`,
    ].join('\n'),
  );
}

/** A rule's help speaks of the rule: three examples say enough. */
function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, 3);
}

function group<Item>(items: readonly Item[], by: (item: Item) => string): Map<string, Item[]> {
  const out = new Map<string, Item[]>();
  for (const item of items) out.set(by(item), [...(out.get(by(item)) ?? []), item]);
  return out;
}

function titleFrom(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function pascal(id: string): string {
  return id
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
