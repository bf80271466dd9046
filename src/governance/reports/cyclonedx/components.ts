import { compareText } from '../../../core/evidence.ts';
import type { Report } from '../../../core/report.ts';
import { type Asset, type Edge, typeOf } from './kinds.ts';

type Value = Asset['properties'][string];

/** What components and services are written from, indexed once. */
export interface Inventory {
  included: ReadonlyMap<string, Asset>;
  out(id: string): readonly Edge[];
  into(id: string): readonly Edge[];
  /** `file` where one target was scanned, else `target/file`. */
  place(evidence: Asset['evidence'][number]): string | undefined;
}

export function inventoryOf(report: Report, included: ReadonlyMap<string, Asset>): Inventory {
  const out = new Map<string, Edge[]>();
  const into = new Map<string, Edge[]>();
  for (const edge of report.edges) {
    append(out, edge.from, edge);
    append(into, edge.to, edge);
  }
  const alone = report.scan.targets.length === 1;
  return {
    included,
    out: (id) => out.get(id) ?? [],
    into: (id) => into.get(id) ?? [],
    place: ({ target, file }) => (file === undefined ? undefined : alone ? file : `${target}/${file}`),
  };
}

function append(map: Map<string, Edge[]>, id: string, edge: Edge): void {
  const list = map.get(id);
  if (list) list.push(edge);
  else map.set(id, [edge]);
}

/** One component (CycloneDX 1.6 `component`). */
export function componentOf(asset: Asset, inventory: Inventory): object {
  const type = typeOf(asset) as string;
  const version = versionOf(asset, inventory);
  const purl = purlOf(asset, version);
  const digest = asset.keys.find(({ key }) => /^sha256:[0-9a-f]{64}$/.test(key))?.key.slice('sha256:'.length);
  const supplier = inventory.out(asset.id).find(({ kind }) => kind === 'provided-by');
  const ancestors = inventory.out(asset.id).filter(({ kind, to }) => kind === 'derived-from' && inventory.included.has(to));
  return {
    type,
    'bom-ref': asset.id,
    ...(supplier && inventory.included.has(supplier.to) ? { supplier: { name: inventory.included.get(supplier.to)!.name } } : {}),
    name: asset.name,
    ...(version === undefined ? {} : { version }),
    ...(textOf(asset, 'purpose') === undefined ? {} : { description: textOf(asset, 'purpose') }),
    ...(digest === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: digest }] }),
    ...(purl === undefined ? {} : { purl }),
    ...(ancestors.length > 0
      ? { pedigree: { ancestors: ancestors.map(({ to }) => ({ type: 'machine-learning-model', name: inventory.included.get(to)!.name })) } }
      : {}),
    ...occurrences(asset, inventory),
    ...(type === 'machine-learning-model' ? { modelCard: modelCard(asset, inventory) } : {}),
    ...(type === 'data' ? { data: [dataOf(asset)] } : {}),
    properties: propertiesOf(asset, inventory),
  };
}

/** One service (CycloneDX 1.6 `service`); it has no place for evidence, which stands in its properties. */
export function serviceOf(asset: Asset, inventory: Inventory): object {
  const endpoints = endpointsOf(asset);
  const authenticated = authenticatedOf(asset);
  const outside =
    inventory.out(asset.id).some(({ kind }) => kind === 'exposed-to') || asset.kind === 'provider' || asset.kind === 'saas-app';
  const owner = textOf(asset, 'owner');
  const places = asset.evidence.flatMap((one) => {
    const file = inventory.place(one);
    return file === undefined ? [] : [one.line === undefined ? file : `${file}:${one.line}`];
  });
  return {
    'bom-ref': asset.id,
    ...(owner === undefined ? {} : { provider: { name: owner } }),
    name: asset.name,
    ...(endpoints.length > 0 ? { endpoints } : {}),
    ...(authenticated === undefined ? {} : { authenticated }),
    ...(outside ? { 'x-trust-boundary': true } : {}),
    properties: [...propertiesOf(asset, inventory), ...[...new Set(places)].map((value) => ({ name: 'pharos:evidence', value }))],
  };
}

function modelCard(asset: Asset, inventory: Inventory): object {
  const task = textOf(asset, 'task');
  const family = textOf(asset, 'family');
  const datasets = inventory
    .out(asset.id)
    .filter(({ kind, to }) => (kind === 'trained-on' || kind === 'evaluated-on') && inventory.included.has(to))
    .map(({ to }) => ({ ref: to }));
  const told = ['pinning', 'pinningWhy', 'provider'].flatMap((name) =>
    textOf(asset, name) === undefined ? [] : [{ name: `pharos:${name}`, value: textOf(asset, name) }],
  );
  return {
    'bom-ref': `${asset.id}-card`,
    modelParameters: {
      ...(task === undefined ? {} : { task }),
      ...(family === undefined ? {} : { modelArchitecture: family }),
      ...(datasets.length > 0 ? { datasets } : {}),
    },
    ...(told.length > 0 ? { properties: told } : {}),
  };
}

/** Prompts and client configurations are data as well: what they hold is configuration. */
function dataOf(asset: Asset): object {
  const classification = textOf(asset, 'sensitivity');
  const owner = textOf(asset, 'owner');
  const url = asset.keys.find(({ key }) => key.startsWith('arn:arn:aws:s3:::'))?.key.replace('arn:arn:aws:s3:::', 's3://');
  return {
    type: asset.kind === 'dataset' ? 'dataset' : ['prompt', 'skill', 'mcp-client'].includes(asset.kind) ? 'configuration' : 'other',
    name: asset.name,
    ...(url === undefined ? {} : { contents: { url } }),
    ...(classification === undefined ? {} : { classification }),
    ...(owner === undefined ? {} : { governance: { owners: [{ organization: { name: owner } }] } }),
  };
}

function occurrences(asset: Asset, inventory: Inventory): object {
  const seen = new Map<string, object>();
  for (const evidence of asset.evidence) {
    const location = inventory.place(evidence);
    if (location !== undefined)
      seen.set(`${location}:${evidence.line}`, { location, ...(evidence.line === undefined ? {} : { line: evidence.line }) });
  }
  return seen.size > 0 ? { evidence: { occurrences: [...seen.values()] } } : {};
}

/** Only where it is one: of a library from the edges that use it, of a model where it is pinned. */
function versionOf(asset: Asset, inventory: Inventory): string | undefined {
  if (asset.kind === 'library') {
    const versions = libraryVersions(asset, inventory);
    const [only] = versions;
    return versions.length === 1 && only !== undefined && isExact(only) ? only : undefined;
  }
  if (asset.kind === 'model')
    return textOf(asset, 'pinning') === 'pinned' ? (textOf(asset, 'revision') ?? textOf(asset, 'version')) : undefined;
  return textOf(asset, 'version');
}

/** Every version that something listed depends on; what another application has is not said of this one. */
function libraryVersions(library: Asset, inventory: Inventory): string[] {
  const versions = inventory
    .into(library.id)
    .filter(({ kind, from }) => kind === 'depends-on' && inventory.included.has(from))
    .flatMap(({ properties }) => [properties?.['version'], ...(Array.isArray(properties?.['versions']) ? properties['versions'] : [])])
    .filter((version) => typeof version === 'string');
  return [...new Set(versions)].sort(compareText);
}

function isExact(version: string): boolean {
  return /^[0-9][\w.+!-]*$/.test(version);
}

/** Package URL of a library, of a packaged MCP server and of a model on the Hugging Face hub. */
function purlOf(asset: Asset, version: string | undefined): string | undefined {
  const tail = version === undefined ? '' : `@${encodeURIComponent(version)}`;
  const known = asset.keys.find(({ key, strong }) => strong && key.startsWith('purl:pkg:'))?.key.slice('purl:'.length);
  if (known !== undefined) return known.lastIndexOf('@') > known.lastIndexOf('/') ? known : `${known}${tail}`;
  const hub = /^hub:huggingface\.co\/([\w.-]+)\/([\w.-]+)$/.exec(
    asset.keys.find(({ key, strong }) => strong && key.startsWith('hub:huggingface.co/'))?.key ?? '',
  );
  if (!hub) return undefined;
  const revision = textOf(asset, 'pinning') === 'pinned' ? textOf(asset, 'revision') : undefined;
  return `pkg:huggingface/${hub[1]}/${hub[2]}${revision === undefined ? '' : `@${encodeURIComponent(revision)}`}`;
}

function endpointsOf(asset: Asset): string[] {
  const url = textOf(asset, 'url');
  const route = asset.kind === 'ai-endpoint' ? textOf(asset, 'path') : undefined;
  const keys = asset.keys.flatMap(({ key }) => (key.startsWith('url:') ? [key.slice(4)] : key.startsWith('host:') ? [key.slice(5)] : []));
  const found = [...(url === undefined ? [] : [url]), ...(route === undefined ? [] : [route]), ...keys].map(withoutCredentials);
  return [...new Set(found)].sort(compareText);
}

/** An address says where, never with which key: user names, passwords and queries are cut; what a URI may not hold is encoded. */
function withoutCredentials(address: string): string {
  return encodeURI(
    address
      .toWellFormed()
      .replace(/\/\/[^/]*@/, '//')
      .replace(/[?#].*$/s, ''),
  ).replaceAll('%25', '%');
}

function authenticatedOf(asset: Asset): boolean | undefined {
  const auth = asset.properties['auth'];
  if (auth === undefined || auth === 'unknown' || auth === null) return undefined;
  return auth !== 'none' && auth !== false;
}

/** Kind, id, plain properties and edges by type; nested documents (policies) stay in the report. */
function propertiesOf(asset: Asset, inventory: Inventory): { name: string; value: string }[] {
  const out: { name: string; value: string }[] = [
    { name: 'pharos:kind', value: asset.kind },
    { name: 'pharos:confidence', value: String(asset.confidence) },
  ];
  for (const { key, strong } of asset.keys) if (strong && !key.startsWith('secret:')) out.push({ name: 'pharos:key', value: key });
  for (const [name, value] of Object.entries(asset.properties)) {
    // The address stands in the endpoints, without what it may carry.
    if (name === 'url') continue;
    for (const text of plainTexts(value)) out.push({ name: `pharos:${name}`, value: text.replaceAll(/:\/\/[^/@\s]*@/g, '://') });
  }
  // Where several are in use, no one version can stand in its place.
  if (asset.kind === 'library')
    for (const version of libraryVersions(asset, inventory)) out.push({ name: 'pharos:version', value: version });
  for (const { kind, to } of inventory.out(asset.id)) if (inventory.included.has(to)) out.push({ name: `pharos:edge:${kind}`, value: to });
  return out;
}

function plainTexts(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textOf(asset: Asset, name: string): string | undefined {
  const value = asset.properties[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
