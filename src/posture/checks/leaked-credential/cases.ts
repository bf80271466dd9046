import { FAKE_KEYS, randomDraw } from '../../../recognizers/secrets/fake-keys.ts';
import type { CheckCase } from '../../check.ts';

/** A key of the form, made at run time. */
function key(provider: string, form: string): string {
  const known = FAKE_KEYS.find((one) => one.provider === provider && one.form === form);
  if (!known) throw new Error(`No form ${provider} ${form}`);
  return known.make(randomDraw(5));
}

export default [
  {
    name: 'a token in the environment of an MCP server',
    files: () => ({
      '.cursor/mcp.json': `{\n  "mcpServers": {\n    "github": {\n      "command": "docker",\n      "args": ["run", "-i", "--rm", "-e", "GITHUB_PERSONAL_ACCESS_TOKEN", "ghcr.io/github/github-mcp-server:v0.20.1"],\n      "env": { "GITHUB_PERSONAL_ACCESS_TOKEN": "${key('github', 'personal-token')}" }\n    }\n  }\n}\n`,
    }),
    expect: [{ file: '.cursor/mcp.json', line: 6, asset: 'GITHUB_PERSONAL_ACCESS_TOKEN', severity: 'high' }],
    source: 'https://github.com/github/github-mcp-server (configuration for Cursor; the token is ours and made up)',
  },
  {
    name: 'a bearer token, an option and a parameter of an address, in the formats of several clients',
    files: () => {
      const values = ['9f8a7c6b', '5d4e3f2a', '1b0c7d6e', '8e7f6a5b', '4c3d2e1f', '0a9b8c7d'];
      const of = (first: number): string =>
        [0, 1, 2].map((step) => values[(first + step * 2 + step) % 6]!.split('').toReversed().join('') + first).join('');
      return {
        'a/.mcp.json': `{ "mcpServers": { "billing": { "type": "http", "url": "https://billing.meridian.net/mcp", "headers": {\n  "Authorization": "Bearer ${of(0)}" } } } }\n`,
        'b/claude_desktop_config.json': `{ "mcpServers": { "billing": { "command": "npx", "args": ["-y", "mcp-remote@0.1.30", "https://billing.meridian.net/mcp",\n  "--header", "Authorization: Bearer ${of(1)}"] } } }\n`,
        'c/.codex/config.toml': `[mcp_servers.billing]\nurl = "https://billing.meridian.net/mcp"\nhttp_headers = { "X-API-Key" = "${of(2)}" }\n`,
        'd/.cursor/mcp.json': `{ "mcpServers": { "billing": {\n  "url": "https://billing.meridian.net/mcp?api_key=${of(3)}" } } }\n`,
        'e/.continue/config.yaml': `mcpServers:\n  - name: billing\n    type: streamable-http\n    url: https://billing.meridian.net/mcp\n    requestOptions:\n      headers:\n        Authorization: Bearer ${of(4)}\n`,
        'f/.zed/settings.json': `{ "context_servers": { "billing": { "command": "npx", "args": ["-y", "billing-mcp@2.1.0",\n  "--api-key", "${of(5)}"] } } }\n`,
      };
    },
    expect: [
      { file: 'a/.mcp.json', line: 2, severity: 'high' },
      { file: 'b/claude_desktop_config.json', line: 2, severity: 'high' },
      { file: 'c/.codex/config.toml', line: 3, severity: 'high' },
      { file: 'd/.cursor/mcp.json', line: 2, severity: 'high' },
      { file: 'e/.continue/config.yaml', line: 7, severity: 'high' },
      { file: 'f/.zed/settings.json', line: 2, severity: 'high' },
    ],
    source: 'https://modelcontextprotocol.io/docs/develop/connect-remote-servers and the clients’ documentation (the values are ours)',
  },
  {
    name: 'references in the same places stay silent',
    files: {
      'a/.mcp.json':
        '{ "mcpServers": { "billing": { "type": "http", "url": "https://billing.meridian.net/mcp?api_key=${BILLING_KEY}", "headers": { "Authorization": "Bearer ${BILLING_TOKEN}" } } } }\n',
      'b/.vscode/mcp.json':
        '{ "servers": { "billing": { "command": "npx", "args": ["-y", "mcp-remote@0.1.30", "https://billing.meridian.net/mcp", "--header", "Authorization: Bearer ${input:token}"], "env": { "KEY": "${env:BILLING_KEY}" } } } }\n',
      'c/.codex/config.toml': '[mcp_servers.billing]\nurl = "https://billing.meridian.net/mcp"\nbearer_token_env_var = "BILLING_TOKEN"\n',
    },
    expect: [],
  },
  {
    name: 'a password in a database address',
    files: () => ({
      'services/desk/settings.ini': `[db]\nurl = postgresql://desk:${['v8Kq', '2mZp', 'W4xT'].join('')}@db.prod.meridian-lending.net:5432/desk\n`,
    }),
    expect: [{ file: 'services/desk/settings.ini', line: 2, severity: 'high' }],
  },
  {
    name: 'an address without a password and a token that the editor asks for stay silent',
    files: {
      'settings.py': 'DSN = "postgresql://desk@db.meridian.example:5432/desk?sslmode=verify-full"\n',
      '.vscode/mcp.json':
        '{\n  "inputs": [{ "type": "promptString", "id": "token", "password": true }],\n  "servers": { "reports": { "type": "http", "url": "https://reports.meridian.example/mcp", "headers": { "Authorization": "Bearer ${input:token}" } } }\n}\n',
    },
    expect: [],
  },
  {
    name: 'a key of a provider is told by leaked-provider-key',
    files: () => ({ '.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\n` }),
    expect: [],
  },
] satisfies CheckCase[];
