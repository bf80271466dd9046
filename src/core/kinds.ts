/**
 * The asset kinds: the nouns of every room. The reference documentation, the schemas and the filters are generated from this
 * table. Adding a word is a change here with a dated note in docs/decisions; renaming one after release is a migration.
 *
 * Scope: `global` = one asset by canonical name; `definition` = one per place where it is defined; `resource` = one per
 * real resource.
 */
export type Scope = 'global' | 'definition' | 'resource';

export interface KindDeclaration {
  scope: Scope | readonly Scope[];
  description: string;
}

export const KINDS = {
  provider: { scope: 'global', description: 'A service that serves models: openai, anthropic, aws-bedrock, azure-openai, ollama …' },
  model: {
    scope: ['global', 'resource'],
    description:
      'A model by hub or provider name, or an own, fine-tuned or deployed custom model; task, family, version, pinned or floating.',
  },
  library: { scope: 'global', description: 'A package (purl without version) and its role; the version stands on the edge.' },
  dataset: {
    scope: ['global', 'resource'],
    description: 'A data set by hub name, or files and tables; use: training, fine-tuning, evaluation, retrieval.',
  },
  'model-artifact': { scope: 'resource', description: 'A weight file, adapter, tokenizer or serialised pipeline, by content hash.' },
  application: { scope: 'definition', description: 'Code that uses AI, as defined: a package, service or app.' },
  agent: { scope: 'definition', description: 'A model that chooses tools or steps: framework agent, call with tools, platform agent.' },
  tool: { scope: 'definition', description: 'Something an agent can call, with its capabilities.' },
  prompt: { scope: 'definition', description: 'A system prompt, template or instruction file; hashed, never copied in full.' },
  guardrail: { scope: ['definition', 'resource'], description: 'A filter, rail or policy on model or agent traffic.' },
  memory: { scope: 'definition', description: 'State that outlives a turn: conversation store, long-term memory.' },
  'ai-endpoint': { scope: 'definition', description: 'An HTTP, queue or chat entry of our own that reaches a model or agent.' },
  evaluation: { scope: 'definition', description: 'A test or red-team suite for AI.' },
  notebook: { scope: 'definition', description: 'A notebook document or a managed notebook instance.' },
  pipeline: { scope: 'definition', description: 'A training, data, CI/CD or agent workflow.' },
  'mcp-server': {
    scope: ['definition', 'resource'],
    description: 'An MCP server: package, image or URL with the arguments that change it.',
  },
  'mcp-client': { scope: ['definition', 'resource'], description: 'An MCP client configuration.' },
  skill: { scope: 'definition', description: 'A skill, rule file, command, hook or plugin of a coding agent.' },
  'model-endpoint': { scope: 'resource', description: 'A deployed inference endpoint, managed or self-hosted.' },
  'knowledge-base': { scope: 'resource', description: 'A retrieval base.' },
  'vector-store': { scope: 'resource', description: 'A vector index or collection.' },
  'data-store': { scope: 'resource', description: 'A bucket, database, table, drive, queue or log store.' },
  workload: { scope: 'resource', description: 'A deployed process, container, pod, virtual machine or function.' },
  image: { scope: 'resource', description: 'A container image.' },
  cluster: { scope: 'resource', description: 'A cluster.' },
  gateway: { scope: 'resource', description: 'A model or MCP gateway.' },
  registry: { scope: 'resource', description: 'A model registry, experiment tracker or artifact store.' },
  repository: { scope: 'resource', description: 'A source repository.' },
  account: { scope: 'resource', description: 'A cloud account, subscription, project or tenant.' },
  device: { scope: 'resource', description: 'A workstation or server.' },
  identity: { scope: 'resource', description: 'A person’s account, role, service account, group, agent identity or OAuth grant.' },
  secret: {
    scope: 'resource',
    description:
      'A secret: a value (never kept; told by a digest where it is beyond guessing, else by file and name) or a reference to one; `tracked`: git keeps a file it stands in; `inHistory`: commits hold it, and nothing else does where `inTree` is false.',
  },
  'saas-app': { scope: 'global', description: 'AI software used as a service.' },
  extension: { scope: 'global', description: 'A browser or editor extension.' },
  service: { scope: 'resource', description: 'A non-AI internal or external API that AI can reach: payments, mail, tickets, CRM.' },
  zone: { scope: 'global', description: 'Where a thing can be reached from: internet, partner, corporate.' },
  person: { scope: 'resource', description: 'An owner, approver or user.' },
  team: { scope: 'resource', description: 'A team that owns or approves.' },
} as const satisfies Record<string, KindDeclaration>;

export type AssetKind = keyof typeof KINDS;
export const ASSET_KINDS = Object.keys(KINDS) as AssetKind[];
