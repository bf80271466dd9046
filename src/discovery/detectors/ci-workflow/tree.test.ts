import { describe, expect, it } from 'vitest';
import { allTexts, entriesOf, member, parseYaml, textOf, writtenOf } from './tree.ts';

describe('YAML with lines', () => {
  it('gives the line of a key and the first line of a block', () => {
    const { root } = parseYaml('jobs:\n  a:\n    run: |\n      one\n      two\n    name: x\n');
    expect(writtenOf(member(root, 'jobs', 'a', 'run'))).toEqual({ text: 'one\ntwo\n', line: 4 });
    expect(writtenOf(member(root, 'jobs', 'a', 'name'))).toEqual({ text: 'x', line: 6 });
  });

  it('follows anchors and merges, and keeps tags of lists', () => {
    const { root } = parseYaml('.a: &a\n  image: py\n  tags: [gpu]\njob:\n  <<: *a\n  image: own\n  script: [!reference [.a, script]]\n');
    expect(textOf(member(root, 'job', 'image'))).toBe('own');
    expect(
      entriesOf(member(root, 'job'))
        .map(([name]) => name)
        .sort(),
    ).toEqual(['image', 'script', 'tags']);
    expect(member(root, 'job', 'script')).toMatchObject({ items: [{ tag: '!reference', items: [{ value: '.a' }, { value: 'script' }] }] });
  });

  it('reads the last of several documents', () => {
    const { root } = parseYaml('spec:\n  inputs:\n    x: {}\n---\ntrain:\n  script: [a]\n');
    expect(entriesOf(root).map(([name]) => name)).toEqual(['train']);
  });

  it('bounds what aliases unfold to, nesting and size, and says so', () => {
    const bomb = `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]`).join('\n')}`;
    const read = parseYaml(bomb);
    expect(read.problem).toContain('too deep, or unfolds');
    expect(allTexts(read.root).length).toBeLessThanOrEqual(50_000);
    expect(parseYaml('['.repeat(5000)).problem).toContain('nested too deeply');
    expect(parseYaml(`a: ${'x'.repeat(1_000_001)}`).problem).toContain('1 MB');
    expect(parseYaml('- '.repeat(5000)).problem).toContain('nested too deeply');
    expect(parseYaml('a: [1\nb: "').problem).toContain('not valid YAML');
  });
});
