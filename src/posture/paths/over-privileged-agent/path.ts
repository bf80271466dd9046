import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { approvalHint, effectEvidence, leadsAnywhere, type Reachable, toldTrifecta, toolsOf } from '../../agents.ts';
import { type Behind, behindOf, hostOf } from '../../behind.ts';
import { executions, runsOf } from '../../execution.ts';
import { type CandidateFix, type CandidateStep, definePath } from '../../path.ts';
import { textsOf, type View } from '../../view.ts';

/**
 * Text that outsiders write steers an agent that reads private data and can send it anywhere, and nobody is asked. The three
 * legs must stand on one agent (or agents it hands work to): that conjunction is settled here, not in a walk, so that two
 * harmless agents which share a store never make a path. A tool that runs what the model writes reads the machine's files and
 * sends wherever the machine reaches: it is the way out for what another tool reads, and the reader for another way out. Alone
 * with outsiders' text it is the path remote-code-execution.
 */
export default definePath({
  id: 'over-privileged-agent',
  title: 'Untrusted content can make an agent send private data out',
  severity: 'critical',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
  ],
  find({ view }) {
    const zone = view.ofKind('zone').find((one) => one.name === 'internet');
    return view.ofKind('agent').flatMap((agent) => {
      const legs = toldTrifecta(agent, view) ?? throughRunner(agent, view);
      if (!legs) return [];
      const { untrusted, secret, exit } = legs;
      const asked = exit.gatedSometimes ? 'a person is asked in some cases only' : 'no person is asked';
      const start = zone ?? untrusted.tool;
      const data = privateData(secret, agent, view);
      const taken = data.find(({ asset }) => asset.kind !== 'identity');
      const outward = effectEvidence(exit.tool, sendsBy(exit.tool));
      const steps: CandidateStep[] = [
        { asset: start, edges: [], saying: 'An outsider writes the text.', evidence: [] },
        ...(start === untrusted.tool
          ? []
          : [
              {
                asset: untrusted.tool,
                attack: 'reaches' as const,
                edges: [],
                saying: `${untrusted.tool.name} brings what outsiders wrote into the conversation.`,
                evidence: or(effectEvidence(untrusted.tool, 'ingests-untrusted-content'), untrusted.tool),
              },
            ]),
        {
          asset: agent,
          attack: 'steers',
          role: 'enters',
          edges: untrusted.edges.slice(-1),
          saying: `${agent.name} reads it as part of its task and can be made to follow it.`,
        },
        {
          asset: secret.tool,
          attack: 'invokes',
          role: 'reads',
          edges: secret.edges.slice(-1),
          saying: `It calls ${secret.tool.name}, which reads ${readsBy(secret.tool) === 'code-execution' ? 'the files and keys of the machine it runs on' : 'private data'}.`,
          get evidence() {
            return [...edgeEvidence(secret, view), ...effectEvidence(secret.tool, readsBy(secret.tool))];
          },
        },
        ...data.map(({ asset, edge, attack, saying }) => ({ asset, attack, edges: [edge], saying })),
        {
          asset: exit.tool,
          attack: 'invokes',
          role: 'acts',
          edges: exit.edges.slice(-1),
          saying: `It calls ${exit.tool.name} with ${sendsBy(exit.tool) === 'code-execution' ? 'a command' : 'a recipient'} of its own choice; ${asked}.`,
          get evidence() {
            return [...edgeEvidence(exit, view), ...outward];
          },
        },
        ...(zone
          ? [{ asset: zone, attack: 'sends-out' as const, edges: [], saying: 'The data leaves the company.', evidence: outward }]
          : []),
      ];
      return [
        {
          title: `Whoever can write what ${untrusted.tool.name} reads can make ${agent.name} take ${taken ? `data of ${taken.asset.name}` : `what ${secret.tool.name} reads`} and send it anywhere with ${exit.tool.name}: ${asked}.`,
          steps,
          pivots: [agent],
          exploitability: 'public-technique' as const,
          reachability: 'third-party' as const,
          ...(exit.gatedSometimes ? { control: 'partial' as const } : {}),
          harms: [agent, ...data.map(({ asset }) => asset), exit.tool],
          fixes: fixesFor(agent, exit, untrusted, secret),
          chokePoints: [agent, exit.tool],
          confidence: Math.min(agent.confidence, exit.tool.confidence, secret.tool.confidence, untrusted.tool.confidence),
        },
      ];
    });
  },
});

interface Legs {
  untrusted: Reachable;
  secret: Reachable;
  exit: Reachable;
}

/** The two legs that a tool which runs code does not stand for must be others: alone it is another path. */
function throughRunner(agent: Asset, view: View): Legs | undefined {
  const told = executions(view).find((one) => one.agent === agent);
  if (!told?.entries.some(({ way }) => way === 'tool')) return undefined;
  const tools = toolsOf(agent, view);
  const runs = told.runners.map(({ asset }) => asset);
  const runner = tools.find((one) => !one.gated && runs.includes(one.tool));
  if (!runner) return undefined;
  const can = (one: Reachable, capability: string): boolean =>
    one.tool !== runner.tool && textsOf(one.tool, 'capabilities').includes(capability);
  const untrusted = tools.find((one) => can(one, 'ingests-untrusted-content'));
  if (!untrusted) return undefined;
  const exit = tools.find((one) => !one.gated && can(one, 'external-communication') && leadsAnywhere(one.tool));
  if (exit) return { untrusted, secret: runner, exit };
  const secret = tools.find((one) => !one.gated && one.tool !== untrusted.tool && can(one, 'reads-private-data'));
  return secret && { untrusted, secret, exit: runner };
}

/** What lets a tool send: its own capability, else the command it runs. */
function sendsBy(tool: Asset): string {
  return textsOf(tool, 'capabilities').includes('external-communication') || !runsOf(tool) ? 'external-communication' : 'code-execution';
}

function readsBy(tool: Asset): string {
  return textsOf(tool, 'capabilities').includes('reads-private-data') || !runsOf(tool) ? 'reads-private-data' : 'code-execution';
}

/** The store the tool reads; where it runs commands, what the identity of the agent's process opens. */
function privateData(secret: Reachable, agent: Asset, view: View): Pick<Behind, 'asset' | 'attack' | 'edge' | 'saying'>[] {
  const first = view
    .out(secret.tool, 'retrieves-from', 'connects-to')
    .find((link) => ['data-store', 'vector-store', 'knowledge-base'].includes(link.to.kind));
  if (first) return [{ asset: first.to, attack: 'reads', edge: first.index, saying: `Data of ${first.to.name} enters the conversation.` }];
  if (!textsOf(secret.tool, 'capabilities').includes('code-execution')) return [];
  const behind = behindOf(agent, hostOf(agent, view)?.asset, view);
  return behind[0]?.asset.kind === 'identity' ? behind : [];
}

function edgeEvidence(one: Reachable, view: View): Evidence[] {
  return view.evidence(one.link);
}

function or(evidence: Evidence[], asset: Asset): Evidence[] {
  return evidence.length > 0 ? evidence : asset.evidence.slice(0, 1);
}

function fixesFor(agent: Asset, exit: Reachable, untrusted: Reachable, secret: Reachable): CandidateFix[] {
  return [
    {
      text: `Ask a person before ${exit.tool.name} acts: ${approvalHint(exit.by, exit.tool)}.`,
      cuts: exit.edges.slice(-1),
      stops: ['acts', 'reads'],
      cost: 1,
    },
    sendsBy(exit.tool) === 'code-execution'
      ? {
          text: `Run ${exit.tool.name} in a container or microVM without network, or replace it by tools with fixed commands.`,
          cuts: exit.edges.slice(-1),
          stops: ['acts'],
          cost: 2,
        }
      : {
          text: `Fix the recipient of ${exit.tool.name} in code: take it from the ticket's verified owner, not from the model.`,
          cuts: exit.edges.slice(-1),
          stops: ['acts'],
          cost: 2,
        },
    {
      text: `Read untrusted content in an agent of its own without tools, and hand on only a typed summary: take ${untrusted.tool.name} away from ${agent.name}.`,
      cuts: untrusted.edges.slice(-1),
      cost: 3,
    },
    {
      text:
        readsBy(secret.tool) === 'code-execution'
          ? `Run ${secret.tool.name} in a container or microVM without the files and keys of the machine.`
          : `Narrow ${secret.tool.name} to the record of the customer who asks.`,
      cuts: secret.edges.slice(-1),
      stops: ['reads'],
      cost: 2,
    },
  ];
}
