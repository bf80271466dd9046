import type { Container } from './container.ts';
import { option } from './container.ts';
import { readImage } from './image.ts';
import { keyed, type ModelWord, named, never, type ServerRule, setTo, unless } from './server.ts';

/** `vllm serve NAME …`, or the name as first argument of the image's own entry point. */
function vllmModels(container: Container): ModelWord[] {
  const { command } = container;
  const given = named(['--model', '--model-tag'])(container);
  if (given.length > 0) return given;
  const serve = command.findIndex(({ text }, index) => text === 'serve' && /(?:^|\/)vllm$/.test(command[index - 1]?.text ?? ''));
  const next = serve >= 0 ? command[serve + 1] : command[0];
  if (next === undefined || next.text.startsWith('-') || (serve < 0 && !/^(?:[\w.-]+\/[\w.-]+|s3:\/\/\S+)$/.test(next.text))) return [];
  return [{ ...next, provider: 'huggingface' }];
}

/** `ollama pull|run NAME` anywhere in the command line. */
function ollamaModels({ command, variables }: Container): ModelWord[] {
  const out: ModelWord[] = [];
  command.forEach((word, index) => {
    if (/^(?:pull|run)$/.test(word.text) && /(?:^|\/)ollama$/.test(command[index - 1]?.text ?? '') && command[index + 1])
      out.push({ ...command[index + 1]!, provider: 'ollama' });
  });
  for (const { name, value, line } of variables)
    if (/^(?:OLLAMA_MODELS?(?:_NAME)?|DEFAULT_MODEL)$/.test(name) && value && !/^[/.~]/.test(value))
      for (const text of value.split(/[\s,]+/).slice(0, 20)) out.push({ text, line, provider: 'ollama' });
  return out;
}

/** NVIDIA NIM: one image is one model, `nvcr.io/nim/meta/llama-3.1-8b-instruct`. */
function nimModels(container: Container): ModelWord[] {
  const image = container.image === undefined ? undefined : readImage(container.image);
  const name = image && /(?:^|\/)nim\/([\w.-]+\/[\w.-]+)$/.exec(image.repository)?.[1];
  return name ? [{ text: name, line: container.imageLine ?? container.line, provider: 'nvidia' }] : [];
}

function positionalAfter(word: string): (container: Container) => ModelWord[] {
  return ({ command }) => {
    const next = command[command.findIndex(({ text }) => text === word) + 1];
    return next !== undefined && next.text !== word && !next.text.startsWith('-') ? [{ ...next, provider: 'huggingface' }] : [];
  };
}

/** Inference servers. */
export const MODEL_SERVERS: readonly ServerRule[] = [
  {
    // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
    id: 'vllm',
    kind: 'model-endpoint',
    title: 'vLLM',
    image: /(?:^|\/)vllm(?:[-_](?!.*(?:router|exporter|proxy|client|benchmark|operator|dashboard))[\w.-]+)?$/,
    command: /(?:^|[\s/])vllm serve\b|\bvllm\.entrypoints\.(?:openai\.)?api_server\b/,
    port: 8000,
    access: keyed(['--api-key'], ['VLLM_API_KEY']),
    models: vllmModels,
  },
  {
    // https://huggingface.co/docs/text-generation-inference/reference/launcher
    id: 'tgi',
    kind: 'model-endpoint',
    title: 'Text Generation Inference',
    image: /(?:^|\/)(?:text-generation-inference|huggingface-text-generation-inference|tgi)(?:-[\w.-]+)?$/,
    command: /\btext-generation-launcher\b/,
    port: 80,
    access: keyed(['--api-key'], ['API_KEY']),
    models: named(['--model-id'], ['MODEL_ID', 'HF_MODEL_ID']),
  },
  {
    // https://huggingface.co/docs/text-embeddings-inference/cli_arguments
    id: 'tei',
    kind: 'model-endpoint',
    title: 'Text Embeddings Inference',
    image: /(?:^|\/)text-embeddings-inference(?:-[\w.-]+)?$/,
    command: /\btext-embeddings-router\b/,
    port: 80,
    access: keyed(['--api-key'], ['API_KEY']),
    models: named(['--model-id'], ['MODEL_ID']),
  },
  {
    // https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/customization_guide/deploy.html
    id: 'triton',
    kind: 'model-endpoint',
    title: 'Triton',
    image: /(?:^|\/)triton(?:inference)?-?server(?:-[\w.-]+)?$|(?:^|\/)tritonserver$/,
    command: /(?:^|[\s/])tritonserver\b/,
    port: 8000,
    access: never('Triton'),
    models: named(['--model-repository', '--model-store'], []),
  },
  {
    // https://github.com/ollama/ollama/blob/main/docs/faq.md
    id: 'ollama',
    kind: 'model-endpoint',
    title: 'Ollama',
    image: /(?:^|\/)ollama$/,
    command: /(?:^|[\s/])ollama serve\b/,
    port: 11434,
    access: never('Ollama'),
    models: ollamaModels,
  },
  {
    // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
    id: 'llama.cpp',
    kind: 'model-endpoint',
    title: 'llama.cpp server',
    image: /(?:^|\/)llama(?:\.cpp|-cpp-python|-server|cpp)$/,
    command: /(?:^|[\s/])llama-server\b|\bllama_cpp\.server\b/,
    port: 8080,
    access: keyed(['--api-key', '--api-key-file'], ['LLAMA_API_KEY', 'LLAMA_ARG_API_KEY', 'API_KEY']),
    models: named(['-hf', '--hf-repo', '-hfr', '-m', '--model'], ['LLAMA_ARG_HF_REPO', 'LLAMA_ARG_MODEL', 'MODEL']),
  },
  {
    // https://localai.io/advanced/
    id: 'localai',
    kind: 'model-endpoint',
    title: 'LocalAI',
    image: /(?:^|\/)local-?ai$/,
    command: /(?:^|[\s/])local-ai (?:run|--)/,
    port: 8080,
    access: keyed(['--api-keys'], ['LOCALAI_API_KEY', 'API_KEY']),
    models: named(['--models'], ['MODELS', 'LOCALAI_MODELS']),
  },
  {
    // https://github.com/pytorch/serve/blob/master/docs/token_authorization_api.md (on by default since 0.11.1)
    id: 'torchserve',
    kind: 'model-endpoint',
    title: 'TorchServe',
    image: /(?:^|\/)torchserve(?:-[\w.-]+)?$/,
    command: /(?:^|[\s/])torchserve\b/,
    port: 8080,
    access: unless((container) => {
      const off = option(container.command, '--disable-token-auth', '--disable-token');
      return off
        ? {
            why: `${container.command.find((word) => word.line === off.line && word.text.startsWith('--disable-token'))?.text ?? '--disable-token-auth'} is given`,
            line: off.line,
          }
        : setTo('TS_DISABLE_TOKEN_AUTHORIZATION', /^true$/i)(container);
    }, 'TorchServe asks for a token unless it is switched off'),
    models: named(['--model-store'], []),
  },
  {
    // https://www.tensorflow.org/tfx/serving/docker
    id: 'tf-serving',
    kind: 'model-endpoint',
    title: 'TensorFlow Serving',
    image: /(?:^|\/)(?:tensorflow\/serving|tensorflow-serving|tf-serving)(?:-[\w.-]+)?$/,
    command: /(?:^|[\s/])tensorflow_model_server\b/,
    port: 8501,
    access: never('TensorFlow Serving'),
    models: named(['--model_base_path'], ['MODEL_BASE_PATH']),
  },
  {
    // https://docs.sglang.ai/advanced_features/server_arguments.html
    id: 'sglang',
    kind: 'model-endpoint',
    title: 'SGLang',
    image: /(?:^|\/)sglang(?:-(?!.*router)[\w.-]+)?$/,
    command: /\bsglang\.launch_server\b|(?:^|[\s/])sglang serve\b/,
    port: 30000,
    access: keyed(['--api-key'], []),
    models: named(['--model-path', '--model'], []),
  },
  {
    // https://docs.ray.io/en/latest/serve/production-guide/index.html
    id: 'ray-serve',
    kind: 'model-endpoint',
    title: 'Ray Serve',
    command: /(?:^|[\s/])serve (?:run|deploy)\b/,
    port: 8000,
    access: never('Ray Serve'),
  },
  {
    // https://docs.nvidia.com/nim/large-language-models/latest/getting-started.html
    id: 'nim',
    kind: 'model-endpoint',
    title: 'NVIDIA NIM',
    image: /(?:^|\/)nim\/[\w.-]+\/[\w.-]+$/,
    port: 8000,
    access: never('NVIDIA NIM'),
    models: nimModels,
  },
  {
    // https://lmdeploy.readthedocs.io/en/latest/llm/api_server.html
    id: 'lmdeploy',
    kind: 'model-endpoint',
    title: 'LMDeploy',
    image: /(?:^|\/)lmdeploy$/,
    command: /\blmdeploy serve api_server\b/,
    port: 23333,
    access: keyed(['--api-keys'], []),
    models: positionalAfter('api_server'),
  },
  {
    // https://aphrodite.pygmalion.chat/
    id: 'aphrodite',
    kind: 'model-endpoint',
    title: 'Aphrodite',
    image: /(?:^|\/)aphrodite-(?:engine|openai)$/,
    command: /\baphrodite run\b|\baphrodite\.endpoints\.openai\.api_server\b/,
    port: 2242,
    access: keyed(['--api-keys', '--api-key'], ['APHRODITE_API_KEY']),
    models: named(['--model'], ['MODEL_NAME']),
  },
  {
    // https://michaelfeil.eu/infinity/
    id: 'infinity',
    kind: 'model-endpoint',
    title: 'Infinity',
    image: /(?:^|\/)michaelf34\/infinity$/,
    command: /(?:^|[\s/])infinity_emb\b/,
    port: 7997,
    access: keyed(['--api-key'], ['INFINITY_API_KEY']),
    models: named(['--model-id'], ['INFINITY_MODEL_ID']),
  },
  {
    // https://inference.readthedocs.io/
    id: 'xinference',
    kind: 'model-endpoint',
    title: 'Xinference',
    image: /(?:^|\/)xinference$/,
    command: /\bxinference-(?:local|supervisor)\b/,
    port: 9997,
    access: keyed(['--auth-config'], []),
  },
  {
    // https://github.com/lm-sys/FastChat/blob/main/docs/openai_api.md
    id: 'fastchat',
    kind: 'model-endpoint',
    title: 'FastChat',
    image: /(?:^|\/)fastchat$/,
    command: /\bfastchat\.serve\.openai_api_server\b/,
    port: 8000,
    access: keyed(['--api-keys'], []),
  },
  {
    // https://kserve.github.io/website/latest/modelserving/v1beta1/llm/huggingface/
    id: 'kserve-huggingface',
    kind: 'model-endpoint',
    title: 'KServe Hugging Face server',
    image: /(?:^|\/)huggingfaceserver$/,
    port: 8080,
    access: never('The KServe Hugging Face server'),
    models: named(['--model_id', '--model-id'], ['MODEL_ID']),
  },
  {
    // https://mlserver.readthedocs.io/
    id: 'mlserver',
    kind: 'model-endpoint',
    title: 'MLServer',
    image: /(?:^|\/)mlserver(?:-[\w.-]+)?$/,
    command: /\bmlserver start\b/,
    port: 8080,
    access: never('MLServer'),
  },
  {
    // https://docs.bentoml.com/
    id: 'bentoml',
    kind: 'model-endpoint',
    title: 'BentoML',
    command: /(?:^|[\s/])bentoml serve\b|(?:^|[\s/])openllm (?:serve|start)\b/,
    port: 3000,
    access: never('BentoML'),
  },
  {
    // https://github.com/speaches-ai/speaches
    id: 'speaches',
    kind: 'model-endpoint',
    title: 'Speech server',
    image: /(?:^|\/)(?:faster-whisper-server|speaches|whisper-asr-webservice|openai-whisper-asr-webservice)$/,
    port: 8000,
    access: keyed(['--api-key'], ['API_KEY']),
    models: named([], ['WHISPER__MODEL']),
  },
  {
    // https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/Command-Line-Arguments-and-Settings
    id: 'stable-diffusion',
    kind: 'model-endpoint',
    title: 'Image generation server',
    image: /(?:^|\/)(?:stable-diffusion-webui|comfyui|invokeai)(?:-[\w.-]+)?$/,
    port: 7860,
    access: keyed(['--gradio-auth', '--api-auth'], []),
  },
];
