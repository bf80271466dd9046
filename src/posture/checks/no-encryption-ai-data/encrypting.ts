import type { Asset } from '../../../core/snapshot.ts';
import { textOf } from '../../view.ts';
import { shellWord } from '../../wording.ts';

/** How a store is encrypted: lines of Terraform, a command where one changes a running store, and whether it must be made anew. */
export interface Encrypting {
  text: string;
  patch: string;
  command?: string;
  anew?: true;
}

/** Source: registry.terraform.io/providers/hashicorp/aws, the argument of each resource; AWS CLI reference. */
export function encrypting(store: Asset): Encrypting {
  const name = shellWord(store.name);
  if (textOf(store, 'form') === 's3-bucket')
    return {
      text: 'Declare encryption with a key of your own, so that reading needs the right to the key as well.',
      patch: `resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
    bucket_key_enabled = true
  }
}`,
    };
  switch (textOf(store, 'service')) {
    case 'sqs':
      return {
        text: 'Switch on the encryption of the queue; a key of your own is the better half.',
        patch: 'sqs_managed_sse_enabled = true',
        command: `aws sqs set-queue-attributes --queue-url "$(aws sqs get-queue-url --queue-name ${name} --query QueueUrl --output text)" --attributes SqsManagedSseEnabled=true`,
      };
    case 'kinesis':
      return {
        text: 'Switch on the encryption of the stream.',
        patch: 'encryption_type = "KMS"\nkms_key_id      = "alias/aws/kinesis"',
        command: `aws kinesis start-stream-encryption --stream-name ${name} --encryption-type KMS --key-id alias/aws/kinesis`,
      };
    case 'firehose':
      return {
        text: 'Switch on the encryption of the delivery stream.',
        patch: 'server_side_encryption {\n  enabled = true\n}',
        command: `aws firehose start-delivery-stream-encryption --delivery-stream-name ${name} --delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK`,
      };
    case 'efs':
    case 'ebs':
      return { text: 'Encrypt the volume.', patch: 'encrypted  = true\nkms_key_id = aws_kms_key.data.arn', anew: true };
    default:
      break;
  }
  if (textOf(store, 'form') === 'database' && textOf(store, 'engine') !== undefined)
    return {
      text: 'Encrypt the storage of the database.',
      patch: 'storage_encrypted = true\nkms_key_id        = aws_kms_key.data.arn',
      anew: true,
    };
  return { text: 'Switch on encryption at rest.', patch: 'encrypt_at_rest {\n  enabled = true\n}' };
}
