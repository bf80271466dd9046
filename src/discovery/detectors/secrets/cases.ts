import { FAKE_KEYS, randomDraw } from '../../../recognizers/secrets/fake-keys.ts';
import type { DetectorCase } from '../../detector.ts';

/** A key of a provider's form, made at run time; the same seed gives the same key. */
function fake(provider: string, form: string, seed = 7): string {
  const known = FAKE_KEYS.find((key) => key.provider === provider && key.form === form);
  if (!known) throw new Error(`No form ${provider} ${form}`);
  return known.make(randomDraw(seed));
}

const WEAK = ['k9$Tz', '4pLq'].join('!');

export default [
  {
    name: 'a key in an environment file opens the provider and is held by the application of its folder',
    files: () => ({
      'services/desk/pyproject.toml': '[project]\nname = "desk"\n',
      'services/desk/.env.production': `# written by the deploy job\nOPENAI_API_KEY=${fake('openai', 'project-key')}\n`,
      'services/desk/app.py':
        'import os\nfrom openai import OpenAI\nclient = OpenAI(api_key=os.environ["OPENAI_API_KEY"])\nclient.chat.completions.create(model="gpt-4o", messages=[])\n',
    }),
    expect: [
      {
        kind: 'secret',
        name: 'OPENAI_API_KEY',
        file: 'services/desk/.env.production',
        line: 2,
        properties: { form: 'value', provider: 'openai', keyForm: 'project-key', ai: true, files: 1 },
      },
      { kind: 'provider', name: 'openai' },
      { kind: 'repository', name: 'case' },
    ],
    edges: [
      ['secret OPENAI_API_KEY', 'grants', 'provider openai'],
      ['secret OPENAI_API_KEY', 'defined-in', 'repository case'],
    ],
  },
  {
    name: 'the same key in several places is one secret',
    files: () => ({
      'deploy/.env': `KEY_OF_DESK=${fake('anthropic', 'api-key')}\n`,
      'notebooks/try.py': `\n\nclient = Anthropic(api_key="${fake('anthropic', 'api-key')}")\n`,
      'tests/test_desk.py': `KEY = "${fake('anthropic', 'api-key')}"\n`,
    }),
    expect: [
      {
        kind: 'secret',
        name: 'KEY_OF_DESK',
        file: 'notebooks/try.py',
        line: 3,
        properties: { files: 3, places: 3, provider: 'anthropic' },
      },
    ],
    edges: [['secret KEY_OF_DESK', 'grants', 'provider anthropic']],
  },
  {
    name: 'keys of services and databases lead there',
    files: () => ({
      'settings.yaml': `stripe_key: ${fake('stripe', 'live-secret-key')}\n`,
      'db.ini': `url = postgresql+psycopg://desk:${['v8Kq', '2mZp', 'W4xT'].join('')}@db.desk.internal:5432/desk\n`,
    }),
    expect: [
      { kind: 'secret', name: 'stripe_key', properties: { provider: 'stripe', ai: false } },
      { kind: 'service', name: 'Stripe' },
      {
        kind: 'secret',
        name: 'Password in a PostgreSQL address in db.ini',
        file: 'db.ini',
        line: 1,
        properties: { provider: 'postgresql' },
      },
      { kind: 'data-store', name: 'desk', properties: { engine: 'postgresql', host: 'db.desk.internal' } },
    ],
    edges: [
      ['secret stripe_key', 'grants', 'service Stripe'],
      ['secret Password in a PostgreSQL address in db.ini', 'grants', 'data-store desk'],
    ],
  },
  {
    name: 'a key that only tests know is kept with little confidence',
    files: () => ({ 'tests/fixtures/session.py': `GITHUB_TOKEN = "${fake('github', 'personal-token')}"\n` }),
    expect: [{ kind: 'secret', name: 'GITHUB_TOKEN', properties: { likelyTest: true, confidence: 0.5 } }],
  },
  {
    name: 'equal passwords under two names are two secrets, and nothing is derived from them',
    files: () => ({
      'a/.env': `DB_PASSWORD=${WEAK}\nADMIN_PASSWORD=${WEAK}\n`,
      'b/.env': `DB_PASSWORD=${WEAK}\n`,
    }),
    expect: [
      {
        kind: 'secret',
        name: 'ADMIN_PASSWORD',
        file: 'a/.env',
        line: 2,
        properties: { identity: 'place', preview: '…', files: 1, places: 1, tracked: true },
      },
    ],
  },
  {
    name: 'placeholders, references and documentation stay silent',
    files: {
      '.env.example': 'OPENAI_API_KEY=sk-your-key-here\nANTHROPIC_API_KEY=<your key>\nLOG_LEVEL=debug\n',
      'docs/start.md': 'Run `export OPENAI_API_KEY=sk-proj-...` first.\n',
      'settings.py':
        'import os\nOPENAI_API_KEY = os.environ["OPENAI_API_KEY"]\nDSN = "postgresql://desk@db.example.net/desk"\nLOCAL = "postgresql://postgres:postgres@localhost/desk"\n',
      '.vscode/mcp.json': '{ "inputs": [{ "id": "t", "type": "promptString", "password": true }], "note": "Bearer ${input:t}" }\n',
      'package-lock.json': `{ "integrity": "sha512-${Buffer.from('pharos '.repeat(9)).toString('base64')}" }\n`,
    },
    expect: [],
  },
] satisfies DetectorCase[];
