import { isGap, type CoverageEntry } from '../core/coverage.ts';
import type { AttackPath, Finding, FrameworkControl, Remediation, Severity } from '../core/finding.ts';
import { compareText, type Evidence } from '../core/evidence.ts';
import { firstOf } from '../core/first.ts';
import { shortHash } from '../core/ids.ts';
import type { Json, Properties } from '../core/observation.ts';
import type { Report } from '../core/report.ts';
import { edgeIdOf, edgeKindOf, type Snapshot, strengthOf } from '../core/snapshot.ts';

export interface ReportInput {
  version: string;
  started: Date;
  finished: Date;
  targets: { id: string; kind: string; name: string }[];
  snapshot: Snapshot;
  checks: Report['checks'];
  findings: readonly Finding[];
  paths: readonly AttackPath[];
  remediation?: Remediation;
  coverage: readonly CoverageEntry[];
}

/** One scan as `pharos.report/1`. The order of every array is fixed, so that two scans of the same state differ in times only. */
export function buildReport(input: ReportInput): Report {
  const { snapshot } = input;
  const { edges } = snapshot;
  const listed: Report['edges'] = [];
  for (let index = 0; index < edges.count; index++) {
    const { properties, evidence } = edges.details(index);
    listed.push({
      id: edgeIdOf(snapshot, index),
      from: snapshot.assets[edges.from[index]!]!.id,
      to: snapshot.assets[edges.to[index]!]!.id,
      kind: edgeKindOf(edges, index),
      strength: strengthOf(edges, index),
      ...(properties ? { properties: plain(properties) } : {}),
      evidence: copy(evidence),
    });
  }
  return {
    schema: 'pharos.report/1',
    pharos: input.version,
    scan: {
      ...scanHead(input.started, input.targets),
      finished: input.finished.toISOString(),
      complete: !input.coverage.some(isGap),
    },
    assets: snapshot.assets.map(({ id, aliases, kind, name, keys, properties, evidence, confidence }) => ({
      id,
      aliases,
      kind,
      name,
      keys,
      properties: plain(properties),
      evidence: copy(evidence),
      confidence,
    })),
    edges: listed,
    checks: input.checks,
    findings: input.findings.map((finding) => ({ ...finding, evidence: copy(finding.evidence) })),
    paths: input.paths.map((path) => ({ ...path, steps: path.steps.map((step) => ({ ...step, evidence: copy(step.evidence) })) })),
    ...(input.remediation ? { remediation: input.remediation } : {}),
    coverage: [...input.coverage],
  };
}

/** What is known of a scan from its start on. */
export function scanHead(started: Date, targets: ReportInput['targets']): Pick<Report['scan'], 'id' | 'started' | 'targets'> {
  return {
    id: `s-${shortHash(`${started.toISOString()} ${targets.map(({ id }) => id).join(' ')} ${process.pid}`)}`,
    started: started.toISOString(),
    targets: targets.toSorted((a, b) => compareText(a.id, b.id)),
  };
}

type Plain = Report['assets'][number]['properties'];

function plain(properties: Properties): Plain {
  const out: Record<string, Json> = {};
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) out[name] = value;
  return JSON.parse(JSON.stringify(out)) as Plain;
}

function copy(evidence: readonly Evidence[]): Evidence[] {
  return evidence.map((one) => ({ ...one }));
}

/** The formats a report can be written in; each is loaded when it is asked for. */
export const FORMATS = ['json', 'sarif', 'cyclonedx'] as const;
export type Format = (typeof FORMATS)[number];

/** What a check or a kind of path says of itself: the reader of a report has it from posture. */
export interface Rule {
  id: string;
  title: string;
  severity: Severity;
  frameworks: readonly FrameworkControl[];
}

export interface FormatOptions {
  /** Titles and frameworks of the rules (SARIF, the frameworks of JSON); without them a rule is named by its id. */
  rules?: readonly Rule[];
  /** An earlier report: each result says whether it is new since then (SARIF). */
  baseline?: Report;
  /** Id of an application: only what it depends on (CycloneDX). */
  application?: string;
}

export async function renderReport(report: Report, format: Format, options: FormatOptions = {}): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText({
        ...report,
        first: firstOf(report),
        ...(options.rules ? { frameworks: (await import('./framework-coverage.ts')).coverageOf(report, options.rules) } : {}),
      });
    case 'sarif':
      return (await import('./reports/sarif/sarif.ts')).toSarif(report, options.rules, options.baseline);
    case 'cyclonedx':
      return (await import('./reports/cyclonedx/cyclonedx.ts')).toCycloneDx(report, options.application);
  }
}

/**
 * JSON that is safe to print: names come from scanned files, and JSON itself leaves C1 controls, direction marks and line
 * separators as they are. The text means the same; a lone surrogate, which no other reader takes, becomes U+FFFD.
 */
export function jsonText(value: unknown): string {
  // An escaped backslash is taken along, so that what follows it is not mistaken for an escape.
  const text = JSON.stringify(value, null, 2).replaceAll(/\\(?:\\|u[dD][89a-fA-F][0-9a-fA-F]{2})/g, (found) =>
    found.startsWith('\\u') ? '\\ufffd' : found,
  );
  return `${text.replaceAll(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** Controls, zero-width and direction characters of the basic plane. */
const INVISIBLE = /[\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
