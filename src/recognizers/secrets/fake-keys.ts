// Keys for tests, made at run time so that no file holds anything key-shaped.

const ALPHABETS = {
  hex: '0123456789abcdef',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  urlsafe: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  digits: '0123456789',
  lowerLetters: 'abcdefghijklmnopqrstuvwxyz',
} as const;

export type Alphabet = keyof typeof ALPHABETS;
export type Draw = (alphabet: Alphabet, length: number) => string;

/** Reproducible random text: the same seed draws the same characters (a 32-bit xorshift). */
export function randomDraw(seed: number): Draw {
  let state = (seed * 2654435761 + 12345) >>> 0 || 1;
  return (alphabet, length) => {
    const units = ALPHABETS[alphabet];
    let text = '';
    for (let i = 0; i < length; i++) {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      text += units[state % units.length];
    }
    return text;
  };
}

/** Draws what a person writes in place of a key: one letter over and over. */
export const filled: Draw = (alphabet, length) =>
  (alphabet === 'base32' ? 'X' : alphabet === 'digits' || alphabet === 'hex' ? '0' : 'x').repeat(length);

/** Draws a short pattern repeated, for forms that insist on digits and both cases. */
export const patterned: Draw = (alphabet, length) => {
  const block = alphabet === 'hex' ? '0123abcd' : alphabet === 'lower' ? 'abcd1234' : 'Abcd1234';
  return block.repeat(Math.ceil(length / block.length)).slice(0, length);
};

export function uuid(draw: Draw): string {
  return [8, 4, 4, 4, 12].map((length) => draw('hex', length)).join('-');
}

export interface FakeKey {
  provider: string;
  form: string;
  ai: boolean;
  make: (draw: Draw) => string;
  /** The line around the key; `KEY = "…"` when absent. */
  around?: (key: string) => string;
  /** A filler that keeps the form's shape, where one letter over and over does not. */
  filler?: Draw;
  /** What remains public in front. */
  prefix: string;
}

const ai = (provider: string, form: string, prefix: string, body: (draw: Draw) => string, more: Partial<FakeKey> = {}): FakeKey => ({
  provider,
  form,
  prefix,
  ai: true,
  make: (draw) => prefix + body(draw),
  ...more,
});
const other = (provider: string, form: string, prefix: string, body: (draw: Draw) => string, more: Partial<FakeKey> = {}): FakeKey => ({
  ...ai(provider, form, prefix, body),
  ai: false,
  ...more,
});
const MARK = ['T3Blbk', 'FJ'].join('');
const openai = (length: number) => (draw: Draw) => draw('urlsafe', length) + MARK + draw('urlsafe', length);

/** Every form of the tables, once. */
export const FAKE_KEYS: readonly FakeKey[] = [
  ai('openai', 'project-key', 'sk-proj-', openai(74)),
  ai('openai', 'project-key', 'sk-proj-', openai(58)),
  ai('openai', 'project-key', 'sk-proj-', (draw) => draw('urlsafe', 156)),
  ai('openai', 'service-account-key', 'sk-svcacct-', openai(74)),
  ai('openai', 'admin-key', 'sk-admin-', openai(58)),
  ai('openai', 'user-key', 'sk-None-', openai(20)),
  ai('openai', 'user-key', 'sk-', (draw) => draw('alnum', 20) + MARK + draw('alnum', 20)),
  ai('openai-compatible', 'api-key', 'sk-', (draw) => draw('alnum', 48), { filler: patterned }),
  ai('anthropic', 'api-key', 'sk-ant-api03-', (draw) => `${draw('urlsafe', 93)}AA`),
  ai('anthropic', 'admin-key', 'sk-ant-admin01-', (draw) => `${draw('urlsafe', 93)}AA`),
  ai('anthropic', 'oauth-token', 'sk-ant-oat', (draw) => `01-${draw('urlsafe', 95)}`),
  ai('anthropic', 'oauth-refresh-token', 'sk-ant-ort', (draw) => `01-${draw('urlsafe', 95)}`),
  ai('anthropic', 'session-key', 'sk-ant-sid', (draw) => `01-${draw('urlsafe', 86)}AA`),
  ai('google-gemini', 'api-key', 'AIza', (draw) => `Sy${draw('urlsafe', 33)}`),
  ai('google-gemini', 'auth-key', 'AQ.', (draw) => `Ab8${draw('urlsafe', 47)}`),
  ai('huggingface', 'user-token', 'hf_', (draw) => draw('letters', 34)),
  ai('huggingface', 'user-token', 'hf_', (draw) => draw('alnum', 34)),
  ai('huggingface', 'organization-token', 'api_org_', (draw) => draw('letters', 34)),
  ai('replicate', 'api-token', 'r8_', (draw) => draw('alnum', 37)),
  ai('groq', 'api-key', 'gsk_', (draw) => draw('alnum', 52)),
  ai('xai', 'api-key', 'xai-', (draw) => draw('alnum', 80)),
  ai('perplexity', 'api-key', 'pplx-', (draw) => draw('alnum', 48)),
  ai('openrouter', 'api-key', 'sk-or-v1-', (draw) => draw('hex', 64)),
  ai('pinecone', 'api-key', 'pcsk_', (draw) => `${draw('alnum', 5)}_${draw('alnum', 63)}`),
  ai('pinecone', 'legacy-key', '', uuid, { around: (key) => `pinecone.init(api_key="${key}", environment="us-west1-gcp")` }),
  ai('langsmith', 'personal-token', 'lsv2_pt_', (draw) => `${draw('hex', 32)}_${draw('hex', 10)}`),
  ai('langsmith', 'service-key', 'lsv2_sk_', (draw) => `${draw('hex', 32)}_${draw('hex', 10)}`),
  ai('langfuse', 'secret-key', 'sk-lf-', uuid),
  ai('langfuse', 'public-key', 'pk-lf-', uuid),
  ai('deepseek', 'api-key', 'sk-', (draw) => draw('lower', 32), { around: (key) => `DEEPSEEK_API_KEY=${key}` }),
  ai('alibaba', 'api-key', 'sk-', (draw) => draw('lower', 32), { around: (key) => `dashscope.api_key = '${key}'` }),
  ai('moonshot', 'api-key', 'sk-', (draw) => draw('alnum', 48), {
    around: (key) => `client = OpenAI(api_key="${key}", base_url="https://api.moonshot.ai/v1")`,
  }),
  ai('stability', 'api-key', 'sk-', (draw) => draw('alnum', 48), { around: (key) => `STABILITY_KEY: ${key}` }),
  ai('siliconflow', 'api-key', 'sk-', (draw) => draw('lowerLetters', 48), { around: (key) => `SILICONFLOW_API_KEY=${key}` }),
  ai('cohere', 'api-key', '', (draw) => draw('alnum', 40), { around: (key) => `co = cohere.Client("${key}")`, filler: patterned }),
  ai('mistral', 'api-key', '', (draw) => draw('alnum', 32), { around: (key) => `export MISTRAL_API_KEY=${key}`, filler: patterned }),
  ai('wandb', 'api-key', '', (draw) => draw('hex', 40), { around: (key) => `wandb login ${key}`, filler: patterned }),
  ai('azure-openai', 'api-key', '', (draw) => draw('hex', 32), { around: (key) => `AZURE_OPENAI_API_KEY=${key}`, filler: patterned }),
  ai('azure-openai', 'api-key', '', (draw) => `${draw('alnum', 52)}JQQJ99${draw('alnum', 18)}ACOG${draw('alnum', 4)}`),
  ai('azure-ai-search', 'admin-key', '', (draw) => `${draw('alnum', 42)}AzSeA${draw('alnum', 5)}`),
  ai('aws-bedrock', 'long-term', 'ABSK', (draw) => `${draw('base64', 128)}=`),
  ai('aws-bedrock', 'short-term', 'bedrock-api-key-', (draw) => `YmVkcm9jay5hbWF6b25hd3MuY29t${draw('base64', 400)}`),
  ai('databricks', 'personal-token', 'dapi', (draw) => draw('hex', 32)),
  ai('databricks', 'personal-token', 'dapi', (draw) => `${draw('hex', 32)}-2`),
  ai('nvidia', 'api-key', 'nvapi-', (draw) => draw('urlsafe', 64)),
  ai('nvidia', 'ngc-key', '', (draw) => draw('alnum', 84), { around: (key) => `NGC_API_KEY="${key}"`, filler: patterned }),
  ai('elevenlabs', 'api-key', 'sk_', (draw) => draw('hex', 48)),
  ai('elevenlabs', 'legacy-key', '', (draw) => draw('hex', 32), {
    around: (key) => `headers = {"xi-api-key": "${key}"}`,
    filler: patterned,
  }),
  ai('fireworks', 'api-key', 'fw_', (draw) => draw('alnum', 24), { filler: patterned }),
  ai('fireworks', 'service-account-key', 'fpk_', (draw) => draw('alnum', 24), { filler: patterned }),
  ai('together', 'api-key', 'tgp_v1_', (draw) => draw('urlsafe', 43)),
  ai('together', 'legacy-key', '', (draw) => draw('hex', 64), { around: (key) => `TOGETHER_API_KEY=${key}`, filler: patterned }),
  ai('voyage', 'api-key', 'pa-', (draw) => draw('urlsafe', 43), { around: (key) => `vo = voyageai.Client(api_key="${key}")` }),
  ai('cerebras', 'api-key', 'csk-', (draw) => draw('lower', 48)),
  ai('deepgram', 'api-key', '', (draw) => draw('hex', 40), { around: (key) => `deepgram = DeepgramClient("${key}")`, filler: patterned }),
  ai('assemblyai', 'api-key', '', (draw) => draw('lower', 32), { around: (key) => `aai.settings.api_key = "${key}"`, filler: patterned }),
  ai('zhipu', 'api-key', '', (draw) => `${draw('hex', 32)}.${draw('alnum', 16)}`, {
    around: (key) => `client = ZhipuAI(api_key="${key}")`,
    filler: patterned,
  }),
  ai('tavily', 'api-key', 'tvly-', (draw) => `dev-${draw('alnum', 32)}`, { filler: patterned }),
  ai('firecrawl', 'api-key', 'fc-', (draw) => draw('hex', 32)),
  ai('llamaindex', 'api-key', 'llx-', (draw) => draw('alnum', 48)),
  ai('jina', 'api-key', 'jina_', (draw) => draw('hex', 32) + draw('urlsafe', 28)),
  ai('helicone', 'api-key', 'sk-helicone-', (draw) => [7, 7, 7, 7].map((length) => draw('lower', length)).join('-')),
  ai('e2b', 'api-key', 'e2b_', (draw) => draw('hex', 40)),
  ai('mem0', 'api-key', 'm0-', (draw) => draw('alnum', 40)),
  ai('vercel', 'ai-gateway-key', 'vck_', (draw) => draw('alnum', 56)),
  ai('cursor', 'api-key', 'crsr_', (draw) => draw('hex', 64)),
  ai('browserbase', 'api-key', 'bb_live_', (draw) => draw('urlsafe', 27)),

  other('aws', 'access-key-id', 'AKIA', (draw) => draw('base32', 16)),
  other('aws', 'temporary-access-key-id', 'ASIA', (draw) => draw('base32', 16)),
  other('aws', 'access-key-id', 'ABIA', (draw) => draw('base32', 16)),
  other('aws', 'access-key-id', 'ACCA', (draw) => draw('base32', 16)),
  other('aws', 'access-key-id', 'A3T', (draw) => draw('base32', 17)),
  other('aws', 'secret-access-key', '', (draw) => draw('base64', 40), {
    around: (key) => `aws_secret_access_key = ${key}`,
    filler: patterned,
  }),
  other('aws', 'session-token', ['IQoJb3', 'JpZ2lu'].join(''), (draw) => `X2Vj${draw('base64', 300)}==`),
  other('azure', 'application-secret', '', (draw) => `${draw('alnum', 3)}8Q~${draw('urlsafe', 34)}`),
  other('azure', 'resource-key', '', (draw) => `${draw('alnum', 52)}JQQJ99${draw('alnum', 18)}AZAP${draw('alnum', 4)}`),
  other('azure-storage', 'account-key', '', (draw) => `${draw('base64', 86)}==`, {
    around: (key) => `conn = "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${key};EndpointSuffix=core.windows.net"`,
  }),
  other('google-cloud', 'oauth-client-secret', ['GOC', 'SPX-'].join(''), (draw) => draw('urlsafe', 28)),
  other('google-cloud', 'oauth-access-token', 'ya29.', (draw) => draw('urlsafe', 120)),
  other('alibaba', 'access-key-id', 'LTAI', (draw) => `5t${draw('alnum', 18)}`, { around: (key) => `aliyun_access_key: "${key}"` }),
  other('github', 'personal-token', 'ghp_', (draw) => draw('alnum', 36)),
  other('github', 'oauth-token', 'gho_', (draw) => draw('alnum', 36)),
  other('github', 'app-user-token', 'ghu_', (draw) => draw('alnum', 36)),
  other('github', 'app-installation-token', 'ghs_', (draw) => draw('alnum', 36)),
  other('github', 'refresh-token', 'ghr_', (draw) => draw('alnum', 76)),
  other('github', 'fine-grained-token', 'github_pat_', (draw) => `${draw('alnum', 22)}_${draw('alnum', 59)}`),
  other('gitlab', 'personal-token', 'glpat-', (draw) => draw('urlsafe', 20)),
  other('gitlab', 'deploy-token', 'gldt-', (draw) => draw('urlsafe', 20)),
  other('gitlab', 'runner-token', 'glrt-', (draw) => draw('urlsafe', 20)),
  other('slack', 'bot-token', 'xoxb-', (draw) => `${draw('digits', 12)}-${draw('digits', 13)}-${draw('alnum', 24)}`),
  other('slack', 'user-token', 'xoxp-', (draw) => `${draw('digits', 12)}-${draw('digits', 12)}-${draw('digits', 13)}-${draw('hex', 32)}`),
  other('slack', 'app-token', 'xapp-', (draw) => `1-${draw('base32', 11)}-${draw('digits', 13)}-${draw('hex', 64)}`),
  other('slack', 'workspace-token', 'xoxa-', (draw) => `2-${draw('alnum', 40)}`),
  other('slack', 'refresh-token', 'xoxr-', (draw) => draw('alnum', 40)),
  other('slack', 'session-token', 'xoxs-', (draw) => draw('alnum', 40)),
  other('slack', 'cookie-token', 'xoxc-', (draw) => draw('alnum', 40)),
  other(
    'slack',
    'webhook-url',
    'hooks.slack.com/',
    (draw) => `services/T${draw('base32', 10)}/B${draw('base32', 10)}/${draw('alnum', 24)}`,
    { around: (key) => `url = "https://${key}"`, filler: (alphabet, length) => filled(alphabet, length) },
  ),
  other('discord', 'webhook-url', 'discord.com/api/webhooks/', (draw) => `${draw('digits', 18)}/${draw('urlsafe', 68)}`, {
    around: (key) => `url = "https://${key}"`,
  }),
  other('telegram', 'bot-token', '', (draw) => `${draw('digits', 10)}:AA${draw('urlsafe', 33)}`),
  other('stripe', 'live-secret-key', ['sk', 'live', ''].join('_'), (draw) => draw('alnum', 24)),
  other('stripe', 'live-restricted-key', ['rk', 'live', ''].join('_'), (draw) => draw('alnum', 99)),
  other('stripe', 'test-key', ['sk', 'test', ''].join('_'), (draw) => draw('alnum', 24)),
  other('stripe', 'test-key', ['rk', 'test', ''].join('_'), (draw) => draw('alnum', 24)),
  other('stripe', 'webhook-secret', 'whsec_', (draw) => draw('alnum', 32)),
  other('sendgrid', 'api-key', 'SG.', (draw) => `${draw('urlsafe', 22)}.${draw('urlsafe', 43)}`),
  other('twilio', 'auth-token', '', (draw) => draw('hex', 32), { around: (key) => `TWILIO_AUTH_TOKEN=${key}`, filler: patterned }),
  other('twilio', 'api-key-id', 'SK', (draw) => draw('hex', 32), { around: (key) => `twilio_key = "${key}"` }),
  other('mailgun', 'api-key', 'key-', (draw) => draw('hex', 32), { around: (key) => `mailgun = "${key}"` }),
  other('npm', 'access-token', 'npm_', (draw) => draw('alnum', 36)),
  other('pypi', 'upload-token', 'pypi-', (draw) => `AgEIcHlwaS5vcmc${draw('urlsafe', 140)}`),
  other('docker', 'personal-token', 'dckr_pat_', (draw) => draw('urlsafe', 27)),
  other('digitalocean', 'personal-token', 'dop_v1_', (draw) => draw('hex', 64)),
  other('supabase', 'secret-key', 'sb_secret_', (draw) => draw('urlsafe', 31)),
  other('supabase', 'personal-token', 'sbp_', (draw) => draw('hex', 40)),
  other('hashicorp-vault', 'service-token', 'hvs.', (draw) => draw('urlsafe', 90)),
  other('shopify', 'access-token', 'shpat_', (draw) => draw('hex', 32)),
  other('grafana', 'service-account-token', 'glsa_', (draw) => `${draw('alnum', 32)}_${draw('hex', 8)}`),
  other('sentry', 'organization-token', 'sntrys_', (draw) => draw('alnum', 120)),
  other('linear', 'api-key', 'lin_api_', (draw) => draw('alnum', 40)),
  other('notion', 'integration-token', 'ntn_', (draw) => draw('alnum', 46)),
  other('notion', 'integration-token', 'secret_', (draw) => draw('alnum', 43)),
  other('figma', 'personal-token', 'figd_', (draw) => draw('urlsafe', 40)),
  other('airtable', 'personal-token', 'pat', (draw) => `${draw('alnum', 14)}.${draw('hex', 64)}`),
  other('atlassian', 'api-token', 'ATATT3', (draw) => `xFfGF0${draw('urlsafe', 180)}`),
  other('postman', 'api-key', 'PMAK-', (draw) => `${draw('hex', 24)}-${draw('hex', 34)}`),
];
