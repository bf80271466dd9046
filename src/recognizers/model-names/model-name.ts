export const MODEL_TASKS = [
  'chat',
  'completion',
  'embedding',
  'image',
  'speech',
  'transcription',
  'rerank',
  'moderation',
  'video',
  'vision',
  'classification',
  'unknown',
] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

export type Pinning = 'pinned' | 'floating' | 'unknown';

/** A model named by a token. */
export interface ModelName {
  /** Who serves it: openai, aws-bedrock, ollama, huggingface …; `unknown` where the name of open weights stands alone. */
  provider: string;
  /** The whole name as the provider knows it; lower case but for hubs. Router prefixes and resource paths are taken off. */
  name: string;
  /** Who made it: openai, anthropic, meta … */
  publisher?: string;
  /** The line of models without version and size: gpt, claude-sonnet, llama, text-embedding; `unknown` when not known. */
  family: string;
  version?: string;
  /** The snapshot date, ISO where the name gives all of it, else as written (0613, 2411, 05-06). */
  date?: string;
  /** Parameters (8b, 8x7b, 235b-a22b) or the provider's own word (mini, nano, large). */
  size?: string;
  task: ModelTask;
  pinning: Pinning;
  /** One sentence: why it is pinned or not. */
  pinningWhy: string;
  /** Where its files stand. */
  hub?: { host: string; owner: string; name: string; revision?: string };
  /** Name without the inference profile's region prefix: `us.anthropic.…` is `anthropic.…` underneath. */
  base?: string;
  /** The region group of a Bedrock inference profile: us, eu, apac, global … */
  profile?: string;
  /** The model a fine-tuned one was made from. */
  tunedFrom?: string;
  /** The full ARN or resource name, where the token was one. */
  resource?: string;
}

/** What the place of the token tells: the provider of the client it was given to, the revision argument beside it. */
export interface ModelHint {
  provider?: string;
  revision?: string;
}
