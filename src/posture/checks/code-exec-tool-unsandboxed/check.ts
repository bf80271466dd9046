import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { outsideReader } from '../../agents.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Entry, executions, runsOf } from '../../execution.ts';
import { textOf, textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A tool (or an agent that writes code, or an MCP server an agent of ours works with) that runs what the model writes, on the
 * machine it stands on. A fixed command and a hosted sandbox are no fault. Who can use it from outside is the path
 * remote-code-execution; both ask the same question of the same agents, so that each such path has its finding.
 */
export default defineCheck({
  id: 'code-exec-tool-unsandboxed',
  title: 'Tool runs what the model writes, without a sandbox',
  severity: 'medium',
  applies: ['tool', 'agent', 'mcp-server'],
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM10' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP05:2025' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0050' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-13' },
  ],
  judge(tool, view): Judgement | undefined {
    if (!textsOf(tool, 'capabilities').includes('code-execution')) return undefined;
    const calls = view.into(tool, 'calls-tool', 'connects-to').filter((link) => link.from.kind !== 'mcp-client');
    // A server that only people's clients start asks them before it acts; where an agent of ours works with it, nobody is asked.
    if (tool.kind === 'mcp-server' && (calls.length === 0 || view.out(tool, 'exposes-tool').length > 0)) return undefined;
    const runs = runsOf(tool);
    if (!runs) return { status: 'pass' };
    const idle = tool.kind === 'tool' && calls.length === 0 ? heldBackFrom(tool, view) : undefined;
    if (idle) {
      const saw = `${tool.name} would run what a model writes, but ${idle.name} is given other tools and nothing was seen that offers this one.`;
      return { status: 'unknown', saw, evidence: tool.evidence.slice(0, 1) };
    }
    const { certain, effects } = runs;
    const gated =
      textOf(tool, 'approval') === 'always' || (calls.length > 0 && calls.every((link) => view.properties(link)['approval'] === 'always'));
    const itself = tool.kind === 'agent';
    const agents = itself ? [tool] : calls.map((link) => link.from).filter((asset) => asset.kind === 'agent');
    const entry = entryTo(tool, agents, view);
    const target = tool.evidence[0]?.target ?? '';
    const what = itself ? 'the code it writes' : certain ? 'whatever the model writes' : 'a command that is not fixed';
    const detail = effects[0]?.detail ?? effects[0]?.how ?? 'code execution';
    const text = itself
      ? 'the code it writes, in its own process'
      : `${certain ? 'text of the model' : 'a command that could not be read'} (${detail})`;
    return {
      status: 'fail',
      severity: weightOf(entry !== undefined && entry.reachability !== 'internal', certain && !gated),
      title: `${tool.name} runs ${what}`,
      saw: `${tool.name} runs ${text} outside any sandbox${agents.length > 0 && !itself ? `; ${listed(agents.map(({ name }) => name))} can call it` : ''}${entry === undefined ? '' : ` and ${saidOf(entry)}`}${gated ? '. A person is asked first' : ''}.`,
      why: `Every file, key and network the process can reach is in reach of one sentence${entry === undefined ? ' in a prompt' : ' in what outsiders wrote'}${gated ? '; people who are asked often stop reading commands' : ''}.`,
      fix: itself
        ? {
            text: `Run the code in a container or microVM without network, secrets and home folder: give ${tool.name} an executor that is one.`,
            patch: 'executor_type="docker"',
          }
        : {
            text: `Run it in a container or microVM without network, secrets and home folder (or the provider's code interpreter), or replace it by tools for the few things it is for, with a list of arguments instead of a shell.${gated ? '' : ' Until then ask a person before each command.'}`,
            command: `docker run --rm --network none --read-only --cap-drop ALL --user 65534:65534 --memory 512m --pids-limit 128 python:3.13-slim sh -c "$COMMAND"`,
          },
      verify: `\`cat /etc/hostname; env\` through ${tool.name} shows the sandbox and none of the host's variables, and the next scan passes.`,
      evidence: [
        ...effects
          .filter((effect) => effect.file !== undefined)
          .map((effect) => ({
            target,
            file: effect.file!,
            ...(effect.line === undefined ? {} : { line: effect.line }),
            detail: effect.detail ?? 'runs code',
          })),
        ...tool.evidence.slice(0, 1),
      ],
      ...(certain ? {} : { confidence: Math.min(tool.confidence, 0.6) }),
      exploitability: 'public-technique',
      reachability: entry?.reachability ?? 'internal',
      ...(gated ? { control: 'partial' as const } : {}),
    };
  },
});

/** An agent of the same module or application that is given other tools: a tool that nobody calls was left out, as far as can be seen. */
function heldBackFrom(tool: Asset, view: View): Asset | undefined {
  if (view.into(tool, 'exposes-tool').length > 0) return undefined;
  return view
    .into(tool, 'contains')
    .filter(({ from }) => from.kind === 'application')
    .flatMap(({ from }) => view.out(from, 'contains').map(({ to }) => to))
    .find((one) => one.kind === 'agent' && view.out(one, 'calls-tool').length > 0);
}

type Way = Pick<Entry, 'way' | 'asset' | 'reachability'>;

/** How outsiders' text comes to it: as a path tells it, else (behind a gate no path leads on) what its own agents read. */
function entryTo(tool: Asset, agents: readonly Asset[], view: View): Way | undefined {
  const told = executions(view).find(({ runners }) => runners.some(({ asset }) => asset === tool));
  if (told) return told.entries[0];
  const reader = agents.map((agent) => outsideReader(agent, view)).find((one) => one !== undefined);
  return reader && { way: 'tool', asset: reader, reachability: 'third-party' };
}

function saidOf({ way, asset, reachability }: Way): string {
  switch (way) {
    case 'endpoint':
      return `${asset.name} passes on what ${reachability === 'internet' ? 'anybody on the internet' : 'whoever reaches it'} writes`;
    case 'channel':
      return `${asset.name} passes on what the channel writes`;
    case 'store':
      return `anybody can put documents into ${asset.name}, which is read`;
    case 'tool':
      return `${asset.name} reads what outsiders wrote`;
  }
}

/** Text of outsiders makes it an attack from outside; a person who is asked, or doubt about what runs, makes it less. */
function weightOf(read: boolean, bare: boolean): Severity {
  if (read) return bare ? 'high' : 'medium';
  return bare ? 'medium' : 'low';
}
