/**
 * The private tables. Inside, everything is named by small integers (`number`); ids stand once per thing. Times are integer
 * milliseconds, booleans 0 or 1, JSON is text. People and other programs read the views of views.ts, never these.
 *
 * A thing (asset, edge, finding, path) has one identity row and, per place it was seen in, a chain of versions. A place is a
 * set of sources: one source for assets and edges, all sources its evidence comes from for findings and paths.
 */
interface IdentityRow {
  number: number;
  id: string;
  /** The scan that saw it first, and when that was (valid time). */
  first_scan: number;
  first_seen: number;
  /** Valid time from which it is gone (a finding: resolved); null while any version is open. */
  gone_at: number | null;
  /** How many times it came back after it was gone. */
  returned: number;
}

export interface AssetRow extends IdentityRow {
  kind: string;
  name: string;
  /** Set where a later scan showed that this is another stored asset: its number. */
  merged_into: number | null;
}

export interface EdgeRow extends IdentityRow {
  kind: string;
  from_asset: number;
  to_asset: number;
  /** Set where one of its ends was united with another asset: the number of the edge that replaced it. */
  merged_into: number | null;
}

export interface FindingRow extends IdentityRow {
  check_id: string;
  /** Number of the asset; null where the report names one the snapshot does not hold. */
  asset: number | null;
  severity: string;
  status: string;
  score: number;
  suppressed: number;
}

export interface PathRow extends IdentityRow {
  kind: string;
  severity: string;
  score: number;
  entry: number | null;
  effect: number | null;
}

/**
 * What was known of a thing at a place. [valid_from, valid_to) is when it was so, [known_from, known_to) when we held it to be
 * so. The end of a validity is learned later than the row is written: `ended_known` says when, so that a question about an
 * earlier knowledge still sees the row as open and no copy has to be written.
 */
export interface VersionRow {
  number: number;
  item: number;
  place: number;
  facts: string;
  evidence: string;
  /** Of facts and evidence. */
  hash: string;
  valid_from: number;
  valid_to: number | null;
  known_from: number;
  known_to: number | null;
  ended_known: number | null;
  opened_scan: number;
  closed_scan: number | null;
  /** The last scan that saw it; null while every scan of the place since saw it, so that an unchanged thing costs no write. */
  last_scan: number | null;
  /** Number of the version this one replaced. */
  previous: number | null;
  /** new, changed, returned; null where only the evidence moved or an identity was united. */
  open_event: string | null;
  /** gone, or changed where the thing is still seen elsewhere. */
  close_event: string | null;
  /** JSON list of what changed: `name`, `properties.model`, `targets`. */
  changed: string | null;
  /** 1 where a newer Pharos read the same thing differently: known time was closed, valid time was not. */
  corrected: number;
}

export interface Tables {
  schema_migrations: { version: number; name: string; applied_at: number };
  source: { number: number; id: string; kind: string; name: string; last_scan: number; last_started: number };
  /** sources: their numbers in order, joined by commas; target: the id of the source where it is one. */
  place: { number: number; sources: string; target: string | null; last_scan: number };
  place_source: { place: number; source: number };
  scan: {
    number: number;
    id: string;
    started: number;
    finished: number;
    known_at: number;
    complete: number;
    pharos: string;
    actor: string;
    place: number;
    assets: number;
    edges: number;
    findings: number;
    paths: number;
  };
  /** late: a later scan of the source was stored already, so this one changed nothing but its own record. */
  scan_source: { scan: number; source: number; late: number };
  scan_check: { scan: number; check_id: string; pass: number; fail: number; unknown: number };
  scan_coverage: {
    number: number;
    scan: number;
    source: number | null;
    target: string;
    file: string | null;
    what: string;
    status: string;
    reason: string;
    gap: number;
  };
  asset: AssetRow;
  asset_key: { asset: number; key: string; strong: number };
  asset_alias: { alias: string; asset: number; why: string; known_from: number; known_to: number | null };
  asset_version: VersionRow;
  edge: EdgeRow;
  edge_version: VersionRow;
  finding: FindingRow;
  finding_version: VersionRow;
  path: PathRow;
  path_version: VersionRow;
  /** Compressed parts of a scan: its report, and the packed graph of the newest scans. */
  scan_chunk: { scan: number; part: string; n: number; body: Uint8Array };
}

export type TableName = keyof Tables & string;

/** In the order a backup writes them. */
export const TABLE_NAMES = [
  'source',
  'place',
  'place_source',
  'scan',
  'scan_source',
  'scan_check',
  'scan_coverage',
  'asset',
  'asset_key',
  'asset_alias',
  'asset_version',
  'edge',
  'edge_version',
  'finding',
  'finding_version',
  'path',
  'path_version',
  'scan_chunk',
] as const satisfies readonly TableName[];

export const FAMILIES = ['asset', 'edge', 'finding', 'path'] as const;
export type Family = (typeof FAMILIES)[number];
