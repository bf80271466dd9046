import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AI_FORMS, BEDROCK } from './ai-forms.ts';
import { CONTEXT_FORMS } from './context-forms.ts';
import { FAKE_KEYS, filled, patterned, randomDraw, uuid, type FakeKey } from './fake-keys.ts';
import { findSecrets, hasSecretAnchor } from './find.ts';
import { LED_FORMS, PLATFORM_FORMS } from './platform-forms.ts';

const written = (key: FakeKey, value: string): string => `import x\n\n${key.around?.(value) ?? `KEY = "${value}"`}\nprint(1)\n`;
const forms = (text: string, file?: string): string[] =>
  findSecrets(text, file === undefined ? {} : { file }).map((match) => `${match.provider}/${match.form}`);
const real = (text: string, file?: string): string[] =>
  findSecrets(text, file === undefined ? {} : { file })
    .filter((match) => !match.placeholder)
    .map((match) => `${match.provider}/${match.form}`);

const token = (payload: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${randomDraw(5)('urlsafe', 43)}`;
};

/** Fewer than 80 bits of them stay unknown, or their holder may choose them. */
const GUESSABLE = new Set(['openai-compatible/api-key', 'aws/access-key-id', 'aws/temporary-access-key-id']);

describe('what only looks like a key', () => {
  it.each([
    [
      'a generated type name of 32 units beside the provider',
      'src/nodes.ts',
      'export type LcEmbeddingsMistralCloudV1Params = { mistral: string };',
    ],
    ['a key that was cut off', 'src/rule.ts', `code: "const apiKey = 'sk-J6tsSvil9M7zF76PkyU...'",`],
    [
      'a project key of PostHog, which every page carries',
      'src/index.js',
      `posthog.init({ apiKey: "${['phc', randomDraw(7)('alnum', 43)].join('_')}" })`,
    ],
    ['a publishable key of Stripe', 'src/pay.ts', `const publishableKey = "${['pk', 'live', randomDraw(8)('alnum', 40)].join('_')}";`],
    [
      'a public key of Supabase under the name of a key (create-langgraph, src/utils/analytics.ts)',
      'src/analytics.js',
      `const SUPABASE_PUBLIC_API_KEY = "${token({ iss: 'supabase', ref: 'abcdefghij', role: 'anon', iat: 1 })}";`,
    ],
    [
      'what is shown in place of a credential (FlowiseAI/Flowise, packages/server/src/utils/index.ts)',
      'src/utils/index.ts',
      `export const REDACTED_CREDENTIAL_VALUE = '_FLOW_BLANK_${uuid(randomDraw(9))}'`,
    ],
    [
      'the key of a search box (pytorch/ignite, docs/source/_templates/layout.html)',
      'templates/layout.js',
      `docsearch({ container: '#search', appId: '7EWYE1JCT3', apiKey: '${randomDraw(3)('hex', 32)}', indexName: 'desk' })`,
    ],
  ])('%s', (_name, file, text) => expect(real(text, file)).toEqual([]));

  it('a credential of an ordinary name beside it is told', () =>
    expect(real(`export const CREDENTIAL_VALUE = '_FLOW_${uuid(randomDraw(9))}'`, 'src/utils/index.ts')).toEqual(['unknown/assigned']));
});

describe('every form', () => {
  for (const [index, key] of FAKE_KEYS.entries()) {
    const name = `${key.provider} ${key.form} #${index}`;
    it(`finds ${name}`, () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const value = key.make(randomDraw(index * 10 + seed));
        const text = written(key, value);
        const match = findSecrets(text).find((found) => text.slice(found.start, found.end) === value);
        expect(match, text).toMatchObject({ provider: key.provider, form: key.form, ai: key.ai, placeholder: false, line: 3 });
        const digest = createHash('sha256').update(`pharos-secret:${value}`).digest('hex').slice(0, 12);
        if (GUESSABLE.has(`${key.provider}/${key.form}`)) {
          expect(match?.identity).toBe('place');
          expect(match?.fingerprint).not.toBe(digest);
        } else expect([match?.identity, match?.fingerprint]).toEqual(['value', digest]);
        expect(hasSecretAnchor(text)).toBe(true);
      }
    });
    it(`tells the placeholder twin of ${name}`, () => {
      const text = written(key, key.make(key.filler ?? filled));
      expect(real(text), text).toEqual([]);
    });
    it(`leaves ${name} alone when it is cut in half or part of a longer word`, () => {
      const value = key.make(randomDraw(index + 7));
      const half = value.slice(0, Math.max(10, key.prefix.length + 4));
      expect(forms(written(key, half)).filter((form) => form === `${key.provider}/${key.form}`)).toEqual([]);
      if (key.form !== 'webhook-url' && key.form !== 'account-key') {
        expect(forms(written(key, `Q7${value}`)).filter((form) => form === `${key.provider}/${key.form}`)).toEqual([]);
      }
    });
  }

  it('has a fake for every form of the tables', () => {
    const tested = new Set(FAKE_KEYS.map((key) => `${key.provider}/${key.form}`));
    for (const form of [BEDROCK, ...AI_FORMS, ...CONTEXT_FORMS, ...PLATFORM_FORMS, ...LED_FORMS])
      expect(tested).toContain(`${form.provider}/${form.form}`);
  });
});

describe('context', () => {
  const draw = randomDraw(99);
  const hex32 = draw('hex', 32);
  const hex40 = draw('hex', 40);
  const mixed40 = draw('alnum', 40);
  const mixed32 = draw('alnum', 32);

  it('does not take hashes and ids for context-bound keys', () => {
    expect(forms(`GIT_COMMIT = "${hex40}"`)).toEqual([]);
    expect(forms(`"integrity": "${hex40}"`)).toEqual([]);
    expect(forms(`wandb @ git+https://github.com/wandb/wandb@${hex40}`)).toEqual([]);
    expect(forms(`wandb_sha = "${hex40}"`)).toEqual([]);
    expect(forms(`run = wandb.init(id="${hex40}")`)).toEqual([]);
    expect(forms(`md5 = "${hex32}"`)).toEqual([]);
    expect(forms(`x = "${mixed40}"`)).toEqual([]);
    expect(forms(`etag: ${hex32}\nmistral: true\n`, 'a.yaml')).toEqual([]);
  });
  it('looks at the adjacent lines and no further', () => {
    expect(real(`import cohere\nKEY = "${mixed40}"`)).toEqual(['cohere/api-key']);
    expect(real(`import cohere\n\n\nVALUE = "${mixed40}"`)).toEqual([]);
    expect(real(`api_key="${mixed32}"\nllm = ChatMistralAI()`)).toEqual(['mistral/api-key']);
  });
  it('takes the host elsewhere in the file for a key that is called one', () => {
    const far = `URL = "https://acme.openai.azure.com/"\n\n\n\n\n`;
    expect(real(`${far}client_key = "${hex32}"`)).toEqual(['azure-openai/api-key']);
    expect(real(`${far}etag = "${hex32}"`)).toEqual([]);
    expect(real(`${far}x = "${hex32}"`)).toEqual([]);
  });
  it('finds the other places of a value known by its surroundings', () => {
    const matches = findSecrets(`MISTRAL_API_KEY=${mixed32}\n${'#\n'.repeat(20)}call("${mixed32}")\n`);
    expect(matches.map(({ provider, line }) => [provider, line])).toEqual([
      ['mistral', 1],
      ['mistral', 22],
    ]);
  });
  it('pairs an AWS key id with its secret', () => {
    const id = `AKIA${draw('base32', 16)}`;
    const secret = draw('base64', 40);
    expect(real(`boto3.client("s3", "${id}", "${secret}")`)).toEqual(['aws/access-key-id', 'aws/secret-access-key']);
    expect(real(`${id},${draw('hex', 40)}`)).toEqual(['aws/access-key-id']);
    expect(real(`credentials: { accessKeyId: "${id}", secretAccessKey: "${secret}" }`)).toEqual([
      'aws/access-key-id',
      'aws/secret-access-key',
    ]);
  });
});

describe('variable', () => {
  const key = ['hf', randomDraw(3)('alnum', 34)].join('_');
  for (const [line, variable, file] of [
    [`HF_TOKEN=${key}`, 'HF_TOKEN', '.env'],
    [`export HF_TOKEN="${key}"`, 'HF_TOKEN'],
    [`os.environ["HF_TOKEN"] = '${key}'`, 'HF_TOKEN'],
    [`os.environ.setdefault("HF_TOKEN", "${key}")`, 'HF_TOKEN'],
    [`token: str = "${key}"`, 'token'],
    [`token: Optional[str] = r"${key}"`, 'token'],
    [`token: str | None = "${key}"`, 'token'],
    [`api_key=SecretStr("${key}")`, 'api_key'],
    [`const key = new Token('${key}')`, 'key'],
    [`{"apiKey": "${key}"}`, 'apiKey'],
    [`{\\"apiKey\\": \\"${key}\\"}`, 'apiKey'],
    [`call(x, token="${key}")`, 'token'],
    [`ENV HF_TOKEN ${key}`, 'HF_TOKEN', 'Dockerfile'],
    [`run --hf-token ${key}`, 'hf-token'],
    [`headers = {"Authorization": "Bearer ${key}"}`, 'Authorization'],
    [`<token>${key}</token>`, 'token'],
    [`- name: HF_TOKEN\n  value: ${key}`, 'HF_TOKEN', 'a.yaml'],
    [`variable "hf_token" {\n  default = "${key}"\n}`, 'hf_token', 'a.tf'],
    [`token := "${key}"`, 'token'],
    [`:token => "${key}"`, 'token'],
    [`login("${key}")`, undefined],
  ] as const) {
    it(`reads ${line.split(key)[0]}`, () => {
      expect(findSecrets(line, file === undefined ? {} : { file })).toMatchObject([
        { provider: 'huggingface', ...(variable === undefined ? {} : { variable }) },
      ]);
      if (variable === undefined) expect(findSecrets(line)[0]).not.toHaveProperty('variable');
    });
  }
});

describe('placeholders', () => {
  const draw = randomDraw(5);
  it.each([
    `AWS_ACCESS_KEY_ID=${['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')}`,
    `aws_secret_access_key = ${['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/')}`,
    'OPENAI_API_KEY="sk-..."',
    'OPENAI_API_KEY=sk-your-key-here',
    `key = "${['sk', 'ant', 'api03'].join('-')}-your-anthropic-api-key-goes-here-${'x'.repeat(60)}AA"`,
    `api_key = "${['sk', 'proj'].join('-')}-${'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(2)}"`,
    `token = "${['hf', 'abcdefghijklmnopqrstuvwxyzabcdefgh'].join('_')}"`,
    `token = "ghp_${'0123456789'.repeat(4).slice(0, 36)}"`,
    `api_key = "your-api-key-here-1234567890"`,
    `secret = "changeme-changeme-123"`,
    `api_key: "dummy-test-key-for-ci-00001"`,
    `password = "REPLACE_ME_WITH_PASSWORD1!"`,
    `key = "AIzaSy${'X'.repeat(33)}"`,
    `client_secret = "<your-client-secret-1>"`,
    `DATABASE_URL=postgres://postgres:postgres@localhost:5432/app`,
    `DATABASE_URL=postgres://user:password@db.example.com/app`,
    `DATABASE_URL=postgres://user:<password>@db.example.com/app`,
    `DATABASE_URL=postgres://user:\${DB_PASSWORD}@db/app`,
    `key = "${['sk', 'proj'].join('-')}-${draw('alnum', 60)}..."`,
  ])('raises nothing real on %s', (line) => {
    expect(real(line, '.env')).toEqual([]);
  });
  it.each([
    `engine = create_engine('postgresql://claims_rw:${draw('alnum', 14)}@claims-db.harbour.example:5432/claims')`,
    `DATABASE_URL=postgres://app:${['Zq8', 'rT2', 'mWx', '7Lp', '4'].join('')}@db.example.com/app`,
  ])('takes a password for one wherever the host stands: %s', (line) => {
    expect(real(line, 'settings.py')).toHaveLength(1);
  });
  it('says why', () => {
    const [match] = findSecrets(`TOKEN=${['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')}`);
    expect(match).toMatchObject({ placeholder: true, placeholderWhy: 'documentation value: contains EXAMPLE' });
  });
  it.each(['test', 'TEST', 'fake', 'xxx', 'dummy', 'key', 'your'])('keeps real a key with an accidental %s inside', (word) => {
    const value = `${['sk', 'ant', 'api03'].join('-')}-${draw('urlsafe', 40)}${word}${draw('urlsafe', 53 - word.length)}AA`;
    expect(real(`KEY="${value}"`)).toEqual(['anthropic/api-key']);
    const short = `hf_${draw('alnum', 15)}${word}${draw('alnum', 19 - word.length)}`;
    expect(real(`KEY="${short}"`)).toEqual(['huggingface/user-token']);
  });
  it('never takes one of 2,000 random keys for a placeholder', () => {
    const makers = FAKE_KEYS.filter((key) => key.form !== 'connection-url');
    const wrong: string[] = [];
    for (let seed = 0; seed < 2000; seed++) {
      const key = makers[seed % makers.length];
      if (key === undefined) continue;
      const text = written(key, key.make(randomDraw(seed + 1000)));
      const match = findSecrets(text).find((found) => found.provider === key.provider && found.form === key.form);
      if (match === undefined || match.placeholder) wrong.push(`${key.provider}/${key.form}: ${match?.placeholderWhy}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('private keys, addresses, passwords', () => {
  const draw = randomDraw(11);
  const pem = (label: string, lines: number): string =>
    [`-----BEGIN ${label}-----`, ...Array.from({ length: lines }, () => draw('base64', 64)), `-----END ${label}-----`].join('\n');
  it.each([
    ['RSA PRIVATE KEY', 'rsa'],
    ['EC PRIVATE KEY', 'ec'],
    ['PRIVATE KEY', 'pkcs8'],
    ['OPENSSH PRIVATE KEY', 'openssh'],
    ['ENCRYPTED PRIVATE KEY', 'pkcs8-encrypted'],
    ['PGP PRIVATE KEY BLOCK', 'pgp'],
  ])('finds %s', (label, form) => {
    const block = pem(label, 5);
    const [match] = findSecrets(`a\n${block}\nb`);
    expect(match).toMatchObject({ provider: 'private-key', form, line: 2, placeholder: false });
    expect(match && `a\n${block}\nb`.slice(match.start, match.end)).toBe(block);
  });
  it('gives an escaped copy of a private key the same fingerprint', () => {
    const block = pem('PRIVATE KEY', 5);
    const [plain] = findSecrets(block);
    const [escaped] = findSecrets(JSON.stringify({ private_key: block }));
    expect(escaped).toMatchObject({ fingerprint: plain?.fingerprint, variable: 'private_key' });
  });
  it('wants a body and a private key', () => {
    expect(forms('-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----')).toEqual([]);
    expect(forms('-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----')).toEqual([]);
    expect(forms(pem('PUBLIC KEY', 5))).toEqual([]);
    expect(forms(pem('CERTIFICATE', 5))).toEqual([]);
    expect(forms('if "-----BEGIN PRIVATE KEY-----" in text: raise')).toEqual([]);
    expect(forms(pem('RSA PRIVATE KEY', 5).slice(0, 250))).toEqual(['private-key/rsa']);
  });
  it.each([
    ['postgresql://app:{p}@db.acme.internal:5432/app', 'postgresql/connection-url'],
    ['postgresql+asyncpg://app:{p}@db.acme.internal/app', 'postgresql/connection-url'],
    ['mysql://root:{p}@10.0.0.5/app', 'mysql/connection-url'],
    ['mongodb+srv://svc:{p}@cluster0.ab1.mongodb.net/x', 'mongodb/connection-url'],
    ['redis://:{p}@cache.acme.internal:6379/0', 'redis/connection-url'],
    ['https://bot:{p}@git.acme.internal/x.git', 'http/url-password'],
  ])('finds the password of %s', (address, form) => {
    const password = draw('alnum', 14);
    const text = `DATABASE_URL=${address.replace('{p}', password)}`;
    const [match] = findSecrets(text);
    expect(match && [`${match.provider}/${match.form}`, match.variable, text.slice(match.start, match.end)]).toEqual([
      form,
      'DATABASE_URL',
      password,
    ]);
  });
  it.each([
    'https://example.com:8080/a@b',
    'postgres://db.acme.internal/app',
    'http://[::1]:80/',
    'git@github.com:acme/x.git',
    'https://user@host/x',
    'https://a:b@host/',
    'https://user:secret@host/x',
    'see https://a.b/c?x=1:2@3',
  ])('sees no password in %s', (text) => {
    expect(forms(text)).toEqual([]);
  });
  it('finds assigned values of unknown origin with low confidence', () => {
    const value = draw('alnum', 32);
    expect(findSecrets(`client_secret = "${value}"`)).toMatchObject([
      { provider: 'unknown', form: 'assigned', variable: 'client_secret', placeholder: false },
    ]);
    expect(findSecrets(`client_secret = "${value}"`)[0]?.confidence).toBeLessThanOrEqual(0.45);
    expect(real(`db_password = "k9$Tz!4pLq"`)).toEqual(['unknown/password']);
    expect(real(`INTERNAL_API_KEY=${value}`)).toEqual(['unknown/assigned']);
    expect(real(`api_token: ${value}`, 'values.yaml')).toEqual(['unknown/assigned']);
  });
  const value = draw('alnum', 32);
  it.each([
    `max_tokens = 4096`,
    `pad_token = "[PAD]"`,
    `tokenizer = AutoTokenizer.from_pretrained("gpt2")`,
    `next_page_token = "${value}"`,
    `checksum = "${draw('hex', 64)}"`,
    `"integrity": "sha512-${draw('base64', 86)}=="`,
    `secret_name = "projects/acme/secrets/openai-key-1"`,
    `api_key = os.environ["OPENAI_API_KEY"]`,
    `apiKey: process.env.OPENAI_API_KEY`,
    `api_key = "{{ vault_openai_api_key_2 }}"`,
    `token = "\${{ secrets.GITHUB_TOKEN_V2 }}"`,
    `password = get_password_from_vault_v2(name)`,
    `secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:openai-AbCdEf"`,
    `token = "/var/run/secrets/kubernetes.io/serviceaccount/token1"`,
    `token_url = "https://login.microsoftonline.com/common/oauth2/v2.0/token"`,
    `api_key = config.openai_api_key_v2`,
    `api_key = "OPENAI_API_KEY_2"`,
    `secret_key_ref = "my-app-secrets-v1-production"`,
    `access_token = self.access_token_v2`,
    `public_key = "${value}"`,
    `tenant_id = "${uuid(draw)}"`,
    `model = "claude-3-5-sonnet-20241022"`,
    `password = "hunter"`,
    `passwordField = "input-password-1"`,
    `cache_key = "user-profile-cache-key-v12-2024"`,
    `token = tok_handler_v2_from_registry_9`,
    `csrf_token = "${value}"`,
  ])('stays silent on %s', (line) => {
    expect(real(line, 'app.py')).toEqual([]);
  });
  it('reads a Supabase service key and leaves the public one', () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = (role: string): string =>
      `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'supabase', ref: 'abcdefghij', role, iat: 1 })}.${draw('urlsafe', 43)}`;
    expect(forms(`const supabase = createClient(url, "${jwt('service_role')}")`)).toEqual(['supabase/service-role-key']);
    expect(forms(`const supabase = createClient(url, "${jwt('anon')}")`)).toEqual([]);
  });
});

describe('hostile and odd input', () => {
  const draw = randomDraw(21);
  const key = ['gsk', draw('alnum', 52)].join('_');
  it('finds keys behind escapes, in query strings and at the ends of the text', () => {
    expect(forms(key)).toEqual(['groq/api-key']);
    expect(forms(`{"out": "x\\n${key}\\n"}`)).toEqual(['groq/api-key']);
    expect(forms(`\\u0022${key}\\u0022`)).toEqual(['groq/api-key']);
    expect(forms(`?key%3D${key}&b=1`)).toEqual(['groq/api-key']);
    expect(forms(`日本語${key}日本語`)).toEqual(['groq/api-key']);
  });
  it('counts lines with any text before', () => {
    expect(findSecrets(`${'a\r\n'.repeat(500)}${key}`)[0]?.line).toBe(501);
  });
  it('says false about text that cannot hold a secret', () => {
    expect(hasSecretAnchor('def main():\n    return retrieve_documents_from_vector_store(query, top_k=5)\n')).toBe(false);
    expect(hasSecretAnchor('')).toBe(false);
  });
  it.each([
    ['one long word', () => 'a'.repeat(3_000_000)],
    ['prefixes', () => 'sk-proj-'.repeat(200_000)],
    ['prefix words', () => 'sk-proj- '.repeat(200_000)],
    ['quotes', () => `"'`.repeat(500_000)],
    ['addresses', () => '://a:b'.repeat(200_000)],
    ['PEM headers', () => '-----BEGIN PRIVATE KEY-----\n'.repeat(20_000)],
    ['JWT heads', () => 'eyJhbGciOiJIUzI1NiJ9.'.repeat(50_000)],
    ['passwords', () => 'password = "'.repeat(100_000)],
    ['hex', () => `"${draw('hex', 40)}" `.repeat(30_000)],
    ['keys on one line', () => `${key} `.repeat(60_000)],
    ['names', () => `${'key'.repeat(50)}="${draw('alnum', 20)}"`.repeat(3000)],
    ['surrogates', () => '\ud800'.repeat(500_000)],
  ])(
    'ends on %s',
    (_name, make) => {
      const text = make();
      expect(findSecrets(text).every((match) => match.end <= text.length)).toBe(true);
      expect(typeof hasSecretAnchor(text)).toBe('boolean');
    },
    20_000,
  );
  it('never shows more than a tenth of a key beside its prefix', () => {
    for (const [index, fake] of FAKE_KEYS.entries()) {
      const value = fake.make(randomDraw(index));
      const preview = findSecrets(written(fake, value)).find((match) => match.provider === fake.provider)?.preview ?? '';
      const [head = '', tail = ''] = preview.split('…');
      expect(fake.prefix.startsWith(head) && head.length <= 8).toBe(true);
      expect(tail.length === 0 || (head.length + tail.length) * 10 <= value.length).toBe(true);
    }
  });
  it('has no match without an anchor', () => {
    for (const [index, fake] of FAKE_KEYS.entries()) {
      for (const draws of [randomDraw(index), patterned]) {
        const text = written(fake, fake.make(draws));
        if (findSecrets(text).length > 0) expect(hasSecretAnchor(text)).toBe(true);
      }
    }
  });
});
