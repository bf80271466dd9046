import type { Properties } from '../../../core/observation.ts';
import { addressOf } from './identity.ts';
import { knownServer } from './known-servers.ts';
import type { PackageIdentity } from './package-spec.ts';
import type { ServerEntry } from './servers.ts';

/** What a server's entry says of how it is started or reached, wherever the entry stands: in a configuration or in code. */
export function launchProperties(server: ServerEntry): Properties {
  const { launch } = server;
  const found = launch?.package;
  const remote = launch?.remote ?? server.url;
  const address = remote === undefined ? undefined : addressOf(remote);
  const known =
    (found && knownServer(`${found.ecosystem}/${found.name}`)) ?? (address?.host === undefined ? undefined : knownServer(address.host));
  const roots = known?.roots ? (launch?.arguments ?? []).filter((argument) => /^(?:[/~.]|\$|[A-Za-z]:)/.test(argument)) : [];
  const unverified = server.environment.some(
    ({ name, decides }) =>
      (name === 'NODE_TLS_REJECT_UNAUTHORIZED' && decides === '0') || (/^PYTHONHTTPSVERIFY$/.test(name) && decides === '0'),
  );
  return {
    transport: server.transport,
    ...(launch ? { command: launch.program, ...(launch.arguments.length > 0 ? { arguments: launch.arguments.slice(0, 50) } : {}) } : {}),
    ...packageProperties(found),
    ...(launch?.script === undefined ? {} : { script: launch.script }),
    ...(address ? { url: address.url, host: address.host, tls: address.tls, loopback: address.loopback } : {}),
    ...(launch?.remote === undefined ? {} : { bridge: found?.name }),
    ...(launch?.shell ? { shell: true } : {}),
    ...(launch?.fetchesAndRuns ? { fetchesAndRuns: true } : {}),
    ...(launch?.container ? containerProperties(launch.container) : {}),
    ...(server.authentication === undefined ? {} : { authentication: server.authentication }),
    ...(server.tools ? { tools: server.tools } : {}),
    ...(unverified ? { tlsVerification: false } : {}),
    ...(known ? { capabilities: [...known.capabilities], capabilitiesFrom: known.source } : {}),
    ...(roots.length > 0 ? { roots } : {}),
  };
}

function containerProperties({
  mounts,
  privileged,
  network,
  engineSocket,
}: NonNullable<NonNullable<ServerEntry['launch']>['container']>): Properties {
  return {
    ...(mounts.length > 0 ? { mounts } : {}),
    ...(privileged ? { privileged } : {}),
    ...(network === undefined ? {} : { network }),
    ...(engineSocket ? { engineSocket } : {}),
  };
}

function packageProperties(found: PackageIdentity | undefined): Properties {
  if (!found) return {};
  const { ecosystem, name, version, pinned, pinnedBy, why } = found;
  return { ecosystem, package: name, version, pinned, pinnedBy, pinnedWhy: why };
}
