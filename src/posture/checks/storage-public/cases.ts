import type { CheckCase } from '../../check.ts';

function site(acl: string, more = ''): string {
  return `resource "aws_s3_bucket" "site" {
  bucket = "meridian-site"
}

resource "aws_s3_bucket_acl" "site" {
  bucket = aws_s3_bucket.site.id
  acl    = "${acl}"
}
${more}`;
}

export default [
  {
    name: 'a bucket anybody can read',
    files: { 'infra/site.tf': site('public-read') },
    expect: [{ file: 'infra/site.tf', line: 7, asset: 'meridian-site', severity: 'low' }],
  },
  {
    name: 'public content is only noted',
    files: {
      'pharos.yaml': 'annotations:\n  - match: { kind: data-store, name: meridian-site }\n    sensitivity: public\n',
      'infra/site.tf': site('public-read'),
    },
    expect: [{ file: 'infra/site.tf', line: 7, severity: 'info' }],
  },
  {
    name: 'the same ACL on restricted data weighs more',
    files: {
      'pharos.yaml': 'annotations:\n  - match: { kind: data-store, name: meridian-site }\n    sensitivity: restricted\n',
      'infra/site.tf': site('public-read'),
    },
    expect: [{ file: 'infra/site.tf', line: 7, severity: 'high' }],
  },
  {
    name: 'a bucket anybody can write to',
    files: { 'infra/site.tf': site('public-read-write') },
    expect: [{ file: 'infra/site.tf', line: 7, severity: 'medium' }],
  },
  {
    name: 'ownership by the bucket owner switches ACLs off',
    files: {
      'infra/site.tf': site(
        'public-read',
        '\nresource "aws_s3_bucket_ownership_controls" "site" {\n  bucket = aws_s3_bucket.site.id\n  rule {\n    object_ownership = "BucketOwnerEnforced"\n  }\n}\n',
      ),
    },
    expect: [],
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
  },
  { name: 'a private bucket', files: { 'infra/site.tf': site('private') }, expect: [] },
  {
    name: 'what a training reads is told by training-data-public-read',
    files: {
      'infra/site.tf': site('public-read'),
      'train.py':
        'import pandas as pd\nfrom sklearn.svm import SVC\nframe = pd.read_csv("s3://meridian-site/rows.csv")\nSVC().fit(frame[["a"]], frame["b"])\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
