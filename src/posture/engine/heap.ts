/**
 * A binary heap of small numbers ordered by two key arrays that stay outside: `first[item]`, then `second[item]`.
 * Each item stands in it at most once, so its memory is fixed.
 */
export type Heap = {
  size: number;
  readonly items: Uint32Array;
  /** Place of an item in `items`, plus one; 0 when it is not in the heap. */
  readonly place: Uint32Array;
  readonly first: Float64Array;
  readonly second: Uint32Array;
};

export function createHeap(first: Float64Array, second: Uint32Array): Heap {
  return { size: 0, items: new Uint32Array(first.length), place: new Uint32Array(first.length), first, second };
}

/** Puts the item in, or moves it up after its keys got smaller. */
export function raise(heap: Heap, item: number): void {
  const { items, place, first, second } = heap;
  let hole = place[item]! === 0 ? heap.size++ : place[item]! - 1;
  const a = first[item]!;
  const b = second[item]!;
  while (hole > 0) {
    const up = (hole - 1) >> 1;
    const other = items[up]!;
    const otherFirst = first[other]!;
    if (otherFirst < a || (otherFirst === a && second[other]! <= b)) break;
    items[hole] = other;
    place[other] = hole + 1;
    hole = up;
  }
  items[hole] = item;
  place[item] = hole + 1;
}

/** Takes out the item with the smallest keys. The heap must not be empty. */
export function takeSmallest(heap: Heap): number {
  const { items, place, first, second } = heap;
  const smallest = items[0]!;
  place[smallest] = 0;
  const last = items[--heap.size]!;
  const size = heap.size;
  if (size === 0) return smallest;
  const a = first[last]!;
  const b = second[last]!;
  let hole = 0;
  for (;;) {
    let down = hole * 2 + 1;
    if (down >= size) break;
    const right = down + 1;
    if (right < size && isBefore(first, second, items[right]!, items[down]!)) down = right;
    const other = items[down]!;
    const otherFirst = first[other]!;
    if (a < otherFirst || (a === otherFirst && b <= second[other]!)) break;
    items[hole] = other;
    place[other] = hole + 1;
    hole = down;
  }
  items[hole] = last;
  place[last] = hole + 1;
  return smallest;
}

export function clearHeap(heap: Heap): void {
  for (let index = 0; index < heap.size; index++) heap.place[heap.items[index]!] = 0;
  heap.size = 0;
}

function isBefore(first: Float64Array, second: Uint32Array, one: number, other: number): boolean {
  return first[one]! < first[other]! || (first[one]! === first[other]! && second[one]! < second[other]!);
}
