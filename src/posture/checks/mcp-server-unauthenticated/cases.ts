import type { CheckCase } from '../../check.ts';

const TOOL = `
@mcp.tool()
def forget(name: str) -> str:
    """Delete a customer."""
    with psycopg.connect(os.environ["CRM_DSN"]) as connection:
        connection.execute("DELETE FROM customers WHERE name = %s", (name,))
    return "gone"

`;

function python(constructor: string, start: string, imports = 'from fastmcp import FastMCP'): string {
  return `import os\nimport psycopg\n${imports}\n\nmcp = ${constructor}\n${TOOL}\n${start}\n`;
}

function express(before: string, route: string, listen: string): string {
  return `import express from 'express';
import { rm } from 'node:fs/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';

function createServer() {
  const server = new McpServer({ name: 'cabinet', version: '1.0.0' });
  server.registerTool('remove_file', { description: 'Removes a file' }, async ({ path }) => { await rm(path); return { content: [] }; });
  return server;
}

const app = express();
app.use(express.json());
${before}
app.post('/mcp', ${route}async (req, res) => {
  const server = createServer();
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  await transport.handleRequest(req, res, req.body);
});

${listen}
`;
}

const COMPOSE = (ports: string): string => `services:\n  crm:\n    build: .\n${ports}`;
const DOCKERFILE = 'FROM python:3.12-slim\nCOPY . .\nCMD ["python", "server.py"]\n';

export default [
  {
    name: 'FastMCP on every address',
    files: { 'server.py': python('FastMCP("crm")', 'mcp.run(transport="http", host="0.0.0.0", port=8000)') },
    expect: [{ file: 'server.py', line: 15, asset: 'crm', severity: 'medium' }],
    source: 'https://gofastmcp.com/deployment/http (direct HTTP server: host="0.0.0.0")',
  },
  {
    name: 'the SDK, the address in the constructor',
    files: {
      'server.py': python(
        'FastMCP("crm", host=os.getenv("HOST", "0.0.0.0"), port=8000)',
        'mcp.run(transport="streamable-http")',
        'from mcp.server.fastmcp import FastMCP',
      ),
    },
    expect: [{ file: 'server.py', line: 15, asset: 'crm' }],
    source: 'https://github.com/modelcontextprotocol/python-sdk (README, Streamable HTTP transport)',
  },
  {
    name: 'a tool that runs what it is told weighs more',
    files: {
      'server.py':
        'import subprocess\nfrom fastmcp import FastMCP\n\nmcp = FastMCP("tools")\n\n\n@mcp.tool()\ndef shell(command: str) -> str:\n    return subprocess.getoutput(command)\n\n\nif __name__ == "__main__":\n    mcp.run(transport="http", host="0.0.0.0", port=8000)\n',
    },
    expect: [{ file: 'server.py', line: 13, asset: 'tools', severity: 'high' }],
    source: 'https://gofastmcp.com/deployment/running-server',
  },
  { name: 'standard input and output', files: { 'server.py': python('FastMCP("crm")', 'mcp.run()') }, expect: [] },
  {
    name: 'the own machine, as it is without a host',
    files: { 'server.py': python('FastMCP("crm")', 'mcp.run(transport="http", port=8000)') },
    expect: [],
  },
  {
    name: 'a verifier of tokens',
    files: {
      'server.py': python(
        'FastMCP("crm", auth=JWTVerifier(jwks_uri="https://id.meridian.example/jwks", audience="crm"))',
        'mcp.run(transport="http", host="0.0.0.0", port=8000)',
        'from fastmcp import FastMCP\nfrom fastmcp.server.auth.providers.jwt import JWTVerifier',
      ),
    },
    expect: [],
    source: 'https://gofastmcp.com/servers/auth/token-verification',
  },
  {
    name: 'the tools look at the caller themselves: not known',
    files: {
      'server.py': python(
        'FastMCP("crm")',
        'mcp.run(transport="http", host="0.0.0.0", port=8000)',
        'from fastmcp import FastMCP\nfrom fastmcp.server.dependencies import get_http_headers\n\n\ndef caller():\n    return get_http_headers().get("x-user")\n',
      ),
    },
    expect: [],
    unknown: [{ asset: 'crm' }],
  },
  {
    name: 'an application in another server: the command line decides the address',
    files: { 'server.py': python('FastMCP("crm")', 'app = mcp.http_app()') },
    expect: [],
    unknown: [{ asset: 'crm' }],
    source: 'https://gofastmcp.com/deployment/http (ASGI application)',
  },
  {
    name: 'uvicorn on every address',
    files: { 'server.py': python('FastMCP("crm")', 'import uvicorn\n\napp = mcp.http_app()\nuvicorn.run(app, host="0.0.0.0", port=8000)') },
    expect: [{ file: 'server.py', line: 18, asset: 'crm' }],
  },
  {
    name: 'middleware that asks for a token',
    files: {
      'server.py': python(
        'FastMCP("crm")',
        'import uvicorn\n\napp = mcp.http_app(middleware=[Middleware(BearerMiddleware)])\nuvicorn.run(app, host="0.0.0.0", port=8000)',
        'from fastmcp import FastMCP\nfrom starlette.middleware import Middleware\nfrom gate import BearerMiddleware',
      ),
    },
    expect: [],
  },
  {
    name: 'published by compose on every address of its host',
    files: {
      'server.py': python('FastMCP("crm")', 'mcp.run(transport="http", host="0.0.0.0", port=8000)'),
      'requirements.txt': 'fastmcp==2.12.0\n',
      Dockerfile: DOCKERFILE,
      'compose.yaml': COMPOSE('    ports: ["8000:8000"]\n'),
    },
    expect: [{ file: 'server.py', line: 15, asset: 'crm', severity: 'medium' }],
  },
  {
    name: 'a load balancer for everybody in front of the cluster',
    files: {
      'server.py': python('FastMCP("crm")', 'mcp.run(transport="http", host="0.0.0.0", port=8000)'),
      'requirements.txt': 'fastmcp==2.12.0\n',
      Dockerfile: DOCKERFILE,
      'compose.yaml': COMPOSE('    image: registry.meridian.example/crm:1\n'),
      'k8s/crm.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: crm }
spec:
  selector: { matchLabels: { app: crm } }
  template:
    metadata: { labels: { app: crm } }
    spec:
      containers:
        - name: crm
          image: registry.meridian.example/crm:1
          command: [python, server.py]
---
apiVersion: v1
kind: Service
metadata: { name: crm }
spec:
  type: LoadBalancer
  selector: { app: crm }
  ports: [{ port: 80, targetPort: 8000 }]
`,
    },
    expect: [{ file: 'server.py', line: 15, asset: 'crm', severity: 'high' }],
  },
  {
    name: 'in a container that publishes nothing',
    files: {
      'server.py': python('FastMCP("crm")', 'mcp.run(transport="http", host="0.0.0.0", port=8000)'),
      'requirements.txt': 'fastmcp==2.12.0\n',
      Dockerfile: DOCKERFILE,
      'compose.yaml': COMPOSE(''),
    },
    expect: [],
  },
  {
    name: 'Express in front of the SDK, nobody asked',
    files: { 'server.ts': express('', '', 'app.listen(3000);') },
    expect: [{ file: 'server.ts', line: 23, asset: 'cabinet', severity: 'medium' }],
    source: 'https://github.com/modelcontextprotocol/typescript-sdk (README, stateless Streamable HTTP)',
  },
  {
    name: 'a bearer token is asked for',
    files: { 'server.ts': express('', 'requireBearerAuth({ verifier }), ', 'app.listen(3000);') },
    expect: [],
  },
  { name: 'middleware before all routes', files: { 'server.ts': express('app.use(checkApiKey);', '', 'app.listen(3000);') }, expect: [] },
  { name: 'the own machine', files: { 'server.ts': express('', '', "app.listen(3000, '127.0.0.1');") }, expect: [] },
  {
    name: 'the low-level server behind Starlette',
    files: {
      'server.py': `import mcp.types as types
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.sse import SseServerTransport
from starlette.applications import Starlette
from starlette.routing import Mount, Route

app = Server("website-fetcher")
sse = SseServerTransport("/messages/")


async def handle_sse(request):
    async with sse.connect_sse(request.scope, request.receive, request._send) as streams:
        await app.run(streams[0], streams[1], app.create_initialization_options())


starlette_app = Starlette(routes=[Route("/sse", endpoint=handle_sse), Mount("/messages/", app=sse.handle_post_message)])
uvicorn.run(starlette_app, host="0.0.0.0", port=8000)
`,
    },
    expect: [{ file: 'server.py', line: 18, asset: 'website-fetcher', severity: 'medium' }],
    source: 'https://github.com/modelcontextprotocol/python-sdk/tree/main/examples/servers/simple-tool (shape)',
  },
] satisfies CheckCase[];
