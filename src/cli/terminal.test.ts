import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bookshop } from '../../test/schemas/estate.ts';
import { renderTerminal } from './terminal.ts';

describe('renderTerminal', () => {
  it.each([60, 80, 100])('keeps titles and places within %i columns, with colours too', (width) => {
    const report = bookshop();
    const long = 'A stranger without any account makes the agent of the reading room send letters away'.concat(' and nobody sees it');
    report.findings[0]!.title = long;
    report.findings[0]!.owner = 'the team of the reading room of the house';
    report.paths[0]!.steps[2]!.evidence[0]!.file = `${'deep/'.repeat(6)}agent.py`;
    for (const colour of [true, false]) {
      const lines = renderTerminal(report, { all: true, colour, width }).split('\n').map(stripVTControlCharacters);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      expect(lines.join(' ').replaceAll(/ +/g, ' ')).toContain(long);
    }
  });

  it('begins and ends bold within each line', () => {
    const report = bookshop();
    report.findings[0]!.title = 'word '.repeat(40).trim();
    for (const line of renderTerminal(report, { all: true, colour: true, width: 80 }).split('\n'))
      expect(line.split('\u001b[').length - 1, line).toBe(2 * (line.split('\u001b[0m').length - 1));
  });

  it.each([
    [0, 'no findings'],
    [1, '1 finding (1 high)'],
    [2, '2 findings (2 high)'],
  ])('counts %i', (count, said) => {
    const [finding] = bookshop().findings;
    const findings = Array.from({ length: count }, (_, at) => ({ ...finding!, id: `f-${at}` }));
    expect(renderTerminal({ ...bookshop(), findings }, { all: false, colour: false, width: 100 })).toContain(said);
  });

  it('sums up what was left out instead of listing each place', () => {
    const report = bookshop();
    report.coverage.push(
      { target: 'books', file: 'cellar', what: 'left-out', status: 'skipped', reason: 'Left out because pharos.yaml ignores it.' },
      { target: 'books', what: 'files', status: 'skipped', reason: 'pharos.yaml (left out): 1 place, such as cellar.' },
    );
    const text = renderTerminal(report, { all: true, colour: false, width: 100 });
    expect(text).toContain('1 place, such as cellar');
    expect(text).not.toContain('Left out because');
  });
});
