import { PharosError } from '../core/errors.ts';
import type { Store } from './connection.ts';
import { storableText } from './documents.ts';

export interface Found {
  what: 'asset' | 'edge' | 'finding' | 'path' | 'scan';
  id: string;
  /** Kind of an asset, edge or path; check of a finding. */
  kind?: string;
  name?: string;
}

/** Shorter beginnings of an id name too much. */
const SHORTEST = 5;
const SHOWN = 10;

/**
 * What an id, an alias, the beginning of an id (five characters or more) or the name of an asset stands for. A whole id comes
 * before a name, a name before a beginning.
 * @throws PharosError PHAROS_NOT_FOUND, PHAROS_AMBIGUOUS
 */
export async function find(store: Store, asked: string): Promise<Found> {
  const text = storableText(asked);
  for (const ask of [byId, byAlias, byName, byBeginning]) {
    const found = await ask(store, text);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) {
      const candidates = found.slice(0, SHOWN).map((one) => `${one.id} (${[one.kind ?? one.what, one.name].filter(Boolean).join(' ')})`);
      throw new PharosError('PHAROS_AMBIGUOUS', { id: text, candidates: candidates.join(', ') + (found.length > SHOWN ? ', …' : '') });
    }
  }
  throw new PharosError('PHAROS_NOT_FOUND', { id: text });
}

const byId = (store: Store, id: string): Promise<Found[]> => between(store, id, `${id}\u0001`);

/** U+FFFF sorts after everything an id is made of, bytewise too. */
const byBeginning = async (store: Store, start: string): Promise<Found[]> =>
  start.length < SHORTEST ? [] : between(store, start, `${start}\uffff`);

async function between(store: Store, from: string, to: string): Promise<Found[]> {
  const { read } = store;
  const limit = SHOWN + 1;
  const found: Found[] = [];
  const assets = await read
    .selectFrom('asset')
    .select(['id', 'kind', 'name'])
    .where('id', '>=', from)
    .where('id', '<', to)
    .where('merged_into', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const row of assets) found.push({ what: 'asset', ...row });
  const edges = await read
    .selectFrom('edge')
    .select(['id', 'kind'])
    .where('id', '>=', from)
    .where('id', '<', to)
    .where('merged_into', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const row of edges) found.push({ what: 'edge', ...row });
  const findings = await read
    .selectFrom('finding')
    .select(['id', 'check_id as kind'])
    .where('id', '>=', from)
    .where('id', '<', to)
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const row of findings) found.push({ what: 'finding', ...row });
  const paths = await read
    .selectFrom('path')
    .select(['id', 'kind'])
    .where('id', '>=', from)
    .where('id', '<', to)
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const row of paths) found.push({ what: 'path', ...row });
  const scans = await read
    .selectFrom('scan')
    .select('id')
    .where('id', '>=', from)
    .where('id', '<', to)
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const row of scans) found.push({ what: 'scan', ...row });
  return found;
}

async function byAlias(store: Store, alias: string): Promise<Found[]> {
  const rows = await store.read
    .selectFrom('asset_alias')
    .innerJoin('asset', 'asset.number', 'asset_alias.asset')
    .select(['asset.id', 'asset.kind', 'asset.name'])
    .where('asset_alias.alias', '=', alias)
    .where('asset_alias.known_to', 'is', null)
    .execute();
  return rows.map((row) => ({ what: 'asset', ...row }));
}

async function byName(store: Store, name: string): Promise<Found[]> {
  const rows = await store.read
    .selectFrom('asset')
    .select(['id', 'kind', 'name'])
    .where('name', '=', name)
    .where('merged_into', 'is', null)
    .orderBy('id')
    .limit(SHOWN + 1)
    .execute();
  return rows.map((row) => ({ what: 'asset', ...row }));
}
