import { annotate, holdsFor, matcher, type ScopedSettings } from '../core/annotate.ts';
import { compareEvidence, compareText } from '../core/evidence.ts';
import { type AttackPath, type Finding, type PathStep, type Remediation, SEVERITIES, type Severity } from '../core/finding.ts';
import { findingId, pathId } from '../core/ids.ts';
import { isTrialPlace } from '../core/trial-places.ts';
import { type Asset, edgeIdOf, type Snapshot } from '../core/snapshot.ts';
import { type AttackGraph, deriveAttackGraph } from './attack.ts';
import type { Check, Fail, Judgement } from './check.ts';
import { createRiskContext, factorsOf, neutral, type RiskContext, type RiskInput } from './context.ts';
import { derive } from './derive.ts';
import type { PathCandidate, PathKind, Role } from './path.ts';
import { loadChecks, loadPathKinds } from './registry.ts';
import { type Closable, closersOf, planRemediation } from './remediation.ts';
import { movedBy, score } from './score.ts';
import { lowered } from './secrets.ts';
import { ownerOf } from './systems.ts';
import { createView, type View } from './view.ts';
import { spoken, trueName } from './wording.ts';

export interface JudgeOptions {
  settings?: readonly ScopedSettings[];
  /** YYYY-MM-DD: approvals and suppressions end by it. */
  today: string;
  /** Instead of the registered ones. */
  checks?: readonly Check[];
  paths?: readonly PathKind[];
}

export interface Judged {
  /** The Snapshot with annotations and derived edges. */
  snapshot: Snapshot;
  checks: { id: string; pass: number; fail: number; unknown: number }[];
  findings: Finding[];
  paths: AttackPath[];
  /** Absent where there is no path. */
  remediation?: Remediation;
}

/** Snapshot → findings and paths, ranked: severity first, then score, then id. Pure but for loading the modules. */
export async function judge(found: Snapshot, options: JudgeOptions): Promise<Judged> {
  const settings = options.settings ?? [];
  const snapshot = derive(annotate(found, settings, options.today));
  const view = createView(spoken(snapshot));
  const attack = deriveAttackGraph(snapshot);
  const context = createRiskContext(view, attack);
  const kinds = options.paths ?? (await loadPathKinds());
  const { paths, remediation } = findPaths(kinds, view, attack, context);
  const { counts, findings } = runChecks(options.checks ?? (await loadChecks()), view, context);
  tie(findings, paths);
  suppress(findings, settings, options.today, view);
  return { snapshot, checks: counts, findings: findings.sort(byRank), paths: paths.sort(byRank), ...(remediation ? { remediation } : {}) };
}

function byRank(a: Pick<Finding, 'severity' | 'score' | 'id'>, b: Pick<Finding, 'severity' | 'score' | 'id'>): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.score.value - a.score.value || compareText(a.id, b.id);
}

function runChecks(checks: readonly Check[], view: View, context: RiskContext): { counts: Judged['checks']; findings: Finding[] } {
  const counts: Judged['checks'] = [];
  const findings = new Map<string, Finding>();
  for (const check of checks) {
    const count = { id: check.id, pass: 0, fail: 0, unknown: 0 };
    for (const kind of [check.applies].flat()) {
      for (const asset of view.ofKind(kind)) {
        const judged = check.judge(asset, view);
        if (judged === undefined) continue;
        for (const judgement of Array.isArray(judged) ? judged : [judged]) {
          count[judgement.status]++;
          const finding = state(check, asset, judgement, context);
          if (finding) findings.set(finding.id, finding);
        }
      }
    }
    counts.push(count);
  }
  return { counts, findings: [...findings.values()] };
}

function state(check: Check, asset: Asset, judgement: Judgement, context: RiskContext): Finding | undefined {
  if (judgement.status === 'pass') return undefined;
  const owner = ownerOf(asset);
  const base = {
    check: check.id,
    asset: asset.id,
    frameworks: [...check.frameworks],
    paths: [],
    ...(owner === undefined ? {} : { owner }),
  };
  if (judgement.status === 'unknown') {
    const factors = factorsOf({ exploitability: 'theoretical', reachability: 'none', at: [asset] }, context);
    return {
      id: findingId(check.id, asset.id, 'unknown'),
      ...base,
      severity: 'info',
      status: 'unknown',
      title: `${check.title}: not known for ${asset.name}`,
      saw: judgement.saw,
      why: 'What cannot be seen is neither good nor bad: it is open.',
      fix: { text: 'Let Pharos see the part that is missing, or state it in pharos.yaml.' },
      verify: 'Run the scan again: the check passes or fails.',
      evidence: (judgement.evidence ?? asset.evidence.slice(0, 1)).slice(),
      confidence: asset.confidence,
      score: score(factors),
    };
  }
  const { severity, scored } = weigh(judgement.severity ?? check.severity, judgement, asset, context);
  return {
    id: findingId(check.id, asset.id, judgement.locus),
    ...base,
    severity,
    status: 'fail',
    title: judgement.title ?? `${check.title}: ${asset.name}`,
    saw: judgement.saw,
    why: judgement.why,
    fix: judgement.fix,
    verify: judgement.verify,
    evidence: uniqueEvidence(judgement.evidence),
    confidence: judgement.confidence ?? asset.confidence,
    score: scored,
  };
}

function uniqueEvidence(evidence: Fail['evidence']): Fail['evidence'] {
  return evidence.filter((one, index) => evidence.findIndex((other) => compareEvidence(one, other) === 0) === index);
}

/** The check's severity, moved by how far the score lies from the score of the same fault where nothing is known. */
function weigh(base: Severity, fail: Fail, asset: Asset, context: RiskContext): { severity: Severity; scored: Finding['score'] } {
  const input: RiskInput = {
    exploitability: fail.exploitability,
    reachability: fail.reachability,
    at: [asset],
    ...(fail.control ? { control: fail.control } : {}),
    ...(fail.harms ? { harms: fail.harms } : {}),
    ...(fail.loses ? { loses: fail.loses } : {}),
  };
  const factors = factorsOf(input, context);
  const scored = score(factors);
  const placed = standsInTrial(asset, fail.evidence) && base !== 'info' && base !== 'low' ? lowered(base) : base;
  return { severity: movedBy(placed, scored.value - score(neutral(factors, input)).value), scored };
}

/** What is there for tests or as an example is a step below what is run. A key is no less a key there: secrets.ts judges it. */
function standsInTrial(asset: Asset, evidence: Fail['evidence']): boolean {
  if (asset.kind === 'secret') return false;
  const files = evidence.flatMap(({ file }) => (file === undefined ? [] : [file]));
  return files.length > 0 && files.every(isTrialPlace);
}

interface Drawn {
  paths: AttackPath[];
  remediation?: Remediation;
}

function findPaths(kinds: readonly PathKind[], view: View, attack: AttackGraph, context: RiskContext): Drawn {
  const { snapshot } = view;
  const found: Found[] = [];
  const known = new Set<string>();
  for (const kind of kinds) {
    for (const candidate of kind.find({ view, attack })) {
      const id = idOf(kind, candidate);
      if (known.has(id)) continue;
      known.add(id);
      found.push({ kind, candidate, id, uses: usesOf(candidate) });
    }
  }
  const closable: Closable[] = found.map(({ candidate, id }) => ({ id, score: 0, fixes: candidate.fixes }));
  const closing = closersOf(closable);
  const paths: AttackPath[] = [];
  for (const [index, { kind, candidate, id }] of found.entries()) {
    const entry = candidate.steps[0]!.asset;
    const effect = candidate.effect ?? candidate.steps.at(-1)!.asset;
    const input: RiskInput = {
      exploitability: candidate.exploitability,
      reachability: candidate.reachability,
      at: candidate.pivots.length > 0 ? candidate.pivots : [effect],
      harms: candidate.harms,
      ...(candidate.control ? { control: candidate.control } : {}),
      ...(candidate.loses ? { loses: candidate.loses } : {}),
    };
    const factors = factorsOf(input, context);
    const scored = score(factors);
    const delta = scored.value - score(neutral(factors, input)).value;
    closable[index]!.score = scored.value;
    const owner = [effect, ...candidate.harms].map((asset) => ownerOf(asset)).find((one) => one !== undefined);
    paths.push({
      id,
      kind: kind.id,
      title: candidate.title,
      severity: movedBy(candidate.severity ?? kind.severity, delta, 1),
      score: scored,
      entry: entry.id,
      effect: effect.id,
      steps: candidate.steps.map((step): PathStep => {
        const fact = step.edges[0];
        return {
          asset: step.asset.id,
          ...(fact === undefined ? {} : { edge: edgeIdOf(snapshot, fact) }),
          ...(step.attack === undefined ? {} : { attack: step.attack }),
          saying: step.saying,
          evidence: [...(step.evidence ?? step.edges.flatMap((edge) => view.evidence(view.link(edge))))],
        };
      }),
      fixes: candidate.fixes
        .map(({ text, command, cuts, stops }) => ({
          text,
          ...(command === undefined ? {} : { command }),
          cuts: cuts.map((cut) => edgeIdOf(snapshot, cut)),
          closes: closing({ cuts }).filter((other) => other === index || isClosed(found[other]!, cuts, stops)).length,
        }))
        .sort((a, b) => b.closes - a.closes),
      chokePoints: (candidate.chokePoints ?? []).map((asset) => asset.id),
      ...(owner === undefined ? {} : { owner }),
    });
  }
  const remediation = planRemediation(closable, (edge) => edgeIdOf(snapshot, edge));
  return { paths, ...(remediation ? { remediation } : {}) };
}

function idOf(kind: PathKind, { steps, pivots, effect }: PathCandidate): string {
  return pathId(
    kind.id,
    steps[0]!.asset.id,
    effect === undefined ? steps.at(-1)!.asset.id : undefined,
    pivots.map((asset) => asset.id),
  );
}

interface Found {
  kind: PathKind;
  candidate: PathCandidate;
  id: string;
  /** What each edge of the path is used for; empty where a step does not say. */
  uses: Map<number, Set<Role | undefined>>;
}

function usesOf({ steps }: PathCandidate): Found['uses'] {
  const uses: Found['uses'] = new Map();
  for (const { edges, role } of steps)
    for (const edge of edges) {
      const known = uses.get(edge);
      if (known) known.add(role);
      else uses.set(edge, new Set([role]));
    }
  return uses;
}

/** A cut closes every path across its edge; a guard on the edge only those that use it for what the guard stops. */
function isClosed({ uses }: Found, cuts: readonly number[], stops: readonly Role[] | undefined): boolean {
  return cuts.some((cut) => {
    const roles = uses.get(cut);
    return roles !== undefined && (stops === undefined || stops.some((role) => roles.has(role)));
  });
}

/** A finding belongs to a path that crosses its asset or stands on its lines; the worst path first. */
function tie(findings: readonly Finding[], paths: readonly AttackPath[]): void {
  const byAsset = new Map<string, AttackPath[]>();
  const byLine = new Map<string, AttackPath[]>();
  const note = (map: Map<string, AttackPath[]>, key: string, path: AttackPath): void => {
    const list = map.get(key);
    if (!list) map.set(key, [path]);
    else if (!list.includes(path)) list.push(path);
  };
  for (const path of paths) {
    for (const step of path.steps) {
      note(byAsset, step.asset, path);
      for (const evidence of step.evidence)
        if (evidence.file !== undefined && evidence.line !== undefined)
          note(byLine, `${evidence.target} ${evidence.file}:${evidence.line}`, path);
    }
  }
  for (const finding of findings) {
    if (finding.status !== 'fail') continue;
    const near = new Set(byAsset.get(finding.asset));
    for (const evidence of finding.evidence)
      for (const path of byLine.get(`${evidence.target} ${evidence.file}:${evidence.line}`) ?? []) near.add(path);
    finding.paths = [...near].sort(byRank).map((path) => path.id);
  }
}

function suppress(findings: readonly Finding[], scopes: readonly ScopedSettings[], today: string, view: View): void {
  const rules = scopes.flatMap((scope) =>
    (scope.settings.suppressions ?? [])
      .filter((rule) => rule.until >= today)
      .map((rule) => ({ scope, rule, matches: rule.match && matcher(rule.match) })),
  );
  for (const finding of findings) {
    const asset = view.asset(finding.asset);
    for (const { scope, rule, matches } of rules) {
      if (!holdsFor(scope, finding)) continue;
      if (rule.check !== finding.check && rule.check !== '*') continue;
      if (rule.finding !== undefined && rule.finding !== finding.id) continue;
      if (matches && (!asset || !matches({ ...asset, name: trueName(asset) }))) continue;
      finding.suppressed = { reason: rule.reason, until: rule.until };
      break;
    }
  }
}
