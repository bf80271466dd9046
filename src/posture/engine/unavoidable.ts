import { type Graph, NONE } from './graph.ts';
import { type Meter, spend } from './limits.ts';

/** Vertices and edges that fall together: the states of one node, or the steps of one edge. */
export type Obstacle = { readonly vertices: readonly number[]; readonly edges: readonly number[] };

const TOGETHER = 32;

/**
 * For each obstacle, the goals that cannot be reached from the root without it. 32 obstacles run together, one bit each: a
 * bit stands at a vertex as long as some walk gets there without that obstacle. O(obstacles / 32 * a few * edges).
 * Undefined when the meter is spent first.
 */
export function findUnavoidable(
  graph: Graph,
  root: number,
  goals: Uint32Array,
  obstacles: readonly Obstacle[],
  meter: Meter,
): number[][] | undefined {
  const { start, node: other, edgeOf } = graph.out;
  const shutVertex = new Int32Array(graph.nodeCount);
  const shutEdge = new Int32Array(graph.edgeCount);
  const free = new Int32Array(graph.nodeCount);
  const isQueued = new Uint8Array(graph.nodeCount);
  const ring = new Uint32Array(graph.nodeCount);
  const cut: number[][] = [];
  for (let first = 0; first < obstacles.length; first += TOGETHER) {
    const block = obstacles.slice(first, first + TOGETHER);
    block.forEach(({ vertices, edges }, bit) => {
      for (const vertex of vertices) shutVertex[vertex]! |= 1 << bit;
      for (const edge of edges) shutEdge[edge]! |= 1 << bit;
    });
    free.fill(0);
    free[root] = ~shutVertex[root]!;
    ring[0] = root;
    let head = 0;
    for (let waiting = 1; waiting > 0;) {
      const vertex = ring[head]!;
      head = head + 1 === ring.length ? 0 : head + 1;
      waiting--;
      isQueued[vertex] = 0;
      if (!spend(meter, 1)) return undefined;
      const bits = free[vertex]!;
      for (let at = start[vertex]!, end = start[vertex + 1]!; at < end; at++) {
        const next = other[at]!;
        const fresh = bits & ~(free[next]! | shutVertex[next]! | shutEdge[edgeOf[at]!]!);
        if (fresh === 0) continue;
        free[next]! |= fresh;
        if (isQueued[next] === 1) continue;
        isQueued[next] = 1;
        const tail = head + waiting++;
        ring[tail >= ring.length ? tail - ring.length : tail] = next;
      }
    }
    block.forEach(({ vertices, edges }, bit) => {
      const missed: number[] = [];
      for (let goal = 0; goal < goals.length; goal++) if (((free[goals[goal]!]! >>> bit) & 1) === 0) missed.push(goal);
      cut.push(missed);
      for (const vertex of vertices) shutVertex[vertex] = 0;
      for (const edge of edges) shutEdge[edge] = 0;
    });
  }
  return cut;
}

/** 1 for vertices and edges to go round where possible. */
export type Avoided = { readonly vertex: Uint8Array; readonly edge: Uint8Array };

/**
 * A tree of walks from the root that meet as few avoided vertices and edges as possible, and among those breadth first.
 * Gives the edge into each vertex; `NONE` at the root and where nothing leads. O(vertices + edges).
 */
export function growTree(graph: Graph, root: number, avoided: Avoided): Uint32Array {
  const { start, node: other, edgeOf } = graph.out;
  const into = new Uint32Array(graph.nodeCount).fill(NONE);
  const met = new Uint32Array(graph.nodeCount).fill(NONE);
  let current = new Uint32Array(graph.nodeCount);
  let later = new Uint32Array(graph.nodeCount);
  met[root] = 0;
  current[0] = root;
  for (let count = 0, size = 1; size > 0; count++) {
    let waiting = 0;
    for (let head = 0; head < size; head++) {
      const vertex = current[head]!;
      if (met[vertex] !== count) continue; // reached with fewer meanwhile
      for (let at = start[vertex]!, end = start[vertex + 1]!; at < end; at++) {
        const next = other[at]!;
        const edge = edgeOf[at]!;
        const more = avoided.vertex[next]! | avoided.edge[edge]!;
        if (count + more >= met[next]!) continue;
        met[next] = count + more;
        into[next] = edge;
        if (more === 0) current[size++] = next;
        else later[waiting++] = next;
      }
    }
    [current, later] = [later, current];
    size = waiting;
  }
  return into;
}
