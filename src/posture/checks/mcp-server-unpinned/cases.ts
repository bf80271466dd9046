import type { CheckCase } from '../../check.ts';

function client(name: string, command: string, args: readonly string[]): string {
  return `${JSON.stringify({ mcpServers: { [name]: { command, args } } }, null, 2)}\n`;
}

export default [
  {
    name: 'npx fetches the newest version',
    files: { '.mcp.json': client('figma', 'npx', ['-y', 'figma-developer-mcp', '--stdio']) },
    expect: [{ file: '.mcp.json', line: 3, asset: 'figma', severity: 'medium' }],
    source: 'https://github.com/GLips/Figma-Context-MCP (its documented configuration)',
  },
  {
    name: 'uvx fetches the newest version',
    files: { '.cursor/mcp.json': client('git', 'uvx', ['mcp-server-git', '--repository', '.']) },
    expect: [{ file: '.cursor/mcp.json', line: 3, asset: 'git' }],
  },
  {
    name: 'a tag that moves',
    files: { '.mcp.json': client('github', 'docker', ['run', '-i', '--rm', 'ghcr.io/github/github-mcp-server:latest']) },
    expect: [{ file: '.mcp.json', line: 3, asset: 'github' }],
  },
  {
    name: 'one version',
    files: {
      '.mcp.json': client('devtools', 'npx', ['-y', 'chrome-devtools-mcp@1.11.0']),
      '.cursor/mcp.json': client('git', 'uvx', ['mcp-server-git==2025.9.25']),
    },
    expect: [],
  },
  {
    name: 'a digest',
    files: { '.mcp.json': client('github', 'docker', ['run', '-i', '--rm', `ghcr.io/github/github-mcp-server@sha256:${'0a'.repeat(32)}`]) },
    expect: [],
  },
  { name: 'a program of our own', files: { '.mcp.json': client('fees', 'node', ['servers/fees.js']), 'servers/fees.js': '' }, expect: [] },
] satisfies CheckCase[];
