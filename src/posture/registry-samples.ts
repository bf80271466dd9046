/** Terraform of a registry that a model is served from, for the cases of the checks that ask who may write to it and read from it. */
/** A model that SageMaker serves from an image of one repository; `repository` and `policy` are further Terraform, `image` the tag or digest. */
export function servedModel(repository: string, image: string, policy = ''): string {
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

/** A policy of that repository; the three are HCL as they stand in `jsonencode`. */
export function repositoryPolicy(actions: string, condition = '', principal = '"*"'): string {
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

export const IMMUTABLE = '  image_tag_mutability = "IMMUTABLE"\n';
export const ORGANISATION = '\n      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-exampleorgid" } }';
