import { type ModelFamily, OPEN_WEIGHTS } from '../family.ts';

// Embeddings, reranking, images, speech, and the classic transformers whose bare names a hub resolves.
const NO_VERSIONS = ['unknown', 'the provider publishes this name without versions'] as const;
const MAIN = ['floating', 'no revision: the hub serves its main branch'] as const;
const hub = { provider: 'huggingface', bare: MAIN } as const;

export const SPECIALIST_FAMILIES: readonly ModelFamily[] = [
  {
    publisher: 'voyage',
    provider: 'voyage',
    family: 'voyage',
    pattern:
      /^voyage-(?:(?:code|law|finance|multimodal|multilingual|context|large|lite)-)?(?:(?<version>\d{1,2}(?:\.\d)?)(?:-(?:large|lite|instruct))?(?:-instruct)?)$/,
    task: 'embedding',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'voyage',
    provider: 'voyage',
    family: 'rerank',
    pattern: /^rerank-(?:lite-)?(?<version>[12](?:\.5)?)(?:-lite)?$/,
    task: 'rerank',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'jina',
    provider: 'jina',
    family: '{line}',
    pattern: /^(?<line>jina-(?:embeddings?|clip|reranker|colbert|code-embeddings))-v(?<fixed>(?<version>\d))(?:-[a-z0-9]+){0,4}$/,
    task: 'embedding',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'nomic',
    provider: 'unknown',
    family: 'nomic-embed',
    pattern: /^nomic-embed-(?:text|vision|code)(?:-v(?<fixed>(?<version>\d(?:\.\d)?)))?(?:-moe)?$/,
    task: 'embedding',
    bare: OPEN_WEIGHTS,
  },
  {
    publisher: 'mixedbread',
    provider: 'unknown',
    family: 'mxbai',
    pattern: /^mxbai-(?:embed|rerank|colbert|edge)-[a-z0-9]+(?:-v(?<fixed>(?<version>\d)))?$/,
    task: 'embedding',
    bare: OPEN_WEIGHTS,
  },
  {
    publisher: 'baai',
    provider: 'unknown',
    family: 'bge',
    pattern:
      /^bge-(?:m3|(?:small|base|large)(?:-(?:en|zh))?|reranker-(?:base|large|v2-m3)|multilingual-gemma2)(?:-v(?<version>\d(?:\.\d)?))?$/,
    task: 'embedding',
    bare: OPEN_WEIGHTS,
  },
  {
    publisher: 'intfloat',
    provider: 'unknown',
    family: 'e5',
    pattern: /^(?:multilingual-)?e5-(?:small|base|large|mistral-7b)(?:-(?:instruct|v\d|unsupervised)){0,2}$/,
    task: 'embedding',
    bare: OPEN_WEIGHTS,
  },
  {
    publisher: 'alibaba',
    provider: 'unknown',
    family: 'gte',
    pattern: /^gte-(?:small|base|large|qwen\d?-\d(?:\.\d)?b|multilingual-base|modernbert-base)(?:-(?:en|zh|instruct|v\d(?:\.\d)?)){0,2}$/,
    task: 'embedding',
    bare: OPEN_WEIGHTS,
  },
  {
    publisher: 'snowflake',
    provider: 'unknown',
    family: 'snowflake-arctic',
    pattern: /^snowflake-arctic(?:-embed(?:-(?:xs|s|m|l))?(?:-v\d(?:\.\d)?)?(?:-long)?|-instruct)?$/,
    task: 'chat',
    bare: OPEN_WEIGHTS,
  },
  {
    ...hub,
    publisher: 'sentence-transformers',
    hubOwner: 'sentence-transformers',
    family: 'sentence-transformers',
    pattern:
      /^(?:all|paraphrase|multi-qa|msmarco|stsb|nli|distiluse|average|sentence-t5|gtr-t5|clip-vit|allenai-specter|quora)[a-z0-9.-]*-(?:v\d|base|large|xl|xxl|l\d{1,2}|b-\d{2}(?:-multilingual)?|cased(?:-v\d)?|specter|distilroberta-v\d|bert-base)$|^all-minilm-l\d{1,2}-v\d$/,
    task: 'embedding',
  },

  {
    ...hub,
    publisher: 'google',
    hubOwner: 'google-bert',
    family: 'bert',
    pattern:
      /^bert-(?:base|large)-(?:multilingual-|chinese|german-)?(?:un)?(?:cased)?(?:-whole-word-masking)?(?:-finetuned-[a-z0-9-]{2,40})?$/,
    task: 'unknown',
  },
  {
    ...hub,
    publisher: 'huggingface',
    hubOwner: 'distilbert',
    family: 'distilbert',
    pattern:
      /^distil(?:bert|roberta|gpt2)(?:-base(?:-(?:multilingual-|german-)?(?:un)?cased)?)?(?:-finetuned-[a-z0-9-]{2,60}|-distilled-squad)?$/,
    task: 'unknown',
    needsHint: /^distil(?:bert|roberta)$/,
  },
  {
    ...hub,
    publisher: 'meta',
    hubOwner: 'FacebookAI',
    family: 'roberta',
    pattern: /^(?:xlm-)?roberta-(?:base|large)(?:-(?:mnli|openai-detector|finetuned-[a-z0-9-]{2,40}))?$/,
    task: 'unknown',
  },
  {
    ...hub,
    publisher: 'openai',
    hubOwner: 'openai-community',
    family: 'gpt2',
    pattern: /^gpt2(?:-(?:medium|large|xl))?$/,
    task: 'completion',
  },
  { ...hub, publisher: 'google', hubOwner: 'google-t5', family: 't5', pattern: /^t5-(?:small|base|large|3b|11b)$/, task: 'chat' },
  {
    ...hub,
    publisher: 'google',
    hubOwner: 'albert',
    family: 'albert',
    pattern: /^albert-(?:base|large|xlarge|xxlarge)-v\d$/,
    task: 'unknown',
  },

  {
    publisher: 'openai',
    provider: 'unknown',
    family: 'whisper',
    pattern: /^(?:distil-)?whisper-(?:tiny|base|small|medium|large)(?:-v(?<version>\d(?:\.\d)?))?(?:-turbo|\.en|-en)?$/,
    task: 'transcription',
    bare: OPEN_WEIGHTS,
  },
  {
    publisher: 'elevenlabs',
    provider: 'elevenlabs',
    family: 'eleven',
    pattern: /^eleven_(?:multilingual|monolingual|turbo|flash|english_sts|multilingual_sts|ttv|v)_?v?(?<version>\d(?:_5)?)$/,
    task: 'speech',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'elevenlabs',
    provider: 'elevenlabs',
    family: 'scribe',
    pattern: /^scribe_v(?<version>\d)(?:_experimental|_realtime)?$/,
    task: 'transcription',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'deepgram',
    provider: 'deepgram',
    family: 'nova',
    pattern:
      /^nova-(?<version>[23])(?:-(?:general|meeting|phonecall|medical|finance|conversationalai|voicemail|video|drivethru|automotive|atc))?$/,
    task: 'transcription',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'deepgram',
    provider: 'deepgram',
    family: 'aura',
    pattern: /^aura(?:-(?<version>\d))?-[a-z]{3,12}-[a-z]{2}$/,
    task: 'speech',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'cartesia',
    provider: 'cartesia',
    family: 'sonic',
    pattern: /^sonic-(?:\d(?:\.\d)?|english|multilingual|turbo)(?:-\d{4}-\d{2}-\d{2})?$/,
    task: 'speech',
    dates: ['iso'],
    bare: NO_VERSIONS,
  },

  {
    publisher: 'stability',
    provider: 'unknown',
    family: 'stable-diffusion',
    pattern: /^(?:stable-diffusion-(?:v\d(?:-\d)*|xl|\d(?:\.\d)?|3)|sd3(?:\.5)?|sdxl)(?:-[a-z0-9.]+){0,5}$/,
    task: 'image',
    bare: OPEN_WEIGHTS,
    needsHint: /^(?:sd3|sdxl)(?:-[a-z]+)?$/,
  },
  {
    publisher: 'stability',
    provider: 'stability',
    family: 'stable-image',
    pattern: /^stable-(?:image-(?:core|ultra)|video-diffusion|audio-\d(?:\.\d)?)(?:-[a-z0-9.]+){0,3}$/,
    task: 'image',
    bare: NO_VERSIONS,
  },
  {
    publisher: 'black-forest-labs',
    provider: 'unknown',
    family: 'flux',
    pattern:
      /^flux[-.](?:(?<version>\d(?:\.\d)?)(?:-|$))?(?:pro|dev|schnell|kontext|fill|canny|depth|redux|ultra|krea|max|flex|klein)?(?:-(?:pro|dev|schnell|max|ultra|finetuned|lora|free|raw)){0,3}$/,
    task: 'image',
    bare: OPEN_WEIGHTS,
  },
  { publisher: 'recraft', provider: 'recraft', family: 'recraft', pattern: /^recraftv\d(?:_svg)?$/, task: 'image', bare: NO_VERSIONS },
];
