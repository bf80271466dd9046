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
    const published = jobs.flatMap((job) => job.publishes ?? []);
    if (published.length === 0) return undefined;
    // A signature anywhere in the workflow may be that of the model: which file it is for is not compared.
    if (jobs.some((job) => job.signs || (job.acts ?? []).includes('evaluate'))) return { status: 'pass' };
    // A person lets it out: the reviewer of an environment, or whoever makes the release.
    const byHand = textsOf(pipeline, 'triggers').every((name) => name === 'release' || name === 'workflow_dispatch' || name === 'web');
    if (byHand || jobs.every((job) => (job.publishes ?? []).length === 0 || job.environment !== undefined)) return { status: 'pass' };
    const names = jobs.filter((job) => (job.publishes ?? []).length > 0).map(({ name }) => name);
    return {
      status: 'fail',
      title:
        `${listed(names.map((name) => `job ${name}`))} ${names.length === 1 ? 'publishes' : 'publish'} a model that nobody checked or signed`.replace(
          /^j/,
          'J',
        ),
      saw: `${pipeline.name} publishes a model (${listed(published.map(({ how }) => how))}), and no step of it evaluates, signs or attests anything; no environment and no release by hand stands before it.`,
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
