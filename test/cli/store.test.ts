import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diff } from '../../src/core/diff.ts';
import type { Report } from '../../src/core/report.ts';
import { inPlace } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';
import { referenceValidator } from '../schemas/validate.ts';

describe('explain', () => {
  it('finds things in the store by id, beginning, name, and kind with name', () =>
    inPlace(fixture('orchard'), async ({ pharos }) => {
      const report = (await pharos('scan', 'estate', '--json')).json();
      const [finding] = report.findings;
      const agent = report.assets.find(({ kind, name }) => kind === 'agent' && name === 'counter')!;
      for (const [text, said] of [
        [finding!.id, finding!.title],
        [finding!.id.slice(0, 9), finding!.title],
        [agent.id, 'What it can touch'],
        ['agent counter', 'What it can touch'],
        ['CUSTOMER_LETTERS', 'customer_letters  vector-store'],
      ] as const) {
        const { code, stdout } = await pharos('explain', text);
        expect(code, text).toBe(0);
        expect(stdout.replaceAll(/\s+/g, ' '), text).toContain(said.replaceAll(/\s+/g, ' '));
      }
    }));

  it('asks which one is meant, and says what is not known', () =>
    inPlace(fixture('orchard'), async ({ pharos }) => {
      await pharos('scan', 'estate');
      const several = await pharos('explain', 'counter');
      expect([several.code, several.stderr]).toEqual([
        2,
        expect.stringMatching(
          /counter names several things: a-\w+ \((?:agent|application) counter\), a-\w+ \((?:agent|application) counter\)[^]*\[PHAROS_AMBIGUOUS\]/,
        ),
      ]);
      const none = await pharos('explain', 'cellar');
      expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('Nothing is known under cellar')]);
    }));

  it('picks none of two targets silently', () =>
    inPlace(
      {
        ...fixture('lighthouse'),
        ...Object.fromEntries(Object.entries(fixture('lighthouse')).map(([file, body]) => [`second/${file}`, body])),
      },
      async ({ pharos }) => {
        await pharos('scan', 'estate');
        await pharos('scan', 'second/estate', '--name', 'second');
        const { code, stderr } = await pharos('explain', 'agent lighthouse-keeper');
        expect(code).toBe(2);
        expect(stderr).toMatch(/a-\w+ \(agent lighthouse-keeper in second\), a-\w+ \(agent lighthouse-keeper in estate\)/);
        const id = /a-\w+(?= \(agent lighthouse-keeper in estate\))/.exec(stderr)![0];
        expect((await pharos('explain', id)).code).toBe(0);
      },
    ));

  it('still knows a target that the newest scan did not cover', () =>
    inPlace(
      {
        ...fixture('lighthouse'),
        'other/app.py': 'import openai\nopenai.OpenAI().chat.completions.create(model="gpt-4.1", messages=[])\n',
      },
      async ({ pharos }) => {
        await pharos('scan', 'estate');
        await pharos('scan', 'other');
        expect((await pharos('explain', 'agent lighthouse-keeper')).code).toBe(0);
      },
    ));

  it('tells why observations are one asset', () =>
    inPlace(fixture('observatory'), async ({ pharos }) => {
      await pharos('scan', 'estate');
      const { stdout } = await pharos('explain', 'observatory-sky-raw');
      expect(stdout).toContain('United by 2 keys');
      expect(stdout).toMatch(/arn:arn:aws:s3:::observatory-sky-raw\s+strong: names it/);
      expect(stdout).toMatch(/terraform:estate\/infra:aws_s3_bucket\.raw\s+strong: unites/);
      expect(stdout).toMatch(/infra\/main\.tf:7/);
      expect(stdout).toMatch(/learn\/train\.py:10/);
    }));
});

describe('query', () => {
  it('answers in aligned columns, or as JSON', () =>
    inPlace(fixture('harbour'), async ({ pharos }) => {
      await pharos('scan', 'estate');
      const { code, stdout } = await pharos(
        'query',
        "select kind, count(*) as n from assets where kind in ('data-store', 'agent') group by kind order by kind",
      );
      expect(code).toBe(0);
      expect(stdout).toBe('kind        n\n-------------\nagent       1\ndata-store  4\n');
      const rows = (await pharos('query', "select name, name from assets where kind = 'agent'", '--json')).json<unknown[]>();
      expect(rows).toEqual([{ name: 'Pilot desk', name_2: 'Pilot desk' }]);
      expect((await pharos('query', 'select id from scans where 1 = 0')).stdout).toBe('No rows.\n');
    }));

  it('lists the views and their columns', () =>
    inPlace({}, async ({ pharos }) => {
      const { stdout } = await pharos('query', '--views');
      for (const word of ['findings  ', 'severity', 'coverage  ', 'changes  ']) expect(stdout).toContain(word);
      const views = (await pharos('query', '--views', '--json')).json<{ name: string; columns: { name: string }[] }[]>();
      expect(views.map(({ name }) => name)).toEqual(expect.arrayContaining(['assets', 'findings', 'paths', 'coverage', 'scans']));
      expect((await pharos('query')).stdout).toBe(stdout);
    }));

  it('refuses what changes or names what is private, stops at its limits', () =>
    inPlace(fixture('lighthouse'), async ({ pharos }) => {
      await pharos('scan', 'estate');
      for (const statement of [
        'delete from scans',
        'select * from asset',
        'select 1; select 2',
        'pragma journal_mode',
        "attach 'x' as y",
      ]) {
        const { code, stderr } = await pharos('query', statement);
        expect([code, stderr], statement).toEqual([2, expect.stringContaining('PHAROS_QUERY_REFUSED')]);
      }
      const endless = await pharos(
        'query',
        `select count(*) from ${'abcdefghij'
          .split('')
          .map((name) => `evidence ${name}`)
          .join(', ')}`,
        '--timeout',
        '0.5',
      );
      expect([endless.code, endless.stderr]).toEqual([2, expect.stringContaining('Query stopped after 0.5 s')]);
      const cut = await pharos('query', 'select id from assets', '--limit', '2', '--json');
      expect(cut.json<unknown[]>().length).toBe(2);
      expect(cut.stderr).toContain('more than 2 rows');
    }));
});

describe('diff', () => {
  it('compares scans by id, by beginning, as latest and as files, for people and for programs', () =>
    inPlace(fixture('ferry'), async ({ pharos, write }) => {
      await pharos('scan', 'estate', '--json', '-o', 'first.json');
      write({ 'estate/counter/agent.py': '' });
      const second = (await pharos('scan', 'estate', '--json')).json();
      const ids = (await pharos('query', 'select id from scans order by started', '--json')).json<{ id: string }[]>().map(({ id }) => id);
      expect(ids[1]).toBe(second.scan.id);
      const answers = [
        await pharos('diff', ids[0]!, ids[1]!),
        await pharos('diff', ids[0]!.slice(0, 10), 'latest'),
        await pharos('diff', 'first.json', ids[1]!),
      ];
      for (const { code, stdout } of answers) {
        expect(code).toBe(0);
        expect(stdout).toMatch(/Findings: \d gone/);
        expect(stdout).toContain('- gone          agent Ticket counter');
        expect(stdout).toContain(ids[0]!);
      }
      for (const wrong of [await pharos('diff', 'zzz', 'latest'), await pharos('diff', 'latest', 'a-nothing')]) {
        expect([wrong.code, wrong.stderr]).toEqual([
          2,
          expect.stringMatching(/No scan is known under (?:zzz|a-nothing),.*\n.*select id, started from scans/),
        ]);
        expect(wrong.stderr).toContain('PHAROS_SCAN_UNKNOWN');
      }
    }));

  it('writes pharos.diff/1 as its schema says', () =>
    inPlace(fixture('ferry'), async ({ pharos, write }) => {
      await pharos('scan', 'estate', '--json', '-o', 'first.json');
      write({ 'estate/counter/agent.py': 'import openai\nopenai.OpenAI().chat.completions.create(model="gpt-4.1", messages=[])\n' });
      await pharos('scan', 'estate');
      const document = (await pharos('diff', 'first.json', 'latest', '--json')).json<{ assets: { added: unknown[]; gone: unknown[] } }>();
      expect([document.assets.added.length > 0, document.assets.gone.length > 0]).toEqual([true, true]);
      const validate = referenceValidator('pharos.diff.schema.json');
      expect(validate(document)).toEqual([]);
      expect(validate({ ...document, assets: { ...document.assets, gone: [{}] } })).not.toEqual([]);
    }));

  it.each([
    ['ignore of pharos.yaml', { 'estate/pharos.yaml': "ignore: ['counter/**']\n" }, []],
    ['--gitignore', { 'estate/.gitignore': 'counter/\n' }, ['--gitignore']],
  ])('takes what is left out by %s for not assessed, and what was taken away for gone', (_, more, options) =>
    inPlace(fixture('ferry'), async ({ pharos, write, folder }) => {
      await pharos('scan', 'estate');
      write(more);
      await pharos('scan', 'estate', ...options);
      const [newest, earlier] = (await pharos('query', 'select id from scans order by started desc', '--json')).json<{ id: string }[]>();
      const told = (await pharos('diff', earlier!.id, newest!.id, '--json')).json<Diff>();
      expect(told.assets.gone).toEqual([]);
      expect(told.assets.notAssessed.map(({ item, why }) => [item.name, why])).toContainEqual([
        'Ticket counter',
        expect.stringMatching(/^counter\/agent\.py: Left out because (?:pharos\.yaml ignores|\.gitignore names) it\.$/),
      ]);
      const state = "select name, state from assets where name = 'Ticket counter'";
      expect((await pharos('query', state, '--json')).json<unknown[]>()).toEqual([{ name: 'Ticket counter', state: 'not assessed' }]);
      rmSync(`${folder}/estate/counter`, { recursive: true });
      await pharos('scan', 'estate', ...options);
      expect((await pharos('query', state, '--json')).json<unknown[]>()).toEqual([{ name: 'Ticket counter', state: 'gone' }]);
    }),
  );
});

describe('backup and restore', () => {
  it('brings back what was there, after --yes only, and keeps what it replaced', () =>
    inPlace(fixture('lighthouse'), async ({ pharos, home, write }) => {
      await pharos('scan', 'estate');
      const written = await pharos('backup', 'kept.backup');
      expect([written.code, written.stdout]).toEqual([0, expect.stringMatching(/^Written: kept\.backup, \d+ rows/)]);
      expect((await pharos('backup', 'kept.backup')).code).toBe(2);
      write({ 'estate/main.tf': '' });
      await pharos('scan', 'estate');
      const unasked = await pharos('restore', 'kept.backup');
      expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
      const scans = async (): Promise<number> => (await pharos('query', 'select id from scans', '--json')).json<unknown[]>().length;
      expect(await scans()).toBe(2);
      expect((await pharos('restore', 'kept.backup', '--yes')).code).toBe(0);
      expect(await scans()).toBe(1);
      expect(existsSync(`${home}/pharos.db.before-restore`)).toBe(true);
    }));

  it('does not invent a store to back up', () =>
    inPlace({}, async ({ pharos, home }) => {
      expect((await pharos('backup', 'kept.backup')).stderr).toContain('PHAROS_STORE_EMPTY');
      expect(existsSync(home)).toBe(false);
    }));
});

interface Doctor {
  lines: { what: string; state: string; saw: string; todo?: string }[];
}

describe('doctor', () => {
  it('is content with a fresh machine, changes nothing on it, and says what it looked at', () =>
    inPlace({}, async ({ pharos, home }) => {
      const { code, stdout } = await pharos('doctor');
      expect(code).toBe(0);
      for (const word of ['Node', 'Parsers', 'PHAROS_HOME', 'Disk', 'Store', 'git', 'Cache', 'Pharos can work here.'])
        expect(stdout).toContain(word);
      expect(existsSync(home)).toBe(false);
    }));

  it('warns of a home that others can enter, and says how to close it', () =>
    inPlace(fixture('lighthouse'), async ({ pharos, home }) => {
      await pharos('scan', 'estate');
      chmodSync(home, 0o755);
      const ran = await pharos('doctor', '--json');
      const line = ran.json<Doctor>().lines.find(({ what }) => what === 'PHAROS_HOME')!;
      expect([ran.code, line.state, line.todo]).toEqual([0, 'warn', expect.stringMatching(/^chmod 700 /)]);
    }));

  it('fails with 2 on a damaged store and on a database that is not there', () =>
    inPlace(fixture('lighthouse'), async ({ pharos, pharosWith, home }) => {
      await pharos('scan', 'estate');
      const bytes = readFileSync(`${home}/pharos.db`);
      writeFileSync(`${home}/pharos.db`, Buffer.concat([Buffer.alloc(4_096, 'x'), bytes.subarray(4_096)]));
      const damaged = await pharos('doctor', '--json');
      expect([damaged.code, damaged.json<Doctor>().lines.find(({ what }) => what === 'Store')]).toEqual([
        2,
        expect.objectContaining({ state: 'fail', todo: expect.stringContaining('pharos restore') }),
      ]);
      const away = await pharosWith({ PHAROS_DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' }, 'doctor');
      expect([away.code, away.stdout]).toEqual([2, expect.stringContaining('PHAROS_DATABASE_URL')]);
    }));
});

describe('a report instead of the store', () => {
  it('is explained without touching any store', () =>
    inPlace(fixture('lighthouse'), async ({ pharos, home }) => {
      const report = (await pharos('scan', 'estate', '--no-store', '--json', '-o', 'report.json')).code;
      expect(report).toBe(0);
      const { code, stdout } = await pharos('explain', 'agent lighthouse-keeper', '--report', 'report.json', '--json');
      expect(code).toBe(0);
      expect((JSON.parse(stdout) as { findings: Report['findings'] }).findings.map(({ check }) => check)).toContain('guardrail-missing');
      expect(existsSync(`${home}/pharos.db`)).toBe(false);
    }));
});
