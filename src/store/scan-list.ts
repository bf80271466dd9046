import { sql } from 'kysely';
import { PharosError } from '../core/errors.ts';
import { among, type Store } from './connection.ts';
import { storableText } from './documents.ts';

export interface StoredScan {
  id: string;
  /** Milliseconds since 1970, UTC. */
  started: number;
  finished: number;
  /** When it was stored. */
  known: number;
  complete: boolean;
  pharos: string;
  actor: string;
  targets: string[];
  assets: number;
  edges: number;
  findings: number;
  paths: number;
}

/** Newest first. With `target` only scans that covered it. */
export async function listScans(store: Store, { limit = 50, target }: { limit?: number; target?: string } = {}): Promise<StoredScan[]> {
  let query = store.read.selectFrom('scan').selectAll().orderBy('started', 'desc').orderBy('number', 'desc').limit(limit);
  if (target !== undefined) {
    query = query.where('number', 'in', (eb) =>
      eb
        .selectFrom('scan_source')
        .innerJoin('source', 'source.number', 'scan_source.source')
        .select('scan_source.scan')
        .where('source.id', '=', storableText(target)),
    );
  }
  const rows = await query.execute();
  const sources = await store.read
    .selectFrom('scan_source')
    .innerJoin('source', 'source.number', 'scan_source.source')
    .select(['scan_source.scan', 'source.id'])
    .where(
      among(
        store.engine,
        'scan_source.scan',
        rows.map((row) => row.number),
      ),
    )
    .orderBy('source.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    started: row.started,
    finished: row.finished,
    known: row.known_at,
    complete: row.complete === 1,
    pharos: row.pharos,
    actor: row.actor,
    targets: sources.filter((source) => source.scan === row.number).map((source) => source.id),
    assets: row.assets,
    edges: row.edges,
    findings: row.findings,
    paths: row.paths,
  }));
}

/** The newest scan, by its start; with `target` the newest that covered it. */
export async function latestScan(store: Store, target?: string): Promise<StoredScan | undefined> {
  return (await listScans(store, { limit: 1, ...(target !== undefined && { target }) }))[0];
}

/** Number of a scan by its id, or of the newest by `latest`. @throws PharosError PHAROS_NOT_FOUND, PHAROS_STORE_EMPTY */
export async function scanNumber(store: Store, scanId: string): Promise<number> {
  const named = store.read.selectFrom('scan').select('number');
  const row = await (
    scanId === 'latest' ? named.orderBy('started', 'desc').orderBy('number', 'desc').limit(1) : named.where('id', '=', scanId)
  ).executeTakeFirst();
  if (row) return row.number;
  const { rows } = await sql<{ scans: number }>`select count(*) as scans from scan`.execute(store.read);
  throw rows[0]?.scans === 0 ? new PharosError('PHAROS_STORE_EMPTY') : new PharosError('PHAROS_NOT_FOUND', { id: scanId });
}
