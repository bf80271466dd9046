import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textOf } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A role with rights on models that people outside can take on: its trust names everybody, or every repository of a hoster of
 * code. Sources: docs.github.com, "Configuring OpenID Connect in Amazon Web Services" (the `sub` claim); docs.aws.amazon.com, IAM
 * roles for OIDC identity providers (a condition on the subject).
 */
export default defineCheck({
  id: 'role-trust-open',
  title: 'Role on models that outsiders can take on',
  severity: 'high',
  applies: 'identity',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0026' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-05' },
  ],
  judge(identity, view): Judgement | undefined {
    if (textOf(identity, 'form') !== 'role') return undefined;
    const trust = statementsOf(identity, 'trust').filter(({ effect }) => effect === 'Allow');
    if (trust.length === 0) return undefined;
    const rights = rightsOnModels(identity);
    const users = view.into(identity, 'runs-as').map(({ from }) => from.name);
    if (rights.length === 0 && users.length === 0) return undefined;
    const open = trust.map((statement) => ({ statement, who: strangers(statement) })).find(({ who }) => who !== undefined);
    if (!open) return { status: 'pass' };
    if (open.statement.conditionUnknown)
      return { status: 'unknown', saw: `Who may take on ${identity.name} is decided by a condition that could not be read.` };
    const place: Evidence = {
      target: open.statement.target,
      file: open.statement.file,
      line: open.statement.line,
      detail: 'who may take on the role',
    };
    return {
      status: 'fail',
      title: `${open.who} can take on ${identity.name}`,
      saw: `The trust of ${identity.name} lets ${open.who!.toLowerCase()} in${rights.length > 0 ? `; it may ${listed(rights, 3)}` : ''}${users.length > 0 ? `; ${listed(users, 3)} ${users.length === 1 ? 'acts' : 'act'} as it` : ''}.`,
      why: 'Nothing has to be stolen first: whoever finds the name of the role signs in as it and does what it may do to models and data.',
      fix: {
        text: 'Name who may take it on: the account or role, and for a build the repository with its branch or environment.',
        patch: isHosted(open.statement)
          ? 'condition {\n  test     = "StringEquals"\n  variable = "token.actions.githubusercontent.com:sub"\n  values   = ["repo:<owner>/<repository>:ref:refs/heads/main"]\n}'
          : 'principals {\n  type        = "AWS"\n  identifiers = ["arn:aws:iam::<account>:role/<role>"]\n}',
      },
      verify: 'Taking it on from another account or repository answers AccessDenied, and the next scan passes.',
      evidence: [place, ...identity.evidence.slice(0, 1)],
      exploitability: 'trivial',
      reachability: 'internet',
    };
  },
});

interface Statement {
  effect: string;
  actions: string[];
  principals: string[];
  conditions: Record<string, Record<string, string[]>>;
  conditionUnknown?: boolean;
  target: string;
  file: string;
  line: number;
}

function statementsOf(identity: Asset, name: 'trust' | 'policy'): Statement[] {
  const found = identity.properties[name];
  return Array.isArray(found) ? found.flatMap((one) => (isStatement(one) ? [one] : [])) : [];
}

function isStatement(one: unknown): one is Statement {
  return typeof one === 'object' && one !== null && 'actions' in one && 'principals' in one && 'conditions' in one;
}

/** Hosters whose issuer every customer shares, with the claims that tell one customer from the other. */
const HOSTED: readonly (readonly [issuer: RegExp, who: string])[] = [
  [/token\.actions\.githubusercontent\.com$/, 'Any repository of GitHub'],
  [/\bgitlab\.com$/, 'Any project of gitlab.com'],
  [/\bapp\.terraform\.io$/, 'Any workspace of HCP Terraform'],
];
const CLAIM = /:(?:sub|repository|repository_owner|repository_id|job_workflow_ref|project_path|project_id|namespace_path)$/;

function isHosted({ principals }: Statement): boolean {
  return principals.some((one) => HOSTED.some(([issuer]) => issuer.test(one)));
}

/** Everybody whom a statement lets in, for people; undefined where it names who. */
function strangers(statement: Statement): string | undefined {
  const { principals, conditions } = statement;
  const keys = Object.entries(conditions).flatMap(([operator, table]) =>
    Object.entries(table).map(([key, values]) => ({ key, values, exact: /^(?:ForAnyValue:|ForAllValues:)?StringEquals/.test(operator) })),
  );
  const hosted = principals.flatMap((one) => HOSTED.find(([issuer]) => issuer.test(one))?.[1] ?? [])[0];
  if (hosted !== undefined) {
    const claims = keys.filter(({ key }) => CLAIM.test(key));
    // `repo:*` and `*` say nothing about whose repository it is.
    const narrow = claims.some(({ values }) => values.length > 0 && values.every((value) => !/^(?:\*|\w+:\*|repo:\*\/.*)$/.test(value)));
    return narrow ? undefined : hosted;
  }
  if (!principals.includes('*')) return undefined;
  return keys.length === 0 ? 'Anybody with an account of AWS' : undefined;
}

const MODELS = /^(?:\*|(?:bedrock|bedrock-agent|bedrock-agentcore|sagemaker|aoss|s3vectors):.+)$/i;

function rightsOnModels(identity: Asset): string[] {
  return [
    ...new Set(
      statementsOf(identity, 'policy')
        .filter(({ effect }) => effect === 'Allow')
        .flatMap(({ actions }) => actions.filter((action) => MODELS.test(action))),
    ),
  ];
}
