import type { Asset } from '../../../core/snapshot.ts';
import { approvalHint, type Reachable, toldTrifecta, toolsOf } from '../../agents.ts';
import { endpointsOf, executions } from '../../execution.ts';
import { exposedTo } from '../../exposed.ts';
import { type Harm, harmed, harmOf, harmSteps, narrowing, sayingOfHarm } from '../../harm.ts';
import { type CandidateFix, type CandidateStep, definePath, type PathCandidate } from '../../path.ts';
import { openToStrangers } from '../../stores.ts';
import { type Link, textOf, type View } from '../../view.ts';

/**
 * Strangers can put text into what an agent retrieves from, and the agent acts without asking: what they write there are
 * instructions. Told where the agent does something that cannot be taken back; where it runs commands it is
 * remote-code-execution, where it carries private data out by a tool that reads strangers' text it is over-privileged-agent.
 */
export default definePath({
  id: 'poisoned-retrieval',
  title: 'Text that strangers can store makes an agent act',
  severity: 'critical',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM09' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI06' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0051' },
  ],
  find({ view }) {
    const zone = view.ofKind('zone').find((one) => one.name === 'internet');
    if (!zone) return [];
    const open = filledByStrangers(zone, view);
    if (open.size === 0) return [];
    const readers = [...open.keys()].flatMap((store) => view.into(store, 'retrieves-from').map(({ from }) => from));
    // Most estates have no such reader: only then every agent's tools are looked through.
    return readers.length === 0
      ? []
      : view.ofKind('agent').flatMap((agent) => {
          const found = retrievals(agent, open, view)[0];
          return found ? tell(agent, found, zone, view) : [];
        });
  },
});

/** A place strangers write to, and the edges from there to what is retrieved from. */
interface Filled {
  place: Asset;
  open: Link[];
  how: string;
  through: Link[];
}

/** The stores strangers write into, themselves or the place their content comes from: from the outside in, where few things stand. */
function filledByStrangers(zone: Asset, view: View): Map<Asset, Filled[]> {
  const out = new Map<Asset, Filled[]>();
  const places = new Set(view.into(zone, 'exposed-to').map(({ from }) => from));
  for (const place of places) {
    const opened = STORES.has(place.kind) ? writing(place, view) : undefined;
    if (!opened) continue;
    out.set(place, [...(out.get(place) ?? []), { ...opened, through: [] }]);
    for (const link of place.kind === 'data-store' ? view.into(place, 'sourced-from') : [])
      if (link.strength !== 'inferred') out.set(link.from, [...(out.get(link.from) ?? []), { ...opened, through: [link] }]);
  }
  return out;
}

const STORES: ReadonlySet<Asset['kind']> = new Set(['vector-store', 'knowledge-base', 'data-store']);

function writing(place: Asset, view: View): Omit<Filled, 'through'> | undefined {
  const written = openToStrangers(place, view);
  const links = view.out(place, 'exposed-to').filter(({ to }) => to.name === 'internet');
  if (written?.write) return { place, open: links, how: written.how };
  if (place.kind !== 'vector-store') return undefined;
  // Whoever reaches the API of a vector store that asks nobody can write to it as well.
  const exposed = exposedTo(place, view);
  const asking = links.filter((link) => view.properties(link)['auth'] === 'none');
  return exposed?.reach === 'internet' && exposed.auth === 'none' && asking.length > 0
    ? { place, open: asking, how: exposed.how }
    : undefined;
}

interface Retrieval {
  filled: Filled;
  read: Link;
  /** The tool that retrieves, where it is not the agent itself. */
  tool?: Reachable;
}

function retrievals(agent: Asset, open: ReadonlyMap<Asset, Filled[]>, view: View): Retrieval[] {
  const own = view.out(agent, 'retrieves-from').flatMap((read) => (open.get(read.to) ?? []).map((filled) => ({ filled, read })));
  if (own.length > 0) return own;
  return toolsOf(agent, view).flatMap((tool) =>
    view.out(tool.tool, 'retrieves-from').flatMap((read) => (open.get(read.to) ?? []).map((filled) => ({ filled, read, tool }))),
  );
}

function tell(agent: Asset, found: Retrieval, zone: Asset, view: View): PathCandidate[] {
  const { filled, read, tool } = found;
  const { acts, reads } = harmOf(agent, view);
  // Reading what is in the store one writes to harms nobody: the act makes the path.
  if (!acts) return [];
  if (executions(view).some((one) => one.agent === agent && one.entries.some(({ way }) => way === 'store'))) return [];
  if (tool && toldTrifecta(agent, view)?.untrusted.tool === tool.tool) return [];
  const harm: Harm = { acts };
  const door = endpointsOf(agent, view).find(({ reachability }) => reachability === 'internet')?.asset;
  const unguarded = view.out(agent, 'guarded-by').length === 0;
  const host = view.out(agent, 'runs-on')[0]?.to;
  return [
    {
      title: `Anybody on the internet can put text into ${filled.place.name}${filled.through.length > 0 ? `, which fills ${read.to.name}` : ''}; ${agent.name} retrieves it as part of its task${unguarded ? ' with no filter seen between' : ''} and can be made to ${sayingOfHarm(harm)}${door ? `: ${door.name}${host ? ` on ${host.name}` : ''} lets anybody ask for it` : ''}.`,
      steps: [
        { asset: zone, edges: [], saying: 'A stranger writes the text.', evidence: [] },
        {
          asset: filled.place,
          attack: 'writes',
          edges: filled.open.map(({ index }) => index),
          saying: `Anybody can put documents into ${filled.place.name} (${filled.how}).`,
        },
        ...filled.through.map((link): CandidateStep => ({
          asset: link.from,
          attack: 'poisons',
          edges: [link.index],
          saying: `${link.from.name} is filled from ${link.to.name}.`,
        })),
        ...(tool
          ? [
              {
                asset: tool.tool,
                attack: 'reads' as const,
                edges: [read.index],
                saying: `${tool.tool.name} brings what it finds there into the conversation.`,
              },
            ]
          : []),
        {
          asset: agent,
          attack: 'steers',
          edges: tool ? [...tool.edges].reverse() : [read.index],
          saying: `${agent.name} reads it as part of its task and can be made to follow it.`,
          get evidence() {
            return tool ? view.evidence(tool.link) : view.evidence(read);
          },
        },
        ...harmSteps(agent, harm, view),
      ],
      pivots: [filled.place, agent],
      exploitability: 'public-technique',
      reachability: 'internet',
      ...(acts.tool.gatedSometimes ? { control: 'partial' as const } : {}),
      harms: [agent, filled.place, ...harmed(reads ? { reads, acts } : harm)],
      fixes: fixesFor(agent, found, harm),
      chokePoints: [agent, acts.tool.tool],
      confidence: Math.min(agent.confidence, filled.place.confidence, acts.tool.tool.confidence),
    },
  ];
}

function fixesFor(agent: Asset, { filled, read }: Retrieval, harm: Harm): CandidateFix[] {
  const bucket = textOf(filled.place, 'form') === 's3-bucket';
  return [
    {
      text: `Close ${filled.place.name} for strangers (${filled.how}): ${bucket ? 'switch on all four public access blocks and let a named principal write' : 'keep it inside the network and give it a key'}.`,
      cuts: filled.open.map(({ index }) => index),
      cost: 1,
    },
    narrowing(agent, harm, approvalHint(agent)),
    {
      text: `Let only reviewed documents into what ${agent.name} retrieves from: an index of its own that one job fills from named sources.`,
      cuts: [filled.through[0]?.index ?? read.index],
      cost: 3,
    },
  ];
}
