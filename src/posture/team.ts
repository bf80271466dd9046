import { EDGE_KINDS } from '../core/edges.ts';
import { APPROVALS, type Asset } from '../core/snapshot.ts';
import type { View } from './view.ts';

/** What stands on a way to a tool, one bit each. The first three are what `traitsOf` says of the tool itself. */
export const OUTSIDERS = 1;
export const PRIVATE = 2;
export const EXIT = 4;
/** A person is asked every time, or in cases that code decides. */
export const GATED = 8;
export const SOMETIMES = 16;

/** The ways from one agent to the tools it calls itself, as columns, in the order of its edges. The same for whoever asks. */
interface OwnTools {
  readonly count: number;
  readonly tool: readonly number[];
  /** The edge that ends at the tool, and for a tool of an MCP server the edge to that server (else -1). */
  readonly edge: readonly number[];
  readonly server: readonly number[];
  readonly traits: readonly number[];
  /** Edges over which work is handed on, and the way to the tool that does it (-1: the agent itself). */
  readonly hand: readonly number[];
  readonly through: readonly number[];
  /** Links looked at. */
  readonly links: number;
}

/** One who acts for an agent: itself, or an agent that work is handed to. */
interface Member {
  readonly asset: number;
  readonly own: OwnTools;
  /** Who handed the work on, as place in the team, and which of its `hand`; -1 for the agent itself. */
  readonly before: number;
  readonly hand: number;
}

/** Whoever acts for an agent, nearest first, itself before all. */
export type Team = readonly Member[];

export interface Teams {
  of(agent: number): Team;
  /** Edge numbers from the agent to the tool at the end of a member's way; of way -1, to the member itself. */
  edgesTo(team: Team, member: number, way: number): number[];
}

/** Hand-offs are followed nearest first and no further than this: a made-up mesh of thousands of agents must not hang a scan. */
const MOST_LINKS = 20_000;

const CODES = new Map(EDGE_KINDS.map((kind, code) => [kind, code]));
const CALLS = CODES.get('calls-tool')!;
const CONNECTS = CODES.get('connects-to')!;
const EXPOSES = CODES.get('exposes-tool')!;
const DELEGATES = CODES.get('delegates-to')!;
const ALWAYS = APPROVALS.indexOf('always');
const CONDITIONAL = APPROVALS.indexOf('conditional');

/**
 * Teams over a view. Numbers only: in a large estate there are hundreds of thousands of ways to tools, of which a person is
 * told a few. `traitsOf[n]` holds the bits above of tool `n`.
 */
export function createTeams(view: View, traitsOf: Uint8Array): Teams {
  const { edges, assets } = view.snapshot;
  const { start, edge: row } = view.near.outRows;
  const known = new Map<number, OwnTools>();
  // Stamped with the number of the walk, so that each walk begins with nobody seen.
  const seen = new Uint32Array(assets.length);
  let walk = 0;

  const ownTools = (asset: number): OwnTools => {
    const there = known.get(asset);
    if (there) return there;
    const own = { count: 0, tool: [] as number[], edge: [] as number[], server: [] as number[], traits: [] as number[] };
    const hand: number[] = [];
    const through: number[] = [];
    let links = 0;
    const take = (edge: number, server: number): void => {
      links++;
      const tool = edges.to[edge]!;
      own.tool.push(tool);
      own.edge.push(edge);
      own.server.push(server);
      own.traits.push(withApproval(traitsOf[tool]!, edges.approval[edge]!));
      handsOf(tool, own.count++);
    };
    const handsOf = (from: number, way: number): void => {
      for (let at = start[from]!, end = start[from + 1]!; at < end; at++) {
        if (edges.kind[row[at]!] !== DELEGATES) continue;
        hand.push(row[at]!);
        through.push(way);
      }
    };
    for (let at = start[asset]!, end = start[asset + 1]!; at < end; at++) {
      const edge = row[at]!;
      const kind = edges.kind[edge]!;
      if (kind === CALLS) take(edge, -1);
      else if (kind === CONNECTS && assets[edges.to[edge]!]!.kind === 'mcp-server') {
        const server = edges.to[edge]!;
        const before = own.count;
        for (let inner = start[server]!; inner < start[server + 1]!; inner++)
          if (edges.kind[row[inner]!] === EXPOSES) take(row[inner]!, edge);
        // Where none of its tools is known, the server stands for them with what is known of it as a whole.
        if (own.count === before && assets[server]!.properties['disabled'] !== true) take(edge, -1);
      }
    }
    const hands = hand.length;
    handsOf(asset, -1);
    links += hand.length - hands;
    const all = { ...own, hand, through, links };
    known.set(asset, all);
    return all;
  };

  return {
    of(agent) {
      walk++;
      seen[agent] = walk;
      const queue = [{ asset: agent, before: -1, hand: -1 }];
      const team: Member[] = [];
      for (let next = 0, links = 0; next < queue.length && links < MOST_LINKS; next++) {
        const { asset, before, hand } = queue[next]!;
        const own = ownTools(asset);
        team.push({ asset, own, before, hand });
        links += own.links;
        for (let at = 0; at < own.hand.length; at++) {
          const to = edges.to[own.hand[at]!]!;
          if (seen[to] === walk) continue;
          seen[to] = walk;
          queue.push({ asset: to, before: next, hand: at });
        }
      }
      return team;
    },
    edgesTo(team, member, way) {
      const backwards: number[] = [];
      const pass = ({ edge, server }: OwnTools, place: number): void => {
        backwards.push(edge[place]!);
        if (server[place]! >= 0) backwards.push(server[place]!);
      };
      if (way >= 0) pass(team[member]!.own, way);
      for (let { before, hand } = team[member]!; before >= 0; { before, hand } = team[before]!) {
        const giver = team[before]!.own;
        backwards.push(giver.hand[hand]!);
        if (giver.through[hand]! >= 0) pass(giver, giver.through[hand]!);
      }
      return backwards.reverse();
    },
  };
}

/** Whether a person is asked is stated on the relation or on the tool; the stricter counts. */
function withApproval(traits: number, stated: number): number {
  if (stated === ALWAYS) traits |= GATED;
  if (stated === CONDITIONAL) traits |= SOMETIMES;
  return (traits & GATED) === 0 ? traits : traits & ~SOMETIMES;
}

/** The bits of every tool by asset number, and of every MCP server, which stands for tools of it that are not known. */
export function traitsOfTools(view: View, traits: (tool: Asset) => number): Uint8Array {
  const { assets } = view.snapshot;
  const out = new Uint8Array(assets.length);
  for (const kind of ['tool', 'mcp-server'] as const) for (const number of view.numbersOf(kind)) out[number] = traits(assets[number]!);
  return out;
}
