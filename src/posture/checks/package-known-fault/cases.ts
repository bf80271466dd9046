import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'old versions in requirements',
    files: {
      'requirements.txt': 'openai==1.55.3\nlangchain==0.0.200\ntransformers==4.35.2\n',
      'app.py': 'import langchain\n',
    },
    expect: [
      { file: 'requirements.txt', line: 2, asset: 'langchain', severity: 'high' },
      { file: 'requirements.txt', line: 3, asset: 'transformers', severity: 'high' },
    ],
    source: 'https://www.cve.org/CVERecord?id=CVE-2023-36258, https://www.cve.org/CVERecord?id=CVE-2023-7018',
  },
  {
    name: 'a malicious release',
    files: { 'pyproject.toml': '[project]\nname = "gate"\ndependencies = ["litellm==1.82.8"]\n' },
    expect: [{ file: 'pyproject.toml', line: 3, asset: 'litellm', severity: 'critical' }],
    source: 'https://osv.dev/vulnerability/PYSEC-2026-2',
  },
  {
    name: 'an MCP server and a package of npm',
    files: {
      '.mcp.json': JSON.stringify(
        { mcpServers: { crm: { command: 'npx', args: ['-y', 'mcp-remote@0.1.10', 'https://crm.example/mcp'] } } },
        null,
        1,
      ),
      'package.json': '{\n "dependencies": {\n  "flowise": "2.2.1"\n }\n}\n',
    },
    expect: [
      { file: '.mcp.json', line: 3, severity: 'critical' },
      { file: 'package.json', line: 3, asset: 'flowise', severity: 'critical' },
    ],
    source: 'https://www.cve.org/CVERecord?id=CVE-2025-6514, https://www.cve.org/CVERecord?id=CVE-2025-8943',
  },
  {
    name: 'a fault of two lines of releases, each with its own end',
    files: {
      '.mcp.json': JSON.stringify(
        {
          mcpServers: {
            notes: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem@2025.3.28', '/srv/notes'] },
          },
        },
        null,
        1,
      ),
    },
    expect: [{ file: '.mcp.json', line: 3, severity: 'high' }],
    source: 'https://www.cve.org/CVERecord?id=CVE-2025-53109',
  },
  {
    name: 'the same version asked for in two places is one finding',
    files: { 'a/requirements.txt': 'torch==2.3.1\n', 'b/requirements.txt': 'torch==2.3.1\n' },
    expect: [{ file: 'a/requirements.txt', line: 1, asset: 'torch' }],
  },
  {
    name: 'versions without the fault, a range that allows one, and a library of which nothing is known',
    files: {
      'requirements.txt':
        'torch==2.6.0\ntransformers==4.48.0\nlangchain>=0.0.200\nopenai==0.28.0\nlitellm==1.83.7\nlangchain-experimental==0.0.21\n',
      '.mcp.json': JSON.stringify(
        {
          mcpServers: {
            crm: { command: 'npx', args: ['-y', 'mcp-remote@0.1.16', 'https://crm.example/mcp'] },
            notes: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem@0.6.4', '/srv/notes'] },
          },
        },
        null,
        1,
      ),
    },
    expect: [],
  },
] satisfies CheckCase[];
