import type { Evidence } from '../core/evidence.ts';
import { edgeFits } from '../core/edges.ts';
import { type Key, type Namespace, strongKey } from '../core/keys.ts';
import { type AssetObservation, type AssetReference, type EdgeObservation, type Observations, referenceTo } from '../core/observation.ts';
import { type AiService, serviceOfHost } from '../recognizers/ai-apps/service.ts';

/**
 * Joins what code, infrastructure and logs say of one endpoint into one asset. The host name is the key: a base URL in code, the
 * host of an Ingress, the host an Azure resource answers under, the name in a DNS or proxy log. Where infrastructure has no key of
 * the cloud yet (Terraform before it is applied), an endpoint of SageMaker joins the one of the same name in the audit log, if both
 * are the only ones of that name.
 *
 * Returns observations to merge in place of those given: a `service` that turns out to be such an endpoint becomes one, and what
 * logs held back (hosts nobody knew, and who asked for them) is listed once somebody names the host.
 */
export function joinEndpoints(all: readonly Observations[]): Observations[] {
  const assets = all.flatMap((one) => one.assets);
  const added: Observations = { assets: [], edges: [] };
  const named = namedHosts(assets, all, added);
  fromCode(assets, all, named, added);
  byName(assets, added);
  const rewritten = all.map((one) => servicesAsEndpoints(one, named));
  listHeldBack(all, named, added);
  return [...rewritten, added];
}

type Named = Map<string, AssetReference>;
const SERVERS: ReadonlySet<string> = new Set(['model-endpoint', 'gateway']);

/** Hosts that stand for one model endpoint or gateway alone: by key, by property, or by the route that leads to it. */
function namedHosts(assets: readonly AssetObservation[], all: readonly Observations[], added: Observations): Named {
  const named: Named = new Map();
  const claims = new Map<string, Map<string, AssetObservation>>();
  const claim = (host: string, asset: AssetObservation): void => {
    const { key } = referenceTo(asset);
    claims.set(host, (claims.get(host) ?? new Map<string, AssetObservation>()).set(`${asset.kind} ${key}`, asset));
  };
  const byReference = new Map<string, AssetObservation>();
  for (const asset of assets) {
    if (!SERVERS.has(asset.kind) || asset.optional) continue;
    byReference.set(`${asset.kind} ${referenceTo(asset).key}`, asset);
    for (const { key, strong } of asset.keys) if (strong && key.startsWith('host:')) named.set(key.slice(5), referenceTo(asset));
    const inside = asset.properties?.['hosts'];
    for (const host of [asset.properties?.['host'], ...waysTo(asset).flatMap(hostsIn), ...(Array.isArray(inside) ? inside : [])])
      if (typeof host === 'string') for (const form of formsOf(host.toLowerCase())) claim(form, asset);
  }
  for (const { edges } of all) {
    for (const edge of edges) {
      const asset = edge.kind === 'exposed-to' ? byReference.get(`${edge.from.kind} ${edge.from.key}`) : undefined;
      if (asset) for (const host of hostsIn(edge.properties?.['how'])) claim(host, asset);
    }
  }
  for (const [host, claimants] of claims) {
    const [asset, ...others] = [...claimants.values()];
    // One host with several servers behind it, told apart by path, is none of them.
    if (!asset || others.length > 0 || named.has(host)) continue;
    named.set(host, referenceTo(asset));
    added.assets.push(alias(asset, [strongKey('host', host)]));
  }
  return named;
}

/** A Service of a cluster is called by its full name and by the short ones. */
export function formsOf(host: string): string[] {
  const inside = /^(?<name>[\w-]+\.[\w-]+)\.svc\.cluster\.local$/.exec(host)?.groups?.['name'];
  return inside === undefined ? [host] : [host, `${inside}.svc`, inside];
}

/** How a deployed server is reached, in words that name the hosts. */
function waysTo({ properties }: AssetObservation): unknown[] {
  const by = properties?.['reachedBy'];
  return [properties?.['reachWhy'], ...(Array.isArray(by) ? by : [])];
}

/** "Ingress on llm.corp.example, chat.corp.example for 10.0.0.0/8 only" */
export function hostsIn(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  const listed = /\bon ((?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+(?:, )?){1,4})/i.exec(text.slice(0, 600))?.[1];
  return listed === undefined
    ? []
    : listed
        .toLowerCase()
        .split(', ')
        .filter((host) => /[a-z]$/.test(host));
}

function alias(asset: AssetObservation, keys: Key[]): AssetObservation {
  return {
    kind: asset.kind,
    name: asset.name,
    keys: [...asset.keys.filter(({ strong }) => strong), ...keys],
    evidence: asset.evidence.slice(0, 1),
    confidence: 0.5,
    optional: true,
  };
}

/** The host a client is pointed at, where it is one of the organisation's own: code knows it as the host of a model. */
function fromCode(assets: readonly AssetObservation[], all: readonly Observations[], named: Named, added: Observations): void {
  const users = usersOfModels(all);
  const told = new Set<string>();
  for (const asset of assets) {
    const host = asset.kind === 'model' ? asset.properties?.['host'] : undefined;
    if (typeof host !== 'string') continue;
    const service = serviceOfHost(host);
    // The API of a provider is the provider.
    if (service && service.kind !== 'model-endpoint') continue;
    // A public host nobody knows is a provider nobody knows; code lists it as one, and logs add who else asks for it.
    if (!service && !isInternalName(host) && !SERVERS.has(named.get(host)?.kind ?? '')) {
      named.set(host, { kind: 'provider', key: `name:${host}` });
      continue;
    }
    const to = endpointAt(host, service, asset, named, added);
    const id = `${to.key} ${asset.keys[0]?.key ?? ''} ${asset.evidence[0]?.file ?? ''}`;
    if (told.has(id)) continue;
    told.add(id);
    const evidence = asset.evidence.slice(0, 2);
    if (to.kind === 'model-endpoint')
      added.edges.push({ from: to, to: referenceTo(asset), kind: 'serves', strength: 'resolved', evidence });
    else added.edges.push({ from: to, to: referenceTo(asset), kind: 'routes-to', strength: 'resolved', evidence });
    for (const { from, file, seen } of users.get(referenceTo(asset).key) ?? [])
      if (asset.evidence.some((one) => one.file === file) && edgeFits('connects-to', from.kind, to.kind))
        added.edges.push({ from, to, kind: 'connects-to', strength: 'resolved', evidence: seen.slice(0, 1), optional: true });
  }
}

/** A name that only answers inside: by its last label, or by one that says so. */
function isInternalName(host: string): boolean {
  return /(?:^|\.)(?:internal|intranet|corp|lan|local|private|priv|svc|intra|home|test|cluster)(?:\.|$)|-(?:internal|private)\./.test(host);
}

function usersOfModels(all: readonly Observations[]): Map<string, { from: AssetReference; file: string | undefined; seen: Evidence[] }[]> {
  const users = new Map<string, { from: AssetReference; file: string | undefined; seen: Evidence[] }[]>();
  for (const { edges } of all)
    for (const { kind, from, to, evidence } of edges)
      if (kind === 'uses-model') users.set(to.key, [...(users.get(to.key) ?? []), { from, file: evidence[0]?.file, seen: evidence }]);
  return users;
}

function endpointAt(
  host: string,
  service: AiService | undefined,
  asset: AssetObservation,
  named: Named,
  added: Observations,
): AssetReference {
  const keys = service ? service.keys.map(keyOf) : [strongKey('host', host)];
  const known = named.get(service?.name ?? host);
  const evidence = asset.evidence.map((one) => ({ ...one, detail: `${one.detail}, at ${host}` }));
  const observation: AssetObservation = {
    kind: known?.kind === 'gateway' ? 'gateway' : 'model-endpoint',
    name: service?.name ?? host,
    keys,
    properties: { host: service?.name ?? host, ...(service?.provider === undefined ? {} : { provider: service.provider }) },
    evidence,
    confidence: 0.8,
  };
  added.assets.push(observation);
  const reference = known ?? referenceTo(observation);
  named.set(service?.name ?? host, reference);
  return reference;
}

function keyOf(text: string): Key {
  const at = text.indexOf(':');
  return strongKey(text.slice(0, at) as Namespace, text.slice(at + 1));
}

/**
 * SageMaker endpoints of infrastructure and code, which know no account, and those of the audit log: by name, unless it stands for
 * two of them. Of the only endpoint there is, a look-up of SageMaker's own host is one more witness.
 */
function byName(assets: readonly AssetObservation[], added: Observations): void {
  const groups = new Map<string, Map<string, AssetObservation>>();
  for (const asset of assets) {
    if (asset.kind !== 'model-endpoint' || asset.optional || asset.properties?.['platform'] !== 'aws-sagemaker') continue;
    const name = asset.name.toLowerCase();
    groups.set(name, (groups.get(name) ?? new Map<string, AssetObservation>()).set(referenceTo(asset).key, asset));
  }
  const [only] = groups.size === 1 ? [...groups.values()] : [];
  for (const group of groups.values()) {
    const [first, ...others] = [...group.values()];
    const apart = (namespace: string): number => [...group.keys()].filter((key) => key.startsWith(`${namespace}:`)).length;
    // The same name in two accounts, or declared twice, is two endpoints.
    if (!first || apart('arn') > 1 || apart('terraform') > 1) continue;
    const keys = others.flatMap((asset) => asset.keys.filter(({ strong }) => strong));
    if (keys.length > 0) added.assets.push(alias(first, keys));
    if (group === only) added.assets.push(...lookedUp(first, [...group.keys()], assets));
  }
}

function lookedUp(endpoint: AssetObservation, keys: readonly string[], assets: readonly AssetObservation[]): AssetObservation[] {
  const region = keys.map((key) => /:sagemaker:([^:]+):/.exec(key)?.[1]).find((found) => found !== undefined);
  return assets.flatMap((asset) => {
    const hosts = asset.kind === 'provider' && asset.name === 'aws-sagemaker' ? asset.properties?.['hosts'] : undefined;
    const fits =
      Array.isArray(hosts) &&
      hosts.some(
        (host) => typeof host === 'string' && host.startsWith('runtime.sagemaker') && (region === undefined || host.includes(region)),
      );
    return fits ? [{ ...alias(endpoint, []), evidence: asset.evidence.slice(0, 1) }] : [];
  });
}

interface Moved {
  kind: 'model-endpoint' | 'gateway';
  key: string;
}

/**
 * Code calls a host without knowing what answers there, or takes the host of a client for a provider: where somebody knows, it
 * is that endpoint. A model is then served by it, instead of provided by its name.
 */
function servicesAsEndpoints(one: Observations, named: Named): Observations {
  const hosts = new Map<string, Moved>();
  for (const { kind, keys } of one.assets) {
    for (const { key } of keys) {
      if (kind === 'provider' && key.startsWith('name:')) {
        const known = named.get(key.slice(5));
        if (known && (known.kind === 'model-endpoint' || known.kind === 'gateway'))
          hosts.set(`provider ${key}`, { key: known.key, kind: known.kind });
      }
      if (kind !== 'service' || !key.startsWith('host:')) continue;
      const service = serviceOfHost(key.slice(5));
      const name = service?.kind === 'model-endpoint' ? service.name : key.slice(5);
      const known = named.get(name);
      if (known && (known.kind === 'model-endpoint' || known.kind === 'gateway'))
        hosts.set(`service ${key}`, { key: known.key, kind: known.kind });
      else if (service?.kind === 'model-endpoint') hosts.set(`service ${key}`, { key: `host:${name}`, kind: 'model-endpoint' });
    }
  }
  if (hosts.size === 0) return one;
  const moved = (reference: AssetReference): AssetReference => hosts.get(`${reference.kind} ${reference.key}`) ?? reference;
  return {
    assets: one.assets.map((asset) => {
      const to = asset.keys.map(({ key }) => hosts.get(`${asset.kind} ${key}`)).find((found) => found !== undefined);
      return to ? { ...asset, kind: to.kind, name: asset.name, keys: [keyOf(to.key)], confidence: Math.min(asset.confidence, 0.6) } : asset;
    }),
    edges: one.edges.flatMap((edge) => {
      const [from, to] = [moved(edge.from), moved(edge.to)];
      if (from === edge.from && to === edge.to) return [edge];
      return edgeFits(edge.kind, from.kind, to.kind) ? [{ ...edge, from, to }] : [];
    }),
  };
}

/** Who asked for a host that turned out to be AI, and the asking itself. */
function listHeldBack(all: readonly Observations[], named: Named, added: Observations): void {
  const wanted: EdgeObservation[] = [];
  for (const { edges } of all)
    for (const edge of edges)
      if (
        edge.kind === 'uses' &&
        edge.optional &&
        edge.to.kind === 'model-endpoint' &&
        edge.to.key.startsWith('host:') &&
        named.has(edge.to.key.slice(5))
      )
        wanted.push(edge);
  if (wanted.length === 0) return;
  const keys = new Set(wanted.map(({ from }) => `${from.kind} ${from.key}`));
  for (const { assets } of all)
    for (const { optional, ...asset } of assets)
      if (optional && keys.has(`${asset.kind} ${asset.keys[0]?.key ?? ''}`)) added.assets.push(asset);
  const held = new Map<string, AssetObservation>();
  for (const { assets } of all)
    for (const asset of assets) if (asset.optional && asset.kind === 'model-endpoint' && asset.keys[0]) held.set(asset.keys[0].key, asset);
  for (const edge of wanted) {
    const to = named.get(edge.to.key.slice(5))!;
    if (to.kind === 'model-endpoint') continue;
    // The logs took it for an endpoint; it is what the others say.
    const seen = held.get(edge.to.key);
    if (seen) added.assets.push({ ...seen, kind: to.kind, keys: [keyOf(to.key)], optional: true });
    held.delete(edge.to.key);
    added.edges.push({ ...edge, to });
  }
}
