import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { dataOf, worstData } from '../../data.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/** AI in use that is not on the list in pharos.yaml. Without a list there is nothing to judge by. */
export default defineCheck({
  id: 'shadow-ai-usage',
  title: 'AI in use that nobody allowed',
  severity: 'medium',
  applies: ['provider', 'model', 'mcp-server', 'saas-app'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP09:2025' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'GOVERN 1.6' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'UEM-02' },
  ],
  judge(asset, view) {
    const { sanctioned } = asset.properties;
    if (typeof sanctioned !== 'boolean') return undefined;
    if (sanctioned || textOf(asset, 'approvedBy') !== undefined) return { status: 'pass' };
    // A model of a provider that is not allowed is told there, once.
    if (asset.kind === 'model' && view.out(asset, 'provided-by').some((link) => link.to.properties['sanctioned'] === false))
      return undefined;
    const { users, evidence } = useOf(asset, view);
    const data = users.map((user) => worstData(dataOf(user, view))?.to.name).filter((name) => name !== undefined);
    const expired = textOf(asset, 'approvalExpired');
    const list = asset.kind === 'provider' ? 'providers' : asset.kind === 'model' ? 'models' : asset.kind === 'saas-app' ? 'saas' : 'tools';
    return {
      status: 'fail',
      title: `${asset.name} is in use, but not among the ${list} that are allowed`,
      saw: `${users.length > 0 ? `${listed(users.map(({ name }) => name))} ${users.length === 1 ? 'uses' : 'use'} ${asset.name}` : `${asset.name} is in use`}; sanctioned.${list} in pharos.yaml does not name it${expired === undefined ? '' : `, and its approval ended on ${expired}`}.${data.length > 0 ? ` What is sent there may come from ${listed(data)}.` : ''}`,
      why: 'Nobody has looked at where the content goes, how long it is kept, whether models of others learn from it, or under which contract; nobody will notice when it leaks.',
      fix: {
        text: `Move the use to something that is allowed, or have ${asset.name} assessed and add it to sanctioned.${list} (or an approval with an end date) in pharos.yaml. Ask ${users[0]?.name ?? 'its users'} what was sent there so far.`,
        patch: `sanctioned:\n  ${list}: [..., ${JSON.stringify(asset.name)}]`,
      },
      verify: 'The code no longer names it, or pharos.yaml does; the next scan passes.',
      evidence: evidence.length > 0 ? evidence : asset.evidence,
      exploitability: 'theoretical',
      reachability: 'internal',
      harms: [asset, ...users],
    };
  },
});

/** Who uses it and on which lines; for a provider also through its models. */
function useOf(asset: Asset, view: View): { users: Asset[]; evidence: Evidence[] } {
  const models = view.into(asset, 'provided-by').map((link) => link.from);
  const links = [asset, ...models].flatMap((one) => view.into(one, 'uses-model', 'connects-to', 'uses', 'authorised'));
  const applications = links.filter((link) => link.from.kind !== 'agent' && link.from.kind !== 'ai-endpoint');
  const users = [...new Set((applications.length > 0 ? applications : links).map((link) => link.from))];
  return {
    users,
    evidence: [...asset.evidence, ...models.flatMap((model) => model.evidence), ...links.flatMap((link) => view.evidence(link))].slice(
      0,
      50,
    ),
  };
}
