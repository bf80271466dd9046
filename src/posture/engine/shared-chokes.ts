import { dominates, type TreePlaces } from './dominators.ts';
import { type Graph, NONE } from './graph.ts';
import { type Meter, spend } from './limits.ts';
import { findUnavoidable, growTree, type Obstacle } from './unavoidable.ts';
import type { Walks } from './walks.ts';

/**
 * Choke points that no single state or step stands for: some walks cross the node in one phase, the others in another.
 * One list for each target, and a last one for all targets together.
 */
export type SharedChokes = { readonly nodes: readonly number[][]; readonly edges: readonly number[][] };

/** What the dominators have settled. The ends (targets, then all together) follow the walks' vertices; the root is last. */
type Settled = { readonly flow: Graph; readonly walks: Walks; readonly places: TreePlaces; readonly onlyEdge: Uint32Array };

/** Nodes, and the first step of each edge, that may be what we look for. */
type Suspects = { readonly nodes: readonly number[]; readonly steps: readonly number[] };

const MOST_ROUNDS = 4;

// A long chain that can be walked in two phases makes a suspect of each of its nodes, for each target behind it.
const MOST_HELD = 1_000_000;
const MOST_LEFT_OUT = 4096;

/**
 * Suspects are nodes and edges with several states that lie on all of a few sampled walks to the same end and are not known
 * as its choke point yet; each is then left out to see which ends can no longer be reached. Beyond 4,096 suspects the meter is
 * stopped, and the rest is not tried.
 */
export function findShared(settled: Settled, meter: Meter): SharedChokes {
  const { flow, walks, places } = settled;
  const { vertexCount, targets, edgeOf } = walks;
  const ends = Uint32Array.from({ length: targets.length + 1 }, (_, index) => vertexCount + index);
  const shared = { nodes: Array.from(ends, (): number[] => []), edges: Array.from(ends, (): number[] => []) };
  const suspects = findSuspects(settled, ends, meter);
  if (meter.stoppedBy !== undefined) return shared;
  const nodes = suspects.nodes.slice(0, MOST_LEFT_OUT);
  const steps = suspects.steps.slice(0, MOST_LEFT_OUT - nodes.length);
  const obstacles = [...nodes.map((node) => statesOf(walks, node)), ...steps.map((step) => stepsOf(walks, step))];
  const missed = findUnavoidable(flow, flow.nodeCount - 1, ends, obstacles, meter);
  if (missed === undefined) return shared;
  if (nodes.length + steps.length < suspects.nodes.length + suspects.steps.length) meter.stoppedBy ??= 'states';
  nodes.forEach((node, index) => {
    for (const end of missed[index]!) {
      if (targets[end] !== node && !isKnownNode(walks, places, node, vertexCount + end)) shared.nodes[end]!.push(node);
    }
  });
  steps.forEach((step, index) => {
    for (const end of missed[nodes.length + index]!) {
      if (!isKnownEdge(settled, step, vertexCount + end)) shared.edges[end]!.push(edgeOf[step]!);
    }
  });
  return shared;
}

/** Whether some state of the node is on all walks to the vertex. */
export function isKnownNode(walks: Walks, places: TreePlaces, node: number, below: number): boolean {
  for (let vertex = walks.vertexStart[node]!; vertex < walks.vertexStart[node + 1]!; vertex++) {
    if (dominates(places, vertex, below)) return true;
  }
  return false;
}

function isKnownEdge({ walks, places, onlyEdge }: Settled, step: number, below: number): boolean {
  return stepsOf(walks, step).edges.some((twin) => {
    const vertex = walks.to[twin]!;
    return onlyEdge[vertex] === walks.edgeOf[step] && dominates(places, vertex, below);
  });
}

function findSuspects(settled: Settled, ends: Uint32Array, meter: Meter): Suspects {
  const { flow, walks } = settled;
  const { nodeOf } = walks;
  const hasTwins = nodeOf.some((node, vertex) => vertex > 0 && nodeOf[vertex - 1] === node);
  if (!hasTwins) return { nodes: [], steps: [] };
  const avoided = { vertex: new Uint8Array(flow.nodeCount), edge: new Uint8Array(flow.edgeCount) };
  let ofEnds: Suspects[] = [];
  let suspects: Suspects = { nodes: [], steps: [] };
  // The first walk to each end is a short one; each later one goes round whatever is still suspected anywhere.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const into = growTree(flow, flow.nodeCount - 1, avoided);
    let held = 0;
    ofEnds = Array.from(ends, (end, index) => {
      if (held > MOST_HELD) meter.stoppedBy ??= 'states';
      const branch = climbBranch(settled, into, end, meter);
      held += branch.nodes.length + branch.steps.length;
      return round === 0 ? unsettled(settled, branch, index, end) : inBoth(ofEnds[index]!, branch);
    });
    const before = suspects.nodes.length + suspects.steps.length;
    suspects = {
      nodes: [...new Set(ofEnds.flatMap(({ nodes }) => nodes))],
      steps: [...new Set(ofEnds.flatMap(({ steps }) => steps))],
    };
    const left = suspects.nodes.length + suspects.steps.length;
    if (left === 0 || left === before || meter.stoppedBy !== undefined) break;
    avoided.vertex.fill(0);
    avoided.edge.fill(0);
    for (const node of suspects.nodes) for (const vertex of statesOf(walks, node).vertices) avoided.vertex[vertex] = 1;
    for (const step of suspects.steps) for (const twin of stepsOf(walks, step).edges) avoided.edge[twin] = 1;
  }
  return suspects;
}

/** Nodes with several states, and edges with several steps (as the first of them), on the branch of a tree that ends here. */
function climbBranch({ flow, walks }: Settled, into: Uint32Array, end: number, meter: Meter): Suspects {
  const { vertexCount, vertexStart, nodeOf, edgeOf } = walks;
  const nodes = new Set<number>();
  const steps = new Set<number>();
  let vertex = end;
  for (let step = into[vertex]!; step !== NONE && spend(meter, 1); step = into[vertex]!) {
    if (vertex < vertexCount && vertexStart[nodeOf[vertex]! + 1]! - vertexStart[nodeOf[vertex]!]! > 1) nodes.add(nodeOf[vertex]!);
    const first = firstStep(walks, step);
    if (step < edgeOf.length && edgeOf[first + 1] === edgeOf[first]) steps.add(first);
    vertex = flow.from[step]!;
  }
  return { nodes: [...nodes], steps: [...steps] };
}

function unsettled(settled: Settled, { nodes, steps }: Suspects, index: number, end: number): Suspects {
  const { walks, places } = settled;
  return {
    nodes: nodes.filter((node) => node !== walks.targets[index] && !isKnownNode(walks, places, node, end)),
    steps: steps.filter((step) => !isKnownEdge(settled, step, end)),
  };
}

function inBoth(one: Suspects, other: Suspects): Suspects {
  const [nodes, steps] = [new Set(other.nodes), new Set(other.steps)];
  return { nodes: one.nodes.filter((node) => nodes.has(node)), steps: one.steps.filter((step) => steps.has(step)) };
}

function firstStep({ edgeOf }: Walks, step: number): number {
  let first = step;
  while (first > 0 && step < edgeOf.length && edgeOf[first - 1] === edgeOf[step]) first--;
  return first;
}

function stepsOf({ edgeOf }: Walks, first: number): Obstacle {
  const edges: number[] = [];
  for (let step = first; edgeOf[step] === edgeOf[first] && step < edgeOf.length; step++) edges.push(step);
  return { vertices: [], edges };
}

function statesOf({ vertexStart }: Walks, node: number): Obstacle {
  const vertices: number[] = [];
  for (let vertex = vertexStart[node]!; vertex < vertexStart[node + 1]!; vertex++) vertices.push(vertex);
  return { vertices, edges: [] };
}
