import { describe, expect, it } from 'vitest';
import { either, elementsOf, joined, patternsOf, textsOf, UNKNOWN, type Value } from './value.ts';

const text = (value: string): Value => ({ v: 'text', text: value, file: 'a.py', line: 3 });
const list = (...items: Value[]): Value => ({ v: 'list', items });

describe('texts', () => {
  it('are every alternative, with the place they are written', () => {
    expect(textsOf(either([text('gpt-4o'), UNKNOWN, text('gpt-4.1')]))).toMatchObject([
      { text: 'gpt-4o', file: 'a.py', line: 3 },
      { text: 'gpt-4.1' },
    ]);
  });

  it('of a template need all its parts; its pattern does not', () => {
    const template = joined([text('s3://'), UNKNOWN, text('/x')]);
    expect(textsOf(template)).toEqual([]);
    expect(patternsOf(template).map((one) => one.text)).toEqual(['s3://*/x']);
  });

  it('fall back to the default of an environment variable', () => {
    expect(textsOf({ v: 'environment', name: 'MODEL', fallback: text('gpt-4o') }).map((one) => one.text)).toEqual(['gpt-4o']);
  });
});

describe('hostile values', () => {
  /** Each level holds the one below twice: 2^60 leaves on 60 objects. */
  const doubled = (make: (below: Value) => Value, leaf: Value): Value => {
    let value = leaf;
    for (let level = 0; level < 60; level++) value = make(value);
    return value;
  };

  it('of texts doubled sixty times stay within 64 KiB', () => {
    expect(textsOf(doubled((below) => joined([below, below]), text('ab')))[0]!.text.length).toBeLessThanOrEqual(65_536);
  });

  it('of templates doubled sixty times give a pattern within 64 KiB', () => {
    expect(patternsOf(doubled((below) => joined([below, below]), UNKNOWN))[0]!.text.length).toBeLessThanOrEqual(65_536);
  });

  it('of lists doubled sixty times give a few thousand elements', () => {
    expect(elementsOf(doubled((below) => list(below, below), text('a'))).length).toBeLessThanOrEqual(4000);
  });
});
