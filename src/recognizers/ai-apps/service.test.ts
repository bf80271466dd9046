import { describe, expect, it } from 'vitest';
import catalogue from '../ai-hosts/ai-domains.json' with { type: 'json' };
import { recognizeApp } from './names.ts';
import { serviceOfHost } from './service.ts';

describe('serviceOfHost', () => {
  it.each([
    ['chatgpt.com', 'saas-app', 'ChatGPT', 'name:chatgpt'],
    ['chat.openai.com', 'saas-app', 'ChatGPT', 'name:chatgpt'],
    ['files.oaiusercontent.com', 'saas-app', 'ChatGPT', 'name:chatgpt'],
    ['api.openai.com', 'provider', 'openai', 'name:openai'],
    ['claude.ai', 'saas-app', 'Claude', 'name:claude'],
    ['api.elevenlabs.io', 'provider', 'elevenlabs', 'name:elevenlabs'],
    ['bedrock-runtime.eu-west-1.amazonaws.com', 'provider', 'aws-bedrock', 'name:aws-bedrock'],
    ['api.individual.githubcopilot.com', 'saas-app', 'GitHub Copilot personal plan', 'name:github-copilot-personal-plan'],
    ['copilot.microsoft.com', 'saas-app', 'Microsoft Copilot', 'name:microsoft-copilot'],
    ['acme.openai.azure.com', 'model-endpoint', 'acme.openai.azure.com', 'host:acme.openai.azure.com'],
    ['ACME.privatelink.openai.azure.com.', 'model-endpoint', 'acme.openai.azure.com', 'host:acme.openai.azure.com'],
    ['acme.cognitiveservices.azure.com:443', 'model-endpoint', 'acme.openai.azure.com', 'host:acme.openai.azure.com'],
    ['ep.eastus2.inference.ml.azure.com', 'model-endpoint', 'ep.eastus2.inference.ml.azure.com', 'host:ep.eastus2.inference.ml.azure.com'],
  ])('%s is the %s %s', (host, kind, name, key) => {
    const found = serviceOfHost(host);
    expect([found?.kind, found?.name, found?.keys[0]]).toEqual([kind, name, key]);
  });

  it('gives every listed domain a name and a key, and one app one name', () => {
    const names = new Map<string, string>();
    for (const { domain } of catalogue.domains) {
      const found = serviceOfHost(domain.replace('*', 'us-east-1'))!;
      expect(found.name, domain).not.toBe('');
      expect(found.keys[0], domain).toMatch(/^(?:name|host):[a-z0-9][a-z0-9.-]*$/);
      const id = `${found.kind} ${found.keys[0]!}`;
      expect(names.get(id) ?? found.name, domain).toBe(found.name);
      names.set(id, found.name);
    }
  });

  it.each(['example.com', 'api.openai.com.attacker.example', '10.0.0.1', ''])('knows nothing of %s', (host) => {
    expect(serviceOfHost(host)).toBeUndefined();
  });
});

describe('recognizeApp', () => {
  it.each([
    [{ name: 'OpenAI ChatGPT' }, 'ChatGPT', true],
    [{ name: 'Otter.ai' }, 'Otter', true],
    [{ name: 'Fireflies.ai Notetaker' }, 'Fireflies', true],
    [{ name: 'Claude for Microsoft 365' }, 'Claude', true],
    [{ name: 'Grammarly: writing help' }, 'Grammarly', true],
    [{ name: 'Whatever', id: 'E0476654-C1D5-430B-AB80-70CBD947616A' }, 'ChatGPT', true],
    [{ name: 'Notes', host: 'app.fireflies.ai' }, 'Fireflies', true],
    [{ name: 'Meeting Notes GPT' }, 'Meeting Notes GPT', false],
    [{ name: 'Poe' }, 'Poe', true],
  ])('%j is %s', (asked, name, sure) => {
    expect(recognizeApp(asked)).toMatchObject({ name, sure });
  });

  it.each([
    'Slack',
    'Zoom',
    'Trello',
    'Google Chrome',
    'Adobe Illustrator',
    'Cursor Rules',
    'Read Aloud',
    'Poetry Club',
    'Lightning Reports',
    'Notion',
    'Canva',
    'Make',
    'Air Mail',
    '',
    '\u0000'.repeat(10_000),
  ])('%s is none', (name) => {
    expect(recognizeApp({ name })).toBeUndefined();
  });
});
