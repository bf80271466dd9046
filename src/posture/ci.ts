import type { Evidence } from '../core/evidence.ts';
import type { Severity } from '../core/finding.ts';
import type { Asset } from '../core/snapshot.ts';
import { textOf, textsOf, type View } from './view.ts';

/** A job of a CI workflow, as discovery recorded it on the pipeline. */
export interface CiJob {
  name: string;
  file: string;
  line: number;
  acts?: string[];
  agents?: string[];
  /** Steps that put a model where others load it from. */
  publishes?: (Place & { how: string })[];
  signs?: boolean;
  token: 'stated' | 'write-all' | 'default';
  writes?: string[];
  tokenFile: string;
  tokenLine: number;
  secrets?: string[];
  aiSecrets?: string[];
  allSecrets?: boolean;
  roles?: string[];
  environment?: string;
  selfHosted?: boolean;
  /** `pull_request` starts it: changes of forks as well, without secrets. */
  proposals?: boolean;
  open?: string[];
  gates?: string[];
  /** `guarded`: current releases of the action refuse it for forks. */
  checkout?: Place & { expression: string; guarded?: boolean };
  runs?: Place & { what: string };
  injected?: (Place & { expression: string })[];
  loose?: (Place & { action: string; ref: string; by: 'branch' | 'tag'; from: 'vendor' | 'other'; secrets: string[] })[];
}

interface Place {
  file: string;
  line: number;
}

export function jobsOf(pipeline: Asset): CiJob[] {
  const { jobs } = pipeline.properties;
  if (!Array.isArray(jobs)) return [];
  return jobs.filter((job) => typeof job === 'object' && job !== null && !Array.isArray(job));
}

export function placeIn(asset: Asset, place: Place, detail: string): Evidence {
  return { target: asset.evidence[0]?.target ?? '', file: place.file, line: place.line, detail };
}

/** Scopes with which a token changes what others run or sign in with; the rest of them talk. */
const PUSHES: ReadonlySet<string> = new Set(['*', 'contents', 'packages', 'actions', 'deployments', 'id-token', 'pages', 'attestations']);

export function pushes(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => PUSHES.has(scope));
}

/**
 * Gates that keep outsiders out. An environment may ask a reviewer, or nobody: that is set elsewhere. What an agent's own action
 * checks holds for whoever starts it, not for what they wrote.
 */
export function keepsOutsidersOut(gates: readonly string[]): boolean {
  return gates.some((gate) => gate !== 'environment' && gate !== 'agent-checks');
}

/** The repository is known to be closed: outsiders can cause nothing in it. */
export function isPrivate(pipeline: Asset, view: View): boolean {
  return view
    .out(pipeline, 'defined-in')
    .some(({ to }) => to.kind === 'repository' && ['private', 'internal'].includes(textOf(to, 'visibility') ?? ''));
}

export function pipelineOf(agent: Asset, view: View): Asset | undefined {
  return view.into(agent, 'contains').find(({ from }) => from.kind === 'pipeline')?.from;
}

/** What whoever steers an agent step gets into their hands. */
export interface AgentPower {
  severity: Severity;
  /** "run any command", "use the named commands". */
  can: string;
  /** "its token writes contents", "HF_TOKEN". */
  stakes: string[];
}

/**
 * An agent step that reads what outsiders write, that they can start, and that holds more than they have. Undefined where one of
 * the three is missing: a gate asks for rights first, nothing of outsiders comes in, or there is nothing to gain.
 */
export function injectionOf(agent: Asset, view: View): AgentPower | undefined {
  if (textOf(agent, 'workflow') === undefined) return undefined;
  const pipeline = pipelineOf(agent, view);
  if (textsOf(agent, 'openTriggers').length === 0 || !Array.isArray(agent.properties['outsideText'])) return undefined;
  if (keepsOutsidersOut(textsOf(agent, 'gates')) || (pipeline && isPrivate(pipeline, view))) return undefined;
  const checked = textsOf(agent, 'gates').includes('agent-checks');
  if (checked && !isPasted(agent)) return undefined;
  const power = powerOf(agent, view);
  return power && checked && (power.severity === 'critical' || power.severity === 'high') ? { ...power, severity: 'medium' } : power;
}

/**
 * An agent that asks nobody before it runs commands, and whose task holds what others wrote: a person lets each of them in, by a
 * label or an account, but reads over a sentence that is hidden, or that is changed afterwards.
 */
export function heardOf(agent: Asset, view: View): AgentPower | undefined {
  if (textOf(agent, 'workflow') === undefined || !Array.isArray(agent.properties['othersText'])) return undefined;
  if (textsOf(agent, 'gates').some((gate) => gate === 'author' || gate === 'same-repository' || gate === 'write-access')) return undefined;
  if (textOf(agent, 'bypass') === undefined || textOf(agent, 'shell') !== 'any') return undefined;
  const power = powerOf(agent, view);
  // A job of GitLab has every variable of its project in its environment, named in the file or not.
  const gitlab = textOf(agent, 'platform') === 'gitlab-ci' ? ['the CI/CD variables of the project'] : [];
  const stakes = [...(power?.stakes ?? []), ...gitlab];
  return stakes.length === 0 ? undefined : { severity: 'medium', can: power?.can ?? 'run any command', stakes };
}

/** Their words are part of the task itself, or their change is what the job works on: not only something it may look up. */
function isPasted(agent: Asset): boolean {
  const texts = agent.properties['outsideText'] as unknown as { expression: string }[];
  return (
    textsOf(agent, 'openTriggers').includes('pull_request_target') ||
    texts.some(({ expression }) => /github\.(?:event|head_ref)|env\./.test(expression))
  );
}

function powerOf(agent: Asset, view: View): AgentPower | undefined {
  const bypass = textOf(agent, 'bypass');
  const unsafe = bypass?.startsWith('safety-strategy') === true;
  const sandboxed = textOf(agent, 'sandbox') !== undefined && !unsafe;
  const shell = textOf(agent, 'shell') ?? 'none';
  const free = (shell === 'any' && !sandboxed) || unsafe;
  const stakes = stakesOf(agent, free);
  const heavy = stakes.some((one) => one.heavy);
  const said = stakes.map(({ what }) => what);
  if (said.length === 0) return undefined;
  if (free) return { severity: heavy ? 'critical' : 'high', can: unsafe ? 'read the memory of the job' : 'run any command', stakes: said };
  const capabilities = new Set(
    view.out(agent, 'calls-tool').flatMap(({ to }) => (to.name === 'edit files' ? [] : textsOf(to, 'capabilities'))),
  );
  const acts = shell === 'limited' && capabilities.has('state-change');
  if (capabilities.has('external-communication') || acts)
    return capabilities.has('external-communication') || stakes.some(({ token }) => token)
      ? { severity: heavy ? 'medium' : 'low', can: 'use the tools it is allowed, with arguments of its choice', stakes: said }
      : undefined;
  const edits = view.out(agent, 'calls-tool').some(({ to }) => to.name === 'edit files');
  return heavy && (edits || sandboxed)
    ? { severity: agent.properties['ownToken'] === true ? 'medium' : 'low', can: 'change files that the job goes on with', stakes: said }
    : undefined;
}

/** A shell without limits finds the job's token in the checkout; otherwise it counts where it is handed over. */
function stakesOf(agent: Asset, free: boolean): { what: string; heavy: boolean; token?: boolean }[] {
  const held = free || agent.properties['holdsToken'] === true;
  const writes = held ? textsOf(agent, 'tokenWrites') : [];
  const scopes = writes.filter((scope) => scope !== 'id-token');
  const out: { what: string; heavy: boolean; token?: boolean }[] = [];
  if (writes.includes('*')) out.push({ what: 'a token that may write everything in the repository', heavy: true, token: true });
  else if (scopes.length > 0)
    out.push({ what: `a token that may write ${scopes.join(', ')}`, heavy: pushes(scopes).length > 0, token: true });
  else if (held && textOf(agent, 'token') === 'default' && textOf(agent, 'platform') === 'github-actions')
    out.push({ what: 'a token with the rights the repository gives by default', heavy: false, token: true });
  if (writes.includes('id-token')) out.push({ what: 'the right to sign in to clouds as this repository (id-token)', heavy: true });
  if (agent.properties['ownToken'] === true) out.push({ what: 'the write access of its own app', heavy: true, token: true });
  if (agent.properties['allSecrets'] === true) out.push({ what: 'every secret of the repository', heavy: true });
  for (const name of textsOf(agent, 'otherSecrets')) out.push({ what: name, heavy: true });
  for (const role of textsOf(agent, 'roles')) out.push({ what: `the cloud role ${role}`, heavy: true });
  for (const name of textsOf(agent, 'ownSecrets')) out.push({ what: name, heavy: false });
  return out;
}
