import type { DetectorCase } from '../../detector.ts';
import { AWS_HOST_CASES } from './cases-aws-hosts.ts';
import { AWS_CASES } from './cases-aws.ts';
import { AZURE_CASES } from './cases-azure.ts';
import { GCP_CASES } from './cases-gcp.ts';

const BUCKET_MODULE = `variable "name" { type = string }
variable "acl" { default = "private" }
variable "block" { default = true }
resource "aws_s3_bucket" "this" { bucket = var.name }
resource "aws_s3_bucket_acl" "this" {
  bucket = aws_s3_bucket.this.id
  acl    = var.acl
}
resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = var.block
  ignore_public_acls      = var.block
  block_public_policy     = var.block
  restrict_public_buckets = var.block
}
`;

export default [
  {
    name: 'a bucket named through variables and locals of a module carries its ACL and its block',
    files: {
      'infra/bucket/main.tf': BUCKET_MODULE,
      'infra/main.tf':
        'variable "stage" { default = "live" }\nlocals { prefix = "harbour-${var.stage}" }\nmodule "claims" {\n  source = "./bucket"\n  name   = "${local.prefix}-claims"\n  acl    = "public-read"\n  block  = false\n}\n',
    },
    expect: [
      {
        kind: 'data-store',
        name: 'harbour-live-claims',
        file: 'infra/bucket/main.tf',
        line: 4,
        properties: {
          acl: 'public-read',
          aclPlace: { target: 'case', file: 'infra/main.tf', line: 6 },
          publicAccessBlock: { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false },
        },
      },
    ],
  },
  {
    name: 'an endpoint serves the model that is loaded from an archive, as its role',
    files: {
      'serving.tf': `resource "aws_iam_role" "serving" {
  name               = "harbour-serving"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
}
resource "aws_sagemaker_model" "risk" {
  name               = "risk"
  execution_role_arn = aws_iam_role.serving.arn
  primary_container {
    image          = "xgboost:1"
    model_data_url = "s3://harbour-models/risk/model.tar.gz"
  }
}
resource "aws_sagemaker_endpoint_configuration" "risk" {
  name = "risk"
  production_variants { model_name = aws_sagemaker_model.risk.name }
}
resource "aws_sagemaker_endpoint" "risk" {
  name                 = "risk"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.risk.name
}
`,
    },
    expect: [
      { kind: 'model-endpoint', name: 'risk', line: 17 },
      { kind: 'model', name: 'risk', line: 5 },
      { kind: 'model-artifact', name: 'model.tar.gz' },
      { kind: 'data-store', name: 'harbour-models' },
      { kind: 'identity', name: 'harbour-serving' },
    ],
    edges: [
      ['model-endpoint risk', 'serves', 'model risk'],
      ['model-endpoint risk', 'loads', 'model-artifact model.tar.gz'],
      ['model-artifact model.tar.gz', 'stored-in', 'data-store harbour-models'],
    ],
  },
  {
    name: 'a Bedrock agent with its model, guardrail, tool and identity',
    files: {
      'agent.tf': `resource "aws_iam_role" "agent" { name = "harbour-agent" }
resource "aws_iam_role_policy" "agent" {
  role   = aws_iam_role.agent.id
  policy = jsonencode({ Statement = { Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" } })
}
resource "aws_bedrock_guardrail" "shield" {
  name = "shield"
  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
}
resource "aws_bedrockagent_agent" "clerk" {
  agent_name              = "clerk"
  agent_resource_role_arn = aws_iam_role.agent.arn
  foundation_model        = "anthropic.claude-3-5-haiku-20241022-v1:0"
  instruction             = "You answer questions about claims and nothing else."
  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.shield.guardrail_id
    guardrail_version    = "1"
  }
}
resource "aws_bedrockagent_agent_action_group" "code" {
  action_group_name             = "compute"
  agent_id                      = aws_bedrockagent_agent.clerk.agent_id
  agent_version                 = "DRAFT"
  parent_action_group_signature = "AMAZON.CodeInterpreter"
}
`,
    },
    expect: [
      { kind: 'agent', name: 'clerk', line: 16, properties: { platform: 'aws-bedrock' } },
      { kind: 'guardrail', name: 'shield', properties: { filters: { PROMPT_ATTACK: 'HIGH/NONE' } } },
      { kind: 'tool', name: 'compute', properties: { capabilities: ['code-execution'] } },
      { kind: 'identity', name: 'harbour-agent' },
    ],
    edges: [
      ['agent clerk', 'guarded-by', 'guardrail shield'],
      ['agent clerk', 'calls-tool', 'tool compute'],
      ['agent clerk', 'runs-as', 'identity harbour-agent'],
      ['agent clerk', 'uses-model', 'model anthropic.claude-3-5-haiku-20241022-v1:0'],
    ],
  },
  {
    name: 'a function runs the code its archive is made of, and its open address exposes it',
    files: {
      'services/desk/pyproject.toml': '[project]\nname = "desk"\n',
      'services/desk/app.py':
        "from agents import Agent\nclerk = Agent(name='clerk', model='gpt-4o')\ndef handle(event, context): return clerk\n",
      'infra/main.tf': `data "archive_file" "code" {
  type        = "zip"
  source_dir  = "\${path.module}/../services/desk"
  output_path = "code.zip"
}
resource "aws_lambda_function" "desk" {
  function_name = "desk"
  role          = "arn:aws:iam::111122223333:role/desk"
  handler       = "app.handle"
  runtime       = "python3.12"
  filename      = data.archive_file.code.output_path
}
resource "aws_lambda_function_url" "desk" {
  function_name      = aws_lambda_function.desk.function_name
  authorization_type = "NONE"
}
`,
    },
    expect: [
      { kind: 'workload', name: 'desk', properties: { sourceDir: 'services/desk', entry: 'services/desk/app.py' } },
      { kind: 'zone', name: 'internet' },
    ],
    edges: [
      ['agent clerk', 'runs-on', 'workload desk'],
      ['application desk', 'runs-on', 'workload desk'],
      ['workload desk', 'exposed-to', 'zone internet'],
    ],
  },
  {
    name: 'a network without storage, identities or AI stays silent',
    files: { 'network.tf': 'resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }\n' },
    expect: [],
  },
  ...AWS_CASES,
  ...AWS_HOST_CASES,
  ...AZURE_CASES,
  ...GCP_CASES,
] satisfies DetectorCase[];
