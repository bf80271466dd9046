import { strongKey } from '../core/keys.ts';
import { type AssetObservation, type Observations, referenceTo } from '../core/observation.ts';
import { givingHosts } from './deployment.ts';

/**
 * Joins an MCP server that clients are configured for to the code it is made of: by the package a client starts, which is the
 * application the code belongs to, or by the host of its address, which leads to the one workload that runs the code. Of a package
 * started with several sets of arguments each is a server of its own; the code then only says which tools they offer.
 */
export function joinMcpServers(all: readonly Observations[]): Observations {
  const out: Observations = { assets: [], edges: [] };
  const configured = new Map<string, Map<string, AssetObservation>>();
  const written: { asset: AssetObservation; place: string }[] = [];
  for (const { assets } of all)
    for (const asset of assets) {
      if (asset.kind !== 'mcp-server' || asset.optional) continue;
      const own = asset.keys.find(({ key, strong }) => strong && key.startsWith('mcp:'))?.key;
      const code = asset.keys.find(({ key, strong }) => strong && key.startsWith('git:') && key.includes('#'))?.key;
      if (code !== undefined) written.push({ asset, place: code.slice('git:'.length, code.indexOf('#')) });
      if (own === undefined || code !== undefined) continue;
      const started = /^mcp:(?:(?<ecosystem>npm|pypi)\/(?<name>[^\s]+)|https?:\/\/(?<host>[^/:?#\s]+))/.exec(own)?.groups;
      const id = started?.['host'] === undefined ? `${started?.['ecosystem']} ${started?.['name']}` : `host ${started['host']}`;
      if (started) configured.set(id, (configured.get(id) ?? new Map<string, AssetObservation>()).set(own, asset));
    }
  if (configured.size === 0 || written.length === 0) return out;
  for (const [id, folder] of [...foldersOfPackages(all), ...givingHosts(all)]) {
    const clients = configured.get(id);
    if (!clients) continue;
    const [server, ...more] = serversIn(folder, written);
    if (!server || more.length > 0) continue;
    if (clients.size === 1) out.assets.push(united([...clients.values()][0]!, server));
    else
      for (const { edges } of all)
        for (const edge of edges)
          if (edge.kind === 'exposes-tool' && server.keys.some(({ key }) => key === edge.from.key))
            for (const client of clients.values())
              out.edges.push({ ...edge, from: referenceTo(client), strength: 'resolved', optional: true });
  }
  return out;
}

/** Servers written in a folder (or in the one module that is started), each once. */
function serversIn(folder: string, written: readonly { asset: AssetObservation; place: string }[]): AssetObservation[] {
  const inside = written.filter(({ place }) => place === folder || place.startsWith(`${folder}/`));
  return [...new Map(inside.map(({ asset }) => [referenceTo(asset).key, asset])).values()];
}

/** The folder of each application that is published or started as a package, by ecosystem and name; of one name in two folders none. */
function foldersOfPackages(all: readonly Observations[]): Map<string, string> {
  const folders = new Map<string, Set<string>>();
  for (const { assets } of all)
    for (const { kind, name, keys, evidence } of assets) {
      const key = kind === 'application' ? keys.find(({ strong }) => strong)?.key : undefined;
      if (key === undefined || !key.startsWith('git:')) continue;
      for (const { file } of evidence) {
        const manifest = /(?:^|\/)(?:(?<npm>package\.json)|pyproject\.toml|setup\.(?:py|cfg))$/.exec(file ?? '')?.groups;
        if (!manifest) continue;
        const id = `${manifest['npm'] === undefined ? 'pypi' : 'npm'} ${name}`;
        folders.set(id, (folders.get(id) ?? new Set()).add(key.slice('git:'.length)));
      }
    }
  return new Map([...folders].flatMap(([id, places]) => (places.size === 1 ? [[id, [...places][0]!] as const] : [])));
}

function united(client: AssetObservation, server: AssetObservation): AssetObservation {
  const own = server.keys.filter(({ strong }) => strong);
  return {
    kind: 'mcp-server',
    name: client.name,
    keys: [strongKey('mcp', referenceTo(client).key.slice('mcp:'.length)), ...own],
    evidence: [],
    confidence: 0.5,
    optional: true,
  };
}
