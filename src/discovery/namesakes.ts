import { weakKey } from '../core/keys.ts';
import type { AssetObservation, AssetReference, EdgeObservation, Observations } from '../core/observation.ts';
import { environmentIn } from './containers/environment.ts';

/**
 * A bucket's name is unique in the world, but not in an estate: two roots of Terraform that declare one name for two accounts or
 * two environments mean two buckets, of which one lies elsewhere (another partition, an emulator, a copied file). Their name then
 * unites nothing. Code that names such a bucket means the one of the root it stands in, of the account it acts in or of the
 * environment it runs in; where none of these tells, it stays a bucket of its own.
 */
export function keepNamesakesApart(all: readonly Observations[]): readonly Observations[] {
  const namesakes = namesakesIn(all);
  if (namesakes.size === 0) return all;
  const chosen = chooser(all, namesakes);
  const byFile = new Map<string, Set<string | undefined>>();
  const rewritten = all.map(({ assets, edges }) => ({
    assets,
    edges: edges.map((edge) => {
      const ends = [edge.from, edge.to].map((end) => {
        const homes = end.kind === 'data-store' ? namesakes.get(end.key) : undefined;
        if (!homes) return end;
        const home = chosen(edge, end, homes);
        for (const { target, file } of edge.evidence) {
          const place = `${end.key} ${target} ${file}`;
          byFile.set(place, (byFile.get(place) ?? new Set()).add(home?.key));
        }
        return home ? { kind: end.kind, key: home.key } : end;
      });
      return ends[0] === edge.from && ends[1] === edge.to ? edge : { ...edge, from: ends[0]!, to: ends[1]! };
    }),
  }));
  return rewritten.map(({ assets, edges }) => ({ assets: assets.map((asset) => apart(asset, namesakes, byFile)), edges }));
}

/** One declaration of a name. */
interface Home {
  /** Its own key, the address in its root. */
  key: string;
  target: string;
  folder: string;
  account: string | undefined;
  environment: string | undefined;
}

const WORLDWIDE = /^(?:arn:arn:aws[\w-]*:s3:::|gcp:\/\/storage\.googleapis\.com\/)/;

function namesakesIn(all: readonly Observations[]): Map<string, Home[]> {
  const homes = new Map<string, Map<string, Home>>();
  for (const { assets } of all)
    for (const asset of assets) {
      if (asset.kind !== 'data-store') continue;
      const name = asset.keys.find(({ key, strong }) => strong && WORLDWIDE.test(key))?.key;
      const own = asset.keys.find(({ key, strong }) => strong && key.startsWith('terraform:'))?.key;
      if (name === undefined || own === undefined) continue;
      const root = own.slice('terraform:'.length, own.lastIndexOf(':'));
      const target = asset.evidence[0]?.target ?? '';
      const folder = root === target ? '' : root.slice(target.length + 1);
      const known = homes.get(name) ?? new Map<string, Home>();
      homes.set(name, known);
      const account = asset.properties?.['account'];
      const environment = asset.properties?.['environment'];
      if (!known.has(root))
        known.set(root, {
          key: own,
          target,
          folder,
          account: typeof account === 'string' ? account : undefined,
          environment: typeof environment === 'string' ? environment : environmentIn(folder),
        });
    }
  const out = new Map<string, Home[]>();
  for (const [name, roots] of homes) {
    const all = [...roots.values()];
    const differ = all.every((one, index) => all.slice(index + 1).every((other) => areTwo(one, other)));
    if (all.length > 1 && all.length <= 20 && differ) out.set(name, all);
  }
  return out;
}

function areTwo(a: Home, b: Home): boolean {
  if (a.account !== undefined && b.account !== undefined) return a.account !== b.account;
  return a.environment !== undefined && b.environment !== undefined && a.environment !== b.environment;
}

/** Edges that lead from what acts or is called to what it runs on, as or from. */
const UPWARDS: ReadonlySet<string> = new Set(['runs-on', 'runs-as']);
const DOWNWARDS: ReadonlySet<string> = new Set(['contains', 'calls-tool', 'routes-to']);

function chooser(
  all: readonly Observations[],
  namesakes: ReadonlyMap<string, readonly Home[]>,
): (edge: EdgeObservation, end: AssetReference, homes: readonly Home[]) => Home | undefined {
  const next = new Map<string, string[]>();
  const lead = (from: AssetReference, to: AssetReference): void => {
    const id = `${from.kind} ${from.key}`;
    next.set(id, [...(next.get(id) ?? []), `${to.kind} ${to.key}`]);
  };
  for (const { edges } of all)
    for (const { kind, from, to } of edges) {
      if (UPWARDS.has(kind)) lead(from, to);
      else if (DOWNWARDS.has(kind) && from.kind !== 'repository') lead(to, from);
    }
  const environments = new Map<string, string>();
  for (const { assets } of all)
    for (const { kind, keys, properties } of assets)
      if (typeof properties?.['environment'] === 'string' && (kind === 'workload' || kind === 'pipeline'))
        for (const { key } of keys) environments.set(`${kind} ${key}`, properties['environment']);
  return (edge, end, homes) => {
    const { target, file = '' } = edge.evidence[0] ?? { target: '' };
    const inRoot = homes.filter((home) => home.target === target && (home.folder === '' || file.startsWith(`${home.folder}/`)));
    if (inRoot.length === 1) return inRoot[0];
    const other = end === edge.from ? edge.to : edge.from;
    if (namesakes.has(other.key)) return undefined;
    const around = reached(`${other.kind} ${other.key}`, next);
    const accounts = new Set(around.flatMap((id) => /^identity arn:arn:aws[\w-]*:iam::(\d{12}):/.exec(id)?.[1] ?? []));
    const byAccount = homes.filter(({ account }) => account !== undefined && accounts.has(account));
    if (accounts.size > 0 && byAccount.length > 0) return byAccount.length === 1 ? byAccount[0] : undefined;
    const runsIn = new Set(around.flatMap((id) => environments.get(id) ?? []));
    const byEnvironment = homes.filter(({ environment }) => environment !== undefined && runsIn.has(environment));
    return byEnvironment.length === 1 ? byEnvironment[0] : undefined;
  };
}

function reached(start: string, next: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set([start]);
  let edge = [start];
  for (let step = 0; step < 4 && edge.length > 0 && seen.size < 500; step++) {
    edge = edge.flatMap((one) => next.get(one) ?? []).filter((one) => !seen.has(one) && seen.add(one));
  }
  return [...seen];
}

function apart(
  asset: AssetObservation,
  namesakes: ReadonlyMap<string, readonly Home[]>,
  byFile: ReadonlyMap<string, ReadonlySet<string | undefined>>,
): AssetObservation {
  const name = asset.kind === 'data-store' ? asset.keys.find(({ key, strong }) => strong && namesakes.has(key))?.key : undefined;
  if (name === undefined) return asset;
  const others = asset.keys.filter(({ key }) => key !== name);
  const shared = weakKey(name.startsWith('arn:') ? 'arn' : 'gcp', name.slice(name.indexOf(':') + 1));
  if (others.some(({ key, strong }) => strong && key.startsWith('terraform:'))) return { ...asset, keys: [...others, shared] };
  const homes = new Set(asset.evidence.flatMap(({ target, file }) => [...(byFile.get(`${name} ${target} ${file}`) ?? [undefined])]));
  const [home] = homes;
  if (homes.size !== 1 || home === undefined) return asset;
  return { ...asset, keys: [...others, { key: home, strong: true }, shared] };
}
