import { expect, it } from 'vitest';
import { EDGE_KINDS } from '../core/edges.ts';
import { APPROVALS, type Edge, packEdges } from '../core/snapshot.ts';
import { edgeBytes, edgesOf, packDetails } from './graph.ts';

const list: Edge[] = Array.from({ length: 5_000 }, (_, place) => ({
  from: place,
  to: 4_000_000_000 - place,
  kind: EDGE_KINDS[place % EDGE_KINDS.length]!,
  strength: place % 2 === 0 ? 'stated' : 'inferred',
  evidence: place % 3 === 0 ? [] : [{ target: 'app', file: `ä/${place}.py`, line: place + 1, detail: '🚨' }],
  ...(place % 5 === 0 && { properties: { version: `1.${place}`, access: 'write', approval: place % 2 === 0 ? 'always' : 'conditional' } }),
}));

it('columns and details come back as they were, in any order of asking', () => {
  const edges = packEdges(list);
  const back = edgesOf(edgeBytes(edges), packDetails(edges));
  expect([back.count, back.from, back.to, back.kind, back.strength]).toEqual([5_000, edges.from, edges.to, edges.kind, edges.strength]);
  expect([back.access, back.approval]).toEqual([edges.access, edges.approval]);
  expect([0, 1, 5].map((place) => APPROVALS[back.approval[place]!])).toEqual(['always', '', 'conditional']);
  for (const place of [4_999, 0, 2_047, 2_048, 1, 4_095, 4_096]) expect(back.details(place)).toEqual(edges.details(place));
});

it('no edges are a graph too', () => {
  const none = packEdges([]);
  expect(edgesOf(edgeBytes(none), packDetails(none)).count).toBe(0);
});

it('columns that do not fit each other are refused', () => {
  const edges = packEdges(list.slice(0, 10));
  const bytes = edgeBytes(edges);
  expect(() => edgesOf(bytes.subarray(0, 95), packDetails(edges))).toThrow(RangeError);
  expect(() => edgesOf(bytes, [])).toThrow(RangeError);
  const unknown = bytes.slice();
  unknown[80] = 250;
  expect(() => edgesOf(unknown, packDetails(edges))).toThrow(/kind/);
  const unheardOf = bytes.slice();
  unheardOf[110] = 3;
  expect(() => edgesOf(unheardOf, packDetails(edges))).toThrow(/does not know/);
});
