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
    name: 'everybody may pull',
    files: { 'ecr.tf': estate(IMMUTABLE, ':v3', policy('"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"')) },
    expect: [{ file: 'ecr.tf', asset: 'ranker', severity: 'medium' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository_policy (actions of the example)',
  },
  {
    name: 'the own organisation may pull',
    files: { 'ecr.tf': estate(IMMUTABLE, ':v3', policy('"ecr:BatchGetImage"', ORGANISATION)) },
    expect: [],
  },
  { name: 'nobody else may pull', files: { 'ecr.tf': estate(IMMUTABLE, ':v3') }, expect: [] },
  {
    name: 'where everybody may push it is told there',
    files: { 'ecr.tf': estate(IMMUTABLE, ':v3', policy('"ecr:*"')) },
    expect: [],
  },
] satisfies CheckCase[];
