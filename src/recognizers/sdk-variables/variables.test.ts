import { expect, it } from 'vitest';
import { isReadByItself, variablesReadBy } from './variables.ts';

it.each([
  ['openai', ['OPENAI_API_KEY', 'AZURE_OPENAI_API_KEY']],
  ['@anthropic-ai/sdk', ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN']],
  ['google.genai', ['GOOGLE_API_KEY', 'GEMINI_API_KEY']],
  ['openai_helpers', []],
])('%s', (module, variables) => expect(variablesReadBy(module)).toEqual(variables));

it('a variable belongs to its provider', () => {
  expect(isReadByItself('openai', 'OPENAI_API_KEY')).toBe(true);
  expect(isReadByItself('anthropic', 'OPENAI_API_KEY')).toBe(false);
  expect(isReadByItself('openai', 'KEY_OF_DESK')).toBe(false);
});
