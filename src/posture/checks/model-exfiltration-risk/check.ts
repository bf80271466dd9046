import { defineCheck, type Judgement } from '../../check.ts';
import { textsOf } from '../../view.ts';
import { listed, said } from '../../wording.ts';

/**
 * A registry whose policy lets everybody take what is served as a model. Buckets that strangers read are told by storage-public and
 * training-data-public-read; where everybody may write as well, registry-write-unprotected tells it.
 */
export default defineCheck({
  id: 'model-exfiltration-risk',
  title: 'Everybody may download served models',
  severity: 'medium',
  applies: 'registry',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0048.004' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0005' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-05' },
  ],
  judge(registry): Judgement | undefined {
    const open = registry.properties['openTo'] as unknown as { write: boolean; read: boolean; file: string; line: number } | undefined;
    if (open === undefined) return registry.properties['tagsMove'] === undefined ? undefined : { status: 'pass' };
    if (open.write || !open.read) return undefined;
    const names = textsOf(registry, 'serves');
    return {
      status: 'fail',
      title: `Everybody may download what lies in ${registry.name}`,
      saw: `The policy of ${registry.name} lets every AWS account read (Principal "*", no condition).${names.length > 0 ? ` ${listed(names.map(said))} ${names.length === 1 ? 'runs' : 'run'} what lies in it.` : ''}`,
      why: 'A model that was copied cannot be called back: whoever has an AWS account takes weights, code and whatever was built into the image.',
      fix: {
        text: 'Name the accounts or the organisation that may pull.',
        patch: 'condition {\n  test     = "StringEquals"\n  variable = "aws:PrincipalOrgID"\n  values   = ["o-exampleorgid"]\n}',
      },
      verify: 'A pull with credentials of another account is refused, and the next scan passes.',
      evidence: [
        { target: registry.evidence[0]?.target ?? '', file: open.file, line: open.line, detail: 'everybody may read' },
        ...registry.evidence.slice(0, 1),
      ],
      exploitability: 'trivial',
      reachability: 'internet',
      loses: ['confidentiality'],
    };
  },
});
