import type { Severity } from '../../../core/finding.ts';
import { defineCheck } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { said } from '../../wording.ts';

/** A package index somebody else could stand in for, as discovery tells it (`packageIndexes`). */
interface PackageIndex extends Placed {
  form: 'plain' | 'unverified' | 'extra';
  host?: string;
  option: string;
}

/** Where packages come from decides whose code runs at install. An index over https in place of the public one is how it should be. */
export default defineCheck({
  id: 'package-index-untrusted',
  title: 'Packages from an index that others can stand in for',
  severity: 'medium',
  applies: ['application', 'notebook'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.001' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0013' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'STA-08' },
  ],
  judge(owner) {
    const entries = placedOf<PackageIndex>(owner, 'packageIndexes', ({ host, option }) => `${host ?? ''} ${option}`.trim());
    if (entries.length === 0) return undefined;
    return entries.map(({ entry: one, locus }) => {
      const host = one.host === undefined ? 'its registry' : said(one.host);
      const means = MEANS[one.form];
      return {
        status: 'fail',
        locus,
        severity: means.severity,
        title: `Packages of ${owner.name} come from ${host} ${means.title}`,
        saw: `${one.option} at ${one.file}:${one.line} takes packages from ${host} ${means.title}.`,
        why: means.why,
        fix: { text: means.fix, patch: means.patch(one.host ?? '<index>') },
        verify: `An install with the network recorded asks ${host} over https only, and the next scan passes.`,
        evidence: [{ target: owner.evidence[0]?.target ?? '', file: one.file, line: one.line, detail: `${one.option} ${host}` }],
        exploitability: one.form === 'extra' ? 'public-technique' : 'foothold',
        reachability: 'third-party',
      };
    });
  },
});

const SWAPS =
  'Whoever sits on the way (a shared network, a proxy, a poisoned name) answers with a package of their own: its code runs while it is installed.';

const MEANS: Readonly<
  Record<PackageIndex['form'], { severity: Severity; title: string; why: string; fix: string; patch(host: string): string }>
> = {
  plain: {
    severity: 'medium',
    title: 'over plain http',
    why: SWAPS,
    fix: 'Serve the index over https with a certificate your machines trust, and keep hashes of what is installed in a lock file.',
    patch: (host) => `--index-url https://${host}/simple`,
  },
  unverified: {
    severity: 'medium',
    title: 'without checking its certificate',
    why: SWAPS,
    fix: 'Give the machines the certificate of your own authority (PIP_CERT, NODE_EXTRA_CA_CERTS) and take the option out.',
    patch: () => 'export PIP_CERT=/etc/ssl/certs/company-ca.pem',
  },
  extra: {
    severity: 'low',
    title: 'beside the public index',
    why: 'pip takes the highest version of a name from any of its indexes: whoever publishes the name of one of your own packages in the public index, with a higher number, is installed instead.',
    fix: 'Let one index of yours stand in front of the public one, or bind your own names to your own index (uv: explicit sources), with hashes.',
    patch: (host) => `--index-url https://${host}/simple`,
  },
};
