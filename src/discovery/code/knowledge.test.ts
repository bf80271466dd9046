import { describe, expect, it } from 'vitest';
import { indexKnowledge, Knowledge } from './knowledge.ts';

const library = (name: string, ecosystem: 'pypi' | 'npm') => ({ name, ecosystem, role: 'sdk', source: 'https://example.org/' });

const PYTHON = Knowledge.parse({
  library: library('acme-ai', 'pypi'),
  modules: ['acme', 'acme_extra', 'acme.cloud'],
  packages: { 'acme.cloud': 'acme-cloud-sdk' },
  calls: {
    'acme.Client': { also: ['acme.AsyncClient'] },
    'acme.Client.ask': { emits: 'model' },
    'acme.make': { returns: 'acme.Client' },
    'acme.*Model.load': { emits: 'model' },
    'acme.NoModel.load': {},
    'acme_extra.Tool': { emits: 'tool' },
    'acme.cloud.Box': { emits: 'tool' },
  },
  tools: { bash: { capability: 'code-execution' } },
  cases: [],
});
const SCRIPT = Knowledge.parse({
  library: library('@acme/ai', 'npm'),
  modules: ['@acme/ai', 'acme-helper'],
  calls: { '@acme/ai/server.Host': { emits: 'mcp-server' }, '@acme/ai.ask': { emits: 'model' } },
  cases: [],
});
const python = indexKnowledge([PYTHON, SCRIPT], 'pypi');
const script = indexKnowledge([PYTHON, SCRIPT], 'npm');

describe('indexKnowledge', () => {
  it.each([
    ['the name itself', 'acme.Client.ask', 'acme.Client.ask'],
    ['a method under another name of its type', 'acme.AsyncClient.ask', 'acme.Client.ask'],
    ['a method on what a function returns', 'acme.make.ask', 'acme.Client.ask'],
    ['a class imported from where it is defined', 'acme._internal.clients.Client', 'acme.Client'],
    ['a function imported from where it is defined', 'acme.factory.make', 'acme.make'],
    ['a pattern, under the name that was found', 'acme.BigModel.load', 'acme.BigModel.load'],
    ['an exact name before a pattern', 'acme.NoModel.load', 'acme.NoModel.load'],
  ])('finds %s', (_, spelt, registered) => {
    expect(python.find('calls', spelt)?.name).toBe(registered);
  });

  it.each(['other.Client.ask', 'acme.Client.asked', 'acme.BigModel.sub.load', 'Client.ask', ''])('knows nothing of %j', (spelt) => {
    expect(python.find('calls', spelt)).toBeUndefined();
  });

  it('follows subpaths of an npm package both ways up', () => {
    expect(script.find('calls', '@acme/ai/server/host.Host')?.name).toBe('@acme/ai/server.Host');
    expect(script.find('calls', '@acme/ai/dist/ask.ask')?.name).toBe('@acme/ai.ask');
    expect(script.find('calls', '@acme/other/server.Host')).toBeUndefined();
  });

  it('keeps ecosystems apart', () => {
    expect(script.find('calls', 'acme.Client.ask')).toBeUndefined();
  });

  it('names the package of the module a rule belongs to', () => {
    expect(python.find('calls', 'acme_extra.Tool')?.library.name).toBe('acme-extra');
    expect(python.find('calls', 'acme.cloud.Box')?.library.name).toBe('acme-cloud-sdk');
    expect(python.find('calls', 'acme.Client')?.library.name).toBe('acme-ai');
  });

  it('knows a tool by its name, with or without the date of its version', () => {
    expect(python.toolEffect('bash_20250124', 'acme-ai')?.capability).toBe('code-execution');
    expect(python.toolEffect('bash_preview', 'acme-ai')?.capability).toBe('code-execution');
    expect(python.toolEffect('bashful', 'acme-ai')).toBeUndefined();
  });
});
