import type { CheckCase } from '../../check.ts';

const AGENT = `resource "aws_bedrockagent_agent" "clerk" {
  agent_name              = "clerk"
  agent_resource_role_arn = "arn:aws:iam::111122223333:role/clerk"
  foundation_model        = "anthropic.claude-3-5-haiku-20241022-v1:0"
}
resource "aws_bedrockagent_agent" "second" {
  agent_name              = "second"
  agent_resource_role_arn = "arn:aws:iam::111122223333:role/clerk"
  foundation_model        = "anthropic.claude-3-5-haiku-20241022-v1:0"
}
`;

/** The provider's own example of the setting, in short. */
const LOG = `resource "aws_s3_bucket" "example" {
  bucket = "example"
}
resource "aws_bedrock_model_invocation_logging_configuration" "example" {
  logging_config {
    embedding_data_delivery_enabled = true
    s3_config {
      bucket_name = aws_s3_bucket.example.id
      key_prefix  = "bedrock"
    }
  }
}
`;

function openai(more = ''): string {
  return `resource "azurerm_cognitive_account" "desk" {
  name                          = "oai-desk"
  kind                          = "OpenAI"
  custom_subdomain_name         = "oai-desk"
  public_network_access_enabled = false
}
${more}`;
}

function setting(inner: string, target = 'azurerm_cognitive_account.desk.id'): string {
  return `resource "azurerm_monitor_diagnostic_setting" "desk" {
  name                       = "requests"
  target_resource_id         = ${target}
  log_analytics_workspace_id = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log"
  ${inner}
}
`;
}

const trail = (eventName: string, account: string, eventTime: string): unknown => ({
  eventVersion: '1.09',
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/temp`, accountId: account, userName: 'temp' },
  eventTime,
  eventSource: 'bedrock.amazonaws.com',
  eventName,
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.7',
  recipientAccountId: account,
});

const logging = (text: boolean): string =>
  `resource "aws_bedrock_model_invocation_logging_configuration" "a" {\n  logging_config {\n    text_data_delivery_enabled = ${text}\n    s3_config { bucket_name = "log" }\n  }\n}\nresource "aws_bedrock_guardrail" "g" { name = "g" }\n`;

export default [
  {
    name: 'two agents of Bedrock and no log: told once, of the account',
    files: { 'agents.tf': AGENT },
    expect: [{ file: 'agents.tf', line: 1, asset: 'AWS account of case', severity: 'low' }],
  },
  {
    name: 'where the account itself is set up it weighs more',
    files: { 'agents.tf': `${AGENT}resource "aws_cloudtrail" "all" {\n  name           = "all"\n  s3_bucket_name = "trail"\n}\n` },
    expect: [{ file: 'agents.tf', line: 1, severity: 'medium' }],
  },
  {
    name: 'the setting of the provider documentation',
    files: { 'agents.tf': AGENT, 'log.tf': LOG },
    expect: [],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/bedrock_model_invocation_logging_configuration',
  },
  {
    name: 'set in another configuration, perhaps of the same account',
    files: { 'agents/main.tf': AGENT, 'baseline/main.tf': LOG },
    expect: [],
    unknown: [{ asset: 'AWS account of agents' }],
  },
  {
    name: 'a module from elsewhere may set it',
    files: { 'agents.tf': `${AGENT}module "baseline" {\n  source = "app.terraform.io/harbour/baseline/aws"\n}\n` },
    expect: [],
    unknown: [{ asset: 'AWS account of case' }],
  },
  {
    name: 'a service that may ask a model: the account is set up somewhere else',
    files: {
      'service.tf':
        'resource "aws_iam_role" "s" {\n  name = "s"\n}\nresource "aws_iam_role_policy" "s" {\n  role   = aws_iam_role.s.id\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })\n}\n',
    },
    expect: [],
    unknown: [{ asset: 'AWS account of case' }],
  },
  { name: 'an account without Bedrock', files: { 'trail.tf': 'resource "aws_cloudtrail" "all" {\n  name = "all"\n}\n' }, expect: [] },
  {
    name: 'Azure OpenAI without a diagnostic setting, where the vault beside it has one',
    files: {
      'ai.tf': openai(
        `resource "azurerm_key_vault" "keys" {\n  name = "kv-desk"\n}\n${setting('enabled_log { category = "AuditEvent" }', 'azurerm_key_vault.keys.id')}`,
      ),
    },
    expect: [{ file: 'ai.tf', line: 1, asset: 'oai-desk', severity: 'low' }],
  },
  {
    name: 'where no diagnostic setting is declared at all, Azure Policy may add them',
    files: { 'ai.tf': openai() },
    expect: [],
    unknown: [{ asset: 'oai-desk' }],
    source: 'https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings-policy',
  },
  { name: 'with one', files: { 'ai.tf': openai(setting('enabled_log { category_group = "allLogs" }')) }, expect: [] },
  {
    name: 'with one that keeps metrics only',
    files: { 'ai.tf': openai(setting('enabled_metric { category = "AllMetrics" }')) },
    expect: [{ file: 'ai.tf', line: 1, asset: 'oai-desk' }],
    source: 'https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/monitor_diagnostic_setting',
  },
  {
    name: 'with one for resources that a variable names',
    files: {
      'ai.tf': `variable "targets" { type = set(string) }\n${openai(setting('enabled_log { category = "Audit" }\n  for_each = var.targets', 'each.value'))}`,
    },
    expect: [],
    unknown: [{ asset: 'oai-desk' }],
  },
  {
    name: 'somebody switched the log off, and in another account on again',
    files: {
      'trail/1.json': JSON.stringify({
        Records: [
          trail('DeleteModelInvocationLoggingConfiguration', '111122223333', '2026-10-05T08:00:00Z'),
          trail('DeleteModelInvocationLoggingConfiguration', '444455556666', '2026-10-05T08:00:00Z'),
          trail('PutModelInvocationLoggingConfiguration', '444455556666', '2026-10-05T09:00:00Z'),
        ],
      }),
    },
    expect: [{ file: 'trail/1.json', asset: '111122223333', severity: 'high' }],
    source: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_DeleteModelInvocationLoggingConfiguration.html',
  },
  {
    name: 'a log without the text, and one with it',
    files: {
      'a/main.tf': logging(false),
      'b/main.tf': logging(true),
    },
    expect: [{ file: 'a/main.tf', line: 1, severity: 'low' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/bedrock_model_invocation_logging_configuration',
  },
] satisfies CheckCase[];
