import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { approvalHint, effectEvidence } from '../../agents.ts';
import { type Behind, behindOf, type Host, hostOf } from '../../behind.ts';
import { type Entry, type Execution, executions, type Runner } from '../../execution.ts';
import { type CandidateFix, type CandidateStep, definePath, type PathCandidate } from '../../path.ts';
import { broadRights, mayDo } from '../../permissions.ts';
import type { View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * Text that outsiders write reaches an agent that runs what the model writes, outside a sandbox and with nobody asked: whoever
 * wrote it runs commands where the agent runs. The fault itself is told by code-exec-tool-unsandboxed; the path says who can use
 * it and what lies behind. An approval before each call and a sandbox cut it; an approval in some cases is told and cuts nothing.
 */
export default definePath({
  id: 'remote-code-execution',
  title: 'Untrusted content can run code where an agent runs',
  severity: 'critical',
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP05:2025' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0051' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0050' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0112.000' },
  ],
  find: ({ view }) => executions(view).map((execution) => candidate(execution, view)),
});

function candidate(execution: Execution, view: View): PathCandidate {
  const { agent, entries, runners } = execution;
  const entry = entries[0]!;
  const runner = runners[0]!;
  const zone = view.ofKind('zone').find((one) => one.name === 'internet');
  const host = hostOf(runner.by, view);
  const behind = behindOf(runner.by, host?.asset, view);
  const steps: CandidateStep[] = [
    ...entrySteps(entry, agent, zone, view),
    ...runnerSteps(runner, agent, view),
    ...(host ? [hostStep(host, runner, view)] : []),
    ...behind.map(({ asset, attack, edge, saying }) => ({
      asset,
      attack,
      edges: [edge],
      saying,
    })),
  ];
  const harmed = behind.map(({ asset }) => asset);
  return {
    title: sentence(execution, host?.asset, harmed, view),
    steps,
    effect: host?.asset ?? runner.asset,
    pivots: [agent],
    ...(entry.reachability === 'internal' ? { severity: 'medium' as const } : {}),
    exploitability: 'public-technique',
    reachability: entry.reachability,
    ...(runner.gatedSometimes ? { control: 'partial' as const } : {}),
    harms: [agent, runner.asset, ...(host ? [host.asset] : []), ...harmed],
    fixes: fixesFor(execution, behind),
    chokePoints: runners.length === 1 ? [agent, runner.asset] : [agent],
    confidence: Math.min(agent.confidence, runner.asset.confidence, entry.asset.confidence, runner.runs.certain ? 1 : 0.6),
  };
}

function sentence({ agent, entries, runners }: Execution, host: Asset | undefined, harmed: readonly Asset[], view: View): string {
  const entry = entries[0]!;
  const runner = runners[0]!;
  const who =
    entry.way === 'endpoint'
      ? entry.reachability === 'internet'
        ? `Anybody on the internet who calls ${entry.asset.name}`
        : `Whoever can reach ${entry.asset.name}, which asks nobody who is calling,`
      : entry.way === 'channel'
        ? `Whoever can write in the channel behind ${entry.asset.name}`
        : entry.way === 'store'
          ? `Anybody on the internet who puts a document into ${entry.asset.name}`
          : `Whoever can write what ${entry.asset.name} reads`;
  const identity = harmed.find(({ kind }) => kind === 'identity');
  const last = harmed.at(-1);
  const rights = identity === undefined ? undefined : broadRights(identity)[0]?.what;
  const as = identity === undefined ? '' : ` as the identity ${identity.name}${rights === undefined ? '' : `, which may ${mayDo(rights)}`}`;
  const reach = last === undefined || last === identity ? '' : `, and reach ${last.name}`;
  const through = runner.asset === runner.by ? ' as code' : ` with ${runner.asset.name}`;
  const place = host === undefined || host.name === agent.name ? '' : ` on ${hostName(host, view)}`;
  const what = runner.runs.certain ? 'run commands of their own' : 'decide what is run';
  return `${who} can make ${agent.name} ${what}${through}${place}${as}${reach}: no sandbox holds it and ${runner.gatedSometimes ? 'a person is asked in some cases only' : 'no person is asked'}.`;
}

function hostName(host: Asset, view: View): string {
  return host.kind === 'application' && view.out(host, 'runs-on').length === 0
    ? `the machine of ${host.name}`
    : `the ${host.kind} ${host.name}`;
}

function entrySteps(entry: Entry, agent: Asset, zone: Asset | undefined, view: View): CandidateStep[] {
  const { asset, edges, open, reader } = entry;
  const outside: CandidateStep[] =
    zone && entry.reachability !== 'internal' ? [{ asset: zone, edges: [], saying: 'An outsider writes the text.', evidence: [] }] : [];
  const opening = open.map((link) => link.index);
  const first: CandidateStep = {
    asset,
    ...(outside.length > 0 ? { attack: entry.way === 'store' ? ('writes' as const) : ('reaches' as const) } : {}),
    edges: opening,
    saying: saying(entry),
    get evidence() {
      const seen = [...effectEvidence(asset, 'ingests-untrusted-content'), ...open.flatMap((link) => view.evidence(link))];
      return entry.way === 'endpoint' || seen.length === 0 ? [...asset.evidence.slice(0, 1), ...seen] : seen;
    },
  };
  const read: CandidateStep[] =
    reader === undefined
      ? []
      : [
          {
            asset: reader,
            attack: 'reads',
            edges: [],
            saying: `${reader.name} brings it into the conversation.`,
            evidence: reader.evidence.slice(0, 1),
          },
        ];
  return [
    ...outside,
    first,
    ...read,
    {
      asset: agent,
      attack: 'steers',
      role: 'enters',
      edges,
      saying: `${agent.name} reads it as part of its task and can be made to follow it.`,
    },
  ];
}

function saying({ way, asset, reachability }: Entry): string {
  switch (way) {
    case 'endpoint':
      return reachability === 'internet'
        ? `${asset.name} answers the internet and asks nobody who is calling.`
        : `${asset.name} asks nobody who is calling; from where it can be reached was not seen.`;
    case 'channel':
      return `Whoever is in the channel writes to ${asset.name}.`;
    case 'store':
      return `Anybody can put documents into ${asset.name}.`;
    case 'tool':
      return `${asset.name} brings what outsiders wrote into the conversation.`;
  }
}

function runnerSteps({ asset, by, edges, gatedSometimes, runs }: Runner, agent: Asset, view: View): CandidateStep[] {
  if (asset === agent) return [];
  const asked = gatedSometimes ? 'a person is asked in some cases only' : 'no person is asked';
  return [
    {
      asset,
      attack: asset === by ? 'steers' : 'invokes',
      role: 'acts',
      edges: [...edges].reverse(),
      saying:
        asset === by
          ? `It hands the work to ${asset.name}, which runs the code it writes.`
          : `${by === agent ? 'It' : by.name} calls ${asset.name}, which runs ${runs.certain ? 'whatever the model writes' : 'a command that is not fixed'}; ${asked}.`,
      get evidence() {
        return [...evidenceOf(edges.slice(-1), view), ...effectEvidence(asset, 'code-execution')];
      },
    },
  ];
}

function hostStep({ asset, edges }: Host, runner: Runner, view: View): CandidateStep {
  const runs = view.link(edges[0]!).kind === 'runs-on';
  return {
    asset,
    attack: 'executes',
    edges,
    saying: runs
      ? `The command runs on ${asset.name}, with its files, network and environment.`
      : `The command runs in the process of ${asset.name}, with its files, network and environment.`,
    get evidence() {
      const seen = evidenceOf(edges.slice(0, 1), view);
      return seen.length > 0 ? seen : runner.asset.evidence.slice(0, 1);
    },
  };
}

function evidenceOf(edges: readonly number[], view: View): Evidence[] {
  return edges.flatMap((edge) => view.evidence(view.link(edge)));
}

function fixesFor({ agent, entries, runners }: Execution, behind: readonly Behind[]): CandidateFix[] {
  const entry = entries[0]!;
  const runner = runners[0]!;
  const names = listed(runners.map(({ asset }) => asset.name));
  const tools = runners.filter(({ asset, by }) => asset !== by);
  // An agent that runs code itself has no edge to a tool: what is cut is the way of the text to it.
  const cuts = [...new Set(runners.flatMap(({ edges }) => edges.slice(-1)))];
  const atRunner = cuts.length > 0 ? cuts : entry.edges.slice(-1);
  const guarded = { cuts: atRunner, stops: cuts.length > 0 ? (['acts', 'reads'] as const) : [] };
  const narrowed = behind.map(({ edge }) => edge).slice(-1);
  return [
    ...(tools.length > 0
      ? [
          {
            text: `Ask a person before ${listed(tools.map(({ asset }) => asset.name))} runs anything, every time: ${approvalHint(runner.by, runner.asset)}.`,
            ...guarded,
            cost: 1 as const,
          },
        ]
      : []),
    runner.asset === runner.by
      ? {
          text: `Let ${runner.asset.name} run its code in a container or microVM without network and secrets (\`executor_type="docker"\` or a hosted sandbox).`,
          ...guarded,
          cost: 2,
        }
      : {
          text: `Run ${names} in a container or microVM without network, secrets and home folder, or in the provider's code interpreter.`,
          command:
            'docker run --rm --network none --read-only --cap-drop ALL --user 65534:65534 --memory 512m --pids-limit 128 python:3.13-slim sh -c "$COMMAND"',
          ...guarded,
          cost: 2,
        },
    ...(tools.length > 0
      ? [
          {
            text: `Take ${listed(tools.map(({ asset }) => asset.name))} away from ${runner.by.name} and give it tools for the few things it is for, with fixed commands.`,
            cuts: atRunner,
            cost: 2 as const,
          },
        ]
      : []),
    ...entries.map((one): CandidateFix => closing(one, agent)).slice(0, 3),
    ...(narrowed.length > 0
      ? [
          {
            text: `Give the process no more than ${agent.name} needs: an identity of its own with named actions and resources.`,
            cuts: narrowed,
            cost: 2 as const,
          },
        ]
      : []),
  ];
}

function closing(entry: Entry, agent: Asset): CandidateFix {
  const atAgent = entry.edges.slice(-1);
  switch (entry.way) {
    case 'endpoint':
      return {
        text: `Let ${entry.asset.name} ask who is calling: a session or token that the handler checks, or IAM or an authoriser in front.`,
        cuts: entry.open.length > 0 ? entry.open.map((link) => link.index) : atAgent,
        cost: 2,
      };
    case 'channel':
      return { text: `Answer in ${entry.asset.name} only to members who are named for it.`, cuts: atAgent, cost: 2 };
    case 'store':
      return {
        text: `Close ${entry.asset.name} for strangers and check what is put into it.`,
        cuts: entry.open.map((link) => link.index),
        cost: 1,
      };
    case 'tool':
      return {
        text: `Read untrusted content in an agent of its own without tools, and hand on only a typed summary: take ${entry.asset.name} away from ${agent.name}.`,
        cuts: entry.edges.slice(0, 1),
        cost: 3,
      };
  }
}
