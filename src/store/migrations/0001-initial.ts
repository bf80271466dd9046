import { DIALECTS } from '../dialect.ts';
import type { Writer } from '../connection.ts';

export const name = 'initial';

/** The first tables. A migration is never changed after a release: what differs later is a further one. */
export async function up(writer: Writer): Promise<void> {
  const { types, tableEnd } = DIALECTS[writer.engine];
  const { integer, real, text, blob } = types;
  const table = (tableName: string, columns: string): Promise<void> => writer.run(`create table ${tableName} (${columns})${tableEnd}`);
  const index = (indexName: string, on: string): Promise<void> => writer.run(`create index ${indexName} on ${on}`);

  await table(
    'source',
    `number ${integer} primary key, id ${text} not null unique, kind ${text} not null, name ${text} not null, last_scan ${integer} not null, last_started ${integer} not null`,
  );
  await table('place', `number ${integer} primary key, sources ${text} not null unique, target ${text}, last_scan ${integer} not null`);
  await table('place_source', `place ${integer} not null, source ${integer} not null, primary key (place, source)`);
  await index('place_source_source', 'place_source (source)');
  await table(
    'scan',
    `number ${integer} primary key, id ${text} not null unique, started ${integer} not null, finished ${integer} not null, known_at ${integer} not null, complete ${integer} not null, pharos ${text} not null, actor ${text} not null, place ${integer} not null, assets ${integer} not null, edges ${integer} not null, findings ${integer} not null, paths ${integer} not null`,
  );
  await index('scan_place', 'scan (place, number)');
  await table('scan_source', `scan ${integer} not null, source ${integer} not null, late ${integer} not null, primary key (scan, source)`);
  await index('scan_source_source', 'scan_source (source, scan)');
  await table(
    'scan_check',
    `scan ${integer} not null, check_id ${text} not null, pass ${integer} not null, fail ${integer} not null, unknown ${integer} not null, primary key (scan, check_id)`,
  );
  await table(
    'scan_coverage',
    `number ${integer} primary key, scan ${integer} not null, source ${integer}, target ${text} not null, file ${text}, what ${text} not null, status ${text} not null, reason ${text} not null, gap ${integer} not null`,
  );
  await index('scan_coverage_scan', 'scan_coverage (scan)');
  await index('scan_coverage_source', 'scan_coverage (source, scan)');

  const identity = `number ${integer} primary key, id ${text} not null unique, first_scan ${integer} not null, first_seen ${integer} not null, gone_at ${integer}, returned ${integer} not null`;
  await table('asset', `${identity}, kind ${text} not null, name ${text} not null, merged_into ${integer}`);
  await index('asset_kind', 'asset (kind, name)');
  await index('asset_name', 'asset (name)');
  await table('asset_key', `asset ${integer} not null, key ${text} not null, strong ${integer} not null, primary key (asset, key)`);
  await index('asset_key_key', 'asset_key (key)');
  await table(
    'asset_alias',
    `alias ${text} not null, asset ${integer} not null, why ${text} not null, known_from ${integer} not null, known_to ${integer}, primary key (alias, known_from, asset)`,
  );
  await index('asset_alias_asset', 'asset_alias (asset)');
  await table(
    'edge',
    `${identity}, kind ${text} not null, from_asset ${integer} not null, to_asset ${integer} not null, merged_into ${integer}`,
  );
  await index('edge_from', 'edge (from_asset)');
  await index('edge_to', 'edge (to_asset)');
  await table(
    'finding',
    `${identity}, check_id ${text} not null, asset ${integer}, severity ${text} not null, status ${text} not null, score ${real} not null, suppressed ${integer} not null`,
  );
  await index('finding_asset', 'finding (asset)');
  await index('finding_check', 'finding (check_id)');
  await table(
    'path',
    `${identity}, kind ${text} not null, severity ${text} not null, score ${real} not null, entry ${integer}, effect ${integer}`,
  );

  for (const family of ['asset', 'edge', 'finding', 'path']) {
    await table(
      `${family}_version`,
      `number ${integer} primary key, item ${integer} not null, place ${integer} not null, facts ${text} not null, evidence ${text} not null, hash ${text} not null, ` +
        `valid_from ${integer} not null, valid_to ${integer}, known_from ${integer} not null, known_to ${integer}, ended_known ${integer}, ` +
        `opened_scan ${integer} not null, closed_scan ${integer}, last_scan ${integer}, previous ${integer}, ` +
        `open_event ${text}, close_event ${text}, changed ${text}, corrected ${integer} not null`,
    );
    await index(`${family}_version_item`, `${family}_version (item)`);
    await index(`${family}_version_open`, `${family}_version (place, number) where valid_to is null and known_to is null`);
    await index(`${family}_version_opened`, `${family}_version (opened_scan)`);
    await index(`${family}_version_closed`, `${family}_version (closed_scan) where closed_scan is not null`);
  }

  await table(
    'scan_chunk',
    `scan ${integer} not null, part ${text} not null, n ${integer} not null, body ${blob} not null, primary key (scan, part, n)`,
  );
}
