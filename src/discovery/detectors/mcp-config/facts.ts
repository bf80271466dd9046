import type { TextFile } from '../../detector.ts';
import { type ClientForm, clientOf } from './clients.ts';
import { readServers, referencesIn, type ServerEntry } from './servers.ts';
import { isTrue, itemsOf, member, parseConfiguration, textOf, textsOf, type Tree } from '../../configuration.ts';

/** What one client configuration says. */
export interface ConfigurationFacts {
  client: string;
  servers: ServerEntry[];
  /** Settings of the client that decide what servers may do without a person. */
  settings: {
    /** Every server of the project's .mcp.json starts without being asked for. */
    enablesAllProjectServers?: true;
    /** Names of the project's servers that were approved. */
    enabledServers?: string[];
    approvalPolicy?: string;
    sandboxMode?: string;
    mode?: string;
    /** What VS Code asks the person for. */
    inputs?: string[];
    allowedTools?: string[];
  };
  /** Fingerprints of all secrets in the file, with their lines. */
  secrets: { fingerprint: string; line: number }[];
  problem?: string;
}

/** Reads one file. Undefined where it holds no server entry and no setting about servers: it only looked like a configuration. */
export function readConfiguration(file: TextFile): ConfigurationFacts | undefined {
  const form = clientOf(file.path);
  if (form === undefined) return undefined;
  const { root, problem } = parseConfiguration(file.path, file.text);
  const { servers, cut } = root ? readServers(root, form.at, file.secrets) : { servers: [], cut: false };
  const settings = root ? settingsOf(root, form, servers) : {};
  const facts: ConfigurationFacts = {
    client: form.client,
    servers,
    settings,
    secrets: file.secrets.filter(({ placeholder }) => !placeholder).map(({ fingerprint, line }) => ({ fingerprint, line })),
  };
  // A file that only carries "mcp" in its name may be anything.
  if (problem !== undefined && (servers.length > 0 || form.client !== 'other')) facts.problem = problem;
  else if (cut) facts.problem = 'It holds more servers or arguments than are read.';
  const telling = settings.enablesAllProjectServers !== undefined || settings.enabledServers !== undefined;
  return servers.length > 0 || telling || facts.problem !== undefined ? facts : undefined;
}

function settingsOf(root: Tree, form: ClientForm, servers: readonly ServerEntry[]): ConfigurationFacts['settings'] {
  const settings: ConfigurationFacts['settings'] = {};
  const text = (name: string): string | undefined => textOf(member(root, name))?.slice(0, 100);
  if (form.client === 'claude-code') {
    if (isTrue(member(root, 'enableAllProjectMcpServers'))) settings.enablesAllProjectServers = true;
    const enabled = textsOf(member(root, 'enabledMcpjsonServers')).slice(0, 200);
    if (enabled.length > 0) settings.enabledServers = enabled;
  }
  if (servers.length === 0) return settings;
  if (form.client === 'codex') {
    const approval = text('approval_policy');
    const sandbox = text('sandbox_mode');
    if (approval !== undefined) settings.approvalPolicy = approval;
    if (sandbox !== undefined) settings.sandboxMode = sandbox;
  }
  const mode = form.client === 'goose' ? text('GOOSE_MODE') : undefined;
  if (mode !== undefined) settings.mode = mode;
  const inputs = itemsOf(member(root, 'inputs') ?? member(root, 'mcp', 'inputs'))
    .map((input) => textOf(member(input, 'id')))
    .filter((id) => id !== undefined);
  if (inputs.length > 0) settings.inputs = inputs.slice(0, 100);
  const allowed = textsOf(member(root, 'allowedTools')).slice(0, 200);
  if (allowed.length > 0 && (form.client === 'amazon-q' || form.client === 'kiro')) {
    settings.allowedTools = allowed;
    allowTools(servers, allowed);
  }
  return settings;
}

/** Agents of Amazon Q and Kiro name what runs without asking as `@server` or `@server/tool`. */
function allowTools(servers: readonly ServerEntry[], allowed: readonly string[]): void {
  for (const server of servers) {
    const own = allowed.filter((tool) => tool === '*' || tool === `@${server.name}` || tool.startsWith(`@${server.name}/`));
    if (own.length === 0) continue;
    const tools = own.map((tool) => (tool.includes('/') ? tool.slice(tool.indexOf('/') + 1) : '*'));
    server.autoApprove = [...new Set([...(server.autoApprove ?? []), ...tools])];
  }
}

/** Names that the values of a server refer to: variables of the environment, inputs, files. */
export function referencesOf(server: ServerEntry): string[] {
  const given = [...server.environment, ...server.headers].flatMap(({ references }) => references ?? []);
  const written = [server.url ?? '', server.command ?? '', ...(server.launch?.arguments ?? [])].flatMap(referencesIn);
  return [...new Set([...given, ...written])].filter((name) => name !== '').sort();
}
