import type { CheckCase } from '../../check.ts';

const TRAINING = `import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("s3://meridian-claims-labels/latest.csv")
LogisticRegression().fit(frame[["amount"]], frame["fraud"])
`;

function bucketWith(statement: string, blocked = false): string {
  return `resource "aws_s3_bucket" "labels" {
  bucket = "meridian-claims-labels"
}

resource "aws_s3_bucket_public_access_block" "labels" {
  bucket                  = aws_s3_bucket.labels.id
  block_public_acls       = ${blocked}
  block_public_policy     = ${blocked}
  ignore_public_acls      = ${blocked}
  restrict_public_buckets = ${blocked}
}

data "aws_iam_policy_document" "labels" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["\${aws_s3_bucket.labels.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
${statement}  }
}

resource "aws_s3_bucket_policy" "labels" {
  bucket = aws_s3_bucket.labels.id
  policy = data.aws_iam_policy_document.labels.json
}
`;
}

const ORGANIZATION = `    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-meridian"]
    }
`;

export default [
  {
    name: 'a policy that lets anybody upload to what a training reads',
    files: { 'infra/storage.tf': bucketWith(''), 'jobs/train.py': TRAINING },
    expect: [{ file: 'infra/storage.tf', line: 14, asset: 'meridian-claims-labels', severity: 'critical' }],
  },
  {
    name: 'an ACL that lets anybody write',
    files: {
      'infra/storage.tf':
        'resource "aws_s3_bucket" "labels" {\n  bucket = "meridian-claims-labels"\n}\n\nresource "aws_s3_bucket_acl" "labels" {\n  bucket = aws_s3_bucket.labels.id\n  acl    = "public-read-write"\n}\n',
      'jobs/train.py': TRAINING,
    },
    expect: [{ file: 'infra/storage.tf', line: 7, severity: 'critical' }],
  },
  {
    name: 'what is stated to be unimportant counts less',
    files: {
      'pharos.yaml':
        'annotations:\n  - match: { kind: data-store, name: "meridian-claims-*" }\n    sensitivity: public\n    criticality: low\n    environment: sandbox\n',
      'infra/storage.tf': bucketWith(''),
      'jobs/train.py': TRAINING,
    },
    expect: [{ file: 'infra/storage.tf', line: 14, severity: 'medium' }],
  },
  {
    name: 'only members of the own organization may upload',
    files: { 'infra/storage.tf': bucketWith(ORGANIZATION), 'jobs/train.py': TRAINING },
    expect: [],
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html (the meaning of "public")',
  },
  {
    name: 'a condition that is made elsewhere: neither open nor closed',
    files: {
      'infra/storage.tf': `variable "upload_condition" {}

resource "aws_s3_bucket" "labels" {
  bucket = "meridian-claims-labels"
}

resource "aws_s3_bucket_policy" "labels" {
  bucket = aws_s3_bucket.labels.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = "arn:aws:s3:::meridian-claims-labels/*", Condition = var.upload_condition }]
  })
}
`,
      'jobs/train.py': TRAINING,
    },
    expect: [],
    unknown: [{ asset: 'meridian-claims-labels' }],
  },
  {
    name: 'a condition block whose test a variable decides',
    files: {
      'infra/storage.tf': `variable "test" {}\n${bucketWith(ORGANIZATION.replace('"StringEquals"', 'var.test'))}`,
      'jobs/train.py': TRAINING,
    },
    expect: [],
    unknown: [{ asset: 'meridian-claims-labels' }],
  },
  {
    name: 'the organization stands in a variable without a value: still only an organization',
    files: {
      'infra/storage.tf': `variable "organization" {}\n${bucketWith(ORGANIZATION.replace('"o-meridian"', 'var.organization'))}`,
      'jobs/train.py': TRAINING,
    },
    expect: [],
  },
  {
    name: 'the public access block switches the policy off',
    files: { 'infra/storage.tf': bucketWith('', true), 'jobs/train.py': TRAINING },
    expect: [],
  },
  { name: 'nothing learns from it', files: { 'infra/storage.tf': bucketWith('') }, expect: [] },
  {
    name: 'a bucket that nobody declares is not judged',
    files: { 'jobs/train.py': TRAINING },
    expect: [],
    unknown: [{ asset: 'meridian-claims-labels' }],
  },
] satisfies CheckCase[];
