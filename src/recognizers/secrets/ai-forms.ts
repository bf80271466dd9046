import { prefixed, type SecretForm } from './form.ts';

// Sources: the providers' key pages and the public detection rules of gitleaks (MIT); formats are facts, the
// expressions are ours. More specific prefixes first: the first form that fits wins.

const HEX = '[a-f0-9]';
const ALNUM = '[A-Za-z0-9]';
const URLSAFE = '[A-Za-z0-9_-]';
const UUID = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`;
const BASE64_END = '(?![A-Za-z0-9+/=])';
// Base64 of "OpenAI", which stands in the middle of every key the company issued so far.
const OPENAI_BODY = `${URLSAFE}{20,80}T3BlbkFJ${URLSAFE}{20,80}`;

export const AI_FORMS: readonly SecretForm[] = [
  prefixed('openai', 'project-key', 'sk-proj-', OPENAI_BODY, 0.99),
  prefixed('openai', 'service-account-key', 'sk-svcacct-', OPENAI_BODY, 0.99),
  prefixed('openai', 'admin-key', 'sk-admin-', OPENAI_BODY, 0.99),
  prefixed('openai', 'project-key', 'sk-proj-', `${URLSAFE}{40,180}`, 0.85),
  prefixed('openai', 'service-account-key', 'sk-svcacct-', `${URLSAFE}{40,180}`, 0.85),
  prefixed('openai', 'admin-key', 'sk-admin-', `${URLSAFE}{40,180}`, 0.85),
  prefixed('openai', 'user-key', 'sk-None-', OPENAI_BODY, 0.99),

  prefixed('anthropic', 'api-key', 'sk-ant-api03-', `${URLSAFE}{93}AA`, 0.99),
  prefixed('anthropic', 'admin-key', 'sk-ant-admin01-', `${URLSAFE}{93}AA`, 0.99),
  prefixed('anthropic', 'api-key', 'sk-ant-api', `\\d{2}-${URLSAFE}{60,140}`, 0.85),
  prefixed('anthropic', 'admin-key', 'sk-ant-admin', `\\d{2}-${URLSAFE}{60,140}`, 0.85),
  prefixed('anthropic', 'oauth-token', 'sk-ant-oat', `\\d{2}-${URLSAFE}{60,140}`, 0.95),
  prefixed('anthropic', 'oauth-refresh-token', 'sk-ant-ort', `\\d{2}-${URLSAFE}{60,140}`, 0.95),
  prefixed('anthropic', 'session-key', 'sk-ant-sid', `\\d{2}-${URLSAFE}{60,140}`, 0.95),

  prefixed('openrouter', 'api-key', 'sk-or-v1-', `${HEX}{64}`, 0.99),
  prefixed('langfuse', 'secret-key', 'sk-lf-', UUID, 0.98),
  prefixed('langfuse', 'public-key', 'pk-lf-', UUID, 0.95),
  prefixed('helicone', 'api-key', 'sk-helicone-', `[a-z0-9]{7}(?:-[a-z0-9]{7}){3,5}`, 0.95),
  prefixed('openai', 'user-key', 'sk-', `${ALNUM}{20}T3BlbkFJ${ALNUM}{20}`, 0.99),
  prefixed('deepseek', 'api-key', 'sk-', '[a-z0-9]{32}', 0.9, { near: /deepseek/i, hosts: ['api.deepseek.com'] }),
  prefixed('alibaba', 'api-key', 'sk-', '[a-z0-9]{32}', 0.85, {
    near: /dashscope|qwen|bailian|tongyi/i,
    hosts: ['dashscope.aliyuncs.com', 'dashscope-intl.aliyuncs.com'],
  }),
  prefixed('moonshot', 'api-key', 'sk-', `${ALNUM}{48}`, 0.85, { near: /moonshot|kimi/i, hosts: ['api.moonshot.ai', 'api.moonshot.cn'] }),
  prefixed('stability', 'api-key', 'sk-', `${ALNUM}{48}`, 0.85, {
    near: /stability|stable[_-]?(?:diffusion|image)/i,
    hosts: ['api.stability.ai'],
  }),
  prefixed('siliconflow', 'api-key', 'sk-', '[a-z]{48}', 0.85, {
    near: /silicon_?flow/i,
    hosts: ['api.siliconflow.cn', 'api.siliconflow.com'],
  }),
  // Many OpenAI-compatible servers issue keys of this shape; which one is not visible.
  prefixed('openai-compatible', 'api-key', 'sk-', `(?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])${ALNUM}{32,64}`, 0.5),

  // The same format opens Maps and Firebase; a project with the Gemini API enabled accepts it there as well.
  prefixed('google-gemini', 'api-key', 'AIza', `${URLSAFE}{35}`, 0.85),
  prefixed('huggingface', 'user-token', 'hf_', `${ALNUM}{34}`, 0.97),
  prefixed('huggingface', 'organization-token', 'api_org_', `${ALNUM}{34}`, 0.97),
  prefixed('replicate', 'api-token', 'r8_', `${ALNUM}{37}`, 0.97),
  prefixed('groq', 'api-key', 'gsk_', `${ALNUM}{52}`, 0.98),
  prefixed('xai', 'api-key', 'xai-', `${ALNUM}{80}`, 0.98),
  prefixed('perplexity', 'api-key', 'pplx-', `${ALNUM}{48}`, 0.98),
  prefixed('pinecone', 'api-key', 'pcsk_', `${ALNUM}{5,6}_${ALNUM}{63}`, 0.98),
  prefixed('langsmith', 'personal-token', 'lsv2_pt_', `${HEX}{32}_${HEX}{10}`, 0.99),
  prefixed('langsmith', 'service-key', 'lsv2_sk_', `${HEX}{32}_${HEX}{10}`, 0.99),
  prefixed('elevenlabs', 'api-key', 'sk_', `${HEX}{48}`, 0.93),
  prefixed('fireworks', 'api-key', 'fw_', `(?=[A-Za-z]*\\d)${ALNUM}{22,40}`, 0.85),
  prefixed('fireworks', 'service-account-key', 'fpk_', `(?=[A-Za-z]*\\d)${ALNUM}{20,60}`, 0.8),
  prefixed('together', 'api-key', 'tgp_v1_', `${URLSAFE}{20,60}`, 0.93),
  prefixed('cerebras', 'api-key', 'csk-', `[a-z0-9]{40,60}`, 0.93),
  prefixed('nvidia', 'api-key', 'nvapi-', `${URLSAFE}{60,70}`, 0.97),
  prefixed('voyage', 'api-key', 'pa-', `${URLSAFE}{30,64}`, 0.88, { near: /voyage/i, hosts: ['api.voyageai.com'] }),
  prefixed('databricks', 'personal-token', 'dapi', `${HEX}{32}(?:-\\d)?`, 0.95),
  prefixed('aws-bedrock', 'short-term', 'bedrock-api-key-', `YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/_-]{20,4000}={0,2}`, 0.99, {
    end: BASE64_END,
  }),
  prefixed('tavily', 'api-key', 'tvly-', `(?=[A-Za-z-]*\\d)[A-Za-z0-9-]{24,64}`, 0.93),
  prefixed('firecrawl', 'api-key', 'fc-', `${HEX}{32}`, 0.9),
  prefixed('llamaindex', 'api-key', 'llx-', `${ALNUM}{40,60}`, 0.93),
  prefixed('jina', 'api-key', 'jina_', `${HEX}{32}${URLSAFE}{20,40}`, 0.95),
  prefixed('e2b', 'api-key', 'e2b_', `${HEX}{40}`, 0.95),
  prefixed('mem0', 'api-key', 'm0-', `${ALNUM}{40}`, 0.88),
  prefixed('vercel', 'ai-gateway-key', 'vck_', `${ALNUM}{40,80}`, 0.93),
  prefixed('cursor', 'api-key', 'crsr_', `${HEX}{64}`, 0.93),
  prefixed('browserbase', 'api-key', 'bb_live_', `${URLSAFE}{20,48}`, 0.9),
];

/** A long-term key of Amazon Bedrock. */
export const BEDROCK: SecretForm = prefixed('aws-bedrock', 'long-term', 'ABSK', `[A-Za-z0-9+/]{109,269}={0,2}`, 0.97, { end: BASE64_END });
