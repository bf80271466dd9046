import { describe, expect, it } from 'vitest';
import { failed, inPlace } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';

describe('pharos.yaml', () => {
  it.each([
    ['an unknown word', 'name: shop\nsanctoned:\n  models: []\n', 2, 'Unrecognized key', 'Remove or rename sanctoned'],
    [
      'a value outside its list',
      'annotations:\n  - match: { kind: agent }\n    criticality: huge\n',
      3,
      'annotations.0.criticality',
      'Use one of: low, medium, high, critical.',
    ],
    ['an unknown kind', 'annotations:\n  - match:\n      kind: robot\n', 3, 'annotations.0.match.kind', 'Use one of: provider, model'],
    [
      'a suppression without an end',
      'suppressions:\n  - check: storage-public\n    reason: It is meant to be\n',
      2,
      'suppressions.0.until',
      'as YYYY-MM-DD',
    ],
    [
      'a suppression without a reason',
      'suppressions:\n  - check: storage-public\n    until: 2027-01-31\n',
      2,
      'suppressions.0.reason',
      'Say in a few words why',
    ],
    [
      'an end that is no day',
      'suppressions:\n  - check: storage-public\n    reason: It is meant to be\n    until: soon\n',
      4,
      'suppressions.0.until',
      'as YYYY-MM-DD',
    ],
    ['broken YAML', 'name: shop\nannotations: [\n  - match: {\n', 3, '', 'Mend the YAML at this line.'],
  ])('refuses %s with file, line and hint', (_, text, line, said, hint) =>
    inPlace({ 'estate/pharos.yaml': text, 'given.yaml': text }, async ({ pharos }) => {
      for (const args of [
        ['scan', 'estate'],
        ['scan', 'estate', '--config', 'given.yaml'],
      ]) {
        const { code, stderr } = await pharos(...args, '--no-store');
        expect(code).toBe(2);
        expect(stderr).toMatch(new RegExp(`(?:pharos|given)\\.yaml:(?:${line}|${line + 1}): `));
        expect(stderr).toContain(said);
        expect(stderr).toContain(hint);
      }
    }),
  );

  it('applies what --config names instead of what the target holds', () =>
    inPlace(
      {
        ...fixture('harbour'),
        'estate/pharos.yaml': 'ignore: ["**"]\n',
        'ours.yaml': 'annotations:\n  - match: { kind: agent }\n    owner: pilots\n',
      },
      async ({ report }) => {
        expect((await report('estate')).findings).toEqual([]);
        expect(failed(await report('estate', '--config', 'ours.yaml'), 'agent-lethal-trifecta').map(({ owner }) => owner)).toEqual([
          'pilots',
        ]);
      },
    ));

  it('shows what settings ignore and suppress', () =>
    inPlace(
      {
        ...fixture('harbour'),
        'estate/pharos.yaml': `ignore: ['training/**']
suppressions:
  - check: storage-public
    match: { name: 'harbour-visitors-*' }
    reason: The site is meant to be public
    until: 2099-12-31
  - check: agent-lethal-trifecta
    reason: Accepted until the spring
    until: 2020-03-31
`,
      },
      async ({ report, pharos }) => {
        const found = await report();
        expect(failed(found, 'storage-public').map(({ on, suppressed }) => [on, suppressed?.until])).toEqual(
          expect.arrayContaining([['harbour-visitors-site', '2099-12-31']]),
        );
        // What has ended counts again.
        expect(failed(found, 'agent-lethal-trifecta').map(({ suppressed }) => suppressed)).toEqual([undefined]);
        expect(
          found.coverage.filter(
            ({ status, reason }) => status === 'skipped' && reason.includes('pharos.yaml') && reason.includes('training'),
          ).length,
        ).toBeGreaterThan(0);
        const { stdout } = await pharos('scan', 'estate', '--no-store');
        expect(stdout).toContain('Accepted until 2099-12-31');
        expect(stdout.replaceAll(/\s+/g, ' ')).toContain('left out because pharos.yaml ignores it');
      },
    ));

  it('does not count an accepted finding for the exit code', () =>
    inPlace(
      {
        ...fixture('lighthouse'),
        'estate/pharos.yaml': 'suppressions:\n  - check: "*"\n    reason: Everything is accepted here\n    until: 2099-12-31\n',
      },
      async ({ pharos }) => {
        expect((await pharos('scan', 'estate', '--no-store', '--fail-on', 'info')).code).toBe(0);
      },
    ));
});
