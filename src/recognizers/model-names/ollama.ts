import { familyModel } from './families.ts';
import type { ModelHint, ModelName } from './model-name.ts';
import { sizeIn, taskIn } from './parts.ts';
import { isPlausibleName } from './shape.ts';

// https://ollama.com/library: names without owner.
const LIBRARY =
  /^(?:llama|codellama|llava|mistral|mixtral|codestral|devstral|magistral|ministral|gemma|codegemma|embeddinggemma|functiongemma|translategemma|medgemma|phi|qwen|qwq|deepseek|starcoder|wizard|vicuna|orca|zephyr|dolphin|tinyllama|tinydolphin|openhermes|nous-hermes|hermes|neural-chat|starling-lm|openchat|solar|yi|falcon|command-r|command-a|command-r7b|aya|granite|smollm|olmo|nomic-embed-text|mxbai-embed-large|all-minilm|snowflake-arctic|bge-|paraphrase-multilingual|moondream|minicpm|bakllava|nemotron|marco-o1|athene|reflection|cogito|exaone|deepscaler|openthinker|sqlcoder|stable-code|stablelm|stable-beluga|llama-guard|shieldgemma|gpt-oss|glm|kimi|minimax|internlm|duckdb-nsql|meditron|medllama|everythinglm|goliath|megadolphin|notus|samantha|xwinlm|yarn|nexusraven|firefunction|dbrx|reader-lm|opencoder|r1-1776|rnj)[a-z0-9.-]{0,40}$/;
const TAG =
  /^(?:latest|cloud|\d+(?:\.\d+)?[bmt]|\d+x\d+b|e\db|\d+m|v\d(?:\.\d)?|instruct|chat|text|code|vision|thinking|mini|small|medium|large|base|r\d|[qf]\d\w{0,6})(?:[-_.][A-Za-z0-9_.]+){0,8}(?:-cloud)?$/;
const DIGEST = /^sha256:[0-9a-f]{64}$|^sha256-[0-9a-f]{64}$/;

/** `name:tag` as Ollama writes it; behind its prefix also a bare name, with a hint of it any name. */
export function ollamaModel(token: string, hint: ModelHint, prefixed = false): ModelName | undefined {
  const hinted = hint.provider === 'ollama';
  const groups = /^(?<owner>[A-Za-z0-9][\w.-]{0,40}\/)?(?<base>[A-Za-z0-9][\w.-]{1,60})(?:[:@](?<tag>[\w.:-]{1,80}))?$/.exec(token)?.groups;
  if (groups === undefined) return undefined;
  const { owner, base = '', tag } = groups;
  const known = owner === undefined && LIBRARY.test(base.toLowerCase());
  const tagged = tag === undefined ? prefixed : TAG.test(tag) || DIGEST.test(tag);
  if (hinted ? !known && !(isPlausibleName(token) && isPlausibleName(base)) : !known || !tagged) return undefined;
  const inner = familyModel(base, {});
  const size = sizeIn(tag ?? '') ?? sizeIn(base);
  const line = /^(?<family>[a-z]+(?:-[a-z]+)*)-?(?<version>\d{1,2}(?:\.\d{1,2})?)?/.exec(base.toLowerCase())?.groups;
  const version = inner?.version ?? line?.['version'];
  const digest = tag !== undefined && DIGEST.test(tag);
  const moving = tag === undefined || tag === 'latest';
  return {
    provider: 'ollama',
    name: token.toLowerCase(),
    ...(inner?.publisher === undefined ? {} : { publisher: inner.publisher }),
    family: inner?.family ?? (known ? (line?.['family'] ?? 'unknown') : 'unknown'),
    ...(version === undefined ? {} : { version }),
    ...(size === undefined ? {} : { size }),
    task: taskIn(base) ?? inner?.task ?? (known ? 'chat' : 'unknown'),
    pinning: digest ? 'pinned' : moving ? 'floating' : 'unknown',
    pinningWhy: digest
      ? 'digest of the manifest'
      : moving
        ? tag === undefined
          ? 'no tag: Ollama takes latest'
          : '"latest" moves with each release'
        : 'a tag, not a digest: Ollama may publish it again',
  };
}
