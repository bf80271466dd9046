import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Fail, type Judgement } from '../../check.ts';
import { type CiJob, jobsOf, placeIn, pushes } from '../../ci.ts';
import { listed, shellWord } from '../../wording.ts';

type Loose = NonNullable<CiJob['loose']>[number];

/**
 * An action of somebody else that can change between two runs, in a job that handles models or credentials. A version tag is how
 * actions are used: it is told only where a secret goes to an owner nobody vouches for. Source: docs.github.com, "Security
 * hardening for GitHub Actions", using third-party actions; the tj-actions/changed-files compromise (CVE-2025-30066).
 */
export default defineCheck({
  id: 'ci-action-unpinned',
  title: 'Action of a third party can change under an AI workflow',
  severity: 'medium',
  applies: 'pipeline',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
  ],
  judge(pipeline): Judgement | Judgement[] | undefined {
    const jobs = jobsOf(pipeline);
    if (jobs.length === 0) return undefined;
    const owner = ownerOf(pipeline);
    const groups = new Map<string, { job: CiJob; loose: Loose }[]>();
    for (const job of jobs) {
      if (!handles(job)) continue;
      for (const loose of job.loose ?? []) {
        if (owner !== undefined && loose.action.toLowerCase().startsWith(`${owner}/`)) continue;
        if (severityOf(job, loose) === undefined) continue;
        const id = `${loose.action}@${loose.ref}`;
        groups.set(id, [...(groups.get(id) ?? []), { job, loose }]);
      }
    }
    return groups.size === 0 ? { status: 'pass' } : [...groups].map(([id, uses]) => fault(pipeline, id, uses));
  },
});

/** `github.com/owner/name`, where the target is known by its remote. */
function ownerOf(pipeline: Asset): string | undefined {
  return /^[\w.-]+\.[a-z]+\/([\w.-]+)\/[\w.-]+/i.exec(pipeline.evidence[0]?.target ?? '')?.[1]?.toLowerCase();
}

/** Jobs that lint or label have nothing to lose here. */
function handles(job: CiJob): boolean {
  return [job.acts, job.agents, job.secrets, job.roles].some((list) => (list ?? []).length > 0) || job.allSecrets === true;
}

function severityOf(job: CiJob, { by, from, secrets }: Loose): Severity | undefined {
  const ai = secrets.filter((name) => (job.aiSecrets ?? []).includes(name));
  if (by === 'branch' && from === 'other')
    return secrets.length > 0 || job.allSecrets === true
      ? 'high'
      : (job.secrets ?? []).length + (job.roles ?? []).length > 0 || pushes(job.writes ?? []).length > 0
        ? 'medium'
        : 'low';
  if (by === 'branch') return secrets.length > 0 ? 'low' : undefined;
  return from === 'other' && ai.length > 0 ? 'low' : undefined;
}

function fault(pipeline: Asset, id: string, uses: readonly { job: CiJob; loose: Loose }[]): Fail {
  const { loose } = uses[0]!;
  const severities = uses.map(({ job, loose: one }) => severityOf(job, one)!);
  const severity = (['high', 'medium', 'low'] as const).find((one) => severities.includes(one))!;
  const given = [...new Set(uses.flatMap((one) => one.loose.secrets))];
  const around = [...new Set(uses.flatMap(({ job }) => [...(job.secrets ?? []), ...(job.roles ?? [])]))].filter(
    (name) => !given.includes(name),
  );
  const repository = loose.action.split('/').slice(0, 2).join('/');
  return {
    status: 'fail',
    severity,
    locus: id,
    title: `${id} can be changed by its owner at any time${given.length > 0 ? ` and is handed ${listed(given, 2)}` : ''}`,
    saw: `${listed(uses.map(({ job }) => `job ${job.name}`))} ${new Set(uses.map(({ job }) => job.name)).size === 1 ? 'runs' : 'run'} ${loose.action} from ${loose.by === 'branch' ? `the branch ${loose.ref}` : `the tag ${loose.ref}, which can be moved`}${given.length > 0 ? ` and hands it ${listed(given, 5)}` : ''}${around.length > 0 ? `; ${listed(around, 4)} ${around.length === 1 ? 'is' : 'are'} in reach of the same job` : ''}.`,
    why: `Whoever takes over that repository, or an account in it, runs code in this job at the next start: it reads what the job holds and can change what it publishes.`,
    fix: {
      text: `Name the commit you looked at, with the version behind it as a comment; Dependabot or Renovate keep it up to date.`,
      command: `gh api repos/${shellWord(repository)}/commits/${shellWord(loose.ref)} --jq .sha`,
      patch: `uses: ${loose.action}@<commit> # ${loose.ref}`,
    },
    verify: `The line names 40 hexadecimal digits, the job still works, and the next scan passes.`,
    evidence: uses.map(({ loose: one }) => placeIn(pipeline, one, `uses ${id}`)),
    exploitability: 'foothold',
    reachability: 'third-party',
  };
}
