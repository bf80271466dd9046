import { describe, expect, it } from 'vitest';
import { PharosError } from '../core/errors.ts';
import { parseSettings } from './settings-file.ts';

const TODAY = '2026-03-01';

/** What is wrong with a text: each error and what to do. */
function wrongIn(text: string): [string, string][] {
  try {
    parseSettings(text, 'p.yaml', TODAY);
    return [];
  } catch (error) {
    if (!(error instanceof PharosError)) throw error;
    return [error, ...error.others].map(({ message, todo }) => [message, todo]);
  }
}

describe('parseSettings', () => {
  it('tells everything that is wrong, from the top down, in words of its own', () => {
    const text = `name: 7
sanctoned: {}
annotations:
  - match: { kind: robot, nme: x }
    criticality: huge
  - owner: me
suppressions:
  - check: storage-public
    reason: no
    until: soon
ignore: '*.js'
owners:
`;
    expect(wrongIn(text)).toEqual([
      ['p.yaml:1: name is a number and has to be text', 'docs/guides/settings.md shows each key with an example.'],
      ['p.yaml:2: sanctoned is not a known key', 'Remove or rename sanctoned; docs/guides/settings.md lists the keys.'],
      ['p.yaml:4: annotations.0.match.kind cannot be robot', expect.stringMatching(/^Use one of: provider, model, /)],
      ['p.yaml:4: annotations.0.match.nme is not a known key', 'Remove or rename nme; docs/guides/settings.md lists the keys.'],
      ['p.yaml:5: annotations.0.criticality cannot be huge', 'Use one of: low, medium, high, critical.'],
      ['p.yaml:6: annotations.1.match is missing', 'docs/guides/settings.md shows each key with an example.'],
      ['p.yaml:9: suppressions.0.reason says too little', 'Say in a few words why.'],
      ['p.yaml:10: suppressions.0.until is no day: soon', 'Every approval and suppression needs an end date, as YYYY-MM-DD.'],
      ['p.yaml:11: ignore is text and has to be a list', 'docs/guides/settings.md shows each key with an example.'],
      ['p.yaml:12: owners is not a known key', 'Remove or rename owners; docs/guides/settings.md lists the keys.'],
    ]);
  });

  it.each([
    ['- a list\n', 'p.yaml:1: the file is a list and has to be a group of keys'],
    ['suppressions:\n', 'p.yaml:1: suppressions is empty and has to be a list'],
    ['annotations:\n  - match: {}\n    owner:\n', 'p.yaml:3: annotations.0.owner is empty and has to be text'],
  ])('says of %j: %s', (text, said) => {
    expect(wrongIn(text).map(([message]) => message)).toEqual([said]);
  });

  it('stops after twenty', () => {
    const wrong = wrongIn(Array.from({ length: 30 }, (_, at) => `word${at}: 1\n`).join(''));
    expect(wrong.length).toBe(21);
    expect(wrong.at(-1)).toEqual(['p.yaml:21: and 10 more from here on', 'Mend those above first.']);
  });

  const suppressed = (until: string): string => `suppressions:\n  - check: a\n    reason: It is meant to be\n    until: ${until}\n`;

  it('refuses a suppression that ends more than a year after today', () => {
    expect(wrongIn(suppressed('2027-03-01'))).toEqual([]);
    expect(wrongIn(suppressed('2027-03-02'))).toEqual([
      [
        'p.yaml:4: suppressions.0.until: 2027-03-02 is more than a year away',
        'Write a day up to 2027-03-01, and look at the finding again then.',
      ],
    ]);
  });

  it('lets an approval end on any day', () => {
    expect(wrongIn('approvals:\n  - match: { kind: agent }\n    by: board\n    until: 2099-12-31\n')).toEqual([]);
  });
});
