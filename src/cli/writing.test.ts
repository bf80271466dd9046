import { describe, expect, it } from 'vitest';
import { clean, columns, mark, pens, wrapParts, wrapText } from './writing.ts';

describe('clean', () => {
  it.each([
    ['a\u001b[31mb', 'a\\x1b[31mb'],
    ['one\ntwo\tthree\r', 'one\\x0atwo\\x09three\\x0d'],
    ['c1 \u009b31m', 'c1 \\x9b31m'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half\ud83d', 'half\ufffd'],
  ])('shows %j as %j', (text, shown) => {
    expect(clean(text)).toBe(shown);
  });

  it('leaves the writing of people alone', () => {
    for (const text of ['Grüße, 漢字, עברית, emoji 🦀', 'naïve café', 'a-b_c/d.e']) expect(clean(text)).toBe(text);
  });
});

describe('columns', () => {
  it('aligns, cleans, cuts and puts numbers to the right', () => {
    expect(
      columns(
        [
          ['name', 'n', 'note'],
          ['a\u0007', '5', 'ok'],
          ['longer than that', '1000', 'fine'],
        ],
        { right: [1], most: 8 },
      ),
    ).toEqual(['name         n  note', 'a\\x07        5  ok', 'longer …  1000  fine']);
  });

  it('writes nothing behind the last cell', () => {
    expect(
      columns([
        ['a', ''],
        ['bb', 'c'],
      ]),
    ).toEqual(['a', 'bb  c']);
  });
});

describe('wrapText', () => {
  it('keeps lines within the width and words whole', () => {
    expect(wrapText('one two three four', 9, 2, 0)).toEqual(['one two', '  three', '  four']);
    expect(wrapText('a'.repeat(30), 9, 2, 0)).toEqual(['a'.repeat(30)]);
  });
});

describe('wrapParts', () => {
  it('breaks by what is seen, and begins and ends every style within its line', () => {
    const bold = (text: string): string => `<${text}>`;
    expect(wrapParts([{ text: '■ medium' }, { text: 'one two three', style: bold }, { text: 'new' }], 18, 4, 2)).toEqual([
      '  ■ medium  <one>',
      '    <two three>  new',
    ]);
    expect(
      wrapParts(
        [
          { text: 'a', style: bold },
          { text: 'b', gap: 1 },
        ],
        80,
        4,
        2,
      ),
    ).toEqual(['  <a> b']);
  });

  it('leaves no style empty where a part begins a line', () => {
    const bold = (text: string): string => `<${text}>`;
    expect(wrapParts([{ text: 'first' }, { text: 'second', style: bold }], 9, 2, 0)).toEqual(['first', '  <second>']);
  });
});

describe('mark', () => {
  it('says severity by shape and word, with colour only where it is asked for', () => {
    expect(mark('critical', pens(false))).toBe('◆ critical');
    expect(mark('low', pens(true))).toBe('\u001b[34m● low\u001b[0m');
  });
});
