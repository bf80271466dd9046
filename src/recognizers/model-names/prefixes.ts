// What stands before a "/" or ":" in front of a model name, and which provider it means.

/** `provider/model` as LiteLLM writes it (https://docs.litellm.ai/docs/providers); the rest is the provider's own name. */
export const ROUTER_PREFIXES: Readonly<Record<string, string>> = {
  openai: 'openai', 'text-completion-openai': 'openai', azure: 'azure-openai', azure_ai: 'azure-ai', azure_text: 'azure-openai', bedrock: 'aws-bedrock', bedrock_converse: 'aws-bedrock',
  sagemaker: 'aws-sagemaker', sagemaker_chat: 'aws-sagemaker', vertex_ai: 'google-vertex', vertex_ai_beta: 'google-vertex', gemini: 'google-gemini', palm: 'google-gemini', anthropic: 'anthropic',
  mistral: 'mistral', codestral: 'mistral', cohere: 'cohere', cohere_chat: 'cohere', groq: 'groq', together_ai: 'together', together: 'together', togetherai: 'together', fireworks_ai: 'fireworks', fireworks: 'fireworks',
  deepseek: 'deepseek', xai: 'xai', perplexity: 'perplexity', openrouter: 'openrouter', ollama: 'ollama', ollama_chat: 'ollama', huggingface: 'huggingface', replicate: 'replicate',
  nvidia_nim: 'nvidia', databricks: 'databricks', snowflake: 'snowflake', watsonx: 'ibm-watsonx', watsonx_text: 'ibm-watsonx', cloudflare: 'cloudflare', cerebras: 'cerebras', sambanova: 'sambanova', deepinfra: 'deepinfra',
  voyage: 'voyage', jina_ai: 'jina', ai21: 'ai21', ai21_chat: 'ai21', baseten: 'baseten', dashscope: 'alibaba', moonshot: 'moonshot', zai: 'zhipu', minimax: 'minimax', volcengine: 'bytedance',
  github: 'github-models', github_copilot: 'github-copilot', vercel_ai_gateway: 'vercel', hosted_vllm: 'vllm', vllm: 'vllm', lm_studio: 'lmstudio', llamafile: 'llamafile', xinference: 'xinference', novita: 'novita', nebius: 'nebius', hyperbolic: 'hyperbolic',
  featherless_ai: 'featherless', friendliai: 'friendliai', nscale: 'nscale', lambda_ai: 'lambda', meta_llama: 'meta', elevenlabs: 'elevenlabs', deepgram: 'deepgram', assemblyai: 'assemblyai', stability: 'stability', fal_ai: 'fal', runwayml: 'runway', siliconflow: 'siliconflow',
};

/** `publisher/model` as gateways (OpenRouter, Vercel, GitHub Models) write it: the provider serving the publisher's own API. */
export const GATEWAY_PUBLISHERS: Readonly<Record<string, string>> = {
  openai: 'openai', anthropic: 'anthropic', google: 'google-gemini', mistral: 'mistral', mistralai: 'mistral', cohere: 'cohere', deepseek: 'deepseek', 'x-ai': 'xai', xai: 'xai', perplexity: 'perplexity', amazon: 'amazon', ai21: 'ai21',
  moonshotai: 'moonshot', minimax: 'minimax', 'z-ai': 'zhipu', zai: 'zhipu', alibaba: 'alibaba', qwen: 'alibaba', meta: 'meta', inflection: 'inflection', bytedance: 'bytedance', voyage: 'voyage', 'black-forest-labs': 'black-forest-labs',
};

/** `provider:model` as pydantic-ai, LangChain's init_chat_model, Haystack, aisuite and promptfoo write it. */
export const COLON_PREFIXES: Readonly<Record<string, string>> = {
  openai: 'openai', 'openai-chat': 'openai', 'openai-responses': 'openai', anthropic: 'anthropic', azure: 'azure-openai', azure_openai: 'azure-openai', azureopenai: 'azure-openai', azure_ai: 'azure-ai', google: 'google-gemini', 'google-gla': 'google-gemini', google_genai: 'google-gemini', googleai: 'google-gemini', gemini: 'google-gemini',
  'google-vertex': 'google-vertex', google_vertexai: 'google-vertex', google_anthropic_vertex: 'google-vertex', vertexai: 'google-vertex', vertex: 'google-vertex', bedrock: 'aws-bedrock', bedrock_converse: 'aws-bedrock', aws: 'aws-bedrock', groq: 'groq', mistral: 'mistral', mistralai: 'mistral', cohere: 'cohere', deepseek: 'deepseek',
  xai: 'xai', grok: 'xai', perplexity: 'perplexity', fireworks: 'fireworks', together: 'together', ollama: 'ollama', huggingface: 'huggingface', hf: 'huggingface', openrouter: 'openrouter', nvidia: 'nvidia', ibm: 'ibm-watsonx', github: 'github-models', cerebras: 'cerebras', voyage: 'voyage', replicate: 'replicate', moonshotai: 'moonshot', vercel: 'vercel', databricks: 'databricks',
};

/** Providers that serve models of others: a hint of one of these names the provider of any name. */
const HOSTS = new Set([
  'azure-openai', 'azure-ai', 'azure-ml', 'aws-bedrock', 'aws-sagemaker', 'google-vertex', 'openrouter', 'vercel', 'github-models', 'github-copilot', 'groq', 'together', 'fireworks', 'deepinfra', 'ollama', 'nvidia', 'databricks', 'snowflake', 'replicate', 'cloudflare',
  'cerebras', 'sambanova', 'ibm-watsonx', 'baseten', 'novita', 'nebius', 'hyperbolic', 'featherless', 'friendliai', 'nscale', 'lambda', 'siliconflow', 'lmstudio', 'vllm', 'llamafile', 'xinference', 'self-hosted', 'modal', 'runpod', 'helicone', 'portkey', 'fal', 'huggingface-inference',
]);
/** Gateways whose model names keep the publisher: `openai/gpt-4o` is the name. */
export const GATEWAYS: ReadonlySet<string> = new Set(['openrouter', 'vercel', 'github-models', 'deepinfra', 'together', 'novita', 'nebius', 'hyperbolic', 'featherless', 'siliconflow', 'nvidia', 'baseten', 'groq', 'helicone', 'ibm-watsonx', 'cloudflare', 'replicate', 'fal']);

/** True for a provider that serves models of others, and for a bare host name (a server of one's own). */
export function servesOthers(provider: string): boolean {
  return HOSTS.has(provider) || provider.includes('.');
}
