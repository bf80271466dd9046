import type { Evidence } from '../core/evidence.ts';
import type { Strength } from '../core/edges.ts';
import { type AssetObservation, type AssetReference, type EdgeObservation, type Observations, referenceTo } from '../core/observation.ts';
import { formsOf, hostsIn } from './endpoints.ts';

/**
 * Joins code to where it runs. A workload declared with the code it is built from (`sourceDir`) and the module it starts
 * (`entry`) runs the agents and entries that module reaches; without a module that fits, the application as a whole. The code
 * may be the workload's own (an archive, a build) or that of the image it runs: by the image's keys, by a name somebody states
 * it is built under (`builtAs`), or, marked as inferred, by a name equal to that of its folder. What exposes the workload
 * exposes the entries it serves.
 *
 * Works on observations: workloads and images carry `sourceDir` and `entry` (paths within their target), agents and
 * ai-endpoints `startedFrom` (modules that import them, themselves included). Workloads that were observed as optional are
 * listed once an application runs on them, with what belongs to them.
 */
export function joinDeployments(all: readonly Observations[]): Observations {
  const joined = joinedDeployments(all);
  const beside = besideListed(all, joined);
  return beside.length === 0 ? joined : { assets: [...joined.assets, ...beside], edges: joined.edges };
}

/** What runs in one stack with a workload of ours and has a login that everybody knows: no AI itself, but it holds what AI works with. */
function besideListed(all: readonly Observations[], joined: Observations): AssetObservation[] {
  const weak = all.flatMap(({ assets }) =>
    assets.filter((one) => one.kind === 'workload' && one.optional && one.properties?.['weakLogins'] !== undefined),
  );
  if (weak.length === 0) return [];
  const stacks = new Set(joined.edges.flatMap(({ kind, to }) => (kind === 'runs-on' ? (stackOf(to.key) ?? []) : [])));
  return weak.filter((one) => stacks.has(stackOf(referenceTo(one).key) ?? '')).map(listed);
}

/** The compose file of a service, by its key. */
function stackOf(key: string): string | undefined {
  const end = key.indexOf('#service:');
  return end < 0 ? undefined : key.slice(0, end);
}

function joinedDeployments(all: readonly Observations[]): Observations {
  const out: Observations = { assets: [], edges: [] };
  const assets = all.flatMap((one) => one.assets);
  const workloads = assets.filter((asset) => asset.kind === 'workload');
  if (workloads.length === 0) return out;
  const known = indexOf(all, assets);
  const homes = homesOf(workloads, known);
  for (const { workload, home } of homes) {
    if (!home) continue;
    const beside = homes.filter((one) => one.home?.target === home.target && one.home.folder === home.folder);
    const alone = new Set(beside.map((one) => referenceTo(one.workload).key)).size === 1;
    const joined = join(workload, home, alone, known);
    if (joined.length === 0) continue;
    out.edges.push(...joined);
    if (workload.optional) list(workload, known, out);
    if (home.image && home.strength !== 'inferred') {
      if (home.image.optional) out.assets.push(listed(home.image));
      const evidence = [...workload.evidence.slice(0, 1), ...home.image.evidence.slice(0, 1)];
      out.edges.push({ from: referenceTo(workload), to: referenceTo(home.image), kind: 'runs-image', strength: 'resolved', evidence });
    }
  }
  return out;
}

/** Workloads that are given values, with the code they are made of, as far as it can be told. */
export function givingWorkloads(all: readonly Observations[]): { workload: AssetObservation; home: Home | undefined }[] {
  const assets = all.flatMap((one) => one.assets);
  const workloads = assets.filter((asset) => asset.kind === 'workload' && asset.settings !== undefined);
  return workloads.length === 0 ? [] : homesOf(workloads, indexOf(all, assets));
}

/**
 * Hosts that lead to one workload, `host <name>` → the module it starts, else the folder of its code, with the target before it: names
 * of Services and of the routes in front of them. A host that several workloads answer under is none of them.
 */
export function givingHosts(all: readonly Observations[]): Map<string, string> {
  const assets = all.flatMap((one) => one.assets);
  const workloads = assets.filter((asset) => asset.kind === 'workload');
  if (workloads.length === 0) return new Map();
  const places = new Map<string, Set<string>>();
  for (const { workload, home } of homesOf(workloads, indexOf(all, assets))) {
    const inside = workload.properties?.['hosts'];
    const named = [...hostsIn(workload.properties?.['reachWhy']), ...(Array.isArray(inside) ? inside : [])];
    const code = typeof home?.entry === 'string' ? home.entry : home?.folder;
    const place = home === undefined ? referenceTo(workload).key : code === '' ? home.target : `${home.target}/${code}`;
    for (const host of named)
      if (typeof host === 'string')
        for (const form of formsOf(host)) places.set(`host ${form}`, (places.get(`host ${form}`) ?? new Set()).add(place));
  }
  return new Map([...places].flatMap(([host, found]) => (found.size === 1 ? [[host, [...found][0]!] as const] : [])));
}

function homesOf(workloads: readonly AssetObservation[], known: Known): { workload: AssetObservation; home: Home | undefined }[] {
  return workloads.map((workload) => ({ workload, home: homeOf(workload, known) }));
}

export interface Home {
  target: string;
  folder: string;
  entry: unknown;
  strength: Strength;
  /** The image that brings the code, where it is not the workload's own. */
  image?: AssetObservation;
}

interface Known {
  assets: readonly AssetObservation[];
  /** Assets by kind and strong key. */
  byKey: ReadonlyMap<string, AssetObservation[]>;
  /** Edges by kind and key of where they begin. */
  from: ReadonlyMap<string, EdgeObservation[]>;
  /** Images with the folder they are built from. */
  images: readonly AssetObservation[];
  /** Applications by their key, those that stand for themselves. */
  applications: ReadonlyMap<string, AssetObservation>;
  started: readonly AssetObservation[];
}

function indexOf(all: readonly Observations[], assets: readonly AssetObservation[]): Known {
  const byKey = new Map<string, AssetObservation[]>();
  for (const asset of assets)
    for (const { key, strong } of asset.keys)
      if (strong) byKey.set(`${asset.kind} ${key}`, [...(byKey.get(`${asset.kind} ${key}`) ?? []), asset]);
  const from = new Map<string, EdgeObservation[]>();
  for (const edge of all.flatMap((one) => one.edges)) {
    const id = `${edge.from.kind} ${edge.from.key}`;
    const list = from.get(id);
    if (list) list.push(edge);
    else from.set(id, [edge]);
  }
  const applications = new Map<string, AssetObservation>();
  for (const asset of assets)
    if (asset.kind === 'application' && !asset.optional)
      for (const { key } of asset.keys) if (!applications.has(key)) applications.set(key, asset);
  return {
    assets,
    byKey,
    from,
    images: assets.filter((asset) => asset.kind === 'image' && typeof asset.properties?.['sourceDir'] === 'string'),
    applications,
    started: assets.filter(
      (asset) =>
        (asset.kind === 'agent' || asset.kind === 'ai-endpoint' || asset.kind === 'mcp-server') &&
        Array.isArray(asset.properties?.['startedFrom']),
    ),
  };
}

function edgesFrom(asset: AssetObservation, known: Known): EdgeObservation[] {
  return asset.keys.filter(({ strong }) => strong).flatMap(({ key }) => known.from.get(`${asset.kind} ${key}`) ?? []);
}

/** The code a workload is made of: stated by itself, then by its image, then guessed by name. */
function homeOf(workload: AssetObservation, known: Known): Home | undefined {
  const target = workload.evidence[0]?.target ?? '';
  const own = workload.properties?.['sourceDir'];
  if (typeof own === 'string') return { target, folder: own, entry: workload.properties!['entry'], strength: 'resolved' };
  const run = edgesFrom(workload, known).filter(({ kind }) => kind === 'runs-image');
  const sameKey = run
    .flatMap(({ to }) => known.byKey.get(`image ${to.key}`) ?? [])
    .find((image) => typeof image.properties?.['sourceDir'] === 'string');
  if (sameKey) return homeIn(sameKey, 'resolved');
  const repositories = run.flatMap(({ to }) => known.byKey.get(`image ${to.key}`) ?? []).map((image) => propertyOf(image, 'repository'));
  const near = known.images.filter((image) => image.evidence[0]?.target === target);
  const named = near.filter((image) =>
    namesOf(image).some((name) => repositories.some((repository) => repository === name || repository.endsWith(`/${name}`))),
  );
  if (named.length === 1) return homeIn(named[0]!, 'resolved');
  const guessed = near.filter((image) => {
    const folder = propertyOf(image, 'sourceDir');
    return (
      folder !== '' &&
      repositories.some(
        (repository) => repository.slice(repository.lastIndexOf('/') + 1) === folder.slice(folder.lastIndexOf('/') + 1).toLowerCase(),
      )
    );
  });
  return new Set(guessed.map((image) => image.properties!['sourceDir'])).size === 1 ? homeIn(guessed[0]!, 'inferred') : undefined;
}

function propertyOf(asset: AssetObservation, name: string): string {
  const value = asset.properties?.[name];
  return typeof value === 'string' ? value : '';
}

function namesOf(image: AssetObservation): string[] {
  const names = image.properties?.['builtAs'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function homeIn(image: AssetObservation, strength: Strength): Home {
  return {
    target: image.evidence[0]?.target ?? '',
    folder: propertyOf(image, 'sourceDir'),
    entry: image.properties!['entry'],
    strength,
    image,
  };
}

function join(workload: AssetObservation, home: Home, alone: boolean, known: Known): EdgeObservation[] {
  const edges: EdgeObservation[] = [];
  const to = referenceTo(workload);
  const evidence = workload.evidence.slice(0, 1);
  const runsOn = (from: AssetReference): void => void edges.push({ from, to, kind: 'runs-on', strength: home.strength, evidence });
  for (const key of applicationsOf(home, known)) runsOn({ kind: 'application', key });
  const exposures = edgesFrom(workload, known).filter(({ kind }) => kind === 'exposed-to');
  for (const asset of known.started) {
    if (asset.evidence[0]?.target !== home.target || !runs(asset, home, alone)) continue;
    if (asset.kind !== 'ai-endpoint') runsOn(referenceTo(asset));
    // A server on standard input and output answers nobody but the process that starts it.
    if (asset.kind === 'ai-endpoint' || (asset.kind === 'mcp-server' && asset.properties?.['transport'] !== 'stdio'))
      for (const exposure of exposures) edges.push(exposed(exposure, asset, home, evidence));
  }
  return edges;
}

function exposed(
  { optional: _optional, ...exposure }: EdgeObservation,
  asset: AssetObservation,
  { strength }: Home,
  evidence: Evidence[],
): EdgeObservation {
  if (strength !== 'inferred') return { ...exposure, from: referenceTo(asset) };
  return { ...exposure, from: referenceTo(asset), strength, evidence: [...exposure.evidence, ...evidence] };
}

/** The application of the folder; else the one that holds the module that is started; else the only one inside. */
function applicationsOf({ target, folder, entry }: Home, known: Known): string[] {
  const exact = `git:${target}${folder === '' ? '' : `/${folder}`}`;
  if (known.applications.has(exact)) return [exact];
  const prefix = `${exact}/`;
  const inside = [...known.applications.keys()].filter((key) => key.startsWith(prefix));
  const holding = typeof entry === 'string' ? inside.filter((key) => `git:${target}/${entry}`.startsWith(`${key}/`)) : [];
  if (holding.length > 0) return [holding.sort((a, b) => b.length - a.length)[0]!];
  return inside.length === 1 ? inside : [];
}

/** Without a known module, the only workload of a folder runs everything in it; of several, none can be told. */
function runs(asset: AssetObservation, { folder, entry }: Home, alone: boolean): boolean {
  const modules = asset.properties!['startedFrom'] as readonly string[];
  const inside = folder === '' || modules.some((module) => module.startsWith(`${folder}/`));
  if (!inside) return false;
  return typeof entry === 'string' ? modules.includes(entry) : alone;
}

/** A workload that was only worth listing with an application: itself, and what its edges lead to. */
function list(workload: AssetObservation, known: Known, out: Observations): void {
  const reached = edgesFrom(workload, known).flatMap(({ to }) => known.byKey.get(`${to.kind} ${to.key}`) ?? []);
  for (const asset of [workload, ...reached.filter(({ optional }) => optional)]) out.assets.push(listed(asset));
}

function listed({ optional: _optional, ...asset }: AssetObservation): AssetObservation {
  return asset;
}
