import { ATTACK_EDGE_KINDS, EDGE_KINDS, type AttackEdgeKind, type EdgeKind } from '../core/edges.ts';
import { type Access, ACCESSES, type Asset, type Snapshot } from '../core/snapshot.ts';
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
  ): (target: number) => { assets: number[]; edges: number[] };
}

/** The blast radius of a hub in a large estate is cut here: the factor is logarithmic, so more changes nothing a person sees. */
const MOST_REACHED = 200_000;

/** In phase `from`, an attack edge of this kind leads to phase `to`. Phase 0 starts; the highest phase accepts. */
export type Move = readonly [from: number, kind: AttackEdgeKind, to: number];

type Direction = 'along' | 'against';
type Rule = readonly [AttackEdgeKind, Direction];

/** exposed-to and connects-to depend on what access stands on the edge. */
const RULES: Partial<Record<EdgeKind, Rule | ((access: Access, from: Asset, to: Asset) => Rule | undefined)>> = {
  'exposed-to': (access) => [access === 'write' ? 'writes' : access === 'read' ? 'reads' : 'exposes', 'against'],
  'connects-to': (access, _from, to) => [
    access === 'read' ? 'reads' : access === 'write' || access === 'delete' ? 'writes' : to.kind === 'mcp-server' ? 'invokes' : 'reaches',
    'along',
  ],
  'runs-as': ['assumes', 'along'],
  'runs-on': (_access, from) =>
    from.kind === 'application' || from.kind === 'agent' || from.kind === 'mcp-server' ? ['executes', 'along'] : undefined,
  'can-assume': ['assumes', 'along'],
  'can-pass': ['assumes', 'along'],
  'can-read': ['reads', 'along'],
  'can-write': ['writes', 'along'],
  'can-invoke': ['reaches', 'along'],
  'can-admin': ['writes', 'along'],
  'calls-tool': ['invokes', 'along'],
  'exposes-tool': ['invokes', 'along'],
  'delegates-to': ['steers', 'along'],
  'routes-to': (_access, _from, to) => [to.kind === 'agent' ? 'steers' : 'reaches', 'along'],
  'retrieves-from': ['reads', 'along'],
  holds: ['steals', 'along'],
  grants: ['grants', 'along'],
  'trained-on': ['poisons', 'against'],
  'sourced-from': ['poisons', 'against'],
  produces: ['produces', 'along'],
  'stored-in': ['writes', 'against'],
  loads: ['serves', 'against'],
  serves: ['serves', 'against'],
  contains: (_access, from) => (['application', 'cluster', 'pipeline'].includes(from.kind) ? ['reaches', 'along'] : undefined),
};

const CODES = new Map<AttackEdgeKind, number>(ATTACK_EDGE_KINDS.map((kind, code) => [kind, code]));

export function deriveAttackGraph(snapshot: Snapshot): AttackGraph {
  const { edges, assets } = snapshot;
  const rules = EDGE_KINDS.map((kind) => RULES[kind]);
  const from = new Uint32Array(edges.count);
  const to = new Uint32Array(edges.count);
  const label = new Uint8Array(edges.count);
  const fact = new Uint32Array(edges.count);
  let count = 0;
  for (let index = 0; index < edges.count; index++) {
    const rule = rules[edges.kind[index]!];
    if (!rule) continue;
    const a = edges.from[index]!;
    const b = edges.to[index]!;
    const decided = typeof rule === 'function' ? rule(ACCESSES[edges.access[index]!]!, assets[a]!, assets[b]!) : rule;
    if (!decided) continue;
    const along = decided[1] === 'along';
    from[count] = along ? a : b;
    to[count] = along ? b : a;
    label[count] = CODES.get(decided[0])!;
    fact[count] = index;
    count++;
  }
  const graph = buildGraph(assets.length, from.slice(0, count), to.slice(0, count), label.slice(0, count));
  const buffers = createReachBuffers(graph);
  return {
    graph,
    fact: fact.slice(0, count),
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
        return { assets: [...(chokes?.nodes ?? [])], edges: [...(chokes?.edges ?? [])] };
      };
    },
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
