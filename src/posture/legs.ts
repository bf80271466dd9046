import { EDGE_KINDS } from '../core/edges.ts';
import type { Asset } from '../core/snapshot.ts';
import type { View } from './view.ts';

const CODE = new Map(EDGE_KINDS.map((kind, code) => [kind, code]));
const CALLS = CODE.get('calls-tool')!;
const CONNECTS = CODE.get('connects-to')!;
const EXPOSES = CODE.get('exposes-tool')!;
const DELEGATES = CODE.get('delegates-to')!;

/**
 * Which of several legs may stand somewhere among an agent's tools and those of every agent it hands work to, as a bit mask per
 * asset number. An upper bound that only looks at columns (approvals on single edges are left out), for choosing the agents that
 * are worth a closer look. A worklist over the edges: each asset changes at most once a bit, so the whole costs bits × edges,
 * where asking every agent by itself would cost agents × edges.
 */
export function legMasks(view: View, legsOfTool: (tool: Asset) => number): Uint8Array {
  const { assets, edges } = view.snapshot;
  const masks = new Uint8Array(assets.length);
  for (const tool of view.ofKind('tool')) masks[view.numberOf(tool)] = legsOfTool(tool);
  // Who gains what an asset has: agents from their tools, servers and agents, a server from its tools, a tool from its agents.
  const passes = new Uint32Array(edges.count);
  const start = new Uint32Array(assets.length + 1);
  let count = 0;
  for (let index = 0; index < edges.count; index++) {
    const kind = edges.kind[index]!;
    if (kind !== CALLS && kind !== EXPOSES && kind !== DELEGATES && !(kind === CONNECTS && assets[edges.to[index]!]!.kind === 'mcp-server'))
      continue;
    passes[count++] = index;
    start[edges.to[index]! + 1]!++;
  }
  for (let number = 0; number < assets.length; number++) start[number + 1]! += start[number]!;
  const gainers = new Uint32Array(count);
  const fill = start.slice();
  for (let at = 0; at < count; at++) gainers[fill[edges.to[passes[at]!]!]!++] = edges.from[passes[at]!]!;
  const queue: number[] = [];
  for (let number = 0; number < assets.length; number++) if (masks[number] !== 0) queue.push(number);
  while (queue.length > 0) {
    const number = queue.pop()!;
    const mask = masks[number]!;
    for (let at = start[number]!; at < start[number + 1]!; at++) {
      const gainer = gainers[at]!;
      const more = masks[gainer]! | mask;
      if (more === masks[gainer]) continue;
      masks[gainer] = more;
      queue.push(gainer);
    }
  }
  return masks;
}
