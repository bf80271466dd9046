import { AI_SERVERS, PERHAPS_VECTORS } from './ai-servers.ts';
import { type Container, imageOf, option, type Variable, variable, type Word } from './container.ts';
import type { Access, ModelWord, ServerKind, ServerRule } from './server.ts';

/** `${REGISTRY}/vllm/vllm-openai:v1` → `vllm/vllm-openai`: the registry is a variable, what it holds is not. */
function literalTail(image: string): string {
  return /\}\/((?:[\w.-]+\/)*[\w.-]+?)(?::[^/]*)?$/.exec(image.slice(0, 400))?.[1]?.toLowerCase() ?? '';
}

/** A key may stand where nobody looked: then it is not known that there is none. */
function settled(access: Access, { unseen }: Container): Access {
  if (access.auth !== 'none' || access.always || access.line !== undefined || unseen === undefined) return access;
  return { why: `${access.why}, but ${unseen} may set it` };
}

/** A container that serves AI, as it is started. */
export interface Served {
  id: string;
  kind: ServerKind;
  title: string;
  port: number;
  /** Told by its command line, or only by its image. */
  by: 'command' | 'image';
  auth?: 'none' | 'present';
  authWhy: string;
  authLine?: number;
  models: ModelWord[];
  /** Line of the option that lets code of the model's repository run. */
  trustRemoteCode?: number;
  line: number;
}

/** A shell or an interpreter in an image of a server may do something else than serve. */
const DOES_OTHER_THINGS =
  /^(?:sleep|tail|true|ollama (?:pull|create|list|cp)|python3? (?:-m )?[\w./-]*(?:bench|client|test|eval|train)|huggingface-cli|hf|curl|wget)\b/;
const OFF = /^(?:false|0|no|off)$/i;

/** What a container serves, by its command line, else by its image; undefined where it is no server known to be of AI. */
export function servedBy(container: Container, options: { besideAi?: boolean } = {}): Served | undefined {
  const expanded = { ...container, command: container.command.map((word) => expand(word, container)) };
  const line = expanded.command
    .map(({ text }) => text)
    .join(' ')
    .slice(0, 4000);
  const repository = imageOf(container)?.repository ?? literalTail(container.image ?? '');
  const rules = options.besideAi ? [...AI_SERVERS, ...PERHAPS_VECTORS] : AI_SERVERS;
  const started = line === '' ? undefined : rules.find((rule) => rule.command?.test(line));
  const rule =
    started ?? (DOES_OTHER_THINGS.test(line) || repository === '' ? undefined : rules.find(({ image }) => image?.test(repository)));
  return rule && read(rule, expanded, started !== undefined);
}

function read(rule: ServerRule, container: Container, byCommand: boolean): Served {
  const access = settled(rule.access?.(container) ?? { why: 'whether it asks for a key is not known' }, container);
  const trust = option(container.command, '--trust-remote-code', '--trust_remote_code');
  const trusted = variable(container, 'TRUST_REMOTE_CODE', 'HF_TRUST_REMOTE_CODE', 'VLLM_TRUST_REMOTE_CODE');
  const trustLine =
    trust && !OFF.test(trust.text)
      ? trust.line
      : trusted?.value !== undefined && /^(?:true|1|yes)$/i.test(trusted.value)
        ? trusted.line
        : undefined;
  const models = (rule.models?.(container) ?? []).filter(({ text }) => text !== '' && !/\$[({]|\{\{/.test(text)).slice(0, 20);
  return {
    id: rule.id,
    kind: rule.kind,
    title: rule.title,
    port: rule.port,
    by: byCommand ? 'command' : 'image',
    ...(access.auth === undefined ? {} : { auth: access.auth }),
    authWhy: access.why,
    ...(access.line === undefined ? {} : { authLine: access.line }),
    models,
    ...(trustLine === undefined ? {} : { trustRemoteCode: trustLine }),
    line: container.imageLine ?? container.line,
  };
}

/** `$(NAME)` of Kubernetes and `$NAME` of a shell, where the container's own variable is literal. */
function expand(word: Word, { variables }: Container): Word {
  if (!word.text.includes('$')) return word;
  const text = word.text.replaceAll(/\$(?:\((\w+)\)|\{(\w+)(?::-([^${}]*))?\}|(\w+))/g, (whole, k8s, braced, fallback, bare) => {
    const name = (k8s ?? braced ?? bare) as string;
    const found: Variable | undefined = variables.find((one) => one.name === name);
    return found?.value ?? (found ? whole : ((fallback as string | undefined) ?? whole));
  });
  return text === word.text ? word : { text, line: word.line };
}

/** Variables that only something that talks to a model is given. Sources: the SDKs' documentation. */
const AI_VARIABLES =
  /^(?:(?:AZURE_)?OPENAI_(?:API_KEY|BASE_URL|API_BASE|ENDPOINT|MODEL\w*)|ANTHROPIC_\w+|(?:GOOGLE_GENAI|GEMINI)_\w+|(?:MISTRAL|COHERE|GROQ|TOGETHER|FIREWORKS|OPENROUTER|DEEPSEEK|XAI|VOYAGE|PERPLEXITY|REPLICATE|CEREBRAS|DASHSCOPE)_API_(?:KEY|TOKEN)|HF_TOKEN|HUGGING_?FACE(?:HUB)?_(?:API_)?TOKEN|HUGGING_FACE_HUB_TOKEN|BEDROCK_\w+|OLLAMA_(?:HOST|BASE_URL|MODEL)|LLM_(?:API_KEY|MODEL|BASE_URL|PROVIDER|ENDPOINT)|EMBEDDING_MODEL\w*|LANGSMITH_\w+|LANGCHAIN_\w+|QDRANT_URL|PINECONE_API_KEY|LITELLM_\w+)$/;

/** The first variable that says a container talks to a model. */
export function aiVariable(container: Container): Variable | undefined {
  return container.variables.find(({ name }) => AI_VARIABLES.test(name));
}

const TRAINS =
  /(?:^|[\s/])(?:torchrun|deepspeed|accelerate launch|axolotl|llamafactory-cli train)\b|(?:^|[\s/_-])(?:train|pretrain|finetune|fine_tune|embed|index_documents|ingest)\w*\.py\b/;

/** Its command trains a model or fills an index. */
export function trains({ command }: Container): boolean {
  return TRAINS.test(
    command
      .map(({ text }) => text)
      .join(' ')
      .slice(0, 4000),
  );
}
