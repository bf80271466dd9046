import { describe, expect, it } from 'vitest';
import { type ModelHint, type ModelName, recognizeModel } from './recognize.ts';

type Expected = Partial<ModelName>;
const at = (provider: string): ModelHint => ({ provider });

// From the providers' model pages and from names seen in public code. Name defaults to the token.
const KNOWN: readonly (readonly [token: string, expected: Expected, hint?: ModelHint])[] = [
  // OpenAI
  ['gpt-4.1-mini', { provider: 'openai', family: 'gpt', version: '4.1', size: 'mini', task: 'chat', pinning: 'floating', publisher: 'openai' }],
  ['gpt-4', { family: 'gpt', version: '4', pinning: 'floating' }],
  ['gpt-4-0613', { version: '4', date: '0613', pinning: 'pinned' }],
  ['gpt-4-1106-preview', { version: '4', date: '1106', pinning: 'pinned' }],
  ['gpt-4-turbo', { version: '4', pinning: 'floating' }],
  ['gpt-4o', { version: '4o' }],
  ['gpt-4o-mini', { version: '4o', size: 'mini' }],
  ['gpt-4o-2024-08-06', { date: '2024-08-06', pinning: 'pinned' }],
  ['gpt-4o-transcribe', { task: 'transcription' }],
  ['gpt-4o-mini-tts', { task: 'speech' }],
  ['gpt-4.1-nano-2025-04-14', { version: '4.1', size: 'nano', date: '2025-04-14', pinning: 'pinned' }],
  ['gpt-5.2', { version: '5.2', pinning: 'floating' }],
  ['gpt-5-chat-latest', { version: '5', pinning: 'floating' }],
  ['gpt-5.1-codex-max', { version: '5.1' }],
  ['gpt-3.5-turbo-0125', { version: '3.5', date: '0125', pinning: 'pinned' }],
  ['gpt-3.5-turbo-instruct', { task: 'completion' }],
  ['gpt-35-turbo', { family: 'gpt', version: '35' }],
  ['chatgpt-4o-latest', { family: 'gpt', version: '4o', pinning: 'floating' }],
  ['GPT-4o', { name: 'gpt-4o', version: '4o' }],
  ['gpt-image-1', { family: 'gpt-image', task: 'image', pinning: 'unknown' }],
  ['gpt-oss-120b', { provider: 'unknown', publisher: 'openai', family: 'gpt-oss', size: '120b' }],
  ['o3-mini', { family: 'o', version: '3', size: 'mini', pinning: 'floating' }],
  ['o1-preview-2024-09-12', { version: '1', date: '2024-09-12', pinning: 'pinned' }],
  ['o4-mini-deep-research', { family: 'o', version: '4' }],
  ['o1', { family: 'o', version: '1' }, at('openai')],
  ['text-embedding-3-small', { provider: 'openai', family: 'text-embedding', version: '3', size: 'small', task: 'embedding' }],
  ['text-embedding-ada-002', { task: 'embedding', version: '002', pinning: 'pinned' }],
  ['whisper-1', { provider: 'openai', family: 'whisper', task: 'transcription', pinning: 'unknown' }],
  ['dall-e-3', { family: 'dall-e', version: '3', task: 'image' }],
  ['tts-1-hd', { task: 'speech' }],
  ['omni-moderation-latest', { task: 'moderation', pinning: 'floating' }],
  ['text-davinci-003', { task: 'completion' }],
  ['davinci-002', { task: 'completion' }],
  ['sora-2-pro', { task: 'video', version: '2' }],
  ['computer-use-preview-2025-03-11', { pinning: 'pinned', date: '2025-03-11' }],
  ['codex-mini-latest', { pinning: 'floating' }],
  ['ft:gpt-4o-mini-2024-07-18:acme::abc12345', { provider: 'openai', family: 'gpt', version: '4o', tunedFrom: 'gpt-4o-mini-2024-07-18', pinning: 'pinned' }],
  ['ft:gpt-4o-mini-2024-07-18:acme::abc', { provider: 'openai', family: 'gpt', pinning: 'pinned' }],
  // Anthropic
  ['claude-sonnet-4-5-20250929', { provider: 'anthropic', family: 'claude-sonnet', version: '4.5', date: '2025-09-29', pinning: 'pinned' }],
  ['claude-sonnet-4-5', { family: 'claude-sonnet', version: '4.5', pinning: 'floating' }],
  ['claude-opus-4-20250514', { family: 'claude-opus', version: '4', date: '2025-05-14' }],
  ['claude-opus-4-8', { version: '4.8', pinning: 'pinned' }],
  ['claude-opus-4-8[1m]', { name: 'claude-opus-4-8', version: '4.8' }],
  ['claude-sonnet-5', { version: '5', pinning: 'pinned' }],
  ['claude-3-5-sonnet-20241022', { family: 'claude-sonnet', version: '3.5', date: '2024-10-22', pinning: 'pinned' }],
  ['claude-3-5-sonnet-latest', { version: '3.5', pinning: 'floating' }],
  ['claude-3-opus-20240229', { family: 'claude-opus', version: '3' }],
  ['claude-3-haiku-20240307', { family: 'claude-haiku' }],
  ['claude-3.5-sonnet', { version: '3.5', pinning: 'floating' }],
  ['claude-2.1', { family: 'claude', pinning: 'pinned' }],
  ['claude-instant-1.2', { family: 'claude-instant', version: '1.2', pinning: 'pinned' }],
  ['claude-3-5-sonnet-v2@20241022', { provider: 'google-vertex', date: '2024-10-22', pinning: 'pinned' }, at('google-vertex')],
  // Bedrock
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', { provider: 'aws-bedrock', publisher: 'anthropic', family: 'claude-sonnet', version: '3.5', date: '2024-10-22', pinning: 'pinned' }],
  ['us.anthropic.claude-3-5-sonnet-20241022-v2:0', { provider: 'aws-bedrock', publisher: 'anthropic', profile: 'us', base: 'anthropic.claude-3-5-sonnet-20241022-v2:0', family: 'claude-sonnet' }],
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', { profile: 'global', version: '4.5' }],
  ['anthropic.claude-opus-4-6-v1', { version: '4.6', pinning: 'pinned' }],
  ['anthropic.claude-sonnet-4-6', { version: '4.6', pinning: 'pinned' }],
  ['anthropic.claude-v2:1', { family: 'claude', pinning: 'pinned' }],
  ['amazon.titan-embed-text-v2:0', { publisher: 'amazon', task: 'embedding', version: '2', pinning: 'pinned' }],
  ['amazon.nova-pro-v1:0', { family: 'nova-pro', task: 'chat', pinning: 'pinned' }],
  ['amazon.nova-canvas-v1:0', { task: 'image' }],
  ['amazon.titan-text-express-v1', { publisher: 'amazon', task: 'chat', pinning: 'pinned' }],
  ['cohere.embed-english-v3', { publisher: 'cohere', task: 'embedding', version: '3', pinning: 'pinned' }],
  ['cohere.rerank-v3-5:0', { task: 'rerank' }],
  ['cohere.command-r-plus-v1:0', { family: 'command-r-plus' }],
  ['meta.llama3-1-70b-instruct-v1:0', { publisher: 'meta', family: 'llama', version: '3', size: '70b' }],
  ['us.meta.llama3-3-70b-instruct-v1:0', { profile: 'us' }],
  ['mistral.mistral-large-2402-v1:0', { publisher: 'mistral', family: 'mistral-large', date: '2402' }],
  ['mistral.mixtral-8x7b-instruct-v0:1', { family: 'mixtral', size: '8x7b' }],
  ['stability.stable-diffusion-xl-v1', { publisher: 'stability', task: 'image', pinning: 'pinned' }],
  ['stability.sd3-large-v1:0', { task: 'image' }],
  ['ai21.jamba-1-5-large-v1:0', { publisher: 'ai21', provider: 'aws-bedrock' }],
  ['deepseek.r1-v1:0', { publisher: 'deepseek' }],
  ['openai.gpt-oss-120b-1:0', { publisher: 'openai', family: 'gpt-oss' }],
  ['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0', { provider: 'aws-bedrock', name: 'anthropic.claude-3-haiku-20240307-v1:0', resource: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0' }],
  ['arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.amazon.nova-lite-v1:0', { name: 'us.amazon.nova-lite-v1:0', profile: 'us', family: 'nova-lite' }],
  ['arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/a1b2c3d4e5f6', { name: 'a1b2c3d4e5f6', family: 'unknown', pinning: 'unknown' }],
  ['arn:aws:bedrock:us-west-2:123456789012:custom-model/amazon.titan-text-lite-v1:0:4k/abc123', { provider: 'aws-bedrock', name: 'amazon.titan-text-lite-v1:0:4k/abc123', pinning: 'pinned' }],
  // Google
  ['gemini-2.5-pro', { provider: 'google-gemini', family: 'gemini-pro', version: '2.5', task: 'chat' }],
  ['models/gemini-2.5-pro', { provider: 'google-gemini', name: 'gemini-2.5-pro', resource: 'models/gemini-2.5-pro' }],
  ['gemini-1.5-pro-002', { version: '1.5', pinning: 'pinned' }],
  ['gemini-1.5-flash', { family: 'gemini-flash', pinning: 'floating' }],
  ['gemini-1.5-flash-latest', { pinning: 'floating' }],
  ['gemini-flash-latest', { pinning: 'floating', family: 'gemini-flash' }],
  ['gemini-2.0-flash-lite-001', { family: 'gemini-flash-lite', pinning: 'pinned' }],
  ['gemini-2.5-pro-preview-05-06', { date: '05-06', pinning: 'pinned' }],
  ['gemini-2.0-flash-thinking-exp-01-21', { date: '01-21' }],
  ['gemini-2.5-flash-image', { task: 'image' }],
  ['gemini-3-pro-preview', { version: '3', pinning: 'unknown' }],
  ['gemini-pro', { family: 'gemini-pro', pinning: 'floating' }],
  ['gemini-embedding-001', { task: 'embedding', pinning: 'pinned' }],
  ['text-embedding-004', { provider: 'google-gemini', task: 'embedding', pinning: 'pinned' }],
  ['publishers/google/models/text-embedding-004@001', { provider: 'google-vertex' }],
  ['publishers/google/models/textembedding-gecko@001', { provider: 'google-vertex', name: 'textembedding-gecko@001', task: 'embedding', pinning: 'pinned' }],
  ['publishers/anthropic/models/claude-3-5-sonnet@20240620', { provider: 'google-vertex', publisher: 'anthropic', pinning: 'pinned' }],
  ['projects/acme/locations/us-central1/publishers/google/models/gemini-1.5-pro-002', { provider: 'google-vertex', name: 'gemini-1.5-pro-002' }],
  ['projects/acme/locations/us-central1/models/123456@3', { provider: 'google-vertex', name: '123456', pinning: 'pinned' }],
  ['text-bison@002', { provider: 'google-vertex', version: '002', pinning: 'pinned' }],
  ['imagen-3.0-generate-002', { task: 'image', pinning: 'pinned' }],
  ['veo-2.0-generate-001', { task: 'video', pinning: 'pinned' }],
  ['gemma-2-9b-it', { family: 'gemma', size: '9b' }],
  // Azure
  ['gpt-4o', { provider: 'azure-openai', publisher: 'openai', pinning: 'unknown' }, at('azure-openai')],
  ['azure/gpt-4o', { provider: 'azure-openai', name: 'gpt-4o', publisher: 'openai' }],
  ['acme-chat-prod', { provider: 'azure-openai', family: 'unknown', pinning: 'unknown' }, at('azure-openai')],
  ['azureml://registries/azureml-meta/models/Llama-3.3-70B-Instruct/versions/4', { provider: 'azure-ml', family: 'llama', pinning: 'pinned' , name: 'Llama-3.3-70B-Instruct' }],
  // Routers and gateways
  ['openai/gpt-4o-mini', { provider: 'openai', name: 'gpt-4o-mini' }],
  ['openai/gpt-4o-mini', { provider: 'openrouter', name: 'openai/gpt-4o-mini', publisher: 'openai', version: '4o' }, at('openrouter')],
  ['openrouter/anthropic/claude-3.5-sonnet', { provider: 'openrouter', name: 'anthropic/claude-3.5-sonnet', publisher: 'anthropic', family: 'claude-sonnet' }],
  ['anthropic/claude-sonnet-4.5', { provider: 'anthropic', name: 'claude-sonnet-4.5' }],
  ['anthropic/claude-3-5-sonnet-20241022', { provider: 'anthropic', name: 'claude-3-5-sonnet-20241022', pinning: 'pinned' }],
  ['google/gemini-2.5-pro', { provider: 'google-gemini', name: 'gemini-2.5-pro' }],
  ['x-ai/grok-4', { provider: 'xai', name: 'grok-4' }],
  ['deepseek/deepseek-chat', { provider: 'deepseek', name: 'deepseek-chat' }],
  ['gemini/gemini-1.5-pro', { provider: 'google-gemini', name: 'gemini-1.5-pro' }],
  ['vertex_ai/gemini-2.0-flash-001', { provider: 'google-vertex', name: 'gemini-2.0-flash-001', pinning: 'pinned' }],
  ['bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0', { provider: 'aws-bedrock', name: 'us.anthropic.claude-3-5-sonnet-20241022-v2:0' }],
  ['bedrock/converse/anthropic.claude-3-haiku-20240307-v1:0', { provider: 'aws-bedrock', name: 'anthropic.claude-3-haiku-20240307-v1:0' }],
  ['groq/llama-3.3-70b-versatile', { provider: 'groq', name: 'llama-3.3-70b-versatile', family: 'llama' }],
  ['together_ai/meta-llama/Llama-3-70b-chat-hf', { provider: 'together', name: 'meta-llama/llama-3-70b-chat-hf' }],
  ['ollama/llama3.1', { provider: 'ollama', name: 'llama3.1' }],
  ['ollama/mistral:7b', { provider: 'ollama', name: 'mistral:7b' }],
  ['openai:gpt-4o', { provider: 'openai', name: 'gpt-4o' }],
  ['openai:chat:gpt-4.1-mini', { provider: 'openai', name: 'gpt-4.1-mini' }],
  ['google-gla:gemini-1.5-flash', { provider: 'google-gemini', name: 'gemini-1.5-flash' }],
  ['bedrock:anthropic.claude-3-haiku-20240307-v1:0', { provider: 'aws-bedrock', name: 'anthropic.claude-3-haiku-20240307-v1:0' }],
  ['accounts/fireworks/models/llama-v3p1-8b-instruct', { provider: 'fireworks', family: 'llama', version: '3.1', size: '8b' }],
  ['@cf/meta/llama-3-8b-instruct', { provider: 'cloudflare', family: 'llama', publisher: 'meta' }],
  ['meta-llama/llama-3.1-8b-instruct', { provider: 'openrouter', name: 'meta-llama/llama-3.1-8b-instruct' }, at('openrouter')],
  ['huggingface/meta-llama/Llama-3.1-8B-Instruct', { provider: 'huggingface', hub: { host: 'huggingface.co', owner: 'meta-llama', name: 'Llama-3.1-8B-Instruct' } }],
  // Others
  ['mistral-large-latest', { provider: 'mistral', family: 'mistral-large', pinning: 'floating' }],
  ['mistral-large-2411', { date: '2411', pinning: 'pinned' }],
  ['open-mixtral-8x7b', { family: 'open-mixtral', size: '8x7b' }],
  ['codestral-2501', { family: 'codestral', pinning: 'pinned' }],
  ['mistral-embed', { task: 'embedding' }],
  ['command-r-plus', { provider: 'cohere', family: 'command-r-plus' }],
  ['command-r-08-2024', { family: 'command-r', date: '2024-08', pinning: 'pinned' }],
  ['embed-english-v3.0', { provider: 'cohere', task: 'embedding', version: '3.0', pinning: 'pinned' }],
  ['rerank-v3.5', { task: 'rerank', pinning: 'pinned' }],
  ['deepseek-chat', { provider: 'deepseek', family: 'deepseek-chat', pinning: 'floating' }],
  ['deepseek-r1-distill-llama-70b', { publisher: 'deepseek', family: 'deepseek-r' }],
  ['grok-4', { provider: 'xai', version: '4', pinning: 'floating' }],
  ['grok-4-0709', { date: '0709', pinning: 'pinned' }],
  ['sonar-pro', { provider: 'perplexity', family: 'sonar' }],
  ['llama-3.1-sonar-large-128k-online', { provider: 'perplexity', publisher: 'meta' }],
  ['llama-3.3-70b-versatile', { provider: 'groq', size: '70b' }],
  ['mixtral-8x7b-32768', { provider: 'groq', size: '8x7b' }],
  ['qwen-max', { provider: 'alibaba', family: 'qwen-max', pinning: 'floating' }],
  ['qwen2.5-72b-instruct', { publisher: 'alibaba', version: '2.5', size: '72b' }],
  ['qwen3-235b-a22b', { size: '235b-a22b' }],
  ['kimi-k2-0905-preview', { publisher: 'moonshot', date: '0905' }],
  ['glm-4.5-air', { publisher: 'zhipu', version: '4.5' }],
  ['voyage-3-large', { provider: 'voyage', task: 'embedding' }],
  ['jina-embeddings-v3', { provider: 'jina', task: 'embedding', pinning: 'pinned' }],
  ['eleven_multilingual_v2', { provider: 'elevenlabs', task: 'speech' }],
  ['nova-2', { provider: 'deepgram', task: 'transcription' }],
  ['jamba-1.5-large', { provider: 'ai21' }],
  ['llama-3.1-8b-instruct', { provider: 'unknown', publisher: 'meta', family: 'llama', version: '3.1', size: '8b', pinning: 'unknown' }],
  ['databricks-meta-llama-3-3-70b-instruct', { provider: 'databricks' }],
  // Ollama
  ['qwen3:8b', { provider: 'ollama', family: 'qwen', version: '3', size: '8b', pinning: 'unknown' }],
  ['llama3.1:70b-instruct-q4_K_M', { provider: 'ollama', name: 'llama3.1:70b-instruct-q4_k_m', family: 'llama', version: '3.1', size: '70b' }],
  ['mistral:latest', { provider: 'ollama', pinning: 'floating' }],
  ['deepseek-r1:14b', { provider: 'ollama', size: '14b' }],
  ['nomic-embed-text:v1.5', { provider: 'ollama', task: 'embedding' }],
  ['mistral', { provider: 'ollama', family: 'mistral', pinning: 'floating' }, at('ollama')],
  ['acme/support-bot:v3', { provider: 'ollama', family: 'unknown' }, at('ollama')],
  ['hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M', { provider: 'ollama', hub: { host: 'huggingface.co', owner: 'bartowski', name: 'Llama-3.2-1B-Instruct-GGUF' } }],
  // Hub
  ['meta-llama/Llama-3.1-8B-Instruct', { provider: 'huggingface', family: 'llama', version: '3.1', size: '8b', task: 'chat', pinning: 'floating', hub: { host: 'huggingface.co', owner: 'meta-llama', name: 'Llama-3.1-8B-Instruct' } }],
  ['sentence-transformers/all-MiniLM-L6-v2', { provider: 'huggingface', task: 'embedding' }],
  ['all-MiniLM-L6-v2', { provider: 'huggingface', name: 'sentence-transformers/all-MiniLM-L6-v2', task: 'embedding', hub: { host: 'huggingface.co', owner: 'sentence-transformers', name: 'all-MiniLM-L6-v2' } }],
  ['BAAI/bge-large-en-v1.5', { task: 'embedding' }],
  ['cross-encoder/ms-marco-MiniLM-L-6-v2', { task: 'rerank' }],
  ['openai/whisper-large-v3', { provider: 'huggingface', task: 'transcription' }],
  ['google/flan-t5-xl', { provider: 'huggingface', task: 'chat' }],
  ['microsoft/Phi-3-mini-4k-instruct', { provider: 'huggingface', family: 'phi' }],
  ['stabilityai/stable-diffusion-xl-base-1.0', { provider: 'huggingface', task: 'image' }],
  ['mistralai/Mistral-7B-Instruct-v0.2', { provider: 'huggingface', size: '7b' }],
  ['Qwen/Qwen2.5-7B-Instruct', { provider: 'huggingface', family: 'qwen', version: '2.5' }],
  ['deepseek-ai/DeepSeek-R1', { provider: 'huggingface', pinning: 'floating' }],
  ['protectai/deberta-v3-base-prompt-injection-v2', { task: 'moderation' }],
  [`acme/private-model@${'0a1b'.repeat(10)}`, { pinning: 'pinned', hub: { host: 'huggingface.co', owner: 'acme', name: 'private-model', revision: '0a1b'.repeat(10) }, name: 'acme/private-model' }, at('huggingface')],
  ['acme/ticket-classifier', { provider: 'huggingface', pinning: 'pinned', task: 'classification' }, { provider: 'huggingface', revision: 'c3d4'.repeat(10) }],
  ['acme/ticket-model', { pinning: 'floating' }, { provider: 'huggingface', revision: 'main' }],
  ['acme/ticket-model', { pinning: 'unknown' }, { provider: 'huggingface', revision: 'v1.0' }],
  ['bert-base-uncased', { provider: 'huggingface', hub: { host: 'huggingface.co', owner: 'google-bert', name: 'bert-base-uncased' } }],
  ['distilbert-base-uncased-finetuned-sst-2-english', { provider: 'huggingface', task: 'classification' }],
  ['gpt2', { provider: 'huggingface', family: 'gpt2' }],
  [`stability-ai/sdxl:${'39ed'.repeat(16)}`, { provider: 'replicate', name: 'stability-ai/sdxl', pinning: 'pinned', task: 'image' }, at('replicate')],
  // A hint accepts what is not known
  ['acme-v7-large', { provider: 'openai', family: 'unknown' }, at('openai')],
  ['deepseek-chat', { provider: 'deepseek' }, at('openai')],
  ['llama-3.1-8b-instruct', { provider: 'llm.acme.internal' }, at('llm.acme.internal')],
  ['meta/llama-3.1-70b-instruct', { provider: 'unknown', publisher: 'meta', family: 'llama' }],
  ['openai/o3', { provider: 'openai', name: 'o3' }],
  ['perplexity/sonar', { provider: 'perplexity', name: 'sonar' }],
  ['ollama/mistral', { provider: 'ollama', name: 'mistral' }],
  ['Snowflake/snowflake-arctic-embed-m', { provider: 'huggingface', task: 'embedding' }],
  ['openai/gpt-oss-120b', { provider: 'huggingface', size: '120b' }],
  ['gpt-oss:20b', { provider: 'ollama', family: 'gpt-oss', size: '20b' }],
];

describe('recognizeModel', () => {
  for (const [token, expected, hint] of KNOWN) {
    it(`${token}${hint?.provider === undefined ? '' : ` at ${hint.provider}`}`, () => {
      const model = recognizeModel(token, hint);
      expect(model).toMatchObject(expected);
      expect(model?.pinningWhy.length).toBeGreaterThan(5);
      // The name is the whole token, or the token without a prefix, or a hub name that ends in it: never cut at the end.
      if (expected.name === undefined) {
        const [whole, name] = [token.toLowerCase(), (model?.name ?? '?').toLowerCase()];
        expect(whole.endsWith(name) || name.endsWith(`/${whole}`)).toBe(true);
      }
    });
  }
  it('is tried on enough names', () => {
    expect(KNOWN.length).toBeGreaterThanOrEqual(120);
    expect(NOT_MODELS.length).toBeGreaterThanOrEqual(40);
  });
});

const NOT_MODELS = [
  'str', 'model', 'gpt', 'gpt-', 'chapter6', 'matryoshka)', 'self.classifier_llms.append', 'selectedModel', 'ChatOpenAI', 'OPENAI_API_KEY', 'MODEL_NAME', 'None', 'string', 'claude', 'gemini', 'llama', 'mistral', 'sonar', 'command', 'o1', 'o3', 'embedding-3',
  'https://api.openai.com/v1/models/gpt-4o', 'http://localhost:11434', '[gpt-4o](https://openai.com)', '`gpt-4o`', 'gpt-4o is great', 'the gpt-4 model', './models/llama-3.gguf', 'models/llama-3-8b.gguf', 'src/models/gpt-4o', '/opt/models/mistral-7b', 'data/train.csv', 'gpt-4.py', 'gpt-4o.md', 'prompts/gpt-4/system',
  'gpt-3-encoder', 'gpt-tokenizer', 'gpt4all', 'claude-code', 'claude-agent-sdk', 'claude-desktop', 'gemini-cli', 'openai.ChatCompletion', 'openai.api_key', 'anthropic.com', 'anthropic.Anthropic', 'cohere.ai', 'stability.ai', 'mistral.ai', 'meta.ai', 'amazon.com', 'google.generativeai', 'openai/openai-python', 'huggingface/transformers', 'meta-llama/llama-recipes', 'microsoft/vscode',
  'nvidia/cuda:12.2-base', 'google/cloud-sdk', 'ollama/ollama', 'ollama/ollama:latest', 'python:3.11', 'redis:7', 'node:20-alpine', 'postgres:16', 'acme/private-model', 'facebook/react', 'langchain-openai', 'llama-index', 'llama-cpp-python', 'llama.cpp', 'sentence-transformers', 'text-generation-inference', 'v1.2.3', '2024-08-06', 'main', 'latest', 'gpt-4o,', 'gpt-4o"', '"gpt-4o"', 'gpt-4o\n', '${MODEL}', '{{ model }}', '<model>', 'your-model-name', 'gpt-4o-mini.', '-', '', ' ', 'a'.repeat(500),
  'arn:aws:s3:::bucket/model', 'arn:aws:bedrock:us-east-1:123456789012:agent/ABCDEF', 'projects/acme/locations/us-central1/endpoints/123', 'voyage-aide', 'nova', 'flux', 'whisper', 'openai', 'deepseek', 'deepseek-ai', 'gpt-4-powered', 'claude-3-api-wrapper', 'test/gpt-4o', 'azure/functions', 'azure/login@v1', 'actions/checkout@v4', 'groq/groq-python', 'mistralai/client-python', 'bedrock/agents', 'phi', 'sd3', 'stable-diffusion', 'llava', 'openai:api', 'google:search', 'mistral:user', 'latest:latest',
];

describe('what is no model', () => {
  for (const token of NOT_MODELS) {
    it(JSON.stringify(token.slice(0, 60)), () => expect(recognizeModel(token)).toBeUndefined());
  }
  it.each(['str', 'model', 'model_name', 'None', 'gpt', 'selectedModel', 'ChatOpenAI', 'self.model.name', 'config.llm', 'OPENAI_MODEL', 'https://x.openai.azure.com', './weights/a.bin', 'weights.gguf', 'gpt-4o is great', '${MODEL}', '<your-model>', 'your-deployment-name', 'True', 'default', 'src/models', 'models/llama', ''])('stays none with a hint: %s', (token) => {
    for (const provider of ['openai', 'azure-openai', 'ollama', 'huggingface', 'openrouter']) expect(recognizeModel(token, { provider })).toBeUndefined();
  });
  it('ends on hostile tokens', () => {
    for (const piece of ['gpt-4-', 'llama-3.', 'a/', 'a:', 'qwen3-', '-1', '8b-', 'us.', 'anthropic.claude-', 'all-', '@', 'ft:', 'gemini-2.5-pro-', 'x_y']) {
      for (const token of [piece.repeat(60), piece.repeat(25) + '!', `${piece.repeat(20)}z`]) expect(() => recognizeModel(token, { provider: 'openai' })).not.toThrow();
    }
  });
  it('never answers with a shorter name', () => {
    for (const [token, , hint] of KNOWN) {
      for (const more of ['-zzzzqq!', ' x', ')', '"']) expect(recognizeModel(token + more, hint)).toBeUndefined();
    }
  });
});
