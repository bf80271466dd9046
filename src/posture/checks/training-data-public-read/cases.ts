import type { CheckCase } from '../../check.ts';

const TRAINING = `import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("s3://meridian-claims-labels/latest.csv")
LogisticRegression().fit(frame[["amount"]], frame["fraud"])
`;

function bucketWith(acl: string, ignored = false): string {
  return `resource "aws_s3_bucket" "labels" {
  bucket = "meridian-claims-labels"
}

resource "aws_s3_bucket_public_access_block" "labels" {
  bucket             = aws_s3_bucket.labels.id
  ignore_public_acls = ${ignored}
}

resource "aws_s3_bucket_acl" "labels" {
  bucket = aws_s3_bucket.labels.id
  acl    = "${acl}"
}
`;
}

export default [
  {
    name: 'a canned ACL opens what a training reads',
    files: { 'infra/storage.tf': bucketWith('public-read'), 'jobs/train.py': TRAINING },
    expect: [{ file: 'infra/storage.tf', line: 12, asset: 'meridian-claims-labels', severity: 'high' }],
  },
  {
    name: 'the source of a retrieval base',
    files: {
      'infra/main.tf': `resource "aws_s3_bucket" "handbook" {
  bucket = "meridian-handbook"
  acl    = "public-read"
}

resource "aws_bedrockagent_knowledge_base" "handbook" {
  name     = "handbook"
  role_arn = "arn:aws:iam::111122223333:role/handbook"
}

resource "aws_bedrockagent_data_source" "handbook" {
  knowledge_base_id = aws_bedrockagent_knowledge_base.handbook.id
  name              = "files"
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn = aws_s3_bucket.handbook.arn
    }
  }
}
`,
    },
    expect: [{ file: 'infra/main.tf', line: 3, asset: 'meridian-handbook', severity: 'high' }],
  },
  {
    name: 'public ACLs are ignored',
    files: { 'infra/storage.tf': bucketWith('public-read', true), 'jobs/train.py': TRAINING },
    expect: [],
  },
  { name: 'a private ACL', files: { 'infra/storage.tf': bucketWith('private'), 'jobs/train.py': TRAINING }, expect: [] },
  {
    name: 'who can write it is told by training-data-public-write',
    files: { 'infra/storage.tf': bucketWith('public-read-write'), 'jobs/train.py': TRAINING },
    expect: [],
  },
  { name: 'nothing learns from it', files: { 'infra/storage.tf': bucketWith('public-read') }, expect: [] },
] satisfies CheckCase[];
