import type { Dialect } from './dialect.ts';
import { CHANGES, EVIDENCE } from './view-unions.ts';

export interface ViewColumn {
  name: string;
  description: string;
  /** Its expression over `from`. */
  select(dialect: Dialect): string;
}

/** What `pharos query` and other programs may read. Columns are only ever added; docs/reference is generated from this table. */
export interface View {
  name: string;
  description: string;
  from(dialect: Dialect): string;
  columns: readonly ViewColumn[];
}

/** A column that is written alike on both engines. */
function column(name: string, description: string, expression: string): ViewColumn {
  return { name, description, select: () => expression };
}

function time(name: string, description: string, expression: string): ViewColumn {
  return { name, description: `${description} (ISO 8601, UTC)`, select: (dialect) => dialect.isoTime(expression) };
}

function fact(name: string, description: string, field = name): ViewColumn {
  return { name, description, select: (dialect) => dialect.jsonText('v.facts', field) };
}

/** The newest version of what `item` names, open or closed. */
const newest = (family: string, item: string): string =>
  `left join ${family}_version v on v.number = (select max(w.number) from ${family}_version w where w.item = ${item}.number and w.known_to is null)`;

const lastSeen = (family: string, item: string): string =>
  `(select max(s.started) from ${family}_version w join place p on p.number = w.place join scan s on s.number = coalesce(w.last_scan, p.last_scan) where w.item = ${item}.number and w.known_to is null)`;

const state = (family: string, item: string): string =>
  `case when ${item}.gone_at is not null then 'gone' when exists (select 1 from ${family}_version w where w.item = ${item}.number and w.valid_to is null and w.known_to is null and w.last_scan is null) then 'present' else 'not assessed' end`;

const handled = (item: string, over: string): string =>
  `case when ${item}.gone_at is not null then '${over}' when ${item}.returned > 0 then 'returned' else 'open' end`;

/** Only the newest scan of a source. */
const LATEST = 'case when exists (select 1 from source t where t.last_scan = c.scan) then 1 else 0 end';

export const VIEWS: readonly View[] = [
  {
    name: 'assets',
    description: 'Everything that was found, once per thing, gone or not.',
    from: () => `asset a ${newest('asset', 'a')} where a.merged_into is null`,
    columns: [
      column('id', 'Id, stable for ever', 'a.id'),
      column('kind', 'Kind, such as agent, model, mcp-server', 'a.kind'),
      column('name', 'Name', 'a.name'),
      column('state', 'present, gone, or not assessed: its place could not be read again', state('asset', 'a')),
      time('first_seen', 'When it was seen first', 'a.first_seen'),
      time('last_seen', 'When it was seen last', lastSeen('asset', 'a')),
      time(
        'last_assessed',
        'The last time anything was known of it: seen, or seen to be gone',
        `coalesce(a.gone_at, ${lastSeen('asset', 'a')})`,
      ),
      time('gone_at', 'Since when it is gone; null where it is not', 'a.gone_at'),
      column('returned', 'How many times it came back', 'a.returned'),
      { name: 'confidence', description: '0 to 1', select: (dialect) => dialect.jsonNumber('v.facts', 'confidence') },
      fact('properties', 'JSON, as the newest sighting tells them; per target they stand in sightings'),
    ],
  },
  {
    name: 'sightings',
    description: 'One row per asset and target it is seen in now.',
    from: () =>
      'asset_version v join asset a on a.number = v.item join place p on p.number = v.place join scan s on s.number = coalesce(v.last_scan, p.last_scan) where v.valid_to is null and v.known_to is null and a.merged_into is null',
    columns: [
      column('asset', 'Id of the asset', 'a.id'),
      column('kind', 'Its kind', 'a.kind'),
      column('name', 'Its name', 'a.name'),
      column('target', 'Id of the target', 'p.target'),
      column(
        'state',
        'present, or not assessed: the last scan of the target could not read its place',
        "case when v.last_scan is null then 'present' else 'not assessed' end",
      ),
      time('since', 'Since when it is as it is', 'v.valid_from'),
      time('last_seen', 'When it was seen there last', 's.started'),
      fact('properties', 'JSON, as seen in this target'),
    ],
  },
  {
    name: 'keys',
    description: 'The keys of the assets: what unites two observations (strong) or suggests that they belong together (weak).',
    from: () => 'asset_key k join asset a on a.number = k.asset',
    columns: [
      column('asset', 'Id of the asset', 'a.id'),
      column('kind', 'Its kind', 'a.kind'),
      column('key', 'namespace:value', 'k.key'),
      {
        name: 'namespace',
        description: 'arn, purl, git, …',
        select: (dialect) => `substr(k.key, 1, ${dialect.positionOf('k.key', "':'")} - 1)`,
      },
      column('strong', '1 where it unites', 'k.strong'),
    ],
  },
  {
    name: 'aliases',
    description: 'Other ids of an asset, and why they are its own.',
    from: () => 'asset_alias k join asset a on a.number = k.asset where k.known_to is null',
    columns: [
      column('alias', 'The other id', 'k.alias'),
      column('asset', 'Id of the asset', 'a.id'),
      column('why', 'What unites them', 'k.why'),
      time('since', 'Since when it is known', 'k.known_from'),
    ],
  },
  {
    name: 'edges',
    description: 'How the assets are related, gone or not.',
    from: () =>
      `edge e join asset f on f.number = e.from_asset join asset t on t.number = e.to_asset ${newest('edge', 'e')} where e.merged_into is null`,
    columns: [
      column('id', 'Id', 'e.id'),
      column('kind', 'Kind, such as uses-model', 'e.kind'),
      column('from_asset', 'Id of the asset it starts at', 'f.id'),
      column('from_kind', 'Its kind', 'f.kind'),
      column('from_name', 'Its name', 'f.name'),
      column('to_asset', 'Id of the asset it leads to', 't.id'),
      column('to_kind', 'Its kind', 't.kind'),
      column('to_name', 'Its name', 't.name'),
      fact('strength', 'stated, resolved, inferred'),
      column('state', 'present, gone, not assessed', state('edge', 'e')),
      time('first_seen', 'When it was seen first', 'e.first_seen'),
      time('last_seen', 'When it was seen last', lastSeen('edge', 'e')),
      time('gone_at', 'Since when it is gone; null where it is not', 'e.gone_at'),
      fact('properties', 'JSON; null where there are none'),
    ],
  },
  {
    name: 'findings',
    description: 'What is wrong or could not be told, open and resolved.',
    from: () => `finding d left join asset a on a.number = d.asset ${newest('finding', 'd')}`,
    columns: [
      column('id', 'Id', 'd.id'),
      column('check_id', 'The check', 'd.check_id'),
      column('severity', 'info, low, medium, high, critical', 'd.severity'),
      column('status', 'fail or unknown', 'd.status'),
      column('state', 'open, resolved, or returned: open again after it was resolved', handled('d', 'resolved')),
      column('score', '0 to 100', 'd.score'),
      column('asset', 'Id of the asset', 'a.id'),
      column('asset_kind', 'Its kind', 'a.kind'),
      column('asset_name', 'Its name', 'a.name'),
      fact('title', 'What is wrong'),
      fact('saw', 'What we saw'),
      fact('why', 'Why it matters'),
      fact('fix', 'What to do', 'fix.text'),
      fact('verify', 'How to know it is fixed'),
      fact('owner', 'Who answers for the asset; null where nobody is named'),
      column('suppressed', '1 where it is accepted', 'd.suppressed'),
      time('first_seen', 'When it was seen first', 'd.first_seen'),
      time('last_seen', 'When it was seen last', lastSeen('finding', 'd')),
      time('resolved_at', 'Since when it is resolved; null where it is not', 'd.gone_at'),
    ],
  },
  {
    name: 'paths',
    description: 'Ways an attacker could take, open and closed.',
    from: () => `path d left join asset f on f.number = d.entry left join asset t on t.number = d.effect ${newest('path', 'd')}`,
    columns: [
      column('id', 'Id', 'd.id'),
      column('kind', 'Kind of path', 'd.kind'),
      fact('title', 'The path in one sentence'),
      column('severity', 'info, low, medium, high, critical', 'd.severity'),
      column('score', '0 to 100', 'd.score'),
      column('state', 'open, closed, or returned: open again after it was closed', handled('d', 'closed')),
      column('entry', 'Id of the asset it starts at', 'f.id'),
      column('entry_name', 'Its name', 'f.name'),
      column('effect', 'Id of the asset it ends at', 't.id'),
      column('effect_name', 'Its name', 't.name'),
      { name: 'steps', description: 'Number of steps', select: (dialect) => dialect.jsonLength('v.facts', 'steps') },
      fact('owner', 'Who answers for it; null where nobody is named'),
      time('first_seen', 'When it was seen first', 'd.first_seen'),
      time('last_seen', 'When it was seen last', lastSeen('path', 'd')),
      time('closed_at', 'Since when it is closed; null where it is not', 'd.gone_at'),
    ],
  },
  {
    name: 'checks',
    description: 'How often each check passed, failed and could not tell, per scan.',
    from: () => 'scan_check c join scan s on s.number = c.scan',
    columns: [
      column('scan', 'Id of the scan', 's.id'),
      column('check_id', 'The check', 'c.check_id'),
      column('pass', 'Number of assets that passed', 'c.pass'),
      column('fail', 'Number of assets that failed', 'c.fail'),
      column('unknown', 'Number of assets nothing could be told of', 'c.unknown'),
      column('latest', '1 where it is the newest scan of one of its targets', LATEST),
    ],
  },
  {
    name: 'coverage',
    description: 'What was read, what was not and why: everything of the newest scan of a target, the gaps of earlier ones.',
    from: () => 'scan_coverage c join scan s on s.number = c.scan',
    columns: [
      column('scan', 'Id of the scan', 's.id'),
      column('target', 'Id of the target', 'c.target'),
      column('file', 'File; null where the entry speaks of the target or of a group of files', 'c.file'),
      column('what', 'What was to be seen', 'c.what'),
      column('status', 'read, partial, skipped, unreadable, unsupported, denied, too-large, failed, not-asked', 'c.status'),
      column('reason', 'What happened, and what to do', 'c.reason'),
      column('gap', '1 where it makes the scan incomplete', 'c.gap'),
      column('latest', '1 where it is the newest scan of one of its targets', LATEST),
    ],
  },
  {
    name: 'targets',
    description: 'What was scanned.',
    from: () => 'source t join scan s on s.number = t.last_scan',
    columns: [
      column('id', 'Id: git remote, name or folder', 't.id'),
      column('kind', 'Kind of target', 't.kind'),
      column('name', 'Name', 't.name'),
      column('scan', 'Id of its newest scan', 's.id'),
      time('last_scanned', 'When that was', 's.started'),
    ],
  },
  {
    name: 'scans',
    description: 'The scans.',
    from: () => 'scan s',
    columns: [
      column('id', 'Id', 's.id'),
      time('started', 'Start', 's.started'),
      time('finished', 'End', 's.finished'),
      time('stored', 'When it was stored', 's.known_at'),
      column('complete', '1 where everything that was asked was read', 's.complete'),
      column('pharos', 'Version of Pharos', 's.pharos'),
      column('actor', 'Who asked for it', 's.actor'),
      column('targets', 'Number of targets', '(select count(*) from scan_source c where c.scan = s.number)'),
      column('assets', 'Number of assets seen', 's.assets'),
      column('edges', 'Number of edges seen', 's.edges'),
      column('findings', 'Number of findings', 's.findings'),
      column('paths', 'Number of paths', 's.paths'),
    ],
  },
  EVIDENCE,
  CHANGES,
];

export function viewStatement(view: View, dialect: Dialect, kind: string, name = view.name): string {
  const list = view.columns.map((entry) => `${entry.select(dialect)} as "${entry.name}"`).join(', ');
  return `create ${kind} ${name} as select ${list} from ${view.from(dialect)}`;
}
