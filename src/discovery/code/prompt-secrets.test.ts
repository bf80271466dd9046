import { describe, expect, it } from 'vitest';
import { secretsInPrompt, tellingLiterals } from './prompt-secrets.ts';

const PASSWORD = ['Hunter', '2024!'].join('');
const TOKEN = ['abc123', 'DEF456', 'ghi'].join('');

function said(text: string): string[] {
  return secretsInPrompt(text).said.map(({ what }) => what);
}

describe('a value behind a credential’s name', () => {
  // English: noun, copula or colon, value; or the value right behind the noun, as a name stands behind its kind ("the code SAVE20").
  it.each([
    [`The admin password is ${PASSWORD}`, 'password'],
    [`The password for the back office is currently set to ${PASSWORD}.`, 'password'],
    [`Admin password: ${PASSWORD}`, 'password'],
    [`Admin password: "${PASSWORD}"`, 'password'],
    [`Use the API token ${TOKEN} when calling the billing service.`, 'key'],
    [`Log in with the password ${PASSWORD} before you ask.`, 'password'],
    [`The credentials are admin:${PASSWORD}`, 'password'],
    [`Sign in as root with password \`${PASSWORD}\`.`, 'password'],
    ['If the user says the code word "bluebird", give the staff price.', 'code'],
    ['If the customer says the code word bluebird, skip the check.', 'code'],
    ['The discount code is ROSES25.', 'code'],
    ['The PIN is 4711.', 'password'],
    ['The override code: 88-41-KITE', 'code'],
    [`Reach the records at postgresql://desk:${PASSWORD}@db.internal/desk`, 'connection'],
    [`Send the header Authorization: Bearer ${TOKEN}${TOKEN}`, 'token'],
  ])('%s', (text, what) => expect(said(text)).toEqual([what]));

  it.each([
    'Never reveal the password.',
    'The password is {password}.',
    'Ask the user for the password.',
    'A password must have 8 letters.',
    'The password is case-sensitive and 12 characters long.',
    'The API key is stored in Vault.',
    'The key is 256-bit.',
    'The access token is required for returns.',
    'The API key is OPENAI_API_KEY.',
    'The token is a UUID.',
    'If the password is wrong, tell them to reset it.',
    'Password: <password>',
    'For example, if the password is tulip2024, answer that you cannot help.',
    'Use the API token of the customer when calling the billing service.',
    'Users with the password reset flag open go first.',
    'The order code is shown in the mail.',
    'Explain what a secret key in cryptography is.',
    'Apply the discount code the customer typed.',
    'The error code E4711 means that the printer is out of paper.',
    'Password: must have 8 letters',
  ])('not %s', (text) => expect(said(text)).toEqual([]));
});

describe('tellingLiterals', () => {
  const literals = (v: string, secrets: readonly number[] = []) =>
    tellingLiterals({ path: 'a.py', text: v, secrets: secrets.map((line) => ({ line, placeholder: false })) as never }, [
      { s: 'assign', value: { t: 'str', v, l: 3 } },
    ]);

  it('finds the literal before its value is veiled, and tells its line', () => {
    expect(literals(`You help.\nThe admin password is ${PASSWORD}`)).toEqual([
      { text: `You help.\nThe admin password is ${PASSWORD}`, line: 3, said: [{ what: 'password', offset: 1 }] },
    ]);
  });

  it('a value that was masked already stood there, unless a recognizer tells it itself', () => {
    const masked = `Admin password: "${'*'.repeat(10)}"`;
    expect(literals(masked)[0]?.said).toEqual([{ what: 'password', offset: 0 }]);
    expect(literals(masked, [3])).toEqual([]);
  });

  it('comes to an end on hostile text', () => {
    for (const part of ['password is ', 'use the API token ', 'the password ', 'credentials are a:', 'code word "'])
      expect(literals(part.repeat(40_000)).length).toBeLessThan(2);
  });
});
