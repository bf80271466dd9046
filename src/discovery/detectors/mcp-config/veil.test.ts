import { expect, it } from 'vitest';
import { veilArguments, veilUrl } from './veil.ts';

it('veils what stands behind a flag or name of a credential, however weak it looks', () => {
  expect(veilArguments(['-y', 'tides-mcp', '--password', 'summer', '--token=abc', '-e', 'API_KEY=x1', '--user', 'ann'])).toEqual([
    '-y',
    'tides-mcp',
    '--password',
    '***',
    '--token=***',
    '-e',
    'API_KEY=***',
    '--user',
    'ann',
  ]);
});

it('leaves references and ordinary values', () => {
  const given = ['--token', '${TIDES_TOKEN}', '--api-key=${input:key}', '--root', '/data', '--author', 'ann'];
  expect(veilArguments(given)).toEqual(given);
});

it('veils credentials inside addresses', () => {
  expect(veilUrl('https://tides.example/mcp?region=eu&token=shorty')).toBe('https://tides.example/mcp?region=eu&token=***');
  expect(veilUrl('postgres://bot:hunter@db.example/x')).toBe('postgres://bot:***@db.example/x');
  expect(veilUrl('https://tides.example/mcp')).toBe('https://tides.example/mcp');
});
