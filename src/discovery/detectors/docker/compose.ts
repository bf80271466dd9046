import { type Container, shellWords, type Variable, words } from '../../containers/container.ts';
import { at, entriesOf, isTrue, itemsOf, textMap, textOf, textsOf, type Tree } from '../../containers/documents.ts';
import { interpolated } from '../../containers/image.ts';
import type { Exposure } from '../../containers/workload.ts';

/** One service of a compose file, read from its (merged) tree. */
export interface ComposeService {
  container: Container;
  /** Folder and Dockerfile it is built from, as written. */
  build?: { context: string; dockerfile?: string; target?: string };
  exposures: Omit<Exposure, 'evidence'>[];
  exposureLines: number[];
  accelerator: boolean;
  /** Files of variables it is given, as written. */
  envFiles: string[];
}

/** Source: docs.docker.com/reference/compose-file/services. Values of variables are their defaults. */
export function composeService(name: string, tree: Tree): ComposeService {
  const image = textOf(at(tree, 'image'));
  const build = at(tree, 'build');
  const context = textOf(build) ?? textOf(at(build, 'context')) ?? (build ? '.' : undefined);
  const dockerfile = textOf(at(build, 'dockerfile'));
  const target = textOf(at(build, 'target'));
  const user = textOf(at(tree, 'user'));
  const files = at(tree, 'env_file');
  const envFiles = [...(files ? textsOf(files) : []), ...itemsOf(files).flatMap((item) => textOf(at(item, 'path')) ?? [])];
  const ports = portsOf(tree);
  const exposures: ComposeService['exposures'] = [];
  const exposureLines: number[] = [];
  for (const { line, address, published, target: port } of ports) {
    const loopback = /^(?:127\.|localhost$|\[?::1\]?$)/.test(address);
    exposures.push({
      reach: loopback ? 'private' : 'open',
      how: loopback
        ? `port ${published} on ${address} only`
        : `port ${published} on ${address === '' ? 'every address' : address} of its host`,
      auth: 'none',
      ports: [port],
    });
    exposureLines.push(line);
  }
  const network = at(tree, 'network_mode');
  if (textOf(network) === 'host') {
    exposures.push({ reach: 'open', how: 'the network of its host (network_mode: host)', auth: 'none' });
    exposureLines.push(network!.l);
  }
  const routed = throughTraefik(tree);
  if (routed) {
    exposures.push(routed.exposure);
    exposureLines.push(routed.line);
  }
  return {
    envFiles: envFiles.slice(0, 20).map((one) => interpolated(one)),
    container: {
      name,
      ...(image === undefined ? {} : { image: interpolated(image), imageLine: at(tree, 'image')!.l }),
      command: [...lineOf(at(tree, 'entrypoint')), ...lineOf(at(tree, 'command'))],
      variables: variablesOf(at(tree, 'environment')),
      ports: ports.flatMap(({ target: port }) => (typeof port === 'number' ? [{ port }] : [])),
      mounts: itemsOf(at(tree, 'volumes')).flatMap(mountOf),
      ...(isTrue(at(tree, 'privileged')) ? { privileged: true } : {}),
      ...(user === undefined ? {} : { root: /^(?:root|0)(?::|$)/.test(user) }),
      ...(files ? { unseen: `the file ${textsOf(files)[0] ?? textOf(at(itemsOf(files)[0], 'path')) ?? 'of its variables'}` } : {}),
      line: tree.l,
    },
    ...(context === undefined
      ? {}
      : {
          build: {
            context: interpolated(context),
            ...(dockerfile === undefined ? {} : { dockerfile: interpolated(dockerfile) }),
            ...(target === undefined ? {} : { target }),
          },
        }),
    exposures,
    exposureLines,
    accelerator:
      itemsOf(at(tree, 'deploy', 'resources', 'reservations', 'devices')).some((device) =>
        textsOf(at(device, 'capabilities')).includes('gpu'),
      ) ||
      textOf(at(tree, 'runtime')) === 'nvidia' ||
      at(tree, 'gpus') !== undefined,
  };
}

function lineOf(tree: Tree | undefined): Container['command'] {
  const text = textOf(tree);
  if (text !== undefined) return shellWords(interpolated(text).replaceAll('$$', '$'), tree!.l);
  return words(
    itemsOf(tree).flatMap((item) =>
      textOf(item) === undefined ? [] : [{ text: interpolated(textOf(item)!).replaceAll('$$', '$'), line: item.l }],
    ),
  );
}

function variablesOf(tree: Tree | undefined): Variable[] {
  const out: Variable[] = [];
  for (const [name, value] of entriesOf(tree)) {
    const text = textOf(value);
    out.push(text === undefined ? { name, line: value.l } : { name, line: value.l, ...valueOf(text) });
  }
  for (const item of itemsOf(tree)) {
    const text = textOf(item) ?? '';
    const equals = text.indexOf('=');
    if (text !== '')
      out.push(
        equals < 0
          ? { name: text, line: item.l, config: 'the environment of its host' }
          : { name: text.slice(0, equals), line: item.l, ...valueOf(text.slice(equals + 1)) },
      );
  }
  return out.slice(0, 300);
}

/** `${NAME}` without a default comes from the environment of its host: given, but not known. */
function valueOf(written: string): Pick<Variable, 'value' | 'config'> {
  const text = interpolated(written);
  const from = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
  return from === undefined ? { value: text } : { config: `the variable ${from} of its host` };
}

interface Port {
  address: string;
  published: string;
  target: number | string;
  line: number;
}

/** `[host:][published:]target[/protocol]` or the long form. */
function portsOf(tree: Tree): Port[] {
  return itemsOf(at(tree, 'ports'))
    .slice(0, 50)
    .flatMap((item): Port[] => {
      const short = textOf(item);
      if (short === undefined) {
        const target = textOf(at(item, 'target'));
        return target === undefined
          ? []
          : [
              {
                address: interpolated(textOf(at(item, 'host_ip')) ?? ''),
                published: textOf(at(item, 'published')) ?? target,
                target: Number(target) || target,
                line: item.l,
              },
            ];
      }
      const text = interpolated(short).replace(/\/(?:tcp|udp)$/, '');
      const found = /^(?:(\[[0-9a-f:]+\]|[\w.-]+|\$\{?\w+\}?):)??(?:([\d-]*|\$\{?\w+\}?):)?([\d-]+|\$\{?\w+\}?)$/i.exec(text);
      if (!found) return [];
      const address = found[1] ?? '';
      // Who publishes on an address that is decided by the host's environment is not known to publish on all of them.
      if (address.startsWith('$')) return [];
      const target = Number.parseInt(found[3]!, 10) || found[3]!;
      return [
        {
          address: address === '0.0.0.0' || address === '[::]' ? '' : address,
          published: found[2] || String(target),
          target,
          line: item.l,
        },
      ];
    });
}

function mountOf(item: Tree): string[] {
  const short = textOf(item);
  if (short === undefined) {
    const source = textOf(at(item, 'source'));
    return source === undefined ? [] : [textOf(at(item, 'type')) === 'bind' ? `host:${source}` : `volume:${source}`];
  }
  const [source = ''] = interpolated(short).split(':');
  return short.includes(':') ? [/^[./~]/.test(source) ? `host:${source}` : `volume:${source}`] : [];
}

/** Labels that route a public name to the service. Source: doc.traefik.io/traefik/routing/providers/docker */
function throughTraefik(tree: Tree): { exposure: Omit<Exposure, 'evidence'>; line: number } | undefined {
  const labels = at(tree, 'labels') ?? at(tree, 'deploy', 'labels');
  const all: Record<string, string> = { ...textMap(labels) };
  for (const text of textsOf(labels)) if (text.includes('=')) all[text.slice(0, text.indexOf('='))] = text.slice(text.indexOf('=') + 1);
  const rule = Object.entries(all).find(([name]) => /^traefik\.(?:http|tcp)\.routers\.[\w-]+\.rule$/.test(name))?.[1];
  if (rule === undefined || /^false$/i.test(all['traefik.enable'] ?? '')) return undefined;
  const host = /Host(?:SNI)?\(`([^`]{1,200})`/.exec(interpolated(rule))?.[1];
  const guards = Object.entries(all)
    .filter(([name]) => name.endsWith('.middlewares'))
    .map(([, value]) => value)
    .join(' ');
  const internal = host !== undefined && /(?:^|\.)(?:localhost|local|internal|lan|home|test)$|localhost/.test(host);
  return {
    exposure: {
      reach: internal ? 'private' : 'internet',
      how: `Traefik${host === undefined ? '' : ` on ${host}`}`,
      auth: /auth|oidc|sso|login/i.test(guards) ? 'present' : 'none',
    },
    line: labels!.l,
  };
}
