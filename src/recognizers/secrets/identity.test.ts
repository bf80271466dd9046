import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { randomDraw } from './fake-keys.ts';
import { findSecrets } from './find.ts';

const draw = randomDraw(41);
const weak = ['k9$Tz', '4pLq'].join('!');
const issued = ['gsk', draw('alnum', 52)].join('_');
const prints = (text: string, file: string, scope = 'desk'): string[] =>
  findSecrets(text, { file, scope }).map(({ fingerprint }) => fingerprint);

describe('what tells a secret from others', () => {
  it('is its value where nobody can guess it', () => {
    expect(prints(`A=${issued}\n`, 'a.env')).toEqual(prints(`\n\nclient = Groq("${issued}")\n`, 'b.py', 'other'));
    expect(prints(`A=${issued}\n`, 'a.env')).toEqual([createHash('sha256').update(`pharos-secret:${issued}`).digest('hex').slice(0, 12)]);
  });

  it('is place and name of one that could be guessed: target, file, variable, and a count of values', () => {
    const [first, second] = prints(`A_PASSWORD=${weak}\nB_PASSWORD=${weak}\n`, '.env');
    expect(first).not.toBe(second);
    expect(prints(`# moved\n\nA_PASSWORD=${weak.toLowerCase()}K\n`, '.env')).toEqual([first]);
    expect(prints(`A_PASSWORD=${weak}\n`, 'x/.env')).not.toEqual([first]);
    expect(prints(`A_PASSWORD=${weak}\n`, '.env', 'hall')).not.toEqual([first]);
    const repeated = prints(`A_PASSWORD=${weak}\nA_PASSWORD=${weak}x\nA_PASSWORD=${weak}\n`, '.env');
    expect([repeated[0], new Set(repeated).size]).toEqual([repeated[2], 2]);
  });

  it.each([
    ['a password', `DB_PASSWORD=${weak}`, '.env'],
    ['a password in an address', `postgresql://app:${weak.replace('!', 'x').replace('$', '')}@db.acme.internal/app`, 'a.ini'],
    ['a random value under a telling name', `client_secret = "${draw('alnum', 32)}"`, 'a.py'],
    ['a key whose holder may choose it', `key = "${['sk', draw('alnum', 40)].join('-')}"`, 'a.py'],
    ['an AWS access key id', `id = "AKIA${draw('base32', 16)}"`, 'a.py'],
    ['a placeholder', `password = "REPLACE_ME_WITH_PASSWORD1!"`, 'a.py'],
  ])('%s gives nothing of its value', (_name, text, file) => {
    const [match] = findSecrets(text, { file });
    const value = text.slice(match!.start, match!.end);
    expect(match!.identity).toBe('place');
    expect(createHash('sha256').update(`pharos-secret:${value}`).digest('hex')).not.toContain(match!.fingerprint);
    expect(match!.preview.endsWith('…')).toBe(true);
  });

  it('is the name a value has elsewhere in the file, for a copy without a name', () => {
    const value = draw('alnum', 32);
    const matches = findSecrets(`client_secret = "${value}"\n\nconnect("${value}")\n`, { file: 'a.py' });
    expect(matches.map(({ line }) => line)).toEqual([1, 3]);
    expect(matches[0]!.fingerprint).toBe(matches[1]!.fingerprint);
  });
});
