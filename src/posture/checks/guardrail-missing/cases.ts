import type { CheckCase } from '../../check.ts';

function agent(more = ''): string {
  return `resource "aws_iam_role" "help" {
  name               = "help"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_bedrock_guardrail" "help" {
  name                      = "help"
  blocked_input_messaging   = "No."
  blocked_outputs_messaging = "No."
}

resource "aws_bedrockagent_agent" "help" {
  agent_name              = "help"
  agent_resource_role_arn = aws_iam_role.help.arn
  foundation_model        = "anthropic.claude-3-5-haiku-20241022-v1:0"
  instruction             = "You explain to visitors how an account is opened and which papers are needed."
${more}}
`;
}

export default [
  {
    name: 'a Bedrock agent without a guardrail',
    files: { 'infra/bedrock.tf': agent() },
    expect: [{ file: 'infra/bedrock.tf', line: 12, asset: 'help' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/bedrockagent_agent (the resource)',
  },
  {
    name: 'the agent names its guardrail',
    files: {
      'infra/bedrock.tf': agent(
        '\n  guardrail_configuration {\n    guardrail_identifier = aws_bedrock_guardrail.help.guardrail_id\n    guardrail_version    = "DRAFT"\n  }\n',
      ),
    },
    expect: [],
  },
  {
    name: 'a guardrail that is made elsewhere counts',
    files: {
      'infra/bedrock.tf': agent(
        '\n  guardrail_configuration {\n    guardrail_identifier = "abcdefghij12"\n    guardrail_version    = "3"\n  }\n',
      ),
    },
    expect: [],
  },
  {
    name: 'an agent of a framework is not asked',
    files: { 'app.py': 'from agents import Agent\nhelp = Agent(name="Help", model="gpt-4.1-mini")\n' },
    expect: [],
  },
] satisfies CheckCase[];
