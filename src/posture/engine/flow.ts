/** A network whose arcs stand in pairs: arc `2i` runs `from[i]` → `to[i]`, arc `2i + 1` is its way back. */
export type Network = {
  readonly vertexCount: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** What each arc can still carry; `Infinity` never runs out. */
  readonly left: Float64Array;
  /** Arcs that leave vertex `v`: `arcs[start[v]] … arcs[start[v + 1] - 1]`. */
  readonly start: Uint32Array;
  readonly arcs: Uint32Array;
};

export function buildNetwork(vertexCount: number, from: Uint32Array, to: Uint32Array, capacity: Float64Array): Network {
  const count = from.length;
  const start = new Uint32Array(vertexCount + 1);
  for (let index = 0; index < count; index++) {
    start[from[index]! + 1]!++;
    start[to[index]! + 1]!++;
  }
  for (let vertex = 0; vertex < vertexCount; vertex++) start[vertex + 1]! += start[vertex]!;
  const fill = start.slice(0, vertexCount);
  const arcs = new Uint32Array(count * 2);
  const left = new Float64Array(count * 2);
  for (let index = 0; index < count; index++) {
    arcs[fill[from[index]!]!++] = index * 2;
    arcs[fill[to[index]!]!++] = index * 2 + 1;
    left[index * 2] = capacity[index]!;
  }
  return { vertexCount, from, to, left, start, arcs };
}

/**
 * Pushes as much as possible from `source` to `sink` (Dinic) and returns how much; `network.left` is what remains.
 * Every walk from source to sink must have an arc that is not infinite. `goOn` is asked with the work of each round.
 * Undefined when it answers false.
 */
export function pushFlow(network: Network, source: number, sink: number, goOn: (work: number) => boolean): number | undefined {
  const { left, start, arcs } = network;
  const level = new Int32Array(network.vertexCount);
  const queue = new Uint32Array(network.vertexCount);
  const path = new Uint32Array(network.vertexCount);
  const turn = new Uint32Array(network.vertexCount);
  let flow = 0;
  for (;;) {
    const seen = levelFromSink(network, source, sink, level, queue);
    if (!goOn(seen)) return undefined;
    if (level[source] === -1) return flow;
    turn.set(start.subarray(0, network.vertexCount));
    let length = 0;
    let vertex = source;
    for (;;) {
      if (vertex === sink) {
        let most = Infinity;
        for (let index = 0; index < length; index++) most = Math.min(most, left[path[index]!]!);
        flow += most;
        let full = 0;
        for (let index = length - 1; index >= 0; index--) {
          const arc = path[index]!;
          left[arc]! -= most;
          left[arc ^ 1]! += most;
          if (left[arc] === 0) full = index;
        }
        length = full;
        vertex = head(network, path[full]! ^ 1);
        continue;
      }
      let arc = -1;
      while (turn[vertex]! < start[vertex + 1]!) {
        const candidate = arcs[turn[vertex]!]!;
        if (left[candidate]! > 0 && level[head(network, candidate)] === level[vertex]! - 1) {
          arc = candidate;
          break;
        }
        turn[vertex]!++;
      }
      if (arc >= 0) {
        path[length++] = arc;
        vertex = head(network, arc);
      } else if (length > 0) {
        vertex = head(network, path[--length]! ^ 1);
        turn[vertex]!++;
      } else {
        break;
      }
    }
  }
}

/** Vertices that can still send to `sink` (1), all others 0. */
export function canSend(network: Network, sink: number): Uint8Array {
  const level = new Int32Array(network.vertexCount);
  levelFromSink(network, -1, sink, level, new Uint32Array(network.vertexCount));
  return Uint8Array.from(level, (value) => (value >= 0 ? 1 : 0));
}

/** Vertices that `source` can still send to (1), all others 0. */
export function canReceive(network: Network, source: number): Uint8Array {
  const { left, start, arcs } = network;
  const reached = new Uint8Array(network.vertexCount);
  const queue = new Uint32Array(network.vertexCount);
  reached[source] = 1;
  queue[0] = source;
  for (let at = 0, tail = 1; at < tail; at++) {
    const vertex = queue[at]!;
    for (let place = start[vertex]!, end = start[vertex + 1]!; place < end; place++) {
      const arc = arcs[place]!;
      const next = head(network, arc);
      if (reached[next] === 1 || left[arc] === 0) continue;
      reached[next] = 1;
      queue[tail++] = next;
    }
  }
  return reached;
}

function head({ from, to }: Network, arc: number): number {
  return (arc & 1) === 0 ? to[arc >> 1]! : from[arc >> 1]!;
}

// Levels count from the sink, so that the search from the source meets few dead ends. Stops where the source is met.
function levelFromSink(network: Network, source: number, sink: number, level: Int32Array, queue: Uint32Array): number {
  const { left, start, arcs } = network;
  level.fill(-1);
  level[sink] = 0;
  queue[0] = sink;
  let tail = 1;
  for (let at = 0; at < tail; at++) {
    const vertex = queue[at]!;
    if (vertex === source) break;
    for (let place = start[vertex]!, end = start[vertex + 1]!; place < end; place++) {
      const arc = arcs[place]!;
      const next = head(network, arc);
      if (level[next] !== -1 || left[arc ^ 1] === 0) continue;
      level[next] = level[vertex]! + 1;
      queue[tail++] = next;
    }
  }
  return tail;
}
