import { describe, expect, it } from 'vitest';
import type { EdgeKind } from '../core/edges.ts';
import type { AssetKind } from '../core/kinds.ts';
import { type Asset, type Edge, packEdges } from '../core/snapshot.ts';
import { deriveAttackGraph } from './attack.ts';

type Fact = [from: AssetKind, kind: EdgeKind, to: AssetKind, access?: string];

/** Each fact between two assets of its own, numbered 2n and 2n + 1. */
function attackEdges(facts: readonly Fact[]): string[] {
  const assets = facts
    .flatMap(([from, , to]) => [from, to])
    .map((kind, number): Asset => {
      return { id: `${number}`, aliases: [], kind, name: `${number}`, keys: [], properties: {}, evidence: [], confidence: 1 };
    });
  const edges = facts.map(([, kind, , access], place): Edge => {
    const properties = access === undefined ? {} : { properties: { access } };
    return { from: place * 2, to: place * 2 + 1, kind, strength: 'resolved', evidence: [], ...properties };
  });
  const { graph, fact, kindOf } = deriveAttackGraph({ assets, edges: packEdges(edges) });
  return [...fact].map((number, edge) => `${number}: ${graph.from[edge]} ${kindOf(edge)} ${graph.to[edge]}`);
}

describe('deriveAttackGraph', () => {
  it('decides by the access on the edge', () => {
    const facts: Fact[] = [
      ['tool', 'connects-to', 'data-store', 'read'],
      ['tool', 'connects-to', 'data-store', 'write'],
      ['tool', 'connects-to', 'data-store', 'delete'],
      ['tool', 'connects-to', 'data-store'],
      ['data-store', 'exposed-to', 'zone', 'write'],
      ['data-store', 'exposed-to', 'zone', 'read'],
      ['workload', 'exposed-to', 'zone', 'invoke'],
    ];
    expect(attackEdges(facts)).toEqual([
      '0: 0 reads 1',
      '1: 2 writes 3',
      '2: 4 writes 5',
      '3: 6 reaches 7',
      '4: 9 writes 8',
      '5: 11 reads 10',
      '6: 13 exposes 12',
    ]);
  });

  it('decides by the kinds at both ends, also where the same kind of edge came before', () => {
    const facts: Fact[] = [
      ['agent', 'connects-to', 'service'],
      ['agent', 'connects-to', 'mcp-server'],
      ['ai-endpoint', 'routes-to', 'agent'],
      ['ai-endpoint', 'routes-to', 'application'],
      ['application', 'contains', 'agent'],
      ['account', 'contains', 'data-store'],
      ['mcp-client', 'runs-on', 'device'],
      ['agent', 'runs-on', 'workload'],
      ['agent', 'connects-to', 'service'],
    ];
    expect(attackEdges(facts)).toEqual([
      '0: 0 reaches 1',
      '1: 2 invokes 3',
      '2: 4 steers 5',
      '3: 6 reaches 7',
      '4: 8 reaches 9',
      '7: 14 executes 15',
      '8: 16 reaches 17',
    ]);
  });

  it('draws nothing from what is no progress, and turns round what an attacker walks the other way', () => {
    const facts: Fact[] = [
      ['application', 'depends-on', 'library'],
      ['pipeline', 'trained-on', 'data-store'],
      ['model-artifact', 'stored-in', 'data-store'],
      ['unheard-of' as AssetKind, 'holds', 'secret'],
      ['unheard-of' as AssetKind, 'contains', 'agent'],
    ];
    expect(attackEdges(facts)).toEqual(['1: 3 poisons 2', '2: 5 writes 4', '3: 6 steals 7']);
  });
});
