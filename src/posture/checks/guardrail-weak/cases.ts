import type { CheckCase } from '../../check.ts';

const bedrock = (name: string, filters: string): string => `resource "aws_bedrock_guardrail" "${name}" {
  name                      = "${name}"
  blocked_input_messaging   = "no"
  blocked_outputs_messaging = "no"
  content_policy_config {
${filters}
  }
}
`;
const filter = (type: string, input: string): string =>
  `    filters_config {\n      type            = "${type}"\n      input_strength  = "${input}"\n      output_strength = "NONE"\n    }`;

const azure = (name: string, enabled: boolean, block: boolean): string => `resource "azurerm_cognitive_account_rai_policy" "${name}" {
  name                 = "${name}"
  cognitive_account_id = azurerm_cognitive_account.a.id
  base_policy_name     = "Microsoft.DefaultV2"
  content_filter {
    name               = "Jailbreak"
    filter_enabled     = ${enabled}
    block_enabled      = ${block}
    severity_threshold = "Medium"
    source             = "Prompt"
  }
}
`;

export default [
  {
    name: 'Bedrock: the filter is off, low, or missing; Azure: it only looks',
    files: {
      'a.tf': bedrock('off', filter('PROMPT_ATTACK', 'NONE')),
      'b.tf': bedrock('low', filter('PROMPT_ATTACK', 'LOW')),
      'c.tf': bedrock('other', filter('HATE', 'HIGH')),
      'd.tf': azure('looks', true, false),
      'e.tf': bedrock(
        'notes',
        filter('PROMPT_ATTACK', 'HIGH').replace('output_strength', 'input_action    = "NONE"\n      output_strength'),
      ),
    },
    expect: [
      { file: 'a.tf', line: 1, asset: 'off', severity: 'medium' },
      { file: 'b.tf', line: 1, asset: 'low', severity: 'low' },
      { file: 'c.tf', line: 1, asset: 'other', severity: 'low' },
      { file: 'd.tf', line: 1, asset: 'looks', severity: 'medium' },
      { file: 'e.tf', line: 1, asset: 'notes', severity: 'medium' },
    ],
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-content-filters.html',
  },
  {
    name: 'filters that block, and a guardrail for personal data alone',
    files: {
      'a.tf': bedrock('firm', filter('PROMPT_ATTACK', 'HIGH')),
      'b.tf': azure('firm_too', true, true),
      'c.tf':
        'resource "aws_bedrock_guardrail" "names" {\n  name = "names"\n  sensitive_information_policy_config {\n    pii_entities_config {\n      type   = "NAME"\n      action = "ANONYMIZE"\n    }\n  }\n}\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
