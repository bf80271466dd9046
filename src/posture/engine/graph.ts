/** "No such edge, node or state" in the unsigned arrays of this folder. */
export const NONE = 0xffffffff;

/** Edges grouped by one end: those of node `n` stand at `start[n] … start[n + 1] - 1`, lowest edge number first. */
export type Adjacency = {
  readonly start: Uint32Array;
  /** The node at the other end. */
  readonly node: Uint32Array;
  /** The number the edge had when the graph was built. */
  readonly edgeOf: Uint32Array;
  readonly label: Uint8Array;
};

/** A directed multigraph in compressed rows. Nodes and edges are numbers; who they are is the caller's business. */
export type Graph = {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly label: Uint8Array;
  readonly cost: Uint8Array | Float32Array | undefined;
  readonly out: Adjacency;
  readonly in: Adjacency;
  readonly minCost: number;
  readonly maxCost: number;
};

// Float costs are rounded to this step. Sums of multiples of a power of two are exact in a double (up to 2^33), so equal
// walks have equal sums in whatever order they are added, and ties are ties on every machine.
const COST_STEP = 2 ** -20;

/**
 * Groups `edgeCount = from.length` edges by both ends in O(nodes + edges).
 *
 * `label[e]` is what the automaton reads on edge `e`. `cost[e]` is a whole number 0…255 (`Uint8Array`) or any finite
 * number ≥ 0 such as -log p (`Float32Array`, rounded to 2^-20); left out, each edge costs 1. The arrays are kept, not
 * copied (float costs are): do not change them afterwards.
 *
 * @throws RangeError when lengths differ, an end is no node, or a cost is negative or not finite.
 */
export function buildGraph(
  nodeCount: number,
  from: Uint32Array,
  to: Uint32Array,
  label: Uint8Array,
  cost?: Uint8Array | Float32Array,
): Graph {
  const edgeCount = from.length;
  if (to.length !== edgeCount || label.length !== edgeCount || (cost !== undefined && cost.length !== edgeCount)) {
    throw new RangeError('from, to, label and cost must have one entry per edge');
  }
  for (let edge = 0; edge < edgeCount; edge++) {
    if (from[edge]! >= nodeCount || to[edge]! >= nodeCount) throw new RangeError(`edge ${edge} has an end that is no node`);
  }
  const exact = cost instanceof Float32Array ? roundedCosts(cost) : cost;
  let minCost = edgeCount === 0 || exact === undefined ? 1 : Infinity;
  let maxCost = edgeCount === 0 || exact === undefined ? 1 : 0;
  if (exact !== undefined) {
    for (let edge = 0; edge < edgeCount; edge++) {
      minCost = Math.min(minCost, exact[edge]!);
      maxCost = Math.max(maxCost, exact[edge]!);
    }
  }
  return {
    nodeCount,
    edgeCount,
    from,
    to,
    label,
    cost: exact,
    out: groupBy(nodeCount, from, to, label),
    in: groupBy(nodeCount, to, from, label),
    minCost,
    maxCost,
  };
}

function roundedCosts(cost: Float32Array): Float32Array {
  const rounded = new Float32Array(cost.length);
  for (let edge = 0; edge < cost.length; edge++) {
    const value = cost[edge]!;
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`edge ${edge} has a cost that is negative or not finite`);
    rounded[edge] = Math.round(value / COST_STEP) * COST_STEP;
  }
  return rounded;
}

// A counting sort: stable, hence edges of one node keep the order of their numbers, on which tie-breaking rests.
function groupBy(nodeCount: number, near: Uint32Array, far: Uint32Array, edgeLabel: Uint8Array): Adjacency {
  const edgeCount = near.length;
  const start = new Uint32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) start[near[edge]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) start[node + 1]! += start[node]!;
  const fill = start.slice(0, nodeCount);
  const node = new Uint32Array(edgeCount);
  const edgeOf = new Uint32Array(edgeCount);
  const label = new Uint8Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    const place = fill[near[edge]!]!++;
    node[place] = far[edge]!;
    edgeOf[place] = edge;
    label[place] = edgeLabel[edge]!;
  }
  return { start, node, edgeOf, label };
}
