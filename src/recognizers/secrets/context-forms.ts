import type { SecretForm } from './form.ts';

// Keys without a prefix of their own. They are told from hashes and ids only by the words around them, so each
// names the words (or the host elsewhere in the file) it needs. Looked up by length: see `lengths`.

const NOT_AFTER = '(?![A-Za-z0-9_-])';

export interface ContextForm extends SecretForm {
  near: RegExp;
  /** Length of the first run of letters, digits, "-" and "_". */
  length: number;
}

function contextual(
  provider: string,
  form: string,
  length: number,
  body: string,
  confidence: number,
  near: RegExp,
  more: { ai?: boolean; hosts?: readonly string[]; called?: true } = {},
): ContextForm {
  const { ai = true, ...rest } = more;
  return { provider, form, ai, prefix: '', length, near, confidence, pattern: new RegExp(body + NOT_AFTER, 'y'), ...rest };
}

const MIXED = '(?=[A-Za-z]*\\d)(?=[A-Z0-9]*[a-z])(?=[a-z0-9]*[A-Z])';
const LOWER = '(?=[a-z]*\\d)(?=\\d*[a-z])';
const UUID = '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}';

const AZURE_HOSTS = ['openai.azure.com', 'cognitiveservices.azure.com', 'services.ai.azure.com'];
// The marker stands in every Azure key of the identifiable format; ACOG names the AI services among them.
const AZURE_NEW = '[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{18}';

export const CONTEXT_FORMS: readonly ContextForm[] = [
  contextual('zhipu', 'api-key', 32, '[a-f0-9]{32}\\.[A-Za-z0-9]{16}', 0.92, /zhipu|bigmodel|chatglm|\bglm|z\.ai|\bzai/i, {
    hosts: ['open.bigmodel.cn', 'api.z.ai'],
  }),
  contextual('azure-openai', 'api-key', 32, `${LOWER}[a-f0-9]{32}`, 0.88, /azure[\s_-]?open[\s_-]?ai|openai\.azure\.com|azure[\s_-]?ai/i, {
    hosts: AZURE_HOSTS,
    called: true,
  }),
  contextual('elevenlabs', 'legacy-key', 32, `${LOWER}[a-f0-9]{32}`, 0.85, /eleven[\s_-]?labs|xi[_-]api[_-]key/i, {
    hosts: ['api.elevenlabs.io'],
    called: true,
  }),
  contextual('twilio', 'auth-token', 32, `${LOWER}[a-f0-9]{32}`, 0.8, /twilio/i, { ai: false, hosts: ['api.twilio.com'], called: true }),
  contextual('assemblyai', 'api-key', 32, `${LOWER}[a-z0-9]{32}`, 0.88, /assembly[\s_-]?ai|\baai\b/i, {
    hosts: ['api.assemblyai.com'],
    called: true,
  }),
  contextual('mistral', 'api-key', 32, `${MIXED}[A-Za-z0-9]{32}`, 0.88, /mistral/i, { hosts: ['api.mistral.ai'] }),
  contextual('pinecone', 'legacy-key', 36, UUID, 0.8, /pinecone/i, { hosts: ['pinecone.io'], called: true }),
  contextual('wandb', 'api-key', 40, `${LOWER}[a-f0-9]{40}`, 0.88, /wandb|weights\s?(?:and|&)\s?biases/i, {
    hosts: ['api.wandb.ai'],
    called: true,
  }),
  contextual('deepgram', 'api-key', 40, `${LOWER}[a-z0-9]{40}`, 0.88, /deepgram/i, { hosts: ['api.deepgram.com'], called: true }),
  contextual('cohere', 'api-key', 40, `${MIXED}[A-Za-z0-9]{40}`, 0.9, /cohere|\bCO_API_KEY/i, {
    hosts: ['api.cohere.ai', 'api.cohere.com'],
  }),
  contextual('azure-ai-search', 'admin-key', 52, '[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}', 0.97, /(?:)/),
  contextual('together', 'legacy-key', 64, `${LOWER}[a-f0-9]{64}`, 0.8, /together/i, {
    hosts: ['api.together.xyz', 'api.together.ai'],
    called: true,
  }),
  contextual('azure-openai', 'api-key', 84, `${AZURE_NEW}ACOG[A-Za-z0-9]{4}`, 0.98, /(?:)/),
  contextual(
    'azure-openai',
    'api-key',
    84,
    `${AZURE_NEW}[A-Za-z0-9]{8}`,
    0.9,
    /azure[\s_-]?open[\s_-]?ai|openai\.azure\.com|azure[\s_-]?ai/i,
    { hosts: AZURE_HOSTS },
  ),
  contextual('azure', 'resource-key', 84, `${AZURE_NEW}[A-Za-z0-9]{8}`, 0.9, /(?:)/, { ai: false }),
  contextual('nvidia', 'ngc-key', 84, `${MIXED.replace('(?=[a-z0-9]*[A-Z])', '')}[A-Za-z0-9]{84}`, 0.85, /\bngc|nvidia|nvcr/i, {
    hosts: ['nvcr.io'],
  }),
];
