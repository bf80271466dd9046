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
