import { type Key, strongKey } from '../../core/keys.ts';
import type { AssetReference, Properties } from '../../core/observation.ts';
import { addressOf, programFile, serverIdentity } from '../detectors/mcp-config/identity.ts';
import { readLaunch } from '../detectors/mcp-config/launch.ts';
import { launchProperties } from '../detectors/mcp-config/launch-properties.ts';
import type { ServerEntry } from '../detectors/mcp-config/servers.ts';
import { veilArguments, veilUrl } from '../detectors/mcp-config/veil.ts';
import type { Linked } from './linked.ts';
import { optionsOf, patternsOf, UNKNOWN, type Value, variablesOf } from './value.ts';
import { valueAt } from './visit.ts';

/** How code starts or reaches an MCP server, as far as it is written. */
export interface McpStart {
  name: string;
  line: number;
  command?: Value;
  args?: Value;
  url?: Value;
  env?: Value;
}

const MOST_ARGUMENTS = 50;

/**
 * Servers that code starts carry what a configuration's servers carry: package and pin, arguments, address, roots, what a well-known
 * server can do, under the same property names and the same `mcp:` key, so that one server in code and in `.mcp.json` is one asset.
 */
export function emitMcpLaunches(linked: Linked): void {
  const { program } = linked;
  for (const use of linked.visited.uses) {
    const { rule } = use.known;
    if (rule.emits !== 'mcp-server' || rule.properties?.['own'] === true || !use.call) continue;
    const reference = linked.made.get(use.call)?.find(({ kind }) => kind === 'mcp-server');
    const seen = reference && linked.emitter.observed(reference);
    if (!reference || !seen) continue;
    const at = (...names: string[]): Value => {
      for (const holder of ['', 'params.', 'server_params.', 'serverParams.', 'transport.', 'connection_params.', 'options.']) {
        const value = valueAt(program, use.call, use.scope, { argument: names.map((name) => holder + name) });
        if (value.v !== 'unknown') return value;
      }
      return inside(names, ['server_params', 'serverParams', 'params', 'transport', 'connection_params', 'client'], 0);
    };
    /** `StdioServerParameters(command=…)` made apart and handed over. */
    const inside = (names: readonly string[], places: readonly string[], position: number): Value => {
      for (const option of optionsOf(valueAt(program, use.call, use.scope, { argument: [...places], position }))) {
        if (option.v !== 'instance') continue;
        const value = valueAt(program, option.call, option.scope, { argument: [...names] });
        if (value.v !== 'unknown') return value;
        for (const deeper of optionsOf(valueAt(program, option.call, option.scope, { argument: [...places] })))
          if (deeper.v === 'instance') return valueAt(program, deeper.call, deeper.scope, { argument: [...names] });
      }
      return UNKNOWN;
    };
    const taken = seen.properties?.['url'];
    const start: McpStart = {
      name: seen.name,
      line: use.line,
      command: at('command', 'fullCommand'),
      args: at('args'),
      url: at('url', 'serverUrl'),
      env: at('env'),
    };
    if (start.url?.v === 'unknown' && typeof taken === 'string' && /^https?:/.test(taken))
      start.url = { v: 'text', text: taken, file: use.scope.file, line: use.line };
    describeLaunch(linked, reference, start);
  }
}

/** Adds what the command or address says to a server that was observed, with the key that unites it with configurations. */
export function describeLaunch(linked: Linked, reference: AssetReference, start: McpStart): void {
  const observed = linked.emitter.observed(reference);
  const entry = entryOf(start);
  if (!observed || !entry) return;
  const { paths, target } = linked.linking;
  linked.emitter.annotate(reference, propertiesOf(entry, paths));
  const key: Key = strongKey('mcp', serverIdentity(entry, { target, folder: '', paths }));
  // A command of unknown parts, or an address that only a variable knows, unites with nothing.
  if (!isOpen(entry) && !observed.keys.some((one) => one.key === key.key)) observed.keys = [...observed.keys, key];
}

function entryOf({ name, line, command, args, url, env }: McpStart): ServerEntry | undefined {
  const program = command && patternsOf(command)[0]?.text;
  const address = url && patternsOf(url)[0]?.text;
  const base = { name, line, headers: [], secrets: [] };
  const environment = namesOf(env).map((one) => ({ name: one, form: 'reference' as const, references: [one] }));
  if (program !== undefined && program !== '' && program !== '*') {
    const given = optionsOf(args ?? UNKNOWN).find((option) => option.v === 'list');
    const words =
      given?.v === 'list'
        ? given.items
            .slice(0, MOST_ARGUMENTS)
            .map((item) => patternsOf(item)[0]?.text ?? (variablesOf(item)[0] === undefined ? '*' : `\${${variablesOf(item)[0]}}`))
        : [];
    return {
      ...base,
      transport: 'stdio',
      command: program.slice(0, 400),
      launch: readLaunch(program.slice(0, 400), veilArguments(words.map((word) => word.slice(0, 400)))),
      environment,
    };
  }
  if (address === undefined || !/^(?:https?|wss?):\/\//.test(address)) return undefined;
  return { ...base, transport: /\/sse\/?(?:[?#]|$)/.test(address) ? 'sse' : 'http', url: veilUrl(address.slice(0, 1600)), environment };
}

function namesOf(env: Value | undefined): string[] {
  return optionsOf(env ?? UNKNOWN)
    .flatMap((option) => (option.v === 'object' ? option.members.map(([name]) => name) : []))
    .filter((name) => name !== '*')
    .slice(0, MOST_ARGUMENTS);
}

function isOpen({ launch, url }: ServerEntry): boolean {
  return (url ?? '').includes('*') || (launch !== undefined && [launch.program, ...launch.arguments].some((word) => word.includes('*')));
}

function propertiesOf(entry: ServerEntry, paths: ReadonlySet<string>): Properties {
  const { script } = entry.launch ?? {};
  const program = script === undefined ? undefined : programFile(script, { folder: '', paths });
  return {
    ...launchProperties(entry),
    ...(program === undefined ? {} : { program }),
    ...(entry.environment.length > 0 ? { environment: entry.environment.map(({ name }) => name) } : {}),
  };
}

/** The address of a hosted server given to the provider: `{ type: 'mcp', server_url }`. */
export function hostedProperties(url: string | undefined): { properties: Properties; key?: Key } {
  if (url === undefined || !/^https?:/.test(url)) return { properties: {} };
  const entry: ServerEntry = { name: url, line: 1, transport: 'http', url: veilUrl(url), environment: [], headers: [], secrets: [] };
  const { host, loopback } = addressOf(url);
  const key =
    host === undefined || loopback ? undefined : strongKey('mcp', serverIdentity(entry, { target: '', folder: '', paths: new Set() }));
  return { properties: propertiesOf(entry, new Set()), ...(key ? { key } : {}) };
}
