import { expect, it } from 'vitest';
import { firstDifference } from './installed.ts';

const lock = {
  packages: { '': {}, 'node_modules/zod': { version: '4.6.7' }, 'node_modules/parser-other-os': { version: '1.0.0', optional: true } },
};

it('accepts the locked versions; what is optional may be missing', () => {
  expect(firstDifference(lock, { packages: { 'node_modules/zod': { version: '4.6.7' } } })).toBeUndefined();
});

it('names what is missing or of another version', () => {
  expect(firstDifference(lock, { packages: {} })).toBe('node_modules/zod');
  expect(firstDifference(lock, { packages: { 'node_modules/zod': { version: '4.6.6' } } })).toBe('node_modules/zod');
  expect(
    firstDifference(lock, { packages: { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/parser-other-os': { version: '0.9.0' } } }),
  ).toBe('node_modules/parser-other-os');
});
