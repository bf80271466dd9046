import type { Properties } from '../../../core/observation.ts';
import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, stringOf } from '../../code/hcl/read-value.ts';
import { attribute } from './declared.ts';

/**
 * Whether a store of AWS is encrypted at rest, as property `encrypted`: true, false, or "unknown" where a value or the account
 * decides. `customerKey`: with a key of one's own. Defaults as AWS documents them: S3 and DynamoDB always encrypt (S3 since
 * 5 January 2023), SQS encrypts queues made since October 2022, Redshift clusters since January 2025; RDS, Aurora, DocumentDB,
 * Neptune, EFS, EBS, OpenSearch domains, Kinesis and Firehose do not unless it is written.
 */
export function encryptionOf(resource: Resource): Properties {
  switch (resource.type) {
    case 'aws_s3_bucket':
      return {
        encrypted: true,
        ...blocksOf(resource, 'server_side_encryption_configuration').map((block) => bucketEncryption(block))[0],
      };
    case 'aws_dynamodb_table':
      return {
        encrypted: true,
        customerKey: blocksOf(resource, 'server_side_encryption').some((one) => boolOf(one.attributes.get('enabled')) === true),
      };
    case 'aws_sqs_queue': {
      if (resource.attributes.has('kms_master_key_id')) return { encrypted: true, customerKey: true };
      const value = resource.attributes.get('sqs_managed_sse_enabled');
      return { encrypted: value === undefined ? true : (boolOf(value) ?? 'unknown') };
    }
    case 'aws_kinesis_stream': {
      const value = resource.attributes.get('encryption_type');
      const type = value === undefined ? 'NONE' : stringOf(value)?.toUpperCase();
      return { encrypted: type === undefined ? 'unknown' : type === 'KMS', customerKey: resource.attributes.has('kms_key_id') };
    }
    case 'aws_kinesis_firehose_delivery_stream': {
      // Records of a source stream are protected by that stream.
      if (blocksOf(resource, 'kinesis_source_configuration').length > 0) return { encrypted: 'unknown' };
      return nestedSwitch(resource, 'server_side_encryption');
    }
    case 'aws_opensearch_domain':
    case 'aws_elasticsearch_domain':
      return nestedSwitch(resource, 'encrypt_at_rest');
    case 'aws_redshift_cluster':
      return switched(resource, 'encrypted', undefined);
    case 'aws_efs_file_system':
    case 'aws_ebs_volume':
      return { ...switched(resource, 'encrypted', false), customerKey: resource.attributes.has('kms_key_id') };
    case 'aws_rds_cluster':
      if (attribute(resource, 'engine_mode') === 'serverless') return { encrypted: true };
      return database(resource);
    case 'aws_db_instance':
    case 'aws_docdb_cluster':
    case 'aws_neptune_cluster':
      return database(resource);
    default:
      return {};
  }
}

/** A copy has the encryption of what it is made from. */
function database(resource: Resource): Properties {
  const copied = [
    'replicate_source_db',
    'snapshot_identifier',
    'restore_to_point_in_time',
    'global_cluster_identifier',
    'replication_source_identifier',
  ].some((name) => resource.attributes.has(name) || blocksOf(resource, name).length > 0);
  return { ...switched(resource, 'storage_encrypted', copied ? undefined : false), customerKey: resource.attributes.has('kms_key_id') };
}

function switched(resource: Contents, name: string, otherwise: boolean | undefined): Properties {
  const value = resource.attributes.get(name);
  const on = value === undefined ? otherwise : boolOf(value);
  return { encrypted: on ?? 'unknown', ...(value === undefined ? {} : { encryptionWritten: true }) };
}

function nestedSwitch(resource: Resource, block: string): Properties {
  const [settings] = blocksOf(resource, block);
  const value = settings?.attributes.get('enabled');
  return { encrypted: settings === undefined || value === undefined ? false : (boolOf(value) ?? 'unknown') };
}

/** The rule of a bucket: `encryption` where one is written, with a key of one's own or with S3's. */
export function bucketEncryption(settings: Contents): Properties {
  const rules = blocksOf(settings, 'rule').flatMap((rule) => [...blocksOf(rule, 'apply_server_side_encryption_by_default')]);
  return {
    encryption: true,
    customerKey: rules.some((rule) => stringOf(rule.attributes.get('sse_algorithm'))?.startsWith('aws:kms') === true),
  };
}
