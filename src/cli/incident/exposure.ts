import type { Evidence } from '../../core/evidence.ts';
import type { Asset } from '../../core/snapshot.ts';
import { exposedTo } from '../../posture/exposed.ts';
import { ownerOf } from '../../posture/systems.ts';
import { type Link, textOf, type View } from '../../posture/view.ts';
import type { Asked } from './state.ts';

/** How something can be reached, the worst way first, and who answers for it. */
export interface Exposure {
  reach:
    | 'internet without authentication'
    | 'internet, authentication not known'
    | 'internet with authentication'
    | 'private'
    | 'not seen from the internet';
  /** Name of the entry, workload or endpoint that is open. */
  by?: string;
  how?: string;
  evidence: Evidence[];
}

export interface Standing {
  owner?: string;
  environment?: string;
  exposure: Exposure;
  /** Drawn attack paths that cross it or something inside it. */
  paths: string[];
}

const ORDER: readonly Exposure['reach'][] = [
  'internet without authentication',
  'internet, authentication not known',
  'internet with authentication',
  'private',
  'not seen from the internet',
];

/** Owner, environment and exposure of a thing, of what it contains and of what it runs on. */
export function standingOf(asset: Asset, asked: Asked): Standing {
  const { view } = asked;
  const inside = [asset, ...view.out(asset, 'contains').map(({ to }) => to)];
  const outside = view.into(asset, 'contains').map(({ from }) => from);
  const runs = inside.flatMap((one) => view.out(one, 'runs-on').map(({ to }) => to));
  const entries = inside.flatMap((one) => view.into(one, 'routes-to').map(({ from }) => from));
  const near = [...new Set([...inside, ...entries, ...runs])];
  const first = (name: string): string | undefined =>
    [...near, ...outside].map((one) => textOf(one, name)).find((value) => value !== undefined);
  const owner =
    [...near, ...outside].map(ownerOf).find((name) => name !== undefined) ?? near.flatMap((one) => view.out(one, 'owned-by'))[0]?.to.name;
  const environment = first('environment');
  const ids = new Set(inside.map(({ id }) => id));
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(environment === undefined ? {} : { environment }),
    exposure: exposureOf(near, view),
    paths: asked.paths.filter(({ steps }) => steps.some((step) => ids.has(step.asset))).map(({ id }) => id),
  };
}

function exposureOf(near: readonly Asset[], view: View): Exposure {
  // A workload may be open while its entry asks who is calling: what the entry says counts.
  const entries = near.filter(({ kind }) => kind === 'ai-endpoint');
  const speaking = entries.some((entry) => view.out(entry, 'exposed-to').length > 0)
    ? near.filter(({ kind }) => kind !== 'workload')
    : near;
  const found = speaking.flatMap((one) => ways(one, view)).sort((a, b) => ORDER.indexOf(a.reach) - ORDER.indexOf(b.reach));
  return found[0] ?? { reach: 'not seen from the internet', evidence: [] };
}

function ways(asset: Asset, view: View): Exposure[] {
  const links = view.out(asset, 'exposed-to').filter(({ to }) => to.name === 'internet');
  if (links.length === 0) return exposedTo(asset, view)?.reach === 'private' ? [{ reach: 'private', by: asset.name, evidence: [] }] : [];
  return links.map((link): Exposure => {
    const { how } = view.properties(link);
    return {
      reach: reachOf(asset, link, view),
      by: `${asset.kind} ${asset.name}`,
      ...(typeof how === 'string' ? { how } : {}),
      evidence: view.evidence(link),
    };
  });
}

function reachOf(asset: Asset, link: Link, view: View): Exposure['reach'] {
  const { auth } = view.properties(link);
  const own = textOf(asset, 'auth');
  if (own === 'present' || (auth !== 'none' && auth !== undefined)) return 'internet with authentication';
  if (auth === 'none' && (asset.kind !== 'ai-endpoint' || own === 'none')) return 'internet without authentication';
  return 'internet, authentication not known';
}

/** "internet without authentication (POST /ask, Lambda function URL)" */
export function sayingOfExposure({ reach, by, how }: Exposure): string {
  const where = [by, how].filter((part) => part !== undefined).join(', ');
  return where === '' ? reach : `${reach} (${where})`;
}
