import type { AttackEdgeKind, EdgeKind } from '../../core/edges.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Report } from '../../core/report.ts';
import { snapshotOf } from '../../core/report-snapshot.ts';
import { adjacency, type Asset, edgeIdOf, edgeKindOf } from '../../core/snapshot.ts';
import { type AttackGraph, deriveAttackGraph } from '../../posture/attack.ts';
import { createRiskContext } from '../../posture/context.ts';
import { createView, type View } from '../../posture/view.ts';

/** One step to an asset: from where, by which edge. */
export interface Hop {
  from: string;
  to: string;
  /** Kind of the fact edge, and its id. */
  edge: EdgeKind;
  id: string;
  /** How an attacker uses the edge; absent where the question is what can be touched. */
  attack?: AttackEdgeKind;
  /** Unpacked when it is asked for. */
  readonly evidence: Evidence[];
}

export interface Reached {
  asset: Asset;
  /** Number of steps. */
  depth: number;
  /** Data of known high sensitivity, or a secret. */
  sensitive: boolean;
  /** The way that leads there, from the start on. */
  chain: Hop[];
  /** What is done with it, as far as edges tell: read, write, invoke … */
  access: string[];
}

export interface Graph {
  /** Blast radius: what an attacker who holds the asset makes progress to, nearest first. */
  blastRadius(id: string): Reached[];
  /** From where an attacker makes progress to the asset, nearest first; chains lead from there to the asset. */
  leadingTo(id: string): Reached[];
  /** Everything the asset can touch: tools, agents, identities, data, models, services, over every edge that says so. */
  closure(id: string): Reached[];
}

/** Edges by which an asset comes to use another. `can-*` follow from policies, so that what an identity may do counts as well. */
const TOUCHES: ReadonlySet<EdgeKind> = new Set([
  'contains',
  'routes-to',
  'calls-tool',
  'exposes-tool',
  'connects-to',
  'delegates-to',
  'retrieves-from',
  'remembers-in',
  'uses-model',
  'embeds-with',
  'trained-on',
  'loads',
  'produces',
  'serves',
  'runs-as',
  'runs-on',
  'holds',
  'grants',
  'can-assume',
  'can-pass',
  'can-read',
  'can-write',
  'can-invoke',
  'can-admin',
]);

export function graphOf(report: Report): Graph {
  return graphIn(createView(snapshotOf(report)));
}

/** The graph of a Snapshot, for questions that start at one asset. Each answer is linear in what it walks. */
export function graphIn(view: View): Graph {
  const { snapshot } = view;
  const attack = deriveAttackGraph(snapshot);
  const { isSensitive } = createRiskContext(view, attack);
  const near = adjacency(snapshot);
  const { assets, edges } = snapshot;

  const attackHop = (edge: number): Hop => {
    const fact = attack.fact[edge]!;
    return {
      from: assets[attack.graph.from[edge]!]!.id,
      to: assets[attack.graph.to[edge]!]!.id,
      edge: edgeKindOf(edges, fact),
      id: edgeIdOf(snapshot, fact),
      attack: attack.kindOf(edge),
      get evidence() {
        return edges.details(fact).evidence;
      },
    };
  };
  const factHop = (edge: number): Hop => ({
    from: assets[edges.from[edge]!]!.id,
    to: assets[edges.to[edge]!]!.id,
    edge: edgeKindOf(edges, edge),
    id: edgeIdOf(snapshot, edge),
    get evidence() {
      return edges.details(edge).evidence;
    },
  });
  // The program around an entry that passes requests on to an agent is not taken over by asking it.
  const asking = new Set(view.ofKind('ai-endpoint').filter((entry) => view.out(entry, 'routes-to').some(({ to }) => to.kind === 'agent')));
  const isAround = (edge: number): boolean =>
    edgeKindOf(edges, attack.fact[edge]!) === 'routes-to' &&
    assets[attack.graph.to[edge]!]!.kind === 'application' &&
    asking.has(assets[attack.graph.from[edge]!]!);
  const attacking = (asset: number, side: 'out' | 'in'): { edge: number; next: number }[] =>
    [...attackSteps(attack, asset, side)].filter(({ edge }) => !isAround(edge));
  const answer = (walked: Walked, hop: (edge: number) => Hop, access: (asset: number) => string[], backward = false): Reached[] =>
    walked.order.slice(1).map((asset) => {
      const chain: Hop[] = [];
      for (let at = asset; walked.by.get(at) !== undefined;) {
        const step = walked.by.get(at)!;
        chain.push(hop(step.edge));
        at = step.previous;
      }
      return {
        asset: assets[asset]!,
        depth: walked.depth.get(asset)!,
        sensitive: isSensitive(assets[asset]!),
        chain: backward ? chain : chain.reverse(),
        access: access(asset),
      };
    });
  const numberOf = (id: string): number => view.numberOf(view.asset(id)!);

  return {
    blastRadius: (id) =>
      answer(
        walk(numberOf(id), (asset) => attacking(asset, 'out')),
        attackHop,
        () => [],
      ),
    leadingTo: (id) =>
      answer(
        walk(numberOf(id), (asset) => attacking(asset, 'in')),
        attackHop,
        () => [],
        true,
      ),
    closure(id) {
      // What a model was trained on is in it, but whoever asks the model does not touch the data.
      const walked = walk(numberOf(id), (asset) =>
        assets[asset]!.kind === 'model'
          ? []
          : [...near.out(asset)].filter((edge) => TOUCHES.has(edgeKindOf(edges, edge))).map((edge) => ({ edge, next: edges.to[edge]! })),
      );
      const inside = new Set(walked.order);
      const access = (asset: number): string[] => {
        const found = [...near.into(asset)]
          .filter((edge) => inside.has(edges.from[edge]!) && TOUCHES.has(edgeKindOf(edges, edge)))
          .flatMap((edge) => accessOf(edgeKindOf(edges, edge), edges.details(edge).properties?.['access']));
        return [...new Set(found)].sort();
      };
      return answer(walked, factHop, access);
    },
  };
}

interface Walked {
  /** In the order of their depth, the start first. */
  order: number[];
  depth: Map<number, number>;
  by: Map<number, { edge: number; previous: number }>;
}

/** Breadth first: each asset once, by a shortest way. */
function walk(start: number, steps: (asset: number) => Iterable<{ edge: number; next: number }>): Walked {
  const walked: Walked = { order: [start], depth: new Map([[start, 0]]), by: new Map() };
  for (const asset of walked.order) {
    for (const { edge, next } of steps(asset)) {
      if (walked.depth.has(next)) continue;
      walked.depth.set(next, walked.depth.get(asset)! + 1);
      walked.by.set(next, { edge, previous: asset });
      walked.order.push(next);
    }
  }
  return walked;
}

function* attackSteps({ graph }: AttackGraph, asset: number, side: 'out' | 'in'): Generator<{ edge: number; next: number }> {
  const { start, node, edgeOf } = graph[side];
  for (let at = start[asset]!; at < start[asset + 1]!; at++) yield { edge: edgeOf[at]!, next: node[at]! };
}

function accessOf(kind: EdgeKind, access: unknown): string[] {
  if (typeof access === 'string') return [access];
  if (kind.startsWith('can-')) return [kind.slice('can-'.length)];
  return kind === 'retrieves-from' || kind === 'trained-on' ? ['read'] : [];
}
