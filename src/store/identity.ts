import { compareText } from '../core/evidence.ts';
import { edgeId } from '../core/ids.ts';
import type { Report } from '../core/report.ts';
import type { Asset, Snapshot } from '../core/snapshot.ts';
import { among, pieces, type Store } from './connection.ts';
import { storableText } from './documents.ts';

/** Ids as they came → ids under which the store knows the same assets. Only what differs stands in it. */
export type Renames = ReadonlyMap<string, string>;

interface Union {
  /** Numbers of two stored assets that turned out to be one. The older one stays. */
  from: number;
  fromId: string;
  into: number;
  intoId: string;
  why: string;
}

export interface Match {
  /** Stored number per asset of the snapshot, 0 where it is new. */
  numbers: Float64Array;
  renames: Map<string, string>;
  unions: Union[];
  /** Why an id was replaced, by the id as it came. */
  reasons: Map<string, string>;
}

interface Candidate {
  number: number;
  id: string;
  why: string;
}

/**
 * Under which ids the store knows these assets already: by an alias or a strong key of an asset of the same kind. Call it before
 * findings and paths are computed and pass the answer to `renameSnapshot`, so that everything printed carries the stored ids.
 */
export async function identify(store: Store, assets: readonly Asset[]): Promise<Renames> {
  return (await matchAssets(store.read, store.engine, assets)).renames;
}

/**
 * A stored asset keeps its id; of two stored assets that prove to be one the older stays. Within one scan two assets never get
 * the same id: where a scan shows two things that were held to be one, the one that lost its id becomes an asset of its own again.
 */
export async function matchAssets(db: Store['read'], engine: Store['engine'], assets: readonly Asset[]): Promise<Match> {
  const match: Match = { numbers: new Float64Array(assets.length), renames: new Map(), unions: [], reasons: new Map() };
  const doubtful: { index: number; candidates: Candidate[] }[] = [];
  let index = 0;
  for (const piece of pieces(assets, 2_000)) {
    const known = await lookUp(db, engine, piece);
    for (const asset of piece) {
      const own = known.ids.get(asset.id);
      match.numbers[index] = own?.number ?? 0;
      const candidates = candidatesOf(asset, own?.number, known);
      if (candidates.length > 0) doubtful.push({ index, candidates });
      index++;
    }
  }
  const incoming = new Set(assets.map((asset) => asset.id));
  const claimed = new Set<number>();
  doubtful.sort((a, b) => compareText(assets[a.index]!.id, assets[b.index]!.id));
  for (const { index: place, candidates } of doubtful) {
    const usable = candidates.filter((candidate) => !incoming.has(candidate.id) && !claimed.has(candidate.number));
    settle(match, place, assets[place]!.id, usable, claimed);
  }
  return match;
}

function settle(match: Match, place: number, id: string, usable: Candidate[], claimed: Set<number>): void {
  if (usable.length === 0) return;
  const own = match.numbers[place]!;
  const all: Candidate[] = own === 0 ? usable : [{ number: own, id, why: 'its own id' }, ...usable];
  const stays = all.reduce((oldest, candidate) => (candidate.number < oldest.number ? candidate : oldest));
  for (const candidate of all) {
    claimed.add(candidate.number);
    if (candidate !== stays) {
      const why = candidate.number === own ? stays.why : candidate.why;
      match.unions.push({ from: candidate.number, fromId: candidate.id, into: stays.number, intoId: stays.id, why });
    }
  }
  match.numbers[place] = stays.number;
  if (stays.id !== id) {
    match.renames.set(id, stays.id);
    match.reasons.set(id, stays.why);
  }
}

interface Known {
  ids: Map<string, { number: number; kind: string }>;
  aliases: Map<string, { number: number; id: string; kind: string }>;
  keys: Map<string, { number: number; id: string; kind: string }>;
}

async function lookUp(db: Store['read'], engine: Store['engine'], assets: readonly Asset[]): Promise<Known> {
  const names = assets.flatMap((asset) => [asset.id, ...asset.aliases]);
  const strong = assets.flatMap((asset) => asset.keys.filter((key) => key.strong).map((key) => storableText(key.key)));
  const ids = await db
    .selectFrom('asset')
    .select(['id', 'number', 'kind'])
    .where('merged_into', 'is', null)
    .where(among(engine, 'id', names))
    .execute();
  const aliases = await db
    .selectFrom('asset_alias')
    .innerJoin('asset', 'asset.number', 'asset_alias.asset')
    .select(['asset_alias.alias', 'asset.number', 'asset.id', 'asset.kind'])
    .where('asset_alias.known_to', 'is', null)
    .where(among(engine, 'asset_alias.alias', names))
    .execute();
  const keys = await db
    .selectFrom('asset_key')
    .innerJoin('asset', 'asset.number', 'asset_key.asset')
    .select(['asset_key.key', 'asset.number', 'asset.id', 'asset.kind'])
    .where('asset_key.strong', '=', 1)
    .where(among(engine, 'asset_key.key', strong))
    .execute();
  return {
    ids: new Map(ids.map((row) => [row.id, row])),
    aliases: new Map(aliases.map((row) => [row.alias, row])),
    // Kinds may share a key; only the same kind unites.
    keys: new Map(keys.map((row) => [`${row.kind}\0${row.key}`, row])),
  };
}

function candidatesOf(asset: Asset, own: number | undefined, known: Known): Candidate[] {
  const found = new Map<number, Candidate>();
  const consider = (row: { number: number; kind: string } | undefined, id: string, why: string): void => {
    if (row && row.kind === asset.kind && row.number !== own && !found.has(row.number))
      found.set(row.number, { number: row.number, id, why });
  };
  for (const { key, strong } of asset.keys) {
    if (!strong) continue;
    const row = known.keys.get(`${asset.kind}\0${storableText(key)}`);
    if (row) consider(row, row.id, `the strong key ${key}`);
  }
  for (const name of [asset.id, ...asset.aliases]) {
    const alias = known.aliases.get(name);
    if (alias) consider(alias, alias.id, `the alias ${name}`);
    if (name !== asset.id) consider(known.ids.get(name), name, `the alias ${name}`);
  }
  return [...found.values()];
}

/** The snapshot under the stored ids; the ids as they came become aliases. */
export function renameSnapshot(snapshot: Snapshot, renames: Renames): Snapshot {
  if (renames.size === 0) return snapshot;
  return { assets: snapshot.assets.map((asset) => renameAsset(asset, renames)), edges: snapshot.edges };
}

function renameAsset<A extends Pick<Asset, 'id' | 'aliases'>>(asset: A, renames: Renames): A {
  const id = renames.get(asset.id);
  if (id === undefined) return asset;
  const aliases = [...new Set([asset.id, ...asset.aliases])].filter((alias) => alias !== id).sort(compareText);
  return { ...asset, id, aliases };
}

/** The report under the stored ids. Finding and path ids stay: they are right where `identify` was asked before posture. */
export function renameReport(report: Report, renames: Renames): Report {
  if (renames.size === 0) return report;
  const of = (id: string): string => renames.get(id) ?? id;
  const edgeIds = new Map<string, string>();
  const edges = report.edges.map((edge) => {
    const id = edgeId(of(edge.from), edge.kind, of(edge.to));
    edgeIds.set(edge.id, id);
    return { ...edge, id, from: of(edge.from), to: of(edge.to) };
  });
  const ofEdge = (id: string): string => edgeIds.get(id) ?? id;
  return {
    ...report,
    assets: report.assets.map((asset) => renameAsset(asset, renames)),
    edges,
    findings: report.findings.map((finding) => ({ ...finding, asset: of(finding.asset) })),
    paths: report.paths.map((path) => ({
      ...path,
      entry: of(path.entry),
      effect: of(path.effect),
      steps: path.steps.map((step) => ({ ...step, asset: of(step.asset), ...(step.edge !== undefined && { edge: ofEdge(step.edge) }) })),
      fixes: path.fixes.map((fix) => ({ ...fix, cuts: fix.cuts.map(ofEdge) })),
      chokePoints: path.chokePoints.map(of),
    })),
    ...(report.remediation && {
      remediation: { ...report.remediation, fixes: report.remediation.fixes.map((fix) => ({ ...fix, cuts: fix.cuts.map(ofEdge) })) },
    }),
  };
}
