import { ordersIn, type Order } from '../../../recognizers/instructions/orders.ts';
import { isTrue, itemsOf, entriesOf, member, textOf, textsOf, type Tree } from '../../configuration.ts';
import type { Client } from './places.ts';

/** What an agent does without asking a person. */
export interface Unasked {
  what: 'everything' | 'every shell command' | 'every MCP server of a project';
  /** As people find it in the file: `permissions.defaultMode: bypassPermissions`. */
  setting: string;
  line: number;
}

export interface SettingsFacts {
  client: Client;
  unasked: Unasked[];
  /** The settings put its commands into a sandbox of the client. */
  sandboxed: boolean;
  /** Orders in commands that it runs by itself (hooks, tasks at the opening of a folder). */
  orders: { order: Order; line: number }[];
}

const MOST = 200;

/** What the settings of a client say; `undefined` where they say nothing of this. */
export function readSettings(client: Client, root: Tree): SettingsFacts | undefined {
  const unasked = READERS[client](root).slice(0, MOST);
  const orders = commandsOf(root).flatMap(({ text, line }) => ordersIn(text).map(({ order }) => ({ order, line })));
  if (unasked.length === 0 && orders.length === 0) return undefined;
  return { client, unasked, sandboxed: isSandboxed(client, root), orders };
}

type Read = (root: Tree) => Unasked[];

const READERS: Readonly<Record<Client, Read>> = {
  // code.claude.com/docs/en/settings, "Permission settings" and "Permission modes"
  'claude-code': (root) => [
    ...equal(root, ['permissions', 'defaultMode'], ['bypassPermissions'], 'everything'),
    ...listing(root, ['permissions', 'allow'], /^\*$/, 'everything'),
    ...on(root, ['enableAllProjectMcpServers'], 'every MCP server of a project'),
    ...listing(root, ['permissions', 'allow'], /^Bash(?:\((?:\*{1,2}|:\*)\))?$/, 'every shell command'),
  ],
  // code.visualstudio.com/docs/agents/run/approvals; github.com/RooCodeInc/Roo-Code package.json
  vscode: (whole) =>
    [whole, ...[member(whole, 'settings')].filter((one) => one !== undefined)].flatMap((root) => [
      ...on(root, ['chat.tools.global.autoApprove'], 'everything'),
      ...on(root, ['chat.tools.autoApprove'], 'everything'),
      ...on(root, ['claudeCode.allowDangerouslySkipPermissions'], 'everything'),
      ...[...(entriesOf(member(root, 'chat.tools.terminal.autoApprove')) ?? [])].flatMap(([pattern, value]) =>
        ANY_COMMAND.test(pattern) && (isTrue(value) || isTrue(member(value, 'approve')))
          ? [{ what: 'every shell command' as const, setting: `chat.tools.terminal.autoApprove: ${pattern}`, line: value.line }]
          : [],
      ),
      ...['roo-cline.allowedCommands', 'kilo-code.allowedCommands', 'kiroAgent.trustedCommands'].flatMap((name) =>
        listing(root, [name], /^\*$/, 'every shell command'),
      ),
    ]),
  // developers.openai.com/codex/config-reference: only without approval and without a sandbox nothing stands between
  codex: (root) =>
    textOf(member(root, 'sandbox_mode')) === 'danger-full-access' ? equal(root, ['approval_policy'], ['never'], 'everything') : [],
  // geminicli.com/docs/reference/configuration, tools.allowed: names that need no confirmation
  'gemini-cli': (root) => [
    ...listing(root, ['tools', 'allowed'], SHELL_TOOL, 'every shell command'),
    ...listing(root, ['allowedTools'], SHELL_TOOL, 'every shell command'),
  ],
  'qwen-code': (root) => [
    ...equal(root, ['tools', 'approvalMode'], ['yolo'], 'everything'),
    ...equal(root, ['approvalMode'], ['yolo'], 'everything'),
    ...listing(root, ['tools', 'allowed'], SHELL_TOOL, 'every shell command'),
  ],
  // zed.dev/docs/ai/agent-settings
  zed: (root) => [
    ...on(root, ['agent', 'always_allow_tool_actions'], 'everything'),
    ...equal(root, ['agent', 'tool_permissions', 'default'], ['allow'], 'everything'),
  ],
  // opencode.ai/docs/permissions
  opencode: (root) => [
    ...equal(root, ['permission'], ['allow'], 'everything'),
    ...equal(root, ['permission', '*'], ['allow'], 'everything'),
    ...equal(root, ['permission', 'bash'], ['allow'], 'every shell command'),
    ...equal(root, ['permission', 'bash', '*'], ['allow'], 'every shell command'),
  ],
  // ampcode.com/manual, "Permissions"
  amp: (root) => on(root, ['amp.dangerouslyAllowAll'], 'everything'),
  // docs.cursor.com/cli/reference/permissions
  cursor: (root) => listing(root, ['permissions', 'allow'], /^Shell\(\*{1,2}\)$/, 'every shell command'),
  // block.github.io/goose/docs/guides/goose-permissions
  goose: (root) => equal(root, ['GOOSE_MODE'], ['auto'], 'everything'),
  // docs.aws.amazon.com/amazonq, "Agent format", allowedTools
  'amazon-q': (root) => [
    ...listing(root, ['allowedTools'], /^\*$/, 'everything'),
    ...(member(root, 'toolsSettings', 'execute_bash')
      ? []
      : listing(root, ['allowedTools'], /^(?:execute_bash|shell)$/, 'every shell command')),
  ],
  kiro: (root) => [
    ...listing(root, ['allowedTools'], /^\*$/, 'everything'),
    ...(member(root, 'toolsSettings', 'shell') ? [] : listing(root, ['allowedTools'], /^(?:execute_bash|shell)$/, 'every shell command')),
  ],
  // github.com/charmbracelet/crush, README "Allowing tools"
  crush: (root) => listing(root, ['permissions', 'allowed_tools'], /^bash$/, 'every shell command'),
  // aider.chat/docs/config/options: answers every question with yes
  aider: (root) => on(root, ['yes-always'], 'everything'),
  // docs.continue.dev/cli/tool-permissions
  continue: (root) => [
    ...listing(root, ['allow'], /^\*$/, 'everything'),
    ...listing(root, ['allow'], /^Bash(?:\(\*\))?$/, 'every shell command'),
  ],
};

const ANY_COMMAND = /^(?:\*|\/\^?\.[*+]\$?\/[a-z]*)$/;
const SHELL_TOOL = /^(?:run_shell_command|ShellTool)$/;

function on(root: Tree, path: readonly string[], what: Unasked['what']): Unasked[] {
  const found = member(root, ...path);
  return found && isTrue(found) ? [{ what, setting: `${path.join('.')}: true`, line: found.line }] : [];
}

function equal(root: Tree, path: readonly string[], values: readonly string[], what: Unasked['what']): Unasked[] {
  const found = member(root, ...path);
  const text = textOf(found);
  return found && text !== undefined && values.includes(text) ? [{ what, setting: `${path.join('.')}: ${text}`, line: found.line }] : [];
}

function listing(root: Tree, path: readonly string[], pattern: RegExp, what: Unasked['what']): Unasked[] {
  return itemsOf(member(root, ...path)).flatMap((item) => {
    const text = textOf(item);
    return text !== undefined && pattern.test(text) ? [{ what, setting: `${path.join('.')}: ${text}`, line: item.line }] : [];
  });
}

function isSandboxed(client: Client, root: Tree): boolean {
  if (client === 'claude-code') return isTrue(member(root, 'sandbox', 'enabled'));
  if (client !== 'gemini-cli' && client !== 'qwen-code') return false;
  return [member(root, 'tools', 'sandbox'), member(root, 'sandbox')].some((one) => isTrue(one) || (textOf(one) ?? 'false') !== 'false');
}

const COMMAND_KEYS = new Set(['command', 'bash', 'powershell', 'run']);
const MOST_NODES = 20_000;

/** Texts under `command` at any depth of `hooks` (and of tasks): what runs when something happens. */
function commandsOf(root: Tree): { text: string; line: number }[] {
  const out: { text: string; line: number }[] = [];
  const left = [member(root, 'hooks'), member(root, 'statusLine'), member(root, 'apiKeyHelper')].filter((one) => one !== undefined);
  for (let seen = 0; left.length > 0 && seen < MOST_NODES && out.length < MOST; seen++) {
    const tree = left.pop()!;
    for (const [key, value] of entriesOf(tree) ?? []) {
      const texts = COMMAND_KEYS.has(key) ? textsOf(value) : [];
      if (texts.length > 0) out.push({ text: texts.join(' '), line: value.line });
      else left.push(value);
    }
    left.push(...itemsOf(tree));
  }
  return out;
}
