import { ATTACK_EDGE_KINDS, EDGE_KINDS, type AttackEdgeKind, type EdgeKind } from '../core/edges.ts';
import { ASSET_KINDS, type AssetKind } from '../core/kinds.ts';
import { type Access, ACCESSES, kindCodes, type Snapshot } from '../core/snapshot.ts';
import { type Automaton, buildAutomaton } from './engine/automaton.ts';
import { chokePoints, chokesOf } from './engine/chokes.ts';
import { buildGraph, type Graph } from './engine/graph.ts';
import { pairs } from './engine/pairs.ts';
import { createReachBuffers, reach } from './engine/reach.ts';

/**
 * The attack edges as columns: the same assets, but edges point the way an attacker makes progress. Most follow from one fact
 * edge by the table below; `fact[i]` is the number of the fact edge that attack edge `i` stands on. Conjunctions across an
 * agent's tools are settled by the path kinds that need them.
 */
export interface AttackGraph {
  graph: Graph;
  /** Fact edge number by attack edge number. */
  fact: Uint32Array;
  kindOf(edge: number): AttackEdgeKind;
  /** Shortest walks from any source to any target; one per pair, as attack edge numbers. */
  walks(
    moves: readonly Move[],
    sources: readonly number[],
    targets: readonly number[],
  ): { source: number; target: number; edges: number[] }[];
  /** Asset numbers that progress from these leads to, nearest first, with the number of steps. */
  reached(starts: readonly number[], depth?: number): { asset: number; depth: number }[];
  /** For each target the assets and attack edges that every way from the sources to it crosses. */
  chokes(
    moves: readonly Move[],
    sources: readonly number[],
    targets: readonly number[],
  ): (target: number) => { assets: readonly number[]; edges: readonly number[] };
}

/** The blast radius of a hub in a large estate is cut here: the factor is logarithmic, so more changes nothing a person sees. */
const MOST_REACHED = 200_000;

/** In phase `from`, an attack edge of this kind leads to phase `to`. Phase 0 starts; the highest phase accepts. */
export type Move = readonly [from: number, kind: AttackEdgeKind, to: number];

type Direction = 'along' | 'against';
type Rule = readonly [AttackEdgeKind, Direction];

/** exposed-to and connects-to depend on what access stands on the edge. */
const RULES: Partial<Record<EdgeKind, Rule | ((access: Access, from: AssetKind, to: AssetKind) => Rule | undefined)>> = {
  'exposed-to': (access) => [access === 'write' ? 'writes' : access === 'read' ? 'reads' : 'exposes', 'against'],
  'connects-to': (access, _from, to) => [
    access === 'read' ? 'reads' : access === 'write' || access === 'delete' ? 'writes' : to === 'mcp-server' ? 'invokes' : 'reaches',
    'along',
  ],
  'runs-as': ['assumes', 'along'],
  'runs-on': (_access, from) => (from === 'application' || from === 'agent' || from === 'mcp-server' ? ['executes', 'along'] : undefined),
  'can-assume': ['assumes', 'along'],
  'can-pass': ['assumes', 'along'],
  'can-read': ['reads', 'along'],
  'can-write': ['writes', 'along'],
  'can-invoke': ['reaches', 'along'],
  'can-admin': ['writes', 'along'],
  'calls-tool': ['invokes', 'along'],
  'exposes-tool': ['invokes', 'along'],
  'delegates-to': ['steers', 'along'],
  'routes-to': (_access, _from, to) => [to === 'agent' ? 'steers' : 'reaches', 'along'],
  'retrieves-from': ['reads', 'along'],
  holds: ['steals', 'along'],
  grants: ['grants', 'along'],
  'trained-on': ['poisons', 'against'],
  'sourced-from': ['poisons', 'against'],
  produces: ['produces', 'along'],
  'stored-in': ['writes', 'against'],
  loads: ['serves', 'against'],
  serves: ['serves', 'against'],
  contains: (_access, from) => (from === 'application' || from === 'cluster' || from === 'pipeline' ? ['reaches', 'along'] : undefined),
};

const CODES = new Map<AttackEdgeKind, number>(ATTACK_EDGE_KINDS.map((kind, code) => [kind, code]));

export function deriveAttackGraph(snapshot: Snapshot): AttackGraph {
  const { edges, assets } = snapshot;
  const kinds = kindCodes(assets);
  const decide = decisions();
  const from = new Uint32Array(edges.count);
  const to = new Uint32Array(edges.count);
  const label = new Uint8Array(edges.count);
  const fact = new Uint32Array(edges.count);
  let count = 0;
  for (let index = 0; index < edges.count; index++) {
    const a = edges.from[index]!;
    const b = edges.to[index]!;
    const decided = decide(edges.kind[index]!, edges.access[index]!, kinds[a]!, kinds[b]!);
    if (decided === NO_EDGE) continue;
    const along = (decided & ALONG) !== 0;
    from[count] = along ? a : b;
    to[count] = along ? b : a;
    label[count] = decided & ~ALONG;
    fact[count] = index;
    count++;
  }
  const graph = buildGraph(assets.length, from.subarray(0, count), to.subarray(0, count), label.subarray(0, count));
  const buffers = createReachBuffers(graph);
  return {
    graph,
    fact: fact.subarray(0, count),
    kindOf: (edge) => ATTACK_EDGE_KINDS[graph.label[edge]!]!,
    walks(moves, sources, targets) {
      const found = pairs(graph, automatonOf(moves), Uint32Array.from(sources), Uint32Array.from(targets), { pairs: 10_000 });
      const out: { source: number; target: number; edges: number[] }[] = [];
      for (let i = 0; i < found.count; i++)
        out.push({
          source: found.source[i]!,
          target: found.target[i]!,
          edges: [...found.edges.subarray(found.start[i], found.start[i + 1])],
        });
      return out;
    },
    reached(starts, depth = Infinity) {
      const found = reach(graph, Uint32Array.from(starts), { buffers, limits: { states: MOST_REACHED } });
      const out: { asset: number; depth: number }[] = [];
      for (let i = 0; i < found.nodes.length && found.depth[i]! <= depth; i++) out.push({ asset: found.nodes[i]!, depth: found.depth[i]! });
      return out;
    },
    chokes(moves, sources, targets) {
      const found = chokePoints(graph, automatonOf(moves), Uint32Array.from(sources), Uint32Array.from(targets));
      return (target) => {
        const chokes = chokesOf(found, target);
        return { assets: chokes?.nodes ?? [], edges: chokes?.edges ?? [] };
      };
    },
  };
}

const NO_EDGE = 255;
const ALONG = 128;

/**
 * The rules as a function of codes, to the code of the attack edge, with `ALONG`, or to `NO_EDGE`. Each combination is worked out
 * when it is first met: there are a few hundred of them in an estate, and half a million edges.
 */
function decisions(): (kind: number, access: number, from: number, to: number) => number {
  const assetKinds = ASSET_KINDS.length + 1;
  const unknown = 254;
  const known = new Uint8Array(EDGE_KINDS.length * ACCESSES.length * assetKinds ** 2).fill(unknown);
  const work = (kind: number, access: number, from: number, to: number): number => {
    const rule = RULES[EDGE_KINDS[kind]!];
    const decided = typeof rule === 'function' ? rule(ACCESSES[access]!, ASSET_KINDS[from]!, ASSET_KINDS[to]!) : rule;
    return decided ? CODES.get(decided[0])! | (decided[1] === 'along' ? ALONG : 0) : NO_EDGE;
  };
  return (kind, access, from, to) => {
    const place = ((kind * ACCESSES.length + access) * assetKinds + from) * assetKinds + to;
    if (known[place] === unknown) known[place] = work(kind, access, from, to);
    return known[place]!;
  };
}

export function automatonOf(moves: readonly Move[]): Automaton {
  const phases = Math.max(...moves.map(([, , to]) => to)) + 1;
  return buildAutomaton(
    phases,
    0,
    [phases - 1],
    moves.map(([phase, kind, next]) => [phase, CODES.get(kind)!, next] as const),
  );
}
