import type { DetectorCase } from '../../detector.ts';

export default [
  {
    name: 'tags of the provider belong to each of its resources, the own tag wins',
    files: {
      'infra/main.tf': `provider "aws" {
  default_tags {
    tags = { Team = "data-platform", Environment = "prod" }
  }
}
resource "aws_s3_bucket" "corpus" { bucket = "harbour-corpus" }
resource "aws_s3_bucket" "claims" {
  bucket = "harbour-claims"
  tags   = { ServiceOwner = "claims@harbour.example", "crown-jewel" = "true", use_case = "Training of the claims model" }
}
`,
    },
    expect: [
      {
        kind: 'data-store',
        name: 'harbour-corpus',
        properties: { owner: 'data-platform', ownerWhy: 'the default tags of its provider say so', environment: 'production' },
      },
      {
        kind: 'data-store',
        name: 'harbour-claims',
        properties: {
          owner: 'claims@harbour.example',
          ownerWhy: 'its tags say so',
          environment: 'production',
          criticality: 'critical',
          purpose: 'Training of the claims model',
        },
      },
    ],
    edges: [
      ['data-store harbour-corpus', 'owned-by', 'team data-platform'],
      ['data-store harbour-claims', 'owned-by', 'person claims@harbour.example'],
    ],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block',
  },
  {
    name: 'the environment of a root module by the variables Terraform loads itself',
    files: {
      'infra/main.tf': 'variable "environment" { default = "dev" }\nresource "aws_s3_bucket" "corpus" { bucket = "harbour-corpus" }\n',
      'infra/terraform.tfvars': 'environment = "staging"\n',
      'infra/prod.tfvars': 'environment = "prod"\n',
    },
    expect: [
      {
        kind: 'data-store',
        name: 'harbour-corpus',
        properties: { environment: 'staging', environmentWhy: 'environment is set to staging' },
      },
    ],
  },
  {
    name: 'a program and a placeholder own nothing; a product is no production',
    files: {
      'product/main.tf':
        'resource "aws_s3_bucket" "a" {\n  bucket = "harbour-product-reviews"\n  tags   = { Owner = "terraform", Team = "TBD", env = "product" }\n}\n',
    },
    expect: [{ kind: 'data-store', name: 'harbour-product-reviews', properties: { purpose: undefined } }],
    absent: [{ kind: 'team' }, { kind: 'person' }],
  },
  {
    name: 'tags on what is no asset',
    files: { 'net/main.tf': 'resource "aws_vpc" "core" {\n  cidr_block = "10.0.0.0/16"\n  tags       = { Owner = "network" }\n}\n' },
    expect: [],
  },
] satisfies (DetectorCase & { source?: string })[];
