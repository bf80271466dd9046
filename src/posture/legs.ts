import { EDGE_KINDS } from '../core/edges.ts';
import type { View } from './view.ts';

const CODE = new Map(EDGE_KINDS.map((kind, code) => [kind, code]));
const CALLS = CODE.get('calls-tool')!;
const CONNECTS = CODE.get('connects-to')!;
const EXPOSES = CODE.get('exposes-tool')!;
const DELEGATES = CODE.get('delegates-to')!;

/**
 * Which of several legs (bits of `legsOfTool`, by asset number) may stand somewhere among an agent's tools and those of every
 * agent it hands work to, as a bit mask per asset number. An upper bound that only looks at columns (approvals on single edges
 * are left out), for choosing the agents that are worth a closer look. A worklist over the edges: each asset changes at most once
 * a bit, so the whole costs bits × edges, where asking every agent by itself would cost agents × edges.
 */
export function legMasks(view: View, legsOfTool: Uint8Array): Uint8Array {
  const masks = legsOfTool.slice();
  const { start, from } = gainersOf(view);
  const queue: number[] = [];
  for (let number = 0; number < masks.length; number++) if (masks[number] !== 0) queue.push(number);
  while (queue.length > 0) {
    const number = queue.pop()!;
    const mask = masks[number]!;
    for (let at = start[number]!; at < start[number + 1]!; at++) {
      const gainer = from[at]!;
      const more = masks[gainer]! | mask;
      if (more === masks[gainer]) continue;
      masks[gainer] = more;
      queue.push(gainer);
    }
  }
  return masks;
}

/** Who gains what an asset has: those of asset `n` stand at `start[n] … start[n + 1] - 1` of `from`. */
interface Gainers {
  start: Uint32Array;
  from: Uint32Array;
}

/** Once per view: several questions are asked. */
const GAINERS = new WeakMap<View, Gainers>();

/** Agents gain from their tools, servers and agents, a server from its tools, a tool from its agents. */
function gainersOf(view: View): Gainers {
  const known = GAINERS.get(view);
  if (known) return known;
  const { assets, edges } = view.snapshot;
  // A column of its own: to ask the asset at the end of each of a large estate's edges would wait for memory each time.
  const isServer = new Uint8Array(assets.length);
  for (const number of view.numbersOf('mcp-server')) isServer[number] = 1;
  const passes = new Uint32Array(edges.count);
  const start = new Uint32Array(assets.length + 1);
  let count = 0;
  for (let index = 0; index < edges.count; index++) {
    const kind = edges.kind[index]!;
    if (kind !== CALLS && kind !== EXPOSES && kind !== DELEGATES && !(kind === CONNECTS && isServer[edges.to[index]!] === 1)) continue;
    passes[count++] = index;
    start[edges.to[index]! + 1]!++;
  }
  for (let number = 0; number < assets.length; number++) start[number + 1]! += start[number]!;
  const from = new Uint32Array(count);
  const fill = start.slice();
  for (let at = 0; at < count; at++) from[fill[edges.to[passes[at]!]!]!++] = edges.from[passes[at]!]!;
  const gainers = { start, from };
  GAINERS.set(view, gainers);
  return gainers;
}
