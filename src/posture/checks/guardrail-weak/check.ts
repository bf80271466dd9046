import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textOf, textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A guardrail of a platform that is declared but lets through what it is there for: the filter for injected instructions off or
 * missing, every filter off, a filter that only looks, or one that answers before it has looked. Sources: docs.aws.amazon.com,
 * guardrails content filters (strengths); learn.microsoft.com, content filtering configurability and asynchronous filters.
 */
export default defineCheck({
  id: 'guardrail-weak',
  title: 'Guardrail that lets through what it is there for',
  severity: 'medium',
  applies: 'guardrail',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0020' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'TVM-13' },
  ],
  judge(guardrail, view): Judgement | undefined {
    const platform = textOf(guardrail, 'platform');
    if (guardrail.properties['definedBy'] !== 'iac') return undefined;
    if (platform === 'aws-bedrock') return bedrock(guardrail, view);
    if (platform === 'azure-openai') return azure(guardrail, view);
    return undefined;
  },
});

function bedrock(guardrail: Asset, view: View): Judgement | undefined {
  const { filters } = guardrail.properties;
  if (typeof filters !== 'object' || filters === null || Array.isArray(filters)) return undefined;
  const inputs = new Map(
    Object.entries(filters).map(([type, strengths]) => [type, typeof strengths === 'string' ? (strengths.split('/')[0] ?? '?') : '?']),
  );
  // Made for one thing, such as personal data or topics: what it does not filter is left to others.
  if (inputs.size === 0) return undefined;
  const attack = inputs.get('PROMPT_ATTACK');
  if ([...inputs.values()].includes('?'))
    return { status: 'unknown', saw: `A value that is not known decides on a filter of ${guardrail.name}.` };
  if (attack === 'NONE' || attack === 'LOW')
    return told(
      guardrail,
      attack === 'NONE' ? 'medium' : 'low',
      attack === 'NONE'
        ? `${guardrail.name} does not look for injected instructions`
        : `${guardrail.name} stops only the plainest injected instructions`,
      `The filter PROMPT_ATTACK of ${guardrail.name} has the input strength ${attack}${attack === 'NONE' ? ', is off, or only notes what it finds' : ''}`,
      'filters_config {\n  type            = "PROMPT_ATTACK"\n  input_strength  = "HIGH"\n  output_strength = "NONE"\n}',
      view,
    );
  if (attack === undefined)
    return told(
      guardrail,
      'low',
      `${guardrail.name} does not look for injected instructions`,
      `${guardrail.name} filters ${listed([...inputs.keys()])} and has no filter PROMPT_ATTACK`,
      'filters_config {\n  type            = "PROMPT_ATTACK"\n  input_strength  = "HIGH"\n  output_strength = "NONE"\n}',
      view,
    );
  return { status: 'pass' };
}

function azure(guardrail: Asset, view: View): Judgement | undefined {
  const off = textsOf(guardrail, 'switchedOff');
  if (off.length > 0)
    return told(
      guardrail,
      'medium',
      `${guardrail.name} does not stop ${listed(off)}`,
      `The content filter ${guardrail.name} has ${listed(off)} switched off, or only noted and not blocked`,
      'content_filter {\n  filter_enabled = true\n  block_enabled  = true\n}',
      view,
    );
  if (/^(?:Asynchronous_filter|Deferred)$/.test(textOf(guardrail, 'mode') ?? ''))
    return told(
      guardrail,
      'low',
      `${guardrail.name} lets answers out before it has looked at them`,
      `The content filter ${guardrail.name} works asynchronously: text is streamed to the user while it is still being judged`,
      'mode = "Blocking"',
      view,
    );
  return Array.isArray(guardrail.properties['filters']) ? { status: 'pass' } : undefined;
}

function told(guardrail: Asset, severity: Severity, title: string, saw: string, patch: string, view: View): Judgement {
  const guarded = view.into(guardrail, 'guarded-by').map(({ from }) => from);
  return {
    status: 'fail',
    severity,
    title,
    saw: `${saw}${guarded.length > 0 ? `; ${listed(guarded.map(({ name }) => name))} ${guarded.length === 1 ? 'relies' : 'rely'} on it` : ''}.`,
    why: 'Whoever reads that there is a guardrail takes it that attempts are stopped; they reach the model as if there were none.',
    fix: { text: `Switch the filter of ${guardrail.name} on, so that it blocks, and try it with known attempts before it is used.`, patch },
    verify: 'A known jailbreak sent to the model is answered by the guardrail, and the next scan passes.',
    evidence: guardrail.evidence.slice(0, 2),
    exploitability: 'public-technique',
    reachability: 'internal',
    harms: guarded.length > 0 ? guarded : [guardrail],
  };
}
