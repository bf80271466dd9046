import { PackageURL } from 'packageurl-js';
import { compareText } from '../../../core/evidence.ts';
import { type Key, strongKey, weakKey } from '../../../core/keys.ts';
import type { AssetReference, Observations, Properties } from '../../../core/observation.ts';
import type { Linking } from '../../detector.ts';
import { clientOf, projectFolder, scopeOf } from './clients.ts';
import { type ConfigurationFacts, referencesOf } from './facts.ts';
import { addressOf, programFile, serverIdentity } from './identity.ts';
import { launchProperties } from './launch-properties.ts';
import type { PackageIdentity } from './package-spec.ts';
import type { ServerEntry } from './servers.ts';

interface Place {
  path: string;
  server: ServerEntry;
}

/** Clients, servers and who connects to what. A server of several clients is told once, with the loosest of its settings. */
export function linkConfigurations(linking: Linking<ConfigurationFacts>): Observations {
  const { target, paths, evidence, cover } = linking;
  const observations: Observations = { assets: [], edges: [] };
  const groups = new Map<string, Place[]>();
  for (const [path, facts] of linking.files) {
    if (facts.problem !== undefined) cover({ file: path, status: 'partial', reason: facts.problem });
    if (facts.servers.length === 0 && Object.keys(facts.settings).length === 0) continue;
    const client: AssetReference = { kind: 'mcp-client', key: `git:${target}/${path}` };
    const folder = projectFolder(path);
    observations.assets.push({
      kind: 'mcp-client',
      name: path,
      keys: [{ key: client.key, strong: true }],
      properties: { client: facts.client, scope: scopeOf(path, clientOf(path), paths), servers: facts.servers.length, ...facts.settings },
      evidence: [
        evidence(
          path,
          facts.servers[0]?.line,
          `${facts.client} configuration with ${facts.servers.length} MCP ${facts.servers.length === 1 ? 'server' : 'servers'}`,
        ),
      ],
      confidence: facts.client === 'other' ? 0.8 : 0.95,
    });
    for (const server of facts.servers) {
      const key = serverIdentity(server, { target, folder, paths });
      const place = { path, server };
      const group = groups.get(key);
      if (group) group.push(place);
      else groups.set(key, [place]);
      const seen = evidence(path, server.line, `${server.name}: ${describe(server)}`);
      const reference: AssetReference = { kind: 'mcp-server', key: `mcp:${key}` };
      observations.edges.push({
        from: client,
        to: reference,
        kind: 'connects-to',
        strength: 'stated',
        properties: connection(server),
        evidence: [seen],
      });
      for (const { fingerprint, line, where } of server.secrets) {
        const held = evidence(path, line, `${server.name} is given a secret in ${where}`);
        observations.edges.push({
          from: reference,
          to: { kind: 'secret', key: `secret:${fingerprint}` },
          kind: 'holds',
          strength: 'stated',
          evidence: [held],
          optional: true,
        });
      }
    }
    for (const { fingerprint, line } of facts.secrets) {
      const held = evidence(path, line, `The ${facts.client} configuration holds a secret`);
      observations.edges.push({
        from: client,
        to: { kind: 'secret', key: `secret:${fingerprint}` },
        kind: 'holds',
        strength: 'stated',
        evidence: [held],
        optional: true,
      });
    }
    approve(linking, observations, path, folder, client, facts);
  }
  for (const [key, places] of groups) observations.assets.push(serverAsset(key, places, linking));
  return observations;
}

/** Claude Code's settings approve servers that stand in the project's own .mcp.json. */
function approve(
  linking: Linking<ConfigurationFacts>,
  observations: Observations,
  path: string,
  folder: string,
  client: AssetReference,
  facts: ConfigurationFacts,
): void {
  const { enablesAllProjectServers, enabledServers } = facts.settings;
  if (!enablesAllProjectServers && !enabledServers) return;
  const project = folder === '' ? '.mcp.json' : `${folder}/.mcp.json`;
  const { target, paths, evidence } = linking;
  for (const server of linking.files.get(project)?.servers ?? []) {
    if (!enablesAllProjectServers && !enabledServers!.includes(server.name)) continue;
    const key = `mcp:${serverIdentity(server, { target, folder, paths })}`;
    observations.edges.push({
      from: client,
      to: { kind: 'mcp-server', key },
      kind: 'connects-to',
      strength: 'resolved',
      properties: { name: server.name, approved: enablesAllProjectServers ? 'all' : 'by name' },
      evidence: [
        evidence(
          path,
          undefined,
          `${enablesAllProjectServers ? 'Every server' : server.name} of ${project} starts without being asked for`,
        ),
      ],
    });
  }
}

function serverAsset(key: string, places: readonly Place[], linking: Linking<ConfigurationFacts>): Observations['assets'][number] {
  const { paths, evidence } = linking;
  const names = new Map<string, number>();
  for (const { server } of places) names.set(server.name, (names.get(server.name) ?? 0) + 1);
  const [name] = [...names].sort(([a, n], [b, m]) => m - n || compareText(a, b))[0]!;
  // The loosest launch speaks for the server: one client that fetches the newest version is enough to run something else.
  const ranked = [...places].sort(
    (a, b) => looseness(b.server) - looseness(a.server) || compareText(a.path, b.path) || compareText(a.server.name, b.server.name),
  );
  const first = ranked[0]!;
  const found = first.server.launch?.package;
  const keys: Key[] = [strongKey('mcp', key)];
  const purl = found && purlOf(found);
  if (purl !== undefined) keys.push(weakKey('purl', purl));
  const union = (of: (server: ServerEntry) => readonly string[]): string[] =>
    [...new Set(places.flatMap(({ server }) => of(server)))].sort(compareText);
  const approved = union(({ autoApprove }) => autoApprove ?? []);
  const references = union(referencesOf);
  const environment = union(({ environment }) => environment.map((one) => one.name));
  const headers = union((server) => server.headers.map((header) => header.name));
  const script = first.server.launch?.script;
  const program = script === undefined ? undefined : programFile(script, { folder: projectFolder(first.path), paths }, first.server.cwd);
  return {
    kind: 'mcp-server',
    name,
    keys,
    properties: {
      ...launchProperties(first.server),
      ...(program === undefined ? {} : { program }),
      ...(names.size > 1 ? { names: [...names.keys()].sort(compareText) } : {}),
      ...(approved.length > 0 ? { autoApprove: approved } : {}),
      ...(references.length > 0 ? { references } : {}),
      ...(environment.length > 0 ? { environment } : {}),
      ...(headers.length > 0 ? { headers } : {}),
      ...(places.every(({ server }) => server.disabled) ? { disabled: true } : {}),
      clients: new Set(places.map(({ path }) => path)).size,
    },
    evidence: ranked.map(({ path, server }) => evidence(path, server.line, `${server.name}: ${describe(server)}`)),
    confidence: 0.95,
  };

  function looseness(server: ServerEntry): number {
    if (server.disabled) return -1;
    const { pinned } = server.launch?.package ?? {};
    return pinned === false ? 2 : pinned === undefined ? 1 : 0;
  }
}

/** What this client says of the server; another may say something else. */
function connection(server: ServerEntry): Properties {
  const { version, pinned } = server.launch?.package ?? {};
  return {
    name: server.name,
    transport: server.transport,
    version,
    pinned,
    ...(server.disabled ? { disabled: true } : {}),
    ...(server.autoApprove ? { autoApprove: server.autoApprove } : {}),
    ...(server.project === undefined ? {} : { project: server.project }),
  };
}

function describe(server: ServerEntry): string {
  const { launch, url } = server;
  const state = server.disabled ? ', switched off' : '';
  if (launch?.package)
    return `${launch.program} ${launch.package.name}${launch.package.version === undefined ? '' : ` ${launch.package.version}`} (${launch.package.why})${launch.remote === undefined ? '' : `, bridge to ${addressOf(launch.remote).url}`}${state}`;
  if (launch)
    return `runs ${[launch.program, launch.script === launch.program ? undefined : launch.script].filter((part) => part !== undefined).join(' ')}${state}`;
  return url === undefined ? `an extension of the client${state}` : `${server.transport} ${addressOf(url).url}${state}`;
}

const PURL_TYPES: Partial<Record<PackageIdentity['ecosystem'], string>> = { npm: 'npm', pypi: 'pypi', golang: 'golang', nuget: 'nuget' };

/** Package URL without version. Source: github.com/package-url/purl-spec */
function purlOf({ ecosystem, name }: PackageIdentity): string | undefined {
  const slash = name.lastIndexOf('/');
  const last = name.slice(slash + 1);
  const before = slash < 0 ? undefined : name.slice(0, slash);
  if (ecosystem === 'oci') return new PackageURL('docker', before, last, undefined, undefined, undefined).toString();
  const type = PURL_TYPES[ecosystem];
  return type === undefined || last === '' ? undefined : new PackageURL(type, before, last, undefined, undefined, undefined).toString();
}
