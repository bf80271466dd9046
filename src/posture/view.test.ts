import { describe, expect, it } from 'vitest';
import { type Asset, packEdges } from '../core/snapshot.ts';
import { createView } from './view.ts';

function thing(kind: Asset['kind'], id: string, aliases: string[] = []): Asset {
  return { id, aliases, kind, name: id, keys: [], properties: {}, evidence: [], confidence: 1 };
}

describe('createView', () => {
  // The alias of the tool is the id of an agent: an id of its own goes before what another thing was called once.
  const assets = [thing('agent', 'a'), thing('tool', 't', ['a', 'older']), thing('agent', 'b')];
  const view = createView({ assets, edges: packEdges([]) });

  it('finds assets by kind, with their numbers', () => {
    expect(view.ofKind('agent')).toEqual([assets[0], assets[2]]);
    expect(view.numbersOf('agent')).toEqual([0, 2]);
    expect([view.ofKind('zone'), view.numbersOf('zone')]).toEqual([[], []]);
  });

  it('knows the number of an asset, also of a copy', () => {
    expect(assets.map(view.numberOf)).toEqual([0, 1, 2]);
    expect(view.numberOf({ ...assets[2]! })).toBe(2);
  });

  it('finds an asset by its id, then by one it had before', () => {
    expect(['a', 't', 'older', 'nobody'].map((id) => view.asset(id)?.id)).toEqual(['a', 't', 't', undefined]);
  });
});
