import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'two requests of a file in Python are one fault, and a whole process in Node',
    files: {
      'requirements.txt': 'openai==1.55.3\n',
      'feeds.py': 'import httpx\nclient = httpx.Client(verify=False)\nother = httpx.get(URL, verify=False)\n',
      'web/package.json': '{"dependencies":{"openai":"4.77.0"}}',
      'web/server.ts': "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';\n",
    },
    expect: [
      { file: 'feeds.py', line: 2, severity: 'medium' },
      { file: 'web/server.ts', line: 1 },
    ],
    source: 'https://www.python-httpx.org/advanced/ssl/',
  },
  {
    name: 'an MCP server started with the check switched off',
    files: {
      '.mcp.json': `${JSON.stringify({ mcpServers: { wiki: { command: 'node', args: ['wiki.js'], env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } } } }, null, 2)}\n`,
    },
    expect: [{ file: '.mcp.json', line: 3, asset: 'wiki', severity: 'medium' }],
    source: 'https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue',
  },
  {
    name: 'an authority of our own, and code without AI',
    files: {
      'requirements.txt': 'openai==1.55.3\n',
      'feeds.py': 'import httpx\nclient = httpx.Client(verify="/etc/ssl/ca.pem")\n',
      'other/package.json': '{"dependencies":{"express":"4.21.2"}}',
      'other/server.ts': "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\n",
    },
    expect: [],
  },
] satisfies CheckCase[];
