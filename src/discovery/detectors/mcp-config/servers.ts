import type { SecretMatch } from '../../../recognizers/secrets/find.ts';
import type { ServersAt } from './clients.ts';
import { type Launch, readLaunch } from './launch.ts';
import { entriesOf, isFalse, isTrue, itemsOf, member, textOf, textsOf, type Tree } from '../../configuration.ts';
import { veilArguments, veilUrl } from './veil.ts';

/** An environment variable or header as configured; the value itself is not kept. */
export interface Given {
  name: string;
  /** secret: a literal that is one; reference: filled in by the client; placeholder: to be filled in by a person. */
  form: 'secret' | 'reference' | 'placeholder' | 'literal';
  /** Names the value refers to: `GITHUB_TOKEN`, `input:token`. */
  references?: string[];
  /** The literal, where its name says that it decides what the server can touch, and it is no secret. */
  decides?: string;
}

/** One server entry of a client's configuration. */
export interface ServerEntry {
  name: string;
  line: number;
  transport: 'stdio' | 'http' | 'sse' | 'ws';
  command?: string;
  launch?: Launch;
  /** The folder it is started in, as written. */
  cwd?: string;
  url?: string;
  environment: Given[];
  headers: Given[];
  /** Fingerprints of the secrets inside the entry, and where they stand. */
  secrets: { fingerprint: string; line: number; where: string }[];
  disabled?: true;
  /** Tools that run without asking; `*` is every one. */
  autoApprove?: string[];
  /** Only these tools are offered. */
  tools?: string[];
  authentication?: 'header' | 'oauth' | 'address';
  /** In ~/.claude.json: the folder it is configured for. */
  project?: string;
}

const MOST_SERVERS = 1000;
const MOST_ARGUMENTS = 200;
const LONGEST_TEXT = 500;

/** The server entries of a configuration. `cut` when there were more than are kept. */
export function readServers(
  root: Tree,
  places: readonly ServersAt[],
  secrets: readonly SecretMatch[],
): { servers: ServerEntry[]; cut: boolean } {
  const servers: ServerEntry[] = [];
  let cut = false;
  const seen = new Set<Tree>();
  for (const place of places) {
    if (place === 'bare' && (servers.length > 0 || !isBareMap(root))) continue;
    for (const { tree, project } of treesAt(root, place)) {
      if (seen.has(tree)) continue;
      seen.add(tree);
      for (const [name, entry] of named(tree)) {
        if (servers.length >= MOST_SERVERS) return { servers, cut: true };
        const server = readServer(name, entry, secrets);
        if (server === undefined) continue;
        cut ||= server.cut;
        servers.push(project === undefined ? server.entry : { ...server.entry, project });
      }
    }
  }
  return { servers, cut };
}

/** A file without an outer key is told from any other JSON by every member of it being a server. */
function isBareMap(root: Tree): boolean {
  const members = [...(entriesOf(root) ?? [])].filter(([name]) => name !== '$schema').map(([, tree]) => tree);
  return (
    members.length > 0 &&
    members.every((tree) => textOf(member(tree, 'command')) !== undefined || /^https?:/.test(textOf(member(tree, 'url')) ?? ''))
  );
}

function treesAt(root: Tree, place: ServersAt): { tree: Tree; project?: string }[] {
  if (place === 'bare') return [{ tree: root }];
  const star = place.indexOf('*');
  if (star < 0) {
    const tree = member(root, ...place);
    return tree ? [{ tree }] : [];
  }
  const out: { tree: Tree; project?: string }[] = [];
  for (const [project, below] of entriesOf(member(root, ...place.slice(0, star))) ?? []) {
    const tree = member(below, ...place.slice(star + 1));
    if (tree) out.push({ tree, project });
  }
  return out;
}

/** A map by name, or a list of entries that carry their name. */
function named(tree: Tree): [string, Tree][] {
  const entries = entriesOf(tree);
  if (entries) return [...entries];
  return itemsOf(tree).map((item, index) => [textOf(member(item, 'name')) ?? `server ${index + 1}`, item]);
}

function readServer(name: string, entry: Tree, secrets: readonly SecretMatch[]): { entry: ServerEntry; cut: boolean } | undefined {
  if (!entriesOf(entry)) return undefined;
  // Zed once nested the command, Continue the whole transport, Goose a `config`.
  const inner =
    ['transport', 'config', 'command'].map((name) => member(entry, name)).find((tree) => entriesOf(tree) !== undefined) ?? entry;
  const of = (...names: string[]): Tree | undefined =>
    names.map((one) => member(inner, one) ?? member(entry, one)).find((tree) => tree !== undefined && !(inner !== entry && tree === inner));
  const line = textsOf(of('command', 'cmd', 'path'));
  const command = line[0]?.slice(0, LONGEST_TEXT);
  const given = veilArguments([...line.slice(1), ...textsOf(of('args', 'arguments'))]);
  const address = textOf(of('url', 'serverUrl', 'httpUrl', 'uri', 'server_url', 'endpoint'))?.slice(0, LONGEST_TEXT * 4);
  const url = address === undefined ? undefined : veilUrl(address);
  const hasUrl = url !== undefined && /^(?:https?|wss?):\/\/|^\$|^\{|^%/.test(url);
  const hasCommand = command !== undefined && command.trim() !== '';
  const extension =
    !hasUrl &&
    !hasCommand &&
    (textOf(of('source')) === 'extension' || (entriesOf(of('settings')) !== undefined && textOf(of('source')) === undefined));
  if (!hasUrl && !hasCommand && !(extension && entriesOf(of('settings')))) return undefined;
  const server: ServerEntry = {
    name: name.slice(0, 200),
    line: entry.line,
    transport: hasCommand ? 'stdio' : transportOf(textOf(of('type', 'transport')), url ?? '', of('httpUrl') !== undefined),
    environment: [],
    headers: [],
    secrets: [],
  };
  if (hasCommand) {
    server.command = command;
    server.launch = readLaunch(
      command,
      given.slice(0, MOST_ARGUMENTS).map((argument) => argument.slice(0, LONGEST_TEXT)),
    );
  } else if (hasUrl) server.url = url;
  const environment = [
    ...givenOf(of('env', 'environment', 'envs'), secrets),
    ...textsOf(of('env_keys', 'env_vars')).map((one): Given => ({ name: one, form: 'reference', references: [one] })),
    ...(server.launch?.environment ?? []).map((assignment) => givenInline(assignment, secrets, entry.line)),
  ];
  // `docker run -e NAME` hands on what the entry sets: the first mention says more.
  server.environment = [...Map.groupBy(environment, ({ name: one }) => one).values()].map(([one]) => one!).slice(0, MOST_ARGUMENTS);
  const bearer = textOf(of('bearer_token_env_var'));
  server.headers = [
    ...givenOf(of('headers', 'http_headers') ?? member(of('requestOptions'), 'headers'), secrets),
    ...[...(entriesOf(of('env_http_headers')) ?? [])].map(([header, value]): Given => ({
      name: header,
      form: 'reference',
      references: textsOf(value),
    })),
    ...(bearer === undefined ? [] : [{ name: 'Authorization', form: 'reference', references: [bearer] } satisfies Given]),
  ].slice(0, MOST_ARGUMENTS);
  server.secrets = secretsIn(entry, secrets);
  const cwd = textOf(of('cwd', 'working_directory', 'workingDirectory'))?.slice(0, LONGEST_TEXT);
  if (cwd !== undefined && hasCommand) server.cwd = cwd;
  if (isTrue(of('disabled')) || isFalse(of('enabled'))) server.disabled = true;
  const approved = [
    ...textsOf(of('autoApprove')),
    ...textsOf(of('alwaysAllow')),
    ...textsOf(of('auto_approve')),
    ...(isTrue(of('trust')) || isTrue(of('autoApprove')) || isTrue(of('alwaysAllow')) ? ['*'] : []),
  ];
  if (approved.length > 0) server.autoApprove = [...new Set(approved)].slice(0, MOST_ARGUMENTS);
  const tools = textsOf(of('includeTools', 'enabled_tools', 'available_tools', 'tools')).filter((tool) => tool !== '*');
  if (tools.length > 0) server.tools = tools.slice(0, MOST_ARGUMENTS);
  const authentication = authenticationOf(server, of('oauth', 'auth', 'authProviderType'), url);
  if (authentication) server.authentication = authentication;
  return { entry: server, cut: given.length > MOST_ARGUMENTS };
}

function transportOf(type: string | undefined, url: string, streamable: boolean): ServerEntry['transport'] {
  const named = (type ?? '').toLowerCase().replace(/[-_]/g, '');
  if (named === 'sse') return 'sse';
  if (named === 'ws' || named === 'websocket' || /^wss?:/.test(url)) return 'ws';
  if (named.includes('http') || streamable) return 'http';
  return /\/sse\/?(?:[?#]|$)/.test(url) ? 'sse' : 'http';
}

function authenticationOf(server: ServerEntry, oauth: Tree | undefined, url: string | undefined): ServerEntry['authentication'] {
  if (server.headers.some(({ name }) => /^(?:authorization|proxy-authorization|x-[\w-]*|[\w-]*(?:api[-_]?key|token|secret))$/i.test(name)))
    return 'header';
  if (oauth !== undefined && !isFalse(oauth)) return 'oauth';
  return url !== undefined && /[?&](?:[\w-]*(?:key|token|secret)|auth)=/i.test(url) ? 'address' : undefined;
}

const REFERENCE =
  /\$\{\{?\s*(?:env:|secrets\.|vars\.|secret:)?([\w.:-]+?)(?::?[-?][^}]*)?\s*\}?\}|\{(env|file|input):([^}]+)\}|\$([A-Za-z_]\w*)|%([A-Za-z_]\w*)%/g;
const DECIDES =
  /(?:DIR|DIRECTORY|DIRECTORIES|PATHS?|ROOTS?|URLS?|URI|HOST|ENDPOINT|DATABASE|DB|DSN|BUCKET|REPO|REPOSITORY|PROJECT|WORKSPACE|ORG|TENANT|ALLOWED?|READ_?ONLY|TOOLSETS?|SCOPES?|MODE|TLS_REJECT_UNAUTHORIZED)$/i;
const MASKED = '***';

function givenOf(tree: Tree | undefined, secrets: readonly SecretMatch[]): Given[] {
  return [...(entriesOf(tree) ?? [])].map(([name, value]) => givenValue(name, textOf(value) ?? '', secrets, value.line));
}

/** `NAME=value` of a command line; `NAME` alone is handed on from the client's own environment. */
function givenInline(assignment: string, secrets: readonly SecretMatch[], line: number): Given {
  const equals = assignment.indexOf('=');
  if (equals < 0) return { name: assignment, form: 'reference', references: [assignment] };
  return givenValue(assignment.slice(0, equals), assignment.slice(equals + 1), secrets, line);
}

function givenValue(name: string, value: string, secrets: readonly SecretMatch[], line: number): Given {
  const references = referencesIn(value);
  if (value.includes(MASKED)) return { name, form: 'secret' };
  if (references.length > 0) return { name, form: 'reference', references };
  const filler = value === '' || /^<.*>$|^\[.*\]$|^(?:your|my)[-_ ]|[-_ ]here$|^x{4,}$|^\.{3}$|^changeme$/i.test(value);
  if (filler || secrets.some((secret) => secret.placeholder && secret.line === line)) return { name, form: 'placeholder' };
  return { name, form: 'literal', ...(DECIDES.test(name) ? { decides: value.slice(0, 200) } : {}) };
}

export function referencesIn(value: string): string[] {
  return [...value.slice(0, 2000).matchAll(REFERENCE)].map(([, braces, kind, inner, bare, percent]) =>
    kind === undefined ? (braces ?? bare ?? percent ?? '') : kind === 'env' ? inner! : `${kind}:${inner}`,
  );
}

/** The secrets of an entry: the mask of each carries the beginning of its fingerprint; one too short for that is told by its line. */
function secretsIn(entry: Tree, secrets: readonly SecretMatch[]): ServerEntry['secrets'] {
  const real = secrets.filter(({ placeholder }) => !placeholder);
  if (real.length === 0) return [];
  const found = new Map<string, ServerEntry['secrets'][number]>();
  const queue: { tree: Tree; where: string }[] = [{ tree: entry, where: '' }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { tree, where } = next;
    if ('entries' in tree)
      for (const [name, below] of tree.entries) queue.push({ tree: below, where: where === '' ? name : `${where}.${name}` });
    else if ('items' in tree) for (const below of tree.items) queue.push({ tree: below, where });
    else if (typeof tree.value === 'string' && tree.value.includes(MASKED)) {
      const { value, line } = tree;
      for (const { fingerprint, line: its } of real) {
        const sealed = value.includes(fingerprint.slice(0, 12));
        if ((sealed || (its === line && !/\*{3}[0-9a-f]{12}\*{3}/.test(value))) && !found.has(fingerprint))
          found.set(fingerprint, { fingerprint, line: its, where });
      }
    }
  }
  return [...found.values()];
}
