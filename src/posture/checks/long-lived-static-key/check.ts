import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { statementsOf } from '../../policy-documents.ts';
import { textOf, textsOf, type View } from '../../view.ts';
import { listed, said, shellWord, trueName } from '../../wording.ts';

const AI_ACTION = /^(?:\*$|\*:\*$|bedrock|sagemaker|comprehend:|textract:|rekognition:)/i;
const AI_POLICY = /(?:Bedrock|SageMaker)|\/(?:AdministratorAccess|PowerUserAccess)$/;
const AI_ROLE = /^roles\/(?:aiplatform\.|ml\.|discoveryengine\.|dialogflow\.|owner$|editor$)/;

/**
 * A key without an end for an identity that may use models. Where a key lies in clear is told by leaked-credential; that there is one at
 * all, although the platform lends short ones, is asked here.
 */
export default defineCheck({
  id: 'long-lived-static-key',
  title: 'Key without an end opens AI services',
  severity: 'low',
  applies: 'secret',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP01:2025' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'GOVERN 1.4' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0012' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0026' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'CEK-12' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-12' },
  ],
  judge(secret, view): Judgement | undefined {
    if (secret.properties['longLived'] !== true) return undefined;
    const links = view.out(secret, 'grants').filter((link) => link.to.kind === 'identity');
    const found = links.flatMap((link) => {
      const rights = rightsOf(link.to, view);
      return rights === undefined ? [] : [{ link, rights }];
    })[0];
    if (!found) return undefined;
    const { link, rights } = found;
    const identity = link.to;
    const aws = textOf(secret, 'platform') === 'aws';
    return {
      status: 'fail',
      severity: rights.wide ? 'medium' : 'low',
      title: `${identity.name} has a key without an end, and may ${rights.wide ? 'do nearly everything with AI services' : 'use AI services'}`,
      saw: `${aws ? 'An access key' : 'A key of the service account'} is made for ${identity.name}, which may ${listed(rights.what.map(said))}. It works until somebody deletes it.`,
      why: 'A key of that kind is copied: into a variable of CI, a laptop, a state file. Whoever finds it years later asks models on your bill and reads what they may read, from anywhere.',
      fix: {
        text: aws
          ? 'Give the workload a role (instance profile, IRSA, OIDC of the CI system) and delete the user. Where a user has to stay, rotate the key and limit it by aws:SourceIp.'
          : 'Use Workload Identity (GKE, GitHub, GitLab) or attach the service account to what runs, and delete the key.',
        command: aws
          ? `aws iam list-access-keys --user-name ${shellWord(trueName(identity))}`
          : `gcloud iam service-accounts keys list --managed-by=user --iam-account=${shellWord(trueName(identity))}`,
      },
      verify: aws
        ? '`aws iam list-access-keys` shows none, and the next scan passes.'
        : 'The list of user-managed keys is empty, and the next scan passes.',
      evidence: [...view.evidence(link), ...secret.evidence.slice(0, 1), ...identity.evidence.slice(0, 1)],
      exploitability: 'foothold',
      reachability: 'admin',
      harms: [identity],
    };
  },
});

/** What an identity may do with AI services, as its policies and roles say it; undefined where nothing of that was seen. */
function rightsOf(identity: Asset, view: View): { what: string[]; wide: boolean } | undefined {
  const actions = statementsOf(identity.properties['policy'])
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => statement.actions)
    .filter((action) => AI_ACTION.test(action));
  const managed = textsOf(identity, 'managedPolicies').filter((arn) => AI_POLICY.test(arn));
  const { roles } = identity.properties;
  const granted = [
    ...(Array.isArray(roles)
      ? roles.map((one) => (typeof one === 'object' && one !== null && 'role' in one ? one['role'] : undefined))
      : []),
    ...view.out(identity, 'may').map((link) => view.properties(link)['role']),
  ].filter((role): role is string => typeof role === 'string' && AI_ROLE.test(role));
  const what = [
    ...new Set([...managed.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)), ...(managed.length > 0 ? [] : actions), ...granted]),
  ];
  if (what.length === 0) return undefined;
  return {
    what,
    wide: what.some((one) => /(?:\*$|FullAccess$|AdministratorAccess|PowerUserAccess|roles\/(?:owner|editor)$|\.admin$)/.test(one)),
  };
}
