import type { AssetKind } from '../core/kinds.ts';
import { compareText, uniteEvidence } from '../core/evidence.ts';
import { compareKeys, type Key } from '../core/keys.ts';
import type { Properties } from '../core/observation.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Store } from './connection.ts';
import { storedEvidence } from './documents.ts';

/** A point in both times, in milliseconds since 1970: what we held at `known` to be so at `valid`. What is left out is now. */
export interface Moment {
  valid?: number;
  known?: number;
}

const PIECE = 5_000;

/** The assets as they were, ordered by id; what several targets told is united. */
export async function asOf(store: Store, { valid = Date.now(), known = Number.MAX_SAFE_INTEGER }: Moment): Promise<Asset[]> {
  const assets = new Map<number, Asset>();
  for (let after = 0; ;) {
    const rows = await store.read
      .selectFrom('asset_version as v')
      .innerJoin('asset as a', 'a.number', 'v.item')
      .innerJoin('place as p', 'p.number', 'v.place')
      .select(['v.number', 'v.item', 'a.id', 'a.kind', 'v.facts', 'v.evidence', 'p.target'])
      .where('v.number', '>', after)
      .where('v.known_from', '<=', known)
      .where((eb) => eb.or([eb('v.known_to', 'is', null), eb('v.known_to', '>', known)]))
      .where('v.valid_from', '<=', valid)
      // An end that was learned later than `known` is not an end yet.
      .where((eb) => eb.or([eb('v.valid_to', 'is', null), eb('v.valid_to', '>', valid), eb('v.ended_known', '>', known)]))
      .orderBy('v.number')
      .limit(PIECE)
      .execute();
    for (const row of rows) {
      const facts = JSON.parse(row.facts) as { name: string; keys: Key[]; properties: Properties; confidence: number };
      const seen: Asset = {
        id: row.id,
        aliases: [],
        kind: row.kind as AssetKind,
        ...facts,
        evidence: storedEvidence(row.evidence, row.target ?? undefined),
      };
      const there = assets.get(row.item);
      assets.set(row.item, there ? united(there, seen) : seen);
    }
    const last = rows.at(-1);
    if (!last || rows.length < PIECE) break;
    after = last.number;
  }
  await addAliases(store, assets, known);
  return [...assets.values()].sort((a, b) => compareText(a.id, b.id));
}

/** The later version tells the name and wins where both tell a property. */
function united(before: Asset, later: Asset): Asset {
  const keys = new Map<string, Key>();
  for (const key of [...before.keys, ...later.keys])
    keys.set(key.key, { key: key.key, strong: key.strong || (keys.get(key.key)?.strong ?? false) });
  return {
    ...later,
    keys: [...keys.values()].sort(compareKeys),
    properties: { ...before.properties, ...later.properties },
    evidence: uniteEvidence([before.evidence, later.evidence]),
    confidence: Math.max(before.confidence, later.confidence),
  };
}

async function addAliases(store: Store, assets: ReadonlyMap<number, Asset>, known: number): Promise<void> {
  const rows = await store.read
    .selectFrom('asset_alias')
    .select(['asset', 'alias'])
    .where('known_from', '<=', known)
    .where((eb) => eb.or([eb('known_to', 'is', null), eb('known_to', '>', known)]))
    .orderBy('alias')
    .execute();
  for (const { asset, alias } of rows) assets.get(asset)?.aliases.push(alias);
}
