import type { CoverageEntry } from '../../src/core/coverage.ts';
import type { EdgeKind } from '../../src/core/edges.ts';
import type { Evidence } from '../../src/core/evidence.ts';
import { assetId, edgeId, findingId, pathId } from '../../src/core/ids.ts';
import { namespaceOf, strongKey } from '../../src/core/keys.ts';
import type { AssetKind } from '../../src/core/kinds.ts';
import type { Properties } from '../../src/core/observation.ts';
import type { Report } from '../../src/core/report.ts';
import { type Asset, packEdges, type Snapshot } from '../../src/core/snapshot.ts';

/** `target/file:line`, as a person would say it. */
export function seenAt(where: string, detail = 'seen'): Evidence {
  const [, target, file, line] = /^([^/]+)\/([^:]+)(?::(\d+))?$/.exec(where)!;
  return { target: target!, file: file!, ...(line && { line: Number(line) }), detail };
}

/** An asset named by its first key; further strong keys become aliases, as merging would make them. */
export function asset(kind: AssetKind, keys: string | string[], at: string | string[], properties: Properties = {}, name?: string): Asset {
  const all = [keys].flat();
  const first = all[0]!;
  return {
    id: assetId(kind, first),
    aliases: all.slice(1).map((key) => assetId(kind, key)),
    kind,
    name: name ?? first.slice(first.indexOf(':') + 1),
    keys: all.map((key) => strongKey(namespaceOf(key) as 'arn', key.slice(key.indexOf(':') + 1))),
    properties,
    evidence: [at].flat().map((where) => seenAt(where)),
    confidence: 0.9,
  };
}

export interface Estate {
  id?: string;
  /** Start of the scan, ISO 8601. */
  at: string;
  targets?: string[];
  pharos?: string;
  assets: Asset[];
  /** Numbers of assets. */
  edges?: { from: number; to: number; kind: EdgeKind; evidence: Evidence[]; properties?: Properties }[];
  findings?: { check: string; asset: number; evidence: Evidence[]; title?: string }[];
  paths?: { entry: number; effect: number; evidence: Evidence[] }[];
  coverage?: CoverageEntry[];
}

const SCORE = {
  value: 70,
  factors: { exposure: { value: 0.7, level: 'internet', why: 'It answers everybody.', known: true } },
  confidence: 1,
};

/** What a scan hands to the store. */
export function scanOf({
  id,
  at,
  targets = ['app'],
  pharos = '0.1.0',
  assets,
  edges = [],
  findings = [],
  paths = [],
  coverage = [],
}: Estate): {
  report: Report;
  snapshot: Snapshot;
  actor: string;
} {
  const snapshot: Snapshot = { assets, edges: packEdges(edges.map((edge) => ({ ...edge, strength: 'stated' as const }))) };
  const report: Report = {
    schema: 'pharos.report/1',
    pharos,
    scan: {
      id: id ?? `s-${at}-${targets.join('-')}`,
      started: at,
      finished: new Date(Date.parse(at) + 1_000).toISOString(),
      complete: coverage.length === 0,
      targets: targets.map((target) => ({ id: target, kind: 'folder', name: target })),
    },
    assets: assets as Report['assets'],
    edges: edges.map(({ from, to, kind, evidence, properties }) => ({
      id: edgeId(assets[from]!.id, kind, assets[to]!.id),
      from: assets[from]!.id,
      to: assets[to]!.id,
      kind,
      strength: 'stated',
      evidence,
      ...(properties && { properties }),
    })) as Report['edges'],
    checks: [{ id: 'no-owner', pass: 3, fail: findings.length, unknown: 1 }],
    findings: findings.map(({ check, asset: number, evidence, title }) => ({
      id: findingId(check, assets[number]!.id),
      check,
      severity: 'high',
      status: 'fail',
      asset: assets[number]!.id,
      title: title ?? `${check} of ${assets[number]!.name}`,
      saw: 'No owner is named.',
      why: 'Nobody answers for it.',
      fix: { text: 'Name an owner.' },
      verify: 'Scan again.',
      evidence,
      confidence: 1,
      score: SCORE,
      paths: [],
      frameworks: [],
    })),
    paths: paths.map(({ entry, effect, evidence }) => ({
      id: pathId('exfiltration', assets[entry]!.id, assets[effect]!.id),
      kind: 'exfiltration',
      title: `From ${assets[entry]!.name} to ${assets[effect]!.name}`,
      severity: 'critical',
      score: SCORE,
      entry: assets[entry]!.id,
      effect: assets[effect]!.id,
      steps: [
        { asset: assets[entry]!.id, saying: 'The attacker starts here.', evidence },
        { asset: assets[effect]!.id, attack: 'reads', saying: 'The attacker reads it.', evidence },
      ],
      fixes: [],
      chokePoints: [],
    })),
    coverage,
  };
  return { report, snapshot, actor: 'alice' };
}
