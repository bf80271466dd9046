import type { Evidence } from '../../../core/evidence.ts';
import { ceilingOf } from '../../../recognizers/package-faults/versions.ts';
import { defineCheck } from '../../check.ts';
import type { Link, View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * AI libraries of which any later version may be installed, without a lock file that settles it. One finding an application, with every
 * line. A range with an upper end, a lock, constraints and hashes are no fault; a package made for others (pyproject, setup) rightly
 * asks from a version on; a notebook installs what it tries.
 */
export default defineCheck({
  id: 'package-unpinned',
  title: 'AI libraries in whatever version is newest',
  severity: 'low',
  applies: 'application',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.001' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'STA-08' },
  ],
  judge(owner, view) {
    const asked = view.out(owner, 'depends-on').filter((link) => view.properties(link)['pinned'] !== undefined);
    if (asked.length === 0) return undefined;
    const loose = asked.filter((link) => isLoose(link, view));
    if (loose.length === 0) return { status: 'pass' };
    const names = loose.map((link) => link.to.name);
    const evidence = loose.flatMap((link) => asking(view.evidence(link)).slice(0, 1));
    return {
      status: 'fail',
      title: `${listed(names)} ${names.length > 1 ? 'are' : 'is'} installed in whatever version is newest`,
      saw: `${owner.name} asks for ${listed(names, 5)} without an upper limit, and no lock file settles the version.`,
      why: 'The next build installs code nobody here has seen: a release that breaks what the model is asked, or one that somebody published with a stolen account.',
      fix: {
        text: 'Write down the versions you tested, with hashes, in a lock file that is kept with the code; let a bot propose newer ones.',
        command:
          evidence[0]?.file?.endsWith('package.json') === true
            ? 'npm install --package-lock-only'
            : 'uv pip compile --generate-hashes requirements.in -o requirements.txt',
      },
      verify: 'Two builds on different days install the same versions, and the next scan passes.',
      evidence: evidence.length > 0 ? evidence : owner.evidence.slice(0, 1),
      exploitability: 'foothold',
      reachability: 'third-party',
    };
  },
});

function asking(evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter(({ detail }) => detail.startsWith('asks for '));
}

/** Any later version may come: no upper end, in a file that says what is installed. */
function isLoose(link: Link, view: View): boolean {
  const { pinned, direct, scope, range, source } = view.properties(link);
  if (pinned !== false || direct === false || scope === 'dev' || typeof source === 'string') return false;
  // A package that only looks like a library has a finding of its own, and no version of it is right.
  if (link.to.properties['resembles'] !== undefined || link.to.properties['role'] === undefined) return false;
  const file = asking(view.evidence(link))[0]?.file;
  if (file === undefined || file.endsWith('.in') || /(?:^|\/)(?:examples?|docs?|tests?|benchmarks?)\//.test(file)) return false;
  if (typeof range !== 'string' || /^(?:\*|x|latest|next|beta|canary)$/i.test(range)) return true;
  if (/^(?:workspace|catalog|npm|link|file):/.test(range) || ceilingOf(range) !== undefined) return false;
  return /^>=?/.test(range) && !/(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(file);
}
