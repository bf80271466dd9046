import { type Graph, NONE } from './graph.ts';

/**
 * The tree of immediate dominators below a root: `v` dominates `w` when every walk from the root to `w` visits `v`.
 * The fields `order` and `parent` are the depth-first tree it was computed on.
 */
export type Dominators = {
  /** Immediate dominator; `NONE` for the root and for what the root does not reach. */
  readonly immediate: Uint32Array;
  /** Reached nodes, each after its immediate dominator and after its parent. */
  readonly order: Uint32Array;
  /** A walk from the root in reverse: node before, and the edge between; `NONE` at the root. */
  readonly parent: Uint32Array;
  readonly parentEdge: Uint32Array;
};

/**
 * Lengauer and Tarjan with path compression, O(edges * log nodes) whatever the input; no recursion.
 * Inside, nodes are called by their number in depth-first order, which keeps memory accesses near each other.
 */
export function findDominators(graph: Graph, root: number): Dominators {
  const { order, parent, parentEdge, number } = numberDepthFirst(graph, root);
  const count = order.length;
  const above = new Uint32Array(count);
  for (let index = 1; index < count; index++) above[index] = number[parent[order[index]!]!]!;

  const semi = Uint32Array.from(order, (_, index) => index);
  const best = semi.slice();
  const ancestor = new Uint32Array(count).fill(NONE);
  const dominator = new Uint32Array(count);
  const bucket = new Uint32Array(count).fill(NONE);
  const later = new Uint32Array(count).fill(NONE);
  const path = new Uint32Array(count);
  const { start, node: before } = graph.in;

  // The node with the lowest semidominator on the linked path above `from`, which is shortened on the way.
  const lowest = (from: number): number => {
    if (ancestor[from] === NONE) return from;
    let length = 0;
    let index = from;
    while (ancestor[ancestor[index]!] !== NONE) {
      path[length++] = index;
      index = ancestor[index]!;
    }
    while (length > 0) {
      const below = path[--length]!;
      const up = ancestor[below]!;
      if (semi[best[up]!]! < semi[best[below]!]!) best[below] = best[up]!;
      ancestor[below] = ancestor[up]!;
    }
    return best[from]!;
  };

  for (let index = count - 1; index > 0; index--) {
    const node = order[index]!;
    for (let at = start[node]!, end = start[node + 1]!; at < end; at++) {
      const predecessor = number[before[at]!]!;
      if (predecessor === NONE) continue;
      const candidate = semi[lowest(predecessor)]!;
      if (candidate < semi[index]!) semi[index] = candidate;
    }
    later[index] = bucket[semi[index]!]!;
    bucket[semi[index]!] = index;
    const up = above[index]!;
    ancestor[index] = up;
    for (let waiting = bucket[up]!; waiting !== NONE; waiting = later[waiting]!) {
      const low = lowest(waiting);
      dominator[waiting] = semi[low]! < semi[waiting]! ? low : up;
    }
    bucket[up] = NONE;
  }

  const immediate = new Uint32Array(graph.nodeCount).fill(NONE);
  for (let index = 1; index < count; index++) {
    if (dominator[index] !== semi[index]) dominator[index] = dominator[dominator[index]!]!;
    immediate[order[index]!] = order[dominator[index]!]!;
  }
  return { immediate, order, parent, parentEdge };
}

function numberDepthFirst(graph: Graph, root: number) {
  const { start, node: other, edgeOf } = graph.out;
  const { nodeCount } = graph;
  const number = new Uint32Array(nodeCount).fill(NONE);
  const parent = new Uint32Array(nodeCount).fill(NONE);
  const parentEdge = new Uint32Array(nodeCount).fill(NONE);
  const order = new Uint32Array(nodeCount);
  const at = start.slice(0, nodeCount);
  let count = 0;
  number[root] = count;
  order[count++] = root;
  // The parents are the stack.
  for (let node = root; node !== NONE;) {
    if (at[node] === start[node + 1]) {
      node = parent[node]!;
      continue;
    }
    const place = at[node]!++;
    const next = other[place]!;
    if (number[next] !== NONE) continue;
    number[next] = count;
    order[count++] = next;
    parent[next] = node;
    parentEdge[next] = edgeOf[place]!;
    node = next;
  }
  return { order: order.slice(0, count), parent, parentEdge, number };
}

/** Places in a tree walk: `v` is above or equal to `w` when `first[v] <= first[w] && first[w] < first[v] + size[v]`. */
export type TreePlaces = { readonly first: Uint32Array; readonly size: Uint32Array };

/** Numbers the dominator tree so that "does v dominate w" is two comparisons. Unreached nodes have size 0. */
export function placeInTree(dominators: Dominators): TreePlaces {
  const { immediate, order } = dominators;
  const first = new Uint32Array(immediate.length);
  const size = new Uint32Array(immediate.length);
  for (let index = order.length - 1; index >= 0; index--) {
    const node = order[index]!;
    size[node]!++;
    if (index > 0) size[immediate[node]!]! += size[node]!;
  }
  const free = new Uint32Array(immediate.length);
  for (let index = 0; index < order.length; index++) {
    const node = order[index]!;
    if (index > 0) {
      first[node] = free[immediate[node]!]!;
      free[immediate[node]!]! += size[node]!;
    }
    free[node] = first[node]! + 1;
  }
  return { first, size };
}

/** Whether every walk from the root to `below` visits `above`. A node dominates itself; nothing dominates what is not reached. */
export function dominates(places: TreePlaces, above: number, below: number): boolean {
  const offset = places.first[below]! - places.first[above]!;
  return places.size[below]! > 0 && offset >= 0 && offset < places.size[above]!;
}
