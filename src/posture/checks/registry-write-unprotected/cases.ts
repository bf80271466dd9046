import type { CheckCase } from '../../check.ts';
import { IMMUTABLE, ORGANISATION, repositoryPolicy, servedModel } from '../../registry-samples.ts';

export default [
  {
    name: 'a model is served by a tag that can move',
    files: { 'ecr.tf': servedModel('', ':v3') },
    expect: [{ file: 'ecr.tf', line: 1, asset: 'ranker', severity: 'low' }],
    source:
      'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository (image_tag_mutability, MUTABLE unless given)',
  },
  { name: 'tags that cannot move', files: { 'ecr.tf': servedModel(IMMUTABLE, ':v3') }, expect: [] },
  {
    name: 'served by digest',
    files: { 'ecr.tf': servedModel('', '@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d') },
    expect: [],
  },
  {
    name: 'everybody may push',
    files: { 'ecr.tf': servedModel(IMMUTABLE, ':v3', repositoryPolicy('"ecr:PutImage", "ecr:UploadLayerPart", "ecr:BatchGetImage"')) },
    expect: [{ file: 'ecr.tf', asset: 'ranker', severity: 'high' }],
  },
  {
    name: 'everybody of the own organisation may push',
    files: { 'ecr.tf': servedModel(IMMUTABLE, ':v3', repositoryPolicy('"ecr:PutImage"', ORGANISATION)) },
    expect: [],
  },
  {
    name: 'the pipeline may push',
    files: {
      'ecr.tf': servedModel(
        IMMUTABLE,
        ':v3',
        repositoryPolicy('"ecr:PutImage"', '', '{ AWS = "arn:aws:iam::123456789012:role/publisher" }'),
      ),
    },
    expect: [],
  },
  {
    name: 'a repository of a web site is not asked',
    files: { 'ecr.tf': 'resource "aws_ecr_repository" "web" {\n  name = "web"\n}\n' },
    expect: [],
  },
] satisfies CheckCase[];
