import type { DetectorCase } from '../../detector.ts';

const CHAT = "from openai import OpenAI\nOpenAI().responses.create(model='gpt-4.1-mini', input='hello')\n";
const DATABASE = {
  kind: 'data-store',
  name: 'orders',
  properties: { engine: 'postgresql', environment: 'production', host: 'orders-prod.harbour.example' },
} as const;

export default [
  {
    name: 'an application with AI connects as the administrator',
    files: {
      'desk/pyproject.toml': '[project]\nname = "desk"\n',
      'desk/app.py': CHAT,
      'desk/db.py':
        "from sqlalchemy import create_engine\nengine = create_engine('postgresql+psycopg://postgres@orders-prod.harbour.example:5432/orders')\n",
    },
    expect: [{ ...DATABASE, file: 'desk/db.py', line: 2 }],
    edges: [['application desk', 'connects-to', 'data-store orders']],
    source: 'https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls',
  },
  {
    name: 'host and user as arguments',
    files: {
      'desk/pyproject.toml': '[project]\nname = "desk"\n',
      'desk/app.py': `${CHAT}import psycopg2\npsycopg2.connect(host="orders-prod.harbour.example", user="desk", dbname="orders")\n`,
    },
    expect: [DATABASE],
    edges: [['application desk', 'connects-to', 'data-store orders']],
    source: 'https://www.psycopg.org/docs/module.html#psycopg2.connect',
  },
  {
    name: 'a database of an application without AI, and grants alone',
    files: {
      'shop/pyproject.toml': '[project]\nname = "shop"\n',
      'shop/db.py': "create_engine('postgresql://postgres@orders-prod.harbour.example/orders')\n",
      'sql/roles.sql': 'GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO shop;\n',
    },
    expect: [],
  },
  {
    name: 'this machine, a placeholder and a comment are no database',
    files: {
      'desk/pyproject.toml': '[project]\nname = "desk"\n',
      'desk/app.py': `${CHAT}A = "postgresql://postgres@localhost:5432/orders"\nB = "postgresql://user@your-host/db"\n# postgresql://postgres@old.harbour.example/orders\n`,
    },
    expect: [{ kind: 'application', name: 'desk' }],
    absent: [{ kind: 'data-store' }],
  },
  {
    name: 'addresses that a docstring shows, and one whose braces are filled in, are no database; one in a text that is used is',
    files: {
      'desk/pyproject.toml': '[project]\nname = "desk"\n',
      'desk/app.py': `${CHAT}def store(dsn):\n    """Vectors of the desk.\n\n    Args:\n        dsn: format "mysql+pymysql://root@34.212.137.91:4000/test"\n    """\n    return dsn or "postgres://tsdbadmin:<password>@<id>.tsdb.example.com/tsdb"\n\n\nSETTINGS = """\nurl = mysql://desk@orders-prod.harbour.example/orders\n"""\nOTHER = "postgres://username@host:port/database"\n`,
    },
    expect: [{ kind: 'data-store', name: 'orders', file: 'desk/app.py' }],
    absent: [
      { kind: 'data-store', name: 'test' },
      { kind: 'data-store', name: 'tsdbadmin' },
      { kind: 'data-store', name: 'database' },
    ],
    source: 'langchain-ai/langchain-community: vectorstores/tidb_vector.py, timescalevector.py, yellowbrick.py',
  },
] satisfies (DetectorCase & { source?: string })[];
