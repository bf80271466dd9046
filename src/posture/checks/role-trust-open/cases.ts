import type { CheckCase } from '../../check.ts';

const role = (trust: string): string => `resource "aws_iam_role" "train" {
  name = "train"
  assume_role_policy = jsonencode({
    Statement = [
      ${trust}
    ]
  })
}
resource "aws_iam_role_policy" "train" {
  role = aws_iam_role.train.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sagemaker:CreateTrainingJob", Resource = "*" }]
  })
}
`;
const github = (condition: string): string =>
  `{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, Condition = ${condition} }`;

export default [
  {
    name: 'every repository of GitHub: only the audience is asked for',
    files: { 'main.tf': role(github('{ StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }')) },
    expect: [{ file: 'main.tf', line: 5, asset: 'train', severity: 'high' }],
    source: 'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
  },
  {
    name: 'everybody with an account',
    files: { 'main.tf': role('{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }') },
    expect: [{ file: 'main.tf', line: 5, severity: 'high' }],
  },
  {
    name: 'one repository, one organisation, and a role without rights on models',
    files: {
      'a/main.tf': role(github('{ StringLike = { "token.actions.githubusercontent.com:sub" = "repo:harbour/models:*" } }')),
      'b/main.tf': role(
        '{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" }, Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abc" } } }',
      ),
      'c/main.tf': role(github('{}')).replace('sagemaker:CreateTrainingJob', 'route53:ListHostedZones'),
    },
    expect: [],
  },
] satisfies CheckCase[];
