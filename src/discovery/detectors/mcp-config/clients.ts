import { glob, type Matches } from '../../../core/glob.ts';

/** Where a client keeps its servers inside the file. `bare` is the whole file, `*` every member. */
export type ServersAt = readonly string[] | 'bare';

export interface ClientForm {
  /** Name of the client as a property. */
  client: string;
  files: readonly string[];
  at: readonly ServersAt[];
  /** Where the file lies always belongs to a person or to the machine; absent: a project's, unless its folder is a home. */
  scope?: 'user' | 'managed';
}

const MAP: ServersAt = ['mcpServers'];
const VSCODE: readonly ServersAt[] = [['servers'], ['mcp', 'servers'], ['mcp.servers'], MAP, ['amp.mcpServers'], ['mcp.mcpServers']];

/**
 * Clients by the place of their file; the first that fits. Sources: the clients' documentation as of autumn 2026
 * (code.visualstudio.com/docs/copilot/chat/mcp-servers, docs.cursor.com/context/mcp, code.claude.com/docs/en/mcp,
 * zed.dev/docs/ai/mcp, github.com/openai/codex docs/config.md, geminicli.com/docs, docs.windsurf.com, docs.continue.dev,
 * block.github.io/goose, opencode.ai/docs, ampcode.com/manual, docs.aws.amazon.com/amazonq, kiro.dev/docs, docs.roocode.com, docs.cline.bot).
 */
export const CLIENTS: readonly ClientForm[] = [
  { client: 'claude-desktop', files: ['claude_desktop_config.json'], at: [MAP], scope: 'user' },
  { client: 'claude-code', files: ['.claude.json'], at: [MAP, ['projects', '*', 'mcpServers']], scope: 'user' },
  { client: 'claude-code', files: ['managed-mcp.json', 'managed-settings.json'], at: [MAP], scope: 'managed' },
  { client: 'claude-code', files: ['**/.claude/settings.json', '**/.claude/settings.local.json'], at: [MAP] },
  {
    client: 'claude-code-plugin',
    files: ['**/.claude-plugin/plugin.json', '**/.cursor-plugin/plugin.json', '**/.plugin/plugin.json'],
    at: [MAP],
  },
  { client: 'visual-studio', files: ['**/.vs/mcp.json'], at: [['servers'], MAP] },
  { client: 'copilot-cli', files: ['mcp-config.json', '**/.github/mcp.json'], at: [MAP, ['servers']] },
  { client: 'copilot', files: ['**/github-copilot/*/mcp.json'], at: [['servers'], MAP], scope: 'user' },
  { client: 'cline', files: ['cline_mcp_settings.json'], at: [MAP], scope: 'user' },
  { client: 'roo-code', files: ['**/.roo/mcp.json'], at: [MAP] },
  { client: 'roo-code', files: ['mcp_settings.json'], at: [MAP], scope: 'user' },
  {
    client: 'windsurf',
    files: ['**/.codeium/**/mcp_config.json', '**/.codeium/mcp_config.json', '**/.windsurf/mcp*.json'],
    at: [MAP],
    scope: 'user',
  },
  { client: 'antigravity', files: ['**/.gemini/**/mcp_config.json'], at: [MAP], scope: 'user' },
  { client: 'gemini-cli', files: ['**/.gemini/settings.json', 'gemini-extension.json'], at: [MAP] },
  { client: 'amazon-q', files: ['**/.aws/amazonq/**/*.json', '**/.aws/amazonq/*.json'], at: [MAP], scope: 'user' },
  { client: 'amazon-q', files: ['**/.amazonq/**/*.json', '**/.amazonq/*.json'], at: [MAP] },
  { client: 'kiro', files: ['**/.kiro/**/*.json'], at: [MAP, ['powers', 'mcpServers']] },
  { client: 'junie', files: ['**/.junie/**/mcp.json'], at: [MAP] },
  { client: 'lm-studio', files: ['**/.lmstudio/mcp.json', '**/lm-studio/mcp.json'], at: [MAP], scope: 'user' },
  { client: 'warp', files: ['**/.warp/.mcp.json', '**/.warp/mcp.json'], at: [MAP, 'bare'] },
  { client: 'trae', files: ['**/.trae/mcp.json', '**/Trae/User/mcp.json'], at: [MAP, ['servers']] },
  { client: 'jetbrains', files: ['**/JetBrains/*/mcp.json', '**/.idea/mcp.json'], at: [MAP, ['servers']] },
  { client: 'cursor', files: ['**/.cursor/mcp.json', '**/.cursor/**/mcp.json'], at: [MAP] },
  { client: 'vscode', files: ['**/.vscode/mcp.json'], at: VSCODE },
  { client: 'vscode', files: ['**/.vscode/settings.json'], at: VSCODE.slice(1) },
  { client: 'vscode', files: ['**/User/mcp.json', '**/User/profiles/*/mcp.json'], at: VSCODE, scope: 'user' },
  { client: 'vscode', files: ['**/User/settings.json', '**/Machine/settings.json'], at: VSCODE.slice(1), scope: 'user' },
  {
    client: 'vscode',
    files: ['*.code-workspace'],
    at: [
      ['settings', 'mcp', 'servers'],
      ['settings', 'mcp.servers'],
      ['settings', 'mcp'],
      ['mcp', 'servers'],
    ],
  },
  {
    client: 'vscode',
    files: ['devcontainer.json', '.devcontainer.json'],
    at: [
      ['customizations', 'vscode', 'mcp', 'servers'],
      ['customizations', 'vscode', 'settings', 'mcp', 'servers'],
      ['customizations', 'vscode', 'settings', 'mcp.servers'],
      ['customizations', 'vscode', 'settings', 'mcp'],
    ],
  },
  { client: 'zed', files: ['**/.zed/settings.json'], at: [['context_servers']] },
  { client: 'zed', files: ['**/zed/settings.json', '**/Zed/settings.json'], at: [['context_servers']], scope: 'user' },
  { client: 'amp', files: ['**/.amp/settings.json'], at: [['amp.mcpServers'], MAP] },
  { client: 'amp', files: ['**/amp/settings.json'], at: [['amp.mcpServers'], MAP], scope: 'user' },
  { client: 'opencode', files: ['opencode.json', 'opencode.jsonc'], at: [['mcp']] },
  { client: 'crush', files: ['crush.json', '.crush.json'], at: [['mcp']] },
  { client: 'goose', files: ['**/goose/config.yaml'], at: [['extensions']], scope: 'user' },
  {
    client: 'goose',
    files: ['**/.goose/**/*.{yaml,yml}', '**/recipes/*.{yaml,yml}', 'recipe.{yaml,yml}', 'goose-recipe.{yaml,yml}'],
    at: [['extensions']],
  },
  {
    client: 'continue',
    files: ['**/.continue/**/*.{yaml,yml,json}', '**/.continue/*.{yaml,yml,json}'],
    at: [MAP, ['experimental', 'modelContextProtocolServers']],
  },
  {
    client: 'codex',
    files: ['**/.codex/**/*.toml', '**/.codex/*.toml', '**/codex/config.toml'],
    at: [['mcp_servers'], ['profiles', '*', 'mcp_servers']],
  },
  { client: 'grok', files: ['**/.grok/config.toml'], at: [['mcp_servers']] },
  { client: 'mistral-vibe', files: ['**/.vibe/**/config.toml', '**/.vibe/config.toml'], at: [['mcp_servers']] },
  { client: 'kimi', files: ['**/.kimi/mcp.json'], at: [MAP] },
  { client: 'factory-droid', files: ['**/.factory/mcp.json'], at: [MAP] },
  { client: 'qoder', files: ['**/.qoder/mcp.json', '**/Qoder/**/mcp.json'], at: [MAP] },
  { client: 'sema4', files: ['**/.sema4ai/**/mcp_servers.json'], at: [MAP, ['servers'], 'bare'], scope: 'user' },
  { client: 'tabnine', files: ['**/.tabnine/mcp_servers.json'], at: [MAP, ['servers']] },
  { client: 'snowflake-cortex', files: ['**/.snowflake/cortex/mcp.json'], at: [MAP, ['servers']], scope: 'user' },
  { client: 'openclaw', files: ['openclaw.json'], at: [['mcp', 'servers'], MAP], scope: 'user' },
  // Read by Claude Code, Cursor, VS Code, Copilot CLI, Windsurf and others alike; plugins write it without the outer key.
  { client: 'project', files: ['.mcp.json', 'mcp.json'], at: [MAP, ['servers'], 'bare'] },
  { client: 'other', files: ['*mcp*.json', '*mcp*.jsonc', '*.mcp.{yaml,yml}', 'mcp.{yaml,yml}', '*claude*config*.json'], at: [MAP] },
];

const COMPILED: readonly { form: ClientForm; matches: Matches[] }[] = CLIENTS.map((form) => ({
  form,
  matches: form.files.map((file) => glob(file)),
}));

export const CLIENT_FILES: readonly string[] = [...new Set(CLIENTS.flatMap(({ files }) => files))];

export function clientOf(path: string): ClientForm | undefined {
  return COMPILED.find(({ matches }) => matches.some((one) => one(path)))?.form;
}

/** The folder relative paths of a configuration start from: what holds the client's own folder (`.cursor`, `.vscode` …), else the file's. */
export function projectFolder(path: string): string {
  const parts = path.split('/');
  const own = parts.findIndex((part, index) => part.startsWith('.') && index < parts.length - 1);
  return (own < 0 ? parts.slice(0, -1) : parts.slice(0, own)).join('/');
}

const HOME_FILES = ['.bashrc', '.zshrc', '.profile', '.bash_profile', '.zprofile', '.bash_history', '.zsh_history', '.claude.json'];

/** Whether a client's file belongs to a person: by its client, or because its folder looks like a home. */
export function scopeOf(path: string, form: ClientForm | undefined, paths: ReadonlySet<string>): 'user' | 'managed' | 'project' {
  if (form?.scope) return form.scope;
  const folder = projectFolder(path);
  const prefix = folder === '' ? '' : `${folder}/`;
  return HOME_FILES.some((name) => paths.has(prefix + name)) || /(?:^|\/)\.config\//.test(path) ? 'user' : 'project';
}
