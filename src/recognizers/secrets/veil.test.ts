import { describe, expect, it } from 'vitest';
import { FAKE_KEYS, randomDraw } from './fake-keys.ts';
import { veil, veilText } from './veil.ts';

const draw = randomDraw(31);
const word = draw('alnum', 24);
const short = ['hun', 'ter', '2'].join('');

describe('veil hides', () => {
  it.each([
    [`password = "${short}"`],
    [`{"dbPassword": "${short}"}`],
    [`{\\"password\\": \\"${short}\\"}`],
    [`password: str = '${short}'`],
    [`os.environ["API_KEY"] = "${short}"`],
    [`if password == "${short}":`],
    [`headers={"X-Api-Key": "${short}"}`],
    [`headers={"Authorization": "Bearer ${short}xyz"}`],
    [`"https://desk:${short}@db.example.net/x"`],
    [`"postgres://:${short}@db.example.net/x"`],
    [`"https://${word}@git.example.net/x"`],
    [`"https://api.example.net/v1?key=${short}&b=1"`],
    [`"https://api.example.net/v1?b=1&access_token=${short}"`],
    [`run --api-key ${short}`],
    [`["--api-key", "${short}"]`],
    [`curl -u desk:${short} https://x.example`],
    [`c = "${word}"`],
    [`url = "https://hooks.example.net/in/${word}"`],
    [`f("${word}")`],
    [`c = "${draw('base32', 4).toLowerCase()}${['k3j9x2m4', 'q8w7e5r6', 't1y2u3i4'].join('')}"`],
  ])('the value in %s', (text) => {
    const veiled = veil(text);
    expect(veiled).toHaveLength(text.length);
    for (const value of [short, word, 'k3j9x2m4']) expect(veiled).not.toContain(value);
    expect(veiled).toContain('***');
  });

  it.each([[`DB_PASSWORD=${short}`], [`export SMTP_PASS=${short}`], [`  password: ${short}`], [`client_secret = ${short}`]])(
    'unquoted values of settings: %s',
    (text) => {
      expect(veil(text, { literal: true })).not.toContain(short);
      expect(veil(text)).toBe(text);
    },
  );

  it('what prose says', () => {
    expect(veilText(`The admin password is ${short}. The token is required.`)).toBe(
      'The admin password is ******** The token is required.',
    );
    expect(veilText(`password: ${short}`)).toBe('password: x******');
  });

  it('every key the recognizer knows, its twin of filler too, wherever it stands', () => {
    const shown: string[] = [];
    for (const [index, key] of FAKE_KEYS.entries()) {
      const value = key.make(randomDraw(index + 900));
      const random = value.slice(key.prefix.length);
      for (const text of [key.around?.(value) ?? `key "${value}" here`, `api_key: ${value}`])
        if (veilText(text).includes(random.slice(2, 14))) shown.push(`${key.provider}/${key.form}: ${text}`);
    }
    expect(shown).toEqual([]);
  });
});

describe('veil leaves', () => {
  it.each([
    'api_key = os.environ["OPENAI_API_KEY"]',
    'api_key = "OPENAI_API_KEY"',
    'password = get_password("desk")',
    'api_key = "${OPENAI_API_KEY}"',
    'token: "{{ secrets.TOKEN }}"',
    'secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/openai"',
    'client_secret = "prod/desk/openai"',
    'max_tokens = "4096"',
    'eos_token = "</s>"',
    'secret_name = "openai"',
    'token_url = "https://login.example.net/oauth2/token"',
    `revision = "${draw('hex', 40)}"`,
    `image = "desk@sha256:${draw('hex', 64)}"`,
    `"integrity": "sha512-${draw('base64', 86)}=="`,
    `assistant_id = "asst_${draw('alnum', 24)}"`,
    'model = "anthropic.claude-3-5-haiku-20241022-v1:0"',
    'bucket = "meridian-osprey-intake-prod-123456789012"',
    'const getUserByIdAndEmailV2FromCache2 = load("users")',
    '"required": ["token", "password"]',
    'password: string',
    'id-token: write',
    'https://db.example.net:5432/desk',
    'postgresql://desk@db.example.net/desk',
    'postgresql://desk:${DB_PASSWORD}@db.example.net/desk',
  ])('%s', (text) => {
    expect(veil(text)).toBe(text);
  });

  it('text that a mask went over', () => {
    const text = 'postgres://app:**********@db.acme.internal/x?key=***0123456789ab***';
    expect(veilText(text)).toBe(text);
    expect(veilText(veilText(`password: ${short}`))).toBe(veilText(`password: ${short}`));
  });

  it('ARNs whole where unquoted words are values', () => {
    const text = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/tamarind/*';
    expect(veilText(text)).toBe(text);
  });
});

describe('veil on hostile text', () => {
  it.each([
    ['one long word', () => 'aZ9'.repeat(1_000_000)],
    ['names', () => 'password'.repeat(200_000)],
    ['names and signs', () => 'password = '.repeat(200_000)],
    ['open quotes', () => 'password="'.repeat(200_000)],
    ['addresses', () => '://a:b'.repeat(200_000)],
    ['address heads', () => '://'.repeat(400_000)],
    ['parameters', () => '?key='.repeat(300_000)],
    ['flags', () => '--api-key '.repeat(200_000)],
    ['hyphens', () => '-'.repeat(1_000_000)],
    ['underscores', () => '_'.repeat(1_000_000)],
    ['spaces', () => `token ${' '.repeat(1_000_000)}`],
    ['bearers', () => 'bearer '.repeat(300_000)],
    ['random words', () => `${word} `.repeat(60_000)],
  ])(
    'ends on %s and keeps its length',
    (_name, make) => {
      const text = make();
      expect(veil(text, { literal: true, prose: true })).toHaveLength(text.length);
    },
    20_000,
  );
});
