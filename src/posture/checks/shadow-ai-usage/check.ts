import type { Severity } from '../../../core/finding.ts';
import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { dataOf, worstData } from '../../data.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';
import { type Traffic, trafficOf, toldTraffic } from './traffic.ts';

/**
 * AI in use that is not on the list in pharos.yaml: one finding per service, with who, how much and since when. What shows data
 * leaving (large bodies, uploads, alarms of a data loss rule, access to mail and files) makes it high; names that were only looked
 * up make it low. Without a list use seen in logs is unknown rather than wrong, and a finding of medium severity where data left:
 * whatever the list will say, somebody has to look at that.
 */
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
    const traffic = trafficOf(asset, view);
    if (typeof sanctioned !== 'boolean') return unlisted(asset, traffic);
    if (sanctioned || textOf(asset, 'approvedBy') !== undefined) return { status: 'pass' };
    // A model of a provider that is not allowed is told there, once.
    if (asset.kind === 'model' && view.out(asset, 'provided-by').some((link) => link.to.properties['sanctioned'] === false))
      return undefined;
    const { users, evidence } = useOf(asset, view);
    const data = users.map((user) => worstData(dataOf(user, view))?.to.name).filter((name) => name !== undefined);
    const expired = textOf(asset, 'approvalExpired');
    const list = listFor(asset);
    const seen = [...inCode(asset, users), ...(traffic ? [toldTraffic(traffic)] : [])].join('. ');
    return {
      status: 'fail',
      title: `${asset.name} is in use, but not among the ${list} that are allowed`,
      ...(traffic && users.every(isInTraffic) ? { severity: severityOf(traffic) } : traffic?.leaves ? { severity: 'high' as const } : {}),
      saw: `${seen === '' ? `${asset.name} is in use` : seen}; sanctioned.${list} in pharos.yaml does not name it${expired === undefined ? '' : `, and its approval ended on ${expired}`}.${data.length > 0 ? ` What is sent there may come from ${listed(data)}.` : ''}`,
      why: whyOf(traffic),
      fix: {
        text: `Move the use to something that is allowed, or have ${asset.name} assessed and add it to sanctioned.${list} (or an approval with an end date) in pharos.yaml. Ask ${users[0]?.name ?? 'its users'} what was sent there so far.${traffic?.scopes.length ? ' Take the access back in the admin console of the directory.' : ''}`,
        patch: `sanctioned:\n  ${list}: [..., ${JSON.stringify(asset.name)}]`,
      },
      verify: traffic
        ? 'The next logs and exports no longer show it, or pharos.yaml names it; the next scan passes.'
        : 'The code no longer names it, or pharos.yaml does; the next scan passes.',
      evidence: [...(traffic?.evidence ?? []), ...(evidence.length > 0 ? evidence : asset.evidence)].slice(0, 50),
      exploitability: 'theoretical',
      reachability: 'internal',
      harms: [asset, ...users.filter((user) => !isInTraffic(user))],
    };
  },
});

/** Nobody has said what is allowed. */
function unlisted(asset: Asset, traffic: Traffic | undefined): Judgement | undefined {
  if (!traffic || traffic.byApi || textOf(asset, 'approvedBy') !== undefined) return undefined;
  const list = listFor(asset);
  if (!traffic.leaves)
    return {
      status: 'unknown',
      saw: `${toldTraffic(traffic)}. Whether that is allowed nobody has said: pharos.yaml has no sanctioned.${list}.`,
      evidence: traffic.evidence,
    };
  return {
    status: 'fail',
    title: `Data goes to ${asset.name}, and nobody has said whether it may`,
    saw: `${toldTraffic(traffic)}; pharos.yaml has no sanctioned.${list}.`,
    why: whyOf(traffic),
    fix: {
      text: `Decide whether ${asset.name} is allowed for this: add it to sanctioned.${list} in pharos.yaml, or end the use and ask what was sent there so far.`,
      patch: `sanctioned:\n  ${list}: [${JSON.stringify(asset.name)}]`,
    },
    verify: 'pharos.yaml says what is allowed; the next scan judges by it.',
    evidence: traffic.evidence.length > 0 ? traffic.evidence : asset.evidence,
    exploitability: 'theoretical',
    reachability: 'internal',
    harms: [asset],
  };
}

function severityOf({ leaves, onlyLookups }: Traffic): Severity {
  if (leaves) return 'high';
  return onlyLookups ? 'low' : 'medium';
}

function whyOf(traffic: Traffic | undefined): string {
  const usual =
    'Nobody has looked at where the content goes, how long it is kept, whether models of others learn from it, or under which contract; nobody will notice when it leaks.';
  if (traffic?.dlp.length) return `A data loss rule recognised sensitive data in what was sent. ${usual}`;
  if (traffic?.scopes.length)
    return `The app reads on, day and night, until somebody takes the access back: it holds a token, not a password. ${usual}`;
  return traffic?.leaves ? `Documents and whole texts were sent, not only questions: people paste what they work on. ${usual}` : usual;
}

function listFor(asset: Asset): string {
  return asset.kind === 'provider' ? 'providers' : asset.kind === 'model' ? 'models' : asset.kind === 'saas-app' ? 'saas' : 'tools';
}

function inCode(asset: Asset, users: readonly Asset[]): string[] {
  const names = users.filter((user) => !isInTraffic(user)).map(({ name }) => name);
  return names.length === 0 ? [] : [`${listed(names)} ${names.length === 1 ? 'uses' : 'use'} ${asset.name}`];
}

function isInTraffic({ kind }: Asset): boolean {
  return kind === 'person' || kind === 'device' || kind === 'identity';
}

/** Who uses it and on which lines; for a provider also through its models and endpoints. */
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
