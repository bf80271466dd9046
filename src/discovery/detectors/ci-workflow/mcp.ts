import type { Properties } from '../../../core/observation.ts';
import type { AgentStep } from './agents.ts';

/** An MCP server of a configuration that stands inside a workflow. */
export interface InlineServer {
  name: string;
  line: number;
  /** The value of its `mcp:` key, in the form of client configurations, so that both are one asset. */
  identity: string;
  properties: Properties;
}

/** `{"mcpServers": {…}}` in an input or on a command line; a file's name is read where client configurations are. */
export function inlineServers(agent: AgentStep): InlineServer[] {
  return agent.mcp.flatMap(({ text, line }) => {
    const start = text.indexOf('{');
    if (start < 0 || text.length > 50_000) return [];
    const servers = parsed(text.slice(start));
    return Object.entries(servers)
      .slice(0, 50)
      .flatMap(([name, server]) => {
        const at = line + (text.slice(0, Math.max(0, text.indexOf(`"${name}"`))).match(/\n/g)?.length ?? 0);
        const found = identityOf(server);
        return found ? [{ name: name.slice(0, 100), line: at, ...found }] : [];
      });
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const root: unknown = JSON.parse(text.replaceAll(/\$\{\{[^}]{0,1000}\}\}/g, 'x'));
    const servers = typeof root === 'object' && root !== null ? (root as { mcpServers?: unknown }).mcpServers : undefined;
    return typeof servers === 'object' && servers !== null ? (servers as Record<string, unknown>) : {};
  } catch {
    // Not JSON, or put together at run time: the agent is told without its servers.
    return {};
  }
}

function identityOf(server: unknown): Pick<InlineServer, 'identity' | 'properties'> | undefined {
  if (typeof server !== 'object' || server === null) return undefined;
  const { command, args, url } = server as { command?: unknown; args?: unknown; url?: unknown };
  if (typeof url === 'string') {
    const [, address, host] = /^(https?:\/\/([a-z0-9.-]{1,200})(?::\d{1,5})?(?:\/[^?#\s]*)?)/i.exec(url) ?? [];
    if (address === undefined) return undefined;
    return {
      identity: address.toLowerCase().replace(/\/+$/, ''),
      properties: { transport: 'http', url: address, host: host!, tls: address.startsWith('https') },
    };
  }
  if (typeof command !== 'string') return undefined;
  const given = Array.isArray(args) ? args.filter((one): one is string => typeof one === 'string').slice(0, 50) : [];
  const ecosystem = { npx: 'npm', bunx: 'npm', uvx: 'pypi' }[command];
  if (ecosystem === undefined) return undefined;
  const at = given.findIndex((one) => !one.startsWith('-'));
  const [, name, version] = /^(@?[^@=\s]{1,200})(?:@|==)?(.*)$/.exec(given[at] ?? '') ?? [];
  if (name === undefined) return undefined;
  const exact = /^\d[\w.+-]*$/.test(version ?? '');
  return {
    identity: [`${ecosystem}/${name}`, ...given.slice(at + 1).filter((one) => !/^--?(?:stdio|debug|verbose)$/.test(one))]
      .join(' ')
      .slice(0, 240),
    properties: {
      transport: 'stdio',
      command,
      ecosystem,
      package: name,
      ...(exact ? { version } : {}),
      pinned: exact,
      pinnedWhy: exact ? `version ${version}` : 'no version',
    },
  };
}
