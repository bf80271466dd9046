import { type Automaton, BLOCKED, buildAutomaton, type Move } from './automaton.ts';
import { buildGraph, type Graph } from './graph.ts';
import type { Random } from './seeded-random.ts';

// For tests only: the same questions answered in the most obvious way, on graphs small enough for it.

export type SmallCase = { graph: Graph; automaton: Automaton; sources: Uint32Array; targets: Uint32Array };

export const COST_KINDS = ['none', 'equal', 'zero-one', 'whole', 'float'] as const;
export type CostKind = (typeof COST_KINDS)[number];

/** Up to 8 nodes and `mostEdges` edges, with self-loops, parallel edges, empty and disconnected graphs among them. */
export function smallCase(random: Random, costs: CostKind, mostEdges = 16): SmallCase {
  const nodeCount = 1 + random.below(8);
  const edgeCount = random.below(mostEdges + 1);
  const fill = (bound: number) => Uint32Array.from({ length: edgeCount }, () => random.below(bound));
  const from = fill(nodeCount);
  const to = fill(nodeCount);
  const label = Uint8Array.from(fill(4));
  const cost = {
    none: () => undefined,
    equal: () => new Uint8Array(edgeCount).fill(3),
    'zero-one': () => Uint8Array.from(fill(2)),
    whole: () => Uint8Array.from(fill(4), (value) => value * value * 28),
    float: () => Float32Array.from(fill(3), (value) => value * random.share()),
  }[costs]();
  const phases = 1 + random.below(3);
  const moves: Move[] = [];
  for (let phase = 0; phase < phases; phase++) {
    for (let letter = 0; letter < 4; letter++) if (random.below(4) > 0) moves.push([phase, letter, random.below(phases)]);
  }
  const accepting = Array.from({ length: phases }, (_, phase) => phase).filter(() => random.below(2) === 0);
  const some = () => Uint32Array.from({ length: random.below(4) }, () => random.below(nodeCount));
  return {
    graph: buildGraph(nodeCount, from, to, label, cost),
    automaton: buildAutomaton(phases, random.below(phases), accepting.length > 0 ? accepting : [phases - 1], moves),
    sources: some(),
    targets: some(),
  };
}

/** The phase after an edge; undefined when it may not be taken. */
export function phaseAfter(automaton: Automaton, phase: number, label: number): number | undefined {
  const next = automaton.next[phase * 256 + label]!;
  return next === BLOCKED ? undefined : next;
}

export function costOf(graph: Graph, edge: number): number {
  return graph.cost === undefined ? 1 : graph.cost[edge]!;
}

export type Key = { cost: number; hops: number };

export function isLess(one: Key, other: Key | undefined): boolean {
  return other === undefined || one.cost < other.cost || (one.cost === other.cost && one.hops < other.hops);
}

/** Least (cost, edges) from any source to each state, by relaxing everything until nothing changes (Bellman and Ford). */
export function leastKeys({ graph, automaton }: SmallCase, sources: Iterable<number>, without: Without = {}): Map<number, Key> {
  const { phases, start } = automaton;
  const keys = new Map<number, Key>();
  for (const source of sources) if (source !== without.node) keys.set(source * phases + start, { cost: 0, hops: 0 });
  for (let changed = true; changed;) {
    changed = false;
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      if (without.edges?.has(edge) || graph.to[edge] === without.node) continue;
      for (let phase = 0; phase < phases; phase++) {
        const key = keys.get(graph.from[edge]! * phases + phase);
        const next = phaseAfter(automaton, phase, graph.label[edge]!);
        if (key === undefined || next === undefined) continue;
        const state = graph.to[edge]! * phases + next;
        const offered = { cost: key.cost + costOf(graph, edge), hops: key.hops + 1 };
        if (!isLess(offered, keys.get(state))) continue;
        keys.set(state, offered);
        changed = true;
      }
    }
  }
  return keys;
}

export type Without = { node?: number; edges?: ReadonlySet<number> };

/** The least key over the accepting states of a node. */
export function leastAccepted({ automaton }: SmallCase, keys: Map<number, Key>, node: number): Key | undefined {
  let best: Key | undefined;
  for (let phase = 0; phase < automaton.phases; phase++) {
    const key = automaton.accepting[phase] === 1 ? keys.get(node * automaton.phases + phase) : undefined;
    if (key !== undefined && isLess(key, best)) best = key;
  }
  return best;
}

/** Targets with an accepted walk that does without the given node and edges, ascending. */
export function reachedTargets(small: SmallCase, without: Without = {}): number[] {
  const keys = leastKeys(small, small.sources, without);
  return [...new Set(small.targets)].sort((a, b) => a - b).filter((target) => leastAccepted(small, keys, target) !== undefined);
}

/** Where a list of edges leads from `source`, reading their labels; undefined when it is no accepted walk. */
export function follow(
  { graph, automaton }: SmallCase,
  source: number,
  edges: Iterable<number>,
): { node: number; cost: number } | undefined {
  let node = source;
  let phase: number | undefined = automaton.start;
  let cost = 0;
  for (const edge of edges) {
    if (graph.from[edge] !== node) return undefined;
    phase = phaseAfter(automaton, phase, graph.label[edge]!);
    if (phase === undefined) return undefined;
    node = graph.to[edge]!;
    cost += costOf(graph, edge);
  }
  return automaton.accepting[phase] === 1 ? { node, cost } : undefined;
}

/** Every walk from source to target that visits no state twice and ends at its first accepted arrival. */
export function everySimpleWalk({ graph, automaton }: SmallCase, source: number, target: number): { edges: number[]; cost: number }[] {
  const walks: { edges: number[]; cost: number }[] = [];
  const visit = (node: number, phase: number, edges: number[], cost: number, seen: ReadonlySet<number>) => {
    if (node === target && automaton.accepting[phase] === 1) {
      walks.push({ edges, cost });
      return;
    }
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      const next = graph.from[edge] === node ? phaseAfter(automaton, phase, graph.label[edge]!) : undefined;
      if (next === undefined) continue;
      const state = graph.to[edge]! * automaton.phases + next;
      if (seen.has(state)) continue;
      visit(graph.to[edge]!, next, [...edges, edge], cost + costOf(graph, edge), new Set(seen).add(state));
    }
  };
  visit(source, automaton.start, [], 0, new Set([source * automaton.phases + automaton.start]));
  return walks;
}
