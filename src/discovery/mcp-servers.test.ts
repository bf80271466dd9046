import { describe, expect, it } from 'vitest';
import { discover } from './scan.ts';
import { memorySource } from './sources/memory/memory.ts';

const CODE = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'

const server = new McpServer({ name: 'stock', version: '1.0.0' })
server.tool('count', 'Counts', {}, async () => ({ content: [] }))
`;
const PACKAGE = '{ "name": "@acme/stock-mcp", "dependencies": { "@modelcontextprotocol/sdk": "1.4.0" } }\n';
const config = (...args: string[]): string => JSON.stringify({ mcpServers: { any: { command: 'npx', args: ['-y', ...args] } } });
const at = (url: string): string => JSON.stringify({ mcpServers: { any: { url } } });

const REMOTE = {
  'tickets/server.py':
    'from mcp.server.fastmcp import FastMCP\n\nserver = FastMCP("tickets")\n\n\n@server.tool()\ndef close(number: int) -> str:\n    """Close."""\n    return ""\n',
  'tickets/Dockerfile': 'FROM python:3.12-slim\nCOPY . .\nCMD ["python", "server.py"]\n',
  'tickets/.github/workflows/image.yml':
    'on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { context: ., tags: "ghcr.io/acme/tickets-mcp:1" }\n',
  'gitops/tickets.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: t, namespace: tools }\nspec:\n  template:\n    metadata: { labels: { app: t } }\n    spec: { containers: [{ name: t, image: "ghcr.io/acme/tickets-mcp:1" }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: t, namespace: tools }\nspec: { selector: { app: t }, ports: [{ port: 80 }] }\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: t, namespace: tools }\nspec:\n  rules:\n    - host: tickets.acme.example\n      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: t, port: { number: 80 } } } }] }\n',
};

async function servers(files: Record<string, string>): Promise<string[]> {
  const { snapshot } = await discover([memorySource('case', files)]);
  return snapshot.assets
    .filter(({ kind }) => kind === 'mcp-server')
    .map(({ keys }) => keys.flatMap(({ key, strong }) => (strong ? [key.slice(0, key.indexOf(':'))] : [])).join(' '))
    .sort();
}

describe('MCP servers', () => {
  it('of a client are the code that is published under the name of its package', async () => {
    const code = { 'mcp/package.json': PACKAGE, 'mcp/src/index.ts': CODE };
    expect(await servers({ ...code, 'a/.mcp.json': config('@acme/stock-mcp@1.0.0'), 'b/.mcp.json': config('@acme/stock-mcp') })).toEqual([
      'git mcp',
    ]);
    expect(await servers({ ...code, 'a/.mcp.json': config('@acme/stock-mcp-legacy') })).toEqual(['git', 'mcp']);
  });

  it('started with different arguments stay two', async () => {
    const code = { 'mcp/package.json': PACKAGE, 'mcp/src/index.ts': CODE };
    const two = { 'a/.mcp.json': config('@acme/stock-mcp', '/srv/a'), 'b/.mcp.json': config('@acme/stock-mcp', '/srv/b') };
    expect(await servers({ ...code, ...two })).toEqual(['git', 'mcp', 'mcp']);
  });

  it('at an address are the code of the workload that answers there', async () => {
    for (const url of ['https://tickets.acme.example/mcp', 'http://t.tools.svc.cluster.local/mcp'])
      expect(await servers({ ...REMOTE, 'a/.mcp.json': at(url) })).toEqual(['git mcp']);
    expect(await servers({ ...REMOTE, 'a/.mcp.json': at('https://other.acme.example/mcp') })).toEqual(['git', 'mcp']);
  });
});
