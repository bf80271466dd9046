import type { Json } from '../../../core/observation.ts';
import { type AgentStep, agentsOf } from './agents.ts';
import { variantsOf } from './matrix.ts';
import type { Job, Step, Workflow } from './model.ts';
import { type RoleUse, rolesOf } from './roles.ts';
import { handsOnAll, isAiSecret, type SecretUse, secretUses } from './secrets.ts';
import {
  asksForRights,
  blocksEgress,
  type Injected,
  bringsIn,
  foreignArtefact,
  modelInjections,
  runsCheckout,
  scriptInjections,
  untrustedCheckout,
} from './untrusted.ts';
import { type Reading, type Work, worksOf } from './works.ts';

/** A job with all that findings ask of it. */
export interface JobReading {
  job: Job;
  works: Work[];
  agents: AgentStep[];
  secrets: SecretUse[];
  /** Every secret of the repository is handed over at once. */
  allSecrets: boolean;
  roles: RoleUse[];
  /** Why not everybody gets here. */
  gates: Job['gates'];
  /** Triggers outsiders can cause, whatever the gates say. */
  open: string[];
  checkout?: Injected & { guarded?: true };
  runs?: { file: string; line: number; what: string };
  injected: Injected[];
  loose: Loose[];
  egressBlocked: boolean;
}

/** An action that is not held to one commit. */
export interface Loose {
  action: string;
  ref: string;
  by: 'branch' | 'tag';
  /** Of the platform, of a vendor known by name, or of anybody. */
  from: 'vendor' | 'other';
  file: string;
  line: number;
  /** Secrets this very step is given. */
  secrets: string[];
}

export function readJobs(workflow: Workflow, reading: Reading): JobReading[] {
  const asked = workflow.jobs.some((job) => job.steps.some(asksForRights));
  return workflow.jobs.map((job) => readJob(job, asked, reading));
}

function readJob(job: Job, asked: boolean, reading: Reading): JobReading {
  const works: Work[] = [];
  const agents: AgentStep[] = [];
  const secrets = new Map<string, SecretUse>();
  let allSecrets = false;
  const injected: Injected[] = [];
  const loose: Loose[] = [];
  // Steps whose answer carries what outsiders wrote.
  const models = new Set<string>();
  let checkout: JobReading['checkout'];
  let runs: JobReading['runs'];
  let artefact: ReturnType<typeof foreignArtefact>;
  let ownCode = false;
  for (const step of job.steps) {
    const scripts: NonNullable<Reading['scripts']> = [];
    works.push(...worksOf(step, { ...reading, scripts }, job.matrix));
    const running = [step, ...scripts.slice(0, 50).map((script): Step => ({ ...step, ...script }))].flatMap((one) => agentsOf(one));
    agents.push(...running);
    const own = secretsOf(step);
    for (const one of own) if (!secrets.has(one.name)) secrets.set(one.name, one);
    allSecrets ||=
      [...Object.values(step.with), ...Object.values(step.env)].some(({ text }) => handsOnAll(text)) ||
      step.with['secrets.inherit'] !== undefined;
    injected.push(...scriptInjections(step), ...modelInjections(step, models));
    if (
      step.id !== undefined &&
      (running.length > 0 || asksModel(step)) &&
      (bringsIn(step).length > 0 || running.some((agent) => agent.readsEvent))
    )
      models.add(step.id);
    const found = looseAction(
      step,
      own.map(({ name }) => name),
    );
    if (found) loose.push(found);
    if (checkout && !runs && running.length === 0) runs = runsCheckout(step);
    if (artefact && !checkout && running.length === 0) {
      const started = runsCheckout(step);
      // Our own code that reads the artefact is how it should be done; code out of the artefact is theirs.
      if (started && (!ownCode || (artefact.path !== '' && startsWithin(started.what, artefact.path)))) {
        const { path: _path, ...place } = artefact;
        checkout = place;
        runs = started;
      }
    }
    checkout ??= untrustedCheckout(step);
    artefact ??= foreignArtefact(step);
    ownCode ||= (step.uses?.text ?? '').startsWith('actions/checkout@') && untrustedCheckout(step) === undefined;
  }
  const aiSecret = [...secrets.values()].find(({ name }) => isAiSecret(name));
  // Whatever it starts, it is handed the key of a model.
  if (works.length === 0 && agents.length === 0 && aiSecret)
    works.push({ kind: 'run', how: `is given ${aiSecret.name}`, file: aiSecret.file, line: aiSecret.line, confidence: 0.7 });
  const gates = [...job.gates];
  if (asked) gates.push({ by: 'write-access', line: job.line, file: job.file });
  return {
    job,
    works,
    agents,
    secrets: [...secrets.values()],
    allSecrets,
    roles: job.steps.flatMap((step) => rolesIn(step, job.matrix)),
    gates,
    open: job.triggers.filter(({ outsiders }) => outsiders).map(({ name }) => name),
    ...(checkout ? { checkout } : {}),
    ...(runs ? { runs } : {}),
    injected: injected.slice(0, 50),
    loose,
    egressBlocked: blocksEgress(job),
  };
}

/**
 * Signs or attests what it made. Sources: github.com/sigstore/model-transparency, docs.sigstore.dev (cosign), actions/attest,
 * notaryproject.dev, slsa-github-generator.
 */
function signs({ uses, run }: Step): boolean {
  if (/^(?:actions\/attest[\w-]*|sigstore\/[\w.-]+|slsa-framework\/[\w./-]+|notaryproject\/notation-action\/sign)@/i.test(uses?.text ?? ''))
    return !/cosign-installer/i.test(uses!.text);
  return (
    run !== undefined &&
    /\bcosign\s+(?:sign|sign-blob|attest|attest-blob)\b|\bmodel[_-]signing\b[^\n]{0,40}\bsign\b|\bnotation\s+sign\b|\bgpg2?\b[^\n]{0,80}--(?:detach-sign|sign|clearsign)\b|\b(?:python\S*\s+-m\s+)?sigstore\s+sign\b/.test(
      run.text.slice(0, 50_000),
    )
  );
}

/** `python out/register.py`: what is started stands in the folder; an argument that does is data. */
function startsWithin(what: string, folder: string): boolean {
  const [program = '', ...rest] = what.split(' ');
  const started = program.includes('/') ? program : rest.find((word) => !word.startsWith('-'));
  return started !== undefined && started.replace(/^\.\//, '').startsWith(`${folder}/`);
}

/** A step that takes on the same role in every combination of its matrix takes it on once. */
function rolesIn(step: Step, matrix: Job['matrix']): RoleUse[] {
  const roles = variantsOf(step, matrix).flatMap(rolesOf);
  return [...new Map(roles.map((role) => [`${role.line} ${role.shown}`, role])).values()];
}

function asksModel(step: Step): boolean {
  return (step.uses?.text ?? '').startsWith('actions/ai-inference@');
}

/** Every secret a step is handed, in its environment, its inputs or its script. */
export function secretsOf(step: Step): SecretUse[] {
  const { file } = step;
  return [
    ...Object.entries(step.env).flatMap(([name, written]) => secretUses(file, `env.${name}`, written)),
    ...Object.entries(step.with).flatMap(([name, written]) => secretUses(file, `with.${name}`, written)),
    ...(step.run ? secretUses(file, 'run', step.run) : []),
    ...(step.secrets ?? []),
  ];
}

/** Owners of actions whose products the credentials belong to, or who run the platform. */
const VENDORS = new Set([
  'actions',
  'github',
  'aws-actions',
  'azure',
  'google-github-actions',
  'docker',
  'hashicorp',
  'anthropics',
  'openai',
  'huggingface',
  'microsoft',
  'databricks',
  'google-gemini',
  'step-security',
  'sigstore',
  'astral-sh',
  'pypa',
  'nvidia',
  'wandb',
  'iterative',
  'mlflow',
  'bentoml',
  'promptfoo',
  'snyk',
  'sonarsource',
  'codecov',
  'slackapi',
  'redhat-actions',
  'gitlab',
  'oven-sh',
  'denoland',
  'ruby',
  'gradle',
  'pulumi',
  'opentofu',
]);
/** The platform's own: whoever can change these runs the runner as well. */
const PLATFORM = new Set(['actions', 'github']);

function looseAction(step: Step, secrets: string[]): Loose | undefined {
  if (step.through !== undefined && step.uses === undefined) return undefined;
  const uses = step.uses?.text ?? '';
  const [, owner, rest, ref] = /^([\w.-]{1,100})\/([\w./-]{1,200})@([\w./-]{1,200})$/.exec(uses) ?? [];
  if (owner === undefined || PLATFORM.has(owner.toLowerCase()) || /^[0-9a-f]{40}$/i.test(ref!)) return undefined;
  const by =
    /^v?\d/.test(ref!) || /^(?:release[s/-]?)?v\d/.test(ref!) || (/\d/.test(ref!) && !/^(?:main|master|dev|develop)/.test(ref!))
      ? 'tag'
      : /^(?:main|master|dev|develop|trunk|head|edge|nightly|latest|next|canary)$|\//i.test(ref!)
        ? 'branch'
        : 'tag';
  return {
    action: `${owner}/${rest}`,
    ref: ref!,
    by,
    from: VENDORS.has(owner.toLowerCase()) ? 'vendor' : 'other',
    file: step.file,
    line: step.uses!.line,
    secrets: [...new Set(secrets)],
  };
}

/** The record of a job that stands on the pipeline asset, for findings. Empty parts are left out. */
export function jobRecord(read: JobReading, agents: readonly string[]): Json {
  const { job, works, secrets, roles, gates, open, checkout, runs, injected, loose } = read;
  const list = <T>(name: string, items: readonly T[]): Record<string, T[]> => (items.length === 0 ? {} : { [name]: [...items] });
  return {
    name: job.id,
    file: job.file,
    line: job.line,
    ...list('acts', [...new Set(works.map(({ kind }) => kind))].sort()),
    ...list('agents', agents),
    ...list(
      'publishes',
      works
        .filter(({ kind, act }) => kind === 'publish' && act?.hub?.form !== 'dataset')
        .slice(0, 10)
        .map(({ how, file, line }) => ({ how, file, line })),
    ),
    ...(job.steps.some(signs) ? { signs: true } : {}),
    token: job.token.how,
    ...list('writes', job.token.writes),
    tokenFile: job.token.file,
    tokenLine: job.token.line,
    ...list('secrets', secrets.map(({ name }) => name).sort()),
    ...list(
      'aiSecrets',
      secrets
        .map(({ name }) => name)
        .filter(isAiSecret)
        .sort(),
    ),
    ...(read.allSecrets ? { allSecrets: true } : {}),
    ...list('roles', [...new Set(roles.map(({ shown }) => shown))].sort()),
    ...(job.environment === undefined ? {} : { environment: job.environment }),
    ...(job.selfHosted ? { selfHosted: true } : {}),
    ...(job.triggers.some((one) => one.name === 'pull_request') ? { proposals: true } : {}),
    ...list('open', open),
    ...list('gates', [...new Set(gates.map(({ by }) => by))].sort()),
    ...(checkout ? { checkout: { ...checkout } } : {}),
    ...(runs ? { runs: { ...runs } } : {}),
    ...(injected.length > 0 ? { injected: injected.map((one) => ({ ...one })) } : {}),
    ...(loose.length > 0 ? { loose: loose.map((one) => ({ ...one })) } : {}),
  };
}
