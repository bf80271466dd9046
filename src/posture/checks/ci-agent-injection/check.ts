import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Fail } from '../../check.ts';
import { type AgentPower, heardOf, injectionOf, jobsOf, placeIn } from '../../ci.ts';
import { textOf, textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A stranger's issue, comment or pull request becomes part of the task of an agent that runs with the repository's token and
 * secrets. Sources: anthropics/claude-code-action docs/security.md; openai/codex-action docs/security.md; Aikido, "PromptPwnd"
 * (2025).
 */
export default defineCheck({
  id: 'ci-agent-injection',
  title: 'Agent in CI takes orders from strangers',
  severity: 'high',
  applies: 'agent',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0051.001' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0098' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 3.3' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-11' },
  ],
  judge(agent, view) {
    if (textOf(agent, 'workflow') === undefined) return undefined;
    const power = injectionOf(agent, view);
    if (power) return fault(agent, power, view);
    const heard = heardOf(agent, view);
    return heard ? heardFault(agent, heard) : { status: 'pass' };
  },
});

function heardFault(agent: Asset, power: AgentPower): Fail {
  const text = agent.properties['othersText'] as unknown as (At & { expression: string })[];
  const [first] = text;
  const gitlab = textOf(agent, 'platform') === 'gitlab-ci';
  return {
    status: 'fail',
    severity: power.severity,
    locus: 'others',
    title: `${agent.name} runs commands on what others wrote, and asks nobody`,
    saw: `${first!.expression} becomes part of the task of ${agent.name}, which can ${power.can} (${textOf(agent, 'bypass')}) and holds ${listed(power.stakes, 5)}. ${gitlab ? 'Whoever may open a merge request in the project writes it.' : 'A label lets it in; the text is that of whoever opened it, and may change after it was read.'}`,
    why: `A sentence in it, hidden in a comment of the markup or in a linked page, is an order for the agent: it prints its environment, pushes, or edits what the job goes on with.`,
    fix: {
      text: `Take the bypass away and name the tools it needs, or run it in a sandbox without the secrets; hand what it proposes to a second job that checks its form.`,
    },
    verify: `The step names its tools or a sandbox, an instruction in the description is not carried out, and the next scan passes.`,
    evidence: [...agent.evidence.slice(0, 1), ...text.slice(0, 5).map((one) => placeIn(agent, one, one.expression))],
    exploitability: 'public-technique',
    reachability: 'third-party',
    control: 'partial',
  };
}

type At = { file: string; line: number };

function fault(agent: Asset, power: AgentPower, view: View): Fail {
  const triggers = textsOf(agent, 'openTriggers');
  const text = agent.properties['outsideText'] as unknown as (At & { expression: string })[];
  const opened = agent.properties['openedBy'] as unknown as (At & { text: string }) | undefined;
  const trigger = agent.properties['openAt'] as unknown as At | undefined;
  const token = agent.properties['tokenAt'] as unknown as At | undefined;
  const [first] = text;
  const pasted = view
    .into(agent, 'contains')
    .flatMap(({ from }) => jobsOf(from).flatMap((job) => job.injected ?? []))
    .some((one) => text.some(({ file, line }) => one.file === file && one.line === line));
  const bypass = textOf(agent, 'bypass');
  const asked =
    textsOf(agent, 'gates').includes('environment') ||
    agent.properties['egressBlocked'] === true ||
    textsOf(agent, 'gates').includes('agent-checks');
  return {
    status: 'fail',
    severity: power.severity,
    title: `${agent.name} does what anybody writes in ${wordsOf(triggers)}, and holds ${listed(power.stakes, 2)}`,
    saw: `Anybody can cause ${listed(triggers)} in a public repository${opened ? `, and ${opened.text} lets them in on purpose` : ''}: it starts job ${textOf(agent, 'job')}. What they wrote reaches the agent (${first!.expression}), which can ${power.can}${bypass === undefined ? '' : ` (${bypass})`}, and the step holds ${listed(power.stakes, 5)}. ${textsOf(agent, 'gates').includes('agent-checks') ? 'Only the check of the action itself asks who started it, not who wrote the text.' : 'No condition asks who it is.'}${pasted ? ' The text stands in the script before the shell reads it: a title with `$(…)` is a command without any model.' : ''}`,
    why: `A sentence in a title or comment is enough to make the agent print its environment, push a commit or edit a release: the model cannot tell the text of a stranger from its task.`,
    fix: {
      text: `Let only people with rights start it, or take the rights away: read the text in a job that holds nothing (\`permissions: {}\`, no secrets beyond the model's key, only named tools), and do what it proposes in a second job that checks the form of the answer.${pasted ? ' Hand the text over in an environment variable and quote it in the script.' : ''}`,
      ...(textOf(agent, 'platform') === 'github-actions'
        ? {
            patch: `if: contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.${triggers.some((one) => one.endsWith('comment')) ? 'comment' : triggers.includes('issues') ? 'issue' : 'pull_request'}.author_association)`,
          }
        : {}),
    },
    verify: `An account without rights causes ${listed(triggers)}: the job is skipped, or its log shows a token without write scopes; the next scan passes.`,
    evidence: [
      ...(opened ? [placeIn(agent, opened, `opened for ${opened.text}`)] : []),
      ...agent.evidence.slice(0, 1),
      ...text.slice(0, 5).map((one) => placeIn(agent, one, one.expression)),
      ...(trigger ? [placeIn(agent, trigger, `trigger ${listed(triggers)}`)] : []),
      ...(token && textsOf(agent, 'tokenWrites').length > 0 ? [placeIn(agent, token, 'rights of the token')] : []),
      ...view
        .out(agent, 'holds')
        .slice(0, 5)
        .flatMap((link) => view.evidence(link).slice(0, 1)),
    ],
    // Named commands or a check of its own stand between the sentence and the harm: more than a known sentence is needed.
    exploitability: power.severity === 'critical' || power.severity === 'high' ? 'public-technique' : 'foothold',
    reachability: 'internet',
    ...(asked ? { control: 'partial' as const } : {}),
    harms: [agent, ...view.out(agent, 'holds', 'runs-as').map(({ to }) => to)],
  };
}

function wordsOf(triggers: readonly string[]): string {
  const known: Readonly<Record<string, string>> = {
    issues: 'an issue',
    issue_comment: 'a comment',
    pull_request_target: 'a pull request',
    workflow_run: 'a pull request',
    discussion: 'a discussion',
    discussion_comment: 'a comment',
    comment: 'a comment',
    gollum: 'a wiki page',
  };
  return listed(triggers.map((one) => (Object.hasOwn(known, one) ? known[one]! : one)));
}
