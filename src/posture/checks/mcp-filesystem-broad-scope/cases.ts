import type { CheckCase } from '../../check.ts';

function client(...folders: string[]): string {
  return `{
  "mcpServers": {
    "filesystem": {
      "command": "npx",
      "args": ${JSON.stringify(['-y', '@modelcontextprotocol/server-filesystem@2025.8.21', ...folders])}
    }
  }
}
`;
}

function container(mount: string): string {
  return `{ "mcpServers": { "filesystem": { "command": "docker", "args": ${JSON.stringify(['run', '-i', '--rm', '--mount', mount, `mcp/filesystem@sha256:${'a1'.repeat(32)}`, '/projects'])} } } }\n`;
}

const SOURCE = 'https://github.com/modelcontextprotocol/servers/tree/main/src/filesystem';

export default [
  {
    name: 'the whole disk',
    files: { '.mcp.json': client('/') },
    expect: [{ file: '.mcp.json', line: 3, asset: 'filesystem', severity: 'high' }],
  },
  {
    name: 'a home folder by its name',
    files: { '.mcp.json': client('/Users/elena') },
    expect: [{ file: '.mcp.json', line: 3, severity: 'medium' }],
    source: SOURCE,
  },
  {
    name: 'a home folder by a variable',
    files: { '.cursor/mcp.json': client('${userHome}') },
    expect: [{ file: '.cursor/mcp.json', line: 3, severity: 'medium' }],
  },
  {
    name: 'a drive of Windows beside a project',
    files: { '.mcp.json': client('C:\\work\\claims', 'D:\\') },
    expect: [{ file: '.mcp.json', line: 3, severity: 'high' }],
  },
  { name: 'where the keys lie', files: { '.mcp.json': client('~/.ssh') }, expect: [{ file: '.mcp.json', line: 3, severity: 'medium' }] },
  {
    name: 'a container with the disk mounted into it',
    files: { '.mcp.json': container('type=bind,src=/,dst=/projects') },
    expect: [{ file: '.mcp.json', line: 1, severity: 'high' }],
    source: SOURCE,
  },
  {
    name: 'an agent of ours starts it in code',
    files: {
      'desk.py': `from langchain.agents import create_agent
from langchain_mcp_adapters.client import MultiServerMCPClient

client = MultiServerMCPClient({"files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/"], "transport": "stdio"}})


async def main():
    return create_agent("openai:gpt-4.1", await client.get_tools(), name="desk")
`,
    },
    expect: [{ file: 'desk.py', line: 4, asset: 'files', severity: 'high' }],
  },
  { name: 'a project folder', files: { '.mcp.json': client('/Users/elena/claims') }, expect: [], source: SOURCE },
  { name: 'a project below the home folder', files: { '.mcp.json': client('~/claims', '${workspaceFolder}') }, expect: [] },
  { name: 'the folder the client is opened in', files: { '.mcp.json': client('.') }, expect: [] },
  {
    name: 'a container with one project mounted, whose own root is not the machine',
    files: { '.mcp.json': container('type=bind,src=/Users/elena/claims,dst=/projects').replace('"/projects"', '"/"') },
    expect: [],
    source: SOURCE,
  },
  {
    name: 'another server with a slash among its arguments',
    files: { '.mcp.json': client('/').replace('server-filesystem', 'server-memory') },
    expect: [],
  },
  { name: 'no folder is written', files: { '.mcp.json': client() }, expect: [], unknown: [{ asset: 'filesystem' }] },
] satisfies CheckCase[];
