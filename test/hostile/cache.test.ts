import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { inPlace, type Place } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';
import { fakeKey } from './estate.ts';

/** What a scan says, but for its times. */
function said({ assets, edges, findings, paths, coverage, checks }: Report): object {
  return { assets, edges, findings, paths, coverage, checks };
}

/** A scan that remembers says what one that remembers nothing says. */
async function same({ pharos, report }: Place, when: string): Promise<void> {
  const ran = await pharos('scan', 'estate', '--json');
  expect([0, 1], ran.stderr).toContain(ran.code);
  expect(said(ran.json()), when).toEqual(said(await report()));
}

const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

describe('the cache', () => {
  it('does not answer one file with the facts of another', () => {
    const key = `OPENAI_API_KEY = "${fakeKey(21)}"\n`;
    const agent = 'from agents import Agent\nfrom settings import MODEL\ndesk = Agent(name="desk", model=MODEL)\n';
    return inPlace(
      {
        'estate/app/settings.py': `MODEL = "gpt-4.1"\n${key}`,
        'estate/tests/settings.py': `MODEL = "gpt-4.1"\n${key}`,
        'estate/app/desk.py': agent,
        'estate/copy/desk.py': agent,
        'estate/copy/settings.py': 'MODEL = "gpt-4.1-mini"\n',
      },
      async (place) => {
        const { folder } = place;
        await same(place, 'at first');
        await same(place, 'with nothing changed');
        renameSync(`${folder}/estate/app/settings.py`, `${folder}/estate/app/moved.py`);
        await same(place, 'after a rename');
        renameSync(`${folder}/estate/app/moved.py`, `${folder}/estate/app/settings.py`);
        renameSync(`${folder}/estate/copy/settings.py`, `${folder}/estate/copy/kept.py`);
        await same(place, 'after what it imports went away');
        writeFileSync(`${folder}/estate/copy/settings.py`, `MODEL = "gpt-4.1"\n${key}`);
        await same(place, 'after a copy of another file took its place');
        rmSync(`${folder}/estate/tests`, { recursive: true });
        await same(place, 'after a folder went away');
        // The same size and the same times, another content.
        const file = `${folder}/estate/copy/settings.py`;
        const { atime, mtime } = statSync(file);
        writeFileSync(file, readFileSync(file, 'utf8').replace('gpt-4.1"', 'gpt-4o1"'));
        utimesSync(file, atime, mtime);
        await same(place, 'after a change that hides behind its old time');
      },
    );
  });

  it('keeps two targets of one content apart', () =>
    inPlace(
      {
        'one/desk.py': 'from agents import Agent\ndesk = Agent(name="desk", model="gpt-4.1")\n',
        'two/desk.py': 'from agents import Agent\ndesk = Agent(name="desk", model="gpt-4.1")\n',
      },
      async ({ pharos }) => {
        for (const target of ['one', 'two', 'one']) {
          const report = (await pharos('scan', target, '--json')).json();
          expect([...new Set(report.assets.flatMap(({ evidence }) => evidence.map((seen) => seen.target)))]).toEqual([target]);
        }
      },
    ));

  it('does not repeat a scan whose settings changed, and tells each repeated one as a scan of its own', () =>
    inPlace(fixture('orchard'), async (place) => {
      await same(place, 'at first');
      await same(place, 'with nothing changed');
      const settings = join(place.folder, 'given.yaml');
      const before = (await place.pharos('scan', 'estate', '--json')).json();
      const { check } = before.findings.find(({ status }) => status === 'fail')!;
      writeFileSync(settings, `suppressions:\n  - { check: ${check}, reason: known, until: ${tomorrow()} }\n`);
      const changed = (await place.pharos('scan', 'estate', '--json', '--config', settings)).json();
      expect(
        changed.findings.filter((one) => one.check === check && one.status === 'fail').map(({ suppressed }) => suppressed?.reason),
      ).toContain('known');
      const { stdout } = await place.pharos('query', 'select count(*) as n, count(distinct id) as ids from scans', '--json');
      expect(JSON.parse(stdout)).toEqual([{ n: 4, ids: 4 }]);
    }));

  it('reads again what the cache cannot give', () =>
    inPlace(fixture('orchard'), async (place) => {
      const folder = join(place.home, 'cache');
      const damages: [string, (file: string) => void][] = [
        ['cut in half', (file) => writeFileSync(file, readFileSync(file).subarray(0, statSync(file).size / 2))],
        ['empty', (file) => writeFileSync(file, '')],
        ['no JSON', (file) => writeFileSync(file, Buffer.from([0, 1, 2, 255]))],
        ['of another shape', (file) => writeFileSync(file, '[1, 2, 3]')],
        ['null', (file) => writeFileSync(file, 'null')],
        [
          'with other values',
          (file) =>
            writeFileSync(
              file,
              JSON.stringify({
                format: 1,
                knowledge: (JSON.parse(readFileSync(file, 'utf8')) as { knowledge?: string }).knowledge ?? '',
                written: 9e15,
                files: { 'counter/app.py': 5, 'kiosk/app.py': { size: 'x', stamp: 7, hash: null, gaps: 'no' } },
                linked: { digest: 4 },
              }),
            ),
        ],
        [
          'with strange names',
          (file) =>
            writeFileSync(
              file,
              '{"__proto__": {"counter/app.py": {"code": "x"}}, "counter/app.py": {"code": "not json"}, "kiosk/app.py": 3}',
            ),
        ],
        ['a folder', (file) => (rmSync(file), mkdirSync(file))],
      ];
      const { coverage: _theirs, ...fresh } = said(await place.report()) as Report;
      for (const [how, damage] of damages) {
        rmSync(folder, { recursive: true, force: true });
        await place.pharos('scan', 'estate');
        const files = readdirSync(folder).sort();
        expect(files.map((name) => name.slice(name.indexOf('.')))).toEqual(['.facts.json', '.history.json', '.index.json']);
        // Each alone once; the other ways of being damaged on both.
        for (const only of how === 'cut in half' ? [...files.map((one) => [one]), files] : [files]) {
          for (const name of only) if (statSync(join(folder, name)).isFile()) damage(join(folder, name));
          const ran = await place.pharos('scan', 'estate', '--json');
          expect([0, 1], `${only.join(' and ')} ${how}: ${ran.stderr}`).toContain(ran.code);
          const { coverage: _ours, ...now } = said(ran.json()) as Report;
          expect(now, `${only.join(' and ')} ${how}`).toEqual(fresh);
        }
      }
    }));

  it('tells a store that is damaged, and does not write into it', () =>
    inPlace(fixture('lighthouse'), async ({ pharos, home }) => {
      await pharos('scan', 'estate');
      const damaged = Buffer.concat([Buffer.alloc(4_096, 'x'), readFileSync(join(home, 'pharos.db')).subarray(4_096)]);
      writeFileSync(join(home, 'pharos.db'), damaged);
      for (const args of [
        ['scan', 'estate'],
        ['explain', 'lighthouse-keeper'],
        ['query', 'select 1'],
        ['diff', 'latest', 'latest'],
        ['backup', 'x.backup'],
      ]) {
        const ran = await pharos(...args);
        expect([args[0], ran.code, ran.stderr]).toEqual([args[0], 2, expect.stringContaining('PHAROS_STORE_DAMAGED')]);
      }
      expect(readFileSync(join(home, 'pharos.db')).equals(damaged)).toBe(true);
    }));
});
