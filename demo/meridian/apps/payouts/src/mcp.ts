import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const FEES: Record<string, number> = { domestic: 0.35, abroad: 1.75, express: 4.5 };

const server = new McpServer({ name: 'vireo-fees', version: '1.0.0' });

server.registerTool(
  'fee_schedule',
  {
    description: 'Fee in euro for one kind of payout.',
    inputSchema: { payout: z.enum(['domestic', 'abroad', 'express']) },
  },
  async ({ payout }) => ({ content: [{ type: 'text', text: String(FEES[payout]) }] }),
);

await server.connect(new StdioServerTransport());
