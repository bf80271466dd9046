import type { ModelFamily } from '../family.ts';

// https://developers.openai.com/api/docs/models: an alias points to a snapshot and may be moved; snapshots are dated.
const ALIAS = ['floating', 'alias: OpenAI may point it to another snapshot'] as const;
const SINGLE = ['unknown', 'OpenAI publishes this name without dated snapshots'] as const;
const openai = { publisher: 'openai', provider: 'openai' } as const;
const DATES = ['iso', 'mmdd'] as const;

export const OPENAI_FAMILIES: readonly ModelFamily[] = [
  {
    ...openai,
    family: 'gpt',
    pattern: /^(?:chat)?gpt-(?<version>\d{1,2}(?:\.\d{1,2})?o?)(?:-[a-z0-9.]+){0,6}$/,
    task: 'chat',
    dates: DATES,
    bare: ALIAS,
  },
  { ...openai, family: 'gpt', pattern: /^gpt-(?<version>35)-turbo(?:-[a-z0-9.]+){0,3}$/, task: 'chat', dates: DATES, bare: ALIAS },
  {
    ...openai,
    provider: 'unknown',
    family: 'gpt-oss',
    pattern: /^gpt-oss(?:-safeguard)?-\d{1,3}b$/,
    task: 'chat',
    bare: ['unknown', 'open weights: the name does not say which files are served'],
  },
  {
    ...openai,
    family: 'gpt-image',
    pattern: /^(?:gpt|chatgpt)-image-(?:(?<version>\d(?:\.\d)?)(?:-mini)?|latest)$/,
    task: 'image',
    bare: SINGLE,
  },
  {
    ...openai,
    family: 'gpt-realtime',
    pattern: /^gpt-(?:realtime|audio)(?:-(?<version>\d(?:\.\d)?))?(?:-mini)?(?:-\d{4}-\d{2}-\d{2})?$/,
    task: 'speech',
    dates: DATES,
    bare: ALIAS,
  },
  {
    ...openai,
    family: 'o',
    pattern: /^o(?<version>[1-9])(?:-(?:mini|pro|preview|high|low|medium|deep-research)){0,3}(?:-\d{4}-\d{2}-\d{2})?$/,
    task: 'chat',
    dates: DATES,
    bare: ALIAS,
    needsHint: /^o\d$/,
  },
  { ...openai, family: 'codex', pattern: /^codex-mini(?:-latest)?$/, task: 'chat', bare: ALIAS },
  { ...openai, family: 'computer-use', pattern: /^computer-use-preview(?:-\d{4}-\d{2}-\d{2})?$/, task: 'chat', dates: DATES, bare: ALIAS },
  { ...openai, family: 'text-embedding', pattern: /^text-embedding-(?<version>3)-(?:small|large)$/, task: 'embedding', bare: SINGLE },
  { ...openai, family: 'text-embedding-ada', pattern: /^text-embedding-ada-(?<fixed>(?<version>00\d))$/, task: 'embedding', bare: SINGLE },
  {
    ...openai,
    family: 'gpt-3-legacy',
    pattern:
      /^(?:text-(?:davinci|curie|babbage|ada)-00\d|code-(?:davinci|cushman)-00\d|(?:davinci|babbage)-002|(?:davinci|curie|babbage|ada)(?:-instruct-beta)?)$/,
    task: 'completion',
    bare: SINGLE,
    needsHint: /^(?:davinci|curie|babbage|ada)$/,
  },
  { ...openai, family: 'whisper', pattern: /^whisper-(?<version>1)$/, task: 'transcription', bare: SINGLE },
  { ...openai, family: 'tts', pattern: /^tts-(?<version>1)(?:-hd)?(?:-\d{4})?$/, task: 'speech', dates: ['mmdd'], bare: SINGLE },
  { ...openai, family: 'dall-e', pattern: /^dall-e-(?<version>[23])$/, task: 'image', bare: SINGLE },
  {
    ...openai,
    family: 'sora',
    pattern: /^sora-(?<version>\d(?:\.\d)?)(?:-pro)?(?:-\d{4}-\d{2}-\d{2})?$/,
    task: 'video',
    dates: DATES,
    bare: ALIAS,
  },
  {
    ...openai,
    family: 'moderation',
    pattern: /^(?:omni|text)-moderation-(?:latest|stable|00\d|\d{4}-\d{2}-\d{2})$/,
    task: 'moderation',
    dates: DATES,
    bare: ALIAS,
  },
];
