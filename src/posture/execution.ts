import type { Asset } from '../core/snapshot.ts';
import { effectsOf, type ToolEffect } from './agents.ts';
import { legMasks } from './legs.ts';
import { openToStrangers } from './stores.ts';
import { createTeams, GATED, OUTSIDERS, SOMETIMES, type Team, type Teams, traitsOfTools } from './team.ts';
import { type Link, textOf, textsOf, type View } from './view.ts';

/** Code that a model writes and something runs outside any sandbox. */
export interface Runs {
  effects: ToolEffect[];
  /** The model chooses what runs; false where what runs could not be read. */
  certain: boolean;
}

/**
 * What a tool, an MCP server or an agent runs of what the model writes, on the machine it stands on; undefined where nothing does,
 * where the command is fixed and where a sandbox holds it. A server is known as a whole: one that only drives a browser or works on
 * a remote machine runs nothing here. An agent that writes code runs it in its own process unless its executor says otherwise
 * A tool with `unsafeMode` was told to leave its sandbox.
 * (huggingface.co/docs/smolagents, "Secure code execution"; DSPy's interpreter is a WebAssembly sandbox).
 */
export function runsOf(asset: Asset): Runs | undefined {
  const capabilities = textsOf(asset, 'capabilities');
  if (!capabilities.includes('code-execution')) return undefined;
  if (asset.kind === 'agent') {
    const executor = textOf(asset, 'executor') ?? 'local';
    return asset.properties['executesCode'] === true && executor === 'local' && textOf(asset, 'library') !== 'dspy'
      ? { effects: [], certain: true }
      : undefined;
  }
  const effects = effectsOf(asset).filter(
    (effect) => effect.capabilities.includes('code-execution') && (effect.sandboxed !== true || asset.properties['unsafeMode'] === true),
  );
  if (asset.kind === 'mcp-server' && effects.length === 0)
    return isShellServer(asset, capabilities) ? { effects, certain: true } : undefined;
  const chosen = effects.filter((effect) => effect.target === 'model-chosen' || isBuiltIn(effect, asset));
  if (chosen.length > 0) return { effects: chosen, certain: true };
  const unknown = effects.filter((effect) => effect.target === 'unknown');
  return unknown.length > 0 ? { effects: unknown, certain: false } : undefined;
}

/** A shell tool of a library has no argument of its own to look at: running what the model writes is what it is for. */
function isBuiltIn(effect: ToolEffect, tool: Asset): boolean {
  return effect.target === 'unknown' && tool.evidence.some((one) => one.file === effect.file && one.line === effect.line);
}

function isShellServer(server: Asset, capabilities: readonly string[]): boolean {
  const contained = textOf(server, 'ecosystem') === 'oci' && server.properties['privileged'] !== true && !server.properties['engineSocket'];
  return (
    textOf(server, 'transport') === 'stdio' &&
    capabilities.includes('external-communication') &&
    !capabilities.includes('browser-control') &&
    !contained
  );
}

/** How text that outsiders write comes to an agent. */
export interface Entry {
  way: 'endpoint' | 'channel' | 'tool' | 'store';
  /** The endpoint, the tool that reads, or the store that strangers fill. */
  asset: Asset;
  /** For a store what reads it, where that is not the agent itself. */
  reader?: Asset;
  /** Edge numbers between it and the agent, the one at the agent last. */
  edges: number[];
  /** What opens it to strangers, where an edge says so. */
  open: Link[];
  reachability: 'internet' | 'third-party' | 'internal';
}

/** What runs the code: a tool or server that somebody of the agent's team calls, or an agent of the team itself. */
export interface Runner {
  asset: Asset;
  by: Asset;
  /** Edge numbers from the agent to it; empty where it is the agent. */
  edges: number[];
  runs: Runs;
  /** A person is asked in cases that code decides. */
  gatedSometimes: boolean;
}

/** Text of outsiders and something that runs code, at one agent (or agents it hands work to), with nobody asked every time. */
export interface Execution {
  agent: Asset;
  /** Worst first. */
  entries: Entry[];
  /** Those where a person is asked at times come last. */
  runners: Runner[];
}

const RUNS = 32;

/** All executions of an estate, each told once: at the agent without which the two would not come together. */
export function executions(view: View): readonly Execution[] {
  let known = KNOWN.get(view);
  if (!known) KNOWN.set(view, (known = findExecutions(view)));
  return known;
}

/** Once per view: a check and two kinds of path ask. */
const KNOWN = new WeakMap<View, readonly Execution[]>();

function findExecutions(view: View): Execution[] {
  const { assets } = view.snapshot;
  const traits = traitsOfTools(view, (tool) => traitsOf(tool, view));
  if (!traits.some((bits) => (bits & RUNS) !== 0) && !view.ofKind('agent').some((agent) => runsOf(agent))) return [];
  const legs = traits.slice();
  for (let number = 0; number < legs.length; number++) if ((legs[number]! & GATED) !== 0) legs[number]! &= ~RUNS;
  for (const agent of view.ofKind('agent')) {
    const number = view.numberOf(agent);
    legs[number] = (runsOf(agent) ? RUNS : 0) | (storesOpen(agent, view).length > 0 ? OUTSIDERS : 0);
  }
  const masks = legMasks(view, legs);
  const teams = createTeams(view, traits);
  /** Whether text that a tool or store brings meets what runs code, by asset number. */
  const meets = new Map<number, boolean>();
  const meet = (number: number): boolean => {
    if ((masks[number]! & (RUNS | OUTSIDERS)) !== (RUNS | OUTSIDERS)) return false;
    let answer = meets.get(number);
    if (answer === undefined) {
      const team = teams.of(number);
      const has = (wanted: number, unwanted: number): boolean =>
        team.some(({ asset, own }) => (legs[asset]! & wanted) !== 0 || own.traits.some((bits) => (bits & (wanted | unwanted)) === wanted));
      meets.set(number, (answer = has(RUNS, GATED) && has(OUTSIDERS, 0)));
    }
    return answer;
  };
  return view.ofKind('agent').flatMap((agent) => {
    const number = view.numberOf(agent);
    if ((masks[number]! & RUNS) === 0) return [];
    const endpoints = endpointsOf(agent, view);
    const meeting = meet(number);
    if (endpoints.length === 0 && !meeting) return [];
    const team = teams.of(number);
    const here = meeting && isToldHere(number, team);
    const entries = [...endpoints, ...(here ? readersIn(team, teams, view) : [])].sort((a, b) => orderOf(a) - orderOf(b));
    const runners = entries.length > 0 ? runnersIn(team, teams, view) : [];
    return runners.length > 0 ? [{ agent, entries, runners }] : [];
  });

  /** Told at an agent that work is handed to where it needs nobody else; in a circle, at the one with most tools of its own. */
  function isToldHere(number: number, team: Team): boolean {
    const own = team[0]!.own.count;
    return team.every(({ asset: other, own: theirs }) => {
      if (other === number || !meet(other)) return true;
      if (!teams.of(other).some(({ asset }) => asset === number)) return false;
      return theirs.count < own || (theirs.count === own && assets[other]!.id > assets[number]!.id);
    });
  }
}

const ORDER = ['internet', 'third-party', 'internal'];

function orderOf({ reachability }: Entry): number {
  return ORDER.indexOf(reachability);
}

function traitsOf(tool: Asset, view: View): number {
  const approval = textOf(tool, 'approval');
  const runs = runsOf(tool) !== undefined;
  // What runs the code brings nothing in before it is called.
  const brings = (!runs && textsOf(tool, 'capabilities').includes('ingests-untrusted-content')) || storesOpen(tool, view).length > 0;
  return (brings ? OUTSIDERS : 0) | (runs ? RUNS : 0) | (approval === 'always' ? GATED : approval === 'conditional' ? SOMETIMES : 0);
}

/** Stores an agent or tool reads that strangers may write to, themselves or through what they are filled from. */
function storesOpen(reader: Asset, view: View): { store: Asset; edges: number[]; open: Link[] }[] {
  return view.out(reader, 'retrieves-from').flatMap((link) => {
    const filled = view.out(link.to, 'sourced-from');
    const places = [{ store: link.to, edges: [link.index] }, ...filled.map((one) => ({ store: one.to, edges: [one.index, link.index] }))];
    return places.flatMap(({ store, edges }) =>
      openToStrangers(store, view)?.write
        ? [{ store, edges, open: view.out(store, 'exposed-to').filter(({ to }) => to.name === 'internet') }]
        : [],
    );
  });
}

function runnersIn(team: Team, teams: Teams, view: View): Runner[] {
  const { assets } = view.snapshot;
  const out: Runner[] = [];
  team.forEach(({ asset, own }, member) => {
    const by = assets[asset]!;
    const runs = by.kind === 'agent' ? runsOf(by) : undefined;
    if (runs) out.push({ asset: by, by, edges: wayTo(team, teams, member, -1), runs, gatedSometimes: false });
    own.traits.forEach((traits, way) => {
      if ((traits & (RUNS | GATED)) !== RUNS) return;
      const tool = assets[own.tool[way]!]!;
      const edges = wayTo(team, teams, member, way);
      out.push({ asset: tool, by, edges, runs: runsOf(tool)!, gatedSometimes: (traits & SOMETIMES) !== 0 });
    });
  });
  return out.sort((a, b) => Number(a.gatedSometimes) - Number(b.gatedSometimes) || Number(b.runs.certain) - Number(a.runs.certain));
}

/** Way -1 leads to the member itself: the hand-offs alone. */
function wayTo(team: Team, teams: Teams, member: number, way: number): number[] {
  return teams.edgesTo(team, member, way).filter((edge) => edge !== undefined);
}

function readersIn(team: Team, teams: Teams, view: View): Entry[] {
  const { assets } = view.snapshot;
  const entries = team.flatMap(({ asset, own }, member) => {
    const handed = wayTo(team, teams, member, -1).reverse();
    const stores = storesOpen(assets[asset]!, view).map(({ store, edges, open }): Entry => ({
      way: 'store',
      asset: store,
      edges: [...edges, ...handed],
      open,
      reachability: 'internet',
    }));
    const tools = own.traits.flatMap((traits, way): Entry[] => {
      if ((traits & OUTSIDERS) === 0) return [];
      const tool = assets[own.tool[way]!]!;
      const edges = wayTo(team, teams, member, way).reverse();
      if (textsOf(tool, 'capabilities').includes('ingests-untrusted-content') && (traits & RUNS) === 0)
        return [{ way: 'tool', asset: tool, edges, open: [], reachability: 'third-party' }];
      return storesOpen(tool, view).map(({ store, edges: from, open }): Entry => ({
        way: 'store',
        asset: store,
        reader: tool,
        edges: [...from, ...edges],
        open,
        reachability: 'internet',
      }));
    });
    return [...stores, ...tools];
  });
  return entries.sort((a, b) => orderOf(a) - orderOf(b));
}

/** Where people who are no colleagues can write: messengers whose members are not told from outsiders. */
const CHANNELS = /^(?:SLACK|DISCORD|TELEGRAM|TEAMS|CHAT|MAIL|SMS)$/;

/**
 * The entries of ours that pass requests on to the agent and do not ask who is calling: open to the internet, or to whoever can
 * reach them where nothing says that they are private.
 */
export function endpointsOf(agent: Asset, view: View): Entry[] {
  return view.into(agent, 'routes-to').flatMap((link): Entry[] => {
    const endpoint = link.from;
    const auth = textOf(endpoint, 'auth');
    if (endpoint.kind !== 'ai-endpoint' || auth === 'present') return [];
    const exposures = view.out(endpoint, 'exposed-to').filter(({ to }) => to.name === 'internet');
    const open = auth === 'none' ? exposures.filter((one) => view.properties(one)['auth'] === 'none') : [];
    const entry = { asset: endpoint, edges: [link.index], open };
    if (open.length > 0) return [{ ...entry, way: 'endpoint', reachability: 'internet' }];
    const isChannel = CHANNELS.test(endpoint.name.split(' ', 1)[0]!);
    if (!isChannel && (auth !== 'none' || isPrivate(endpoint, agent, exposures, view))) return [];
    return [{ ...entry, way: isChannel ? 'channel' : 'endpoint', reachability: 'internal' }];
  });
}

/** What stands in front asks who is calling, or the code runs where nothing from outside leads to. */
function isPrivate(endpoint: Asset, agent: Asset, exposures: readonly Link[], view: View): boolean {
  if (exposures.length > 0) return exposures.every((one) => view.properties(one)['auth'] !== undefined);
  const owners = [agent, ...view.into(endpoint, 'contains').map((link) => link.from)];
  const workloads = owners.flatMap((one) => view.out(one, 'runs-on').map((link) => link.to));
  return workloads.length > 0 && workloads.every((workload) => view.out(workload, 'exposed-to').length === 0);
}
