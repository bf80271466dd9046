import type { Asset } from '../../../core/snapshot.ts';
import { toolsOf } from '../../agents.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/** What leaves a run without an end, and what starts it, as discovery tells it (`unbounded`). */
interface Unbounded {
  what: string;
  file: string;
  line: number;
  startedBy?: { how: string; file: string; line: number };
}

const CHANGES: Readonly<Record<string, string>> = {
  'money-movement': 'moves money',
  'code-execution': 'runs code',
  'irreversible-action': 'does what cannot be taken back',
  'state-change': 'changes data',
  'external-communication': 'sends things out',
  'browser-control': 'drives a browser',
};

/**
 * An agent that changes things, is started by a clock, a queue or a webhook, and whose run nothing ends. That nobody is asked before one
 * act is told by no-human-approval; here the fault is the missing end. Frameworks with a limit of their own are bounded unless it is
 * taken away.
 */
export default defineCheck({
  id: 'agent-unattended-autonomy',
  title: 'Agent runs alone and nothing ends its run',
  severity: 'medium',
  applies: 'agent',
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI10' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI08' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 2.4' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0036' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0034.002' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'GRC-15' },
  ],
  judge(agent, view): Judgement | undefined {
    const unbounded = agent.properties['unbounded'] as unknown as Unbounded | undefined;
    if (unbounded === undefined) return undefined;
    const acts = toolsOf(agent, view)
      .filter(({ gated }) => !gated)
      .flatMap(({ tool }) => {
        const act = Object.keys(CHANGES).find((capability) => textsOf(tool, 'capabilities').includes(capability));
        return act === undefined ? [] : [{ tool, act }];
      });
    if (acts.length === 0) return undefined;
    const clock = onClock(agent, view);
    const started = unbounded.startedBy;
    if (!started && !clock)
      return {
        status: 'unknown',
        saw: `Nothing ends a run of ${agent.name} (${unbounded.what}), and ${acts[0]!.tool.name} ${CHANGES[acts[0]!.act]}; whether somebody watches when it runs was not seen.`,
        evidence: [{ target: agent.evidence[0]?.target ?? '', file: unbounded.file, line: unbounded.line, detail: unbounded.what }],
      };
    const target = agent.evidence[0]?.target ?? '';
    const python = unbounded.file.endsWith('.py');
    return {
      status: 'fail',
      title: `${agent.name} is started by ${started?.how ?? 'a schedule'}, acts by itself, and nothing ends its run`,
      saw: `${unbounded.what} at ${unbounded.file}:${unbounded.line}; ${started ? `${started.how} starts it (${started.file}:${started.line})` : `${clock!.name} runs it on a schedule`}, and ${listed(acts.map(({ tool }) => tool.name))} ${acts.length === 1 ? CHANGES[acts[0]!.act] : 'act without a person being asked'}.`,
      why: 'A misread answer, a failing tool or a planted sentence is repeated as long as the model finds something to do: the same change a thousand times, and a bill for each of them, until somebody looks.',
      fix: {
        text: 'Give every run an end in steps, time and cost, stop on the same call twice, and let somebody be told when an end is reached. Keep a switch that stops all runs without a deployment.',
        patch: python
          ? 'max_turns=15   # and a timeout around the run: asyncio.wait_for(run, timeout=300)'
          : 'stopWhen: stepCountIs(15), abortSignal: AbortSignal.timeout(300_000)',
      },
      verify: 'A test task without an end stops at the limit and is told; the next scan passes.',
      evidence: [
        { target, file: unbounded.file, line: unbounded.line, detail: unbounded.what },
        ...(started
          ? [{ target, file: started.file, line: started.line, detail: `started by ${started.how}` }]
          : (clock?.evidence.slice(0, 1) ?? [])),
        ...acts[0]!.tool.evidence.slice(0, 1),
        ...agent.evidence.slice(0, 1),
      ],
      exploitability: 'public-technique',
      reachability: started?.how === 'a webhook' ? 'third-party' : 'internal',
    };
  },
});

/** A workload that runs on a schedule: a CronJob that the agent, or the application it belongs to, runs on. */
function onClock(agent: Asset, view: View): Asset | undefined {
  const hosts = [agent, ...view.into(agent, 'contains', 'routes-to', 'delegates-to').map((link) => link.from)];
  return hosts
    .flatMap((host) => view.out(host, 'runs-on').map((link) => link.to))
    .find((workload) => workload.keys.some(({ key }) => /^k8s:.*\/cronjob\//i.test(key)));
}
