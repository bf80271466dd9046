import { isGap, type CoverageEntry } from '../../../core/coverage.ts';
import type { Introduced } from '../../../core/introduced.ts';
import type { Report } from '../../../core/report.ts';
import { jsonText, type Rule } from '../../report.ts';
import { type BaselineState, guidOf, sinceBaseline } from './baseline.ts';
import { levelOf, type RuleTable, ruleTable, securitySeverity } from './rules.ts';
import { messageText, relativeUri, sentences } from './text.ts';

type Finding = Report['findings'][number];
type Path = Report['paths'][number];
type Asset = Report['assets'][number];
type Evidence = Finding['evidence'][number];

/**
 * A report as SARIF 2.1.0: failed findings and attack paths as results (a path is a code flow), what could not be read as
 * notifications. Ids are fingerprints, so that a viewer follows a result over moved lines. What is unknown is left to the report.
 * With a baseline each result says whether it is new; those that are gone since then are told as absent, those whose places could not
 * be read again as open (§3.27.9: not enough is known to decide).
 */
export function toSarif(report: Report, declared: readonly Rule[] = [], baseline?: Report): string {
  const since = baseline && sinceBaseline(baseline, report);
  const earlier = since && [...since.absent.paths, ...since.absent.findings, ...since.open.map(({ item }) => item)];
  const reviewed = since?.introduced ?? [];
  const table = ruleTable(
    report,
    reviewed.length > 0 ? [...declared, INTRODUCED] : declared,
    earlier?.map((item) => ruleOf(item)),
  );
  const assets = new Map([...(baseline?.assets ?? []), ...report.assets].map((asset) => [asset.id, asset]));
  const place = places(report, baseline);
  const failed = report.findings.filter(({ status }) => status === 'fail');
  const resultOf = (item: Finding | Path): object =>
    'check' in item ? findingResult(item, table, assets, place) : pathResult(item, table, assets, place);
  const stated = (item: Finding | Path, baselineState: BaselineState | undefined): object =>
    baselineState === undefined ? resultOf(item) : { ...resultOf(item), baselineState };
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Pharos',
            version: report.pharos,
            ...(/^\d+\.\d+\.\d+/.test(report.pharos) ? { semanticVersion: report.pharos } : {}),
            rules: table.rules,
            supportedTaxonomies: table.taxonomies.map((taxonomy, index) => ({ name: (taxonomy as { name: string }).name, index })),
          },
        },
        taxonomies: table.taxonomies,
        automationDetails: { id: `pharos/${report.scan.id}`, guid: guidOf(report.scan) },
        ...(baseline ? { baselineGuid: guidOf(baseline.scan) } : {}),
        originalUriBaseIds: place.bases,
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report, place)],
        results: [
          ...[...report.paths, ...failed].map((item) => stated(item, since?.stateOf(item.id))),
          ...(since ? [...since.absent.paths, ...since.absent.findings].map((item) => stated(item, 'absent')) : []),
          ...(since?.open ?? []).map(({ item, why }) => ({
            ...stated(item, 'updated'),
            kind: 'open',
            level: 'none',
            message: { text: messageText(sentences(`Not assessed: ${why}`, item.title)) },
          })),
          ...reviewed.map((one) => reviewResult(one, table, assets, place)),
        ],
        properties: { complete: report.scan.complete, targets: report.scan.targets.map(({ id }) => id) },
      },
    ],
  });
}

const INTRODUCED: Rule = {
  id: 'ai-introduced',
  title: 'A new part of AI that nobody approved yet',
  severity: 'info',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'GOVERN 1.6' },
  ],
};

/** No fault: something for a person to decide on. */
function reviewResult(one: Introduced, table: RuleTable, assets: ReadonlyMap<string, Asset>, place: Places): object {
  const [first] = located(one.evidence, place);
  const used = one.usedBy.length === 0 ? '' : `, used by ${one.usedBy.slice(0, 3).join(', ')}`;
  return {
    ruleId: INTRODUCED.id,
    ruleIndex: table.indexOf(INTRODUCED.id),
    kind: 'review',
    level: 'none',
    baselineState: 'new',
    message: { text: messageText(sentences(`New: ${one.what}${used}`, `It is ${one.registration}: ${one.why}`)) },
    locations: [{ ...(first ? { physicalLocation: first.physical } : {}), logicalLocations: logical(assets.get(one.asset)) }],
    partialFingerprints: { 'pharosId/v1': one.asset },
  };
}

function ruleOf(item: Finding | Path): string {
  return 'check' in item ? item.check : item.kind;
}

interface Places {
  bases: Record<string, object>;
  /** Undefined where the evidence stands in no file. */
  physical(evidence: Pick<Evidence, 'target' | 'file' | 'line'>): object | undefined;
}

function places(report: Report, baseline: Report | undefined): Places {
  const { targets } = report.scan;
  const baseOf = (target: string): string => (targets.length === 1 && targets[0]!.id === target ? '%SRCROOT%' : `%SRCROOT:${target}%`);
  return {
    bases: Object.fromEntries(
      [...(baseline?.scan.targets ?? []), ...targets].map(({ id, kind }) => [
        baseOf(id),
        { description: { text: messageText(`The ${kind === 'unknown' ? 'target' : kind} ${id}`) } },
      ]),
    ),
    physical({ target, file, line }) {
      if (file === undefined) return undefined;
      return {
        artifactLocation: { uri: relativeUri(file), uriBaseId: baseOf(target) },
        ...(line === undefined ? {} : { region: { startLine: line } }),
      };
    },
  };
}

function logical(asset: Asset | undefined): object[] {
  if (!asset) return [];
  const key = asset.keys.find(({ strong }) => strong)?.key;
  return [{ name: asset.name, kind: asset.kind, ...(key === undefined ? {} : { fullyQualifiedName: key }) }];
}

function findingResult(finding: Finding, table: RuleTable, assets: ReadonlyMap<string, Asset>, place: Places): object {
  const asset = assets.get(finding.asset);
  const [first, ...rest] = located(finding.evidence, place);
  return {
    ruleId: finding.check,
    ruleIndex: table.indexOf(finding.check),
    kind: 'fail',
    level: levelOf(finding.severity),
    message: { text: messageText(sentences(finding.title, finding.saw, finding.why, `Fix: ${finding.fix.text}`, finding.verify)) },
    locations: [{ ...(first ? { physicalLocation: first.physical } : {}), logicalLocations: logical(asset) }],
    ...(rest.length > 0
      ? {
          relatedLocations: rest.map(({ physical, evidence }, id) => ({
            id,
            physicalLocation: physical,
            message: { text: messageText(evidence.detail) },
          })),
        }
      : {}),
    partialFingerprints: { 'pharosId/v1': finding.id },
    ...(finding.suppressed
      ? {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: `${finding.suppressed.reason} (until ${finding.suppressed.until})` },
          ],
        }
      : {}),
    rank: finding.score.value,
    properties: propertiesOf(finding, { confidence: finding.confidence, paths: finding.paths }),
  };
}

function pathResult(path: Path, table: RuleTable, assets: ReadonlyMap<string, Asset>, place: Places): object {
  const flow = flowOf(path, assets, place);
  const fix = path.fixes[0];
  return {
    ruleId: path.kind,
    ruleIndex: table.indexOf(path.kind),
    kind: 'fail',
    level: levelOf(path.severity),
    message: { text: messageText(sentences(path.title, fix && `Fix: ${fix.text}`)) },
    locations: [{ ...flow[0]?.location, logicalLocations: logical(assets.get(path.effect)) }],
    ...(flow.length > 0 ? { codeFlows: [{ message: { text: messageText(path.title) }, threadFlows: [{ locations: flow }] }] } : {}),
    partialFingerprints: { 'pharosId/v1': path.id },
    rank: path.score.value,
    properties: propertiesOf(path, { fixes: path.fixes.map(({ text, closes }) => ({ text, closes })) }),
  };
}

function propertiesOf(judged: Finding | Path, more: object): object {
  return {
    'security-severity': securitySeverity(judged.severity, judged.score.value).toFixed(1),
    severity: judged.severity,
    score: judged.score.value,
    ...(judged.owner === undefined ? {} : { owner: judged.owner }),
    ...more,
  };
}

/**
 * The steps in order. Viewers show a place per step: one that stands in no file (the internet) is told together with the next that
 * has a place.
 */
function flowOf(
  path: Path,
  assets: ReadonlyMap<string, Asset>,
  place: Places,
): { location: object; executionOrder: number; importance: string }[] {
  const flow: { said: string[]; physical?: object; asset: string }[] = [];
  let waiting: string[] = [];
  for (const step of path.steps) {
    const physical = located(step.evidence, place)[0]?.physical;
    if (!physical) {
      waiting.push(step.saying);
      continue;
    }
    flow.push({ said: [...waiting, step.saying], physical, asset: step.asset });
    waiting = [];
  }
  flow.at(-1)?.said.push(...waiting);
  return flow.map(({ said, physical, asset }, index) => ({
    location: { physicalLocation: physical, logicalLocations: logical(assets.get(asset)), message: { text: messageText(said.join(' ')) } },
    executionOrder: index + 1,
    importance: 'essential',
  }));
}

function located(evidence: readonly Evidence[], place: Places): { evidence: Evidence; physical: object }[] {
  return evidence.flatMap((one) => {
    const physical = place.physical(one);
    return physical ? [{ evidence: one, physical }] : [];
  });
}

function invocation(report: Report, place: Places): object {
  const told = report.coverage.filter(({ status, what }) => status !== 'read' && what !== 'relations' && what !== 'left-out');
  return {
    // A target nothing could be read of is a failed run; single files that could not be read are notifications.
    executionSuccessful: !report.coverage.some(({ what, status }) => what === 'source' && status === 'failed'),
    startTimeUtc: report.scan.started,
    endTimeUtc: report.scan.finished,
    toolExecutionNotifications: told.map((entry) => notification(entry, place)),
  };
}

function notification(entry: CoverageEntry, place: Places): object {
  const physical = place.physical(entry);
  return {
    descriptor: { id: `coverage/${entry.status}` },
    level: entry.status === 'failed' ? 'error' : isGap(entry) ? 'warning' : 'note',
    message: { text: messageText(`${entry.target}${entry.file === undefined ? '' : `/${entry.file}`}: ${entry.reason}`) },
    ...(physical ? { locations: [{ physicalLocation: physical }] } : {}),
  };
}
