import { posix } from 'node:path';
import { shortHash } from '../../../core/ids.ts';
import type { ServerEntry } from './servers.ts';

export interface Address {
  /** Without user, password, fragment and query values that are keys. */
  url: string;
  host?: string;
  tls?: boolean;
  /** It never leaves the machine. */
  loopback: boolean;
}

const SECRET_PARAMETER = /(?:key|token|secret|auth|password|sig|signature|code)$/i;

/** Reads a server's URL; a template in the host leaves the host unknown. */
export function addressOf(written: string): Address {
  const parts = /^(https?|wss?):\/\/(?:[^@/?#\s]*@)?(\[[0-9a-f:.]+\]|[^/?#:\s]*)(?::(\d{1,5}))?([^?#\s]*)(?:\?([^#\s]*))?/i.exec(written);
  if (!parts) return { url: written.split(/[?#]/)[0]!, loopback: false };
  const scheme = parts[1]!.toLowerCase();
  const host = parts[2]!.toLowerCase().replace(/\.$/, '');
  const tls = scheme === 'https' || scheme === 'wss';
  const port = parts[3] === undefined || parts[3] === (tls ? '443' : '80') ? '' : `:${parts[3]}`;
  const query = (parts[5] ?? '')
    .split('&')
    .filter((one) => one !== '' && !one.includes('***') && !SECRET_PARAMETER.test(one.split('=')[0]!))
    .sort()
    .join('&');
  const url = `${scheme}://${host}${port}${parts[4]!.replace(/\/+$/, '')}${query === '' ? '' : `?${query}`}`;
  if (!/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(host)) return { url, tls, loopback: false };
  return { url, host, tls, loopback: isLoopback(host) };
}

/** RFC 6761 for localhost; the container names stand for the machine the container runs on. */
function isLoopback(host: string): boolean {
  return (
    /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|\[::\]|host\.docker\.internal|host\.containers\.internal|gateway\.docker\.internal)$/.test(
      host,
    ) || host.endsWith('.localhost')
  );
}

/** Arguments that change how a server speaks or logs, not what it can touch. */
const NEUTRAL =
  /^(?:--?stdio|stdio|--debug|--verbose|-v{1,3}|--silent|--quiet|-q|--no-color|--(?:transport|log-level|loglevel|port)(?:=.*)?)$/i;
const NEUTRAL_WITH_VALUE = /^--(?:transport|log-level|loglevel|port)$/i;
/** Depends on the folder the client is opened in. */
const RELATIVE =
  /^\.{0,2}$|^\.{1,2}[/\\]|\$\{(?:workspaceFolder|workspaceRoot|projectRoot|PWD|CLAUDE_PROJECT_DIR|CLAUDE_PLUGIN_ROOT|extensionPath)\b|^\$PWD|\{workspace/;

/**
 * The value of the `mcp:` key: what runs (package, image, address, own program) and the arguments that change what it can touch.
 * Versions, names and secrets are left out, so that one server in two clients is one; what depends on the place of the
 * configuration carries the target and its folder.
 */
export function serverIdentity(server: ServerEntry, place: { target: string; folder: string; paths: ReadonlySet<string> }): string {
  const { launch } = server;
  const here = place.folder === '' ? place.target : `${place.target}/${place.folder}`;
  const remote = launch?.remote ?? server.url;
  if (remote !== undefined) {
    const { url, host, loopback } = addressOf(remote);
    return host === undefined ? short(`${here} ${url}`) : loopback ? short(`${place.target} ${url}`) : short(url);
  }
  if (!launch) return short(`extension ${server.name}`);
  const args = [
    ...touching(launch.arguments),
    ...(launch.container?.mounts ?? []).map((mount) => `-v ${mount}`),
    ...decidingEnvironment(server),
  ];
  const local = args.some(
    (argument) =>
      RELATIVE.test(argument) ||
      RELATIVE.test(argument.slice(argument.indexOf('=') + 1)) ||
      RELATIVE.test(argument.replace(/^-v |:.*$/g, '')),
  );
  if (launch.package && launch.script === undefined) {
    const base = `${launch.package.ecosystem}/${launch.package.name}`;
    return short([base, ...args, ...(local ? [`in ${here}`] : [])].join(' '));
  }
  const program = launch.script ?? server.command ?? server.name;
  const file = programFile(program, place, server.cwd);
  if (file !== undefined) return short([`${place.target}/${file}`, ...args].join(' '));
  return short(
    [
      here,
      ...(server.cwd === undefined ? [] : [`in ${server.cwd}`]),
      ...(launch.script === undefined ? [] : [launch.program]),
      program,
      ...args,
    ].join(' '),
  );
}

/** The file of the target that a configuration starts, where it is one. */
export function programFile(program: string, place: { folder: string; paths: ReadonlySet<string> }, cwd = ''): string | undefined {
  const inside = (path: string): string =>
    path
      .replace(/^\$\{(?:workspaceFolder|workspaceRoot|projectRoot|PWD|CLAUDE_PROJECT_DIR|CLAUDE_PLUGIN_ROOT)\}[/\\]?/, '')
      .replaceAll('\\', '/');
  const elsewhere = (path: string): boolean => /^(?:[/~]|[A-Za-z]:)/.test(path);
  const plain = inside(program);
  const folder = plain === program ? inside(cwd) : '';
  if (elsewhere(plain) || elsewhere(folder) || plain.startsWith('-m ')) return undefined;
  const file = posix.normalize([place.folder, folder, plain].filter((part) => part !== '').join('/'));
  return place.paths.has(file) ? file : undefined;
}

function touching(args: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (NEUTRAL_WITH_VALUE.test(argument)) at++;
    else if (!NEUTRAL.test(argument)) out.push(withoutSecret(argument));
  }
  return out;
}

/** A masked secret says who asks, not what is there. */
function withoutSecret(argument: string): string {
  return argument.includes('***') ? `${argument.slice(0, argument.indexOf('***')).replace(/[\w-]{0,20}$/, '')}***` : argument;
}

function decidingEnvironment(server: ServerEntry): string[] {
  return server.environment
    .filter(({ decides }) => decides !== undefined)
    .map(({ name, decides }) => `${name}=${decides}`)
    .sort();
}

/** Keys are shown to people: long ones end in a hash. */
function short(identity: string): string {
  return identity.length <= 240 ? identity : `${identity.slice(0, 200)}…${shortHash(identity)}`;
}
