import type { Asset } from '../../../core/snapshot.ts';
import { approvalHint } from '../../agents.ts';
import { endpointsOf, executions } from '../../execution.ts';
import { exposedTo } from '../../exposed.ts';
import { type Harm, harmed, harmOf, harmSteps, isSensitiveStore, narrowing, sayingOfHarm } from '../../harm.ts';
import { type CandidateFix, definePath, type PathCandidate } from '../../path.ts';
import { type Link, textOf, type View } from '../../view.ts';

/**
 * An entry that the internet reaches and that asks nobody who is calling leads to an agent that gives away private data or acts. A
 * public entry alone is none: what lies behind it makes the path. Each way of exposure must be open (a load balancer or authoriser
 * that asks cuts it), and tools behind an approval count for nothing. Where the agent runs commands, remote-code-execution tells it.
 */
export default definePath({
  id: 'open-endpoint',
  title: 'An entry without authentication leads to private data or to acts',
  severity: 'high',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0040' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-13' },
  ],
  find({ view }) {
    const zone = view.ofKind('zone').find((one) => one.name === 'internet');
    if (!zone) return [];
    const entries = [...view.ofKind('ai-endpoint'), ...view.ofKind('gateway')].flatMap((endpoint) => openEntry(endpoint, view));
    return entries.flatMap((entry) => {
      const routed = view.out(entry.endpoint, 'routes-to').filter(({ to }) => to.kind === 'agent');
      const told = routed.flatMap((route) => throughAgent(entry, route, zone, view));
      return told.length > 0 || routed.length > 0 ? told : straight(entry, zone, view);
    });
  },
});

interface Entry {
  endpoint: Asset;
  open: Link[];
}

function openEntry(endpoint: Asset, view: View): Entry[] {
  const exposures = view.out(endpoint, 'exposed-to').filter(({ to }) => to.name === 'internet');
  if (exposures.length === 0) return [];
  const isOpen = (link: Link): boolean => view.properties(link)['auth'] === 'none';
  if (endpoint.kind === 'gateway') {
    const exposed = exposedTo(endpoint, view);
    return exposed?.reach === 'internet' && exposed.auth === 'none' ? [{ endpoint, open: exposures.filter(isOpen) }] : [];
  }
  if (textOf(endpoint, 'auth') !== 'none') return [];
  const open = exposures.filter(isOpen);
  return open.length > 0 ? [{ endpoint, open }] : [];
}

function throughAgent({ endpoint, open }: Entry, route: Link, zone: Asset, view: View): PathCandidate[] {
  const agent = route.to;
  if (endpoint.kind === 'ai-endpoint' && !endpointsOf(agent, view).some(({ asset }) => asset === endpoint)) return [];
  // Whoever runs commands reads and acts anyway: that path is told with its host and identity.
  if (executions(view).some((one) => one.agent === agent && one.entries.some(({ asset }) => asset === endpoint))) return [];
  const harm = harmOf(agent, view);
  if (!harm.reads && !harm.acts) return [];
  const partial = harm.acts?.tool.gatedSometimes === true && !harm.reads;
  const toxic = harm.acts !== undefined && harm.reads !== undefined && isSensitiveStore(harm.reads.store.to);
  const through = [...(harm.reads?.tool ? [harm.reads.tool.tool] : []), ...(harm.acts ? [harm.acts.tool.tool] : [])];
  return [
    {
      title: `Anybody on the internet can call ${endpoint.name}, which asks nobody who is calling, and through ${agent.name} ${sayingOfHarm(harm)}.`,
      steps: [
        ...firstSteps({ endpoint, open }, zone, view),
        {
          asset: agent,
          attack: 'steers',
          edges: [route.index],
          saying: `It passes the request on to ${agent.name}, which does what the caller asks${view.out(agent, 'guarded-by').length === 0 ? '; no guardrail was seen' : ''}.`,
        },
        ...harmSteps(agent, harm, view),
      ],
      pivots: [endpoint, agent],
      ...(toxic ? { severity: 'critical' as const } : {}),
      exploitability: 'trivial',
      reachability: 'internet',
      ...(partial ? { control: 'partial' as const } : {}),
      harms: [agent, endpoint, ...harmed(harm)],
      fixes: fixesFor({ endpoint, open }, view, agent, route, harm),
      chokePoints: [endpoint, agent],
      confidence: Math.min(endpoint.confidence, agent.confidence, ...through.map(({ confidence }) => confidence)),
    },
  ];
}

/** An entry that answers from a store itself, without an agent between: only where its content is stated to be sensitive. */
function straight(entry: Entry, zone: Asset, view: View): PathCandidate[] {
  const { endpoint } = entry;
  const store = view.out(endpoint, 'retrieves-from').find(({ to }) => isSensitiveStore(to));
  if (!store) return [];
  const harm: Harm = { reads: { store, stated: true } };
  return [
    {
      title: `Anybody on the internet can call ${endpoint.name}, which asks nobody who is calling, and ${sayingOfHarm(harm)}.`,
      steps: [...firstSteps(entry, zone, view), ...harmSteps(endpoint, harm, view)],
      pivots: [endpoint],
      exploitability: 'trivial',
      reachability: 'internet',
      harms: [endpoint, store.to],
      loses: ['confidentiality'],
      fixes: fixesFor(entry, view, endpoint, undefined, harm),
      chokePoints: [endpoint],
      confidence: Math.min(endpoint.confidence, store.to.confidence),
    },
  ];
}

function firstSteps({ endpoint, open }: Entry, zone: Asset, view: View): PathCandidate['steps'] {
  const how = view.properties(open[0]!)['how'];
  return [
    { asset: zone, edges: [], saying: 'A stranger without any account starts here.', evidence: [] },
    {
      asset: endpoint,
      attack: 'exposes',
      edges: open.map(({ index }) => index),
      saying: `${endpoint.name} answers the internet${typeof how === 'string' ? ` (${how})` : ''} and asks nobody who is calling.`,
      get evidence() {
        return [...open.flatMap((link) => view.evidence(link)), ...endpoint.evidence.slice(0, 1)];
      },
    },
  ];
}

function fixesFor({ endpoint, open }: Entry, view: View, at: Asset, route: Link | undefined, harm: Harm): CandidateFix[] {
  const narrow = narrowing(at, harm, approvalHint(at));
  return [
    {
      text: `Let ${endpoint.name} ask who is calling: a session or token that the handler checks, or IAM or an authoriser in front${view.properties(open[0]!)['how'] === 'Lambda function URL' ? ' (`authorization_type = "AWS_IAM"`)' : ''}.`,
      cuts: open.map(({ index }) => index),
      cost: 2,
    },
    narrow,
    ...(route
      ? [
          {
            text: `Answer strangers with an agent of its own that has public content and no tools: ${endpoint.name} no longer passes requests on to ${at.name}.`,
            cuts: [route.index],
            cost: 3 as const,
          },
        ]
      : []),
  ];
}
