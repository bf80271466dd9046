import type { Asset } from '../core/snapshot.ts';
import type { View } from './view.ts';

/**
 * Which of several legs stand somewhere among an agent's tools and those of every agent it hands work to, as a bit mask per
 * agent. A worklist over the hand-offs: each agent changes at most once a bit, so the whole costs bits × edges, where asking
 * every agent by itself would cost agents × edges.
 */
export function legMasks(view: View, legsOfTool: (tool: Asset, gated: boolean) => number): ReadonlyMap<string, number> {
  const agents = view.ofKind('agent');
  const masks = new Map<string, number>();
  const givers = new Map<string, Asset[]>();
  const gives = (from: Asset, to: Asset): void => {
    const list = givers.get(to.id);
    if (list) list.push(from);
    else givers.set(to.id, [from]);
  };
  for (const agent of agents) {
    let mask = 0;
    for (const link of view.out(agent, 'calls-tool', 'connects-to', 'delegates-to')) {
      if (link.kind === 'delegates-to') gives(agent, link.to);
      else if (link.kind === 'calls-tool') mask |= toolMask(link.to, view.properties(link)['approval'] === 'always', agent);
      else if (link.to.kind === 'mcp-server') for (const exposed of view.out(link.to, 'exposes-tool')) mask |= toolMask(exposed.to, false, agent);
    }
    masks.set(agent.id, mask);
  }
  const queue = [...agents];
  for (let agent = queue.pop(); agent; agent = queue.pop()) {
    const mask = masks.get(agent.id)!;
    for (const giver of givers.get(agent.id) ?? []) {
      const before = masks.get(giver.id) ?? 0;
      if ((before | mask) === before) continue;
      masks.set(giver.id, before | mask);
      queue.push(giver);
    }
  }
  return masks;

  function toolMask(tool: Asset, approved: boolean, agent: Asset): number {
    for (const inner of view.out(tool, 'delegates-to')) gives(agent, inner.to);
    return legsOfTool(tool, approved || tool.properties['approval'] === 'always');
  }
}
