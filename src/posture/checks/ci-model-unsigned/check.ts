import { defineCheck, type Judgement } from '../../check.ts';
import { jobsOf, placeIn } from '../../ci.ts';
import { textsOf } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A workflow that publishes a model which nothing stands before and nothing vouches for: no evaluation, no person, no signature.
 * One of them is enough to pass. Sources: github.com/sigstore/model-transparency; slsa.dev, build provenance.
 */
export default defineCheck({
  id: 'ci-model-unsigned',
  title: 'Model published without a gate or a signature',
  severity: 'low',
  applies: 'pipeline',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
  ],
  judge(pipeline): Judgement | undefined {
    const jobs = jobsOf(pipeline);
    const publishing = jobs.filter((job) => (job.publishes ?? []).length > 0);
    if (publishing.length === 0) return undefined;
    // A signature of a job that publishes is for what it publishes itself; that of another job may be for any of them.
    const vouched = jobs.some((job) => (job.acts ?? []).includes('evaluate') || (job.signs && !publishing.includes(job)));
    const bare = vouched ? [] : publishing.filter((job) => !job.signs && job.environment === undefined);
    // A person lets it out: the reviewer of an environment, or whoever makes the release.
    const byHand = textsOf(pipeline, 'triggers').every((name) => name === 'release' || name === 'workflow_dispatch' || name === 'web');
    if (byHand || bare.length === 0) return { status: 'pass' };
    const published = bare.flatMap((job) => job.publishes ?? []);
    const names = bare.map(({ name }) => name);
    return {
      status: 'fail',
      title:
        `${listed(names.map((name) => `job ${name}`))} ${names.length === 1 ? 'publishes' : 'publish'} a model that nobody checked or signed`.replace(
          /^j/,
          'J',
        ),
      saw: `${pipeline.name} publishes a model (${listed(published.map(({ how }) => how))}), and nothing evaluates, signs or attests it; no environment and no release by hand stands before it.`,
      why: 'What the training wrote, poisoned or not, is what everybody loads; and whoever gets the token of the hub or the rights on the bucket replaces the model, and those who load it have nothing to compare it with.',
      fix: {
        text: 'Evaluate it before it goes out, or let a person release it through an environment with reviewers. Sign the folder of the model in the job that made it, publish the signature beside it, and verify it where the model is loaded.',
        patch: 'permissions:\n  id-token: write\nsteps:\n  - run: model_signing sign sigstore out/ --signature out/model.sig',
      },
      verify: '`model_signing verify sigstore` with the identity of the workflow accepts what was published, and the next scan passes.',
      evidence: published.map((one) => placeIn(pipeline, one, one.how)),
      exploitability: 'foothold',
      reachability: 'third-party',
    };
  },
});
