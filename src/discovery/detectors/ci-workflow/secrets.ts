import { strongKey } from '../../../core/keys.ts';
import type { AssetObservation } from '../../../core/observation.ts';
import type { Written } from './tree.ts';

/** A secret that a job is given by name: the value lies in the CI system's store. */
export interface SecretUse {
  name: string;
  file: string;
  line: number;
  /** Where it is handed over: `env.OPENAI_API_KEY`, `with.anthropic_api_key`. */
  where: string;
}

/** AI providers by the beginning of the usual variable names. Sources: the providers' quick starts. */
const PROVIDERS: readonly (readonly [RegExp, provider: string])[] = [
  [/^(?:.*_)?OPENAI_(?:API_)?(?:KEY|TOKEN)/, 'openai'],
  [/^(?:.*_)?(?:ANTHROPIC|CLAUDE)_(?:\w+_)?(?:KEY|TOKEN)/, 'anthropic'],
  [/^(?:.*_)?(?:GEMINI|GOOGLE_(?:AI|GENAI|GENERATIVE_AI))_(?:API_)?KEY/, 'google-gemini'],
  [/^(?:.*_)?(?:HF|HUGGINGFACE|HUGGING_FACE)(?:_HUB)?_(?:\w+_)?(?:TOKEN|KEY)/, 'huggingface'],
  [/^(?:.*_)?MISTRAL_API_KEY/, 'mistral'],
  [/^(?:.*_)?GROQ_API_KEY/, 'groq'],
  [/^(?:.*_)?COHERE_API_KEY/, 'cohere'],
  [/^(?:.*_)?OPENROUTER_API_KEY/, 'openrouter'],
  [/^(?:.*_)?REPLICATE_API_(?:TOKEN|KEY)/, 'replicate'],
  [/^(?:.*_)?XAI_API_KEY/, 'xai'],
  [/^(?:.*_)?TOGETHER_API_KEY/, 'together'],
  [/^(?:.*_)?DEEPSEEK_API_KEY/, 'deepseek'],
  [/^(?:.*_)?AZURE_OPENAI_(?:\w+_)?KEY/, 'azure-openai'],
];
const AI_NAME =
  /(?:^|_)(?:WANDB|LANGSMITH|LANGCHAIN|LANGFUSE|PINECONE|CURSOR|AIDER|CODEX|COPILOT|COMET|NEPTUNE|MLFLOW|NGC|MODAL|ROBOFLOW)_/;

/** The AI provider a secret's name points to; by convention only. */
export function providerOf(name: string): string | undefined {
  const upper = name.toUpperCase();
  if (upper.includes('AZURE_OPENAI')) return 'azure-openai';
  return PROVIDERS.find(([form]) => form.test(upper))?.[1];
}

export function isAiSecret(name: string): boolean {
  return providerOf(name) !== undefined || AI_NAME.test(name.toUpperCase());
}

const EXPRESSION = /\$\{\{([^}]{1,1000})\}\}/g;

/** Names of `secrets.X` and `secrets['X']` in the expressions of a text; the job's own token is not one of them. */
export function secretsIn(text: string): string[] {
  const out: string[] = [];
  for (const [, expression] of text.matchAll(EXPRESSION))
    for (const [, plain, quoted] of expression!.matchAll(
      /\bsecrets\s{0,3}(?:\.\s{0,3}([A-Za-z_]\w{0,100})|\[\s{0,3}'([^']{1,100})'\s{0,3}\])/gi,
    )) {
      const name = plain ?? quoted!;
      if (name.toUpperCase() !== 'GITHUB_TOKEN') out.push(name);
    }
  return [...new Set(out)];
}

/** All secrets at once: `toJSON(secrets)`. */
export function handsOnAll(text: string): boolean {
  return /\btoJSON\s{0,3}\(\s{0,3}secrets\s{0,3}\)/i.test(text);
}

export function secretUses(file: string, where: string, written: Written): SecretUse[] {
  return secretsIn(written.text).map((name) => ({ name, file, line: written.line, where }));
}

/**
 * The key of a secret by the name it has in the CI system's store of a repository. A workflow in a folder of its own repository
 * (several of them in one target) is given the secrets of that one.
 */
export function secretAsset(target: string, file: string, name: string): Pick<AssetObservation, 'kind' | 'name' | 'keys' | 'properties'> {
  const provider = providerOf(name);
  return {
    kind: 'secret',
    name,
    keys: [strongKey('secret', `${target}${repositoryOf(file)}#ci/${name}`)],
    properties: { form: 'reference', store: 'ci', ai: isAiSecret(name), ...(provider === undefined ? {} : { provider }) },
  };
}

/** Where the repository of a configuration begins below the target: `/services/chat`, nothing at its top. */
function repositoryOf(file: string): string {
  const folder = /^(?:(?<github>.*)\/)?\.github\//.exec(file)?.groups;
  if (folder) return folder['github'] === undefined ? '' : `/${folder['github']}`;
  return /(?:^|\/)(?:\.gitlab-ci\.yml|azure-pipelines\.ya?ml|Jenkinsfile)$/.test(file) && file.includes('/')
    ? `/${file.slice(0, file.lastIndexOf('/'))}`
    : '';
}
