import type { CheckCase } from '../../check.ts';

function server(headers: string, auth = '', more = ''): string {
  return `import os
import httpx
from fastmcp import FastMCP
from fastmcp.server.dependencies import get_access_token, get_http_headers
${more}
mcp = FastMCP("calendar"${auth})


@mcp.tool()
async def events(day: str) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"https://calendar.meridian.example/{day}", headers=${headers})
    return answer.text


mcp.run(transport="http", host="127.0.0.1")
`;
}

const VERIFIED = ', auth=JWTVerifier(jwks_uri="https://id.meridian.example/jwks", audience="calendar")';
const VERIFIER = 'from fastmcp.server.auth.providers.jwt import JWTVerifier\n';

export default [
  {
    name: 'the verified token of the caller opens the API as well',
    files: { 'server.py': server('{"Authorization": f"Bearer {get_access_token().token}"}', VERIFIED, VERIFIER) },
    expect: [{ file: 'server.py', line: 13, asset: 'calendar', severity: 'medium' }],
    source: 'https://modelcontextprotocol.io/specification/2025-06-18/basic/security_best_practices (token passthrough)',
  },
  {
    name: 'a key of the user is relayed through functions of its own',
    files: {
      'server.py': `import os
import httpx
from fastmcp import FastMCP, Context
from fastmcp.server.dependencies import get_http_headers

OWN_KEY = os.environ.get("OUTREACH_API_KEY", "")
mcp = FastMCP(name="outreach")


def _get_api_key() -> str:
    try:
        headers = get_http_headers()
        if headers:
            auth = headers.get("authorization", "").strip()
            if auth:
                if auth.startswith("Bearer "):
                    return auth.removeprefix("Bearer ").strip()
                return auth
    except Exception:
        pass
    return OWN_KEY


def _headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {_get_api_key()}", "Content-Type": "application/json"}


@mcp.tool()
async def list_campaigns(query: str = "") -> str:
    async with httpx.AsyncClient(timeout=30) as client:
        resp = await client.get("https://outreach.example/api/v1/campaigns", headers=_headers(), params={"q": query})
    return resp.text
`,
    },
    expect: [{ file: 'server.py', line: 25, asset: 'outreach', severity: 'low' }],
    source: 'a public server for an outreach API, which takes the key of each user from the Authorization header (its shape)',
  },
  {
    name: 'all headers at once',
    files: { 'server.py': server('get_http_headers()') },
    expect: [{ file: 'server.py', line: 12, asset: 'calendar' }],
  },
  {
    name: 'a token of its own, exchanged for that of the caller',
    files: {
      'server.py': server(
        '{"Authorization": f"Bearer {exchange_token(get_access_token().token)}"}',
        VERIFIED,
        `${VERIFIER}from identity import exchange_token\n`,
      ),
    },
    expect: [],
    source: 'https://www.rfc-editor.org/rfc/rfc8693 (token exchange)',
  },
  {
    name: 'a credential of the server',
    files: { 'server.py': server('{"Authorization": f"Bearer {os.environ[\'CALENDAR_TOKEN\']}"}', VERIFIED, VERIFIER) },
    expect: [],
  },
  {
    name: 'another header of the caller says which language to answer in',
    files: { 'server.py': server('{"Accept-Language": get_http_headers().get("accept-language")}', VERIFIED, VERIFIER) },
    expect: [],
  },
  {
    name: 'the SDK of TypeScript, the header through the extra argument',
    files: {
      'server.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
const server = new McpServer({ name: 'calendar', version: '1.0.0' });
server.registerTool('events', { description: 'Events of a day' }, async ({ day }, extra) => {
  const answer = await fetch(\`https://calendar.meridian.example/\${day}\`, {
    headers: { Authorization: extra.requestInfo.headers.authorization },
  });
  return { content: [{ type: 'text', text: await answer.text() }] };
});
`,
    },
    expect: [{ file: 'server.ts', line: 5, asset: 'calendar', severity: 'low' }],
  },
  {
    name: 'a token from the settings of the server that is asked',
    files: {
      'server.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
const mcp = new McpServer({ name: 'calendar', version: '1.0.0' });
function headersOf(server) {
  return { Authorization: \`Bearer \${server.auth.token}\` };
}
mcp.registerTool('events', { description: 'Events of a day' }, async ({ server }) => {
  const answer = await fetch(server.url, { headers: headersOf(server) });
  return { content: [{ type: 'text', text: await answer.text() }] };
});
`,
    },
    expect: [],
    source: 'a public package for tests of prompts, whose settings name a bearer token for each server it asks',
  },
  {
    name: 'an API of ours that is no MCP server is not asked',
    files: {
      'app.py': `import httpx
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/events")
async def events(request: Request):
    async with httpx.AsyncClient() as client:
        return (await client.get("https://calendar.meridian.example", headers={"Authorization": request.headers["authorization"]})).text
`,
    },
    expect: [],
  },
] satisfies CheckCase[];
