import { describe, expect, it } from 'vitest';
import { PRODUCTS } from './products.ts';
import { type Described, type Given, productOf, weakLogins } from './recognize.ts';
import { isShipped, weakValuesIn } from './weak-values.ts';

function described(repository: string, variables: Record<string, string>, options: Record<string, string> = {}, unseen = false): Described {
  const given = (text: string | undefined): Given | undefined => (text === undefined ? undefined : { text, line: 1 });
  return {
    repository,
    command: '',
    variable: (name) => given(variables[name]),
    *variables() {
      for (const [name, text] of Object.entries(variables)) yield [name, { text, line: 1 }];
    },
    option: (...names) => given(names.map((name) => options[name]).find((one) => one !== undefined)),
    unseen,
  };
}

function told(one: Described): string[] {
  const product = productOf(one);
  return product ? weakLogins(product, one).map(({ how, where }) => `${how} ${where}`) : [];
}

describe('the table of products', () => {
  it('names each product once, and where its values are documented', () => {
    expect(new Set(PRODUCTS.map(({ id }) => id)).size).toBe(PRODUCTS.length);
    const places = PRODUCTS.flatMap(({ id, source, also = [] }) => [source, ...also].map((place) => ({ id, place })));
    expect(places.filter(({ place }) => !/^https:\/\/[\w.-]+\/\S+$/.test(place))).toEqual([]);
  });

  it.each(PRODUCTS)('$title: every documented value is told as a default', (product) => {
    for (const { variables = [], known = [], when } of product.logins)
      for (const value of known) {
        if (variables[0] === undefined) continue;
        const on = { ...Object.fromEntries((when?.variables ?? []).map((name) => [name, 'true'])), [variables[0]]: value };
        const options = Object.fromEntries((when?.options ?? []).map((name) => [name, 'basic-auth']));
        const found = weakLogins(product, described('', on, options)).map(({ how, where }) => `${how} ${where}`);
        expect(found).toContain(`default ${variables[0]}`);
      }
  });
});

describe('weakLogins', () => {
  it('what is not given is the product’s own, unless something unread may give it', () => {
    expect(told(described('minio/minio', {}))).toEqual(['unset MINIO_ROOT_PASSWORD']);
    expect(told(described('minio/minio', { MINIO_ROOT_PASSWORD_FILE: '/run/secrets/minio' }))).toEqual([]);
    expect(told(described('minio/minio', {}, {}, true))).toEqual([]);
    expect(told(described('library/redis', {}))).toEqual(['none --requirepass'.replace('--requirepass', 'REDIS_PASSWORD')]);
  });

  it('a login that is not switched on does not exist', () => {
    expect(told(described('milvusdb/milvus', {}))).toEqual([]);
    expect(told(described('milvusdb/milvus', { COMMON_SECURITY_AUTHORIZATIONENABLED: 'true' }))).toEqual([
      'unset COMMON_SECURITY_DEFAULTROOTPASSWORD',
    ]);
  });

  it('any of the variables that switch asking off does', () => {
    expect(told(described('library/mongo-express', {}))).toEqual(['unset ME_CONFIG_BASICAUTH_PASSWORD']);
    expect(told(described('library/mongo-express', { ME_CONFIG_BASICAUTH_ENABLED: 'false' }))).toEqual([
      'none ME_CONFIG_BASICAUTH_ENABLED',
    ]);
    expect(told(described('library/mongo-express', { ME_CONFIG_BASICAUTH: 'false' }))).toEqual(['none ME_CONFIG_BASICAUTH']);
  });

  it('the password that each line of Argilla is given by its own variable', () => {
    expect(told(described('argilla/argilla-server', {}))).toEqual([]);
    expect(told(described('argilla/argilla-server', { DEFAULT_USER_ENABLED: 'true' }))).toEqual(['unset DEFAULT_USER_PASSWORD']);
    expect(told(described('argilla/argilla-server', { USERNAME: 'argilla', PASSWORD: '12345678' }))).toEqual(['default PASSWORD']);
  });

  it('the name of the user, a pair in one value, several keys behind commas', () => {
    expect(told(described('library/postgres', { POSTGRES_USER: 'meridian', POSTGRES_PASSWORD: 'meridian' }))).toEqual([
      'trivial POSTGRES_PASSWORD',
    ]);
    expect(told(described('library/neo4j', { NEO4J_AUTH: 'neo4j/neo4j' }))).toEqual(['default NEO4J_AUTH']);
    expect(told(described('library/neo4j', { NEO4J_AUTH: 'none' }))).toEqual(['none NEO4J_AUTH']);
    const keys = ['kestrel-tulip-barrow', 'user-a-key'].join(',');
    expect(told(described('semitechnologies/weaviate', { AUTHENTICATION_APIKEY_ALLOWED_KEYS: keys }))).toEqual([
      'default AUTHENTICATION_APIKEY_ALLOWED_KEYS',
    ]);
  });

  it('an image that once had a password of its own and now asks for one is not told when none is given', () => {
    // Argilla 2 begins without a user: argilla-server/docker/quickstart/Dockerfile, ENV USERNAME="" PASSWORD="".
    expect(told(described('argilla/argilla-quickstart', {}))).toEqual([]);
    // Its first line: ENV OWNER_PASSWORD=12345678, OWNER_API_KEY=owner.apikey, ADMIN_API_KEY=admin.apikey.
    expect(told(described('argilla/argilla-quickstart', { ADMIN_API_KEY: ['admin', 'apikey'].join('.') }))).toEqual([
      'default ADMIN_API_KEY',
    ]);
  });

  it('a value of one’s own is no fault', () => {
    expect(told(described('grafana/grafana', { GF_SECURITY_ADMIN_PASSWORD: ['tulip', 'barrow', 'kestrel'].join('-') }))).toEqual([]);
    expect(told(described('grafana/grafana', { GF_SECURITY_ADMIN_PASSWORD: '${GRAFANA}' }))).toEqual([]);
  });
});

describe('isShipped', () => {
  it('is true of a key that stands in every copy of a product, and of nothing short or of one’s own', () => {
    const dify = ['sk-9f73s3ljTXVc', 'MT3Blb3ljTqtsKi', 'GHXVcMT3BlbkFJLK7U'].join('');
    expect(isShipped(dify)).toBe(true);
    expect(isShipped(`${dify}x`)).toBe(false);
    expect(isShipped('difyai123456')).toBe(false);
  });
});

describe('weakValuesIn', () => {
  const spanOf = (text: string, value: string): [number, number] => [text.indexOf(value), text.indexOf(value) + value.length];

  it('says what a masked value is, and nothing of what it was', () => {
    const text = 'POSTGRES_USER=desk\nPOSTGRES_PASSWORD=minioadmin\nOTHER_PASSWORD=tulip-barrow-7\n';
    const found = weakValuesIn(text, [spanOf(text, 'tulip-barrow-7'), spanOf(text, 'minioadmin')]);
    expect(found).toEqual([{ line: 2, name: 'POSTGRES_PASSWORD', known: ['minio'], trivial: true }]);
    expect(JSON.stringify(found)).not.toContain('minioadmin');
  });

  it('base64 of it, and the name of a user beside it', () => {
    const text = `  username: kestrel\n  password: ${Buffer.from('changeme').toString('base64')}\n  token: kestrel1\n`;
    expect(weakValuesIn(text, [spanOf(text, Buffer.from('changeme').toString('base64')), spanOf(text, 'kestrel1')])).toEqual([
      { line: 2, name: 'password', known: ['elasticsearch'], trivial: true, encoded: true },
      { line: 3, name: 'token', known: [], trivial: true },
    ]);
  });
});
