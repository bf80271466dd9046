import { SEVERITIES } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import type { Judgement } from '../../check.ts';
import { defineCheck } from '../../check.ts';
import { broadRights, identitiesOf, mayDo, narrowed, policiesSeen, unclearRights } from '../../permissions.ts';
import { listed } from '../../wording.ts';

/** What an injected sentence can do is what the agent's identity may do, whatever its tools were meant for. */
export default defineCheck({
  id: 'agent-excessive-permissions',
  title: 'Agent acts with rights nobody needs',
  severity: 'high',
  applies: ['agent', 'application'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP02:2025' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0053' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0026' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-05' },
  ],
  judge(asset, view): Judgement | undefined {
    // An application is asked only where no agent of it answers already.
    if (asset.kind === 'application' && view.out(asset, 'contains').some((link) => link.to.kind === 'agent')) return undefined;
    const identities = identitiesOf(asset, view);
    if (identities.length === 0) return undefined;
    const broad = identities.flatMap((identity) => broadRights(identity).map((breadth) => ({ identity, breadth })));
    if (broad.length === 0) return withoutFault(asset, identities);
    const worst = broad.map(({ breadth }) => breadth.severity).sort((a, b) => SEVERITIES.indexOf(b) - SEVERITIES.indexOf(a))[0]!;
    const tools = asset.kind === 'agent' ? view.out(asset, 'calls-tool').map((link) => link.to.name) : [];
    const { identity, breadth } = broad.find((one) => one.breadth.severity === worst)!;
    const needs = tools.length > 0 ? `${listed(tools, 5)} ${tools.length === 1 ? 'needs' : 'need'}` : 'it uses';
    return {
      status: 'fail',
      severity: worst,
      title: `${asset.name} acts as ${identity.name}, which may ${mayDo(breadth.what)}`,
      saw: `${asset.name} acts as ${listed(identities.map(({ name }) => name))}, and that identity may ${listed(broad.map((one) => mayDo(one.breadth.what)))}.${tools.length > 0 ? ` Its tools are ${listed(tools, 5)}.` : ''}`,
      why: `Whoever makes ${asset.name} run one command or one wrong call acts with all of these rights: reading every store, changing code and giving rights to others, far beyond what ${asset.name} is for.`,
      fix: narrowed(identity, needs, breadth),
      verify: `The rights of ${identity.name} name actions and resources, ${asset.name} still does its work, and the next scan passes.`,
      evidence: [
        ...broad.map((one) => one.breadth.evidence),
        ...asset.evidence.slice(0, 1),
        ...identities.flatMap((one) => one.evidence.slice(0, 1)),
      ],
      exploitability: 'public-technique',
      reachability: 'internal',
    };
  },
});

function withoutFault(asset: Asset, identities: readonly Asset[]): Judgement {
  const blind = identities.find((identity) => !policiesSeen(identity).any);
  if (blind)
    return {
      status: 'unknown',
      saw: `${asset.name} acts as ${blind.name}, but no policy of it was seen.`,
      evidence: blind.evidence.slice(0, 1),
    };
  const conditional = identities.flatMap((identity) => unclearRights(identity));
  if (conditional.length > 0)
    return {
      status: 'unknown',
      saw: `${asset.name} may do ${listed(conditional.map(({ what }) => what))} under a condition that could not be read.`,
      evidence: conditional.map(({ evidence }) => evidence),
    };
  const unread = identities.flatMap((identity) => policiesSeen(identity).unread);
  return unread.length > 0
    ? { status: 'unknown', saw: `${asset.name} acts with rights from ${listed(unread)}, whose content was not read.` }
    : { status: 'pass' };
}
