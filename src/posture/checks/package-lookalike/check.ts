import { harmfulPackage } from '../../../recognizers/package-faults/faults.ts';
import { defineCheck } from '../../check.ts';
import { textOf } from '../../view.ts';
import { listed, said } from '../../wording.ts';

/** A package whose name stands beside that of a widely used one, or that was published to harm: installing it runs its code. */
export default defineCheck({
  id: 'package-lookalike',
  title: 'Package under a name that looks like an AI library',
  severity: 'high',
  applies: 'library',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0011.001' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.001' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'STA-08' },
  ],
  judge(library, view) {
    const ecosystem = textOf(library, 'ecosystem') === 'npm' ? 'npm' : 'pypi';
    const known = harmfulPackage(ecosystem, library.name);
    const resembles = textOf(library, 'resembles');
    if (known === undefined && resembles === undefined) return undefined;
    const links = view.into(library, 'depends-on');
    const users = listed(links.map((link) => link.from.name));
    const name = said(library.name);
    const registry = ecosystem === 'npm' ? 'npm' : 'PyPI';
    return {
      status: 'fail',
      severity: known === undefined ? 'high' : 'critical',
      title: known === undefined ? `${name} looks like ${resembles} and is another package` : `${name} was published to harm`,
      saw: `${users || 'This place'} ${new Set(links.map((link) => link.from.name)).size > 1 ? 'ask' : 'asks'} for ${name} of ${registry}, ${known === undefined ? `a name beside that of ${resembles}` : known}.`,
      why: 'Code of a package runs while it is installed, with the rights and keys of whoever installs it. Names beside those of well-known packages are taken for that.',
      fix: {
        text: `Take the line out and ask for ${resembles ?? 'the package that was meant'}. Where it was ever installed, look at what it did and issue the keys of that machine anew. A package of your own under this name belongs into your own index or scope.`,
        ...(resembles === undefined ? {} : { patch: resembles }),
      },
      verify: `No manifest and no lock file names ${name}, and the next scan passes.`,
      evidence: links.length > 0 ? links.flatMap((link) => view.evidence(link)) : library.evidence,
      ...(known === undefined ? { confidence: 0.7 } : {}),
      exploitability: 'public-technique',
      reachability: 'third-party',
      harms: [library, ...links.map((link) => link.from)],
    };
  },
});
