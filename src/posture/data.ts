import { ACCESSES, type Asset } from '../core/snapshot.ts';
import { type Link, textOf, type View } from './view.ts';

const STORES: ReadonlySet<Asset['kind']> = new Set(['vector-store', 'knowledge-base', 'data-store']);

const GIVES_NOTHING = new Set([ACCESSES.indexOf('write'), ACCESSES.indexOf('delete')]);

/**
 * Data an asset reads, itself or through what it contains: an application through its agents' tools. What it only writes to or
 * deletes from is no source of anything; where the access is not known it is taken for one.
 */
export function dataOf(asset: Asset, view: View): Link[] {
  const direct = view.out(asset, 'retrieves-from', 'connects-to');
  const through = view.out(asset, 'contains').flatMap((link) => view.out(link.to, 'retrieves-from', 'connects-to'));
  return [...direct, ...through].filter((link) => STORES.has(link.to.kind) && !GIVES_NOTHING.has(view.snapshot.edges.access[link.index]!));
}

const ORDER = ['restricted', 'confidential', undefined, 'internal', 'public'];

/** The link to the data whose loss hurts most; undefined where all of it is public. What is not stated stands before `internal`. */
export function worstData(links: readonly Link[]): Link | undefined {
  const open = links.filter((link) => textOf(link.to, 'sensitivity') !== 'public');
  return open.sort(
    (a, b) =>
      ORDER.indexOf(textOf(a.to, 'sensitivity')) - ORDER.indexOf(textOf(b.to, 'sensitivity')) ||
      Number(b.to.kind === 'vector-store') - Number(a.to.kind === 'vector-store') ||
      a.index - b.index,
  )[0];
}

/** "the vector store documents (confidential)": a store with what is known of its content. */
export function described(store: Asset): string {
  const sensitivity = textOf(store, 'sensitivity');
  return `the ${store.kind.replaceAll('-', ' ')} ${store.name}${sensitivity === undefined ? '' : ` (${sensitivity})`}`;
}
