import { familyModel } from './families.ts';
import { hubName } from './hub-name.ts';
import type { ModelName } from './model-name.ts';
import { isPlausibleName } from './shape.ts';

// Owners that publish hardly anything but models: a well-shaped name under them is one.
const MODEL_OWNERS = new Set(
  `01-ai ai21labs alibaba-nlp allenai answerdotai baai bartowski bigcode bigscience black-forest-labs cardiffnlp codellama cohereforai coherelabs colbert-ir
  compvis coqui cross-encoder dandelin deepseek-ai dbmdz deepset distilbert distil-whisper dslim eleutherai emilyalsentzer facebookai google-bert google-t5 guardrailsai
  helsinki-nlp hkunlp hf-internal-testing huggingfaceh4 huggingfacem4 huggingfacetb hexgrad ibm-granite intfloat internlm jinaai kandinsky-community laion llava-hf lmsys
  lmstudio-community meta-llama minimaxai mistral-community mistralai mixedbread-ai mlx-community moonshotai mosaicml neuralmagic redhatai nlpconnect nomic-ai nousresearch nvidia-models
  openai-community openbmb openchat opengvlab playgroundai prosusai protectai pyannote quantfactory qwen runwayml sentence-transformers
  snowflake speechbrain stabilityai suno teknium thebloke thenlper thudm tiiuae timm tinyllama togethercomputer unitary unsloth upstage wizardlm wizardlmteam xai-org zai-org zhipu-ai`.split(
    /\s+/,
  ),
);
// Owners that also publish code, tools and images: the name itself must be one of a model line.
const MIXED_OWNERS = new Set(
  `adept alibaba amazon apple baidu bytedance cohere databricks deepmind facebook google huggingface ibm intel microsoft nvidia openai rednote-hilab salesforce tencent xiaomi autogluon amazon-science vikp mattshumer impira sshleifer openaccess-ai-collective`.split(
    /\s+/,
  ),
);
const MODEL_LINES =
  /(?:^|[-_.])(?:\w{0,8}bert|bark|bloom|roberta|deberta|electra|t5|ul2|flan|bart|pegasus|gemma\d?|paligemma\d?|gemma-\d|vit|clip|siglip2?|owlvit|blip2?|detr|dpt|dinov?\d?|sam2?|vjepa2?|resnet|convnext|swin|mobilenet|efficientnet|layoutlm\w{0,4}|trocr|donut|table-transformer|udop|florence|phi|orca|wizardlm|dialogpt|codebert|unixcoder|graphcodebert|codet5p?|codegen2?|xgen|opt|galactica|llama|mms|wav2vec2|hubert|seamless|musicgen|audiogen|nllb|m2m100|mbart|xglm|esm2?|contriever|dragon|whisper|gpt-oss|gpt2|granite|nemotron|minitron|parakeet|canary|fastconformer|nv-embed|nv-rerankqa|cosmos|segformer|megatron|mistral-nemo|openelm|aimv2|mobilevit|depth|chronos|t0|fuyu|persimmon|dolly|dbrx|mpt|hunyuan|ernie|timesfm|tapas|bigbird|longformer|switch|mt5|byt5|canine|muril|vaultgemma|shieldgemma|codegemma|medgemma|txgemma|embeddinggemma|speecht5|kosmos|markuplm|beit|prophetnet|xprophetnet|infoxlm|mpnet|minilm|e5|harrier|bitnet|vibevoice|titan|sfr|moirai|instructblip)(?=[-_.\d]|$)/i;
// Names of repositories of code beside the models of the same owners.
const CODE =
  /^(?:transformers|datasets|accelerate|diffusers|peft|trl|tokenizers|text-generation-inference|huggingface_hub|candle|optimum|smolagents|chat-ui|llama-(?:models|recipes|stack|cookbook)|mistral-(?:inference|common|finetune|src)|client-(?:python|js|ts)|cookbook|evals|whisper|clip|openai-\w+|vscode|playwright|autogen|semantic-kernel|guidance|deepspeed|onnxruntime|react|fairseq|faiss|pytorch|jax|cuda)$|[-_](?:models|harness|python|js|ts|sdk|client|recipes|cookbook|stack|docs|cli|api|inference|server|action|demo)$/i;

/** `owner/name`, optionally `@revision` or, on Ollama and Replicate, `:version`. */
const REPOSITORY =
  /^(?<owner>[A-Za-z0-9][\w-]{0,60}(?:\.[\w-]{1,30})?)\/(?<name>[A-Za-z0-9][\w.-]{1,95})(?:[@:](?<revision>[\w./-]{1,80}))?$/;

/** A model on a hub; without `trusted`, only under an owner known for models. */
export function hubModel(
  token: string,
  options: { trusted: boolean; revision?: string | undefined; provider?: string },
): ModelName | undefined {
  const groups = REPOSITORY.exec(token)?.groups;
  if (groups === undefined) return undefined;
  const { owner = '', name = '' } = groups;
  const revision = options.revision ?? groups['revision'];
  if (CODE.test(name)) return undefined;
  if (options.trusted && !isPlausibleName(token)) return undefined;
  if (!options.trusted) {
    const known = owner.toLowerCase();
    const shaped = /[A-Za-z]/.test(name) && (/\d/.test(name) || name.includes('-'));
    if (!(MODEL_OWNERS.has(known) && (shaped || MODEL_LINES.test(name))) && !(MIXED_OWNERS.has(known) && MODEL_LINES.test(name)))
      return undefined;
  }
  const found = hubName(owner, name, revision, options.provider ?? 'huggingface');
  // A family known by its bare name says more than the shape of the name.
  const known = familyModel(name, {});
  if (known === undefined) return found;
  const { family, version, date, size } = known;
  return {
    ...found,
    family,
    ...(version === undefined ? {} : { version }),
    ...(date === undefined ? {} : { date }),
    ...(size === undefined ? {} : { size }),
  };
}
