import { own } from '../../core/table.ts';
import { arnModel, bedrockModel } from './bedrock.ts';
import { familyModel } from './families.ts';
import { hubModel } from './hub.ts';
import type { ModelHint, ModelName } from './model-name.ts';
import { ollamaModel } from './ollama.ts';
import { taskIn } from './parts.ts';
import { COLON_PREFIXES, GATEWAY_PUBLISHERS, GATEWAYS, ROUTER_PREFIXES, servesOthers } from './prefixes.ts';
import { resourceModel } from './resources.ts';
import { isNameShaped, isPlausibleName } from './shape.ts';

export type { ModelHint, ModelName, ModelTask, Pinning } from './model-name.ts';

const HUBS = new Set(['huggingface', 'modelscope', 'replicate', 'sentence-transformers']);
const NOT_ON_HUB = new Set(['meta', 'x-ai', 'z-ai', 'alibaba', 'amazon', 'bytedance', 'inflection', 'mistral', 'deepseek']);
// promptfoo names the endpoint between provider and model: openai:chat:gpt-4o.
const ENDPOINTS = /^(?:chat|responses|completions?|embeddings?|realtime|image|images|messages|moderation|transcription|speech):/;

/**
 * Recognises a model by a whole token: a provider's name, a resource name or ARN, a router's `provider/model`, an
 * Ollama tag, a hub repository. The token is never cut to make it fit. Undefined for identifiers, types, prose, URLs,
 * file paths and environment names.
 *
 * With a hint (the token stands where a provider's client takes a model) an unknown but well-shaped token is accepted
 * with family `unknown`. Pure; linear; never throws.
 */
export function recognizeModel(token: string, hint: ModelHint = {}): ModelName | undefined {
  // Claude Code marks a longer context window behind the name.
  const name = token.replace(/\[\d{1,2}m\]$/, '');
  if (name.length > 300) return undefined;
  const resource = arnModel(name) ?? resourceModel(name, recognizeModel);
  if (resource !== undefined) return resource;
  if (!isNameShaped(name)) return undefined;
  return tuned(name) ?? routed(name, hint) ?? named(name, hint) ?? hinted(name, hint);
}

/** Names without a router's prefix. */
function named(name: string, hint: ModelHint): ModelName | undefined {
  const onHub = hint.provider !== undefined && HUBS.has(hint.provider);
  if (onHub) {
    const hub = hubModel(name, {
      trusted: true,
      revision: hint.revision,
      provider: hint.provider === 'sentence-transformers' ? 'huggingface' : (hint.provider ?? 'huggingface'),
    });
    if (hub !== undefined) return hub;
  }
  if (name.includes('/'))
    return hint.provider === 'ollama' ? ollamaModel(name, hint) : hubModel(name, { trusted: false, revision: hint.revision });
  if (hint.provider === 'ollama') return ollamaModel(name, hint);
  return bedrockModel(name) ?? familyModel(name, hint) ?? ollamaModel(name, hint);
}

/** ft:base:organisation:name:id, OpenAI's fine-tuned models. */
function tuned(name: string): ModelName | undefined {
  const groups =
    /^ft:(?<base>[\w.-]{3,60}):(?<organization>[\w-]{0,60}):(?<suffix>[\w.-]{0,60}):(?<id>[\w-]{3,40}(?::ckpt-step-\d+)?)$/.exec(
      name,
    )?.groups;
  const base = groups === undefined ? undefined : familyModel(groups['base'] ?? '', {});
  if (base === undefined) return undefined;
  return { ...base, name, tunedFrom: base.name, pinning: 'pinned', pinningWhy: 'a fine-tuned model has an id of its own' };
}

/** provider/model, provider:model, publisher/model: the prefix must be known and the rest must be a name. */
function routed(name: string, hint: ModelHint): ModelName | undefined {
  const slash = name.indexOf('/');
  const colon = name.indexOf(':');
  if (slash > 0 && (colon < 0 || slash < colon)) {
    // Routers and gateways write their prefixes in lower case; Qwen/… and Snowflake/… are owners on a hub.
    const prefix = name.slice(0, slash);
    const rest = name.slice(slash + 1);
    return throughGateway(prefix, rest, name, hint) ?? throughRouter(prefix, rest, hint);
  }
  if (colon > 0) {
    const provider = own(COLON_PREFIXES, name.slice(0, colon).toLowerCase());
    const rest = name.slice(colon + 1).replace(ENDPOINTS, '');
    if (provider === undefined || /^\d+(?:\.\d+)?[bm]\b|^latest$/.test(rest)) return undefined;
    return HUBS.has(provider) || provider === 'ollama'
      ? recognizeModel(rest, { ...hint, provider })
      : (known(rest, provider, hint) ?? undefined);
  }
  return undefined;
}

/** openai/gpt-4o at a gateway is the gateway's own name; elsewhere it is the publisher's API. */
function throughGateway(prefix: string, rest: string, name: string, hint: ModelHint): ModelName | undefined {
  const publisher = GATEWAY_PUBLISHERS[prefix];
  const atGateway = hint.provider !== undefined && GATEWAYS.has(hint.provider);
  // Variants of OpenRouter: :free, :online, :nitro, :thinking …
  const plain = rest.replace(/:(?:free|online|nitro|floor|extended|beta|thinking|exacto)$/, '');
  if (atGateway) {
    const model = familyModel(plain, {}) ?? hubModel(`${prefix}/${plain}`, { trusted: false });
    if (model === undefined) return undefined;
    const { hub: _hub, ...described } = model;
    return { ...described, provider: hint.provider ?? 'unknown', name: name.toLowerCase(), publisher: prefix, ...gatewayPinning(model) };
  }
  if (publisher === undefined || hint.provider === 'huggingface' || rest.includes('/')) return undefined;
  const model = familyModel(plain, {}) ?? familyModel(plain, { ...hint, provider: publisher });
  if (model === undefined || model.hub !== undefined) return undefined;
  if (model.provider === publisher) return model;
  // openai/whisper-large-v3, google/gemma-2-9b-it: weights on the hub, unless nobody of that name is there.
  return model.provider === 'unknown' && NOT_ON_HUB.has(prefix) ? { ...model, name: name.toLowerCase() } : undefined;
}

function gatewayPinning(model: ModelName): Pick<ModelName, 'pinning' | 'pinningWhy'> {
  if (model.date !== undefined || model.pinning === 'pinned') return { pinning: model.pinning, pinningWhy: model.pinningWhy };
  return { pinning: 'floating', pinningWhy: 'the gateway decides which host and version answers' };
}

function throughRouter(prefix: string, rest: string, hint: ModelHint): ModelName | undefined {
  const provider = own(ROUTER_PREFIXES, prefix);
  if (provider === undefined) return undefined;
  if (prefix === 'openai' && familyModel(rest, {})?.provider === 'unknown') return undefined;
  if (rest === 'auto' && provider === 'openrouter')
    return {
      provider,
      name: 'openrouter/auto',
      family: 'router',
      task: 'chat',
      pinning: 'floating',
      pinningWhy: 'the gateway picks a model for each request',
    };
  if (provider === 'openrouter' || provider === 'vercel') return recognizeModel(rest, { ...hint, provider });
  if (provider === 'huggingface') {
    // huggingface/<inference provider>/owner/name, or without the provider.
    const parts = rest.split('/');
    return parts.length > 1
      ? hubModel(parts.slice(-2).join('/'), { trusted: parts.length > 2 || /\d/.test(rest), revision: hint.revision })
      : undefined;
  }
  if (provider === 'ollama') return ollamaModel(rest, { ...hint, ...(hint.provider === undefined ? {} : { provider }) }, true);
  return known(rest, provider, hint);
}

/** The rest after a prefix, when it is a known name; of unknown ones only where a hint says that a model stands here. */
function known(rest: string, provider: string, hint: ModelHint): ModelName | undefined {
  const inner = { ...hint, provider };
  const path = rest.replace(
    provider === 'aws-bedrock'
      ? /^(?:converse|converse_like|invoke|llama|deepseek_r1|anthropic|openai|[a-z]{2}-[a-z]+-\d)\//
      : /^(?:chat|responses|global_standard|global|eu|us)\//,
    '',
  );
  const model =
    provider === 'aws-bedrock'
      ? (arnModel(path) ?? bedrockModel(path))
      : (familyModel(path, inner) ?? (path.includes('/') ? hostedHub(path, provider) : undefined));
  if (model !== undefined)
    return servesOthers(provider) || model.provider === provider || model.provider === 'unknown' ? { ...model, provider } : undefined;
  return hint.provider === undefined ? undefined : hinted(rest, inner);
}

/** together_ai/meta-llama/Llama-3-70b-chat-hf, groq/openai/gpt-oss-120b: a hub name at another host. */
function hostedHub(path: string, provider: string): ModelName | undefined {
  const resource = resourceModel(path, recognizeModel);
  if (resource !== undefined) return resource;
  const name = path.slice(path.indexOf('/') + 1);
  const model = hubModel(path, { trusted: false }) ?? familyModel(name, {});
  if (model === undefined) return undefined;
  const { hub: _hub, ...described } = model;
  return {
    ...described,
    provider,
    name: path.toLowerCase(),
    pinning: 'unknown',
    pinningWhy: 'the host decides which files it serves under this name',
  };
}

function hinted(name: string, hint: ModelHint): ModelName | undefined {
  const { provider } = hint;
  if (provider === undefined || !isPlausibleName(name)) return undefined;
  const azure = provider === 'azure-openai' || provider === 'azure-ai';
  return {
    provider,
    name: azure ? name.toLowerCase() : name,
    family: 'unknown',
    task: taskIn(name) ?? 'unknown',
    pinning: 'unknown',
    pinningWhy: azure ? 'a deployment: its model version is set where it is deployed' : 'a name not known to us',
  };
}
