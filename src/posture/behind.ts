import type { Asset } from '../core/snapshot.ts';
import { dataOf, worstData } from './data.ts';
import { broadRights, identitiesOf, mayDo } from './permissions.ts';
import type { Link, View } from './view.ts';

export interface Host {
  asset: Asset;
  edges: number[];
}

/** Where the agent's process runs: its workload, else that of its application, else the application. */
export function hostOf(agent: Asset, view: View): Host | undefined {
  const own = view.out(agent, 'runs-on')[0];
  if (own) return { asset: own.to, edges: [own.index] };
  const inside = view.into(agent, 'contains').find((link) => link.from.kind === 'application');
  if (!inside) return undefined;
  const runs = view.out(inside.from, 'runs-on');
  // Of several workloads of one application none can be told.
  return runs.length === 1 ? { asset: runs[0]!.to, edges: [runs[0]!.index, inside.index] } : { asset: inside.from, edges: [inside.index] };
}

export interface Behind {
  asset: Asset;
  attack: 'assumes' | 'reads' | 'writes' | 'steals';
  edge: number;
  saying: string;
}

/** What whoever runs code there gets hold of: its identity and the worst of what that may touch, else its data, else its secrets. */
export function behindOf(agent: Asset, host: Asset | undefined, view: View): Behind[] {
  const applications = view
    .into(agent, 'contains')
    .map((link) => link.from)
    .filter(({ kind }) => kind === 'application');
  const near = [agent, ...(host ? [host] : []), ...applications];
  const acting = actingAs(near, view);
  const identities = acting ? [acting.link.to] : identitiesOf(agent, view);
  if (acting) {
    const { worst } = acting;
    const identity = acting.link.to;
    const assumed: Behind = {
      asset: identity,
      attack: 'assumes',
      edge: acting.link.index,
      saying: `Its credentials act as ${identity.name}${broadRights(identity)[0] ? `, which may ${mayDo(broadRights(identity)[0]!.what)}` : ''}.`,
    };
    if (!worst) return [assumed];
    const reads = worst.kind === 'can-read';
    return [
      assumed,
      {
        asset: worst.to,
        attack: reads ? 'reads' : 'writes',
        edge: worst.index,
        saying: `${identity.name} may ${reads ? 'read' : 'change'} ${worst.to.name}.`,
      },
    ];
  }
  if (identities.length > 0) return [];
  const data = worstData(near.flatMap((one) => dataOf(one, view)));
  if (data) return [{ asset: data.to, attack: 'reads', edge: data.index, saying: `The process holds the way to ${data.to.name}.` }];
  const held = near.flatMap((one) => view.out(one, 'holds'))[0];
  return held ? [{ asset: held.to, attack: 'steals', edge: held.index, saying: `The process holds ${held.to.name}.` }] : [];
}

/** Of several identities (a service account and the cloud role it stands for) the one that touches most. */
function actingAs(near: readonly Asset[], view: View): { link: Link; worst: Link | undefined } | undefined {
  const holder = near.map((one) => view.out(one, 'runs-as')).find((links) => links.length > 0) ?? [];
  const rated = holder.map((link) => ({
    link,
    worst: worstData(view.out(link.to, 'can-read', 'can-write', 'can-admin').filter(({ to }) => DATA.has(to.kind))),
  }));
  return rated.find(({ worst }) => worst !== undefined) ?? rated.find(({ link }) => broadRights(link.to).length > 0) ?? rated[0];
}

const DATA: ReadonlySet<Asset['kind']> = new Set(['data-store', 'secret', 'vector-store', 'knowledge-base', 'dataset']);
