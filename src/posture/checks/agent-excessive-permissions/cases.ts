import type { CheckCase } from '../../check.ts';

const AGENT = `from agents import Agent, Runner

ops = Agent(name="Ops", model="gpt-4.1-mini")


def handle(event, context):
    return Runner.run_sync(ops, event["question"]).final_output
`;

/** A function that runs the agent, as a role with these policies. */
function deployed(policies: string): Record<string, string> {
  return {
    'services/ops/app.py': AGENT,
    'infra/main.tf': `data "archive_file" "code" {
  type        = "zip"
  source_dir  = "\${path.module}/../services/ops"
  output_path = "ops.zip"
}

resource "aws_iam_role" "ops" {
  name               = "ops"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_lambda_function" "ops" {
  function_name = "ops"
  role          = aws_iam_role.ops.arn
  runtime       = "python3.12"
  handler       = "app.handle"
  filename      = data.archive_file.code.output_path
}
${policies}`,
  };
}

function inline(statement: string): string {
  return `
resource "aws_iam_role_policy" "ops" {
  name   = "ops"
  role   = aws_iam_role.ops.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })
}
`;
}

export default [
  {
    name: 'every action on everything',
    files: deployed(inline('{ Effect = "Allow", Action = "*", Resource = "*" }')),
    expect: [{ file: 'infra/main.tf', line: 23, asset: 'Ops', severity: 'high' }],
  },
  {
    name: 'the managed policy for administrators',
    files: deployed(
      '\nresource "aws_iam_role_policy_attachment" "ops" {\n  role       = aws_iam_role.ops.name\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
    ),
    expect: [{ file: 'infra/main.tf', asset: 'Ops', severity: 'high' }],
    source: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html',
  },
  {
    name: 'a whole service',
    files: deployed(inline('{ Effect = "Allow", Action = ["s3:*"], Resource = "*" }')),
    expect: [{ file: 'infra/main.tf', line: 23, severity: 'medium' }],
  },
  {
    name: 'any role may be passed on',
    files: deployed(inline('{ Effect = "Allow", Action = ["iam:PassRole", "lambda:CreateFunction"], Resource = "*" }')),
    expect: [{ file: 'infra/main.tf', line: 23, severity: 'high' }],
  },
  {
    name: 'one action on one resource',
    files: deployed(
      inline(
        '{ Effect = "Allow", Action = "cloudwatch:GetMetricStatistics", Resource = "*" }, { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::meridian-reports/*" }',
      ),
    ),
    expect: [],
  },
  {
    name: 'a whole service on one bucket',
    files: deployed(
      inline('{ Effect = "Allow", Action = "s3:*", Resource = ["arn:aws:s3:::meridian-reports", "arn:aws:s3:::meridian-reports/*"] }'),
    ),
    expect: [],
  },
  {
    name: 'a service role for logs only',
    files: deployed(
      '\nresource "aws_iam_role_policy_attachment" "ops" {\n  role       = aws_iam_role.ops.name\n  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"\n}\n',
    ),
    expect: [],
  },
  {
    name: 'everything, under a condition that a variable decides',
    files: deployed(`variable "limits" {}\n${inline('{ Effect = "Allow", Action = "*", Resource = "*", Condition = var.limits }')}`),
    expect: [],
    unknown: [{ asset: 'Ops' }],
  },
  { name: 'a role without any policy in sight is not judged', files: deployed(''), expect: [], unknown: [{ asset: 'Ops' }] },
] satisfies CheckCase[];
