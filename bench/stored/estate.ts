import { FACT_EDGES, type FactEdgeKind } from '../../src/core/edges.ts';
import { assetId } from '../../src/core/ids.ts';
import { strongKey } from '../../src/core/keys.ts';
import type { AssetKind } from '../../src/core/kinds.ts';
import { type Asset, type Edge, packEdges, type Snapshot } from '../../src/core/snapshot.ts';

/** How many of 1,000 assets are of a kind, and how many of 1,000 edges run between which kinds: a large company's estate. */
const KINDS: readonly (readonly [AssetKind, number])[] = [
  ['application', 40],
  ['agent', 50],
  ['tool', 180],
  ['model', 30],
  ['library', 40],
  ['prompt', 60],
  ['data-store', 120],
  ['vector-store', 20],
  ['pipeline', 40],
  ['model-artifact', 50],
  ['model-endpoint', 30],
  ['workload', 120],
  ['identity', 100],
  ['secret', 60],
  ['service', 30],
  ['mcp-server', 15],
  ['ai-endpoint', 15],
];
const EDGES: readonly (readonly [FactEdgeKind, AssetKind, AssetKind, number])[] = [
  ['calls-tool', 'agent', 'tool', 120],
  ['uses-model', 'agent', 'model', 30],
  ['prompted-by', 'agent', 'prompt', 30],
  ['connects-to', 'tool', 'data-store', 90],
  ['connects-to', 'tool', 'service', 60],
  ['contains', 'application', 'agent', 30],
  ['depends-on', 'application', 'library', 120],
  ['runs-on', 'application', 'workload', 60],
  ['runs-as', 'workload', 'identity', 100],
  ['trained-on', 'pipeline', 'data-store', 60],
  ['produces', 'pipeline', 'model-artifact', 40],
  ['stored-in', 'model-artifact', 'data-store', 40],
  ['loads', 'model-endpoint', 'model-artifact', 30],
  ['holds', 'application', 'secret', 60],
  ['retrieves-from', 'application', 'vector-store', 30],
  ['routes-to', 'ai-endpoint', 'agent', 20],
  ['connects-to', 'application', 'mcp-server', 20],
  ['connects-to', 'workload', 'data-store', 50],
];

/** A Snapshot of `count` assets and about five edges each, with hubs, deterministic. */
export function generateEstate(count: number, edgeCount: number): Snapshot {
  let state = 99;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const assets: Asset[] = [];
  const of = new Map<AssetKind, { start: number; count: number }>();
  const make = (kind: AssetKind, name: string, properties: Asset['properties']): void => {
    const key = strongKey('name', `estate/${kind}/${name}`);
    assets.push({
      id: assetId(kind, key.key),
      aliases: [],
      kind,
      name,
      keys: [key],
      properties,
      evidence: [
        { target: 'estate', file: `src/part${assets.length % 4000}/file.py`, line: (assets.length % 300) + 1, detail: `${kind} ${name}` },
      ],
      confidence: 0.9,
    });
  };
  make('zone', 'internet', {});
  for (const [kind, share] of KINDS) {
    const number = Math.floor((count * share) / 1000);
    of.set(kind, { start: assets.length, count: number });
    for (let i = 0; i < number; i++) make(kind, `${kind}-${i}`, propertiesOf(kind, i, random));
  }
  const pick = (kind: AssetKind): number => {
    const range = of.get(kind)!;
    // Skewed: a few hubs have very many edges.
    return range.start + Math.floor(range.count * random() ** 3);
  };
  const edges: Edge[] = [];
  const seen = new Set<number>();
  const add = (kind: FactEdgeKind, from: number, to: number, properties?: Edge['properties']): void => {
    const id = from * 200_003 + to;
    if (from === to || seen.has(id)) return;
    seen.add(id);
    edges.push({
      from,
      to,
      kind,
      strength: 'resolved',
      evidence: [
        {
          target: 'estate',
          file: `src/part${edges.length % 4000}/file.py`,
          line: (edges.length % 300) + 1,
          detail: FACT_EDGES[kind].description,
        },
      ],
      ...(properties ? { properties } : {}),
    });
  };
  for (let i = 0; i < 200; i++)
    add('exposed-to', pick(i % 2 ? 'data-store' : 'workload'), 0, {
      access: i % 2 ? (i % 4 === 1 ? 'write' : 'read') : 'invoke',
      auth: 'none',
    });
  // Agents hand work to neighbours of their own team, as people build them.
  const agents = of.get('agent')!;
  for (let i = 0; i + 1 < agents.count; i++) if (i % 6 !== 5) add('delegates-to', agents.start + i, agents.start + i + 1);
  while (edges.length < edgeCount) {
    for (const [kind, from, to, share] of EDGES)
      for (let n = 0; n < share && edges.length < edgeCount; n++)
        add(
          kind,
          pick(from),
          from === to ? pick(to) : of.get(to)!.start + Math.floor(random() * of.get(to)!.count),
          kind === 'connects-to' ? { access: random() < 0.6 ? 'read' : 'write' } : undefined,
        );
  }
  return { assets, edges: packEdges(edges) };
}

function propertiesOf(kind: AssetKind, number: number, random: () => number): Asset['properties'] {
  switch (kind) {
    case 'tool': {
      const capabilities = [['reads-private-data'], ['external-communication'], ['ingests-untrusted-content'], ['state-change'], []][
        Math.floor(random() * 5)
      ]!;
      return {
        capabilities,
        effects: [{ capabilities, target: random() < 0.2 ? 'model-chosen' : 'fixed', file: 'src/tool.py', line: 4, detail: 'call' }],
        library: 'openai-agents',
        ...(random() < 0.7 ? { approval: 'always' } : {}),
      };
    }
    case 'data-store':
      return { form: 's3-bucket', ...(number % 7 === 0 ? { sensitivity: 'confidential' } : {}) };
    case 'secret':
      return { form: 'reference' };
    case 'model':
      return { provider: 'openai', task: 'chat', pinning: 'floating' };
    default:
      return number % 5 === 0 ? { environment: 'production' } : {};
  }
}
