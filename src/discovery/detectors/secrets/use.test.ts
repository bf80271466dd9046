import { describe, expect, it } from 'vitest';
import { isHandedOn, namedIn } from './use.ts';

/** As detectors see a secret: masked. */
const MASK = `sk-***${'0a'.repeat(6)}***`;

describe('namedIn', () => {
  it.each([
    ['app.py', 'key = os.environ["OPENAI_API_KEY"]', ['OPENAI_API_KEY']],
    ['app.py', 'key = os.getenv("DESK_KEY", "")', ['DESK_KEY']],
    ['app.ts', 'const key = process.env.DESK_KEY;', ['DESK_KEY']],
    ['app.ts', 'const { DESK_KEY, OTHER: other } = process.env;', ['DESK_KEY', 'OTHER']],
    ['app.ts', 'const key = import.meta.env.VITE_KEY;', ['VITE_KEY']],
    ['main.go', 'key := os.Getenv("DESK_KEY")', ['DESK_KEY']],
    ['app.rb', 'key = ENV["DESK_KEY"]', ['DESK_KEY']],
    ['try.ipynb', '"key = os.environ[\\"DESK_KEY\\"]\\n"', ['DESK_KEY']],
    ['settings.py', 'class Settings(BaseSettings):\n    desk_key: str\n', ['DESK_KEY']],
    ['app.py', 'from anthropic import Anthropic\nclient = Anthropic()\n', ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN']],
    ['app.ts', "import Anthropic from '@anthropic-ai/sdk';", ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN']],
    ['app.py', 'import litellm\nlitellm.completion(model="groq/llama-3.1-8b-instant")\n', ['GROQ_API_KEY']],
    ['app.py', '# key = os.environ["OPENAI_API_KEY"]\nx = 1  # os.environ["B_KEY"]\n', undefined],
    ['notes.md', 'os.environ["OPENAI_API_KEY"]', undefined],
  ])('%s: %s', (path, text, variables) => {
    expect(namedIn({ path, text })?.variables).toEqual(variables);
  });

  it('files that code and compose load', () => {
    expect(namedIn({ path: 'app.py', text: 'load_dotenv("conf/live.env")' })?.files).toEqual(['conf/live.env']);
    const compose = 'services:\n  a:\n    env_file: ./a.env\n  b:\n    env_file:\n      - path: ./b.env\n      - c.env\n';
    expect(namedIn({ path: 'compose.yaml', text: compose })?.files).toEqual(['./a.env', './b.env', 'c.env']);
  });

  it('what is taken from folders of tests', () => {
    expect(namedIn({ path: 'app.py', text: 'from fixtures.keys import KEY' })?.fixtures).toEqual(['fixtures.keys']);
    expect(namedIn({ path: 'app.py', text: 'from fixtures import keys, more' })?.fixtures).toEqual(['fixtures.keys', 'fixtures.more']);
    expect(namedIn({ path: 'app.ts', text: "import { KEY } from '../fixtures/keys';" })?.fixtures).toEqual(['../fixtures/keys']);
  });

  it.each(['api_key=a.', '{', 'env["', '"a.env', 'from fixtures import a,', 'env_file:\n - ', 'import '])(
    'comes to an end on %j again and again, and still finds what stands before',
    (part) => {
      const text = `os.getenv("DESK_KEY")\n${part.repeat(90_000)}`.slice(0, 1_000_000);
      expect(namedIn({ path: 'app.py', text })?.variables).toEqual(['DESK_KEY']);
      expect(namedIn({ path: 'compose.yaml', text })?.variables ?? []).toEqual([]);
    },
  );
});

describe('isHandedOn', () => {
  it.each([
    ['os.environ["OPENAI_API_KEY"] = "', true],
    ['process.env.OPENAI_API_KEY = "', true],
    ['client = OpenAI(api_key="', true],
    ['const client = new OpenAI({ apiKey: "', true],
    ['openai.api_key = "', true],
    ['headers={"Authorization": "Bearer ', true],
    ['headers: { "x-api-key": "', true],
    ['# client = OpenAI(api_key="', false],
    ['  // apiKey: new OpenAI({ apiKey: "', false],
    ['OPENAI_API_KEY = "', false],
    ['KEYS = ["', false],
  ])('%s → %s', (before, expected) => {
    expect(isHandedOn({ path: 'app.py', text: `${before}${MASK}")` }, before.length)).toBe(expected);
  });

  it('only in code', () => {
    expect(isHandedOn({ path: 'notes.txt', text: `OpenAI(api_key="${MASK}")` }, 16)).toBe(false);
  });
});
