import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { FAKE_KEYS, patterned, randomDraw } from './fake-keys.ts';
import { findSecrets, maskedFingerprint, maskSecrets } from './find.ts';

describe('maskSecrets', () => {
  for (const [index, key] of FAKE_KEYS.entries()) {
    it(`hides ${key.provider} ${key.form} #${index} and keeps every place`, () => {
      const value = key.make(randomDraw(index + 50));
      const text = `a = 1\n${key.around?.(value) ?? `KEY = "${value}"`}\nb = "é😀"\n`;
      const matches = findSecrets(text);
      const masked = maskSecrets(text, matches);
      expect(masked).toHaveLength(text.length);
      expect(masked.split('\n').map((line) => line.length)).toEqual(text.split('\n').map((line) => line.length));
      const random = value.slice(key.prefix.length);
      for (let at = 0; at + 6 <= random.length; at++) expect(masked).not.toContain(random.slice(at, at + 6));
      const match = matches.find((found) => found.provider === key.provider);
      const left = masked.slice(match?.start, match?.end);
      if (value.length < key.prefix.length + 18) expect(left).toBe('*'.repeat(value.length));
      else {
        expect(left.startsWith(`${key.prefix}***`)).toBe(true);
        expect(maskedFingerprint(left)).toBe(match?.fingerprint.slice(0, 12));
      }
    });
  }

  it('writes prefix, seal and stars', () => {
    const value = ['gsk', randomDraw(1)('alnum', 52)].join('_');
    const text = `k="${value}"`;
    const matches = findSecrets(text);
    expect(maskSecrets(text, matches)).toBe(`k="gsk_***${matches[0]?.fingerprint.slice(0, 12)}***${'*'.repeat(34)}"`);
  });
  it('leaves placeholders and text without secrets alone', () => {
    const text = `token = "ghp_${patterned('alnum', 36)}"\n`;
    expect(findSecrets(text)).toMatchObject([{ placeholder: true }]);
    expect(maskSecrets(text, findSecrets(text))).toBe(text);
    expect(maskSecrets('plain', [])).toBe('plain');
  });
  it('makes short secrets stars alone', () => {
    const password = randomDraw(2)('alnum', 10);
    const text = `postgres://app:${password}@db.acme.internal/x`;
    expect(maskSecrets(text, findSecrets(text))).toBe('postgres://app:**********@db.acme.internal/x');
    expect(maskedFingerprint(maskSecrets(text, findSecrets(text)))).toBeUndefined();
  });
  it('keeps the lines of a private key, and JSON with an escaped one parses', () => {
    const draw = randomDraw(3);
    const body = Array.from({ length: 6 }, () => draw('base64', 64));
    const pem = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----'].join('\r\n');
    const masked = maskSecrets(pem, findSecrets(pem));
    expect(masked.split('\r\n').map((line) => line.length)).toEqual(pem.split('\r\n').map((line) => line.length));
    expect(maskedFingerprint(masked)).toBe(findSecrets(pem)[0]?.fingerprint.slice(0, 12));
    for (const line of body) expect(masked).not.toContain(line.slice(20, 26));
    const json = JSON.stringify({ private_key: pem, client_email: 'a@b.iam' });
    const parsed: unknown = JSON.parse(maskSecrets(json, findSecrets(json)));
    expect(parsed).toMatchObject({ client_email: 'a@b.iam', private_key: expect.stringContaining('***') });
  });
  it('keeps unquoted YAML readable: a plain value must not begin with a star', () => {
    const value = randomDraw(4)('alnum', 32);
    const text = `mistral_api_key: ${value}\nlist:\n  - ${value}\nnext: 1\n`;
    const matches = findSecrets(text, { file: 'values.yaml' });
    expect(matches).toHaveLength(2);
    const document = parseDocument(maskSecrets(text, matches));
    expect(document.errors).toEqual([]);
    expect(document.toJS()).toEqual({
      mistral_api_key: expect.stringMatching(/^x\*{3}[0-9a-f]{12}\*{14}\**$/),
      list: [expect.any(String)],
      next: 1,
    });
  });
  it('reads no fingerprint from ordinary stars', () => {
    expect(maskedFingerprint('***bold***')).toBeUndefined();
    expect(maskedFingerprint('********************')).toBeUndefined();
  });
});
