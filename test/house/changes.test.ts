import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../../changes/', import.meta.url);
const fragments = readdirSync(folder).filter((name) => name !== 'README.md');

it.each(fragments)('%s is one sentence for users, of a known kind', (name) => {
  expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*\.(?:added|changed|fixed|removed|security)\.md$/);
  const text = readFileSync(new URL(name, folder), 'utf8').trim();
  expect(text.split('\n')).toHaveLength(1);
  expect(text).toMatch(/^[A-Z`].*\.$/);
});
