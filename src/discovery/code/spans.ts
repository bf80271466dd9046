import type { GrammarNode, KindQuery } from './grammar.ts';

/** Places the grammar marked in a region, by ascending start; one inside another comes after it. Offsets are of the text. */
export interface Spans {
  nodes: GrammarNode[];
  starts: number[];
  ends: number[];
}

export function spansOf(node: GrammarNode, query: KindQuery): Spans {
  const nodes = node.findAll(query);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const found of nodes) {
    const range = found.range();
    starts.push(range.start.index);
    ends.push(range.end.index);
  }
  return { nodes, starts, ends };
}

/** Index of the first place that starts at or after `offset`. */
export function firstSpan(spans: Spans, offset: number): number {
  let low = 0;
  let high = spans.starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans.starts[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
