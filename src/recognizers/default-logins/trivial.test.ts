import { describe, expect, it } from 'vitest';
import { isTrivial } from './trivial.ts';

describe('isTrivial', () => {
  // The head of published lists of used passwords (SplashData, NordPass), and what people decorate them with.
  it.each([
    '123456',
    '12345678',
    '1234',
    'password',
    'Password1',
    'password123',
    'admin',
    'Admin@123',
    'admin2024!',
    'changeme',
    'letmein',
    'qwerty',
    'P@ssw0rd',
    'secret',
    'supersecret',
    'test',
    'aaaaaaaa',
    '87654321',
    '123123',
    'sk-1234',
    'sk-12345678',
    '00000000',
    'your-secret-key',
    'minio123',
    'change-me-please',
    'abcd',
  ])('%s', (value) => expect(isTrivial(value)).toBe(true));

  it('the name of its user or product', () => {
    expect(isTrivial('meridian', ['meridian'])).toBe(true);
    expect(isTrivial('Meridian2024', ['meridian'])).toBe(true);
    expect(isTrivial('meridian', [])).toBe(false);
  });

  it.each([
    '',
    '${POSTGRES_PASSWORD}',
    '$(PASSWORD)',
    '{{ .Values.password }}',
    '<password>',
    '***',
    'vault:kv/db#password',
    'arn:aws:secretsmanager:x',
    'tulip-barrow-kestrel',
    '8473920184',
    ['v8Kq', '2mZp'].join(''),
    ['gr8', 'Spade', 'x71'].join(''),
    'correct horse battery staple',
    'admin-8f3b2c91d0e4a7',
  ])('not %j', (value) => expect(isTrivial(value)).toBe(false));

  it('comes to an end on long values', () => expect(isTrivial('a1'.repeat(500_000))).toBe(false));
});
