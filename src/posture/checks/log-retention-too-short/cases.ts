import type { CheckCase } from '../../check.ts';

function bedrock(group: string, more = '', destination = ''): string {
  return `resource "aws_cloudwatch_log_group" "models" {
  name = "/bedrock/invocations"
${group}}

resource "aws_bedrock_model_invocation_logging_configuration" "this" {
  logging_config {
    text_data_delivery_enabled = true
    cloudwatch_config {
      log_group_name = aws_cloudwatch_log_group.models.name
      role_arn       = "arn:aws:iam::123456789012:role/bedrock-log"
    }
${destination}  }
}
${more}`;
}

function bucket(days: number): string {
  return `resource "aws_s3_bucket" "log" {
  bucket = "meridian-model-log"
}

resource "aws_s3_bucket_lifecycle_configuration" "log" {
  bucket = aws_s3_bucket.log.id
  rule {
    id     = "short"
    status = "Enabled"
    filter {}
    expiration {
      days = ${days}
    }
  }
}

resource "aws_bedrock_model_invocation_logging_configuration" "this" {
  logging_config {
    s3_config {
      bucket_name = aws_s3_bucket.log.id
      key_prefix  = "bedrock"
    }
  }
}
`;
}

function azure(days: number): string {
  return `resource "azurerm_log_analytics_workspace" "desk" {
  name                = "log-desk"
  location            = "westeurope"
  resource_group_name = "desk"
  sku                 = "PerGB2018"
  retention_in_days   = ${days}
}

resource "azurerm_cognitive_account" "desk" {
  name                = "oai-desk"
  location            = "westeurope"
  resource_group_name = "desk"
  kind                = "OpenAI"
  sku_name            = "S0"
}

resource "azurerm_monitor_diagnostic_setting" "desk" {
  name                       = "requests"
  target_resource_id         = azurerm_cognitive_account.desk.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.desk.id
  enabled_log { category = "RequestResponse" }
}
`;
}

const ALSO_S3 = '    s3_config {\n      bucket_name = aws_s3_bucket.log.id\n    }\n';

export default [
  {
    name: 'a log group for 30 days',
    files: { 'log.tf': bedrock('  retention_in_days = 30\n') },
    expect: [{ file: 'log.tf', line: 1, asset: '/bedrock/invocations', severity: 'low' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group (retention_in_days)',
  },
  { name: 'a log group for a year', files: { 'log.tf': bedrock('  retention_in_days = 365\n') }, expect: [] },
  { name: 'a log group without an end', files: { 'log.tf': bedrock('') }, expect: [] },
  { name: 'zero is for ever', files: { 'log.tf': bedrock('  retention_in_days = 0\n') }, expect: [] },
  {
    name: 'the record stands in a bucket as well',
    files: {
      'log.tf': bedrock('  retention_in_days = 30\n', 'resource "aws_s3_bucket" "log" {\n  bucket = "meridian-model-log"\n}\n', ALSO_S3),
    },
    expect: [],
  },
  {
    name: 'it is handed on: not known',
    files: {
      'log.tf': bedrock(
        '  retention_in_days = 14\n',
        'resource "aws_cloudwatch_log_subscription_filter" "on" {\n  name            = "on"\n  log_group_name  = aws_cloudwatch_log_group.models.name\n  filter_pattern  = ""\n  destination_arn = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/on"\n}\n',
      ),
    },
    expect: [],
    unknown: [{ asset: '/bedrock/invocations' }],
  },
  {
    name: 'the log of something else',
    files: { 'log.tf': 'resource "aws_cloudwatch_log_group" "web" {\n  name              = "/web"\n  retention_in_days = 7\n}\n' },
    expect: [],
  },
  {
    name: 'a bucket whose files end after 90 days',
    files: { 'log.tf': bucket(90) },
    expect: [{ file: 'log.tf', line: 5, asset: 'meridian-model-log', severity: 'low' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_lifecycle_configuration',
  },
  { name: 'a bucket whose files end after 400 days', files: { 'log.tf': bucket(400) }, expect: [] },
  {
    name: 'a workspace of Azure for 30 days',
    files: { 'log.tf': azure(30) },
    expect: [{ file: 'log.tf', line: 1, asset: 'log-desk', severity: 'low' }],
    source:
      'https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/log_analytics_workspace (retention_in_days = 30)',
  },
  { name: 'a workspace of Azure for a year', files: { 'log.tf': azure(365) }, expect: [] },
] satisfies CheckCase[];
