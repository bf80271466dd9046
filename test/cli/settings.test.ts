import { describe, expect, it } from 'vitest';
import { failed, inPlace } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';

/** A day about half a year from now, as long as acceptances may last at all. */
const SOON = new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10);

describe('pharos.yaml', () => {
  it.each([
    ['an unknown word', 'name: shop\nsanctoned:\n  models: []\n', 2, 'sanctoned is not a known key', 'Remove or rename sanctoned'],
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
    [
      'a suppression that hardly ends',
      'suppressions:\n  - check: storage-public\n    reason: It is meant to be\n    until: 2999-12-31\n',
      4,
      'is more than a year away',
      'look at the finding again then',
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
    until: ${SOON}
  - check: agent-lethal-trifecta
    reason: Accepted until the spring
    until: 2020-03-31
`,
      },
      async ({ report, pharos }) => {
        const found = await report();
        expect(failed(found, 'storage-public').map(({ on, suppressed }) => [on, suppressed?.until])).toEqual(
          expect.arrayContaining([['harbour-visitors-site', SOON]]),
        );
        // What has ended counts again.
        expect(failed(found, 'agent-lethal-trifecta').map(({ suppressed }) => suppressed)).toEqual([undefined]);
        expect(
          found.coverage.filter(
            ({ status, reason }) => status === 'skipped' && reason.includes('pharos.yaml') && reason.includes('training'),
          ).length,
        ).toBeGreaterThan(0);
        const { stdout } = await pharos('scan', 'estate', '--no-store');
        expect(stdout).toContain(`Accepted until ${SOON}`);
        expect(stdout.replaceAll(/\s+/g, ' ')).toContain('left out because pharos.yaml ignores it');
      },
    ));

  it('does not count an accepted finding for the exit code', () =>
    inPlace(
      {
        ...fixture('lighthouse'),
        'estate/pharos.yaml': `suppressions:\n  - check: "*"\n    reason: Everything is accepted here\n    until: ${SOON}\n`,
      },
      async ({ pharos }) => {
        expect((await pharos('scan', 'estate', '--no-store', '--fail-on', 'info')).code).toBe(0);
      },
    ));

  it('tells all that is wrong in one run', () =>
    inPlace({ 'estate/pharos.yaml': 'nmae: shop\nignore: x\nsuppressions:\n  - check: a\n' }, async ({ pharos }) => {
      const { code, stdout, stderr } = await pharos('scan', 'estate', '--no-store');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.match(/pharos\.yaml:\d+: .*/g)?.map((line) => line.replace(/^pharos\.yaml/, ''))).toEqual([
        ':1: nmae is not a known key',
        ':2: ignore is text and has to be a list',
        ':4: suppressions.0.reason is missing',
        ':4: suppressions.0.until is missing',
      ]);
    }));

  it('of one target does not end the scan of the others', () =>
    inPlace(
      { ...fixture('lighthouse'), 'other/pharos.yaml': 'nmae: shop\nignore: x\n', 'other/app.py': 'import openai\nopenai.OpenAI()\n' },
      async ({ report, pharos }) => {
        const found = await report('estate', 'other');
        expect(found.scan).toMatchObject({ complete: false, targets: [{ id: 'estate' }, { id: 'other', kind: 'folder' }] });
        expect(failed(found, 'guardrail-missing').length).toBeGreaterThan(0);
        const [missed, ...more] = found.coverage.filter(({ target }) => target === 'other');
        expect([missed?.status, more]).toEqual(['failed', []]);
        for (const said of ['nmae is not a known key', 'Remove or rename nmae', 'ignore is text and has to be a list'])
          expect(missed?.reason).toContain(said);
        expect((await pharos('scan', 'estate', 'other', '--no-store', '--strict')).code).toBe(3);
      },
    ));

  it('names its target, unless --name does', () =>
    inPlace({ ...fixture('lighthouse'), 'estate/pharos.yaml': 'name: beacon\n' }, async ({ report }) => {
      const found = await report('estate');
      expect(found.scan.targets).toEqual([{ id: 'beacon', kind: 'folder', name: 'beacon' }]);
      expect([...new Set(found.assets.flatMap(({ evidence }) => evidence.map(({ target }) => target)))]).toEqual(['beacon']);
      expect((await report('estate', '--name', 'tower')).scan.targets.map(({ id }) => id)).toEqual(['tower']);
    }));

  it('cannot take the name of another target', () =>
    inPlace({ ...fixture('lighthouse'), 'other/pharos.yaml': 'name: estate\n', 'other/app.py': '' }, async ({ report }) => {
      const found = await report('estate', 'other');
      expect(found.coverage.find(({ target }) => target === 'other')?.reason).toContain('Two targets have the same name: estate');
      expect(found.assets.length).toBeGreaterThan(0);
    }));
});
