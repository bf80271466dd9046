import * as z from 'zod';
import { gapsOf } from './gaps.ts';
import { introducedBy, REGISTRATIONS, REVIEWED } from './introduced.ts';
import { Report, ReportAsset, ReportCoverage, ReportEdge, ReportEvidence, ReportFinding, ReportPath } from './report.ts';

/**
 * `pharos.diff/1`: what is new, changed, gone or not assessed between two reports. Times are those of the scans: what is added or
 * changed was so at `after.started`, and was not at `before.started`.
 */
const Check = Report.shape.checks.element;
const Scan = Report.shape.scan;

function deltas<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    added: z.array(item),
    changed: z.array(
      z.strictObject({
        before: item,
        after: item,
        what: z.array(z.string()).describe('Names of what differs, such as severity or properties.model'),
      }),
    ),
    gone: z.array(item).describe('Not there any more, and its places were read again'),
    notAssessed: z
      .array(z.strictObject({ item, why: z.string() }))
      .describe('Not seen, but its places could not be read again: neither there nor gone'),
  });
}

const Introduced = z.strictObject({
  asset: z.string().describe('Id of the asset'),
  kind: z.enum(REVIEWED),
  name: z.string(),
  what: z.string().describe('What it is, for people'),
  registration: z.enum(REGISTRATIONS).describe('What the settings say of it'),
  why: z.string(),
  usedBy: z.array(z.string()),
  findings: z.array(z.string()).describe('Ids of new findings about it'),
  evidence: z.array(ReportEvidence),
});

export const Diff = z.strictObject({
  schema: z.literal('pharos.diff/1'),
  before: Scan,
  after: Scan,
  introduced: z.array(Introduced).describe('AI parts that are new, for who reviews the change: what nobody approved comes first'),
  assets: deltas(ReportAsset),
  edges: deltas(ReportEdge),
  checks: deltas(Check),
  findings: deltas(ReportFinding),
  paths: deltas(ReportPath),
  coverage: deltas(ReportCoverage),
});
export type Diff = z.infer<typeof Diff>;

type Asset = Report['assets'][number];
type Evidence = Asset['evidence'];
type Deltas<Item> = {
  added: Item[];
  changed: { before: Item; after: Item; what: string[] }[];
  gone: Item[];
  notAssessed: { item: Item; why: string }[];
};

/**
 * What changed from one report to another. Pure. An asset keeps its identity over a union (one of its ids is an alias of the
 * other's). Lines that only moved are no change. What is missing is gone only where every place it was seen in was read again;
 * the places of a finding or path are those of its assets too, because what is judged may stand elsewhere than the fault.
 */
export function diffReports(before: Report, after: Report): Diff {
  const gaps = gapsOf(after.coverage);
  const scanned = new Set(after.scan.targets.map(({ id }) => id));
  const renamed = renames(before.assets, after.assets);
  const now = (id: string): string => renamed.get(id) ?? id;
  const assets = new Map(before.assets.map((asset) => [asset.id, asset]));
  const checks = new Set(after.checks.map(({ id }) => id));
  const open = new Set(after.findings.filter(({ status }) => status === 'unknown').map(({ check, asset }) => `${check} ${asset}`));

  const missed = (evidence: Evidence): string | undefined => {
    for (const { target, file, commit } of evidence) {
      const reason = scanned.has(target) ? gaps.reason(target, file, commit) : `${target} was not scanned.`;
      if (reason !== undefined) return file === undefined ? reason : `${file}: ${reason}`;
    }
    return undefined;
  };
  /** What stands nowhere can only be gone when everything was read again. */
  const missedAll = (): string | undefined => {
    for (const { id } of before.scan.targets) {
      const reason = scanned.has(id) ? gaps.whole(id) : `${id} was not scanned.`;
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  const missedAt = (evidence: Evidence): string | undefined => (evidence.length === 0 ? missedAll() : missed(evidence));
  const there = new Set(after.assets.map(({ id }) => id));
  /** The same for what rests on assets: one of them that is not there and was not assessed leaves it open, too. */
  const missedOn = (evidence: Evidence, ids: readonly string[]): string | undefined => {
    const reason = missed(evidence);
    if (reason !== undefined) return reason;
    for (const id of ids) {
      const asset = assets.get(id);
      const why = asset && (there.has(now(id)) ? missed(asset.evidence) : missedAt(asset.evidence));
      if (why !== undefined) return why;
    }
    return undefined;
  };

  const assetDeltas = compare(before.assets, after.assets, {
    keysBefore: (asset) => [now(asset.id)],
    keysAfter: (asset) => [asset.id],
    missed: (asset) => missedAt(asset.evidence),
  });
  const findingDeltas = compare(before.findings, after.findings, {
    keysBefore: (finding) => [finding.id, `${finding.check} ${finding.status} ${now(finding.asset)} ${finding.title}`],
    keysAfter: (finding) => [finding.id, `${finding.check} ${finding.status} ${finding.asset} ${finding.title}`],
    missed: (finding) => {
      if (!checks.has(finding.check)) return `The check ${finding.check} did not run.`;
      if (finding.status === 'fail' && open.has(`${finding.check} ${now(finding.asset)}`)) return 'The check could not tell this time.';
      return missedOn(finding.evidence, [finding.asset]);
    },
  });
  return {
    schema: 'pharos.diff/1',
    before: before.scan,
    after: after.scan,
    introduced: introducedBy(after, { assets: assetDeltas.added, findings: findingDeltas.added }),
    assets: assetDeltas,
    edges: compare(before.edges, after.edges, {
      keysBefore: (edge) => [`${now(edge.from)} ${edge.kind} ${now(edge.to)}`],
      keysAfter: (edge) => [`${edge.from} ${edge.kind} ${edge.to}`],
      missed: (edge) => missedOn(edge.evidence, [edge.from, edge.to]),
    }),
    checks: compare(before.checks, after.checks, { keysBefore: ({ id }) => [id], keysAfter: ({ id }) => [id], missed: () => undefined }),
    findings: findingDeltas,
    paths: compare(before.paths, after.paths, {
      keysBefore: (path) => [path.id, [path.kind, ...path.steps.map(({ asset }) => now(asset))].join(' ')],
      keysAfter: (path) => [path.id, [path.kind, ...path.steps.map(({ asset }) => asset)].join(' ')],
      missed: (path) =>
        missedOn(
          path.steps.flatMap(({ evidence }) => evidence),
          path.steps.map(({ asset }) => asset),
        ),
    }),
    coverage: compare(before.coverage, after.coverage, {
      keysBefore: placeOfCoverage,
      keysAfter: placeOfCoverage,
      missed: ({ target }) => (scanned.has(target) ? undefined : `${target} was not scanned.`),
    }),
  };
}

function placeOfCoverage({ target, file, what, status, reason }: Report['coverage'][number]): string[] {
  // Without a file several entries may speak of one target: their words tell them apart, but not the numbers in them.
  return [JSON.stringify([target, file, what, file === undefined ? [status, reason.replaceAll(/\d[\d.]*/g, '#')] : status])];
}

/** Earlier id → later id, for assets whose ids differ because their keys were united otherwise. */
function renames(before: readonly Asset[], after: readonly Asset[]): Map<string, string> {
  const there = new Set(after.map(({ id }) => id));
  const byAlias = new Map(after.flatMap(({ id, aliases }) => aliases.map((alias) => [alias, id] as const)));
  const out = new Map<string, string>();
  for (const { id, aliases } of before) {
    if (there.has(id)) continue;
    const later =
      byAlias.get(id) ??
      aliases.find((alias) => there.has(alias)) ??
      aliases.map((alias) => byAlias.get(alias)).find((one) => one !== undefined);
    if (later !== undefined) out.set(id, later);
  }
  return out;
}

interface Comparison<Item> {
  /** Any shared key makes two items one, the first key first. */
  keysBefore(item: Item): string[];
  keysAfter(item: Item): string[];
  /** Why nothing can be said of a missing item; undefined where it is gone. */
  missed(item: Item): string | undefined;
}

function compare<Item extends object>(
  before: readonly Item[],
  after: readonly Item[],
  { keysBefore, keysAfter, missed }: Comparison<Item>,
): Deltas<Item> {
  const byKey = new Map<string, Item>();
  for (const item of before) for (const key of keysBefore(item)) if (!byKey.has(key)) byKey.set(key, item);
  const seen = new Set<Item>();
  const out: Deltas<Item> = { added: [], changed: [], gone: [], notAssessed: [] };
  for (const item of after) {
    const earlier = keysAfter(item)
      .map((key) => byKey.get(key))
      .find((one) => one !== undefined && !seen.has(one));
    if (!earlier) {
      out.added.push(item);
      continue;
    }
    seen.add(earlier);
    const what = differences(earlier, item);
    if (what.length > 0) out.changed.push({ before: earlier, after: item, what });
  }
  for (const item of before) {
    if (seen.has(item)) continue;
    const why = missed(item);
    if (why === undefined) out.gone.push(item);
    else out.notAssessed.push({ item, why });
  }
  return out;
}

/** Names of the fields that differ; inside `properties` and `score.factors` each by its own name. Ids follow from the rest. */
function differences(before: object, after: object): string[] {
  const names: string[] = [];
  for (const name of namesOf(before, after)) {
    if (name === 'id' || name === 'from' || name === 'to' || name === 'aliases') continue;
    const [old, fresh] = [valueOf(before, name), valueOf(after, name)];
    if (sameText(old, fresh)) continue;
    if (name === 'properties') for (const property of differing(old, fresh)) names.push(`properties.${property}`);
    else if (name === 'score')
      names.push('score', ...differing(valueOf(old, 'factors'), valueOf(fresh, 'factors')).map((factor) => `score.${factor}`));
    else names.push(name);
  }
  return names;
}

function differing(before: unknown, after: unknown): string[] {
  return namesOf(before, after).filter((name) => !sameText(valueOf(before, name), valueOf(after, name)));
}

function namesOf(a: unknown, b: unknown): string[] {
  return [...new Set([a, b].flatMap((value) => (typeof value === 'object' && value !== null ? Object.keys(value) : [])))].sort();
}

function valueOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Record<string, unknown>)[name]
    : undefined;
}

function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, withoutLines) === JSON.stringify(b, withoutLines);
}

/** A line number tells where, not what: a line inserted above changes nothing below it. Names are sorted. */
function withoutLines(key: string, value: unknown): unknown {
  if (key === 'line' && typeof value === 'number') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
