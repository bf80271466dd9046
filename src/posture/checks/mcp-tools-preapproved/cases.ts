import type { CheckCase } from '../../check.ts';

function cline(name: string, server: Record<string, unknown>): string {
  return `${JSON.stringify({ mcpServers: { [name]: server } }, null, 2)}\n`;
}

export default [
  {
    name: 'everything of a shell server, and a tool that writes',
    files: {
      '.kiro/settings/mcp.json': cline('shell', { command: 'uvx', args: ['mcp-shell-server==1.0.3'], autoApprove: ['*'] }),
      '.roo/mcp.json': cline('tickets', {
        command: 'npx',
        args: ['-y', 'tickets-mcp@1.2.0'],
        alwaysAllow: ['list_tickets', 'close_ticket'],
      }),
    },
    expect: [
      { file: '.kiro/settings/mcp.json', line: 3, asset: 'shell', severity: 'high' },
      { file: '.roo/mcp.json', line: 3, asset: 'tickets', severity: 'low' },
    ],
    source: 'https://kiro.dev/docs/mcp/configuration/ (autoApprove), https://docs.roocode.com/features/mcp/using-mcp-in-roo (alwaysAllow)',
  },
  {
    name: 'tools that look, a server that is switched off, a client that asks',
    files: {
      '.kiro/settings/mcp.json': `${JSON.stringify({
        mcpServers: {
          tickets: { command: 'npx', args: ['-y', 'tickets-mcp@1.2.0'], autoApprove: ['list_tickets', 'get_ticket', 'searchTickets'] },
          shell: { command: 'uvx', args: ['mcp-shell-server==1.0.3'], autoApprove: ['*'], disabled: true },
          other: { command: 'npx', args: ['-y', 'other-mcp@1.0.0'] },
        },
      })}\n`,
    },
    expect: [],
  },
] satisfies CheckCase[];
