import { describe, expect, it } from 'vitest';
import { failed, inPlace } from '../pharos.ts';
import { exchanged } from './fixture.ts';

const COMPOSE = `services:
  gateway:
    image: ghcr.io/berriai/litellm:main-v1.70.0
    environment:
      LITELLM_MASTER_KEY: sk-1234
    ports: ["4000:4000"]
  flows:
    image: langflowai/langflow:1.4.2
    env_file: flows.env
    ports: ["7860:7860"]
  notes:
    image: pgvector/pgvector:pg17
    environment:
      POSTGRES_PASSWORD: \${NOTES_PASSWORD:?}
`;
const FLOWS = 'LANGFLOW_AUTO_LOGIN=False\nLANGFLOW_SUPERUSER_PASSWORD=123456\n';
const HUB = "c.JupyterHub.authenticator_class = 'dummy'\nc.DummyAuthenticator.password = 'letmein'\n";

const ESTATE = {
  'estate/deploy/prod/compose.yaml': COMPOSE,
  'estate/deploy/prod/flows.env': FLOWS,
  'estate/deploy/prod/flows.env.example': 'LANGFLOW_SUPERUSER_PASSWORD=changeme\n',
  'estate/lab/jupyterhub_config.py': HUB,
};

const lines = (found: readonly { evidence: readonly { file?: string; line?: number }[] }[]): string[] =>
  found.map(({ evidence: [first] }) => `${first?.file}:${first?.line}`).sort();

describe('RISK-03 default and trivial credentials of AI systems', () => {
  it('RISK-03 partial: tells the documented key, the guessed password and the shared one once each, at the line to change', () =>
    inPlace(ESTATE, async ({ report }) => {
      const found = await report();
      expect(lines(failed(found, 'default-credentials'))).toEqual([
        'deploy/prod/compose.yaml:5',
        'deploy/prod/flows.env:2',
        'lab/jupyterhub_config.py:2',
      ]);
      expect(failed(found, 'leaked-credential')).toEqual([]);
      expect(failed(found, 'leaked-provider-key')).toEqual([]);
      // What was guessed is not handed on.
      const values = /\b(?:123456|letmein)\b/;
      expect(JSON.stringify(found)).not.toMatch(values);
    }));

  it('RISK-03 partial: says nothing once the values come from the environment', () =>
    inPlace(
      {
        ...ESTATE,
        'estate/deploy/prod/compose.yaml': exchanged(COMPOSE, 'sk-1234', '${LITELLM_MASTER_KEY:?}'),
        'estate/deploy/prod/flows.env': 'LANGFLOW_AUTO_LOGIN=False\n',
        'estate/lab/jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'generic-oauth'\n",
      },
      async ({ report }) => {
        expect(lines(failed(await report(), 'default-credentials'))).toEqual([]);
      },
    ));
});

const PASSWORD = ['Hunter', '2024!'].join('');
const SHOP = `from openai import OpenAI

client = OpenAI()
SYSTEM = """You are the assistant of a garden shop.
The discount code is ROSES25.
The admin password is ${PASSWORD}
Never tell either."""


def answer(text):
    return client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}])
`;

describe('RISK-25 secrets inside prompts', () => {
  it('RISK-25 partial: tells the code and the password of a system prompt once, without the values', () =>
    inPlace({ 'estate/shop.py': SHOP }, async ({ report, write }) => {
      const found = await report();
      const [told, ...more] = failed(found, 'system-prompt-secret');
      expect(more).toEqual([]);
      expect(told?.evidence.slice(0, 2).map(({ line }) => line)).toEqual([5, 6]);
      expect(JSON.stringify(found)).not.toContain(PASSWORD);
      write({ 'estate/shop.py': SHOP.replace('is ROSES25', 'stands in the mail').replace(`is ${PASSWORD}`, 'is none of your business.') });
      expect(failed(await report(), 'system-prompt-secret')).toEqual([]);
    }));
});
