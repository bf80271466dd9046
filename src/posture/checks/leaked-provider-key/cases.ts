import { FAKE_KEYS, randomDraw } from '../../../recognizers/secrets/fake-keys.ts';
import type { CheckCase } from '../../check.ts';

/** A key of the form, made at run time. */
function key(provider: string, form: string): string {
  const known = FAKE_KEYS.find((one) => one.provider === provider && one.form === form);
  if (!known) throw new Error(`No form ${provider} ${form}`);
  return known.make(randomDraw(11));
}

export default [
  {
    name: 'an environment file of a service in production',
    files: () => ({
      'pharos.yaml': 'annotations:\n  - match: { file: "services/claims/**" }\n    owner: claims\n    environment: production\n',
      'services/claims/pyproject.toml': '[project]\nname = "claims"\n',
      'services/claims/.env.production': `# written by the deploy job\nOPENAI_API_KEY=${key('openai', 'project-key')}\n`,
      'services/claims/app.py': 'from openai import OpenAI\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n',
    }),
    expect: [{ file: 'services/claims/.env.production', line: 2, asset: 'OPENAI_API_KEY', severity: 'critical' }],
  },
  {
    name: 'one key in two files is one finding',
    files: () => ({
      'a.env': `ANTHROPIC_API_KEY=${key('anthropic', 'api-key')}\n`,
      'notebooks/try.py': `client = Anthropic(api_key="${key('anthropic', 'api-key')}")\n`,
    }),
    expect: [{ file: 'a.env', line: 1, severity: 'critical' }],
  },
  {
    name: 'a key that only tests read counts less',
    files: () => ({ 'tests/test_client.py': `\nKEY = "${key('openai', 'project-key')}"\n` }),
    expect: [{ file: 'tests/test_client.py', line: 2, severity: 'low' }],
  },
  {
    name: 'a key in a folder of fixtures that code takes it from counts in full',
    files: () => ({
      'fixtures/keys.py': `KEY = "${key('openai', 'project-key')}"\n`,
      'app.py': 'from fixtures.keys import KEY\nfrom openai import OpenAI\n\nclient = OpenAI(api_key=KEY)\n',
    }),
    expect: [{ file: 'fixtures/keys.py', line: 1, severity: 'critical' }],
  },
  {
    name: 'placeholders and references stay silent',
    files: {
      '.env.example': 'OPENAI_API_KEY=sk-your-key-here\n',
      'docs/start.md': 'export OPENAI_API_KEY=sk-proj-...\n',
      'settings.py': 'import os\nOPENAI_API_KEY = os.environ["OPENAI_API_KEY"]\n',
    },
    expect: [],
  },
  {
    name: 'a key of another kind of service is told by leaked-credential',
    files: () => ({ '.env': `STRIPE_KEY=${key('stripe', 'live-secret-key')}\n` }),
    expect: [],
  },
] satisfies CheckCase[];
