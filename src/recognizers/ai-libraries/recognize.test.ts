import { describe, expect, it } from 'vitest';
import catalogue from './libraries.json' with { type: 'json' };
import { aiLibrary, type Ecosystem, libraryPurl, LIBRARY_ROLES, makesAiApplication } from './recognize.ts';

describe('aiLibrary', () => {
  it.each([
    ['pypi', 'openai', 'openai', 'sdk'],
    ['pypi', 'Scikit_Learn', 'scikit-learn', 'training'],
    ['pypi', 'langchain', 'langchain', 'agent-framework'],
    ['pypi', 'langchain_openai', 'langchain-openai', 'sdk'],
    ['pypi', 'langchain-chroma', 'langchain-chroma', 'vector-client'],
    ['pypi', 'llama-index-vector-stores-qdrant', 'llama-index-vector-stores-qdrant', 'vector-client'],
    ['pypi', 'llama.index.llms.openai', 'llama-index-llms-openai', 'agent-framework'],
    ['npm', '@ai-sdk/openai', '@ai-sdk/openai', 'sdk'],
    ['npm', '@langchain/core', '@langchain/core', 'agent-framework'],
    ['npm', '@huggingface/transformers', '@huggingface/transformers', 'sdk'],
    ['npm', 'ai', 'ai', 'agent-framework'],
  ] as [Ecosystem, string, string, string][])('knows %s %s', (ecosystem, spelt, name, role) => {
    expect(aiLibrary(ecosystem, spelt)).toEqual({ name, role });
  });

  it.each([
    ['pypi', 'requests'],
    ['pypi', 'openai-scraper-of-mine'],
    ['pypi', 'ai'],
    ['pypi', 'constructor'],
    ['npm', 'express'],
    ['npm', '@ai-sdk/'],
    ['npm', 'air'],
    ['npm', 'x'.repeat(300)],
  ] as [Ecosystem, string][])('is silent about %s %s', (ecosystem, name) => {
    expect(aiLibrary(ecosystem, name)).toBeUndefined();
  });
});

describe('the catalogue', () => {
  it.each(['pypi', 'npm'] as const)('names each package of %s once, canonically, under a known role', (ecosystem) => {
    const names = Object.values(catalogue[ecosystem]).flat();
    expect(Object.keys(catalogue[ecosystem]).filter((role) => !(LIBRARY_ROLES as readonly string[]).includes(role))).toEqual([]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const form = ecosystem === 'pypi' ? /^[a-z0-9]+(?:-[a-z0-9]+)*(?:-\*)?$/ : /^(?:@[a-z0-9.-]+\/)?[a-z0-9._-]*\*?$/;
    expect(names.filter((name) => !form.test(name))).toEqual([]);
  });
});

it('knows libraries that serve other things as well as such', () => {
  expect(aiLibrary('pypi', 'elasticsearch')).toEqual({ name: 'elasticsearch', role: 'vector-client', companion: true });
});

it('writes package URLs without a version', () => {
  expect([libraryPurl('npm', '@anthropic-ai/sdk'), libraryPurl('pypi', 'openai')]).toEqual([
    'pkg:npm/%40anthropic-ai/sdk',
    'pkg:pypi/openai',
  ]);
});

it('does not take a trace viewer for an application that uses AI', () => {
  expect([makesAiApplication('sdk'), makesAiApplication('ui'), makesAiApplication('observability')]).toEqual([true, false, false]);
});
