import { PharosError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';

type Asset = Report['assets'][number];
type Finding = Report['findings'][number];
type Path = Report['paths'][number];
type Edge = Report['edges'][number];

export type Thing =
  | { what: 'asset'; asset: Asset }
  | { what: 'finding'; finding: Finding }
  | { what: 'path'; path: Path }
  | { what: 'edge'; edge: Edge };

export interface Found {
  report: Report;
  thing: Thing;
}

/** Shorter beginnings of an id name too much. */
const SHORTEST = 3;
const SHOWN = 10;

/**
 * What a text can name a thing by, the surest first: its id, an alias, an asset's kind and name (`agent desk`), its name, its name in
 * other letters, the beginning of its id.
 */
function asksFor(text: string): ((thing: Thing) => boolean)[] {
  const name = text.toLowerCase();
  return [
    (thing) => idOf(thing) === text,
    (thing) => thing.what === 'asset' && thing.asset.aliases.includes(text),
    (thing) => thing.what === 'asset' && `${thing.asset.kind} ${thing.asset.name}` === text,
    (thing) => thing.what === 'asset' && thing.asset.name === text,
    (thing) => thing.what === 'asset' && thing.asset.name.toLowerCase() === name,
    (thing) => text.length >= SHORTEST && idOf(thing).startsWith(text),
  ];
}

/** How many of these name one thing only: with them the first report that holds it answers. */
const ONE_THING = 2;

/**
 * The thing a text stands for in reports of different targets, the newest first. Names are asked of all of them, so that none of two
 * targets that use one is picked silently; what an older report tells of a target that a newer one covers only counts where nothing
 * else is found. Undefined where nothing is.
 * @throws PharosError PHAROS_AMBIGUOUS with the candidates
 */
export async function lookUp(reports: Iterable<Report> | AsyncIterable<Report>, text: string): Promise<Found | undefined> {
  const asks = asksFor(text);
  const covered = new Set<string>();
  const byAsk: { now: Map<string, Found>; before: Map<string, Found> }[] = asks.map(() => ({ now: new Map(), before: new Map() }));
  for await (const report of reports) {
    const things = thingsOf(report);
    for (const [index, fits] of asks.entries()) {
      for (const thing of things.filter(fits)) {
        const id = idOf(thing);
        const seen = targetsOf(thing);
        const stale = seen.length > 0 && seen.every((target) => covered.has(target));
        const { now, before } = byAsk[index]!;
        const kept = stale ? before : now;
        if (!now.has(id) && !before.has(id)) kept.set(id, { report, thing });
      }
      const [sure] = index < ONE_THING ? byAsk[index]!.now.values() : [];
      if (sure) return sure;
    }
    for (const { id } of report.scan.targets) covered.add(id);
  }
  for (const part of ['now', 'before'] as const) {
    for (const found of byAsk) {
      const all = [...found[part].values()];
      if (all.length === 1) return all[0];
      if (all.length > 1) throw ambiguous(text, all);
    }
  }
  return undefined;
}

function ambiguous(text: string, found: readonly Found[]): PharosError {
  const several = new Set(found.flatMap(({ report }) => report.scan.targets.map(({ id }) => id))).size > 1;
  const candidates = found.slice(0, SHOWN).map(({ thing }) => {
    const targets = several ? targetsOf(thing) : [];
    return `${idOf(thing)} (${sayingOf(thing)}${targets.length === 0 ? '' : ` in ${targets.join(', ')}`})`;
  });
  return new PharosError('PHAROS_AMBIGUOUS', {
    id: text,
    candidates: candidates.join(', ') + (found.length > SHOWN ? `, and ${found.length - SHOWN} more` : ''),
  });
}

function thingsOf(report: Report): Thing[] {
  return [
    ...report.paths.map((path) => ({ what: 'path' as const, path })),
    ...report.findings.map((finding) => ({ what: 'finding' as const, finding })),
    ...report.assets.map((asset) => ({ what: 'asset' as const, asset })),
    ...report.edges.map((edge) => ({ what: 'edge' as const, edge })),
  ];
}

/** Ids of the targets a thing was seen in. */
function targetsOf(thing: Thing): string[] {
  const evidence = thing.what === 'path' ? thing.path.steps.flatMap((step) => step.evidence) : factOf(thing).evidence;
  return [...new Set(evidence.map(({ target }) => target))];
}

function factOf(thing: Exclude<Thing, { what: 'path' }>): Asset | Finding | Edge {
  switch (thing.what) {
    case 'asset':
      return thing.asset;
    case 'finding':
      return thing.finding;
    case 'edge':
      return thing.edge;
  }
}

function idOf(thing: Thing): string {
  return thing.what === 'path' ? thing.path.id : factOf(thing).id;
}

function sayingOf(thing: Thing): string {
  switch (thing.what) {
    case 'asset':
      return `${thing.asset.kind} ${thing.asset.name}`;
    case 'finding':
      return thing.finding.title;
    case 'path':
      return thing.path.kind;
    case 'edge':
      return thing.edge.kind;
  }
}
