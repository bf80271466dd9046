import { expect, it } from 'vitest';
import { changedNames, documentHash, documentOf, evidenceDocument, storableText, storedEvidence } from './documents.ts';

it('the same content is the same text, in whatever order it was written', () => {
  expect(documentOf({ b: [1, { d: 1, c: 2 }], a: undefined, A: null })).toBe('{"A":null,"b":[1,{"c":2,"d":1}]}');
  expect(documentOf({ x: 1, y: { b: 1, a: 2 } })).toBe(documentOf({ y: { a: 2, b: 1 }, x: 1 }));
});

it('NUL and lone surrogates are replaced in values and names, and nothing else is', () => {
  expect(JSON.parse(documentOf({ ['a\0']: 'b\0\ud800', fine: 'tab\t 🚨 \\u0000' }))).toEqual({
    'a\ufffd': 'b\ufffd\ufffd',
    fine: 'tab\t 🚨 \\u0000',
  });
  expect(storableText('x\0\udc00y')).toBe('x\ufffd\ufffdy');
});

it('a property called __proto__ is a property', () => {
  const hostile = JSON.parse('{"__proto__":{"admin":true},"a":1}') as object;
  expect(documentOf(hostile)).toBe('{"__proto__":{"admin":true},"a":1}');
});

it('what is nested without end is cut, not followed', () => {
  let deep: unknown = 'bottom';
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(documentOf({ deep })).toContain('(deeper than 64 levels)');
});

it('evidence leaves the only target out and gets it back', () => {
  const evidence = [
    { target: 'app', file: 'a.py', line: 3, detail: 'x' },
    { target: 'infra', field: 'Policy', detail: 'y' },
  ];
  const text = evidenceDocument(evidence, 'app');
  expect(text).not.toContain('"app"');
  expect(storedEvidence(text, 'app')).toEqual(evidence);
  expect(storedEvidence(evidenceDocument(evidence, undefined), undefined)).toEqual(evidence);
});

it('names what changed, properties one by one', () => {
  const before = documentOf({ name: 'a', properties: { model: 'x', same: [1], old: 1 } });
  const after = documentOf({ name: 'b', properties: { model: 'y', same: [1], fresh: 2 } });
  expect(changedNames(before, after)).toEqual(['name', 'properties.fresh', 'properties.model', 'properties.old']);
  expect(changedNames(before, before)).toEqual([]);
});

it('facts and evidence cannot be shifted into each other unnoticed', () => {
  expect(documentHash('{"a":1}', '[]')).not.toBe(documentHash('{"a":1}[', ']'));
});
