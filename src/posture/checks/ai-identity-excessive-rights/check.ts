import { SEVERITIES } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { broadRights, mayDo, narrowed } from '../../permissions.ts';
import { statementsOf } from '../../policy-documents.ts';
import { textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * An identity that a notebook, a training job, a model server or another AI workload acts as, with rights nobody needs. Where an agent
 * or an application acts as it, agent-excessive-permissions tells it with what they do.
 */
export default defineCheck({
  id: 'ai-identity-excessive-rights',
  title: 'AI workload acts with rights nobody needs',
  severity: 'high',
  applies: 'identity',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-05' },
  ],
  judge(identity, view): Judgement | undefined {
    const users = view.into(identity, 'runs-as').map(({ from }) => from);
    const inside = users.filter(({ kind }) => kind === 'workload').flatMap((one) => view.into(one, 'runs-on').map(({ from }) => from));
    if ([...users, ...inside].some((one) => isToldThere(one, view))) return undefined;
    const ai = users.filter((user) => isAi(user, identity, view));
    if (ai.length === 0) return undefined;
    const broad = broadRights(identity);
    if (broad.length === 0) return statementsOf(identity.properties['policy']).length > 0 ? { status: 'pass' } : undefined;
    const worst = broad.reduce((a, b) => (SEVERITIES.indexOf(b.severity) > SEVERITIES.indexOf(a.severity) ? b : a));
    const serving = ai.filter(
      (user) => user.kind !== 'workload' || !ai.some((other) => view.out(other, 'runs-on').some(({ to }) => to === user)),
    );
    const who = listed(serving.map(({ kind, name }) => `${kind.replaceAll('-', ' ')} ${name}`));
    return {
      status: 'fail',
      severity: worst.severity,
      title: `${who} ${serving.length === 1 ? 'acts' : 'act'} as ${identity.name}, which may ${mayDo(worst.what)}`,
      saw: `${who} ${serving.length === 1 ? 'runs' : 'run'} as ${identity.name}, which may ${listed(broad.map(({ what }) => mayDo(what)))}.`,
      why: `${WHY[serving[0]!.kind] ?? 'Whoever gets a hold of it through a model, a package or an open port'} acts with all of these rights, far beyond what it is for.`,
      fix: narrowed(identity, `${serving.length === 1 ? 'it' : 'they'} really ${serving.length === 1 ? 'uses' : 'use'}`, worst),
      verify: `The rights of ${identity.name} name actions and resources, its work still runs, and the next scan passes.`,
      evidence: [
        ...[worst, ...broad.filter((one) => one !== worst)].map(({ evidence }) => evidence),
        ...view.into(identity, 'runs-as').flatMap((link) => (ai.includes(link.from) ? view.evidence(link).slice(0, 1) : [])),
      ],
      exploitability: 'public-technique',
      reachability: 'internal',
      harms: [identity, ...serving],
    };
  },
});

const WHY: Partial<Record<Asset['kind'], string>> = {
  notebook: 'Every cell, every package somebody installs in it and everybody who may open it',
  pipeline: 'Every step, every package it installs and every file it loads',
  'model-endpoint': 'A weakness of the server, or a model file that runs code,',
};

/** Whether agent-excessive-permissions is asked of it. */
function isToldThere(asset: Asset, view: View): boolean {
  if (asset.kind === 'agent') return true;
  return asset.kind === 'application' && !view.out(asset, 'contains').some(({ to }) => to.kind === 'agent');
}

const AI_KINDS: ReadonlySet<Asset['kind']> = new Set(['notebook', 'model-endpoint', 'mcp-server', 'knowledge-base', 'gateway', 'tool']);
/** What a pipeline does that has to do with models. */
const LEARNS = ['trained-on', 'produces', 'loads', 'uses-model', 'evaluated-on'] as const;
const ASKS_MODELS = /^(?:bedrock|bedrock-agentcore|sagemaker):(?:\*|invoke|converse|retrieve)/i;
const MODEL_VARIABLE =
  /(?:^|_)(?:OPENAI|ANTHROPIC|BEDROCK|GEMINI|MISTRAL|COHERE|GROQ|DEEPSEEK|VERTEXAI|HUGGINGFACE|HF_TOKEN|LLM|SAGEMAKER_ENDPOINT)(?:_|$)/;

/** Kubernetes workloads are listed only where they have to do with AI; functions and machines may be anything. */
function isAi(user: Asset, identity: Asset, view: View): boolean {
  if (AI_KINDS.has(user.kind)) return true;
  if (user.kind === 'pipeline') return user.properties['platform'] === 'aws-sagemaker' || view.out(user, ...LEARNS).length > 0;
  if (user.kind !== 'workload') return false;
  return (
    user.properties['platform'] === 'kubernetes' ||
    user.properties['asksModel'] === true ||
    view.into(user, 'runs-on').length > 0 ||
    textsOf(user, 'variables').some((name) => MODEL_VARIABLE.test(name)) ||
    statementsOf(identity.properties['policy']).some(
      ({ effect, actions }) => effect === 'Allow' && actions.some((one) => ASKS_MODELS.test(one)),
    )
  );
}
