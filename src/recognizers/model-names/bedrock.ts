import { familyModel } from './families.ts';
import type { ModelName } from './model-name.ts';
import { sizeIn, taskIn } from './parts.ts';

const PUBLISHERS =
  'ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|stability|twelvelabs|writer|zai';
// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html: a region group in front.
const ID = new RegExp(
  `^(?:(?<profile>us|us-gov|eu|apac|ap|jp|au|ca|sa|me|af|il|global)\\.)?(?<publisher>${PUBLISHERS})\\.(?<rest>[a-z0-9][a-z0-9.-]{1,80})(?::(?<build>\\d{1,2})(?::(?:\\d{1,4}k|mm))?)?$`,
);
const LINES =
  /^(?:claude-|titan-|nova-|llama\d|llama-|mistral-|mixtral-|ministral-|magistral-|devstral-|voxtral-|pixtral-|command-|embed-|rerank-|jamba-|j2-|stable-|sd3|deepseek|r1-|v3|gpt-oss|qwen|palmyra-|ray-|marengo-|pegasus-|nemotron|gemma-|kimi-|minimax-|glm-)/;
const VERSION = /-v(?<version>\d{1,2}(?:[.-]\d)?)$/;

/** A model id of Amazon Bedrock, or of an inference profile for it; undefined for other dotted names. */
export function bedrockModel(token: string): ModelName | undefined {
  const name = token.toLowerCase();
  const groups = ID.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const { profile, publisher = '', rest = '', build } = groups;
  // anthropic.com, cohere.ai, openai.error: other dotted names of the same firms.
  if (!LINES.test(rest) || !/\d|-/.test(rest)) return undefined;
  const suffix = VERSION.exec(rest)?.groups?.['version'];
  // Bedrock writes 3.1 as 3-1, and what others call sd3 or v3 with the publisher in front.
  const line = rest.replace(VERSION, '');
  const plain = line.replace(/(\d)-(\d)(?=-|$)/, '$1.$2');
  const inner = familyModel(plain, {}) ?? familyModel(rest, {}) ?? familyModel(`${publisher}-${plain}`, {});
  const size = inner?.size ?? sizeIn(rest);
  // -v1 is the model's own version only where nothing else in the name is.
  const version = inner?.version ?? (/\d/.test(line) ? undefined : suffix);
  const fixed = suffix !== undefined || build !== undefined;
  const pinned = fixed || inner?.pinning === 'pinned';
  return {
    provider: 'aws-bedrock',
    name,
    publisher,
    family: inner?.family ?? /^[a-z]+(?:-[a-z]{3,})*/.exec(rest)?.[0] ?? 'unknown',
    ...(version === undefined ? {} : { version }),
    ...(inner?.date === undefined ? {} : { date: inner.date }),
    ...(size === undefined ? {} : { size }),
    task: taskIn(rest) ?? inner?.task ?? 'chat',
    pinning: pinned ? 'pinned' : 'unknown',
    pinningWhy: fixed ? 'Bedrock model ids carry their version' : pinned ? (inner?.pinningWhy ?? '') : 'Bedrock id without a version',
    ...(profile === undefined ? {} : { profile, base: name.slice(profile.length + 1) }),
  };
}

const ARN =
  /^arn:aws[a-z-]{0,8}:(?<service>bedrock|sagemaker):(?<region>[a-z0-9-]{0,30}):(?<account>\d{0,12}|aws):(?<kind>foundation-model|inference-profile|application-inference-profile|custom-model|custom-model-deployment|imported-model|provisioned-model|default-prompt-router|prompt-router|model|model-package)\/(?<id>[A-Za-z0-9._:/-]{1,200})$/;

/** A Bedrock or SageMaker model ARN. Endpoints, agents and jobs are other things: undefined. */
export function arnModel(token: string): ModelName | undefined {
  const groups = ARN.exec(token)?.groups;
  if (groups === undefined) return undefined;
  const { service, kind = '', id = '' } = groups;
  if (kind === 'foundation-model' || kind === 'inference-profile') {
    const model = bedrockModel(id);
    if (model !== undefined) return { ...model, resource: token };
  }
  const made = kind === 'custom-model' || kind === 'imported-model' || kind === 'model' || kind === 'model-package';
  return {
    provider: service === 'sagemaker' ? 'aws-sagemaker' : 'aws-bedrock',
    name: id.toLowerCase(),
    family: 'unknown',
    task: 'unknown',
    resource: token,
    pinning: made ? 'pinned' : 'unknown',
    pinningWhy: made ? 'the resource is one fixed model' : `the ${kind} decides which model answers`,
  };
}
