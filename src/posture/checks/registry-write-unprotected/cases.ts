import type { CheckCase } from '../../check.ts';

function estate(repository: string, image: string, policy = ''): string {
  return `resource "aws_ecr_repository" "ranker" {
  name = "ranker"
${repository}}

resource "aws_sagemaker_model" "ranker" {
  name               = "ranker"
  execution_role_arn = "arn:aws:iam::123456789012:role/ranker"
  primary_container {
    image = "\${aws_ecr_repository.ranker.repository_url}${image}"
  }
}
${policy}`;
}

function policy(actions: string, condition = '', principal = '"*"'): string {
  return `
resource "aws_ecr_repository_policy" "ranker" {
  repository = aws_ecr_repository.ranker.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "share"
      Effect    = "Allow"
      Principal = ${principal}
      Action    = [${actions}]${condition}
    }]
  })
}
`;
}

const IMMUTABLE = '  image_tag_mutability = "IMMUTABLE"\n';
const ORGANISATION = '\n      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-exampleorgid" } }';

export default [
  {
    name: 'a model is served by a tag that can move',
    files: { 'ecr.tf': estate('', ':v3') },
    expect: [{ file: 'ecr.tf', line: 1, asset: 'ranker', severity: 'low' }],
    source:
      'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository (image_tag_mutability, MUTABLE unless given)',
  },
  { name: 'tags that cannot move', files: { 'ecr.tf': estate(IMMUTABLE, ':v3') }, expect: [] },
  {
    name: 'served by digest',
    files: { 'ecr.tf': estate('', '@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d') },
    expect: [],
  },
  {
    name: 'everybody may push',
    files: { 'ecr.tf': estate(IMMUTABLE, ':v3', policy('"ecr:PutImage", "ecr:UploadLayerPart", "ecr:BatchGetImage"')) },
    expect: [{ file: 'ecr.tf', asset: 'ranker', severity: 'high' }],
  },
  {
    name: 'everybody of the own organisation may push',
    files: { 'ecr.tf': estate(IMMUTABLE, ':v3', policy('"ecr:PutImage"', ORGANISATION)) },
    expect: [],
  },
  {
    name: 'the pipeline may push',
    files: { 'ecr.tf': estate(IMMUTABLE, ':v3', policy('"ecr:PutImage"', '', '{ AWS = "arn:aws:iam::123456789012:role/publisher" }')) },
    expect: [],
  },
  {
    name: 'a repository of a web site is not asked',
    files: { 'ecr.tf': 'resource "aws_ecr_repository" "web" {\n  name = "web"\n}\n' },
    expect: [],
  },
] satisfies CheckCase[];
