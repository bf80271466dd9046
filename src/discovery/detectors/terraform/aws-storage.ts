import { bucketKey } from '../../../core/keys.ts';
import type { AssetReference, Json, Properties } from '../../../core/observation.ts';
import type { Resource } from '../../code/hcl/configuration.ts';
import { blocksOf } from '../../code/hcl/configuration.ts';
import { boolOf, placeOfUse, stringOf, stringsOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { attribute, type Declared, flag, nameOf } from './declared.ts';
import { bucketEncryption, encryptionOf } from './aws-encryption.ts';
import { internet } from './exposure.ts';
import { statementsIn } from './policy.ts';

/**
 * S3 buckets with what other resources say of them (ACL, policy, public access block, ownership, encryption, versioning) and
 * further stores. Source: registry.terraform.io/providers/hashicorp/aws.
 */
export function awsStorage(declared: Declared): void {
  for (const bucket of declared.resources('aws_s3_bucket')) storeOf(bucket, declared);
  for (const resource of declared.resources(
    'aws_s3_bucket_acl',
    'aws_s3_bucket_policy',
    'aws_s3_bucket_public_access_block',
    'aws_s3_bucket_ownership_controls',
    'aws_s3_bucket_server_side_encryption_configuration',
    'aws_s3_bucket_versioning',
    'aws_s3_bucket_website_configuration',
    'aws_s3_bucket_logging',
  )) {
    for (const store of bucketsOf(resource, declared)) {
      declared.describe(store, said(resource, declared));
      const log =
        resource.type === 'aws_s3_bucket_logging' ? declared.referred(resource.attributes.get('target_bucket'), resource) : undefined;
      if (log?.kind === 'data-store') declared.edge(store, 'logs-to', log, [declared.evidence(resource, 'access log')]);
    }
  }
  for (const block of declared.resources('aws_s3_account_public_access_block')) account(block, declared);
  for (const table of declared.resources('aws_dynamodb_table')) simple(table, 'name', 'dynamodb', 'table', declared);
  for (const queue of declared.resources('aws_sqs_queue')) simple(queue, 'name', 'sqs', 'queue', declared);
  for (const stream of declared.resources('aws_kinesis_stream')) simple(stream, 'name', 'kinesis', 'queue', declared);
  for (const stream of declared.resources('aws_kinesis_firehose_delivery_stream')) firehose(stream, declared);
  for (const volume of declared.resources('aws_efs_file_system', 'aws_ebs_volume'))
    declared.asset('data-store', volume, nameTag(volume) ?? volume.address, [], {
      form: 'volume',
      service: volume.type === 'aws_ebs_volume' ? 'ebs' : 'efs',
      ...encryptionOf(volume),
      ...tagsOf(volume),
    });
  for (const database of declared.resources(
    'aws_db_instance',
    'aws_rds_cluster',
    'aws_redshift_cluster',
    'aws_opensearch_domain',
    'aws_docdb_cluster',
    'aws_neptune_cluster',
  )) {
    const name = nameOf(
      database,
      database.type === 'aws_opensearch_domain' ? 'domain_name' : database.type === 'aws_db_instance' ? 'identifier' : 'cluster_identifier',
    );
    const instances = declared.pointingAt(database, 'aws_rds_cluster_instance', 'cluster_identifier');
    const open = [database, ...instances].find((one) => flag(one, 'publicly_accessible') === true);
    const reference = declared.asset('data-store', database, name, [], {
      form: 'database',
      engine: attribute(database, 'engine'),
      publiclyAccessible: open
        ? true
        : [...instances, database].map((one) => flag(one, 'publicly_accessible')).find((one) => one !== undefined),
      ...encryptionOf(database),
      ...tagsOf(database),
    });
    if (open) {
      const evidence = [declared.evidence(open, 'publicly_accessible = true', open.attributes.get('publicly_accessible'))];
      declared.edge(reference, 'exposed-to', internet(declared, evidence), evidence, {
        access: 'connect',
        auth: 'present',
        how: 'publicly accessible',
      });
    }
    if (database.type === 'aws_opensearch_domain') searchDomain(database, reference, declared);
  }
}

/**
 * A domain outside a VPC whose policy lets everybody in: without fine-grained access control nothing asks who is calling. Source:
 * docs.aws.amazon.com/opensearch-service, "Identity and Access Management", resource-based policies.
 */
function searchDomain(domain: Resource, reference: AssetReference, declared: Declared): void {
  if (blocksOf(domain, 'vpc_options').length > 0) return;
  for (const holder of [domain, ...declared.pointingAt(domain, 'aws_opensearch_domain_policy', 'domain_name')]) {
    const policy = holder.attributes.get('access_policies');
    const statements = statementsIn(policy, declared.target) as { effect?: string; principals?: string[]; conditions?: object }[];
    const open = statements.some(
      ({ effect, principals, conditions }) =>
        effect === 'Allow' && principals?.includes('*') === true && Object.keys(conditions ?? {}).length === 0,
    );
    if (!open) continue;
    const asks = blocksOf(domain, 'advanced_security_options').some((block) => boolOf(block.attributes.get('enabled')) === true);
    const evidence = [declared.evidence(holder, 'access policy for everybody, outside a VPC', policy)];
    declared.edge(reference, 'exposed-to', internet(declared, evidence), evidence, {
      access: 'connect',
      auth: asks ? 'present' : 'none',
      how: 'access policy for everybody, outside a VPC',
    });
    return;
  }
}

function storeOf(bucket: Resource, declared: Declared): void {
  const names = stringsOf(bucket.attributes.get('bucket'));
  const properties: Record<string, Json | undefined> = {
    form: 's3-bucket',
    ...encryptionOf(bucket),
    ...aclOf(bucket, declared),
  };
  const policy = statementsIn(bucket.attributes.get('policy'), declared.target);
  if (policy.length > 0) properties['policy'] = policy;
  const reference = declared.asset(
    'data-store',
    bucket,
    names[0] ?? bucket.address,
    names.length === 1 ? [bucketKey(names[0]!)] : [],
    properties,
  );
  // The alternatives of an undecided name are weak: any of them may be the bucket.
  if (names.length > 1) declared.observations.assets.at(-1)!.keys.push(...names.map((name) => ({ ...bucketKey(name), strong: false })));
  const tags = tagsOf(bucket);
  if (tags) declared.describe(reference, tags);
}

/** Tags (of Google Cloud: labels) that say what pharos.yaml could say as well. */
export function tagsOf(resource: Resource): Properties | undefined {
  const tags = resource.attributes.get('tags') ?? resource.attributes.get('labels');
  if (tags?.kind !== 'object') return undefined;
  const out: Record<string, Json> = {};
  for (const [name, value] of tags.entries) {
    const text = stringOf(value)?.toLowerCase();
    if (text === undefined) continue;
    const key = name.toLowerCase().replaceAll(/[^a-z]/g, '');
    if (['owner', 'team'].includes(key)) out['owner'] = text;
    if (['environment', 'env', 'stage'].includes(key)) out['environment'] = environmentOf(text) ?? text;
    if (
      ['dataclassification', 'classification', 'sensitivity', 'confidentiality'].includes(key) &&
      ['public', 'internal', 'confidential', 'restricted'].includes(text)
    )
      out['sensitivity'] = text;
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

export function environmentOf(text: string): string | undefined {
  const word = text.toLowerCase();
  if (/^(?:production|prod|prd|live)$/.test(word)) return 'production';
  if (/^(?:staging|stage|stg|preprod|uat)$/.test(word)) return 'staging';
  if (/^(?:development|dev|local)$/.test(word)) return 'development';
  if (/^(?:test|testing|qa|ci)$/.test(word)) return 'test';
  return /^(?:sandbox|playground)$/.test(word) ? 'sandbox' : undefined;
}

function aclOf(resource: Resource, declared: Declared): Properties {
  const value = resource.attributes.get('acl');
  const options = stringsOf(value);
  if (!value || options.length === 0) return granted(resource, declared);
  // Of alternatives the most open counts, and is marked as such.
  const open = ['public-read-write', 'public-read', 'authenticated-read'].find((one) => options.includes(one));
  const acl = open ?? options[0]!;
  return { acl, aclPlace: placeIn(value, resource, declared), ...(options.length > 1 ? { aclConditional: true } : {}) };
}

/** Grants to everybody inside `access_control_policy` stand for a canned ACL. */
function granted(resource: Resource, declared: Declared): Properties {
  const grants = blocksOf(resource, 'access_control_policy').flatMap((policy) => blocksOf(policy, 'grant'));
  let read = false;
  let write = false;
  for (const grant of [...grants, ...blocksOf(resource, 'grant')]) {
    const everybody = [...blocksOf(grant, 'grantee'), grant].some((grantee) =>
      /\/(?:AllUsers|AuthenticatedUsers)$/.test(stringOf(grantee.attributes.get('uri')) ?? ''),
    );
    if (!everybody) continue;
    const permissions = [stringOf(grant.attributes.get('permission')) ?? '', ...stringsOf(grant.attributes.get('permissions'))];
    if (permissions.some((one) => one === 'READ' || one === 'FULL_CONTROL')) read = true;
    if (permissions.some((one) => one === 'WRITE' || one === 'FULL_CONTROL')) write = true;
  }
  if (!read && !write) return {};
  return {
    acl: write ? 'public-read-write' : 'public-read',
    aclPlace: { target: declared.target, file: resource.file, line: resource.line },
  };
}

function placeIn(value: Value, resource: Resource, declared: Declared): Json {
  // Where the value was written: for a module's argument that is the call, the line a person changes.
  const { file, line } = value.origin.file === '' ? placeOfUse(value) : value.origin;
  return { target: declared.target, file: file || resource.file, line: line || resource.line };
}

function said(resource: Resource, declared: Declared): Properties {
  switch (resource.type) {
    case 'aws_s3_bucket_acl':
      return aclOf(resource, declared);
    case 'aws_s3_bucket_policy': {
      const policy = statementsIn(resource.attributes.get('policy'), declared.target);
      return policy.length > 0 ? { policy } : {};
    }
    case 'aws_s3_bucket_public_access_block':
      return { publicAccessBlock: blockOf(resource) };
    case 'aws_s3_bucket_ownership_controls': {
      const ownership = blocksOf(resource, 'rule').flatMap((rule) => stringsOf(rule.attributes.get('object_ownership')));
      return ownership.length === 1 ? { objectOwnership: ownership[0] } : {};
    }
    case 'aws_s3_bucket_versioning':
      return {
        versioning: blocksOf(resource, 'versioning_configuration').some((one) => stringOf(one.attributes.get('status')) === 'Enabled'),
      };
    case 'aws_s3_bucket_website_configuration':
      return { website: true };
    case 'aws_s3_bucket_logging':
      return { accessLog: true };
    default:
      return bucketEncryption(resource);
  }
}

function blockOf(resource: Resource): { [name: string]: boolean } {
  // Each of the four is false unless it is set (provider documentation).
  return {
    blockPublicAcls: flag(resource, 'block_public_acls') ?? false,
    ignorePublicAcls: flag(resource, 'ignore_public_acls') ?? false,
    blockPublicPolicy: flag(resource, 'block_public_policy') ?? false,
    restrictPublicBuckets: flag(resource, 'restrict_public_buckets') ?? false,
  };
}

/** The bucket a resource speaks of: by reference, else by its literal name. */
function bucketsOf(resource: Resource, declared: Declared): AssetReference[] {
  const value = resource.attributes.get('bucket');
  const referred = declared.referred(value, resource);
  if (referred) return [referred];
  return stringsOf(value).map((name) =>
    declared.other(
      'data-store',
      name,
      [bucketKey(name)],
      { form: 's3-bucket' },
      [declared.evidence(resource, `${resource.type} ${resource.address}`)],
      0.7,
    ),
  );
}

/** An account-wide block closes every bucket declared with it. */
function account(block: Resource, declared: Declared): void {
  const settings = blockOf(block);
  for (const bucket of declared.resources('aws_s3_bucket')) {
    const reference = bucket.root === block.root ? declared.madeOf(bucket) : undefined;
    const own =
      reference &&
      declared.observations.assets.find((asset) => asset.kind === 'data-store' && asset.keys.some(({ key }) => key === reference.key))
        ?.properties?.['publicAccessBlock'];
    const before = (own ?? {}) as { [name: string]: boolean };
    if (reference)
      declared.describe(reference, {
        publicAccessBlock: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value || before[name] === true])),
      });
  }
}

/** A stream that delivers into a bucket: `feeds` are the keys of where its records go. */
function firehose(stream: Resource, declared: Declared): void {
  const reference = declared.asset('data-store', stream, nameOf(stream, 'name'), [], {
    form: 'queue',
    service: 'firehose',
    ...encryptionOf(stream),
    ...tagsOf(stream),
  });
  const feeds = ['extended_s3_configuration', 's3_configuration'].flatMap((name) =>
    blocksOf(stream, name).flatMap((block) => declared.referred(block.attributes.get('bucket_arn'), stream)?.key ?? []),
  );
  if (feeds.length > 0) declared.describe(reference, { feeds });
}

function nameTag(resource: Resource): string | undefined {
  const tags = resource.attributes.get('tags');
  return tags?.kind === 'object' ? stringOf(tags.entries.get('Name')) : undefined;
}

function simple(resource: Resource, attributeName: string, service: string, form: string, declared: Declared): void {
  declared.asset('data-store', resource, nameOf(resource, attributeName), [], {
    form,
    service,
    ...encryptionOf(resource),
    ...tagsOf(resource),
  });
}

/** The store behind an S3 URI, declared here or not. */
export function storeAt(
  uri: string,
  declared: Declared,
  evidence: Parameters<Declared['other']>[4],
): { store: AssetReference; path: string } | undefined {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(uri);
  if (!parts) return undefined;
  return {
    store: declared.other('data-store', parts[1]!, [bucketKey(parts[1]!)], { form: 's3-bucket' }, evidence, 0.7),
    path: parts[2] ?? '',
  };
}
