import { findComponents } from './components.ts';
import type { Graph } from './graph.ts';
import { type Completeness, completeness, type Limits, spend, startMeter } from './limits.ts';
import { ascending } from './search.ts';
import { lowestBit } from './together.ts';

export type Reached = Completeness & {
  /** Nodes in the order of their depth, the start (depth 0) first; of equal depth in the order of discovery. */
  readonly nodes: Uint32Array;
  /** Number of edges from the nearest start, for each of `nodes`. */
  readonly depth: Uint32Array;
};

export type ReachOptions = {
  /** `forward`: what is in reach from here (blast radius). `backward`: from where this is in reach. */
  readonly direction?: 'forward' | 'backward';
  /** 256 entries: 0 for labels not to follow. All are followed when left out. */
  readonly follow?: Uint8Array;
  readonly limits?: Limits;
  /** Buffers of an earlier call on the same graph. */
  readonly buffers?: ReachBuffers;
};

/** Reused from call to call, so that many small questions do not pay for a large graph. Results are views until the next call. */
export type ReachBuffers = { epoch: number; readonly stamp: Uint32Array; readonly nodes: Uint32Array; readonly depth: Uint32Array };

export function createReachBuffers(graph: Graph): ReachBuffers {
  const { nodeCount } = graph;
  return { epoch: 0, stamp: new Uint32Array(nodeCount), nodes: new Uint32Array(nodeCount), depth: new Uint32Array(nodeCount) };
}

/** Everything in reach of the starts, with depth. O(what is reached and its edges), after O(nodes) for buffers not given. */
export function reach(graph: Graph, starts: Uint32Array, options: ReachOptions = {}): Reached {
  const { direction = 'forward', follow, limits = {}, buffers = createReachBuffers(graph) } = options;
  const { start, node: other, label } = direction === 'forward' ? graph.out : graph.in;
  const { stamp, nodes, depth } = buffers;
  const meter = startMeter(limits);
  const epoch = ++buffers.epoch;
  let tail = 0;
  for (const node of ascending(starts)) {
    if (node >= graph.nodeCount) throw new RangeError(`start ${node} is no node`);
    stamp[node] = epoch;
    depth[tail] = 0;
    nodes[tail++] = node;
  }
  for (let head = 0; head < tail; head++) {
    if (!spend(meter, 1)) break;
    const node = nodes[head]!;
    const below = depth[head]! + 1;
    for (let at = start[node]!, end = start[node + 1]!; at < end; at++) {
      const next = other[at]!;
      if (stamp[next] === epoch || (follow !== undefined && follow[label[at]!] === 0)) continue;
      stamp[next] = epoch;
      depth[tail] = below;
      nodes[tail++] = next;
    }
  }
  return { nodes: nodes.subarray(0, tail), depth: depth.subarray(0, tail), ...completeness(meter.stoppedBy) };
}

export type ReachSizes = Completeness & {
  /** For each start as given: nodes in reach, itself included. */
  readonly nodes: Uint32Array;
  /** For each start as given: sum of `weight` over those nodes. */
  readonly weight: Float64Array;
};

const BLOCK = 32;

/**
 * How much is in reach of each of many starts. Cycles are folded to components; then 32 starts at a time run down the
 * order of components as one bit each: O(starts / 32 * (nodes + edges)), memory for one block only. Without `weight` a
 * node weighs 1. When a limit stops it, the remaining starts have 0.
 */
export function reachSizes(
  graph: Graph,
  starts: Uint32Array,
  options: Omit<ReachOptions, 'buffers'> & { weight?: Float64Array } = {},
): ReachSizes {
  const { direction = 'forward', follow, limits = {}, weight } = options;
  const rows = direction === 'forward' ? graph.out : graph.in;
  const meter = startMeter(limits);
  const components = findComponents(graph, rows, follow);
  const { of, count } = components;
  const size = new Uint32Array(count);
  const weightOf = new Float64Array(count);
  for (let node = 0; node < graph.nodeCount; node++) {
    size[of[node]!]!++;
    weightOf[of[node]!]! += weight === undefined ? 1 : weight[node]!;
  }
  const links = linkComponents(graph, components.of, count, rows, follow);
  const sizes = { nodes: new Uint32Array(starts.length), weight: new Float64Array(starts.length) };
  const mask = new Int32Array(count);
  for (let first = 0; first < starts.length; first += BLOCK) {
    const block = starts.subarray(first, first + BLOCK);
    if (!spend(meter, count)) break;
    mask.fill(0);
    for (let bit = 0; bit < block.length; bit++) {
      if (block[bit]! >= graph.nodeCount) throw new RangeError(`start ${block[bit]} is no node`);
      mask[of[block[bit]!]!]! |= 1 << bit;
    }
    for (let component = count - 1; component >= 0; component--) {
      const bits = mask[component]!;
      if (bits === 0) continue;
      for (let at = links.start[component]!, end = links.start[component + 1]!; at < end; at++) mask[links.to[at]!]! |= bits;
      for (let left = bits; left !== 0; left &= left - 1) {
        const index = first + lowestBit(left);
        sizes.nodes[index]! += size[component]!;
        sizes.weight[index]! += weightOf[component]!;
      }
    }
  }
  return { ...sizes, ...completeness(meter.stoppedBy) };
}

/** Edges between different components, grouped by the one they leave. */
function linkComponents(graph: Graph, of: Uint32Array, count: number, rows: Graph['out'], follow: Uint8Array | undefined) {
  const start = new Uint32Array(count + 1);
  const each = (visit: (from: number, to: number) => void) => {
    for (let node = 0; node < graph.nodeCount; node++) {
      for (let at = rows.start[node]!, end = rows.start[node + 1]!; at < end; at++) {
        const next = rows.node[at]!;
        if (of[node] === of[next] || (follow !== undefined && follow[rows.label[at]!] === 0)) continue;
        visit(of[node]!, of[next]!);
      }
    }
  };
  each((from) => start[from + 1]!++);
  for (let component = 0; component < count; component++) start[component + 1]! += start[component]!;
  const fill = start.slice(0, count);
  const to = new Uint32Array(start[count]!);
  each((from, into) => (to[fill[from]!++] = into));
  return { start, to };
}
