import type { Evidence } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import { among, nextNumber, pieces, type Value, type Writer } from './connection.ts';
import { documentOf, storableText } from './documents.ts';
import type { Match } from './identity.ts';
import type { Place, Places, ScanContext } from './places.ts';
import { openRecorder, type Recorder, type Seen } from './versions.ts';

const PIECE = 2_000;

/**
 * Writes identity, keys, aliases and versions of the assets of one scan; `match` is what matchAssets said of the same list.
 * Fills `match.numbers` for new assets.
 */
export async function saveAssets(writer: Writer, context: ScanContext, assets: readonly Asset[], match: Match): Promise<Recorder> {
  const recorder = await openRecorder(writer, 'asset', context);
  let next = await nextNumber(writer, 'asset');
  let offset = 0;
  for (const piece of pieces(assets, PIECE)) {
    const numbers = match.numbers.subarray(offset, offset + piece.length);
    const states = await storedStates(writer, piece, numbers);
    const rows: Value[][] = [];
    const seen: Seen[] = piece.map((asset, index) => {
      const stored = states.get(numbers[index]!);
      if (!stored) {
        numbers[index] = next++;
        rows.push([numbers[index], asset.id, asset.kind, storableText(asset.name), context.scan, context.at, 0]);
      }
      return {
        number: numbers[index]!,
        was: stored ? (stored.gone_at === null ? 'there' : 'gone') : 'fresh',
        parts: partsByTarget(context.places, asset.evidence, factsOf(asset)),
      };
    });
    await writer.insert('asset', ['number', 'id', 'kind', 'name', 'first_scan', 'first_seen', 'returned'], rows);
    for (const [index, asset] of piece.entries()) {
      const stored = states.get(numbers[index]!);
      const name = storableText(asset.name);
      if (stored && stored.name !== name) await writer.db.updateTable('asset').set({ name }).where('number', '=', stored.number).execute();
    }
    await saveKeys(writer, piece, numbers);
    await recorder.record(seen);
    offset += piece.length;
  }
  await saveAliases(writer, context, assets, match);
  return recorder;
}

export function factsOf(asset: Pick<Asset, 'name' | 'keys' | 'properties' | 'confidence'>): string {
  return documentOf({ name: asset.name, keys: asset.keys, properties: asset.properties, confidence: asset.confidence });
}

/** What was seen in each target separately: the same thing may stay in one and go from another. */
export function partsByTarget(places: Places, evidence: readonly Evidence[], facts: string): Seen['parts'] {
  const targets = places.targetsOf(evidence);
  const first = targets[0];
  if (targets.length === 1) return [{ place: places.of(targets), facts, evidence }];
  return targets.map((target) => {
    const place: Place = places.of([target]);
    // What names a source outside this scan stands with the first.
    const here = evidence.filter((entry) => entry.target === target || (target === first && !targets.includes(entry.target)));
    return { place, facts, evidence: here };
  });
}

interface StoredAsset {
  number: number;
  name: string;
  gone_at: number | null;
}

/** The rows of matched assets, and of ids that were united with another asset once and now stand for themselves again. */
async function storedStates(writer: Writer, assets: readonly Asset[], numbers: Float64Array): Promise<Map<number, StoredAsset>> {
  const { db, engine } = writer;
  const columns = ['number', 'name', 'gone_at'] as const;
  const matched = await db
    .selectFrom('asset')
    .select(columns)
    .where(among(engine, 'number', [...numbers]))
    .execute();
  const states = new Map<number, StoredAsset>(matched.map((row) => [row.number, row]));
  const fresh = assets.filter((_asset, index) => numbers[index] === 0).map((asset) => asset.id);
  const revived = await db
    .selectFrom('asset')
    .select([...columns, 'id'])
    .where(among(engine, 'id', fresh))
    .execute();
  if (revived.length === 0) return states;
  await db
    .updateTable('asset')
    .set({ merged_into: null })
    .where(
      among(
        engine,
        'number',
        revived.map((row) => row.number),
      ),
    )
    .execute();
  const byId = new Map(revived.map((row) => [row.id, row]));
  for (const [index, asset] of assets.entries()) {
    const row = byId.get(asset.id);
    if (!row) continue;
    numbers[index] = row.number;
    states.set(row.number, { ...row, gone_at: row.gone_at });
  }
  return states;
}

/** A strong key belongs to one asset of a kind: the one this scan shows with it. */
async function saveKeys(writer: Writer, assets: readonly Asset[], numbers: Float64Array): Promise<void> {
  const { db, engine } = writer;
  const stored = await db
    .selectFrom('asset_key')
    .select(['asset', 'key', 'strong'])
    .where(among(engine, 'asset', [...numbers]))
    .execute();
  const known = new Map<number, Map<string, number>>();
  for (const row of stored) known.set(row.asset, (known.get(row.asset) ?? new Map<string, number>()).set(row.key, row.strong));
  const rows: Value[][] = [];
  for (const [index, asset] of assets.entries()) {
    const number = numbers[index]!;
    const keys = known.get(number) ?? new Map<string, number>();
    known.set(number, keys);
    for (const { key: text, strong } of asset.keys) {
      const key = storableText(text);
      const before = keys.get(key);
      if (before === undefined) {
        keys.set(key, Number(strong));
        rows.push([number, key, Number(strong)]);
      } else if (strong && before === 0) {
        await db.updateTable('asset_key').set({ strong: 1 }).where('asset', '=', number).where('key', '=', key).execute();
      }
    }
  }
  await takeOver(writer, rows);
  await writer.insert('asset_key', ['asset', 'key', 'strong'], rows);
}

/** New strong keys that another asset of the kind holds: it loses them (matchAssets did not unite the two for a reason). */
async function takeOver(writer: Writer, rows: readonly Value[][]): Promise<void> {
  const { db, engine } = writer;
  const strong = rows.filter((row) => row[2] === 1).map((row) => [row[0] as number, row[1] as string] as const);
  if (strong.length === 0) return;
  const owners = await db
    .selectFrom('asset_key')
    .innerJoin('asset', 'asset.number', 'asset_key.asset')
    .select(['asset_key.asset', 'asset_key.key', 'asset.kind'])
    .where('strong', '=', 1)
    .where(
      among(
        engine,
        'key',
        strong.map(([, key]) => key),
      ),
    )
    .execute();
  if (owners.length === 0) return;
  const claimants = await db
    .selectFrom('asset')
    .select(['number', 'kind'])
    .where(
      among(
        engine,
        'number',
        strong.map(([number]) => number),
      ),
    )
    .execute();
  const kinds = new Map(claimants.map((row) => [row.number, row.kind]));
  const claims = new Set(strong.map(([number, key]) => `${kinds.get(number)}\0${key}`));
  for (const owner of owners) {
    if (!claims.has(`${owner.kind}\0${owner.key}`)) continue;
    await db.deleteFrom('asset_key').where('asset', '=', owner.asset).where('key', '=', owner.key).execute();
  }
}

/** Aliases are for ever, except where the id stands for itself again. */
async function saveAliases(writer: Writer, context: ScanContext, assets: readonly Asset[], match: Match): Promise<void> {
  const { db, engine } = writer;
  const incoming = new Set<string>();
  for (const asset of assets) if (!match.renames.has(asset.id)) incoming.add(asset.id);
  let offset = 0;
  const written = new Set<string>();
  for (const piece of pieces(assets, PIECE)) {
    const own = piece.filter((asset) => incoming.has(asset.id)).map((asset) => asset.id);
    await db
      .updateTable('asset_alias')
      .set({ known_to: context.known })
      .where(among(engine, 'alias', own))
      .where('known_to', 'is', null)
      .execute();
    const wanted = new Map<string, { asset: number; why: string }>();
    for (const [index, asset] of piece.entries()) {
      const number = match.numbers[offset + index]!;
      const reason = match.reasons.get(asset.id);
      if (reason !== undefined) wanted.set(asset.id, { asset: number, why: reason });
      for (const alias of asset.aliases)
        if (!wanted.has(alias)) wanted.set(alias, { asset: number, why: 'another strong key of the same asset' });
    }
    const names = [...wanted.keys()];
    const aliases = await db
      .selectFrom('asset_alias')
      .select('alias')
      .where(among(engine, 'alias', names))
      .where('known_to', 'is', null)
      .execute();
    const ids = await db
      .selectFrom('asset')
      .select('id')
      .where(among(engine, 'id', names))
      .where('merged_into', 'is', null)
      .execute();
    const taken = new Set([...aliases.map((row) => row.alias), ...ids.map((row) => row.id)]);
    const rows: Value[][] = [];
    for (const [alias, { asset, why }] of wanted) {
      if (taken.has(alias) || incoming.has(alias) || written.has(alias)) continue;
      written.add(alias);
      rows.push([alias, asset, storableText(why), context.known]);
    }
    await writer.insert('asset_alias', ['alias', 'asset', 'why', 'known_from'], rows);
    offset += piece.length;
  }
}
