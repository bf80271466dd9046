import type { AssetKind } from './kinds.ts';

/**
 * The edges. Fact edges say what is; derived edges are concluded from policy documents by posture, with their proof; attack
 * edges point the way an attacker makes progress. `any` stands for every kind.
 */
export interface EdgeDeclaration {
  from: readonly AssetKind[] | 'any';
  to: readonly AssetKind[] | 'any';
  description: string;
}

export const FACT_EDGES = {
  contains: {
    from: ['account', 'repository', 'cluster', 'application', 'pipeline'],
    to: 'any',
    description: 'The second stands inside the first; of a workflow: it is one of its steps.',
  },
  'defined-in': { from: 'any', to: ['repository', 'device'], description: 'Where the definition was found.' },
  'depends-on': {
    from: ['application', 'image', 'pipeline', 'notebook', 'workload', 'mcp-server'],
    to: ['library'],
    description: 'Uses the library; the version stands on the edge.',
  },
  'uses-model': {
    from: ['agent', 'application', 'ai-endpoint', 'pipeline', 'notebook', 'tool', 'guardrail', 'memory'],
    to: ['model'],
    description: 'Sends requests to the model.',
  },
  'provided-by': { from: ['model', 'model-endpoint'], to: ['provider'], description: 'Served by the provider.' },
  serves: { from: ['model-endpoint'], to: ['model'], description: 'Answers with the model.' },
  'calls-tool': { from: ['agent', 'application', 'ai-endpoint', 'tool'], to: ['tool'], description: 'Can call the tool.' },
  'exposes-tool': { from: ['mcp-server'], to: ['tool'], description: 'Offers the tool.' },
  'connects-to': {
    from: ['mcp-client', 'mcp-server', 'application', 'agent', 'tool', 'workload', 'pipeline'],
    to: ['mcp-server', 'service', 'data-store', 'vector-store', 'model-endpoint', 'gateway', 'ai-endpoint'],
    description: 'Opens a connection to it.',
  },
  'delegates-to': { from: ['agent', 'tool'], to: ['agent'], description: 'Hands work or context to the agent.' },
  'prompted-by': {
    from: ['agent', 'application', 'tool', 'guardrail', 'ai-endpoint', 'memory', 'mcp-client'],
    to: ['prompt', 'skill'],
    description: 'Is instructed by it.',
  },
  'guarded-by': {
    from: ['agent', 'application', 'model-endpoint', 'ai-endpoint', 'tool'],
    to: ['guardrail'],
    description: 'Its traffic passes the guardrail.',
  },
  'remembers-in': { from: ['agent', 'application'], to: ['memory', 'data-store'], description: 'Keeps state in it.' },
  'retrieves-from': {
    from: ['agent', 'application', 'tool', 'ai-endpoint', 'knowledge-base'],
    to: ['vector-store', 'knowledge-base', 'data-store'],
    description: 'Puts what it finds there into the context.',
  },
  'embeds-with': {
    from: ['vector-store', 'knowledge-base', 'application', 'pipeline'],
    to: ['model'],
    description: 'Turns content into vectors with the model.',
  },
  'sourced-from': {
    from: ['vector-store', 'knowledge-base', 'dataset'],
    to: ['data-store', 'dataset', 'zone'],
    description: 'Its content comes from there.',
  },
  'trained-on': { from: ['model', 'pipeline', 'notebook'], to: ['dataset', 'data-store'], description: 'Learns from the data.' },
  'evaluated-on': { from: ['model', 'pipeline'], to: ['dataset'], description: 'Is measured on the data.' },
  'derived-from': { from: ['model', 'model-artifact'], to: ['model'], description: 'Fine-tuned, quantised or merged from it.' },
  produces: { from: ['pipeline', 'notebook'], to: ['model', 'model-artifact', 'dataset'], description: 'Writes it as its result.' },
  loads: {
    from: ['application', 'model-endpoint', 'pipeline', 'notebook'],
    to: ['model-artifact', 'model'],
    description: 'Loads it into a process.',
  },
  'stored-in': { from: ['model-artifact', 'dataset', 'memory'], to: ['data-store'], description: 'Its bytes lie there.' },
  'routes-to': { from: ['ai-endpoint', 'gateway'], to: ['agent', 'application', 'model'], description: 'Passes requests on to it.' },
  'runs-as': {
    from: ['workload', 'application', 'agent', 'tool', 'mcp-server', 'model-endpoint', 'pipeline', 'notebook'],
    to: ['identity'],
    description: 'Acts with the identity.',
  },
  'runs-on': {
    from: ['application', 'agent', 'mcp-server', 'mcp-client', 'model-endpoint'],
    to: ['workload', 'device'],
    description: 'Is deployed on it.',
  },
  'runs-image': { from: ['workload', 'model-endpoint', 'pipeline'], to: ['image'], description: 'Is started from the image.' },
  'built-from': { from: ['image'], to: ['repository'], description: 'Is built from the repository.' },
  'exposed-to': {
    from: 'any',
    to: ['zone'],
    description: 'Can be reached from the zone; properties say how and with which authentication.',
  },
  holds: { from: 'any', to: ['secret'], description: 'Contains the secret or the reference to it.' },
  grants: {
    from: ['secret'],
    to: ['provider', 'identity', 'data-store', 'saas-app', 'service', 'ai-endpoint', 'model-endpoint', 'gateway'],
    description: 'Whoever has the secret can use it.',
  },
  may: { from: ['identity', 'data-store'], to: 'any', description: 'A policy document as found, unevaluated.' },
  authorised: { from: ['person', 'identity'], to: ['saas-app'], description: 'Gave the app access, with scopes.' },
  uses: {
    from: ['person', 'device', 'workload', 'identity'],
    to: ['saas-app', 'provider', 'model', 'model-endpoint', 'gateway'],
    description: 'Seen in traffic.',
  },
  'tested-by': { from: ['agent', 'application'], to: ['evaluation'], description: 'Is tested by the suite.' },
  'logs-to': { from: 'any', to: ['data-store'], description: 'Writes its log there.' },
  'owned-by': { from: 'any', to: ['person', 'team'], description: 'Who answers for it.' },
} as const satisfies Record<string, EdgeDeclaration>;

export const DERIVED_EDGES = {
  'can-assume': { from: ['identity'], to: ['identity'], description: 'May take on the identity.' },
  'can-pass': { from: ['identity'], to: ['identity'], description: 'May hand the identity to a service.' },
  'can-read': { from: ['identity'], to: 'any', description: 'May read it.' },
  'can-write': { from: ['identity'], to: 'any', description: 'May change it.' },
  'can-invoke': { from: ['identity'], to: 'any', description: 'May call it.' },
  'can-admin': { from: ['identity'], to: 'any', description: 'May change who may do what with it.' },
} as const satisfies Record<string, EdgeDeclaration>;

export const ATTACK_EDGES = {
  exposes: { from: 'any', to: 'any', description: 'The zone lets a stranger reach it.' },
  reaches: { from: 'any', to: 'any', description: 'From the first a connection to the second is open.' },
  assumes: { from: 'any', to: ['identity'], description: 'Acts with the identity.' },
  steers: { from: 'any', to: ['agent', 'application', 'ai-endpoint'], description: 'Untrusted content decides what the agent does.' },
  invokes: { from: ['agent', 'application', 'ai-endpoint', 'tool', 'mcp-client'], to: 'any', description: 'Makes the tool act.' },
  executes: { from: 'any', to: 'any', description: 'Runs code there.' },
  reads: { from: 'any', to: 'any', description: 'Reads the data.' },
  writes: { from: 'any', to: 'any', description: 'Changes the data.' },
  poisons: { from: 'any', to: 'any', description: 'Changed data changes what learns from it or retrieves it.' },
  produces: { from: ['pipeline', 'notebook'], to: 'any', description: 'The result carries the change.' },
  serves: { from: ['model', 'model-artifact'], to: 'any', description: 'The changed model answers here.' },
  steals: { from: 'any', to: ['secret'], description: 'Takes the secret.' },
  grants: { from: ['secret'], to: 'any', description: 'The secret opens it.' },
  'sends-out': { from: 'any', to: ['zone'], description: 'Data leaves.' },
} as const satisfies Record<string, EdgeDeclaration>;

export type FactEdgeKind = keyof typeof FACT_EDGES;
export type DerivedEdgeKind = keyof typeof DERIVED_EDGES;
export type AttackEdgeKind = keyof typeof ATTACK_EDGES;
/** Edges that stand in a Snapshot. */
export type EdgeKind = FactEdgeKind | DerivedEdgeKind;

/** The order is the code of a kind in packed columns: append, never reorder (a packed graph is stored). */
export const EDGE_KINDS = [
  ...(Object.keys(FACT_EDGES) as FactEdgeKind[]),
  ...(Object.keys(DERIVED_EDGES) as DerivedEdgeKind[]),
] as EdgeKind[];
export const ATTACK_EDGE_KINDS = Object.keys(ATTACK_EDGES) as AttackEdgeKind[];

/** stated: written there; resolved: followed through code or configuration; inferred: by name or convention. */
export const STRENGTHS = ['inferred', 'resolved', 'stated'] as const;
export type Strength = (typeof STRENGTHS)[number];

const STANDING: Readonly<Record<EdgeKind, EdgeDeclaration>> = { ...FACT_EDGES, ...DERIVED_EDGES };

export function edgeDeclaration(kind: EdgeKind): EdgeDeclaration {
  return STANDING[kind];
}

/** Whether an edge of this kind may run between assets of these kinds. */
export function edgeFits(kind: EdgeKind, from: AssetKind, to: AssetKind): boolean {
  const declaration = edgeDeclaration(kind);
  return (declaration.from === 'any' || declaration.from.includes(from)) && (declaration.to === 'any' || declaration.to.includes(to));
}
