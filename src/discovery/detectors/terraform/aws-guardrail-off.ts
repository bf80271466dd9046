import type { Json, Properties } from '../../../core/observation.ts';
import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, stringOf } from '../../code/hcl/read-value.ts';
import { standsAt } from './declared.ts';

/**
 * What of a Bedrock guardrail does not act: filters of strength NONE or switched off, and those whose action is NONE, which only report.
 * `switchedOff`: `what`, `how`, `file`, `line`. Source:
 * registry.terraform.io/providers/hashicorp/aws, aws_bedrock_guardrail; docs.aws.amazon.com/bedrock, "Options for handling harmful content
 * detected by Amazon Bedrock Guardrails" (BLOCK, MASK, NONE). The prompt attack filter has no output side.
 */
export function guardrailOff(resource: Resource): Properties {
  const off: Json[] = [];
  const judge = (block: Contents, what: string, sides: readonly ('input' | 'output')[]): void => {
    const stopped = sides.map((side) => stoppedBy(block, side));
    const reasons = stopped.filter((one) => one !== undefined);
    // One side without a filter is a choice of what to look at; an action of NONE looks and lets pass.
    const open = reasons.length === sides.length ? reasons : reasons.filter((reason) => reason.includes('action'));
    if (open.length > 0) off.push({ what, how: [...new Set(open)].join(', '), ...standsAt(block, resource) });
  };
  for (const policy of blocksOf(resource, 'content_policy_config'))
    for (const filter of blocksOf(policy, 'filters_config')) {
      const type = stringOf(filter.attributes.get('type')) ?? 'a filter';
      judge(filter, type, type === 'PROMPT_ATTACK' ? ['input'] : ['input', 'output']);
    }
  for (const policy of blocksOf(resource, 'sensitive_information_policy_config')) {
    for (const block of [...blocksOf(policy, 'pii_entities_config'), ...blocksOf(policy, 'regexes_config')]) {
      const what = stringOf(block.attributes.get('type')) ?? stringOf(block.attributes.get('name')) ?? 'personal data';
      judge(block, what, ['input', 'output']);
    }
  }
  return off.length > 0 ? { switchedOff: off } : {};
}

/** Why a side of a filter does not act: `input_strength is NONE`. Undefined where it acts or a variable decides. */
function stoppedBy(block: Contents, side: 'input' | 'output'): string | undefined {
  const strength = stringOf(block.attributes.get(`${side}_strength`));
  if (strength === 'NONE') return `${side}_strength is NONE`;
  if (boolOf(block.attributes.get(`${side}_enabled`)) === false) return `${side}_enabled is false`;
  const own = stringOf(block.attributes.get(`${side}_action`));
  if (own !== undefined) return own === 'NONE' ? `${side}_action is NONE` : undefined;
  return stringOf(block.attributes.get('action')) === 'NONE' ? 'action is NONE' : undefined;
}
