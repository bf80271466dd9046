import type { DetectorCase } from '../../detector.ts';

/** A token of GitHub's form, put together at run time. */
function token(): string {
  return `${['gh', 'p'].join('')}_${'k3Jx9QpLm2Vw7RtZ5nBc'.repeat(2).slice(0, 36)}`;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

export default [
  {
    name: 'a project file names an unpinned and a pinned package',
    files: {
      '.mcp.json': json({
        mcpServers: {
          figma: { command: 'npx', args: ['-y', 'figma-developer-mcp', '--stdio'], env: { FIGMA_API_KEY: '${FIGMA_API_KEY}' } },
          devtools: { command: 'npx', args: ['-y', 'chrome-devtools-mcp@1.11.0'] },
        },
      }),
    },
    expect: [
      { kind: 'mcp-client', name: '.mcp.json', file: '.mcp.json', properties: { scope: 'project', servers: 2 } },
      {
        kind: 'mcp-server',
        name: 'figma',
        file: '.mcp.json',
        line: 3,
        properties: { transport: 'stdio', package: 'figma-developer-mcp', ecosystem: 'npm', pinned: false, references: ['FIGMA_API_KEY'] },
      },
      { kind: 'mcp-server', name: 'devtools', line: 14, properties: { version: '1.11.0', pinned: true, pinnedBy: 'version' } },
    ],
    edges: [
      ['mcp-client .mcp.json', 'connects-to', 'mcp-server figma'],
      ['mcp-client .mcp.json', 'connects-to', 'mcp-server devtools'],
    ],
  },
  {
    name: 'VS Code asks for a token: comments, a trailing comma, an input reference, plain text only on the machine',
    files: {
      'apps/desk/.vscode/mcp.json':
        '{\n  // for everyone\n  "inputs": [{ "type": "promptString", "id": "token", "password": true }],\n  "servers": {\n    "far": { "type": "http", "url": "http://rates.example.net:8080/mcp" },\n    /* checked */ "safe": { "type": "http", "url": "https://reports.example.net/mcp", "headers": { "Authorization": "Bearer ${input:token}" } },\n    "near": { "type": "http", "url": "http://localhost:8931/mcp" },\n  },\n}\n',
    },
    expect: [
      {
        kind: 'mcp-server',
        name: 'far',
        line: 5,
        properties: { tls: false, loopback: false, host: 'rates.example.net', transport: 'http' },
      },
      { kind: 'mcp-server', name: 'safe', line: 6, properties: { tls: true, authentication: 'header', references: ['input:token'] } },
      { kind: 'mcp-server', name: 'near', line: 7, properties: { tls: false, loopback: true } },
      { kind: 'mcp-client', name: 'apps/desk/.vscode/mcp.json', properties: { client: 'vscode', inputs: ['token'] } },
    ],
    absent: [{ kind: 'secret' }],
  },
  {
    name: 'a token in the environment of a container is held by server and client',
    files: () => ({
      '.cursor/mcp.json': json({
        mcpServers: {
          github: {
            command: 'docker',
            args: ['run', '-i', '--rm', '-e', 'GITHUB_TOKEN', 'ghcr.io/github/github-mcp-server:v0.20.1'],
            env: { GITHUB_TOKEN: token() },
          },
        },
      }),
    }),
    expect: [
      { kind: 'mcp-server', name: 'github', properties: { package: 'ghcr.io/github/github-mcp-server', pinned: true, pinnedBy: 'tag' } },
      { kind: 'secret', name: 'GITHUB_TOKEN', file: '.cursor/mcp.json' },
    ],
    edges: [
      ['mcp-server github', 'holds', 'secret GITHUB_TOKEN'],
      ['mcp-client .cursor/mcp.json', 'holds', 'secret GITHUB_TOKEN'],
    ],
  },
  {
    name: 'one server in three clients is one, and the loosest launch speaks for it',
    files: {
      '.mcp.json': json({ mcpServers: { fetch: { command: 'uvx', args: ['mcp-server-fetch==2025.4.7'] } } }),
      '.zed/settings.json': '{ "context_servers": { "fetch": { "source": "custom", "command": "uvx", "args": ["mcp-server-fetch"], }, }, }',
      '.codex/config.toml': 'model = "o3"\n\n[mcp_servers.fetch]\ncommand = "cmd"\nargs = ["/c", "uvx", "mcp-server-fetch==2025.4.7"]\n',
    },
    expect: [
      {
        kind: 'mcp-server',
        name: 'fetch',
        file: '.codex/config.toml',
        line: 3,
        properties: { pinned: false, clients: 3, capabilities: ['ingests-untrusted-content', 'external-communication'] },
      },
    ],
    edges: [
      ['mcp-client .mcp.json', 'connects-to', 'mcp-server fetch'],
      ['mcp-client .zed/settings.json', 'connects-to', 'mcp-server fetch'],
      ['mcp-client .codex/config.toml', 'connects-to', 'mcp-server fetch'],
    ],
  },
  {
    name: 'other folders make another server of the same package',
    files: {
      '.mcp.json': json({
        mcpServers: { papers: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem@2026.8.31', '/srv/papers'] } },
      }),
      '.cursor/mcp.json': json({
        mcpServers: { everything: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem@2026.8.31', '/'] } },
      }),
    },
    expect: [
      { kind: 'mcp-server', name: 'papers', properties: { roots: ['/srv/papers'] } },
      { kind: 'mcp-server', name: 'everything', properties: { roots: ['/'] } },
    ],
  },
  {
    name: 'a bridge and a direct address are the same remote server',
    files: {
      '.mcp.json': json({ mcpServers: { docs: { command: 'npx', args: ['-y', 'mcp-remote@0.1.30', 'https://mcp.example.net/sse'] } } }),
      '.gemini/settings.json': json({ mcpServers: { docs: { httpUrl: 'https://MCP.example.net:443/sse/', trust: true } } }),
    },
    expect: [{ kind: 'mcp-server', name: 'docs', properties: { host: 'mcp.example.net', tls: true, autoApprove: ['*'], clients: 2 } }],
  },
  {
    name: 'every client writes it in its own way',
    files: {
      'home/.codeium/windsurf/mcp_config.json': json({ mcpServers: { windsurf: { serverUrl: 'https://a.example.net/mcp' } } }),
      'home/.config/goose/config.yaml':
        'GOOSE_MODE: auto\nextensions:\n  developer:\n    type: builtin\n    enabled: true\n  goose:\n    type: stdio\n    cmd: uvx\n    args: [b-server]\n    env_keys: [B_KEY]\n    enabled: false\n  nested:\n    enabled: true\n    config:\n      type: stdio\n      cmd: npx\n      args: [m-server]\n',
      'home/.continue/config.yaml':
        'name: me\nmcpServers:\n  - name: continue\n    type: streamable-http\n    url: https://c.example.net/mcp\n    requestOptions:\n      headers:\n        Authorization: Bearer ${{ secrets.C_KEY }}\n',
      'opencode.jsonc':
        '{ "mcp": { "opencode": { "type": "local", "command": ["bun", "x", "d-server"], "environment": { "D": "{env:D}" }, "enabled": true } } }',
      'crush.json': json({ mcp: { crush: { type: 'sse', url: 'https://e.example.net/x' } } }),
      'home/.config/amp/settings.json': json({ 'amp.mcpServers': { amp: { command: 'npx', args: ['f-server'] } } }),
      'home/.kiro/settings/mcp.json': json({
        mcpServers: {},
        powers: { mcpServers: { kiro: { command: 'npx', args: ['g-server'], autoApprove: ['read'], disabled: true } } },
      }),
      '.amazonq/cli-agents/desk.json': json({
        name: 'desk',
        allowedTools: ['fs_read', '@amazon/look'],
        mcpServers: { amazon: { command: 'npx', args: ['h-server'] } },
      }),
      'home/.claude.json': json({
        numStartups: 3,
        projects: { '/srv/desk': { mcpServers: { claude: { type: 'http', url: 'https://i.example.net/mcp' } } } },
      }),
      'plugins/desk/.claude-plugin/plugin.json': json({
        name: 'desk',
        mcpServers: { plugin: { command: '${CLAUDE_PLUGIN_ROOT}/bin/serve' } },
      }),
      '.devcontainer/devcontainer.json':
        '{ "customizations": { "vscode": { "mcp": { "servers": { "container": { "command": "npx", "args": ["j-server"] } } } } } }',
      'desk.code-workspace':
        '{ "folders": [], "settings": { "mcp": { "servers": { "workspace": { "command": "npx", "args": ["k-server"] } } } } }',
      'home/.vibe/config.toml': '[[mcp_servers]]\nname = "vibe"\ntransport = "stdio"\ncommand = "npx"\nargs = ["l-server"]\n',
    },
    expect: [
      { kind: 'mcp-server', name: 'windsurf', properties: { transport: 'http', host: 'a.example.net' } },
      { kind: 'mcp-server', name: 'goose', line: 6, properties: { package: 'b-server', disabled: true, references: ['B_KEY'] } },
      { kind: 'mcp-server', name: 'nested', properties: { package: 'm-server' } },
      { kind: 'mcp-server', name: 'continue', line: 3, properties: { transport: 'http', authentication: 'header', references: ['C_KEY'] } },
      { kind: 'mcp-server', name: 'opencode', properties: { package: 'd-server', references: ['D'] } },
      { kind: 'mcp-server', name: 'crush', properties: { transport: 'sse' } },
      { kind: 'mcp-server', name: 'amp', properties: { package: 'f-server' } },
      { kind: 'mcp-server', name: 'kiro', properties: { package: 'g-server', autoApprove: ['read'], disabled: true } },
      { kind: 'mcp-server', name: 'amazon', properties: { autoApprove: ['look'] } },
      { kind: 'mcp-server', name: 'claude', properties: { host: 'i.example.net' } },
      { kind: 'mcp-server', name: 'plugin', properties: { script: '${CLAUDE_PLUGIN_ROOT}/bin/serve' } },
      { kind: 'mcp-server', name: 'container', properties: { package: 'j-server' } },
      { kind: 'mcp-server', name: 'workspace', properties: { package: 'k-server' } },
      { kind: 'mcp-server', name: 'vibe', line: 1, properties: { package: 'l-server' } },
      { kind: 'mcp-client', name: 'home/.claude.json', properties: { client: 'claude-code', scope: 'user' } },
    ],
    absent: [{ kind: 'mcp-server', name: 'developer' }],
  },
  {
    name: 'Claude Code starts what the project names without asking',
    files: {
      '.mcp.json': json({ mcpServers: { time: { command: 'uvx', args: ['mcp-server-time==1.0.0'] } } }),
      '.claude/settings.local.json': json({ enableAllProjectMcpServers: true, permissions: { allow: ['Bash(ls:*)'] } }),
    },
    expect: [{ kind: 'mcp-client', name: '.claude/settings.local.json', properties: { enablesAllProjectServers: true } }],
    edges: [['mcp-client .claude/settings.local.json', 'connects-to', 'mcp-server time']],
  },
  {
    name: 'a file that only looks like a configuration stays silent',
    files: {
      'mcp.json': json({
        name: 'desk',
        servers: { eu: { region: 'eu-west-1' } },
        repository: { type: 'git', url: 'https://git.example.org/desk' },
      }),
      '.vscode/settings.json': json({ 'editor.fontSize': 13, 'mcp.autostart': true }),
      '.claude/settings.json': json({ permissions: { allow: ['Bash(ls:*)'] }, enableAllProjectMcpServers: false }),
      'docs/mcp-servers.json': json([{ title: 'mcpServers', url: 'https://docs.example.org' }]),
      '.continue/config.yaml': 'models:\n  - name: desk\n    provider: ollama\n',
      '.codex/config.toml': 'model = "o3"\n[projects."/srv/desk"]\ntrust_level = "trusted"\n',
      'devcontainer.json': '{ "image": "debian", "forwardPorts": [8080] /* no servers, no mcp */ }',
    },
    expect: [],
  },
] satisfies DetectorCase[];
