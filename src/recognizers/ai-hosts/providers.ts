// Which provider id a listed domain stands for. By domain first, then by vendor where the vendor is one provider.

export const PROVIDER_OF_DOMAIN: Readonly<Record<string, string>> = {
  'openai.azure.com': 'azure-openai',
  'cognitiveservices.azure.com': 'azure-openai',
  'services.ai.azure.com': 'azure-ai',
  'inference.ai.azure.com': 'azure-ai',
  'inference.ml.azure.com': 'azure-ml',
  'api.azureml.ms': 'azure-ml',
  'search.windows.net': 'azure-ai-search',
  'bedrock-runtime.*.amazonaws.com': 'aws-bedrock',
  'bedrock-agent-runtime.*.amazonaws.com': 'aws-bedrock',
  'bedrock-agentcore.*.amazonaws.com': 'aws-bedrock',
  'bedrock.*.amazonaws.com': 'aws-bedrock',
  'runtime.sagemaker.*.amazonaws.com': 'aws-sagemaker',
  'notebook.*.sagemaker.aws': 'aws-sagemaker',
  'studio.*.sagemaker.aws': 'aws-sagemaker',
  'generativelanguage.googleapis.com': 'google-gemini',
  'aistudio.google.com': 'google-gemini',
  'aiplatform.googleapis.com': 'google-vertex',
  '*-aiplatform.googleapis.com': 'google-vertex',
  'discoveryengine.googleapis.com': 'google-vertex',
  'models.github.ai': 'github-models',
  'watsonx.ai': 'ibm-watsonx',
  'ml.cloud.ibm.com': 'ibm-watsonx',
  'gateway.ai.cloudflare.com': 'cloudflare',
  'ai-gateway.vercel.sh': 'vercel',
  'api.llama.com': 'meta',
  'ai-gateway.helicone.ai': 'helicone',
  'oai.helicone.ai': 'helicone',
};

export const PROVIDER_OF_VENDOR: Readonly<Record<string, string>> = {
  AI21: 'ai21', Alibaba: 'alibaba', Anthropic: 'anthropic', AssemblyAI: 'assemblyai', Baidu: 'baidu', Baseten: 'baseten', 'Black Forest Labs': 'black-forest-labs',
  ByteDance: 'bytedance', Cerebras: 'cerebras', Chroma: 'chroma', Cohere: 'cohere', Databricks: 'databricks', 'Deep Infra': 'deepinfra', DeepSeek: 'deepseek',
  Deepgram: 'deepgram', ElevenLabs: 'elevenlabs', Fireworks: 'fireworks', Groq: 'groq', 'Hugging Face': 'huggingface', Hyperbolic: 'hyperbolic', 'Jina AI': 'jina',
  LangChain: 'langsmith', Langfuse: 'langfuse', LiteLLM: 'litellm', LlamaIndex: 'llamaindex', MiniMax: 'minimax', Mistral: 'mistral', Modal: 'modal',
  'Moonshot AI': 'moonshot', NVIDIA: 'nvidia', Nebius: 'nebius', Nomic: 'nomic', Novita: 'novita', Ollama: 'ollama', OpenAI: 'openai', OpenRouter: 'openrouter',
  Perplexity: 'perplexity', Pinecone: 'pinecone', Portkey: 'portkey', Qdrant: 'qdrant', Replicate: 'replicate', RunPod: 'runpod', SambaNova: 'sambanova',
  SiliconFlow: 'siliconflow', 'Stability AI': 'stability', StepFun: 'stepfun', Tavily: 'tavily', 'Together AI': 'together', 'Voyage AI': 'voyage', Weaviate: 'weaviate',
  'Weights & Biases': 'wandb', Zhipu: 'zhipu', xAI: 'xai', fal: 'fal',
};

/** What the labels before a listed domain name. `account` where nothing else is said. */
export type AccountKind = 'account' | 'region' | 'workspace' | 'cluster' | 'project' | 'endpoint';

export const ACCOUNT_OF_DOMAIN: Readonly<Record<string, AccountKind>> = {
  'openai.azure.com': 'account', 'cognitiveservices.azure.com': 'account', 'services.ai.azure.com': 'account', 'search.windows.net': 'account',
  'inference.ai.azure.com': 'endpoint', 'inference.ml.azure.com': 'endpoint', 'endpoints.huggingface.cloud': 'endpoint', 'modal.run': 'endpoint', 'proxy.runpod.net': 'endpoint',
  'azuredatabricks.net': 'workspace', 'cloud.databricks.com': 'workspace', 'gcp.databricks.com': 'workspace',
  'svc.pinecone.io': 'project', 'supabase.co': 'project', 'hf.space': 'project', 'snowflakecomputing.com': 'account',
  'cloud.qdrant.io': 'cluster', 'weaviate.cloud': 'cluster', 'weaviate.network': 'cluster', 'zillizcloud.com': 'cluster', 'mongodb.net': 'cluster', 'apps.astra.datastax.com': 'cluster', 'upstash.io': 'cluster', 'vespa-app.cloud': 'cluster',
  'ml.cloud.ibm.com': 'region',
};
