import type { CheckCase } from '../../check.ts';

const TRAINING = `import pandas as pd
from sklearn.svm import SVC
frame = pd.read_csv("s3://harbour-rows/rows.csv")
SVC().fit(frame[["a"]], frame["b"])
`;

function knowledgeBase(more: string): string {
  return `resource "aws_rds_cluster" "vectors" {
  cluster_identifier = "vectors"
  engine             = "aurora-postgresql"
${more}}
resource "aws_bedrockagent_knowledge_base" "help" {
  name     = "help"
  role_arn = "arn:aws:iam::111122223333:role/help"
  storage_configuration {
    type = "RDS"
    rds_configuration { resource_arn = aws_rds_cluster.vectors.arn }
  }
}
`;
}

const BUCKET = 'resource "aws_s3_bucket" "rows" {\n  bucket = "harbour-rows"\n}\n';
const RULE = `resource "aws_s3_bucket_server_side_encryption_configuration" "rows" {
  bucket = aws_s3_bucket.rows.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "aws:kms" }
  }
}
`;

export default [
  {
    name: 'the database of a knowledge base without encryption',
    files: { 'kb.tf': knowledgeBase('') },
    expect: [{ file: 'kb.tf', line: 1, asset: 'vectors', severity: 'medium' }],
  },
  { name: 'the same, encrypted', files: { 'kb.tf': knowledgeBase('  storage_encrypted  = true\n') }, expect: [] },
  {
    name: 'decided by a variable without a value',
    files: { 'kb.tf': `variable "encrypt" { type = bool }\n${knowledgeBase('  storage_encrypted  = var.encrypt\n')}` },
    expect: [],
    unknown: [{ asset: 'vectors' }],
  },
  {
    name: 'a bucket that two trainings read, with what S3 does by default: noted once',
    files: { 'rows.tf': BUCKET, 'a/train.py': TRAINING, 'b/train.py': TRAINING },
    expect: [{ file: 'rows.tf', line: 1, asset: 'harbour-rows', severity: 'info' }],
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html',
  },
  {
    name: 'the same of confidential data',
    files: {
      'rows.tf': BUCKET.replace('"harbour-rows"\n', '"harbour-rows"\n  tags   = { classification = "confidential" }\n'),
      'train.py': TRAINING,
    },
    expect: [{ file: 'rows.tf', line: 1, severity: 'low' }],
  },
  { name: 'a bucket with a rule', files: { 'rows.tf': BUCKET + RULE, 'train.py': TRAINING }, expect: [] },
  {
    name: 'a bucket that anybody reads is told as that, not for its key as well',
    files: {
      'rows.tf': `${BUCKET}resource "aws_s3_bucket_acl" "rows" {\n  bucket = aws_s3_bucket.rows.id\n  acl    = "public-read"\n}\n`,
      'train.py': TRAINING,
    },
    expect: [],
  },
  { name: 'a bucket that nothing learns from', files: { 'rows.tf': BUCKET }, expect: [] },
  {
    // The provider's own example of a queue without the managed encryption, with a name that says what it is for.
    name: 'a queue of training jobs with encryption switched off',
    files: {
      'queue.tf': 'resource "aws_sqs_queue" "jobs" {\n  name                    = "training-jobs"\n  sqs_managed_sse_enabled = false\n}\n',
    },
    expect: [{ file: 'queue.tf', line: 1, asset: 'training-jobs', severity: 'low' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sqs_queue',
  },
  {
    name: 'queues as SQS makes them, and those of a course for new colleagues',
    files: {
      'queue.tf':
        'resource "aws_sqs_queue" "jobs" {\n  name = "training-jobs"\n}\nresource "aws_sqs_queue" "people" {\n  name                    = "staff-training-portal"\n  sqs_managed_sse_enabled = false\n}\n',
    },
    expect: [],
    source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html',
  },
  {
    name: 'a stream that delivers into a bucket a training reads, and a volume of a machine that serves a model',
    files: {
      'data.tf': `${BUCKET}${RULE}resource "aws_kinesis_firehose_delivery_stream" "in" {
  name        = "claims-in"
  destination = "extended_s3"
  extended_s3_configuration {
    role_arn   = "arn:aws:iam::111122223333:role/in"
    bucket_arn = aws_s3_bucket.rows.arn
  }
}
resource "aws_instance" "gpu" {
  instance_type = "g5.xlarge"
  user_data     = "#!/bin/bash\\nollama serve\\n"
  tags          = { Name = "gpu" }
}
resource "aws_ebs_volume" "weights" {
  availability_zone = "eu-west-1a"
  size              = 200
  tags              = { Name = "weights" }
}
resource "aws_volume_attachment" "weights" {
  device_name = "/dev/sdh"
  volume_id   = aws_ebs_volume.weights.id
  instance_id = aws_instance.gpu.id
}
`,
      'train.py': TRAINING,
    },
    expect: [
      { file: 'data.tf', line: 10, asset: 'claims-in', severity: 'medium' },
      { file: 'data.tf', line: 23, asset: 'weights', severity: 'low' },
    ],
  },
] satisfies CheckCase[];
