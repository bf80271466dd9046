import { type Graph, NONE } from './graph.ts';
import { type Meter, spend } from './limits.ts';
import { grown } from './walks.ts';

/**
 * At which number of steps each of up to 32 roots first reaches each vertex: a vertex has one record for each level at
 * which some root arrives, with a bit per root. In graphs as small across as ours, that is three or four records.
 */
export type LevelRecords = {
  /** Newest record of a vertex, and from a record to the older one; -1 at the end. */
  readonly newest: Int32Array;
  older: Int32Array;
  level: Int32Array;
  bits: Int32Array;
  vertex: Int32Array;
  count: number;
  readonly seen: Int32Array;
  readonly arriving: Int32Array;
  readonly queue: Uint32Array;
  /** Answers of `previousStep`, 32 a vertex that was asked about; its place, plus one. */
  readonly answered: Uint32Array;
  steps: Uint32Array;
  answers: number;
};

const BITS = 32;

/** Breadth-first from all the roots (at most 32) at once, one bit each. Reuses the arrays of earlier records if given. */
export function recordLevels(graph: Graph, roots: Uint32Array, meter: Meter, earlier?: LevelRecords): LevelRecords {
  const records = earlier ?? createRecords(graph.nodeCount);
  const { newest, seen, arriving, queue } = records;
  const { start, node } = graph.out;
  newest.fill(-1);
  seen.fill(0);
  records.count = 0;
  records.answered.fill(0);
  records.answers = 0;
  let tail = 0;
  for (let bit = 0; bit < roots.length; bit++) {
    const root = roots[bit]!;
    if (arriving[root] === 0) queue[tail++] = root;
    arriving[root]! |= 1 << bit;
  }
  let first = 0;
  for (let level = 0; tail > 0; level++) {
    for (let index = 0; index < tail; index++) {
      const vertex = queue[index]!;
      const bits = arriving[vertex]!;
      arriving[vertex] = 0;
      seen[vertex]! |= bits;
      record(records, vertex, level, bits);
    }
    const end = records.count;
    const spent = spend(meter, tail);
    tail = 0;
    if (!spent) break;
    for (; first < end; first++) {
      const vertex = records.vertex[first]!;
      const bits = records.bits[first]!;
      for (let at = start[vertex]!, last = start[vertex + 1]!; at < last; at++) {
        const other = node[at]!;
        const fresh = bits & ~seen[other]!;
        if (fresh === 0) continue;
        if (arriving[other] === 0) queue[tail++] = other;
        arriving[other]! |= fresh;
      }
    }
  }
  return records;
}

/** Number of steps from the root with this bit; `Infinity` when it does not arrive. */
export function levelOf(records: LevelRecords, vertex: number, bit: number): number {
  for (let at = records.newest[vertex]!; at >= 0; at = records.older[at]!) {
    if ((records.bits[at]! >>> bit) & 1) return records.level[at]!;
  }
  return Infinity;
}

/**
 * The lowest edge over which a shortest walk of that root arrives at the vertex, which it reaches at `level` > 0. Walks to
 * different targets share most of their way, and a hub has thousands of edges to look through: one look answers for all
 * roots that arrive at the same level, and answers are kept.
 */
export function previousStep(records: LevelRecords, graph: Graph, vertex: number, level: number, bit: number): number {
  if (records.answered[vertex] === 0) {
    records.answered[vertex] = ++records.answers;
    const size = records.answers * BITS;
    if (size > records.steps.length) records.steps = grown(records.steps, size * 2);
    records.steps.fill(NONE, size - BITS, size);
  }
  const row = (records.answered[vertex]! - 1) * BITS;
  if (records.steps[row + bit] === NONE) findPreviousSteps(records, graph, vertex, level, row);
  return records.steps[row + bit]!;
}

function findPreviousSteps(records: LevelRecords, graph: Graph, vertex: number, level: number, row: number): void {
  const { start, node, edgeOf } = graph.in;
  let missing = bitsAt(records, vertex, level);
  for (let at = start[vertex]!, end = start[vertex + 1]!; at < end && missing !== 0; at++) {
    const found = bitsAt(records, node[at]!, level - 1) & missing;
    missing &= ~found;
    for (let left = found; left !== 0; left &= left - 1) records.steps[row + lowestBit(left)] = edgeOf[at]!;
  }
}

function bitsAt(records: LevelRecords, vertex: number, level: number): number {
  let at = records.newest[vertex]!;
  while (at >= 0 && records.level[at]! > level) at = records.older[at]!;
  return at >= 0 && records.level[at] === level ? records.bits[at]! : 0;
}

/** The place, 0 to 31, of the lowest bit that is set. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function createRecords(vertexCount: number): LevelRecords {
  const size = Math.max(16, vertexCount * 2);
  return {
    newest: new Int32Array(vertexCount),
    older: new Int32Array(size),
    level: new Int32Array(size),
    bits: new Int32Array(size),
    vertex: new Int32Array(size),
    count: 0,
    seen: new Int32Array(vertexCount),
    arriving: new Int32Array(vertexCount),
    queue: new Uint32Array(vertexCount),
    answered: new Uint32Array(vertexCount),
    steps: new Uint32Array(BITS * 16),
    answers: 0,
  };
}

function record(records: LevelRecords, vertex: number, level: number, bits: number): void {
  const at = records.count++;
  if (at === records.bits.length) {
    records.older = doubled(records.older);
    records.level = doubled(records.level);
    records.bits = doubled(records.bits);
    records.vertex = doubled(records.vertex);
  }
  records.older[at] = records.newest[vertex]!;
  records.level[at] = level;
  records.bits[at] = bits;
  records.vertex[at] = vertex;
  records.newest[vertex] = at;
}

function doubled(numbers: Int32Array): Int32Array {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
