import type { DateForm } from './family.ts';
import type { ModelName, ModelTask } from './model-name.ts';

const DATES: Readonly<Record<DateForm, RegExp>> = {
  iso: /[-@](?<date>20\d\d-\d\d-\d\d)(?=[-:@]|$)/,
  compact: /[-@](?<date>20\d\d[01]\d[0-3]\d)(?=[-:@]|$)/,
  mmdd: /-(?<date>(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?=[-:@]|$)/,
  yymm: /-(?<date>2[3-9](?:0[1-9]|1[0-2]))(?=[-:@]|$)/,
  'mm-yyyy': /-(?<date>(?:0[1-9]|1[0-2])-20\d\d)(?=[-:@]|$)/,
  'mm-dd': /-(?<date>(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01]))(?=[-:@]|$)/,
};

/** The snapshot date in a lower-case name, ISO where all of it is given. */
export function dateIn(name: string, forms: readonly DateForm[]): string | undefined {
  for (const form of forms) {
    const date = DATES[form].exec(name)?.groups?.['date'];
    if (date === undefined) continue;
    if (form === 'compact') return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    if (form === 'mm-yyyy') return `${date.slice(3)}-${date.slice(0, 2)}`;
    return date;
  }
  return undefined;
}

const PARAMETERS =
  /(?:^|[-_:.])(?<size>(?:\d{1,2}x)?\d{1,4}(?:\.\d{1,2})?[bm](?:[-_]a\d{1,3}(?:\.\d)?b)?|e\db|\d{1,2}x\d{1,2}e)(?=[-_:.@]|$)/;
const WORD = /(?:^|[-_])(?<size>nano|micro|mini|tiny|small|medium|base|large|xlarge|xl|max|ultra|lite|light)(?=[-_:.@]|$)/;

/** Parameter count as written, else the provider's size word. */
export function sizeIn(name: string): string | undefined {
  const lower = name.toLowerCase();
  return (PARAMETERS.exec(lower) ?? WORD.exec(lower))?.groups?.['size'];
}

// First that fits wins: a reranker built on an embedding model is a reranker.
const TASKS: readonly (readonly [RegExp, ModelTask])[] = [
  [/rerank|cross-encoder|ms-marco-minilm/, 'rerank'],
  [/guard(?!rail)|moderation|shield|prompt-injection|toxic|safeguard/, 'moderation'],
  [
    /embed|minilm|mpnet|sentence-transformers|sentence-t5|(?:^|[-_/])(?:bge|e5|gte|gtr)[-_]|instructor-|contriever|colbert|specter/,
    'embedding',
  ],
  [/whisper|transcri|[-_]asr|wav2vec|parakeet|canary|scribe|hubert/, 'transcription'],
  [/(?:^|[-_/])(?:tts|speech|bark|xtts|kokoro|orpheus|parler|sonic|voice|seamless)(?=[-_.\d]|$)|speecht5|musicgen|realtime/, 'speech'],
  [/diffusion|flux|sdxl|(?:^|[-_.])sd3|image(?:-|$)|imagen|dall-e|kandinsky|playground-v|canvas|cogview|dreamlike/, 'image'],
  [/sora|(?:^|[-_])veo|video|(?:^|[-_.])reel|cogvideo|(?:^|\.)ray-/, 'video'],
  [
    /(?:^|[-_/])(?:vit|clip|detr|dino|dinov2|resnet|convnext|swin|segformer|sam|sam2|siglip|blip|owlvit|layoutlm|trocr|donut|yolo\w*|table-transformer|depth)(?=[-_.\d]|$)/,
    'vision',
  ],
  [/-mnli|sst-?2|sentiment|classif|emotion|finbert|zero-shot|-ner(?:-|$)|-squad/, 'classification'],
  [
    /instruct|chat|(?:^|[-_])it(?=[-_]|$)|llama|mistral|mixtral|qwen|gemma|deepseek|phi-|falcon|command|gpt|hermes|zephyr|vicuna|yi-|granite|nemotron|kimi|glm|smollm|solar|openchat|olmo|dbrx|flan|t5|jamba|minimax|coder|opt-\d/,
    'chat',
  ],
];

/** The task a name shows, or undefined. */
export function taskIn(name: string): ModelTask | undefined {
  const lower = name.toLowerCase();
  for (const [words, task] of TASKS) if (words.test(lower)) return task;
  return undefined;
}

/** Family, version, size and task of a hub name. */
export function describedTask(name: string, owner = ''): Pick<ModelName, 'family' | 'task'> & Partial<Pick<ModelName, 'version' | 'size'>> {
  const lower = name.toLowerCase();
  const line =
    /^(?:meta-|deepseek-ai-|the)?(?<family>[a-z]+(?:[-_][a-z]{3,})*?)(?:[-_.]?v?(?<version>\d{1,2}(?:\.\d{1,2}){0,2}))?(?=[-_.]|$)/.exec(
      lower,
    )?.groups;
  const size = sizeIn(name);
  return {
    family: line?.['family'] ?? 'unknown',
    task: taskIn(`${owner}/${name}`) ?? 'unknown',
    ...(line?.['version'] === undefined ? {} : { version: line['version'] }),
    ...(size === undefined ? {} : { size }),
  };
}
