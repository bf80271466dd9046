import { own } from '../../core/table.ts';
import { bucketKey, type Key, strongKey } from '../../core/keys.ts';
import type { AssetKind } from '../../core/kinds.ts';
import type { Properties } from '../../core/observation.ts';
import { matchAiHost } from '../../recognizers/ai-hosts/match.ts';

/** What a text names: a store, service, dataset or artifact, with the key that joins it to other sources. */
export interface Named {
  kind: AssetKind;
  name: string;
  keys: Key[];
  properties: Properties;
  /** Object key below the bucket, where the text names one. */
  path?: string;
  /** Where a deployment gives its name to the code. */
  given?: { file: string; line: number };
  /** The local file that is sent there. */
  local?: Key;
}

/** `s3://bucket/key`, `gs://…`, `abfss://…`, `https://host/…`, database URLs. `*` stands for what could not be resolved. */
export function fromUri(text: string): Named | undefined {
  const object = /^(s3a?|gs|gcs):\/\/([a-z0-9][a-z0-9._-]{1,221})(?:\/(.*))?$/i.exec(text);
  if (object) {
    const [, scheme, bucket, path] = object;
    if (bucket!.includes('*')) return undefined;
    const s3 = scheme!.toLowerCase().startsWith('s3');
    const keys = s3 ? [bucketKey(bucket!)] : [strongKey('gcp', `//storage.googleapis.com/projects/_/buckets/${bucket}`)];
    return { kind: 'data-store', name: bucket!, keys, properties: { form: s3 ? 's3-bucket' : 'gcs-bucket' }, ...(path ? { path } : {}) };
  }
  const azure = /^(?:abfss?|wasbs?|az|azureml):\/\/([^@/]+)@([^/.]+)\.[^/]+(?:\/(.*))?$/i.exec(text);
  if (azure) {
    const [, container, account, path] = azure;
    return {
      kind: 'data-store',
      name: `${account}/${container}`,
      keys: [strongKey('url', `https://${account}.blob.core.windows.net/${container}`)],
      properties: { form: 'blob-container' },
      ...(path ? { path } : {}),
    };
  }
  const hosted = /^https?:\/\/([a-z0-9][a-z0-9.-]+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\/(.*))?$/i.exec(text);
  if (hosted) return fromUri(`s3://${hosted[1]}/${hosted[2] ?? ''}`);
  return fromDsn(text) ?? fromUrl(text);
}

const DATABASES: Readonly<Record<string, string>> = {
  postgres: 'postgresql',
  postgresql: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  mssql: 'sqlserver',
  oracle: 'oracle',
  mongodb: 'mongodb',
  'mongodb+srv': 'mongodb',
  redis: 'redis',
  rediss: 'redis',
  snowflake: 'snowflake',
  bigquery: 'bigquery',
  clickhouse: 'clickhouse',
  neo4j: 'neo4j',
  redshift: 'redshift',
  cockroachdb: 'postgresql',
};

/** A database URL, with or without a driver (`postgresql+psycopg://user@host:5432/name`). User and password are left out. */
export function fromDsn(text: string): Named | undefined {
  const form = /^([a-z]+(?:\+[a-z0-9_]+)?):\/\/(?:[^@/\s]*@)?([^/?#\s:,@]+)(?::\d+)?(?:[^/?#\s]*)(?:\/([^?#\s]*))?/i.exec(text);
  if (!form) return undefined;
  const driver = form[1]!.toLowerCase();
  const engine = own(DATABASES, driver) ?? own(DATABASES, driver.split('+')[0]!);
  if (!engine) return undefined;
  const host = form[2]!.toLowerCase();
  const database = form[3] ?? '';
  if (host.includes('*') || host.includes('{') || host === '') return undefined;
  const name = database === '' ? host : database;
  return {
    kind: 'data-store',
    name,
    keys: [strongKey('url', `${engine}://${host}/${database}`)],
    properties: { form: 'database', engine, host },
  };
}

function fromUrl(text: string): Named | undefined {
  const host = hostOf(text);
  if (host === undefined) return undefined;
  return serviceAt(host);
}

export function serviceAt(host: string, name?: string): Named {
  const ai = matchAiHost(host);
  return {
    kind: 'service',
    name: name ?? host,
    keys: [strongKey('host', host)],
    properties: { form: 'http', host, ...(ai ? { ai: true, vendor: ai.vendor } : {}) },
  };
}

/** The host of an http(s) URL, lower case; undefined where it is not literal or is this machine. */
export function hostOf(text: string): string | undefined {
  const host = /^https?:\/\/(?:[^@/\s]*@)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)(?::\d+)?(?:[/?#]|$)/i
    .exec(text)?.[1]
    ?.toLowerCase();
  return host === undefined || /^(?:127\.|0\.0\.0\.0)/.test(host) ? undefined : host;
}

/** Table names in the SQL of a text, lower case, in order. */
export function tablesOf(sql: string): string[] {
  const out = new Set<string>();
  for (const found of sql.slice(0, 8192).matchAll(/\b(?:from|join|into|update|table)\s+(?:only\s+)?["'`[]?([a-z_][\w.]{0,80})/gi))
    out.add(found[1]!.toLowerCase());
  return [...out].filter((name) => !['select', 'set', 'where', 'values', 'the'].includes(name));
}

/** What a SQL text does, by its first verb. */
export function accessOfSql(sql: string): 'read' | 'write' | 'delete' | undefined {
  const verb = /^[\s(]*(?:with\b[\s\S]{0,2000}?\)\s*)?(select|insert|update|delete|drop|truncate|alter|create|merge|replace|grant)\b/i
    .exec(sql)?.[1]
    ?.toLowerCase();
  if (verb === undefined) return undefined;
  if (verb === 'select') return 'read';
  return verb === 'delete' || verb === 'drop' || verb === 'truncate' ? 'delete' : 'write';
}
