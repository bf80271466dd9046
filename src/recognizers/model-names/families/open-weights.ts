import { type ModelFamily, OPEN_WEIGHTS } from '../family.ts';

// Weights anyone may serve: the bare name says the family, not the provider. Names of one host's own making say both.
const open = { provider: 'unknown', task: 'chat', bare: OPEN_WEIGHTS } as const;
// Separators and words share no character: one way to read a name, so matching stays linear.
const PARTS = '(?:[-_.][a-z0-9]+){0,12}';

export const OPEN_WEIGHT_FAMILIES: readonly ModelFamily[] = [
  // Groq's own names: context length or speed at the end.
  {
    ...open,
    provider: 'groq',
    publisher: 'meta',
    family: 'llama',
    pattern: /^llama-?(?<version>\d(?:\.\d)?)-\d+b-(?:versatile|instant|specdec|8192|tool-use-preview|vision-preview)$/,
    bare: ['unknown', 'Groq publishes this name without versions'],
  },
  {
    ...open,
    provider: 'groq',
    publisher: 'mistral',
    family: 'mixtral',
    pattern: /^mixtral-8x7b-32768$/,
    bare: ['unknown', 'Groq publishes this name without versions'],
  },
  {
    ...open,
    provider: 'perplexity',
    publisher: 'meta',
    family: 'llama-sonar',
    pattern: /^llama-(?<version>\d(?:\.\d)?)-sonar-(?:small|large|huge)-128k-(?:online|chat)$/,
    bare: ['unknown', 'Perplexity publishes this name without versions'],
  },
  {
    ...open,
    provider: 'databricks',
    publisher: 'databricks',
    family: 'databricks',
    pattern: new RegExp(`^databricks-(?:meta|llama|dbrx|mixtral|claude|gpt|gemini|gemma|bge|gte|mpt|qwen)${PARTS}$`),
    bare: ['unknown', 'Databricks serves its endpoints at versions of its choice'],
  },
  { ...open, publisher: 'meta', family: 'llama-guard', pattern: /^llama-?guard-?(?<version>\d)?(?:[-:.]\d+b)?$/, task: 'moderation' },
  { ...open, publisher: 'meta', family: 'llama', pattern: new RegExp(`^(?:meta-)?llama-?v?(?<version>\\d(?:[.p]\\d)?)${PARTS}$`) },
  { ...open, publisher: 'meta', family: 'codellama', pattern: /^code-?llama-\d+b(?:-(?:instruct|python|hf)){0,2}$/ },
  { ...open, publisher: 'mistral', family: 'mixtral', pattern: /^mixtral-8x(?:7|22)b(?:-(?:instruct|base|hf|v\d(?:\.\d)?|0\.\d)){0,4}$/ },
  { ...open, publisher: 'mistral', family: 'mistral', pattern: /^mistral-7b(?:-(?:instruct|v\d(?:\.\d)?|openorca|hf)){0,3}$/ },
  {
    ...open,
    publisher: 'deepseek',
    family: 'deepseek-r',
    pattern: /^deepseek-r(?<version>\d)(?:-(?:zero|lite|preview|distill|llama|qwen|\d+(?:\.\d+)?b|\d{4})){0,5}$/,
    dates: ['mmdd'],
  },
  {
    ...open,
    publisher: 'deepseek',
    family: 'deepseek-v',
    pattern: /^deepseek-v(?<version>\d(?:\.\d)?)(?:-[a-z0-9.]+){0,3}$/,
    dates: ['mmdd'],
  },
  {
    ...open,
    publisher: 'deepseek',
    family: 'deepseek-coder',
    pattern: /^deepseek-coder(?:-v(?<version>\d(?:\.\d)?)|-\d+(?:\.\d+)?b)(?:-(?:lite|base|instruct|v\d(?:\.\d)?)){0,3}$/,
  },
  {
    ...open,
    publisher: 'alibaba',
    family: 'qwen',
    pattern: new RegExp(
      `^qwen-?(?<version>\\d(?:\\.\\d)?)(?:-(?:coder|vl|omni|math|audio|next|embedding|reranker|guard|asr|instruct|thinking|chat|base|awq|gptq|int4|int8|fp8|gguf|preview|\\d+(?:\\.\\d+)?b|a\\d+(?:\\.\\d+)?b|\\d{4}|1m)){0,6}$`,
    ),
  },
  { ...open, publisher: 'alibaba', family: 'qwq', pattern: /^(?:qwen-)?(?:qwq|qvq)-\d+b(?:-preview)?$/ },
  {
    ...open,
    publisher: 'microsoft',
    family: 'phi',
    pattern:
      /^phi-?(?<version>\d(?:\.\d)?)(?:-(?:mini|small|medium|moe|vision|multimodal|reasoning|plus|instruct|silica|4k|8k|128k|\d+b)){0,5}$/,
    needsHint: /^phi\d$/,
  },
  {
    ...open,
    publisher: 'moonshot',
    family: 'kimi',
    pattern: /^kimi-k(?<version>\d(?:\.\d)?)(?:-(?:instruct|thinking|turbo|preview|base|\d{4})){0,3}$/,
    dates: ['mmdd'],
  },
  {
    ...open,
    publisher: 'zhipu',
    family: 'glm',
    pattern:
      /^(?:chat)?glm-?(?<version>[34](?:\.\d)?v?|5(?:\.\d)?v?)(?:-(?:air|airx|flash|flashx|plus|long|x|v|turbo|\d+b|chat|\d{4,6})){0,3}$/,
  },
  {
    ...open,
    publisher: 'ibm',
    family: 'granite',
    pattern:
      /^granite-?(?<version>\d(?:\.\d)?)?(?:-(?:\d+b|code|chat|instruct|base|guardian|embedding|english|multilingual|dense|moe|tiny|small|vision|speech|h|v\d(?:\.\d)?|\d+m|r2|preview)){1,6}$/,
  },
  { ...open, publisher: 'tii', family: 'falcon', pattern: /^falcon-?(?<version>\d)?-\d+b(?:-(?:instruct|chat))?$/ },
  {
    ...open,
    publisher: 'upstage',
    family: 'solar',
    pattern: /^solar-(?:pro\d?|mini|10\.7b|1-mini)(?:-[a-z0-9.]+){0,3}$/,
    provider: 'upstage',
  },
  {
    ...open,
    publisher: '01-ai',
    family: 'yi',
    pattern: /^yi-(?:(?:large|medium|spark|vision|lightning)(?:-turbo|-rag|-fc)?|\d+b(?:-(?:chat|200k)){0,2}|1\.5-\d+b(?:-chat)?)$/,
  },
  { ...open, publisher: 'nvidia', family: 'nemotron', pattern: /^nemotron-(?:\d+-)?(?:nano|super|ultra|mini|\d+b)(?:-[a-z0-9.]+){0,4}$/ },
  { ...open, publisher: 'nous', family: 'hermes', pattern: /^(?:nous-)?hermes-(?<version>\d(?:\.\d)?)-[a-z0-9.]+(?:-[a-z0-9.]+){0,4}$/ },
  { ...open, publisher: 'lmsys', family: 'vicuna', pattern: /^vicuna-\d+b(?:-v\d(?:\.\d)?)?$/ },
  { ...open, publisher: 'bigcode', family: 'starcoder', pattern: /^starcoder2?-\d+b$/ },
  { ...open, publisher: 'databricks', family: 'dbrx', pattern: /^dbrx-(?:instruct|base)$/ },
  { ...open, publisher: 'allenai', family: 'olmo', pattern: /^olmo-?(?<version>\d)?-(?:\d{4}-)?\d+b(?:-[a-z0-9]+){0,2}$/ },
];
