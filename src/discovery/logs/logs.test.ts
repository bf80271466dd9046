import { describe, expect, it } from 'vitest';
import { delimiterOf, rowsOf, splitRow } from './csv.ts';
import { forEachLine } from './lines.ts';
import { forEachRecord, isEnvelope } from './records.ts';
import { shownTime, timeOf } from './time.ts';

/** The text in pieces of every size, as a reader may give it. */
function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}

describe('forEachLine', () => {
  it.each([1, 2, 3, 7, 100])('gives the same lines in pieces of %i', (size) => {
    const seen: [string, number][] = [];
    forEachLine(pieces('a\r\n\nbc\r\nlast', size), (line, number) => seen.push([line, number]));
    expect(seen).toEqual([
      ['a', 1],
      ['', 2],
      ['bc', 3],
      ['last', 4],
    ]);
  });

  it('passes over a line that never ends and goes on behind it', () => {
    const seen: [string, number][] = [];
    forEachLine([...Array.from({ length: 40 }, () => 'x'.repeat(100_000)), '\nnext\n'], (line, number) => seen.push([line, number]));
    expect(seen).toEqual([['next', 2]]);
  });
});

describe('forEachRecord', () => {
  const records = (text: string, size = 5): [string, number][] => {
    const seen: [string, number][] = [];
    forEachRecord(pieces(text, size), isEnvelope(text), (record, line) => seen.push([record, line]));
    return seen;
  };

  it.each([
    ['lines', '{"a":1}\n{"a":"}"}\n'],
    ['a list', '[{"a":1},\n{"a":"}"}]'],
    ['an envelope', '{"Records": [{"a":1},\n{"a":"}"}]}'],
    ['an envelope behind members', '{"@odata.context":"x{","n":2,"value":[{"a":1},\n{"a":"}"}], "more":{}}'],
  ])('cuts %s', (_, text) => {
    for (const size of [1, 3, 1000])
      expect(records(text, size).slice(0, 2)).toEqual([
        ['{"a":1}', 1],
        ['{"a":"}"}', 2],
      ]);
  });

  it('counts records beyond any size and goes on', () => {
    const seen: string[] = [];
    const passed = forEachRecord([`{"a":"${'x'.repeat(2_000_000)}"}`, '\n{"b":1}'], false, (record) => seen.push(record));
    expect([passed, seen]).toEqual([1, ['{"b":1}']]);
  });
});

describe('rowsOf', () => {
  it('reads quotes, doubled quotes and line breaks inside them', () => {
    expect([...rowsOf('\uFEFFa,b\r\n"x, ""y""","1\n2"\n,\n', ',')]).toEqual([
      { cells: ['a', 'b'], line: 1 },
      { cells: ['x, "y"', '1\n2'], line: 2 },
      { cells: ['', ''], line: 4 },
    ]);
    expect(splitRow('"open,b', ',')).toEqual(['open,b']);
    expect(delimiterOf('a;b;c,d')).toBe(';');
  });
});

describe('timeOf', () => {
  it.each([
    ['1793606400.123', '2026-11-02T08:00:00Z'],
    ['1793606400123', '2026-11-02T08:00:00Z'],
    ['[1793606400] unbound', '2026-11-02T08:00:00Z'],
    ['2026-11-02T10:00:00+02:00', '2026-11-02T08:00:00Z'],
    ['02/Nov/2026:09:00:00 +0100', '2026-11-02T08:00:00Z'],
    ['02-Nov-2026 08:00:00.123 client', '2026-11-02T08:00:00Z'],
    ['Nov  2 08:00:00 dnsmasq', '11-02 08:00:00'],
    ['Mon Nov  2 08:00:00 2026', '2026-11-02T08:00:00Z'],
  ])('reads %s', (text, shown) => {
    expect(shownTime(timeOf(text)!)).toBe(shown);
  });
  it.each(['', 'yesterday', '12', '99/Xyz/2026:00:00:00', '0000-00'])('does not read %s', (text) => {
    expect(timeOf(text)).toBeUndefined();
  });
});
