import type { EdgeKind } from '../../../core/edges.ts';
import type { AssetKind } from '../../../core/kinds.ts';
import type { Report } from '../../../core/report.ts';

export type Asset = Report['assets'][number];
export type Edge = Report['edges'][number];

type ComponentType =
  | 'application'
  | 'framework'
  | 'library'
  | 'container'
  | 'platform'
  | 'device'
  | 'file'
  | 'machine-learning-model'
  | 'data';

/** What each kind of asset is in CycloneDX. Left out: secrets (never in a BOM), people and teams, identities, zones, repositories. */
const AS: Partial<Record<AssetKind, ComponentType | 'service'>> = {
  provider: 'service',
  model: 'machine-learning-model',
  library: 'library',
  dataset: 'data',
  'model-artifact': 'file',
  application: 'application',
  agent: 'application',
  tool: 'application',
  prompt: 'data',
  guardrail: 'application',
  memory: 'data',
  'ai-endpoint': 'service',
  evaluation: 'application',
  notebook: 'application',
  pipeline: 'application',
  'mcp-client': 'data',
  skill: 'data',
  'model-endpoint': 'service',
  'knowledge-base': 'data',
  'vector-store': 'data',
  'data-store': 'data',
  workload: 'platform',
  image: 'container',
  cluster: 'platform',
  gateway: 'service',
  registry: 'service',
  device: 'device',
  'saas-app': 'service',
  extension: 'application',
  service: 'service',
};

/** An MCP server that is reached over the network is a service; one that is started from a package is software. */
export function typeOf(asset: Asset): ComponentType | 'service' | undefined {
  if (asset.kind === 'mcp-server') return typeof asset.properties['url'] === 'string' ? 'service' : 'application';
  return AS[asset.kind];
}

/** `dependsOn` leads from what needs to what is needed; an edge that points the other way is turned. */
const DEPENDS: Partial<Record<EdgeKind, 'along' | 'against'>> = {
  contains: 'along',
  'depends-on': 'along',
  'uses-model': 'along',
  'provided-by': 'along',
  serves: 'along',
  'calls-tool': 'along',
  'exposes-tool': 'along',
  'connects-to': 'along',
  'delegates-to': 'along',
  'prompted-by': 'along',
  'guarded-by': 'along',
  'remembers-in': 'along',
  'retrieves-from': 'along',
  'embeds-with': 'along',
  'sourced-from': 'along',
  'trained-on': 'along',
  'evaluated-on': 'along',
  'derived-from': 'along',
  produces: 'against',
  loads: 'along',
  'stored-in': 'along',
  'routes-to': 'along',
  'runs-on': 'along',
  'runs-image': 'along',
  'built-from': 'along',
  'tested-by': 'along',
  'logs-to': 'along',
};

/** The dependency an edge states; undefined where it states none. */
export function dependencyOf(edge: Edge): { from: string; to: string } | undefined {
  const direction = DEPENDS[edge.kind];
  if (!direction) return undefined;
  return direction === 'along' ? { from: edge.from, to: edge.to } : { from: edge.to, to: edge.from };
}
