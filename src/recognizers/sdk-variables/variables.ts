/** The variables that a provider's clients read when they are given no key. */
interface ProviderVariables {
  /** As the recognizer of secrets calls it. */
  providers: readonly string[];
  variables: readonly string[];
  /** Modules whose clients read them, by the name they are imported by. */
  modules: RegExp;
}

/**
 * The one table of what clients read by themselves. Sources: the clients' documentation on authentication (platform.openai.com,
 * docs.claude.com, ai.google.dev, docs.mistral.ai, docs.cohere.com, console.groq.com, huggingface.co/docs, ai-sdk.dev/providers,
 * python.langchain.com, docs.llamaindex.ai).
 */
const TABLE: readonly ProviderVariables[] = [
  {
    providers: ['openai'],
    variables: ['OPENAI_API_KEY'],
    modules:
      /^(?:openai|agents|@openai\/agents.*|langchain_openai|@langchain\/openai|@ai-sdk\/openai|llama_index\.(?:llms|embeddings)\.openai)(?:\.|$)/,
  },
  { providers: ['azure-openai'], variables: ['AZURE_OPENAI_API_KEY'], modules: /^(?:openai|langchain_openai|@langchain\/openai)$/ },
  { providers: ['azure-openai'], variables: ['AZURE_API_KEY'], modules: /^@ai-sdk\/azure$/ },
  {
    providers: ['anthropic'],
    variables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
    modules:
      /^(?:anthropic|claude_agent_sdk|@anthropic-ai\/(?:sdk|claude-agent-sdk)|langchain_anthropic|@langchain\/anthropic|@ai-sdk\/anthropic)(?:\.|$)/,
  },
  {
    providers: ['google-gemini', 'google'],
    variables: ['GOOGLE_API_KEY', 'GEMINI_API_KEY'],
    modules:
      /^(?:google\.(?:genai|adk|generativeai)|@google\/(?:genai|generative-ai)|langchain_google_genai|@langchain\/google-genai)(?:\.|$)/,
  },
  { providers: ['google-gemini', 'google'], variables: ['GOOGLE_GENERATIVE_AI_API_KEY'], modules: /^@ai-sdk\/google$/ },
  { providers: ['groq'], variables: ['GROQ_API_KEY'], modules: /^(?:groq|groq-sdk|langchain_groq|@langchain\/groq|@ai-sdk\/groq)$/ },
  {
    providers: ['mistral'],
    variables: ['MISTRAL_API_KEY'],
    modules: /^(?:mistralai|@mistralai\/mistralai|langchain_mistralai|@langchain\/mistralai|@ai-sdk\/mistral)(?:\.|$)/,
  },
  {
    providers: ['cohere'],
    variables: ['CO_API_KEY', 'COHERE_API_KEY'],
    modules: /^(?:cohere|cohere-ai|langchain_cohere|@langchain\/cohere|@ai-sdk\/cohere)$/,
  },
  {
    providers: ['huggingface'],
    variables: ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HUGGINGFACE_API_KEY', 'HUGGINGFACEHUB_API_TOKEN'],
    modules: /^(?:huggingface_hub|transformers|datasets|smolagents|langchain_huggingface|@huggingface\/inference)(?:\.|$)/,
  },
  { providers: ['replicate'], variables: ['REPLICATE_API_TOKEN'], modules: /^replicate$/ },
  {
    providers: ['together'],
    variables: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'],
    modules: /^(?:together|together-ai|langchain_together|@ai-sdk\/togetherai)$/,
  },
  { providers: ['xai'], variables: ['XAI_API_KEY'], modules: /^(?:@ai-sdk\/xai|xai_sdk|langchain_xai)$/ },
  { providers: ['deepseek'], variables: ['DEEPSEEK_API_KEY'], modules: /^(?:@ai-sdk\/deepseek|langchain_deepseek)$/ },
  { providers: ['openrouter'], variables: ['OPENROUTER_API_KEY'], modules: /^@openrouter\/ai-sdk-provider$/ },
  {
    providers: ['perplexity'],
    variables: ['PERPLEXITY_API_KEY', 'PPLX_API_KEY'],
    modules: /^(?:@ai-sdk\/perplexity|langchain_perplexity)$/,
  },
  { providers: ['fireworks'], variables: ['FIREWORKS_API_KEY'], modules: /^(?:@ai-sdk\/fireworks|langchain_fireworks|fireworks)(?:\.|$)/ },
  { providers: ['voyage'], variables: ['VOYAGE_API_KEY'], modules: /^(?:voyageai|langchain_voyageai)$/ },
  { providers: ['elevenlabs'], variables: ['ELEVENLABS_API_KEY'], modules: /^(?:elevenlabs|@elevenlabs\/elevenlabs-js)(?:\.|$)/ },
  { providers: ['pinecone'], variables: ['PINECONE_API_KEY'], modules: /^(?:pinecone|@pinecone-database\/pinecone|langchain_pinecone)$/ },
  { providers: ['tavily'], variables: ['TAVILY_API_KEY'], modules: /^(?:tavily|langchain_tavily|@tavily\/core)$/ },
];

/** What clients that stand in a module read by themselves. */
export function variablesReadBy(module: string): string[] {
  return TABLE.flatMap(({ modules, variables }) => (modules.test(module) ? variables : []));
}

/** Whether a client of the provider reads the variable when it is given no key. */
export function isReadByItself(provider: string, variable: string): boolean {
  return TABLE.some(({ providers, variables }) => providers.includes(provider) && variables.includes(variable));
}
