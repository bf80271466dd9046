import { expect, it } from 'vitest';
import { modelAsset } from './model.ts';

const evidence = { target: 'case', file: 'app.py', line: 3, detail: 'model' };
const keysOf = (...given: Parameters<typeof modelAsset>): string[] | undefined => modelAsset(...given)?.keys.map(({ key }) => key);

it('keys a model by who serves it and its name', () => {
  expect(keysOf('gpt-4.1-mini', {}, [evidence])).toEqual(['model:openai/gpt-4.1-mini', 'model:gpt-4.1-mini']);
  expect(keysOf('openai/gpt-4.1-mini', {}, [evidence])?.[0]).toBe('model:openai/gpt-4.1-mini');
  expect(keysOf('gpt-4.1-mini', { servedBy: 'azure-openai' }, [evidence])?.[0]).toBe('model:azure-openai/gpt-4.1-mini');
});

it('keys a model of a hub by its repository and revision', () => {
  expect(keysOf('BAAI/bge-m3', { provider: 'huggingface', revision: '5617a9f' }, [evidence])).toEqual([
    'hub:huggingface.co/BAAI/bge-m3@5617a9f',
  ]);
});

it('takes a name nobody lists only where a provider is asked for it', () => {
  expect(keysOf('house-reader-2', {}, [evidence])).toBeUndefined();
  expect(keysOf('house-reader-2', { provider: 'openai' }, [evidence])?.[0]).toBe('model:openai/house-reader-2');
  expect(keysOf('a sentence about a model', { provider: 'openai' }, [evidence])).toBeUndefined();
});
