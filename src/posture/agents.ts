import type { Evidence } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import { legMasks } from './legs.ts';
import { type Link, textOf, textsOf, type View } from './view.ts';

/** One tool an agent can use, in person or through agents it delegates to. */
export interface Reachable {
  tool: Asset;
  /** The agent that calls it. */
  by: Asset;
  /** Edge numbers from the first agent to the tool. */
  edges: number[];
  /** A person is asked before the tool acts, every time. */
  gated: boolean;
  /** A person is asked in cases that code decides. */
  gatedSometimes: boolean;
  link: Link;
}

/** What a tool does in one place of its code, as discovery recorded it. */
export interface ToolEffect {
  capabilities: string[];
  how?: string;
  target: 'model-chosen' | 'fixed' | 'unknown';
  fixed?: string;
  access?: string;
  sandboxed?: boolean;
  store?: string;
  file?: string;
  line?: number;
  detail?: string;
}

export function effectsOf(tool: Asset): ToolEffect[] {
  const { effects } = tool.properties;
  if (!Array.isArray(effects)) return [];
  return effects
    .filter((item): item is { [name: string]: never } => typeof item === 'object' && item !== null)
    .map((item) => item as unknown as ToolEffect);
}

/** Effects as evidence: where in the tool's code the capability stands. */
export function effectEvidence(tool: Asset, capability: string): Evidence[] {
  const target = tool.evidence[0]?.target ?? '';
  const seen = effectsOf(tool).filter((effect) => effect.capabilities.includes(capability) && effect.file !== undefined);
  return seen.map((effect) => ({
    target,
    file: effect.file!,
    ...(effect.line === undefined ? {} : { line: effect.line }),
    detail: effect.detail ?? capability,
  }));
}

/** The tools of an agent and of every agent it hands work to; a hand-off passes the context on, so its tools count. */
export function toolsOf(agent: Asset, view: View): readonly Reachable[] {
  const known = TOOLS.get(view) ?? new Map<string, Reachable[]>();
  TOOLS.set(view, known);
  let tools = known.get(agent.id);
  if (!tools) known.set(agent.id, (tools = collectTools(agent, view)));
  return tools;
}

/** Once per view: every check on agents asks, in a team where everybody hands work to everybody about everybody. */
const TOOLS = new WeakMap<View, Map<string, Reachable[]>>();
/** Hand-offs are followed nearest first and no further than this: a made-up mesh of thousands of agents must not hang a scan. */
const MOST_LINKS = 20_000;

function collectTools(agent: Asset, view: View): Reachable[] {
  let links = 0;
  const out: Reachable[] = [];
  const seen = new Set<string>([agent.id]);
  const queue: { asset: Asset; edges: number[] }[] = [{ asset: agent, edges: [] }];
  for (let next = 0; next < queue.length && links < MOST_LINKS; next++) {
    const at = queue[next]!;
    for (const link of view.out(at.asset, 'calls-tool', 'connects-to')) {
      if (link.kind === 'calls-tool') take(link, at, [...at.edges, link.index]);
      else if (link.to.kind === 'mcp-server')
        for (const exposed of view.out(link.to, 'exposes-tool')) take(exposed, at, [...at.edges, link.index, exposed.index]);
    }
    for (const link of view.out(at.asset, 'delegates-to')) {
      links++;
      if (seen.has(link.to.id)) continue;
      seen.add(link.to.id);
      queue.push({ asset: link.to, edges: [...at.edges, link.index] });
    }
  }
  return out;

  function take(link: Link, at: { asset: Asset; edges: number[] }, edges: number[]): void {
    links++;
    const tool = link.to;
    // Looked up when asked: most tools are never asked about, and the edge's properties may lie packed in a store.
    let known: string | undefined;
    const approval = (): string => (known ??= approvalOn(link, view));
    out.push({
      tool,
      by: at.asset,
      edges,
      link,
      get gated() {
        return approval() === 'always';
      },
      get gatedSometimes() {
        return approval() === 'conditional';
      },
    });
    for (const inner of view.out(tool, 'delegates-to')) {
      if (seen.has(inner.to.id)) continue;
      seen.add(inner.to.id);
      queue.push({ asset: inner.to, edges: [...edges, inner.index] });
    }
  }
}

/** Whether a person is asked: always, in cases that code decides, or never; stated on the relation or on the tool. */
function approvalOn(link: Link, view: View): string {
  const own = textOf(link.to, 'approval');
  if (own === 'always') return own;
  const stated = [view.properties(link)['approval'], own];
  return stated.includes('always') ? 'always' : stated.includes('conditional') ? 'conditional' : 'none';
}

export interface Trifecta {
  agent: Asset;
  untrusted: Reachable;
  secret: Reachable;
  exit: Reachable;
  /** Every way out that nobody watches, `exit` first. */
  exits: Reachable[];
  tools: readonly Reachable[];
}

/**
 * Private data, untrusted content and a way out in one agent (Willison 2025; Meta's Agents Rule of Two). The way out counts
 * when the model chooses where it leads and no person is asked; a fixed recipient is none. What the agent reads from outsiders
 * may be the same tool that reads private data, when both capabilities stand on it.
 */
export function trifectaOf(agent: Asset, view: View): Trifecta | undefined {
  const known = TRIFECTAS.get(view) ?? new Map<string, Trifecta | undefined>();
  TRIFECTAS.set(view, known);
  if (!known.has(agent.id)) known.set(agent.id, hasAllLegs(agent, view) ? legsOf(agent, view) : undefined);
  return known.get(agent.id);
}

/** Once per view: in a team where everybody hands work to everybody, each agent asks about all others. */
const TRIFECTAS = new WeakMap<View, Map<string, Trifecta | undefined>>();

/** Bits: outsiders' content 1, private data 2, a way out 4. Computed for all agents at once. */
const MASKS = new WeakMap<View, Uint8Array>();

function hasAllLegs(agent: Asset, view: View): boolean {
  let masks = MASKS.get(view);
  if (!masks) MASKS.set(view, (masks = legMasks(view, legBits)));
  return masks[view.numberOf(agent)] === 7;
}

function legBits(tool: Asset): number {
  const capabilities = textsOf(tool, 'capabilities');
  const gated = tool.properties['approval'] === 'always';
  const untrusted = capabilities.includes('ingests-untrusted-content') ? 1 : 0;
  const secret = !gated && capabilities.includes('reads-private-data') ? 2 : 0;
  return untrusted | secret | (!gated && capabilities.includes('external-communication') && leadsAnywhere(tool) ? 4 : 0);
}

function legsOf(agent: Asset, view: View): Trifecta | undefined {
  const tools = toolsOf(agent, view);
  const can = (one: Reachable, capability: string): boolean => textsOf(one.tool, 'capabilities').includes(capability);
  const exits = tools
    .filter((one) => can(one, 'external-communication') && leadsAnywhere(one.tool) && !one.gated)
    .sort((a, b) => Number(a.gatedSometimes) - Number(b.gatedSometimes));
  const [exit] = exits;
  if (!exit) return undefined;
  const secret =
    tools.find((one) => one !== exit && can(one, 'reads-private-data') && !one.gated) ??
    tools.find((one) => can(one, 'reads-private-data') && !one.gated);
  const untrusted =
    tools.find((one) => can(one, 'ingests-untrusted-content') && one !== exit && one !== secret) ??
    tools.find((one) => can(one, 'ingests-untrusted-content') && one !== exit) ??
    tools.find((one) => can(one, 'ingests-untrusted-content'));
  if (!secret || !untrusted) return undefined;
  return { agent, untrusted, secret, exit, exits, tools };
}

/**
 * The trifecta as it is told for an agent: once, at the agent without which it would not come together. Where an agent it hands
 * work to has all three legs anyway, it is told there; of agents that hand work to each other in a circle, at the one with
 * most tools of its own.
 */
export function toldTrifecta(agent: Asset, view: View): Trifecta | undefined {
  const trifecta = trifectaOf(agent, view);
  if (!trifecta) return undefined;
  const own = trifecta.tools.filter((one) => one.by === agent).length;
  for (const other of new Set(trifecta.tools.map((one) => one.by))) {
    if (other === agent) continue;
    const theirs = trifectaOf(other, view);
    if (!theirs) continue;
    const circle = theirs.tools.some((one) => one.by === agent);
    const rest = theirs.tools.filter((one) => one.by === other).length;
    if (!circle || rest > own || (rest === own && other.id < agent.id)) return undefined;
  }
  return trifecta;
}

/** The tool that brings text of outsiders to an agent, its own or one of those it hands work to. */
export function outsideReader(agent: Asset, view: View): Asset | undefined {
  return toolsOf(agent, view).find((one) => textsOf(one.tool, 'capabilities').includes('ingests-untrusted-content'))?.tool;
}

/** A recipient the model chooses, or one that could not be read: not one fixed in code or configuration. */
export function leadsAnywhere(tool: Asset): boolean {
  const outward = effectsOf(tool).filter((effect) => effect.capabilities.includes('external-communication'));
  return outward.length === 0 || outward.some((effect) => effect.target !== 'fixed');
}

/** What a gate must stand before: acts that cannot be taken back, move value or run code the model wrote. */
const HIGH_IMPACT = ['money-movement', 'irreversible-action'];

export function highImpact(tool: Asset): string | undefined {
  const capabilities = textsOf(tool, 'capabilities');
  const act = HIGH_IMPACT.find((capability) => capabilities.includes(capability));
  if (act !== 'irreversible-action') return act;
  // A mail to one fixed address of our own is no act that needs a person.
  const effects = effectsOf(tool).filter((effect) => effect.capabilities.includes(act));
  return effects.length === 0 ||
    effects.some((effect) => effect.target !== 'fixed' || !effect.capabilities.includes('external-communication'))
    ? act
    : undefined;
}

/** How the agent's own framework asks a person. Sources: the frameworks' documentation on approval and interrupts. */
export function approvalHint(agent: Asset): string {
  switch (agent.properties['library']) {
    case 'openai-agents':
      return 'set `needs_approval=True` on the tool and handle `result.interruptions`';
    case 'langchain':
    case 'langgraph':
      return 'add `HumanInTheLoopMiddleware(interrupt_on={...})` with a checkpointer, or call `interrupt()` in the tool';
    case 'ai':
      return 'set `needsApproval: true` on the tool and answer the approval request in the client';
    default:
      return agent.properties['platform'] === 'aws-bedrock'
        ? 'set `require_confirmation = "ENABLED"` on the function'
        : 'return the planned action to the application and run it only after a person confirmed it';
  }
}

/** The lines that put a person before a tool, where the framework has them in one place. */
export function approvalPatch(agent: Asset, tool: Asset): string | undefined {
  const name = JSON.stringify(tool.name);
  switch (agent.properties['library']) {
    case 'openai-agents':
      return '@function_tool(needs_approval=True)';
    case 'langchain':
      return `middleware=[HumanInTheLoopMiddleware(interrupt_on={${name}: True})],\ncheckpointer=InMemorySaver(),  # a durable one in production`;
    case 'ai':
      return 'needsApproval: true,';
    default:
      return agent.properties['platform'] === 'aws-bedrock' ? 'require_confirmation = "ENABLED"' : undefined;
  }
}
