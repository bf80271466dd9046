import { FAKE_KEYS, randomDraw } from '../../../recognizers/secrets/fake-keys.ts';
import type { PathCase } from '../../path.ts';

/** A key of the form, made at run time. */
function key(provider: string, form: string, seed = 3): string {
  const known = FAKE_KEYS.find((one) => one.provider === provider && one.form === form);
  if (!known) throw new Error(`No form ${provider} ${form}`);
  return known.make(randomDraw(seed));
}

function service(env: string, file = 'services/statements/.env.production'): Record<string, string> {
  return {
    'services/statements/pyproject.toml': '[project]\nname = "statements"\n',
    [file]: env,
    'services/statements/app.py': `import os

from langchain_openai import OpenAIEmbeddings
from langchain_postgres import PGVector
from openai import OpenAI

store = PGVector(embeddings=OpenAIEmbeddings(model="text-embedding-3-small"), collection_name="statements", connection=os.environ["DATABASE_URL"])
client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])


def answer(question: str) -> str:
    found = store.similarity_search(question)
    return client.responses.create(model="gpt-4.1-mini", input=str(found) + question).output_text
`,
  };
}

/** The same application with files of its own beside `app.py`. */
function beside(files: Record<string, string>, app?: (text: string) => string): Record<string, string> {
  const { 'services/statements/app.py': code, ...rest } = service('LOG_LEVEL=info\n');
  const inside = Object.fromEntries(Object.entries(files).map(([path, text]) => [`services/statements/${path}`, text]));
  return { ...rest, 'services/statements/app.py': app ? app(code!) : code!, ...inside };
}

/** The client without a key in the call: it reads the variable of its SDK. */
const byDefault = (code: string): string => code.replace('OpenAI(api_key=os.environ["OPENAI_API_KEY"])', 'OpenAI()');

const KEY_TO_STATEMENTS: PathCase['expect'][number] = [
  ['application', 'statements'],
  ['vector-store', 'statements'],
];

export default [
  {
    name: 'from the environment file to the statements',
    files: () => service(`OPENAI_API_KEY=${key('openai', 'project-key')}\n`),
    expect: [
      [
        ['repository', 'case'],
        ['secret', 'OPENAI_API_KEY'],
        ['provider', 'openai'],
        ['application', 'statements'],
        ['vector-store', 'statements'],
      ],
    ],
  },
  {
    name: 'the variable that the SDK reads on its own',
    files: () => beside({ '.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\n` }, byDefault),
    expect: [KEY_TO_STATEMENTS],
    source: 'https://github.com/openai/openai-python#usage',
  },
  {
    name: 'a file that the code loads by name',
    files: () =>
      beside({ 'conf/live.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\n` }, (code) =>
        code.replace('import os\n', 'import os\nfrom dotenv import load_dotenv\nload_dotenv("conf/live.env")\n'),
      ),
    expect: [KEY_TO_STATEMENTS],
  },
  {
    name: 'a file that compose hands to the container',
    files: () =>
      beside({
        'compose.yaml': 'services:\n  statements:\n    build: .\n    env_file:\n      - ./conf/live.env\n',
        'conf/live.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\n`,
      }),
    expect: [KEY_TO_STATEMENTS],
    source: 'https://docs.docker.com/reference/compose-file/services/#env_file',
  },
  {
    name: 'the key itself is given to the client',
    files: () => beside({}, (code) => code.replace('os.environ["OPENAI_API_KEY"]', `"${key('openai', 'project-key')}"`)),
    expect: [KEY_TO_STATEMENTS],
  },
  {
    name: 'code that is no test takes the key from a folder of fixtures',
    files: () =>
      beside({ 'fixtures/keys.py': `KEY = "${key('openai', 'project-key')}"\n` }, (code) =>
        code.replace('import os\n', 'import os\nfrom fixtures.keys import KEY\n').replace('os.environ["OPENAI_API_KEY"]', 'KEY'),
      ),
    expect: [KEY_TO_STATEMENTS],
  },
  {
    name: 'of two keys of one provider the one that the code names',
    files: () =>
      beside({
        '.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\nOPENAI_KEY_BEFORE=${key('openai', 'project-key', 9)}\n`,
      }),
    expect: [
      [
        ['secret', 'OPENAI_API_KEY'],
        ['application', 'statements'],
      ],
    ],
  },
  {
    name: 'a key of a provider that the application does not use',
    files: () => beside({ 'scripts/old.env': `ANTHROPIC_API_KEY=${key('anthropic', 'api-key')}\n` }),
    expect: [],
  },
  {
    name: 'a key of another provider in the file that is loaded',
    files: () => beside({ '.env': `ANTHROPIC_API_KEY=${key('anthropic', 'api-key')}\n` }),
    expect: [],
  },
  {
    name: 'a key in a comment',
    files: () => beside({}, (code) => `# was client = OpenAI(api_key="${key('openai', 'project-key')}")\n${code}`),
    expect: [],
  },
  {
    name: 'a file that nothing loads',
    files: () => beside({ '.env.old': `OPENAI_API_KEY=${key('openai', 'project-key')}\n` }),
    expect: [],
  },
  {
    name: 'a store that is only written to is no source',
    files: () => ({
      'desk/requirements.txt': 'openai\nboto3\n',
      'desk/.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\n`,
      'desk/app.py': `import boto3
from openai import OpenAI

client = OpenAI()


def answer(question: str) -> str:
    text = client.responses.create(model="gpt-4.1-mini", input=question).output_text
    boto3.client("s3").put_object(Bucket="answers-archive", Key="last", Body=text)
    return text
`,
    }),
    expect: [],
  },
  {
    name: 'the agent of the application and its tool stand between',
    files: () => ({
      'desk/pyproject.toml': '[project]\nname = "desk"\n',
      'desk/.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\n`,
      'desk/agent.py': `import psycopg
from agents import Agent, function_tool


@function_tool
def customer(name: str) -> str:
    """The record of a customer."""
    with psycopg.connect("postgresql://desk@db.meridian.example/crm") as connection:
        return str(connection.execute("SELECT * FROM customers WHERE name = %s", (name,)).fetchone())


desk = Agent(name="Desk", model="gpt-4.1", tools=[customer])
`,
    }),
    expect: [
      [
        ['repository', 'case'],
        ['secret', 'OPENAI_API_KEY'],
        ['provider', 'openai'],
        ['application', 'desk'],
        ['agent', 'Desk'],
        ['tool', 'customer'],
        ['data-store', 'crm'],
      ],
    ],
  },
  {
    name: 'the value stands in the call of the client',
    files: () => ({
      ...service(''),
      'services/statements/app.py': service('')['services/statements/app.py']!.replace(
        'api_key=os.environ["OPENAI_API_KEY"]',
        `api_key="${key('openai', 'project-key')}"`,
      ),
    }),
    expect: [
      [
        ['repository', 'case'],
        ['provider', 'openai'],
        ['application', 'statements'],
        ['vector-store', 'statements'],
      ],
    ],
  },
  {
    name: 'another variable than the client reads: whether it opens the same account cannot be seen',
    files: () => service(`OPENAI_API_KEY_OLD=${key('openai', 'project-key')}\n`),
    expect: [],
  },
  {
    name: 'a key of another provider than the application works with',
    files: () => service(`ANTHROPIC_API_KEY=${key('anthropic', 'api-key')}\n`),
    expect: [],
  },
  {
    name: 'the same variable in the folder of another application',
    files: () => ({
      ...service('LOG_LEVEL=info\n'),
      'services/newsletter/pyproject.toml': '[project]\nname = "newsletter"\n',
      'services/newsletter/.env': `OPENAI_API_KEY=${key('openai', 'project-key')}\n`,
      'services/newsletter/app.py':
        'from openai import OpenAI\n\nprint(OpenAI().responses.create(model="gpt-4.1-mini", input="Write a joke").output_text)\n',
    }),
    expect: [],
  },
  { name: 'a placeholder opens nothing', files: service('OPENAI_API_KEY=sk-your-key-here\n'), expect: [] },
  {
    name: 'a key of a test is not followed',
    files: () => service(`KEY = "${key('openai', 'project-key')}"\n`, 'services/statements/tests/test_app.py'),
    expect: [],
  },
  {
    name: 'a key that no application holds stays a finding',
    files: () => ({
      ...service('LOG_LEVEL=info\n'),
      '.cursor/mcp.json': `{ "mcpServers": { "github": { "command": "github-mcp", "env": { "GITHUB_TOKEN": "${key('github', 'personal-token')}" } } } }\n`,
    }),
    expect: [],
  },
  {
    name: 'public content behind it makes no path',
    files: () => ({
      ...service(`OPENAI_API_KEY=${key('openai', 'project-key')}\n`),
      'pharos.yaml':
        'annotations:\n  - match: { kind: vector-store }\n    sensitivity: public\n  - match: { kind: data-store }\n    sensitivity: public\n',
    }),
    expect: [],
  },
] satisfies PathCase[];
