import { type Command, hasFlag, operands, option, programOf } from './shell.ts';

/** What a step does to models. `run`: starts code of ours that uses AI and is none of the others. */
export type ActKind = 'train' | 'evaluate' | 'publish' | 'deploy' | 'run';

export interface Act {
  kind: ActKind;
  /** "huggingface-cli upload": how it is done, for evidence. */
  how: string;
  /** What is published or deployed, as written. */
  what?: string;
  /** A repository of the Hugging Face Hub it goes to. */
  hub?: { form: 'model' | 'dataset' | 'space'; id: string };
  /** A bucket that a model is copied to: `s3://name/path`. */
  bucket?: string;
}

/** Files that hold a model. */
const MODEL_FILE =
  /\.(?:safetensors|gguf|ggml|onnx|pt|pth|ckpt|h5|hdf5|keras|tflite|pkl|pickle|joblib|mlmodel|mlpackage|engine|pdparams|mar|nemo|skops)\b|\bmodel(?:s|_artifacts?)?(?:[-_.]\w+)*\.(?:tar\.gz|tgz|zip|bin)\b/i;
/** Names of images and services that serve models. */
const SERVING =
  /(?:^|[/_.-])(?:model|models|inference|serving|serve|triton|vllm|tgi|llm|embedding|embedder|sagemaker|torchserve|bentoml|mlserver|kserve|predictor|scoring|ml-api|rag)s?(?=$|[/_.:@-])/i;

type Meaning = readonly [program: RegExp, words: RegExp, kind: ActKind];

/**
 * Programs whose subcommand says what happens. `words` is tested against what follows the program. Sources: the programs' own
 * reference pages (huggingface.co/docs/huggingface_hub/guides/cli, docs.aws.amazon.com/cli, learn.microsoft.com/cli/azure/ml,
 * cloud.google.com/sdk/gcloud/reference/ai, mlflow.org/docs, dvc.org/doc, promptfoo.dev, docs.confident-ai.com and others).
 */
const MEANINGS: readonly Meaning[] = [
  [/^dvc$/, /^(?:repro|exp run|stage run)\b/, 'train'],
  [/^(?:accelerate|deepspeed|torchrun|horovodrun)$/, /./, 'train'],
  [/^(?:llamafactory-cli|axolotl|autotrain|rasa|spacy|tts|nemo)$/, /(?:^|\s)(?:train|finetune|--train)\b/, 'train'],
  [/^(?:trl|tune|mlx_lm\.lora|fairseq-train|sweep)$/, /^(?:sft|dpo|kto|grpo|reward|run|train|--)/, 'train'],
  [/^yolo$/, /\btrain\b/, 'train'],
  [/^openai$/, /\bfine[_-]tun/, 'train'],
  [/^together$/, /^fine-tuning create/, 'train'],
  [/^wandb$/, /^(?:sweep|agent|launch)\b/, 'train'],
  [/^mlflow$/, /^run\b/, 'train'],
  [
    /^aws$/,
    /^(?:sagemaker (?:create-training-job|create-hyper-parameter-tuning-job|start-pipeline-execution|create-auto-ml-job)|bedrock create-model-customization-job)/,
    'train',
  ],
  [/^az$/, /^ml job create/, 'train'],
  [/^gcloud$/, /^(?:beta )?ai(?:-platform)? (?:custom-jobs create|hp-tuning-jobs create|jobs submit training|pipeline)/, 'train'],
  [/^(?:sky|skypilot)$/, /^(?:launch|jobs launch|exec)\b/, 'train'],
  [/^(?:kfp|zenml)$/, /^(?:run|pipeline run|pipeline create)/, 'train'],
  [/^(?:clearml-task|lerobot-train|nnUNetv2_train|onmt_train)$/, /./, 'train'],

  [/^(?:promptfoo|promptfoo@[\w.]+)$/, /^(?:eval|redteam)\b/, 'evaluate'],
  [/^deepeval$/, /^test run/, 'evaluate'],
  [/^(?:lm_eval|lm-eval|evalplus\.evaluate|bigcode-eval|garak|pyrit|pyrit_scan|oaieval|helm-run|guidellm|agentdojo)$/, /./, 'evaluate'],
  [/^(?:inspect|inspect_ai|braintrust|giskard|ragas|langfuse-eval|braintrust@[\w.]+)$/, /^(?:eval|scan|evaluate)\b/, 'evaluate'],

  [/^(?:huggingface-cli|hf)$/, /^(?:upload|upload-large-folder)\b/, 'publish'],
  [/^mlflow$/, /^(?:artifacts log|models (?:push|upload))/, 'publish'],
  [/^aws$/, /^sagemaker create-model(?:-package)?\b/, 'publish'],
  [/^az$/, /^ml model create/, 'publish'],
  [/^gcloud$/, /^(?:beta )?ai models (?:upload|copy)/, 'publish'],
  [/^wandb$/, /^artifact put\b/, 'publish'],
  [/^ollama$/, /^push\b/, 'publish'],
  [/^(?:modelscope|kaggle)$/, /^(?:upload|models (?:create|instances versions create))/, 'publish'],
  [/^(?:modelkit|kit)$/, /^push\b/, 'publish'],
  [/^bentoml$/, /^(?:push|models push)\b/, 'publish'],

  [
    /^aws$/,
    /^(?:sagemaker (?:create|update)-endpoint|bedrock-agent (?:prepare|update|create)-agent|bedrock-agentcore-control (?:create|update)-agent-runtime)/,
    'deploy',
  ],
  [/^az$/, /^(?:ml (?:online|batch)-(?:endpoint|deployment) (?:create|update)|cognitiveservices account deployment create)/, 'deploy'],
  [/^gcloud$/, /^(?:beta )?ai (?:endpoints|index-endpoints) (?:deploy-model|deploy-index|create)/, 'deploy'],
  [/^mlflow$/, /^(?:deployments (?:create|update)|models (?:serve|build-docker)|sagemaker)/, 'deploy'],
  [/^bentoml$/, /^(?:deploy|deployment (?:create|update))/, 'deploy'],
  [/^(?:truss|cog|modal|beam|cerebrium|baseten|fal|agentcore|adk|langgraph)$/, /^(?:push|deploy|launch|build)\b/, 'deploy'],
];

/** What a command does, by its program and words alone; scripts of the tree are looked at elsewhere. */
export function actOf(command: Command): Act | undefined {
  const program = programOf(command);
  const rest = command.words.slice(1).join(' ').slice(0, 4000);
  const module = /^python[\d.]*$/.test(program) && command.words[1] === '-m' ? command.words[2] : undefined;
  if (module !== undefined) return actOfModule(module, command);
  for (const [programs, words, kind] of MEANINGS) {
    if (!programs.test(program) || !words.test(rest)) continue;
    const how = `${program} ${command.words
      .slice(1)
      .filter((word) => /^[a-z][a-z-]*$/.test(word))
      .slice(0, 3)
      .join(' ')}`.trim();
    if (program === 'hf' || program === 'huggingface-cli') return hubUpload(command, how);
    return { kind, how };
  }
  return storeAct(program, rest, command);
}

const MODULES: readonly (readonly [RegExp, ActKind])[] = [
  [/^(?:torch\.distributed\.(?:run|launch)|axolotl\.cli\.train|accelerate\.commands\.launch|spacy|mlx_lm\.lora|trl)$/, 'train'],
  [/^(?:lm_eval|garak|ragas|deepeval|inspect_ai)$/, 'evaluate'],
];

function actOfModule(module: string, command: Command): Act | undefined {
  const known = MODULES.find(([name]) => name.test(module));
  if (!known || (module === 'spacy' && command.words[3] !== 'train')) return undefined;
  return { kind: known[1], how: `python -m ${module}` };
}

function hubUpload(command: Command, how: string): Act {
  const form = option(command, '--repo-type', '--type') ?? 'model';
  const id = operands(command, 2).find((word) => /^[\w.-]+\/[\w.-]+$/.test(word) || word.includes('$'));
  const kind = form === 'space' ? 'deploy' : 'publish';
  const repository = form === 'space' || form === 'dataset' ? form : 'model';
  return { kind, how, ...(id === undefined ? {} : { what: id, hub: { form: repository, id } }) };
}

function storeAct(program: string, rest: string, command: Command): Act | undefined {
  if (program === 'gh' && /^release (?:upload|create)\b/.test(rest) && MODEL_FILE.test(rest)) return { kind: 'publish', how: 'gh release' };
  if (program === 'git' && /^push\b/.test(rest)) {
    const hub = /(?:huggingface\.co|hf\.co)\/(spaces\/|datasets\/)?([\w.-]+\/[\w.-]+)/.exec(rest);
    if (!hub) return undefined;
    const form = hub[1] === 'spaces/' ? 'space' : hub[1] === 'datasets/' ? 'dataset' : 'model';
    const id = hub[2]!.replace(/\.git$/, '');
    return { kind: form === 'space' ? 'deploy' : 'publish', how: 'git push to the Hugging Face Hub', what: id, hub: { form, id } };
  }
  const copies =
    (program === 'aws' && /^s3 (?:cp|sync|mv)\b/.test(rest)) ||
    (program === 'gsutil' && /\b(?:cp|rsync)\b/.test(rest)) ||
    (program === 'gcloud' && /^storage (?:cp|rsync)\b/.test(rest));
  if (copies) {
    const places = operands(command).filter((word) => /^(?:s3|gs):\/\//.test(word) || word.includes('/') || MODEL_FILE.test(word));
    const to = places.at(-1);
    const from = places.slice(0, -1).join(' ');
    if (to === undefined || !/^(?:s3|gs):\/\//.test(to)) return undefined;
    const named = /(?:^|\/)(?:models?|checkpoints?|weights|artifacts\/models?)(?:\/|$|\s)/i.test(from) || /[/-]models?(?:[/-]|$)/i.test(to);
    if (!MODEL_FILE.test(`${from} ${to}`) && !named) return undefined;
    return { kind: 'publish', how: `${program} copy of a model`, what: to, bucket: to };
  }
  const image = imagePushed(program, rest, command);
  if (image !== undefined && SERVING.test(image.replace(/\$\{\{[^}]*\}\}|\$\{?\w+\}?/g, '')))
    return { kind: 'publish', how: `${program} push of a serving image`, what: image };
  if (
    (program === 'kubectl' && /^(?:apply|rollout|set image)\b/.test(rest) && /inferenceservice|kserve|vllm|triton|seldon/i.test(rest)) ||
    (program === 'helm' && /^(?:upgrade|install)\b/.test(rest) && /vllm|triton|kserve|inference|text-generation|seldon|ollama/i.test(rest))
  )
    return { kind: 'deploy', how: `${program} of a model server` };
  return undefined;
}

function imagePushed(program: string, rest: string, command: Command): string | undefined {
  if (program !== 'docker' && program !== 'podman' && program !== 'buildah') return undefined;
  if (/^(?:push|image push)\b/.test(rest)) return operands(command).at(-1);
  return /^(?:build|buildx build)\b/.test(rest) && hasFlag(command, '--push') ? option(command, '-t', '--tag') : undefined;
}

export function isServingImage(image: string): boolean {
  return SERVING.test(image);
}

/**
 * What an action of the marketplace does to models, by owner/name without its ref. Sources: the actions' own README files.
 */
const ACTIONS: Readonly<Record<string, ActKind>> = {
  'huggingface/hub-sync': 'publish',
  'huggingface/huggingface-sync-action': 'publish',
  'nateraw/huggingface-sync-action': 'publish',
  'promptfoo/promptfoo-action': 'evaluate',
  'braintrustdata/eval-action': 'evaluate',
  'azure/aml-run': 'train',
  'azure/aml-registermodel': 'publish',
  'azure/aml-deploy': 'deploy',
  'actions/ai-inference': 'run',
  'aws-actions/sagemaker-train': 'train',
  'microsoft/ai-agent-evals': 'evaluate',
};

export function actOfAction(action: string): ActKind | undefined {
  const name = action.toLowerCase();
  return Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
}
