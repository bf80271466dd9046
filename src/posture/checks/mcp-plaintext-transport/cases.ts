import type { CheckCase } from '../../check.ts';

function servers(entry: Record<string, unknown>): string {
  return `${JSON.stringify({ servers: { rates: { type: 'http', ...entry } } }, null, 2)}\n`;
}

export default [
  {
    name: 'http to another machine',
    files: { '.vscode/mcp.json': servers({ url: 'http://rates.meridian.example:8080/mcp' }) },
    expect: [{ file: '.vscode/mcp.json', line: 3, asset: 'rates', severity: 'medium' }],
  },
  {
    name: 'a token in clear weighs more',
    files: {
      '.vscode/mcp.json': servers({ url: 'http://rates.meridian.example/mcp', headers: { Authorization: 'Bearer ${input:token}' } }),
    },
    expect: [{ file: '.vscode/mcp.json', line: 3, severity: 'high' }],
  },
  {
    name: 'inside the own network it weighs less',
    files: { '.vscode/mcp.json': servers({ url: 'http://10.20.0.7/mcp' }) },
    expect: [{ file: '.vscode/mcp.json', line: 3, severity: 'low' }],
  },
  { name: 'https', files: { '.vscode/mcp.json': servers({ url: 'https://rates.meridian.example/mcp' }) }, expect: [] },
  { name: 'the own machine', files: { '.vscode/mcp.json': servers({ url: 'http://localhost:8931/mcp' }) }, expect: [] },
  { name: 'the own machine by number', files: { '.vscode/mcp.json': servers({ url: 'http://127.0.0.1:8931/sse' }) }, expect: [] },
] satisfies CheckCase[];
