import type { EdgeKind } from '../../core/edges.ts';
import type { Asset } from '../../core/snapshot.ts';
import { accessOf } from '../../posture/harm.ts';
import type { Link, View } from '../../posture/view.ts';

/** Something that data or a model flows into, by a shortest chain of facts from the start on. */
export interface Downstream {
  asset: Asset;
  chain: Link[];
}

/** Facts that say: what it leads from comes into what it leaves (against), or into what it leads to (along). */
const TRAINED: readonly EdgeKind[] = ['trained-on', 'derived-from', 'loads', 'serves', 'uses-model', 'stored-in', 'sourced-from'];
const CONTENT: readonly EdgeKind[] = [...TRAINED, 'retrieves-from', 'connects-to', 'remembers-in'];
const STORED: ReadonlySet<Asset['kind']> = new Set(['dataset', 'vector-store', 'knowledge-base', 'data-store', 'memory']);

/**
 * Everything that data or a model flows into: trainings and what they produce, indexes, who retrieves or reads, agents, applications,
 * the entries and endpoints that answer with it. With `trained` only by way of a training. Each asset once, nearest first.
 */
export function downstreamOf(start: Asset, view: View, trained: boolean): Downstream[] {
  const seen = new Map<Asset, Link[]>([[start, []]]);
  for (const [asset, chain] of seen) {
    for (const { next, link } of steps(asset, chain, view, trained)) if (!seen.has(next)) seen.set(next, [...chain, link]);
  }
  return [...seen].filter(([asset]) => asset !== start).map(([asset, chain]) => ({ asset, chain }));
}

function* steps(asset: Asset, chain: readonly Link[], view: View, trained: boolean): Generator<{ next: Asset; link: Link }> {
  const learnt = chain.some(({ kind }) => kind === 'trained-on');
  if (asset.kind === 'pipeline' || asset.kind === 'notebook') {
    for (const link of view.out(asset, 'produces')) yield { next: link.to, link };
    // What it writes without a name of its own lies in the store it writes to; that store feeds others in turn only through files.
    return;
  }
  if (asset.kind === 'application' || asset.kind === 'ai-endpoint') {
    if (asset.kind === 'application') for (const link of view.into(asset, 'routes-to')) yield { next: link.from, link };
    return;
  }
  if (asset.kind === 'agent' || asset.kind === 'tool') {
    for (const link of view.into(asset, 'calls-tool', 'routes-to', 'delegates-to', 'contains'))
      if (asset.kind === 'agent' || link.kind !== 'contains') yield { next: link.from, link };
    return;
  }
  if (asset.kind === 'model-endpoint') {
    for (const link of view.into(asset, 'connects-to', 'routes-to')) yield { next: link.from, link };
    return;
  }
  for (const link of view.into(asset, ...(trained && !learnt ? TRAINED : CONTENT))) {
    // Before anything was learnt only data sets and indexes carry the data on.
    if (link.kind === 'stored-in' && !STORED.has(link.from.kind)) continue;
    if (trained && !learnt && link.kind === 'sourced-from' && link.from.kind !== 'dataset') continue;
    if (link.kind === 'connects-to' && (accessOf(link, view) === 'write' || accessOf(link, view) === 'delete')) continue;
    // What a pipeline or workload merely opens is not known to come out anywhere.
    if (link.kind === 'connects-to' && (link.from.kind === 'pipeline' || link.from.kind === 'workload')) continue;
    yield { next: link.from, link };
  }
}
