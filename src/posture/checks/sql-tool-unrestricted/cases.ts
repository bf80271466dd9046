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
    name: 'an agent of a library that is made for it, and with its toolkit',
    files: {
      'a.py':
        'from langchain_community.agent_toolkits import create_sql_agent\nfrom langchain_openai import ChatOpenAI\n\nreports = create_sql_agent(ChatOpenAI(model="gpt-4o"), db=db)\n',
      'b.py':
        'from langchain_community.agent_toolkits import SQLDatabaseToolkit, create_sql_agent\nfrom langchain_openai import ChatOpenAI\n\nllm = ChatOpenAI(model="gpt-4o")\nsales = create_sql_agent(llm, toolkit=SQLDatabaseToolkit(db=db, llm=llm))\n',
    },
    expect: [
      { file: 'a.py', line: 4, asset: 'reports', severity: 'medium' },
      { file: 'b.py', line: 5, asset: 'sql_database_toolkit', severity: 'medium' },
    ],
    source: 'https://python.langchain.com/docs/tutorials/sql_qa',
  },
  {
    name: 'values bound as parameters',
    files: {
      'desk.py': desk('db.execute("SELECT id, text FROM ticket WHERE text LIKE ?", (question,))'),
    },
    expect: [],
  },
] satisfies CheckCase[];
