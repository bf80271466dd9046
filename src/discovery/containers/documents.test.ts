import { describe, expect, it } from 'vitest';
import { at, isTrue, itemsOf, readDocuments, textMap, textOf, textsOf } from './documents.ts';

describe('readDocuments', () => {
  it('keeps the lines of a file across its documents, comments and CRLF', () => {
    const { roots, problem } = readDocuments(
      '# head\nkind: A\n---\r\n# second\r\nkind: B\r\nlist:\r\n  - x\r\n--- # third\nkind: C\n...\n',
    );
    expect(problem).toBeUndefined();
    expect(roots.map((root) => [textOf(at(root, 'kind')), at(root, 'kind')!.l])).toEqual([
      ['A', 2],
      ['B', 5],
      ['C', 9],
    ]);
    expect(itemsOf(at(roots[1], 'list'))[0]!.l).toBe(7);
  });

  it('follows anchors, merge keys and JSON', () => {
    const { roots } = readDocuments(
      'base: &b { type: LoadBalancer, port: 80 }\nservice:\n  <<: *b\n  port: 8000\n---\n{"kind": "A", "on": "true"}\n',
    );
    expect(textMap(at(roots[0], 'service'))).toEqual({ type: 'LoadBalancer', port: '8000' });
    expect(isTrue(at(roots[1], 'on'))).toBe(true);
    expect(textsOf(at(roots[1], 'kind'))).toEqual(['A']);
  });

  it('passes over what is not wanted before it is parsed', () => {
    const { roots, problem } = readDocuments('kind: A\n---\nbroken: [\n---\nkind: B\n', (document) => document.includes('kind'));
    expect([roots.length, problem]).toEqual([2, undefined]);
  });

  const LAUGHS = Array.from(
    { length: 12 },
    (_, level) =>
      `l${level}: &l${level} [${
        level === 0
          ? 'x'
          : Array(10)
              .fill(`*l${level - 1}`)
              .join(', ')
      }]`,
  ).join('\n');
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['sequences in one line', '- '.repeat(100_000)],
    ['indentation', Array.from({ length: 1300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['aliases', LAUGHS],
    ['a loop', 'a: &a [*a]'],
    ['an endless line', `a: ${'x'.repeat(2_000_000)}`],
    ['many documents', 'a: 1\n---\n'.repeat(2000)],
    ['half a document', 'a: {b: [1, "2'],
  ])('reads %s with a reason, as far as it goes', (_, text) => {
    const { roots, problem } = readDocuments(text);
    expect(problem).toMatch(/\.$/);
    expect(JSON.stringify(roots).length).toBeLessThan(6_000_000);
  });
});
