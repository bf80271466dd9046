import type { Adjacency, Graph } from './graph.ts';
import { NONE } from './graph.ts';

/** Strongly connected components, numbered so that an edge never leads to a component with a higher number. */
export type Components = { readonly count: number; readonly of: Uint32Array };

/** Tarjan's algorithm with its stack in an array: depth costs memory, never a call. Labels with 0 in `follow` are not walked. */
export function findComponents(graph: Graph, rows: Adjacency = graph.out, follow?: Uint8Array): Components {
  const { start, node: other, label } = rows;
  const { nodeCount } = graph;
  const of = new Uint32Array(nodeCount).fill(NONE);
  const number = new Uint32Array(nodeCount);
  const low = new Uint32Array(nodeCount);
  const at = start.slice(0, nodeCount);
  const call = new Uint32Array(nodeCount);
  const open = new Uint32Array(nodeCount);
  let calls = 0;
  let opened = 0;
  let numbered = 0;
  let count = 0;
  for (let root = 0; root < nodeCount; root++) {
    if (number[root] !== 0) continue;
    call[calls++] = root;
    while (calls > 0) {
      const node = call[calls - 1]!;
      if (number[node] === 0) {
        low[node] = number[node] = ++numbered;
        open[opened++] = node;
      }
      let descended = false;
      while (at[node]! < start[node + 1]!) {
        const place = at[node]!++;
        if (follow !== undefined && follow[label[place]!] === 0) continue;
        const next = other[place]!;
        if (number[next] === 0) {
          call[calls++] = next;
          descended = true;
          break;
        }
        if (of[next] === NONE && number[next]! < low[node]!) low[node] = number[next]!;
      }
      if (descended) continue;
      calls--;
      if (calls > 0 && low[node]! < low[call[calls - 1]!]!) low[call[calls - 1]!] = low[node]!;
      if (low[node] !== number[node]) continue;
      for (let member = NONE; member !== node;) {
        member = open[--opened]!;
        of[member] = count;
      }
      count++;
    }
  }
  return { count, of };
}
