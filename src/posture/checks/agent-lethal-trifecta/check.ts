import type { Asset } from '../../../core/snapshot.ts';
import { approvalHint, approvalPatch, effectEvidence, type Reachable, toldTrifecta, trifectaOf, toolsOf } from '../../agents.ts';
import { defineCheck } from '../../check.ts';
import { injectionOf } from '../../ci.ts';
import { dataOf, described, worstData } from '../../data.ts';
import { textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * Private data, text of outsiders and a way out in one agent, nobody asked: each harmless alone. Source of the rule: Willison,
 * "The lethal trifecta for AI agents" (2025); Meta, "Agents Rule of Two" (2025).
 */
export default defineCheck({
  id: 'agent-lethal-trifecta',
  title: 'Agent brings private data, untrusted content and a way out together',
  severity: 'high',
  applies: 'agent',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 3.3' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0051.001' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0086' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-11' },
  ],
  judge(agent, view) {
    // Where strangers start an agent in CI, the finding on that tells what is at stake: ci-agent-injection.
    if (injectionOf(agent, view)) return undefined;
    const trifecta = toldTrifecta(agent, view);
    if (!trifecta) return withoutFault(agent, view);
    const { untrusted, secret, exit, exits } = trifecta;
    const data = worstData(dataOf(secret.tool, view))?.to;
    const sometimes = exits.every((one) => one.gatedSometimes);
    const patch = approvalPatch(exit.by, exit.tool);
    return {
      status: 'fail',
      title: `${agent.name} reads what outsiders write, knows private data and can send it out with ${exit.tool.name}`,
      saw: `${untrusted.tool.name} brings text of outsiders in, ${secret.tool.name} reads ${data ? described(data) : 'private data'}, and ${listed(exits.map((one) => one.tool.name))} ${exits.length === 1 ? 'sends' : 'send'} wherever the model decides${sometimes ? '; a person is asked in some cases only' : '; no person is asked'}.${through(trifecta.tools, agent)}`,
      why: `A sentence hidden in what ${untrusted.tool.name} returns is enough: the model cannot tell it from its task, looks the data up and sends it to the address the sentence names. No flaw in the code is needed, and nothing in a log looks wrong.`,
      fix: {
        text: `Put a person before ${listed(exits.map((one) => one.tool.name))}: ${approvalHint(exit.by, exit.tool)}. Or fix the recipient in code, or read outside text in an agent without tools that hands on a typed summary.`,
        ...(patch === undefined ? {} : { patch }),
      },
      verify: `Ask ${agent.name} to send a test record to an address outside: it waits for a person, and the next scan passes.`,
      evidence: [
        ...view.evidence(exit.link),
        ...effectEvidence(exit.tool, 'external-communication'),
        ...agent.evidence.slice(0, 1),
        ...view.evidence(secret.link),
        ...effectEvidence(secret.tool, 'reads-private-data').slice(0, 3),
        ...view.evidence(untrusted.link),
        ...effectEvidence(untrusted.tool, 'ingests-untrusted-content').slice(0, 3),
      ],
      confidence: Math.min(agent.confidence, exit.tool.confidence, secret.tool.confidence, untrusted.tool.confidence),
      exploitability: 'public-technique',
      reachability: 'third-party',
      ...(sometimes ? { control: 'partial' as const } : {}),
      harms: [agent, exit.tool, secret.tool, ...(data ? [data] : [])],
    };
  },
});

function through(tools: readonly Reachable[], agent: Asset): string {
  const others = [...new Set(tools.map((one) => one.by))].filter((one) => one !== agent);
  return others.length === 0
    ? ''
    : ` Some of these tools belong to ${listed(others.map(({ name }) => name))}, which ${agent.name} hands work to.`;
}

/** A tool that could not be read may be the leg that is missing. */
function withoutFault(agent: Asset, view: View): { status: 'pass' } | { status: 'unknown'; saw: string } | undefined {
  if (trifectaOf(agent, view)) return undefined;
  const tools = toolsOf(agent, view);
  if (tools.length === 0) return undefined;
  const unread = tools.filter((one) => one.tool.properties['capabilities'] === undefined);
  const seen = new Set(tools.filter((one) => !one.gated).flatMap((one) => textsOf(one.tool, 'capabilities')));
  const legs = ['reads-private-data', 'ingests-untrusted-content', 'external-communication'].filter((leg) => seen.has(leg)).length;
  if (unread.length === 0 || legs + unread.length < 3) return { status: 'pass' };
  return {
    status: 'unknown',
    saw: `What ${listed(unread.map((one) => one.tool.name))} can do could not be read, so ${agent.name} may or may not bring all three together.`,
  };
}
