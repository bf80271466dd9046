import type { Automaton } from './automaton.ts';
import { dominates, findDominators, placeInTree, type TreePlaces } from './dominators.ts';
import { buildGraph, type Graph, NONE } from './graph.ts';
import { type Completeness, completeness, type Limits, startMeter } from './limits.ts';
import { findShared, isKnownNode, type SharedChokes } from './shared-chokes.ts';
import { findWalks, grown, type Walks } from './walks.ts';

/**
 * Single points that every accepted walk crosses. Removing a node or edge that *closes* `n` targets leaves no accepted
 * walk to those `n`. A target does not count as a choke point of itself; the only source of a target does.
 */
export type ChokePoints = Completeness & {
  /** Targets that some accepted walk reaches, ascending. */
  readonly targets: Uint32Array;
  /** Nodes that close at least one target; those that close most first, then by number. */
  readonly nodes: Uint32Array;
  readonly nodeCloses: Uint32Array;
  readonly edges: Uint32Array;
  readonly edgeCloses: Uint32Array;
  /** What every walk to whichever target crosses, ascending. */
  readonly ofAll: Chokes;
  /** What `chokesOf` reads. */
  readonly tree: ChokeTree | undefined;
};

export type Chokes = { readonly nodes: readonly number[]; readonly edges: readonly number[] };

type ChokeTree = {
  readonly walks: Walks;
  readonly immediate: Uint32Array;
  /** The edge that all walks into a vertex come by; `NONE` when there are several. */
  readonly onlyEdge: Uint32Array;
  readonly shared: SharedChokes;
};

/**
 * Dominators over the states on accepted walks, from a super source. That settles every node and edge usable in one
 * phase only; those usable in several, which no single state stands for, are tried by leaving them out, where two
 * different walks to the target do not show already that it can be done without. O(edges * log) for the first part.
 *
 * When a limit stops the second part, what is reported is right but may lack such points (`complete: false`); when it stops
 * the first, nothing is reported.
 */
export function chokePoints(
  graph: Graph,
  automaton: Automaton,
  sources: Uint32Array,
  targets: Uint32Array,
  limits: Limits = {},
): ChokePoints {
  const meter = startMeter(limits);
  const walks = findWalks(graph, automaton, sources, targets, meter);
  if (walks === undefined || walks.vertexCount === 0) return { ...NOTHING, ...completeness(meter.stoppedBy) };
  const flow = closeWalks(walks);
  const dominators = findDominators(flow, flow.nodeCount - 1);
  const places = placeInTree(dominators);
  const onlyEdge = findOnlyEdges(flow, walks, places);
  const closes = countBelow(dominators.immediate, dominators.order, walks);
  const shared = findShared({ flow, walks, places, onlyEdge }, meter);

  const nodeCloses = new Uint32Array(graph.nodeCount);
  const edgeCloses = new Uint32Array(graph.edgeCount);
  for (let vertex = 0; vertex < walks.vertexCount; vertex++) {
    if (closes[vertex] === 0) continue;
    const edge = onlyEdge[vertex]!;
    if (!hasTwinAbove(walks, places, vertex)) nodeCloses[walks.nodeOf[vertex]!]! += closes[vertex]!;
    if (edge !== NONE && !hasTwinAbove(walks, places, vertex, onlyEdge)) edgeCloses[edge]! += closes[vertex]!;
  }
  for (let index = 0; index < walks.targets.length; index++) {
    const target = walks.targets[index]!;
    if (isKnownNode(walks, places, target, walks.vertexCount + index)) nodeCloses[target]!--;
    for (const node of shared.nodes[index]!) nodeCloses[node]!++;
    for (const edge of shared.edges[index]!) edgeCloses[edge]!++;
  }

  const tree = { walks, immediate: dominators.immediate, onlyEdge, shared };
  const [nodes, closedByNode] = ranked(nodeCloses);
  const [edges, closedByEdge] = ranked(edgeCloses);
  return {
    targets: walks.targets,
    nodes,
    nodeCloses: closedByNode,
    edges,
    edgeCloses: closedByEdge,
    ofAll: climb(tree, walks.targets.length),
    tree,
    ...completeness(meter.stoppedBy),
  };
}

/** The nodes and edges that every accepted walk to `target` crosses, ascending; undefined when no walk reaches it. */
export function chokesOf(result: ChokePoints, target: number): Chokes | undefined {
  const index = result.targets.indexOf(target);
  if (index < 0 || result.tree === undefined) return undefined;
  const { nodes, edges } = climb(result.tree, index);
  return { nodes: nodes.filter((node) => node !== target), edges };
}

const NOTHING = {
  targets: new Uint32Array(0),
  nodes: new Uint32Array(0),
  nodeCloses: new Uint32Array(0),
  edges: new Uint32Array(0),
  edgeCloses: new Uint32Array(0),
  ofAll: { nodes: [], edges: [] },
  tree: undefined,
};

/**
 * The walks with one vertex more for each target (where its accepting states meet), one for all targets together, and as the
 * last the super source. The added edges follow the steps.
 */
function closeWalks(walks: Walks): Graph {
  const { vertexCount, sourceVertex, targets, targetStart, targetVertex } = walks;
  const all = vertexCount + targets.length;
  let edge = walks.from.length;
  const size = edge + sourceVertex.length + targetVertex.length + targets.length;
  const from = grown(walks.from, size);
  const to = grown(walks.to, size);
  const add = (before: number, after: number) => {
    from[edge] = before;
    to[edge++] = after;
  };
  for (const vertex of sourceVertex) add(all + 1, vertex);
  for (let target = 0; target < targets.length; target++) {
    for (let at = targetStart[target]!; at < targetStart[target + 1]!; at++) add(targetVertex[at]!, vertexCount + target);
    add(vertexCount + target, all);
  }
  return buildGraph(all + 2, from, to, new Uint8Array(size));
}

// A step into v from a vertex that v dominates comes after v and is no way to reach it.
function findOnlyEdges(flow: Graph, walks: Walks, places: TreePlaces): Uint32Array {
  const onlyEdge = new Uint32Array(flow.nodeCount).fill(NONE);
  for (let vertex = 0; vertex < walks.vertexCount; vertex++) {
    let only = NONE;
    for (let at = flow.in.start[vertex]!, end = flow.in.start[vertex + 1]!; at < end; at++) {
      if (dominates(places, vertex, flow.in.node[at]!)) continue;
      const step = flow.in.edgeOf[at]!;
      const edge = step < walks.edgeOf.length ? walks.edgeOf[step]! : NONE;
      if (edge === NONE || (only !== NONE && only !== edge)) {
        only = NONE;
        break;
      }
      only = edge;
    }
    onlyEdge[vertex] = only;
  }
  return onlyEdge;
}

/** For each vertex, how many targets stand below it in the dominator tree. */
function countBelow(immediate: Uint32Array, order: Uint32Array, walks: Walks): Uint32Array {
  const below = new Uint32Array(immediate.length);
  for (let index = order.length - 1; index > 0; index--) {
    const vertex = order[index]!;
    if (vertex >= walks.vertexCount && vertex < walks.vertexCount + walks.targets.length) below[vertex] = 1;
    below[immediate[vertex]!]! += below[vertex]!;
  }
  return below;
}

/**
 * Whether another state of the same node dominates this one, so that its targets are counted there already. With
 * `onlyEdge`, only states entered by the same edge count.
 */
function hasTwinAbove(walks: Walks, places: TreePlaces, vertex: number, onlyEdge?: Uint32Array): boolean {
  const node = walks.nodeOf[vertex]!;
  for (let twin = walks.vertexStart[node]!; twin < walks.vertexStart[node + 1]!; twin++) {
    if (twin === vertex || (onlyEdge !== undefined && onlyEdge[twin] !== onlyEdge[vertex])) continue;
    if (dominates(places, twin, vertex)) return true;
  }
  return false;
}

function climb({ walks, immediate, onlyEdge, shared }: ChokeTree, index: number): Chokes {
  const nodes = new Set<number>(shared.nodes[index]);
  const edges = new Set<number>(shared.edges[index]);
  for (let vertex = immediate[walks.vertexCount + index]!; vertex !== NONE; vertex = immediate[vertex]!) {
    if (vertex >= walks.vertexCount) continue;
    nodes.add(walks.nodeOf[vertex]!);
    if (onlyEdge[vertex] !== NONE) edges.add(onlyEdge[vertex]!);
  }
  return { nodes: [...nodes].sort((a, b) => a - b), edges: [...edges].sort((a, b) => a - b) };
}

/** Those that close something: most first, then by number. */
function ranked(closes: Uint32Array): [numbers: Uint32Array, counts: Uint32Array] {
  const found: number[] = [];
  let most = 0;
  for (let number = 0; number < closes.length; number++) {
    const count = closes[number]!;
    if (count === 0) continue;
    found.push(number);
    if (count > most) most = count;
  }
  // One number for both orders, which sorts without asking back: exact, as targets times edges stay below 2^53.
  const keys = Float64Array.from(found, (number) => (most - closes[number]!) * closes.length + number).sort();
  const numbers = Uint32Array.from(keys, (key) => key % closes.length);
  return [numbers, numbers.map((number) => closes[number]!)];
}
