import { describe, expect, it } from 'vitest';
import { resembledLibrary } from './lookalike.ts';

describe('a name beside that of a widely used AI package', () => {
  it.each([
    ['pypi', 'langchian', 'langchain'],
    ['pypi', 'opennai', 'openai'],
    ['pypi', 'transformes', 'transformers'],
    ['pypi', 'antropic', 'anthropic'],
    ['pypi', 'Tensorfl0w', 'tensorflow'],
    ['pypi', 'lang-chain', 'langchain'],
    ['pypi', 'hub-huggingface', 'huggingface-hub'],
    ['pypi', 'torcch', 'torch'],
    ['npm', 'opnai', 'openai'],
    ['npm', '@antropic-ai/sdk', '@anthropic-ai/sdk'],
  ] as const)('%s %s stands beside %s', (ecosystem, name, wanted) => {
    expect(resembledLibrary(ecosystem, name)).toBe(wanted);
  });

  it.each([
    ['pypi', 'langchain'],
    ['pypi', 'langchain-chroma'],
    ['pypi', 'dataset'],
    ['pypi', 'openapi'],
    ['npm', 'openapi'],
    ['npm', 'openai'],
    ['pypi', 'requests'],
    ['pypi', 'torchaudio'],
    ['pypi', 'anthropics'],
    ['pypi', 'keras3'],
    ['pypi', 'polars'],
    ['npm', '@acme/sdk'],
  ] as const)('%s %s is a name of its own', (ecosystem, name) => {
    expect(resembledLibrary(ecosystem, name)).toBeUndefined();
  });
});
