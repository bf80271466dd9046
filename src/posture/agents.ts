import type { Evidence } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import { legMasks } from './legs.ts';
import { createTeams, EXIT, GATED, OUTSIDERS, PRIVATE, SOMETIMES, type Team, type Teams, traitsOfTools } from './team.ts';
import { type Link, textOf, textsOf, type View } from './view.ts';
import { trueName } from './wording.ts';

/** One tool an agent can use, in person or through agents it delegates to. */
export interface Reachable {
  /** A tool, or the MCP server where none of its tools is known. */
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
  const { teams, tools } = agentsOf(view);
  let found = tools.get(agent.id);
  if (!found) {
    const team = teams.of(view.numberOf(agent));
    found = team.flatMap(({ own }, member) => own.tool.map((_, way) => reachable({ member, way }, team, view)));
    tools.set(agent.id, found);
  }
  return found;
}

/** What is known of all agents at once; every check on agents asks, in a team where everybody hands work to everybody about everybody. */
interface Agents {
  teams: Teams;
  /** Which legs may come together at an agent, by asset number. */
  legs: Uint8Array;
  tools: Map<string, readonly Reachable[]>;
  /** By asset number. */
  trifectas: Map<number, Conjunction | undefined>;
}

/** Once per view. */
const AGENTS = new WeakMap<View, Agents>();

function agentsOf(view: View): Agents {
  let known = AGENTS.get(view);
  if (!known) {
    const traits = traitsOfTools(view, traitsOf);
    known = { teams: createTeams(view, traits), legs: legMasks(view, traits.map(legBits)), tools: new Map(), trifectas: new Map() };
    AGENTS.set(view, known);
  }
  return known;
}

/** A way to a tool: whose of the team, and which of its own. */
interface Way {
  member: number;
  way: number;
}

function reachable({ member, way }: Way, team: Team, view: View): Reachable {
  const { asset, own } = team[member]!;
  const { assets } = view.snapshot;
  const traits = own.traits[way]!;
  return {
    tool: assets[own.tool[way]!]!,
    by: assets[asset]!,
    edges: agentsOf(view).teams.edgesTo(team, member, way),
    gated: (traits & GATED) !== 0,
    gatedSometimes: (traits & SOMETIMES) !== 0,
    link: view.link(own.edge[way]!),
  };
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
  const found = conjunctionOf(view.numberOf(agent), view);
  return found && trifecta(agent, found, view);
}

function trifecta(agent: Asset, { untrusted, secret, exit }: Conjunction, view: View): Trifecta {
  const team = agentsOf(view).teams.of(view.numberOf(agent));
  const first = reachable(exit, team, view);
  return {
    agent,
    untrusted: reachable(untrusted, team, view),
    secret: reachable(secret, team, view),
    exit: first,
    get exits() {
      return exitsOf(team).map((one) => (includesWay([exit], one.member, one.way) ? first : reachable(one, team, view)));
    },
    get tools() {
      return toolsOf(agent, view);
    },
  };
}

/**
 * The trifecta of an agent as ways within its team: most are only compared with others. The team itself is put together again
 * when it is asked for, since those of a long chain of agents would fill the memory.
 */
interface Conjunction {
  untrusted: Way;
  secret: Way;
  exit: Way;
}

function conjunctionOf(agent: number, view: View): Conjunction | undefined {
  const { legs, trifectas, teams } = agentsOf(view);
  if (legs[agent] !== (OUTSIDERS | PRIVATE | EXIT)) return undefined;
  if (!trifectas.has(agent)) trifectas.set(agent, joinLegs(teams.of(agent)));
  return trifectas.get(agent);
}

function traitsOf(tool: Asset): number {
  const capabilities = textsOf(tool, 'capabilities');
  const approval = textOf(tool, 'approval');
  return (
    (capabilities.includes('ingests-untrusted-content') ? OUTSIDERS : 0) |
    (capabilities.includes('reads-private-data') ? PRIVATE : 0) |
    (capabilities.includes('external-communication') && leadsAnywhere(tool) ? EXIT : 0) |
    (approval === 'always' ? GATED : approval === 'conditional' ? SOMETIMES : 0)
  );
}

/** The legs a tool may be: behind a gate only the one of outsiders' content. */
function legBits(traits: number): number {
  return traits & ((traits & GATED) === 0 ? OUTSIDERS | PRIVATE | EXIT : OUTSIDERS);
}

function joinLegs(team: Team): Conjunction | undefined {
  const exit = firstWay(team, EXIT, GATED | SOMETIMES) ?? firstWay(team, EXIT, GATED);
  if (!exit) return undefined;
  const secret = firstWay(team, PRIVATE, GATED, exit) ?? firstWay(team, PRIVATE, GATED);
  const untrusted = firstWay(team, OUTSIDERS, 0, exit, secret) ?? firstWay(team, OUTSIDERS, 0, exit) ?? firstWay(team, OUTSIDERS, 0);
  return secret && untrusted && { untrusted, secret, exit };
}

/** The first way, in the order of the team, with all of `wanted` and none of `unwanted` that is none of `others`. */
function firstWay(team: Team, wanted: number, unwanted: number, ...others: (Way | undefined)[]): Way | undefined {
  for (let member = 0; member < team.length; member++) {
    const { traits } = team[member]!.own;
    for (let way = 0; way < traits.length; way++)
      if ((traits[way]! & (wanted | unwanted)) === wanted && !includesWay(others, member, way)) return { member, way };
  }
  return undefined;
}

function includesWay(ways: readonly (Way | undefined)[], member: number, way: number): boolean {
  return ways.some((one) => one?.member === member && one.way === way);
}

/** Every way out; those where a person is asked in some cases come last. */
function exitsOf(team: Team): Way[] {
  const ways = team.flatMap(({ own }, member) => own.traits.map((traits, way) => ({ member, way, traits })));
  const having = (wanted: number, unwanted: number) => ways.filter(({ traits }) => (traits & (wanted | unwanted)) === wanted);
  return [...having(EXIT, GATED | SOMETIMES), ...having(EXIT | SOMETIMES, GATED)];
}

/**
 * The trifecta as it is told for an agent: once, at the agent without which it would not come together. Where an agent it hands
 * work to has all three legs anyway, it is told there; of agents that hand work to each other in a circle, at the one with
 * most tools of its own.
 */
export function toldTrifecta(agent: Asset, view: View): Trifecta | undefined {
  const { assets } = view.snapshot;
  const { teams } = agentsOf(view);
  const number = view.numberOf(agent);
  const found = conjunctionOf(number, view);
  if (!found) return undefined;
  const team = teams.of(number);
  const own = team[0]!.own.count;
  for (const { asset: other, own: theirOwn } of team) {
    if (other === number || theirOwn.count === 0) continue;
    if (!conjunctionOf(other, view)) continue;
    const rest = theirOwn.count;
    const circle = own > 0 && teams.of(other).some(({ asset }) => asset === number);
    if (!circle || rest > own || (rest === own && assets[other]!.id < agent.id)) return undefined;
  }
  return trifecta(agent, found, view);
}

/** The tool that brings text of outsiders to an agent, its own or one of those it hands work to. */
export function outsideReader(agent: Asset, view: View): Asset | undefined {
  const team = agentsOf(view).teams.of(view.numberOf(agent));
  const found = firstWay(team, OUTSIDERS, 0);
  return found && view.snapshot.assets[team[found.member]!.own.tool[found.way]!];
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

/** Which way of asking a person an agent has: its library, and for the LangChain family what made it. */
type Maker = 'create_agent' | 'deep_agent' | 'react_agent' | 'graph' | undefined;

function makerOf(agent: Asset): Maker {
  const library = agent.properties['library'];
  if (typeof library !== 'string' || !/^(?:@langchain\/)?lang(?:chain|graph)|^deepagents$/.test(library)) return undefined;
  const made = agent.evidence.map(({ detail }) => detail).join(' ');
  if (/create_?deep_?agent/i.test(made)) return 'deep_agent';
  if (/langgraph\S{0,30}\.create_?react_?agent/i.test(made)) return 'react_agent';
  if (/langgraph|StateGraph|MessageGraph/.test(`${library} ${made}`)) return 'graph';
  // The older agents of LangChain (create_tool_calling_agent, initialize_agent, AgentExecutor) know no way to stop.
  return /\bcreate_?agent\b/i.test(made) || !made.includes('langchain') ? 'create_agent' : undefined;
}

function isScript(agent: Asset): boolean {
  return agent.evidence.some(({ file }) => /\.[cm]?[jt]sx?$/.test(file ?? ''));
}

/** As frameworks know the tool; what could be no tool's name is left for the reader to fill in. */
function toolName(tool: Asset | undefined): string {
  const name = tool === undefined ? '' : trueName(tool);
  return JSON.stringify(/^[\w.:-]{1,64}$/.test(name) ? name : '<tool>');
}

/**
 * How the agent's own framework asks a person before `tool`. Sources: the frameworks' documentation on approval and interrupts;
 * `create_react_agent` takes `interrupt_before` and no middleware (reference of langgraph.prebuilt), `create_agent` the middleware.
 */
export function approvalHint(agent: Asset, tool?: Asset): string {
  const name = toolName(tool);
  const script = isScript(agent);
  switch (makerOf(agent)) {
    case 'create_agent':
      return script
        ? `add \`humanInTheLoopMiddleware({ interruptOn: { ${name}: true } })\` with a checkpointer`
        : `add \`HumanInTheLoopMiddleware(interrupt_on={${name}: True})\` with a checkpointer`;
    case 'deep_agent':
      return script
        ? `give it \`interruptOn: { ${name}: true }\` and a checkpointer`
        : `give it \`interrupt_on={${name}: True}\` and a checkpointer`;
    case 'react_agent':
      return script
        ? 'give it `interruptBefore: ["tools"]` and a checkpointer, or call `interrupt()` in the tool'
        : 'give it `interrupt_before=["tools"]` and a checkpointer, or call `interrupt()` in the tool';
    case 'graph':
      return 'call `interrupt()` in the tool before it acts, and compile the graph with a checkpointer';
    default:
  }
  switch (agent.properties['library']) {
    case 'openai-agents':
      return 'set `needs_approval=True` on the tool and handle `result.interruptions`';
    case 'ai':
      return 'set `needsApproval: true` on the tool and answer the approval request in the client';
    default:
      return agent.properties['platform'] === 'aws-bedrock'
        ? 'set `require_confirmation = "ENABLED"` on the function'
        : 'return the planned action to the application and run it only after a person confirmed it';
  }
}

const SAVER = 'checkpointer=InMemorySaver(),  # a durable one in production';
const SCRIPT_SAVER = 'checkpointer: new MemorySaver(), // a durable one in production';

/** The lines that put a person before a tool, where the framework has them in one place. */
export function approvalPatch(agent: Asset, tool: Asset): string | undefined {
  const name = toolName(tool);
  const script = isScript(agent);
  switch (makerOf(agent)) {
    case 'create_agent':
      return script
        ? `middleware: [humanInTheLoopMiddleware({ interruptOn: { ${name}: true } })],\n${SCRIPT_SAVER}`
        : `middleware=[HumanInTheLoopMiddleware(interrupt_on={${name}: True})],\n${SAVER}`;
    case 'deep_agent':
      return script ? `interruptOn: { ${name}: true },\n${SCRIPT_SAVER}` : `interrupt_on={${name}: True},\n${SAVER}`;
    case 'react_agent':
      return script ? `interruptBefore: ["tools"],\n${SCRIPT_SAVER}` : `interrupt_before=["tools"],\n${SAVER}`;
    default:
  }
  switch (agent.properties['library']) {
    case 'openai-agents':
      return '@function_tool(needs_approval=True)';
    case 'ai':
      return 'needsApproval: true,';
    default:
      return agent.properties['platform'] === 'aws-bedrock' ? 'require_confirmation = "ENABLED"' : undefined;
  }
}
