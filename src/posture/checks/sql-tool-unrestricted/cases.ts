import type { CheckCase } from '../../check.ts';

function desk(call: string, more = ''): string {
  return `import sqlite3
import requests
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.prebuilt import create_react_agent

db = sqlite3.connect("desk.db")


@tool
def tickets(question: str) -> list:
    """Tickets."""
    return ${call}.fetchall()


${more}desk = create_react_agent(ChatOpenAI(model="gpt-4o"), tools=[tickets${more === '' ? '' : ', page'}])
`;
}

const PAGE = '@tool\ndef page(url: str) -> str:\n    """Read a page."""\n    return requests.get(url).text\n\n\n';

export default [
  {
    name: 'the whole statement, and a part of it beside a reader of pages',
    files: {
      'a/desk.py': desk('db.execute(question)'),
      'b/desk.py': desk('db.execute(f"SELECT * FROM ticket WHERE text LIKE \'{question}\'")', PAGE),
    },
    expect: [
      { file: 'a/desk.py', line: 13, asset: 'tickets', severity: 'medium' },
      { file: 'b/desk.py', line: 13, asset: 'tickets', severity: 'high' },
    ],
  },
  {
    name: 'a template literal in TypeScript',
    files: {
      'desk.ts': `import { openai } from '@ai-sdk/openai';
import { generateText, tool } from 'ai';
import { Pool } from 'pg';
import { z } from 'zod';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const orders = tool({
  description: 'Orders of a customer',
  inputSchema: z.object({ mail: z.string() }),
  execute: async ({ mail }) => (await pool.query(\`SELECT * FROM orders WHERE mail = '\${mail}'\`)).rows,
});
await generateText({ model: openai('gpt-4o'), tools: { orders }, prompt: 'x' });
`,
    },
    expect: [{ file: 'desk.ts', line: 10, asset: 'orders' }],
  },
  {
    name: 'values bound as parameters',
    files: {
      'desk.py': desk('db.execute("SELECT id, text FROM ticket WHERE text LIKE ?", (question,))'),
    },
    expect: [],
  },
] satisfies CheckCase[];
