import { sql } from 'kysely';
import { edgeId } from '../core/ids.ts';
import { nextNumber, type Value, type Writer } from './connection.ts';
import type { Match } from './identity.ts';
import type { ScanContext } from './places.ts';
import type { VersionRow } from './tables.ts';

/**
 * Two stored assets proved to be one: what was known of the younger is known of the older from now on. Only known time is
 * closed, so that a question about an earlier knowledge still sees two, and the union can be undone.
 */
export async function unite(writer: Writer, context: ScanContext, union: Match['unions'][number]): Promise<void> {
  const { db } = writer;
  const { from, into } = union;
  const young = await db.selectFrom('asset').selectAll().where('number', '=', from).executeTakeFirstOrThrow();
  const old = await db.selectFrom('asset').selectAll().where('number', '=', into).executeTakeFirstOrThrow();
  const first = young.first_seen < old.first_seen ? young : old;
  const gone_at = young.gone_at === null || old.gone_at === null ? null : Math.max(young.gone_at, old.gone_at);
  await db
    .updateTable('asset')
    .set({ first_seen: first.first_seen, first_scan: first.first_scan, gone_at })
    .where('number', '=', into)
    .execute();
  await db
    .updateTable('asset')
    .set({ merged_into: into })
    .where((eb) => eb.or([eb('number', '=', from), eb('merged_into', '=', from)]))
    .execute();
  await moveKeys(writer, from, into);
  await moveAliases(writer, context, union);
  await moveVersions(writer, context, 'asset', from, into);
  await moveEdges(writer, context, union);
  await db.updateTable('finding').set({ asset: into }).where('asset', '=', from).execute();
  await db.updateTable('path').set({ entry: into }).where('entry', '=', from).execute();
  await db.updateTable('path').set({ effect: into }).where('effect', '=', from).execute();
}

async function moveKeys({ db }: Writer, from: number, into: number): Promise<void> {
  await db
    .updateTable('asset_key')
    .set({ asset: into })
    .where('asset', '=', from)
    .where('key', 'not in', (eb) => eb.selectFrom('asset_key as held').select('held.key').where('held.asset', '=', into))
    .execute();
  await db.deleteFrom('asset_key').where('asset', '=', from).execute();
}

async function moveAliases({ db }: Writer, context: ScanContext, { from, fromId, into, why }: Match['unions'][number]): Promise<void> {
  const moved = await db
    .selectFrom('asset_alias')
    .select(['alias', 'why'])
    .where('asset', '=', from)
    .where('known_to', 'is', null)
    .execute();
  await db.updateTable('asset_alias').set({ known_to: context.known }).where('asset', '=', from).where('known_to', 'is', null).execute();
  const rows = [...moved, { alias: fromId, why }].map((row) => ({ ...row, asset: into, known_from: context.known, known_to: null }));
  await db.insertInto('asset_alias').values(rows).execute();
}

/** An edge is named by its ends: it gets the id it would have, and the old id goes on under known time only. */
async function moveEdges(writer: Writer, context: ScanContext, { from, into }: Match['unions'][number]): Promise<void> {
  const { db } = writer;
  const edges = await db
    .selectFrom('edge')
    .selectAll()
    .where((eb) => eb.or([eb('from_asset', '=', from), eb('to_asset', '=', from)]))
    .where('merged_into', 'is', null)
    .orderBy('number')
    .execute();
  for (const edge of edges) {
    const ends = { from_asset: edge.from_asset === from ? into : edge.from_asset, to_asset: edge.to_asset === from ? into : edge.to_asset };
    const id = edgeId(await idOf(writer, ends.from_asset), edge.kind, await idOf(writer, ends.to_asset));
    const there = await db.selectFrom('edge').select('number').where('id', '=', id).executeTakeFirst();
    const number = there?.number ?? (await nextNumber(writer, 'edge'));
    if (there) {
      const gone_at = edge.gone_at === null ? null : sql<number | null>`gone_at`;
      await db.updateTable('edge').set({ merged_into: null, gone_at }).where('number', '=', number).execute();
    } else {
      await db
        .insertInto('edge')
        .values({ ...edge, ...ends, number, id })
        .execute();
    }
    await db.updateTable('edge').set({ merged_into: number }).where('number', '=', edge.number).execute();
    await moveVersions(writer, context, 'edge', edge.number, number);
  }
}

async function idOf({ db }: Writer, number: number): Promise<string> {
  return (await db.selectFrom('asset').select('id').where('number', '=', number).executeTakeFirstOrThrow()).id;
}

/** Where both are open at one place, what is known of the older stays; the next scan of the place brings the whole. */
async function moveVersions(writer: Writer, context: ScanContext, family: 'asset' | 'edge', from: number, into: number): Promise<void> {
  const { db } = writer;
  const table = `${family}_version` as const;
  const rows = await db.selectFrom(table).selectAll().where('item', '=', from).where('known_to', 'is', null).orderBy('number').execute();
  const held = await db
    .selectFrom(table)
    .select('place')
    .where('item', '=', into)
    .where('valid_to', 'is', null)
    .where('known_to', 'is', null)
    .execute();
  const occupied = new Set(held.map((row) => row.place));
  await db
    .updateTable(table)
    .set({ known_to: context.known, closed_scan: sql<number>`coalesce(closed_scan, ${context.scan})` })
    .where('item', '=', from)
    .where('known_to', 'is', null)
    .execute();
  let next = await nextNumber(writer, table);
  const copies: Value[][] = [];
  const columns: (keyof VersionRow)[] = [
    'number',
    'item',
    'place',
    'facts',
    'evidence',
    'hash',
    'valid_from',
    'valid_to',
    'known_from',
    'ended_known',
    'opened_scan',
    'closed_scan',
    'last_scan',
    'corrected',
  ];
  for (const row of rows) {
    if (row.valid_to === null && occupied.has(row.place)) continue;
    const copy: VersionRow = {
      ...row,
      number: next++,
      item: into,
      known_from: context.known,
      ended_known: row.valid_to === null ? null : context.known,
      opened_scan: context.scan,
    };
    copies.push(columns.map((column) => copy[column]));
  }
  await writer.insert(table, columns, copies);
}
