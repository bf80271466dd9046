import { defineCheck } from '../../check.ts';
import { textOf } from '../../view.ts';

/**
 * A hosted agent without the platform's own guardrail, which is one block there. Agents built with a framework are not asked:
 * what guards them can stand anywhere in the code.
 */
export default defineCheck({
  id: 'guardrail-missing',
  title: 'Hosted agent without a guardrail',
  severity: 'medium',
  applies: 'agent',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0020' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'TVM-13' },
  ],
  judge(agent, view) {
    if (textOf(agent, 'platform') !== 'aws-bedrock') return undefined;
    if (view.out(agent, 'guarded-by').length > 0) return { status: 'pass' };
    const models = view.out(agent, 'uses-model').map((link) => link.to.name);
    return {
      status: 'fail',
      title: `${agent.name} answers without a guardrail`,
      saw: `${agent.name} is a Bedrock agent${models[0] === undefined ? '' : ` on ${models[0]}`} without a guardrail: what people ask and what it answers pass unfiltered.`,
      why: 'Injected instructions, personal data and harmful answers are left to the model alone, and there is no place where a person could see that something was stopped.',
      fix: {
        text: `Make an aws_bedrock_guardrail with at least PROMPT_ATTACK input filtering and the personal data ${agent.name} must not repeat, and set it on the agent. Use a numbered version, not DRAFT, in production.`,
        patch:
          'guardrail_configuration {\n  guardrail_identifier = aws_bedrock_guardrail.this.guardrail_id\n  guardrail_version    = aws_bedrock_guardrail_version.this.version\n}',
      },
      verify: `\`aws bedrock-agent get-agent --agent-id <id> --query agent.guardrailConfiguration\` names the guardrail, and the next scan passes.`,
      evidence: agent.evidence,
      exploitability: 'public-technique',
      reachability: 'internal',
    };
  },
});
