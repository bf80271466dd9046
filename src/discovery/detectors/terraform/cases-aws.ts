import type { DetectorCase } from '../../detector.ts';

export const AWS_CASES: DetectorCase[] = [
  {
    name: 'what is encrypted by default and what is not, as AWS documents it',
    files: {
      'stores.tf': `resource "aws_s3_bucket" "plain" { bucket = "harbour-plain" }
resource "aws_s3_bucket" "keyed" { bucket = "harbour-keyed" }
resource "aws_s3_bucket_server_side_encryption_configuration" "keyed" {
  bucket = aws_s3_bucket.keyed.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "aws:kms" }
  }
}
resource "aws_sqs_queue" "jobs" { name = "jobs" }
resource "aws_sqs_queue" "bare" {
  name                    = "bare"
  sqs_managed_sse_enabled = false
}
resource "aws_kinesis_stream" "events" { name = "events" }
resource "aws_db_instance" "claims" {
  identifier = "claims"
  engine     = "postgres"
}
resource "aws_db_instance" "copy" {
  identifier          = "copy"
  replicate_source_db = aws_db_instance.claims.identifier
}
resource "aws_efs_file_system" "models" {
  encrypted = true
  tags      = { Name = "models" }
}
variable "encrypt" { type = bool }
resource "aws_ebs_volume" "scratch" {
  availability_zone = "eu-west-1a"
  size              = 40
  encrypted         = var.encrypt
  tags              = { Name = "scratch" }
}
resource "aws_dynamodb_table" "turns" { name = "turns" }
`,
    },
    expect: [
      { kind: 'data-store', name: 'harbour-plain', properties: { encrypted: true } },
      { kind: 'data-store', name: 'harbour-keyed', properties: { encrypted: true, encryption: true, customerKey: true } },
      { kind: 'data-store', name: 'jobs', properties: { encrypted: true } },
      { kind: 'data-store', name: 'bare', properties: { encrypted: false } },
      { kind: 'data-store', name: 'events', properties: { encrypted: false } },
      { kind: 'data-store', name: 'claims', properties: { encrypted: false } },
      { kind: 'data-store', name: 'copy', properties: { encrypted: 'unknown' } },
      { kind: 'data-store', name: 'models', properties: { encrypted: true, form: 'volume' } },
      { kind: 'data-store', name: 'scratch', properties: { encrypted: 'unknown' } },
      { kind: 'data-store', name: 'turns', properties: { encrypted: true } },
    ],
  },
  {
    // registry.terraform.io, aws_bedrockagentcore_agent_runtime, aws_bedrockagentcore_gateway: the provider's examples in short.
    name: 'AgentCore: a runtime with its image and identity, a gateway with a tool, a memory',
    files: {
      'core.tf': `resource "aws_iam_role" "runtime" { name = "runtime" }
resource "aws_bedrockagentcore_agent_runtime" "desk" {
  agent_runtime_name = "desk"
  role_arn           = aws_iam_role.runtime.arn
  agent_runtime_artifact {
    container_configuration { container_uri = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/desk:v1" }
  }
  network_configuration { network_mode = "PUBLIC" }
}
resource "aws_bedrockagentcore_gateway" "tools" {
  name            = "tools"
  role_arn        = aws_iam_role.runtime.arn
  authorizer_type = "AWS_IAM"
  protocol_type   = "MCP"
}
resource "aws_bedrockagentcore_gateway_target" "orders" {
  name               = "orders"
  gateway_identifier = aws_bedrockagentcore_gateway.tools.gateway_id
}
resource "aws_bedrockagentcore_memory" "turns" {
  name                  = "turns"
  event_expiry_duration = 30
}
`,
    },
    expect: [
      { kind: 'agent', name: 'desk', properties: { platform: 'aws-agentcore', authorizer: 'iam', networkMode: 'PUBLIC' } },
      { kind: 'mcp-server', name: 'tools' },
      { kind: 'tool', name: 'orders' },
      { kind: 'memory', name: 'turns' },
    ],
    edges: [
      ['agent desk', 'runs-as', 'identity runtime'],
      ['agent desk', 'runs-on', 'workload desk'],
      ['mcp-server tools', 'exposes-tool', 'tool orders'],
    ],
  },
  {
    name: 'an account that logs what its models are asked, and one that does not',
    files: {
      'a/main.tf': `provider "aws" {
  region              = "eu-west-1"
}
resource "aws_s3_bucket" "log" { bucket = "harbour-bedrock-log" }
resource "aws_bedrock_model_invocation_logging_configuration" "log" {
  logging_config {
    s3_config { bucket_name = aws_s3_bucket.log.id }
  }
}
resource "aws_bedrock_inference_profile" "chat" {
  name = "chat"
  model_source { copy_from = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-5-sonnet-20240620-v1:0" }
}
`,
      'b/main.tf':
        'resource "aws_bedrock_provisioned_model_throughput" "claude" {\n  provisioned_model_name = "bought"\n  model_arn = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2"\n  model_units = 1\n}\n',
    },
    expect: [
      { kind: 'account', name: 'AWS account of a', properties: { invocationLogging: true, usesBedrock: true } },
      { kind: 'account', name: 'AWS account of b', properties: { invocationLogging: false } },
      { kind: 'model-endpoint', name: 'bought' },
      { kind: 'model', name: 'chat', properties: { form: 'inference-profile' } },
    ],
    edges: [
      ['account AWS account of a', 'logs-to', 'data-store harbour-bedrock-log'],
      ['account AWS account of b', 'contains', 'model-endpoint bought'],
      ['model-endpoint bought', 'serves', 'model anthropic.claude-v2'],
    ],
  },
  {
    name: 'a vector collection by its network policy, an index of Kendra filled from a bucket',
    files: {
      'search.tf': `resource "aws_opensearchserverless_collection" "docs" {
  name = "docs"
  type = "VECTORSEARCH"
}
resource "aws_opensearchserverless_security_policy" "docs" {
  name = "docs"
  type = "network"
  policy = jsonencode([{
    Rules           = [{ ResourceType = "collection", Resource = ["collection/docs"] }]
    AllowFromPublic = true
  }])
}
resource "aws_bedrockagent_knowledge_base" "handbook" {
  name     = "handbook"
  role_arn = "arn:aws:iam::111111111111:role/handbook"
  knowledge_base_configuration { type = "VECTOR" }
  storage_configuration {
    type = "OPENSEARCH_SERVERLESS"
    opensearch_serverless_configuration {
      collection_arn    = aws_opensearchserverless_collection.docs.arn
      vector_index_name = "handbook"
    }
  }
}
resource "aws_kendra_index" "help" { name = "help" }
resource "aws_kendra_data_source" "help" {
  index_id = aws_kendra_index.help.id
  name     = "help"
  type     = "S3"
  configuration {
    s3_configuration { bucket_name = "harbour-help" }
  }
}
`,
    },
    expect: [
      { kind: 'vector-store', name: 'docs', properties: { reach: 'internet', encrypted: true } },
      { kind: 'knowledge-base', name: 'help' },
      { kind: 'knowledge-base', name: 'handbook' },
    ],
    edges: [
      ['vector-store docs', 'exposed-to', 'zone internet'],
      ['knowledge-base handbook', 'retrieves-from', 'vector-store docs'],
      ['knowledge-base help', 'sourced-from', 'data-store harbour-help'],
    ],
  },
  {
    name: 'SageMaker: Studio, a pipeline that trains on a bucket, a feature group, an endpoint that records its requests',
    files: {
      'sm.tf': `resource "aws_sagemaker_domain" "studio" {
  domain_name = "studio"
  auth_mode   = "IAM"
}
resource "aws_sagemaker_pipeline" "nightly" {
  pipeline_name = "nightly"
  pipeline_definition = jsonencode({
    Version = "2020-12-01"
    Steps = [{
      Name = "fit"
      Type = "Training"
      Arguments = { InputDataConfig = [{ DataSource = { S3DataSource = { S3Uri = "s3://harbour-rows/train" } } }] }
    }]
  })
}
resource "aws_sagemaker_feature_group" "rows" {
  feature_group_name = "rows"
  offline_store_config {
    s3_storage_config { s3_uri = "s3://harbour-features/" }
  }
}
resource "aws_sagemaker_endpoint_configuration" "score" {
  name = "score"
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://harbour-capture/score"
  }
}
resource "aws_sagemaker_endpoint" "score" {
  name                 = "score"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.score.name
}
`,
    },
    expect: [
      { kind: 'notebook', name: 'studio', properties: { directInternetAccess: 'Enabled', platform: 'aws-sagemaker-studio' } },
      { kind: 'pipeline', name: 'nightly' },
      { kind: 'dataset', name: 'rows', properties: { form: 'feature-group' } },
      { kind: 'model-endpoint', name: 'score', properties: { requestLogging: true } },
    ],
    edges: [
      ['pipeline nightly', 'trained-on', 'data-store harbour-rows'],
      ['dataset rows', 'stored-in', 'data-store harbour-features'],
      ['model-endpoint score', 'logs-to', 'data-store harbour-capture'],
    ],
  },
];
