import { buildAutomaton, type Automaton, type Move } from '../src/posture/engine/automaton.ts';
import { seededRandom } from '../src/posture/engine/seeded-random.ts';

/** Kinds and their share of all assets, in the order in which their nodes are numbered. */
export const KIND_SHARES = {
  zone: 0.001,
  'ai-endpoint': 0.03,
  application: 0.11,
  agent: 0.04,
  prompt: 0.06,
  tool: 0.1,
  'mcp-server': 0.03,
  workload: 0.15,
  identity: 0.16,
  secret: 0.1,
  'data-store': 0.09,
  dataset: 0.04,
  'vector-store': 0.019,
  'model-artifact': 0.04,
  model: 0.02,
  service: 0.01,
} as const;
export type Kind = keyof typeof KIND_SHARES;
const KINDS = Object.keys(KIND_SHARES) as Kind[];

/** Attack edges; the index is the label. */
export const ATTACKS = [
  'exposes',
  'reaches',
  'assumes',
  'steers',
  'invokes',
  'executes',
  'reads',
  'writes',
  'poisons',
  'produces',
  'serves',
  'steals',
  'grants',
  'sends-out',
] as const;
export type Attack = (typeof ATTACKS)[number];

/** What leads where, and its share of all edges. */
const EDGE_SHARES: readonly (readonly [share: number, from: Kind, attack: Attack, to: Kind])[] = [
  [0.03, 'zone', 'exposes', 'ai-endpoint'],
  [0.02, 'zone', 'exposes', 'workload'],
  [0.01, 'zone', 'exposes', 'mcp-server'],
  [0.04, 'ai-endpoint', 'steers', 'agent'],
  [0.05, 'prompt', 'steers', 'agent'],
  [0.04, 'vector-store', 'steers', 'agent'],
  [0.03, 'ai-endpoint', 'reaches', 'application'],
  [0.06, 'application', 'reaches', 'workload'],
  [0.08, 'workload', 'reaches', 'workload'],
  [0.1, 'agent', 'invokes', 'tool'],
  [0.04, 'mcp-server', 'invokes', 'tool'],
  [0.04, 'tool', 'executes', 'workload'],
  [0.08, 'workload', 'assumes', 'identity'],
  [0.05, 'identity', 'assumes', 'identity'],
  [0.06, 'workload', 'steals', 'secret'],
  [0.05, 'secret', 'grants', 'identity'],
  [0.09, 'identity', 'reads', 'data-store'],
  [0.03, 'tool', 'reads', 'data-store'],
  [0.03, 'identity', 'writes', 'data-store'],
  [0.02, 'data-store', 'poisons', 'vector-store'],
  [0.015, 'dataset', 'poisons', 'model'],
  [0.015, 'identity', 'writes', 'dataset'],
  [0.01, 'workload', 'produces', 'model-artifact'],
  [0.01, 'model-artifact', 'serves', 'model'],
  [0.01, 'model', 'steers', 'agent'],
  [0.02, 'tool', 'sends-out', 'service'],
];

export type GeneratedGraph = {
  readonly nodeCount: number;
  readonly kindOf: (node: number) => Kind;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Index in `ATTACKS`. */
  readonly label: Uint8Array;
  /** Probability class, 1 (likely) to 4. */
  readonly cost: Uint8Array;
  /** Effort to remove the edge, 1 to 8. */
  readonly effort: Uint32Array;
  /** Zones and prompts. */
  readonly sources: Uint32Array;
  /** Data stores, models and services. */
  readonly targets: Uint32Array;
};

export type GraphSize = { readonly nodes: number; readonly edges: number; readonly sources: number; readonly targets: number };

/**
 * An estate of assets and attack edges that is the same for the same seed. Ends are skewed: the share of edges that arrive
 * at the lowest `x` of a kind is about the cube root of `x`, so that a few hubs (a shared role, a core bucket) get most.
 */
export function generateGraph(size: GraphSize, seed: number): GeneratedGraph {
  const random = seededRandom(seed);
  const first = new Map<Kind, number>();
  const count = new Map<Kind, number>();
  let nodeCount = 0;
  for (const kind of KINDS) {
    first.set(kind, nodeCount);
    count.set(kind, Math.max(1, Math.round(size.nodes * KIND_SHARES[kind])));
    nodeCount += count.get(kind)!;
  }
  const pick = (kind: Kind, skew: number) => first.get(kind)! + Math.floor(count.get(kind)! * random.share() ** skew);
  const from = new Uint32Array(size.edges);
  const to = new Uint32Array(size.edges);
  const label = new Uint8Array(size.edges);
  const cost = new Uint8Array(size.edges);
  const effort = new Uint32Array(size.edges);
  const total = EDGE_SHARES.reduce((sum, [share]) => sum + share, 0);
  for (let edge = 0; edge < size.edges; edge++) {
    let at = random.share() * total;
    const [, before, attack, after] = EDGE_SHARES.find(([share]) => (at -= share) < 0) ?? EDGE_SHARES[0]!;
    from[edge] = pick(before, 1.3);
    to[edge] = pick(after, 3);
    label[edge] = ATTACKS.indexOf(attack);
    cost[edge] = 1 + random.below(4);
    effort[edge] = 1 + random.below(8);
  }
  const choose = (kinds: readonly Kind[], wanted: number) => {
    const chosen = new Set<number>();
    const most = kinds.reduce((sum, kind) => sum + count.get(kind)!, 0);
    while (chosen.size < Math.min(wanted, most)) chosen.add(pick(kinds[random.below(kinds.length)]!, 1));
    return Uint32Array.from(chosen);
  };
  const starts = [...first.values()];
  return {
    nodeCount,
    kindOf: (node) => KINDS[starts.findLastIndex((start) => start <= node)]!,
    from,
    to,
    label,
    cost,
    effort,
    sources: choose(['zone', 'prompt'], size.sources),
    targets: choose(['data-store', 'model', 'service'], size.targets),
  };
}

const EFFECTS: readonly Attack[] = ['reads', 'writes', 'poisons', 'sends-out'];

/**
 * Entry, progress, effect. An effect is where a path may end; poisoned or planted content may steer on from there, which is
 * progress again.
 */
export function attackAutomaton(): Automaton {
  const moves: Move[] = [];
  for (const [label, attack] of ATTACKS.entries()) {
    if (attack === 'exposes' || attack === 'steers') moves.push([0, label, 1]);
    if (attack !== 'exposes') moves.push([1, label, EFFECTS.includes(attack) ? 2 : 1]);
    if (attack === 'poisons') moves.push([2, label, 2]);
    if (attack === 'steers' || attack === 'serves') moves.push([2, label, 1]);
  }
  return buildAutomaton(3, 0, [2], moves);
}

/** The dearest case of three phases: nothing is blocked, so that each node can be met in each phase. */
export function openAutomaton(): Automaton {
  const moves: Move[] = [];
  for (const [label, attack] of ATTACKS.entries()) {
    for (const phase of [0, 1, 2]) moves.push([phase, label, EFFECTS.includes(attack) ? Math.min(2, phase + 1) : phase]);
  }
  return buildAutomaton(3, 0, [0, 1, 2], moves);
}
