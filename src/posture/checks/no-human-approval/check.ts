import {
  approvalHint,
  approvalPatch,
  effectEvidence,
  effectsOf,
  highImpact,
  leadsAnywhere,
  outsideReader,
  type Reachable,
  toldTrifecta,
  toolsOf,
} from '../../agents.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Fail, type Judgement } from '../../check.ts';
import { textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

const ACTS: Readonly<Record<string, string>> = {
  'money-movement': 'moves money',
  'irreversible-action': 'does what cannot be taken back',
};

/** An agent's own tool that moves money or cannot be taken back, with nobody asked. The exits of a trifecta are told there. */
export default defineCheck({
  id: 'no-human-approval',
  title: 'High-impact action without a person',
  severity: 'medium',
  applies: 'agent',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI09' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 3.5' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0053' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0029' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'GRC-15' },
  ],
  judge(agent, view) {
    const own = toolsOf(agent, view).filter((one) => one.by === agent);
    if (own.length === 0) return undefined;
    const told = exitsTold(view);
    const bare = own.filter((one) => highImpact(one.tool) !== undefined && !one.gated && !told.has(`${agent.id} ${one.tool.id}`));
    const faults = bare.filter((one) => !one.gatedSometimes).map((one) => fault(agent, one, view));
    if (faults.length > 0) return faults;
    const sometimes = bare.filter((one) => one.gatedSometimes);
    if (sometimes.length > 0)
      return unknown(
        `Whether a person is asked before ${listed(sometimes.map((one) => one.tool.name))} is decided by code that was not read.`,
      );
    const unread = own.filter((one) => one.tool.properties['capabilities'] === undefined && !one.gated);
    return unread.length > 0 ? unknown(`What ${listed(unread.map((one) => one.tool.name))} can do could not be read.`) : { status: 'pass' };
  },
});

function unknown(saw: string): Judgement {
  return { status: 'unknown', saw };
}

function fault(agent: Asset, one: Reachable, view: View): Fail {
  const { tool } = one;
  const act = highImpact(tool)!;
  const money = act === 'money-movement';
  const reader = outsideReader(agent, view);
  const patch = approvalPatch(agent, tool);
  const sends = textsOf(tool, 'capabilities').includes('external-communication') && leadsAnywhere(tool);
  const secret = sends
    ? toolsOf(agent, view).find(
        (other) => !other.gated && other.tool !== tool && textsOf(other.tool, 'capabilities').includes('reads-private-data'),
      )
    : undefined;
  const how = effectsOf(tool).find((effect) => effect.capabilities.includes(act));
  return {
    status: 'fail',
    locus: tool.id,
    severity: money ? (reader ? 'high' : 'medium') : secret ? 'high' : reader ? 'medium' : 'low',
    title: `${agent.name} can call ${tool.name}, which ${ACTS[act]}, and nobody is asked`,
    saw: `${tool.name} ${ACTS[act]}${how?.detail === undefined ? '' : ` (${how.detail})`}, and ${agent.name} calls it by itself: neither the tool nor the agent asks a person first.${secret ? ` The same agent reads private data with ${secret.tool.name}, and the model chooses who gets what ${tool.name} sends.` : ''}${reader ? ` ${reader.name} brings text of outsiders into the same conversation.` : ''}`,
    why: money
      ? `A misread note, a made-up number or a planted sentence is enough to pay out, again and again until somebody looks at the account.`
      : secret
        ? `One misunderstanding, or one sentence in what it is given, sends what ${secret.tool.name} reads to anybody, and it cannot be called back.`
        : `A misunderstanding or a planted sentence is carried out at once, and what ${tool.name} did cannot be undone.`,
    fix: {
      text: `Ask a person before ${tool.name} acts: ${approvalHint(agent, tool)}. Show what will be done, to whom and how much.${money ? ' A limit per call and per day in code holds even when the person does not look.' : ''}`,
      ...(patch === undefined ? {} : { patch }),
    },
    verify: `A test task that calls ${tool.name} stops and waits; refusing it leaves nothing done; the next scan passes.`,
    evidence: [
      ...tool.evidence.slice(0, 1),
      ...effectEvidence(tool, act),
      ...view.evidence(one.link),
      ...(secret
        ? [...secret.tool.evidence.slice(0, 1), ...effectEvidence(secret.tool, 'reads-private-data'), ...view.evidence(secret.link)]
        : []),
      ...agent.evidence.slice(0, 1),
    ],
    confidence: Math.min(agent.confidence, tool.confidence),
    exploitability: 'public-technique',
    reachability: reader ? 'third-party' : 'internal',
    harms: [agent, tool, ...(secret ? [secret.tool] : [])],
  };
}

/** Exits that the trifecta names already, by the agent that calls them. */
function exitsTold(view: View): ReadonlySet<string> {
  const known = TOLD.get(view);
  if (known) return known;
  const out = new Set<string>();
  for (const agent of view.ofKind('agent'))
    for (const exit of toldTrifecta(agent, view)?.exits ?? []) out.add(`${exit.by.id} ${exit.tool.id}`);
  TOLD.set(view, out);
  return out;
}

/** Once per view: every agent asks. */
const TOLD = new WeakMap<View, ReadonlySet<string>>();
