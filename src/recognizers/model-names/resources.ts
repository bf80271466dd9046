import { familyModel } from './families.ts';
import { hubName } from './hub-name.ts';
import type { ModelHint, ModelName } from './model-name.ts';
import { taskIn } from './parts.ts';

type Recognize = (token: string, hint: ModelHint) => ModelName | undefined;

const PUBLISHED =
  /^(?:projects\/[\w:.-]{1,80}\/locations\/[\w-]{1,40}\/)?publishers\/(?<publisher>[\w-]{1,40})\/models\/(?<name>[\w.@:-]{2,100})$/;
const OWN_VERTEX = /^projects\/[\w:.-]{1,80}\/locations\/[\w-]{1,40}\/models\/(?<id>[\w-]{1,80})(?:@(?<version>[\w-]{1,40}))?$/;
const OWN_GEMINI = /^tunedModels\/(?<id>[\w-]{2,80})$/;
const FIREWORKS = /^(?:fireworks_ai\/)?accounts\/(?<account>[\w-]{1,60})\/(?:models|deployments)\/(?<name>[\w.#-]{2,100})$/;
const CLOUDFLARE = /^(?:cloudflare\/)?@(?<channel>cf|hf)\/(?<publisher>[\w.-]{1,40})\/(?<name>[\w.-]{2,100})$/;
const AZURE_ML =
  /^azureml:\/\/(?:registries|locations)\/(?<registry>[\w./-]{1,120}?)\/models\/(?<name>[\w.-]{2,100})(?:\/(?:versions\/(?<version>[\w.-]{1,40})|labels\/(?<label>[\w-]{1,40})))?$/;
const HUB_ADDRESS =
  /^(?:hf\.co|huggingface\.co)\/(?<owner>[\w-]{1,60})\/(?<name>[\w.-]{2,96})(?::(?<tag>[\w.-]{1,60}))?$|^hf:\/\/(?<owner2>[\w-]{1,60})\/(?<name2>[\w.-]{2,96})(?:@(?<revision>[\w./-]{1,80}))?$/;

/** Names written as resources: Vertex, Gemini, Fireworks, Cloudflare, Azure ML, and hub addresses Ollama accepts. */
export function resourceModel(token: string, recognize: Recognize): ModelName | undefined {
  if (!token.includes('/')) return undefined;
  const published = PUBLISHED.exec(token)?.groups;
  if (published !== undefined) return vertexModel(token, published['publisher'] ?? '', published['name'] ?? '', recognize);
  if (token.startsWith('models/')) {
    const model = familyModel(token.slice(7), { provider: 'google-gemini' });
    return model?.provider === 'google-gemini' ? { ...model, resource: token } : undefined;
  }
  const own = OWN_VERTEX.exec(token)?.groups ?? OWN_GEMINI.exec(token)?.groups;
  if (own !== undefined) {
    const version = own['version'];
    const numbered = version !== undefined && /^\d+$/.test(version);
    return {
      provider: token.startsWith('tuned') ? 'google-gemini' : 'google-vertex',
      name: own['id'] ?? '',
      family: 'unknown',
      task: 'unknown',
      resource: token,
      ...(version === undefined ? {} : { version }),
      pinning: numbered || token.startsWith('tuned') ? 'pinned' : 'floating',
      pinningWhy: numbered
        ? `model version ${version}`
        : token.startsWith('tuned')
          ? 'a tuned model has an id of its own'
          : 'no version: the default version answers',
    };
  }
  const fireworks = FIREWORKS.exec(token)?.groups;
  if (fireworks !== undefined)
    return hosted('fireworks', token.replace(/^fireworks_ai\//, ''), fireworks['name'] ?? '', fireworks['account'] ?? '');
  const cloudflare = CLOUDFLARE.exec(token)?.groups;
  if (cloudflare !== undefined)
    return hosted('cloudflare', token.replace(/^cloudflare\//, ''), cloudflare['name'] ?? '', cloudflare['publisher'] ?? '');
  const azure = AZURE_ML.exec(token)?.groups;
  if (azure !== undefined) return azureModel(token, azure);
  const hub = HUB_ADDRESS.exec(token)?.groups;
  if (hub === undefined) return undefined;
  if (hub['owner2'] !== undefined) return hubName(hub['owner2'], hub['name2'] ?? '', hub['revision'], 'huggingface');
  const pulled = hubName(hub['owner'] ?? '', hub['name'] ?? '', undefined, 'huggingface');
  return { ...pulled, provider: 'ollama', name: token, pinning: 'floating', pinningWhy: 'pulled from the main branch of the hub' };
}

function vertexModel(token: string, publisher: string, name: string, recognize: Recognize): ModelName | undefined {
  const plain = name.replace(/:(?:predict|rawPredict|generateContent|streamGenerateContent|streamRawPredict)$/, '');
  const model = familyModel(plain, { provider: 'google-vertex' }) ?? recognize(plain, { provider: 'google-vertex' });
  return model === undefined
    ? undefined
    : { ...model, provider: 'google-vertex', publisher: model.publisher ?? publisher, resource: token };
}

function hosted(provider: string, name: string, model: string, publisher: string): ModelName {
  const inner = familyModel(model, {});
  return {
    ...(inner ?? { family: 'unknown', task: taskIn(model) ?? 'unknown' }),
    publisher: inner?.publisher ?? publisher,
    provider,
    name: name.toLowerCase(),
    pinning: 'unknown',
    pinningWhy: 'the host decides which files it serves under this name',
  };
}

function azureModel(token: string, groups: Record<string, string | undefined>): ModelName {
  const inner = familyModel(groups['name'] ?? '', {});
  const version = groups['version'];
  return {
    ...(inner ?? { family: 'unknown', task: taskIn(groups['name'] ?? '') ?? 'unknown' }),
    provider: 'azure-ml',
    name: groups['name'] ?? '',
    resource: token,
    ...(version === undefined ? {} : { version }),
    pinning: version === undefined ? 'floating' : 'pinned',
    pinningWhy: version === undefined ? 'a label moves with each version' : `registry version ${version}`,
  };
}
