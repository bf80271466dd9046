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
    source: 'https://github.com/advisories (GHSA of CVE-2023-36258, CVE-2024-3568)',
  },
  {
    name: 'a malicious release',
    files: { 'pyproject.toml': '[project]\nname = "gate"\ndependencies = ["litellm==1.82.8"]\n' },
    expect: [{ file: 'pyproject.toml', line: 3, asset: 'litellm', severity: 'critical' }],
    source: 'https://docs.litellm.ai/blog/security-update-march-2026',
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
    source: 'https://nvd.nist.gov/vuln/detail/CVE-2025-6514',
  },
  {
    name: 'the same version asked for in two places is one finding',
    files: { 'a/requirements.txt': 'torch==2.3.1\n', 'b/requirements.txt': 'torch==2.3.1\n' },
    expect: [{ file: 'a/requirements.txt', line: 1, asset: 'torch' }],
  },
  {
    name: 'versions without the fault, a range that allows one, and a library of which nothing is known',
    files: {
      'requirements.txt': 'torch==2.6.0\ntransformers==4.48.0\nlangchain>=0.0.200\nopenai==0.28.0\nlitellm==1.82.6\n',
      '.mcp.json': JSON.stringify(
        { mcpServers: { crm: { command: 'npx', args: ['-y', 'mcp-remote@0.1.16', 'https://crm.example/mcp'] } } },
        null,
        1,
      ),
    },
    expect: [],
  },
] satisfies CheckCase[];
