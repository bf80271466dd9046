import { shortHash } from '../../../core/ids.ts';
import { bucketKey, strongKey } from '../../../core/keys.ts';
import {
  type AssetObservation,
  type AssetReference,
  type EdgeObservation,
  type Observations,
  referenceTo,
  type Setting,
} from '../../../core/observation.ts';
import { isSetting } from '../../deployed-settings.ts';
import type { Linking } from '../../detector.ts';
import { emitAgent, nameAgents } from './emit-agent.ts';
import type { Facts } from './facts.ts';
import { jobRecord, type JobReading, readJobs } from './jobs.ts';
import type { Workflow } from './model.ts';
import { providerOf, secretAsset, type SecretUse } from './secrets.ts';
import { PARTLY, readWorkflows } from './workflows.ts';
import type { Work } from './works.ts';

/** Observations while they are made. */
export interface Out extends Observations {
  linking: Linking<Facts>;
  add(asset: AssetObservation): AssetReference;
  join(edge: Omit<EdgeObservation, 'evidence'> & { evidence: EdgeObservation['evidence'] }): void;
}

/** Workflows that do something to models or run agents, each one asset; what else a CI system does stays silent. */
export function linkWorkflows(linking: Linking<Facts>): Observations {
  const out: Out = {
    assets: [],
    edges: [],
    linking,
    add(asset) {
      out.assets.push(asset);
      return referenceTo(asset);
    },
    join: (edge) => out.edges.push(edge),
  };
  for (const [file, facts] of linking.files)
    if (facts.form === 'yaml' && facts.problem !== undefined) linking.cover({ file, status: 'partial', reason: facts.problem });
  const { workflows, calls, elsewhere } = readWorkflows(linking);
  const readings = workflows.map((workflow) => ({ workflow, jobs: readJobs(workflow, { files: linking.files, paths: linking.paths }) }));
  const touching = new Set(
    readings.filter(({ jobs }) => jobs.some((job) => job.works.length > 0 || job.agents.length > 0)).map(({ workflow }) => workflow.file),
  );
  // Who calls a workflow that touches AI decides who can start it and with what.
  for (let round = 0; round < 5; round++)
    for (const [file, called] of calls) if (called.some((one) => touching.has(one))) touching.add(file);
  for (const { workflow, jobs } of readings)
    if (touching.has(workflow.file)) emitWorkflow(workflow, jobs, calls.get(workflow.file) ?? [], touching, out);
  for (const [file, count] of elsewhere)
    if (touching.has(file))
      linking.cover({
        file,
        status: 'skipped',
        reason: `${count} ${count === 1 ? 'include comes' : 'includes come'} from other projects, templates or addresses: not read.`,
      });
  return { assets: out.assets, edges: out.edges };
}

function emitWorkflow(
  workflow: Workflow,
  jobs: readonly JobReading[],
  calls: readonly string[],
  touching: ReadonlySet<string>,
  out: Out,
): void {
  const { linking } = out;
  const { target, evidence, cover } = linking;
  const { file } = workflow;
  const partly = PARTLY[workflow.system];
  if (partly !== undefined) cover({ file, status: 'unsupported', reason: partly });
  const works = jobs.flatMap((job) => job.works);
  const names = nameAgents(workflow, jobs);
  const acts = [...new Set([...works.map(({ kind }) => kind as string), ...(names.size > 0 ? ['agent'] : [])])].sort();
  const open = [...new Set(jobs.flatMap((job) => job.open))].sort();
  const seen = [
    ...works.slice(0, 20).map((work) => evidence(work.file, work.line, work.how)),
    ...jobs
      .flatMap((job) => job.agents)
      .slice(0, 20)
      .map((agent) => evidence(agent.file, agent.line, `${agent.product} runs here (${agent.how})`)),
  ];
  const pipeline = out.add({
    kind: 'pipeline',
    name: file,
    keys: [strongKey('git', `${target}/${file}`)],
    properties: {
      form: 'ci',
      platform: workflow.system,
      ...(workflow.name === undefined ? {} : { title: workflow.name.slice(0, 200) }),
      acts,
      triggers: [...new Set(workflow.triggers.map(({ name }) => name))].sort(),
      ...(open.length > 0 ? { openTriggers: open } : {}),
      ...environmentOf(jobs.map(({ job }) => job.environment)),
      jobs: jobs.map((job) =>
        jobRecord(
          job,
          job.agents.map((agent) => names.get(agent)!),
        ),
      ),
    },
    evidence: seen.length > 0 ? seen : [evidence(file, 1, `calls ${calls.filter((one) => touching.has(one)).join(', ')}`)],
    settings: settingsOf(works),
    confidence: Math.max(0.6, ...works.map(({ confidence }) => confidence), ...(names.size > 0 ? [0.95] : [])),
  });
  const repository = out.add({
    kind: 'repository',
    name: target,
    keys: [strongKey('git', target)],
    evidence: [evidence(file, 1, 'a CI workflow')],
    confidence: 0.9,
  });
  out.join({ from: pipeline, to: repository, kind: 'defined-in', strength: 'stated', evidence: [evidence(file, 1, 'a CI workflow')] });
  for (const called of calls)
    if (touching.has(called))
      out.join({
        from: pipeline,
        to: { kind: 'pipeline', key: `git:${target}/${called}` },
        kind: 'contains',
        strength: 'stated',
        evidence: [evidence(file, 1, `calls ${called}`)],
        optional: true,
      });
  for (const work of works) emitWork(work, pipeline, out);
  for (const job of jobs) {
    for (const secret of job.secrets) {
      const reference = emitSecret(secret, out);
      out.join({
        from: pipeline,
        to: reference,
        kind: 'holds',
        strength: 'stated',
        evidence: [evidence(secret.file, secret.line, `${secret.name} is handed over in ${secret.where}`)],
      });
    }
    for (const role of job.roles) {
      if (!role.asset) continue;
      const place = evidence(role.file, role.line, `job ${job.job.id} takes on ${role.shown}`);
      const identity = out.add({ ...role.asset, evidence: [place], confidence: 0.9 });
      out.join({ from: pipeline, to: identity, kind: 'runs-as', strength: 'stated', evidence: [place] });
    }
    if (job.open.length > 0 && job.gates.length === 0 && ((job.checkout && job.runs) || job.injected.length > 0))
      expose(pipeline, job, out);
    for (const agent of job.agents) emitAgent({ agent, name: names.get(agent)!, job, workflow, pipeline }, out);
  }
}

/** What a job gives to the scripts it starts. */
function settingsOf(works: readonly Work[]): Setting[] {
  return works.flatMap(({ script, env, file }) =>
    script === undefined
      ? []
      : Object.entries(env ?? {}).flatMap(([name, { text, line }]) =>
          isSetting(name, text) ? [{ name, value: text, file, line, entry: script }] : [],
        ),
  );
}

const ENVIRONMENTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:prod|production|live|prd)\b/i, 'production'],
  [/^(?:stag|pre-?prod|uat)/i, 'staging'],
  [/^(?:dev|development)\b/i, 'development'],
];

/** The weightiest environment that a job names, in the words of the rest of the estate. */
export function environmentOf(names: readonly (string | undefined)[]): { environment?: string } {
  const found = ENVIRONMENTS.find(([form]) => names.some((name) => name !== undefined && form.test(name)));
  return found ? { environment: found[1] } : {};
}

/** Outsiders get code or text as far as the runner. */
export function expose(from: AssetReference, { job, open, checkout, injected }: JobReading, out: Out): void {
  const trigger = job.triggers.find(({ outsiders }) => outsiders)!;
  const { evidence } = out.linking;
  const place = [evidence(trigger.file, trigger.line, `anybody can cause ${open.join(', ')} in a public repository`)];
  const at = checkout ?? injected[0];
  if (at) place.push(evidence(at.file, at.line, at.expression));
  const zone = out.add({ kind: 'zone', name: 'internet', keys: [strongKey('name', 'internet')], evidence: place, confidence: 1 });
  out.join({
    from,
    to: zone,
    kind: 'exposed-to',
    strength: 'resolved',
    properties: { how: open.join(', '), auth: 'none' },
    evidence: place,
  });
}

export function emitSecret(use: SecretUse, out: Out): AssetReference {
  const { evidence, target } = out.linking;
  const place = evidence(use.file, use.line, `${use.name} in ${use.where}`);
  const reference = out.add({ ...secretAsset(target, use.file, use.name), evidence: [place], confidence: 0.9 });
  const provider = providerOf(use.name);
  if (provider !== undefined) {
    const to = out.add({ kind: 'provider', name: provider, keys: [strongKey('name', provider)], evidence: [place], confidence: 0.6 });
    out.join({ from: reference, to, kind: 'grants', strength: 'inferred', evidence: [place] });
  }
  return reference;
}

/** What a work leads to: the script it starts, the model it publishes, the bucket it writes to. */
function emitWork({ act, script, file, line, how }: Work, pipeline: AssetReference, out: Out): void {
  const { target, evidence } = out.linking;
  const place = [evidence(file, line, how)];
  if (script !== undefined) {
    const kind = script.endsWith('.ipynb') ? ('notebook' as const) : ('pipeline' as const);
    out.join({
      from: pipeline,
      to: { kind, key: `git:${target}/${script}` },
      kind: 'contains',
      strength: 'resolved',
      evidence: place,
      optional: true,
    });
  }
  if (act?.hub && act.hub.form !== 'space' && /^[\w.-]+\/[\w.-]+$/.test(act.hub.id)) {
    const { form, id } = act.hub;
    const kind = form === 'dataset' ? ('dataset' as const) : ('model' as const);
    const to = out.add({
      kind,
      name: id,
      keys: [strongKey('hub', `huggingface.co/${form === 'dataset' ? 'datasets/' : ''}${id}`)],
      properties: kind === 'model' ? { provider: 'huggingface', own: true } : {},
      evidence: place,
      confidence: 0.8,
    });
    out.join({ from: pipeline, to, kind: 'produces', strength: 'stated', evidence: place });
  }
  const bucket = act?.bucket === undefined ? undefined : /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(act.bucket);
  if (bucket) {
    const [, name, path = ''] = bucket;
    const to = out.add({
      kind: 'data-store',
      name: name!,
      keys: [bucketKey(name!)],
      properties: { form: 's3-bucket' },
      evidence: place,
      confidence: 0.8,
    });
    out.join({
      from: pipeline,
      to,
      kind: 'connects-to',
      strength: 'stated',
      properties: { access: 'write', ...(path === '' ? {} : { path }) },
      evidence: place,
    });
  }
}

/** Keys are shown to people: a long part ends in a hash. */
export function shortened(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 90)}…${shortHash(text)}`;
}
