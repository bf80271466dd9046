import type { ModelFamily } from '../family.ts';

const MISTRAL_ALIAS = ['floating', 'without a date Mistral serves the newest version'] as const;
const NO_VERSIONS = ['unknown', 'the provider publishes this name without versions'] as const;
const mistral = { publisher: 'mistral', provider: 'mistral', task: 'chat', dates: ['yymm'], bare: MISTRAL_ALIAS } as const;
const cohere = { publisher: 'cohere', provider: 'cohere' } as const;
const alibaba = { publisher: 'alibaba', provider: 'alibaba', task: 'chat', dates: ['iso', 'mmdd'] } as const;

export const VENDOR_FAMILIES: readonly ModelFamily[] = [
  // https://docs.mistral.ai/getting-started/models/: YYMM versions, -latest aliases
  {
    ...mistral,
    family: '{line}',
    pattern:
      /^(?<line>(?:mistral|magistral|devstral|voxtral)-(?:tiny|small|medium|large|mini|nemo)|codestral(?:-mamba|-embed)?|ministral-(?:3b|8b|14b)|pixtral-(?:12b|large)|mistral-(?:saba|ocr|moderation)|voxtral-mini-(?:transcribe|tts))(?:-v?(?<version>\d(?:\.\d)?))?(?:-\d+b)?(?:-instruct)?(?:-\d{4})?(?:-latest)?$/,
    needsHint: /^codestral$/,
  },
  {
    ...mistral,
    family: 'open-{line}',
    pattern: /^open-(?<line>mistral|mixtral|codestral)-(?:7b|8x7b|8x22b|nemo|mamba)(?:-\d{4})?$/,
    bare: NO_VERSIONS,
  },
  { ...mistral, family: 'mistral-embed', pattern: /^mistral-embed(?:-\d{4})?$/, task: 'embedding', bare: NO_VERSIONS },

  // https://docs.cohere.com/docs/models
  {
    ...cohere,
    family: 'command-{line}',
    pattern:
      /^(?:cohere-)?command-(?<line>r7b|r-plus|r|a|light|xlarge|medium)(?:-(?:vision|reasoning|translate|arabic|nightly))?(?:-\d{2}-20\d\d)?$/,
    task: 'chat',
    dates: ['mm-yyyy'],
    bare: ['unknown', 'Cohere dates its versions; this name has no date'],
  },
  {
    ...cohere,
    family: 'command',
    pattern: /^command(?:-nightly|-light-nightly)?$/,
    task: 'chat',
    bare: ['floating', 'nightly build or bare alias'],
    needsHint: /^command$/,
  },
  {
    ...cohere,
    family: 'embed-{line}',
    pattern: /^(?:cohere-)?embed-(?:v3-)?(?<line>english|multilingual)(?:-light|-image)?(?:-v(?<fixed>(?<version>\d(?:\.\d)?)))?$/,
    task: 'embedding',
    bare: NO_VERSIONS,
  },
  { ...cohere, family: 'embed', pattern: /^embed-v-?(?<fixed>(?<version>\d(?:[.-]\d)?))$/, task: 'embedding', bare: NO_VERSIONS },
  {
    ...cohere,
    family: 'rerank',
    pattern: /^rerank-(?:(?:english|multilingual)-)?v(?<fixed>(?<version>\d(?:\.\d)?))(?:-(?:pro|fast|nimble))?$/,
    task: 'rerank',
    bare: NO_VERSIONS,
  },
  { ...cohere, family: 'aya', pattern: /^(?:c4ai-)?aya-(?:expanse|vision|23)-\d+b$/, task: 'chat', bare: NO_VERSIONS },

  {
    publisher: 'deepseek',
    provider: 'deepseek',
    family: 'deepseek-{line}',
    pattern: /^deepseek-(?<line>chat|reasoner|coder)$/,
    task: 'chat',
    bare: ['floating', 'alias of the newest DeepSeek version'],
  },
  {
    publisher: 'xai',
    provider: 'xai',
    family: 'grok',
    pattern: /^grok-(?:(?<version>\d(?:\.\d{1,2})?)(?:-[a-z0-9]+){0,4}|beta|vision-beta|code-fast-\d(?:-\d{4})?|imagine-[a-z0-9-]{3,30})$/,
    task: 'chat',
    dates: ['mmdd'],
    bare: ['floating', 'alias of the newest stable version'],
  },
  {
    publisher: 'perplexity',
    provider: 'perplexity',
    family: 'sonar',
    pattern: /^sonar(?:-(?:pro|reasoning|reasoning-pro|deep-research|small-chat|small-online|medium-chat|medium-online))?$/,
    task: 'chat',
    bare: NO_VERSIONS,
    needsHint: /^sonar$/,
  },
  { publisher: 'perplexity', provider: 'perplexity', family: 'r1', pattern: /^r1-1776$/, task: 'chat', bare: NO_VERSIONS },

  {
    ...alibaba,
    family: 'qwen-{line}',
    pattern:
      /^qwen(?<version>\d(?:\.\d)?)?-(?<line>max|plus|turbo|flash|long|vl-max|vl-plus|vl-ocr|omni-turbo|omni-flash|coder-plus|coder-turbo|coder-flash|math-plus|mt-plus|mt-turbo|image|image-edit)(?:-\d{4}-\d{2}-\d{2}|-\d{4})?(?:-latest|-preview)?$/,
    bare: ['floating', 'alias of the newest stable version'],
  },
  { ...alibaba, family: 'text-embedding', pattern: /^text-embedding-v(?<fixed>(?<version>\d))$/, task: 'embedding', bare: NO_VERSIONS },
  {
    publisher: 'moonshot',
    provider: 'moonshot',
    family: 'moonshot',
    pattern: /^moonshot-v(?<fixed>(?<version>\d))-(?:8k|32k|128k|auto)(?:-vision-preview)?$/,
    task: 'chat',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'moonshot',
    provider: 'moonshot',
    family: 'kimi',
    pattern: /^kimi-(?:latest|thinking-preview)$/,
    task: 'chat',
    bare: ['floating', 'alias of the newest version'],
  },
  {
    publisher: 'zhipu',
    provider: 'zhipu',
    family: 'embedding',
    pattern: /^embedding-(?<version>[23])$/,
    task: 'embedding',
    bare: NO_VERSIONS,
    needsHint: /./,
  },
  {
    publisher: 'zhipu',
    provider: 'zhipu',
    family: '{line}',
    pattern: /^(?<line>cogview|cogvideox)-(?<version>\d)(?:-(?:plus|flash|\d{6}))?$/,
    task: 'image',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'minimax',
    provider: 'minimax',
    family: 'minimax',
    pattern: /^(?:minimax-(?:text-01|m\d(?:\.\d)?(?:-[a-z0-9]+)?)|abab\d(?:\.\d)?[a-z]?-chat)$/,
    task: 'chat',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'baidu',
    provider: 'baidu',
    family: 'ernie',
    pattern: /^ernie-(?:(?<version>\d(?:\.\d)?)|speed|lite|tiny|x1)(?:-[a-z0-9]+){0,4}$/,
    task: 'chat',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'bytedance',
    provider: 'bytedance',
    family: 'doubao',
    pattern: /^doubao-(?:seed-)?\d?[a-z0-9.]*(?:-[a-z0-9.]+){1,6}$/,
    task: 'chat',
    dates: ['mmdd'],
    bare: NO_VERSIONS,
  },
  {
    publisher: 'ai21',
    provider: 'ai21',
    family: 'jamba',
    pattern: /^jamba-(?:instruct|large|mini|\d(?:\.\d)?-(?:large|mini))(?:-(?<version>\d\.\d)(?:-20\d\d-\d\d)?)?$/,
    task: 'chat',
    bare: ['floating', 'without a version AI21 serves the newest one'],
  },
  {
    publisher: 'ai21',
    provider: 'ai21',
    family: 'jurassic',
    pattern: /^j2-(?:ultra|mid|light|jumbo-instruct|grande-instruct)(?:-v\d)?$/,
    task: 'completion',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'reka',
    provider: 'reka',
    family: 'reka',
    pattern: /^reka-(?:core|flash|edge)(?:-\d(?:\.\d)?)?(?:-\d{8})?$/,
    task: 'chat',
    dates: ['compact'],
    bare: ['floating', 'without a date Reka serves the newest version'],
  },
  {
    publisher: 'writer',
    provider: 'writer',
    family: 'palmyra',
    pattern: /^palmyra-(?:x\d|x-\d{3}-instruct|med|fin|creative|vision)(?:-[a-z0-9]+){0,2}$/,
    task: 'chat',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'inflection',
    provider: 'inflection',
    family: 'inflection',
    pattern: /^inflection-\d(?:\.\d)?(?:-(?:pi|productivity))?$/,
    task: 'chat',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'amazon',
    provider: 'amazon',
    family: 'nova-{line}',
    pattern: /^nova-(?:(?<version>\d)-)?(?<line>micro|lite|pro|premier|omni|canvas|reel|sonic|multimodal-embeddings)(?:-v\d)?$/,
    task: 'chat',
    bare: NO_VERSIONS,
  },
];
