import { posix } from 'node:path';
import { strongKey, weakKey } from '../../../core/keys.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { recognizeModel } from '../../../recognizers/model-names/recognize.ts';
import type { AgentStep } from './agents.ts';
import { type JobReading, secretsOf } from './jobs.ts';
import { emitSecret, environmentOf, expose, type Out, shortened } from './link.ts';
import { inlineServers } from './mcp.ts';
import type { Workflow } from './model.ts';
import { secretUses } from './secrets.ts';
import { bringsIn, type Injected, untrustedCheckout } from './untrusted.ts';
import { modelKey } from '../../model.ts';

/** "Claude Code in triage.yml", with the job where one workflow runs several. */
export function nameAgents(workflow: Workflow, jobs: readonly JobReading[]): Map<AgentStep, string> {
  const out = new Map<AgentStep, string>();
  const all = jobs.flatMap(({ job, agents }) => agents.map((agent) => ({ job, agent })));
  const counts = new Map<string, number>();
  for (const { job, agent } of all) {
    const base = `${agent.product} in ${posix.basename(workflow.file)}`;
    const several = all.filter((one) => one.agent.product === agent.product).length > 1;
    const name = several ? `${base} (${job.id})` : base;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    out.set(agent, count === 1 ? name : `${name} ${count}`);
  }
  return out;
}

interface Context {
  agent: AgentStep;
  name: string;
  job: JobReading;
  workflow: Workflow;
  pipeline: AssetReference;
}

/**
 * An agent step as an agent with its tools. Properties for findings: `openTriggers` (events outsiders can cause), `gates` (why
 * not all of them get here), `outsideText` (where their words come in), `shell` (any, limited, none), `bypass`, `sandbox`,
 * `tokenWrites`, `token`, `holdsToken` (it is handed to the step), `ownToken` (an app's instead), `ownSecrets` (the key of its model), `otherSecrets` (what else
 * the step is handed; secrets of other steps are not in its environment), `roles`.
 */
export function emitAgent(context: Context, out: Out): void {
  const { agent, name, job, workflow, pipeline } = context;
  const { target, evidence } = out.linking;
  const key = `${target}/${workflow.file}#agent:${shortened(job.job.id)}/${symbolOf(agent, job)}`;
  const place = evidence(agent.file, agent.line, agent.how);
  const given = ownSecrets(agent);
  const reach = secretsOf(agent.step);
  const others = [...new Set(reach.map((one) => one.name))].filter((one) => !given.includes(one));
  const outside = outsideText(agent, job);
  const gates = [...new Set([...job.gates.map(({ by }) => by), ...(agent.checksAccess && !agent.opened ? ['agent-checks'] : [])])].sort();
  const reached = job.open.length > 0 && outside.length > 0 && !gates.includes('same-repository');
  const trigger = job.job.triggers.find((one) => one.outsiders);
  // A label lets the text in, or an account of the project does: it is still not ours.
  const heard = job.job.triggers.some((one) => !one.outsiders && /^(?:issues|pull_request_target|discussion|merge_request)$/.test(one.name))
    ? outside.filter(({ expression }) => /github\.event\.|CI_MERGE_REQUEST_/.test(expression))
    : [];
  const roles = [...new Set(job.roles.map(({ shown }) => shown))].sort();
  const reference = out.add({
    kind: 'agent',
    name,
    keys: [strongKey('git', key)],
    properties: {
      platform: workflow.system,
      product: agent.product,
      autonomy: 'tool-loop',
      workflow: workflow.file,
      job: job.job.id,
      ...(job.open.length > 0 ? { openTriggers: job.open } : {}),
      ...(trigger && job.open.length > 0 ? { openAt: { file: trigger.file, line: trigger.line } } : {}),
      ...(gates.length > 0 ? { gates } : {}),
      ...(agent.opened ? { openedBy: { file: agent.file, line: agent.opened.line, text: agent.opened.text.slice(0, 100) } } : {}),
      ...(reached ? { outsideText: outside.slice(0, 20).map((one) => ({ ...one })) } : {}),
      ...(!reached && heard.length > 0 ? { othersText: heard.slice(0, 20).map((one) => ({ ...one })) } : {}),
      shell: agent.tools.shell,
      ...(agent.tools.bypass === undefined ? {} : { bypass: agent.tools.bypass }),
      ...(agent.tools.sandbox === undefined ? {} : { sandbox: agent.tools.sandbox }),
      ...(job.egressBlocked ? { egressBlocked: true } : {}),
      token: job.job.token.how,
      tokenAt: { file: job.job.token.file, line: job.job.token.line },
      ...(job.job.token.writes.length > 0 ? { tokenWrites: job.job.token.writes } : {}),
      ...(agent.ownToken ? { ownToken: true } : {}),
      ...(holdsToken(agent) ? { holdsToken: true } : {}),
      ...(given.length > 0 ? { ownSecrets: given } : {}),
      ...(others.length > 0 ? { otherSecrets: others.sort() } : {}),
      ...(job.allSecrets ? { allSecrets: true } : {}),
      ...(roles.length > 0 ? { roles } : {}),
      ...environmentOf([job.job.environment]),
      ...(job.job.selfHosted ? { selfHosted: true } : {}),
    },
    evidence: [place],
    confidence: 0.95,
  });
  out.join({ from: pipeline, to: reference, kind: 'contains', strength: 'stated', evidence: [place] });
  for (const secret of reach) {
    const to = emitSecret(secret, out);
    out.join({
      from: reference,
      to,
      kind: 'holds',
      strength: 'stated',
      evidence: [evidence(secret.file, secret.line, `${secret.name} is in reach of the step`)],
    });
  }
  for (const role of job.roles) {
    if (!role.asset) continue;
    const at = evidence(role.file, role.line, `the job of ${name} takes on ${role.shown}`);
    const to = out.add({ ...role.asset, evidence: [at], confidence: 0.9 });
    out.join({ from: reference, to, kind: 'runs-as', strength: 'stated', evidence: [at] });
  }
  usesModel(agent, reference, out);
  emitTools(
    context,
    reference,
    key,
    { outside: reached ? outside : [], privileged: others.length > 0 || job.allSecrets || roles.length > 0 },
    out,
  );
  for (const server of inlineServers(agent)) {
    const at = evidence(agent.file, server.line, `MCP server ${server.name}`);
    const to = out.add({
      kind: 'mcp-server',
      name: server.name,
      keys: [strongKey('mcp', server.identity)],
      properties: server.properties,
      evidence: [at],
      confidence: 0.85,
    });
    out.join({ from: reference, to, kind: 'connects-to', strength: 'stated', evidence: [at] });
  }
  if (reached && gates.length === 0) expose(reference, job, out);
}

/** The step's id, else its product, numbered where a job runs several: further agents elsewhere do not rename it. */
function symbolOf(agent: AgentStep, { agents }: JobReading): string {
  const symbol = (one: AgentStep): string => one.step.id ?? one.product.toLowerCase().replaceAll(' ', '-');
  const same = agents.filter((one) => symbol(one) === symbol(agent));
  const number = same.indexOf(agent);
  return number === 0 ? shortened(symbol(agent)) : `${shortened(symbol(agent))}:${number + 1}`;
}

/** The job's token is handed to the step by name; a shell without limits finds it in the checkout as well. */
function holdsToken({ step }: AgentStep): boolean {
  return [...Object.values(step.env), ...Object.values(step.with)].some(({ text }) =>
    /\bsecrets\.GITHUB_TOKEN\b|\bgithub\.token\b/i.test(text),
  );
}

/** Secrets that the step hands to the agent's own program for its model; everything else in the job is more than it needs. */
function ownSecrets(agent: AgentStep): string[] {
  const { step } = agent;
  const inputs = Object.entries(step.with).filter(
    ([name]) => /api[-_]?key|oauth[-_]?token|auth[-_]?token$/i.test(name) && !/github/i.test(name),
  );
  const environment = Object.entries(step.env).filter(([name]) =>
    /^(?:ANTHROPIC|OPENAI|GEMINI|GOOGLE|CLAUDE|CODEX|CURSOR|OPENROUTER|XAI|MISTRAL|GROQ|DEEPSEEK|QWEN|DASHSCOPE|COPILOT|AMP|FACTORY|AUGMENT)\w*_(?:KEY|TOKEN|AUTH)$/i.test(
      name,
    ),
  );
  return [
    ...new Set([...inputs, ...environment].flatMap(([name, written]) => secretUses(agent.file, name, written).map((use) => use.name))),
  ].sort();
}

/** Where words of outsiders come in: its task, what earlier steps fetched, the event it reads by itself, the change it works on. */
function outsideText(agent: AgentStep, { job, checkout }: JobReading): Injected[] {
  const at = job.steps.indexOf(agent.step);
  const before = at < 0 ? job.steps : job.steps.slice(0, at);
  const own = bringsIn(agent.step);
  if (own.length > 0) return own;
  if (agent.readsEvent)
    return [{ file: agent.file, line: agent.line, expression: `${agent.product} reads the issue, comment or pull request by itself` }];
  const reads = agent.tools.list.find((tool) => tool.name === 'GitHub' && tool.capabilities.includes('ingests-untrusted-content'));
  if (reads)
    return [
      {
        file: agent.file,
        line: agent.line,
        expression: `may read issues and pull requests (${(reads.limitedTo ?? []).join(', ').slice(0, 100)})`,
      },
    ];
  // A task made of what an earlier step put out carries what that step read.
  const handed = agent.prompts.some(({ text }) =>
    /\$\{\{[^}]{0,200}\b(?:steps|needs)\.[\w-]+\.outputs|\bcat\b|<\s?\S|\$\(|\.(?:md|txt|json)\b/.test(text),
  );
  const fetched = handed ? before.flatMap((step) => bringsIn(step)) : [];
  if (fetched.length > 0) return fetched;
  const change = checkout ?? before.map(untrustedCheckout).find((one) => one !== undefined);
  return change ? [change] : [];
}

function usesModel(agent: AgentStep, from: AssetReference, out: Out): void {
  if (agent.model === undefined) return;
  const recognised = recognizeModel(
    agent.model,
    agent.provider === undefined ? {} : { provider: agent.provider === 'google' ? 'google-gemini' : agent.provider },
  );
  if (!recognised || recognised.hub) return;
  const place = [out.linking.evidence(agent.file, agent.line, `model ${agent.model}`)];
  const to = out.add({
    kind: 'model',
    name: recognised.name,
    keys: [modelKey(recognised.provider, recognised.name), weakKey('model', recognised.name)],
    properties: {
      provider: recognised.provider,
      family: recognised.family,
      version: recognised.version,
      task: recognised.task,
      pinning: recognised.pinning,
      pinningWhy: recognised.pinningWhy,
    },
    evidence: place,
    confidence: 0.9,
  });
  out.join({ from, to, kind: 'uses-model', strength: 'stated', evidence: place });
}

function emitTools(
  { agent, job }: Context,
  from: AssetReference,
  key: string,
  { outside, privileged }: { outside: Injected[]; privileged: boolean },
  out: Out,
): void {
  const { evidence } = out.linking;
  const hosted = !job.job.selfHosted && job.job.triggers.length > 0;
  for (const tool of agent.tools.list) {
    const place = evidence(agent.file, agent.line, `${tool.name}: ${tool.detail}`);
    const runs = tool.capabilities.includes('code-execution') && agent.tools.sandbox === undefined;
    // What the job was handed stands in its environment, where every command can read it.
    const capabilities = [...tool.capabilities, ...(runs && privileged ? ['reads-private-data'] : [])].filter(
      (one) => !(one === 'external-communication' && job.egressBlocked),
    );
    const to = out.add({
      kind: 'tool',
      name: tool.name,
      keys: [strongKey('git', `${key}/tool:${tool.name}`)],
      properties: {
        platform: 'ci',
        capabilities,
        approval: 'none',
        ...(tool.limitedTo ? { limitedTo: tool.limitedTo.join(', ').slice(0, 500) } : {}),
        effects: [
          {
            capabilities,
            how: 'agent step',
            target: tool.target,
            // A hosted runner is a machine for one job: what is at stake there are the job's rights, which findings on those tell.
            ...(agent.tools.sandbox !== undefined || hosted ? { sandboxed: true } : {}),
            file: agent.file,
            line: agent.line,
            detail: tool.detail,
          },
        ],
      },
      evidence: [place],
      confidence: 0.9,
    });
    out.join({ from, to, kind: 'calls-tool', strength: 'stated', properties: { approval: 'none' }, evidence: [place] });
  }
  const [first] = outside;
  if (!first) return;
  const place = evidence(first.file, first.line, first.expression);
  const to = out.add({
    kind: 'tool',
    name: 'event text',
    keys: [strongKey('git', `${key}/tool:event text`)],
    properties: {
      platform: 'ci',
      capabilities: ['ingests-untrusted-content'],
      approval: 'none',
      effects: [
        {
          capabilities: ['ingests-untrusted-content'],
          how: 'CI event',
          target: 'fixed',
          file: first.file,
          line: first.line,
          detail: first.expression,
        },
      ],
    },
    evidence: [place],
    confidence: 0.9,
  });
  out.join({ from, to, kind: 'calls-tool', strength: 'resolved', properties: { approval: 'none' }, evidence: [place] });
}
