import { expect, it } from 'vitest';
import code from './detector.ts';
import { holdsWall } from './wall.ts';

it('takes a wall of signs for no code, and banners for what they are', () => {
  expect(holdsWall(`import openai\n${'->'.repeat(4000)}`)).toBe(true);
  expect(holdsWall(`${`${'#'.repeat(79)}\n# chapter\n`.repeat(500)}import openai\n`)).toBe(false);
});

it('says of such a file that it was not read', () => {
  const facts =
    code.input === 'text'
      ? code.facts({ path: 'app.js', text: `import OpenAI from 'openai';\n${'=>'.repeat(20_000)}`, secrets: [] })
      : undefined;
  expect(facts).toMatchObject({ body: [], cut: expect.stringContaining('without a single word') });
});
