import { strongKey } from '../../../core/keys.ts';
import type { Evidence } from '../../../core/evidence.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf, stringOf } from '../../code/hcl/read-value.ts';
import { tagsOf } from './aws-storage.ts';
import { attribute, type Declared, flag, nameOf } from './declared.ts';
import { internet, isEverybody, openToAll } from './exposure.ts';
import { accountAt, gcpKeys, type Grant, grantsOf, isEveryone, memberReference } from './gcp-identity.ts';

type Right = 'read' | 'write';

/** What a role lets its member do with objects or rows. Source: cloud.google.com/storage/docs/access-control/iam-roles, BigQuery alike. */
const RIGHTS: readonly (readonly [RegExp, readonly Right[]])[] = [
  [
    /(?:objectAdmin|storage\.admin|legacyBucketOwner|legacyObjectOwner|objectUser|dataOwner|dataEditor|bigquery\.admin|^OWNER$|^WRITER$)/,
    ['read', 'write'],
  ],
  [/(?:objectCreator|legacyBucketWriter)/, ['write']],
  [/(?:objectViewer|legacyObjectReader|legacyBucketReader|dataViewer|^READER$)/, ['read']],
];

export function rightsOf(role: string): readonly Right[] {
  return RIGHTS.find(([pattern]) => pattern.test(role))?.[1] ?? [];
}

/**
 * Stores of Google Cloud. Google encrypts all of them at rest; `customerKey` says whether with a key of one's own. Source:
 * registry.terraform.io/providers/hashicorp/google, storage_bucket, bigquery_dataset, bigquery_table, sql_database_instance.
 */
export function gcpData(declared: Declared): void {
  for (const bucket of declared.resources('google_storage_bucket')) bucketOf(bucket, declared);
  for (const dataset of declared.resources('google_bigquery_dataset')) bigQuery(dataset, declared);
  for (const table of declared.resources('google_bigquery_table')) bigQueryTable(table, declared);
  for (const database of declared.resources('google_sql_database_instance')) sql(database, declared);
  for (const queue of declared.resources('google_pubsub_topic'))
    declared.asset(
      'data-store',
      queue,
      nameOf(queue, 'name'),
      gcpKeys(queue, 'pubsub.googleapis.com', `topics/${nameOf(queue, 'name')}`, declared),
      {
        form: 'queue',
        service: 'pubsub',
        platform: 'gcp',
        encrypted: true,
        customerKey: queue.attributes.has('kms_key_name'),
        ...tagsOf(queue),
      },
    );
  opened(declared);
}

export function bucketKeyOf(name: string): ReturnType<typeof strongKey> {
  return strongKey('gcp', `//storage.googleapis.com/projects/_/buckets/${name}`);
}

function bucketOf(bucket: Resource, declared: Declared): void {
  const name = attribute(bucket, 'name');
  const reference = declared.asset('data-store', bucket, nameOf(bucket, 'name'), name === undefined ? [] : [bucketKeyOf(name)], {
    form: 'gcs-bucket',
    platform: 'gcp',
    uniformAccess: flag(bucket, 'uniform_bucket_level_access') ?? false,
    publicAccessPrevention: attribute(bucket, 'public_access_prevention') ?? 'inherited',
    versioning: blocksOf(bucket, 'versioning').some((one) => boolOf(one.attributes.get('enabled')) === true),
    encrypted: true,
    customerKey: blocksOf(bucket, 'encryption').length > 0,
    ...tagsOf(bucket),
  });
  for (const block of blocksOf(bucket, 'logging')) {
    const store =
      declared.referred(block.attributes.get('log_bucket'), bucket) ??
      named(stringOf(block.attributes.get('log_bucket')), bucket, declared);
    if (store?.kind === 'data-store') declared.edge(reference, 'logs-to', store, [declared.evidence(bucket, 'logging')]);
  }
}

function named(name: string | undefined, from: Resource, declared: Declared): AssetReference | undefined {
  if (name === undefined || !/^[a-z0-9][a-z0-9._-]{1,220}$/.test(name)) return undefined;
  return declared.other('data-store', name, [bucketKeyOf(name)], { form: 'gcs-bucket' }, [declared.evidence(from, `bucket ${name}`)], 0.7);
}

/** The bucket of a `gs://` address, declared here or not. */
export function bucketAt(value: Parameters<typeof stringOf>[0], from: Resource, declared: Declared): AssetReference | undefined {
  const known = declared.referred(value, from);
  if (known?.kind === 'data-store') return known;
  return named(/^gs:\/\/([^/]+)/.exec(stringOf(value) ?? '')?.[1], from, declared);
}

function bigQuery(dataset: Resource, declared: Declared): void {
  const id = nameOf(dataset, 'dataset_id');
  const reference = declared.asset('data-store', dataset, id, gcpKeys(dataset, 'bigquery.googleapis.com', `datasets/${id}`, declared), {
    form: 'database',
    engine: 'bigquery',
    platform: 'gcp',
    encrypted: true,
    customerKey: blocksOf(dataset, 'default_encryption_configuration').length > 0,
    ...tagsOf(dataset),
  });
  for (const access of blocksOf(dataset, 'access')) {
    const who = stringOf(access.attributes.get('special_group')) ?? stringOf(access.attributes.get('iam_member'));
    if (!isEveryone(who)) continue;
    const rights = rightsOf(stringOf(access.attributes.get('role')) ?? 'READER');
    const value = access.attributes.get('special_group') ?? access.attributes.get('iam_member');
    if (rights.length > 0)
      openToAll(reference, rights, `access of ${who}`, [declared.evidence(dataset, `access for ${who}`, value)], declared);
  }
}

function bigQueryTable(table: Resource, declared: Declared): void {
  const dataset = nameOf(table, 'dataset_id');
  const id = nameOf(table, 'table_id');
  declared.asset('data-store', table, id, gcpKeys(table, 'bigquery.googleapis.com', `datasets/${dataset}/tables/${id}`, declared), {
    form: 'table',
    engine: 'bigquery',
    platform: 'gcp',
    dataset,
    encrypted: true,
    customerKey: blocksOf(table, 'encryption_configuration').length > 0,
    ...tagsOf(table),
  });
}

/** Reached from everywhere where every address is among its authorised networks. */
function sql(database: Resource, declared: Declared): void {
  const settings = blocksOf(database, 'settings').flatMap((block) => blocksOf(block, 'ip_configuration'));
  const networks = settings.flatMap((block) => blocksOf(block, 'authorized_networks')).map((block) => block.attributes.get('value'));
  const open = networks.find((value) => isEverybody(stringOf(value) ?? ''));
  const reference = declared.asset(
    'data-store',
    database,
    nameOf(database, 'name'),
    gcpKeys(database, 'cloudsql.googleapis.com', `instances/${nameOf(database, 'name')}`, declared),
    {
      form: 'database',
      engine: attribute(database, 'database_version')?.toLowerCase().split('_')[0],
      platform: 'gcp',
      encrypted: true,
      customerKey: database.attributes.has('encryption_key_name'),
      publicNetwork: settings.some((block) => boolOf(block.attributes.get('ipv4_enabled')) !== false) || settings.length === 0,
    },
  );
  if (!open) return;
  // It still asks for a password: reached, not read.
  const evidence: Evidence[] = [declared.evidence(database, 'authorized network for every address', open)];
  declared.edge(reference, 'exposed-to', internet(declared, evidence), evidence, {
    access: 'connect',
    auth: 'present',
    how: 'authorized network for every address',
  });
}

/** What grants on buckets and data sets open to everybody, and what they give to service accounts. */
function opened(declared: Declared): void {
  const open = new Map<string, { store: AssetReference; rights: Set<Right>; how: Set<string>; evidence: Evidence[] }>();
  const add = (store: AssetReference, rights: readonly Right[], how: string, evidence: Evidence): void => {
    const known = open.get(store.key) ?? { store, rights: new Set(), how: new Set(), evidence: [] };
    for (const right of rights) known.rights.add(right);
    known.how.add(how);
    known.evidence.push(evidence);
    open.set(store.key, known);
  };
  const grants = [
    ...grantsOf('google_storage_bucket', declared).map((grant) => ({ grant, argument: 'bucket' })),
    ...grantsOf('google_bigquery_dataset', declared).map((grant) => ({ grant, argument: 'dataset_id' })),
    ...grantsOf('google_bigquery_table', declared).map((grant) => ({ grant, argument: 'table_id' })),
  ];
  for (const { grant, argument } of grants) {
    const store = storeIn(grant, argument, declared);
    if (store) granted(grant, store, add, declared);
  }
  for (const rule of declared.resources('google_storage_bucket_access_control', 'google_storage_default_object_access_control')) {
    const store = declared.referred(rule.attributes.get('bucket'), rule) ?? named(attribute(rule, 'bucket'), rule, declared);
    const entity = attribute(rule, 'entity');
    if (store && isEveryone(entity) && !prevented(rule, 'bucket', declared))
      add(
        store,
        rightsOf(attribute(rule, 'role') ?? 'READER'),
        `access control for ${entity}`,
        declared.evidence(rule, `entity ${entity}`, rule.attributes.get('entity')),
      );
  }
  for (const acl of declared.resources('google_storage_bucket_acl', 'google_storage_default_object_acl')) {
    const store = declared.referred(acl.attributes.get('bucket'), acl) ?? named(attribute(acl, 'bucket'), acl, declared);
    if (!store || prevented(acl, 'bucket', declared)) continue;
    const canned = attribute(acl, 'predefined_acl')?.toLowerCase() ?? '';
    if (/^public-?read/.test(canned))
      add(
        store,
        canned.endsWith('write') ? ['read', 'write'] : ['read'],
        `acl ${canned}`,
        declared.evidence(acl, `predefined_acl ${canned}`),
      );
    for (const value of listOf(acl.attributes.get('role_entity'))) {
      const [role, entity] = (stringOf(value) ?? '').split(':');
      if (isEveryone(entity)) add(store, rightsOf(role ?? ''), `acl for ${entity}`, declared.evidence(acl, `${role}:${entity}`, value));
    }
  }
  for (const { store, rights, how, evidence } of open.values())
    if (rights.size > 0)
      openToAll(
        store,
        (['read', 'write'] as const).filter((one) => rights.has(one)),
        [...how].join(', '),
        evidence,
        declared,
      );
}

function granted(
  { resource, role, member, value }: Grant,
  store: AssetReference,
  add: (store: AssetReference, rights: readonly Right[], how: string, evidence: Evidence) => void,
  declared: Declared,
): void {
  if (isEveryone(member)) {
    if (!prevented(resource, 'bucket', declared))
      add(store, rightsOf(role), `${role} for ${member}`, declared.evidence(resource, `${member} has ${role}`, value));
    return;
  }
  const identity = accountAt(value, resource, declared) ?? memberReference(value, resource, declared);
  if (identity) declared.edge(identity, 'may', store, [declared.evidence(resource, `role ${role}`)], { role, rights: [...rightsOf(role)] });
}

function storeIn({ resource }: Grant, argument: string, declared: Declared): AssetReference | undefined {
  const value = resource.attributes.get(argument);
  const known = declared.referred(value, resource);
  if (known?.kind === 'data-store') return known;
  return argument === 'bucket' ? named(stringOf(value), resource, declared) : undefined;
}

/** `public_access_prevention = "enforced"` on the bucket: grants to everybody have no effect. */
function prevented(resource: Resource, argument: string, declared: Declared): boolean {
  const bucket =
    declared.resourceOf(resource.attributes.get(argument), resource, 'google_storage_bucket') ??
    declared
      .resources('google_storage_bucket')
      .find((one) => one.root === resource.root && attribute(one, 'name') === attribute(resource, argument));
  return bucket !== undefined && attribute(bucket, 'public_access_prevention') === 'enforced';
}
