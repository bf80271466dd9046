import { own } from '../../core/table.ts';
import { aiLibrary, canonicalName, type Ecosystem } from './recognize.ts';

/** Packages so widely installed that a name like theirs is worth taking: what a slip of the finger or a model's guess lands beside. */
const WANTED: Readonly<Record<Ecosystem, readonly string[]>> = {
  pypi: [
    'accelerate',
    'anthropic',
    'autogen',
    'bitsandbytes',
    'chromadb',
    'cohere',
    'crewai',
    'datasets',
    'deepspeed',
    'diffusers',
    'faiss-cpu',
    'google-generativeai',
    'gradio',
    'guardrails-ai',
    'huggingface-hub',
    'instructor',
    'keras',
    'langchain',
    'langchain-community',
    'langchain-core',
    'langchain-openai',
    'langgraph',
    'langsmith',
    'litellm',
    'llama-cpp-python',
    'llama-index',
    'mistralai',
    'mlflow',
    'ollama',
    'onnxruntime',
    'openai',
    'openai-agents',
    'pinecone',
    'pinecone-client',
    'pydantic-ai',
    'pytorch-lightning',
    'qdrant-client',
    'replicate',
    'safetensors',
    'scikit-learn',
    'sentence-transformers',
    'sentencepiece',
    'smolagents',
    'tensorflow',
    'tiktoken',
    'tokenizers',
    'torch',
    'torchvision',
    'transformers',
    'ultralytics',
    'weaviate-client',
    'xgboost',
  ],
  npm: [
    '@anthropic-ai/sdk',
    '@google/generative-ai',
    '@langchain/community',
    '@langchain/core',
    '@langchain/openai',
    '@modelcontextprotocol/sdk',
    '@pinecone-database/pinecone',
    'chromadb',
    'cohere-ai',
    'langchain',
    'langsmith',
    'llamaindex',
    'ollama',
    'openai',
    'replicate',
    'tiktoken',
  ],
};

/** Packages of other people and purposes whose names happen to stand beside a wanted one. */
const OTHERS: Readonly<Record<Ecosystem, ReadonlySet<string>>> = {
  pypi: new Set(['dataset', 'diffuser', 'openapi', 'replicated', 'tokenizer', 'torchx', 'transformer']),
  npm: new Set(['openapi', 'replicated', 'replicator']),
};

/** Names that coding assistants invent, for what the real package is called. Source: https://arxiv.org/abs/2406.10279 and reports of names that were then taken. */
const INVENTED: Readonly<Record<Ecosystem, Readonly<Record<string, string>>>> = { pypi: { 'huggingface-cli': 'huggingface-hub' }, npm: {} };

/**
 * The widely used AI package that a name stands beside: one letter more, less or other, two letters swapped, or its words in other
 * order or joined otherwise. Undefined where the name is an AI library itself, or a known package of another kind. Pure.
 */
export function resembledLibrary(ecosystem: Ecosystem, written: string): string | undefined {
  const name = canonicalName(ecosystem, written);
  if (name.length < 5 || name.length > 40 || OTHERS[ecosystem].has(name) || aiLibrary(ecosystem, name)) return undefined;
  return own(INVENTED[ecosystem], name) ?? WANTED[ecosystem].find((wanted) => isBeside(name, wanted) || isSameWords(name, wanted));
}

/** One insertion, deletion, substitution or swap of neighbours apart. A plural or a number at the end is another name, not a slip. */
function isBeside(name: string, wanted: string): boolean {
  if (wanted.length < 5 || Math.abs(name.length - wanted.length) > 1 || name === wanted) return false;
  let from = 0;
  while (from < name.length && from < wanted.length && name[from] === wanted[from]) from++;
  let back = 0;
  while (back < name.length - from && back < wanted.length - from && name.at(-1 - back) === wanted.at(-1 - back)) back++;
  const mine = name.slice(from, name.length - back);
  const other = wanted.slice(from, wanted.length - back);
  if (mine.length + other.length === 1 && back === 0 && from === Math.min(name.length, wanted.length))
    return mine === '' || !/[s\d]/.test(mine);
  if (mine.length <= 1 && other.length <= 1) return !/\d/.test(mine) || !/\d/.test(other);
  return mine.length === 2 && other.length === 2 && mine[0] === other[1] && mine[1] === other[0];
}

/** `ai-open`, `lang-chain`, `chain-lang`: the same letters in the same words. */
function isSameWords(name: string, wanted: string): boolean {
  if (wanted.startsWith('@') || name.startsWith('@')) return false;
  const bare = (text: string): string => text.replaceAll(/[-_.]/g, '');
  if (bare(name) === bare(wanted)) return true;
  const words = wanted.split('-');
  return words.length > 1 && name.split('-').toSorted().join('-') === words.toSorted().join('-');
}
