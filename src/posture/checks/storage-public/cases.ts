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
    name: 'a bucket anybody can read whose name says what learns from it',
    files: { 'infra/data.tf': site('public-read').replace('meridian-site', 'meridian-training-images') },
    expect: [{ file: 'infra/data.tf', line: 7, asset: 'meridian-training-images', severity: 'medium' }],
  },
  {
    name: 'names in which such a word is only a part',
    files: { 'infra/site.tf': site('public-read').replace('meridian-site', 'meridian-remodelstudio-fragrance') },
    expect: [{ file: 'infra/site.tf', line: 7, severity: 'low' }],
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
  {
    // The provider's own example of a bucket whose objects everybody may see.
    name: 'a bucket of Google Cloud for all users, and the same where that is prevented',
    files: {
      'gcs.tf':
        'resource "google_storage_bucket" "a" {\n  name     = "harbour-static"\n  location = "EU"\n}\nresource "google_storage_bucket_iam_binding" "a" {\n  bucket  = google_storage_bucket.a.name\n  role    = "roles/storage.objectViewer"\n  members = ["allUsers"]\n}\nresource "google_storage_bucket" "b" {\n  name                     = "harbour-inner"\n  location                 = "EU"\n  public_access_prevention = "enforced"\n}\nresource "google_storage_bucket_iam_member" "b" {\n  bucket = google_storage_bucket.b.name\n  role   = "roles/storage.objectAdmin"\n  member = "allUsers"\n}\n',
    },
    expect: [{ file: 'gcs.tf', line: 8, asset: 'harbour-static', severity: 'low' }],
    source: 'https://cloud.google.com/storage/docs/access-control/making-data-public',
  },
  {
    name: 'a container of Azure for everybody, and one whose account forbids it',
    files: {
      'az.tf':
        'resource "azurerm_storage_account" "a" {\n  name = "stopen"\n}\nresource "azurerm_storage_container" "a" {\n  name                  = "site"\n  storage_account_id    = azurerm_storage_account.a.id\n  container_access_type = "blob"\n}\nresource "azurerm_storage_account" "b" {\n  name                            = "stshut"\n  allow_nested_items_to_be_public = false\n}\nresource "azurerm_storage_container" "b" {\n  name                  = "inner"\n  storage_account_id    = azurerm_storage_account.b.id\n  container_access_type = "blob"\n}\n',
    },
    expect: [{ file: 'az.tf', line: 7, asset: 'site', severity: 'low' }],
    source: 'https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure',
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
