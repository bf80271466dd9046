import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Fail, type Judgement } from '../../check.ts';
import { type CiJob, injectionOf, jobsOf, placeIn } from '../../ci.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * An agent step beside a token whose rights are everything, or whatever the repository happens to be set to, and any job that
 * handles models with a token for everything. Where strangers steer the agent as well, that finding tells it. Source: docs.github.com, "Controlling permissions for GITHUB_TOKEN".
 */
export default defineCheck({
  id: 'ci-token-broad',
  title: 'AI job in CI with a token nobody limited',
  severity: 'medium',
  applies: 'pipeline',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0026' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-05' },
  ],
  judge(pipeline, view): Judgement | Judgement[] | undefined {
    if (textOf(pipeline, 'platform') !== 'github-actions') return undefined;
    // Without an agent only a token that was given everything is told: nobody steers the job, but what it installs has it too.
    const jobs = jobsOf(pipeline).filter(
      (job) => (job.agents ?? []).length > 0 || ((job.acts ?? []).length > 0 && job.token === 'write-all'),
    );
    if (jobs.length === 0) return undefined;
    const told = new Set(
      view
        .out(pipeline, 'contains')
        .filter(({ to }) => to.kind === 'agent' && injectionOf(to, view) !== undefined)
        .map(({ to }) => textOf(to, 'job')),
    );
    const faults = jobs.filter((job) => job.token !== 'stated' && !told.has(job.name)).map((job) => fault(pipeline, job, view));
    return faults.length > 0 ? faults : { status: 'pass' };
  },
});

function fault(pipeline: Asset, job: CiJob, view: View): Fail {
  const agents = (job.agents ?? []).length > 0 ? listed(job.agents!) : undefined;
  const does = agents ?? `what it does to models (${listed(job.acts ?? [])})`;
  const all = job.token === 'write-all';
  const harmed = view.out(pipeline, 'contains').map(({ to }) => to);
  return {
    status: 'fail',
    locus: job.name,
    severity: all && (agents !== undefined || (job.acts ?? []).some((act) => act !== 'run' && act !== 'evaluate')) ? 'medium' : 'low',
    title: all
      ? agents === undefined
        ? `Job ${job.name} handles models with a token that may write everything`
        : `${agents} works beside a token that may write everything`
      : `The token beside ${agents} has whatever rights the repository gives`,
    saw: all
      ? `Job ${job.name} runs ${does} with \`permissions: write-all\`: code, releases, packages, workflows and settings of checks.`
      : `Neither the workflow nor job ${job.name} states \`permissions\`, so the token beside ${agents} has the default of the repository or organisation: for those made before February 2023 that is write on nearly everything.`,
    why:
      agents === undefined
        ? `Every package and action of the job has this token as well: one that is taken over pushes code, replaces a released model or turns off a check.`
        : `What the agent misunderstands, or is told in a file it reads, it can do with this token: push a commit, replace a release, approve a pull request.`,
    fix: {
      text: `State what the job needs and nothing else; an agent that only answers needs to read code and write comments.`,
      patch: 'permissions:\n  contents: read\n  pull-requests: write',
    },
    verify: `"Set up job" in the log lists only these scopes under GITHUB_TOKEN Permissions, and the next scan passes.`,
    evidence: [
      placeIn(
        pipeline,
        { file: job.tokenFile, line: job.tokenLine },
        all ? 'permissions: write-all' : `job ${job.name} states no permissions`,
      ),
      ...harmed.filter(({ kind }) => kind === 'agent').flatMap(({ evidence }) => evidence.slice(0, 1)),
    ],
    exploitability: 'public-technique',
    reachability: 'internal',
  };
}
