import { expect, it } from 'vitest';
import { ASSET_KINDS, type AssetKind } from './kinds.ts';
import { ACCESSES, adjacency, APPROVALS, type Asset, type Edge, kindCodes, packEdges } from './snapshot.ts';

function thing(kind: AssetKind): Asset {
  return { id: kind, aliases: [], kind, name: kind, keys: [], properties: {}, evidence: [], confidence: 1 };
}

function call(from: number, to: number, properties?: Edge['properties']): Edge {
  return { from, to, kind: 'calls-tool', strength: 'resolved', evidence: [], ...(properties ? { properties } : {}) };
}

it('the columns hold what an edge lets one do and whether a person is asked', () => {
  const stated = [
    { approval: 'always' },
    { approval: 'conditional', access: 'write' },
    { approval: 'never' },
    { approval: true },
    undefined,
  ];
  const { access, approval } = packEdges(stated.map((properties) => call(0, 1, properties)));
  expect([...approval].map((code) => APPROVALS[code])).toEqual(['always', 'conditional', '', '', '']);
  expect([...access].map((code) => ACCESSES[code])).toEqual(['', 'write', '', '', '']);
});

it('edges stand by asset in the order of their numbers, both ways', () => {
  const assets = [thing('agent'), thing('tool'), thing('tool'), thing('model')];
  const near = adjacency({ assets, edges: packEdges([call(0, 2), call(1, 2), call(0, 1), call(0, 2)]) });
  expect(assets.map((_, number) => [...near.out(number)])).toEqual([[0, 2, 3], [1], [], []]);
  expect(assets.map((_, number) => [...near.into(number)])).toEqual([[], [2], [0, 1, 3], []]);
  expect([...near.outRows.start]).toEqual([0, 3, 4, 4, 4]);
  expect([...near.intoRows.edge]).toEqual([2, 0, 1, 3]);
});

it('kinds become codes; one that nobody declared is told apart from all others', () => {
  const codes = kindCodes([thing('tool'), thing('agent'), thing('unheard-of' as AssetKind)]);
  expect([...codes].map((code) => ASSET_KINDS[code])).toEqual(['tool', 'agent', undefined]);
});
