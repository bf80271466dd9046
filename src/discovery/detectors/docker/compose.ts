import type { WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import { boundTo, type Container, LOOPBACK, shellWords, type Variable, words } from '../../containers/container.ts';
import { at, entriesOf, isTrue, itemsOf, textMap, textOf, textsOf, type Tree } from '../../containers/documents.ts';
import { hostRights } from '../../containers/host-rights.ts';
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
}

/** What environment files say, with the places of their lines. */
export interface Environment {
  /** The file that compose takes the values of `${NAME}` from. */
  host: ReadonlyMap<string, Stated>;
  /** A file named by `env_file`, as written; undefined where it was not read. */
  file(written: string): ReadonlyMap<string, Stated> | undefined;
}

interface Stated {
  line: number;
  value?: string;
  weak?: WeakValue;
}

const NOTHING: Environment = { host: new Map(), file: () => undefined };

/** Source: docs.docker.com/reference/compose-file/services. Values of variables are their defaults, or what `.env` says. */
export function composeService(name: string, tree: Tree, environment: Environment = NOTHING): ComposeService {
  const image = textOf(at(tree, 'image'));
  const build = at(tree, 'build');
  const context = textOf(build) ?? textOf(at(build, 'context')) ?? (build ? '.' : undefined);
  const dockerfile = textOf(at(build, 'dockerfile'));
  const target = textOf(at(build, 'target'));
  const user = textOf(at(tree, 'user'));
  const files = filesOf(at(tree, 'env_file'));
  const unread = files.find((file) => environment.file(file) === undefined);
  const ports = portsOf(tree);
  const exposures: ComposeService['exposures'] = [];
  const exposureLines: number[] = [];
  for (const { line, address, published, target: port } of ports) {
    const loopback = LOOPBACK.test(address);
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
  const command = [...lineOf(at(tree, 'entrypoint')), ...lineOf(at(tree, 'command'))];
  const variables = variablesOf(at(tree, 'environment'), files, environment);
  if (textOf(network) === 'host') {
    const bound = boundTo(command, variables);
    exposures.push(
      bound !== undefined && LOOPBACK.test(bound.text)
        ? { reach: 'private', how: `${bound.text} of its host only`, auth: 'none' }
        : { reach: 'open', how: 'the network of its host (network_mode: host)', auth: 'none' },
    );
    exposureLines.push(bound?.line ?? network!.l);
  }
  const rights = hostRights({
    privileged: at(tree, 'privileged'),
    capabilities: at(tree, 'cap_add'),
    processes: at(tree, 'pid'),
    folders: itemsOf(at(tree, 'volumes')).flatMap((item) =>
      mountOf(item).flatMap((mount) => (mount.startsWith('host:') ? [{ text: mount.slice(5), line: item.l }] : [])),
    ),
  });
  const routed = throughTraefik(tree);
  if (routed) {
    exposures.push(routed.exposure);
    exposureLines.push(routed.line);
  }
  return {
    container: {
      name,
      ...(image === undefined ? {} : { image: interpolated(image), imageLine: at(tree, 'image')!.l }),
      command,
      variables,
      ports: ports.flatMap(({ target: port }) => (typeof port === 'number' ? [{ port }] : [])),
      mounts: itemsOf(at(tree, 'volumes')).flatMap(mountOf),
      ...(isTrue(at(tree, 'privileged')) ? { privileged: true } : {}),
      ...(rights.length > 0 ? { hostRights: rights } : {}),
      ...(user === undefined ? {} : { root: /^(?:root|0)(?::|$)/.test(user) }),
      ...(unread === undefined ? {} : { unseen: `the file ${unread}` }),
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

/** `env_file: a.env`, a list of them, or of maps with `path`. */
function filesOf(tree: Tree | undefined): string[] {
  const single = textOf(tree);
  if (single !== undefined) return [interpolated(single)];
  return itemsOf(tree)
    .slice(0, 20)
    .map((item) => interpolated(textOf(item) ?? textOf(at(item, 'path')) ?? 'of its variables'));
}

/** What stands in the service itself wins over its files, a later file over an earlier one. */
function variablesOf(tree: Tree | undefined, files: readonly string[], environment: Environment): Variable[] {
  const out = own(tree, environment);
  const known = new Set(out.map(({ name }) => name));
  for (const file of files.toReversed())
    for (const [name, { line, value, weak }] of environment.file(file) ?? []) {
      if (known.has(name)) continue;
      known.add(name);
      out.push({ name, line, ...(value === undefined ? { config: `the file ${file}` } : { value }), ...(weak ? { weak } : {}) });
    }
  return out.slice(0, 600);
}

function own(tree: Tree | undefined, environment: Environment): Variable[] {
  const out: Variable[] = [];
  const valueOf = (text: string): Partial<Variable> => valueIn(text, environment);
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

/** `${NAME}` comes from the environment of its host, which `.env` beside the file may state; else it is given, but not known. */
function valueIn(written: string, { host }: Environment): Partial<Variable> {
  const name = /^\$\{?(\w+)(?:[:?+=-][^{}]*)?\}?$/.exec(written)?.[1];
  const said = name === undefined ? undefined : host.get(name);
  if (said) {
    const { value, weak } = said;
    return { ...(value === undefined ? { config: `the variable ${name} of its host` } : { value }), ...(weak ? { weak } : {}) };
  }
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
