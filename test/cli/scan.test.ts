import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Report } from '../../src/core/report.ts';
import { inPlace, MAIN, under } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';

const clean = { 'estate/readme.txt': 'Nothing of interest.\n', 'estate/app.py': 'print(1)\n' };
/** One finding of medium severity: a model from a hub without a commit. */
const medium = { 'estate/tone.py': 'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("ProsusAI/finbert")\n' };

describe('exit codes', () => {
  it('0 without findings, and says that silence is not clean', () =>
    inPlace(clean, async ({ pharos }) => {
      const { code, stdout } = await pharos('scan', 'estate');
      expect(code).toBe(0);
      expect(stdout).toContain('No AI was found in what could be read.');
    }));

  it.each([
    ['never', 0],
    ['critical', 0],
    ['high', 0],
    ['medium', 1],
    ['low', 1],
    ['info', 1],
  ])('--fail-on %s gives %i for a finding of medium severity', (threshold, code) =>
    inPlace(medium, async ({ pharos }) => {
      expect((await pharos('scan', 'estate', '--no-store', '--fail-on', threshold)).code).toBe(code);
    }),
  );

  it('fails on high by default', () =>
    inPlace(fixture('harbour'), async ({ pharos }) => {
      expect((await pharos('scan', 'estate', '--no-store')).code).toBe(1);
    }));

  it('counts only what the baseline does not hold', () =>
    inPlace(fixture('harbour'), async ({ pharos, write }) => {
      await pharos('scan', 'estate', '--no-store', '--json', '-o', 'before.json');
      expect((await pharos('scan', 'estate', '--no-store', '--baseline', 'before.json', '--fail-on', 'info')).code).toBe(0);
      write(medium);
      const later = await pharos('scan', 'estate', '--no-store', '--baseline', 'before.json', '--fail-on', 'info');
      expect(later.code).toBe(1);
      expect(later.stdout.split('\n').filter((line) => line.endsWith('  new'))).toEqual([expect.stringContaining('ProsusAI/finbert')]);
    }));

  it('3 under --strict when something could not be read, whatever was found', () =>
    inPlace({ ...fixture('harbour'), 'estate/big.py': Buffer.alloc(9_000_000, '#') }, async ({ pharos }) => {
      expect((await pharos('scan', 'estate', '--no-store')).code).toBe(1);
      const strict = await pharos('scan', 'estate', '--no-store', '--strict');
      expect(strict.code).toBe(3);
      expect(strict.stdout).toContain('too-large: big.py');
    }));

  it('keeps --strict quiet about formats nobody asked for', () =>
    inPlace({ ...clean, 'estate/main.go': 'package main\n' }, async ({ pharos }) => {
      expect((await pharos('scan', 'estate', '--no-store', '--strict')).code).toBe(0);
    }));
});

describe('the result', () => {
  it('goes to a file with --output, and standard output stays empty', () =>
    inPlace(medium, async ({ pharos, folder }) => {
      const ran = await pharos('scan', 'estate', '--no-store', '--json', '--output', 'out.json');
      expect([ran.code, ran.stdout, ran.stderr]).toEqual([0, '', '']);
      expect(Report.parse(JSON.parse(readFileSync(`${folder}/out.json`, 'utf8'))).scan.targets.map(({ id }) => id)).toEqual(['estate']);
      const refused = await pharos('scan', 'estate', '--no-store', '-o', 'no/such/folder/out.txt');
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Cannot write no/such/folder/out.txt (ENOENT)')]);
    }));

  it('is the same with --json and --format json, and the same again but for times', () =>
    inPlace(fixture('orchard'), async ({ pharos }) => {
      const [one, two] = [
        await pharos('scan', 'estate', '--no-store', '--json'),
        await pharos('scan', 'estate', '--no-store', '--format', 'json'),
      ];
      const timeless = ({ scan: { targets, complete }, ...rest }: Report): object => ({ ...rest, targets, complete });
      expect(timeless(one.json())).toEqual(timeless(two.json()));
      expect(Report.parse(one.json()).schema).toBe('pharos.report/1');
    }));

  it('is the same from memory as from reading', () =>
    inPlace(fixture('orchard'), async ({ pharos }) => {
      const parts = async (): Promise<object> => {
        const { assets, edges, findings, paths, coverage } = (await pharos('scan', 'estate', '--json')).json();
        return { assets, edges, findings, paths, coverage };
      };
      expect(await parts()).toEqual(await parts());
    }));

  it('has no colours where nobody looks, and none with NO_COLOR', () =>
    inPlace(fixture('harbour'), async ({ pharosWith }) => {
      for (const environment of [{ NO_COLOR: '1' }, { NO_COLOR: '', TERM: 'xterm-256color' }]) {
        expect((await pharosWith(environment, 'scan', 'estate', '--no-store')).stdout.includes('\u001b')).toBe(false);
      }
    }));

  it('survives a reader that closes the pipe', () =>
    inPlace(fixture('harbour'), async ({ folder, home }) => {
      const said = execFileSync(
        'sh',
        ['-c', `"${process.execPath}" "${MAIN}" scan estate --no-store --json 2>err.txt | head -c 1; cat err.txt`],
        { cwd: folder, encoding: 'utf8', env: { ...process.env, PHAROS_HOME: home } },
      );
      expect(said).toBe('{');
    }));
});

describe('targets', () => {
  it('joins two folders into one graph', () =>
    inPlace(
      {
        ...under('shore', { 'train.py': fixture('harbour')['estate/training/train.py']! }),
        ...under('infra', { 'main.tf': fixture('harbour')['estate/infra/main.tf']! }),
      },
      async ({ pharos }) => {
        const report = (await pharos('scan', 'shore', 'infra', '--no-store', '--json')).json();
        expect(report.scan.targets.map(({ id }) => id)).toEqual(['infra', 'shore']);
        const finding = report.findings.find(({ check }) => check === 'training-data-public-read');
        expect([...new Set(finding!.evidence.map(({ target }) => target))].sort()).toEqual(['infra', 'shore']);
      },
    ));

  it('scans a single file, and calls a target by --name', () =>
    inPlace(medium, async ({ pharos }) => {
      const report = (await pharos('scan', 'estate/tone.py', '--no-store', '--json', '--name', 'tone-service')).json();
      expect(report.scan.targets).toEqual([{ id: 'tone-service', kind: 'file', name: 'tone-service' }]);
      expect(report.findings.filter(({ status }) => status === 'fail').map(({ evidence }) => evidence[0])).toEqual([
        expect.objectContaining({ target: 'tone-service', file: 'tone.py', line: 3 }),
      ]);
    }));

  it('refuses two targets of one name and one name for two targets', () =>
    inPlace({ 'a/x/app.py': '', 'b/x/app.py': '' }, async ({ pharos }) => {
      expect((await pharos('scan', 'a/x', 'b/x', '--no-store', '--json')).json().coverage.some(({ status }) => status === 'failed')).toBe(
        true,
      );
      expect((await pharos('scan', 'a/x', 'b/x', '--name', 'both')).code).toBe(2);
    }));

  it('leaves out what .gitignore names only when asked', () =>
    inPlace({ ...medium, 'estate/.gitignore': 'tone.py\n' }, async ({ report }) => {
      expect((await report('estate')).findings.filter(({ status }) => status === 'fail').length).toBe(1);
      const without = await report('estate', '--gitignore');
      expect(without.findings).toEqual([]);
      expect(without.coverage.some(({ reason }) => reason.includes('.gitignore'))).toBe(true);
    }));
});

/** Waits until the process or one of its children was seen with files of the folder open: it is in the middle of reading. */
async function untilItReads(pid: number, folder: string, files = 10): Promise<void> {
  const seen = new Set<string>();
  for (let turn = 0; seen.size < files && turn < 100_000; turn++) {
    for (const reader of [String(pid), ...childrenOf(pid)]) {
      for (const descriptor of namesIn(`/proc/${reader}/fd`)) {
        try {
          const file = readlinkSync(`/proc/${reader}/fd/${descriptor}`);
          if (file.startsWith(folder) && file.endsWith('.py')) seen.add(file);
        } catch {
          // Closed between listing and looking.
        }
      }
    }
    await setImmediate();
  }
}

function childrenOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    // It ended.
    return [];
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The process ended.
    return [];
  }
}

describe.skipIf(process.platform !== 'linux')('Ctrl-C', () => {
  it('does not promise to keep what --no-store leaves away', () =>
    inPlace(
      {
        'estate/app.py': `import openai\nclient = openai.OpenAI()\nasked = [${'client.chat.completions.create(model="gpt-4.1", messages=[]), '.repeat(8_000)}]\n`,
      },
      async ({ folder, home }) => {
        const child = spawn(process.execPath, [MAIN, 'scan', 'estate', '--no-store'], {
          cwd: folder,
          env: { ...process.env, PHAROS_HOME: home, NO_COLOR: '1' },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let said = '';
        child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
        await untilItReads(child.pid!, `${folder}/estate/`, 1);
        child.kill('SIGINT');
        const code = await new Promise((resolve) => child.on('close', resolve));
        expect([code, said]).toEqual([2, expect.stringContaining('with --no-store nothing is kept')]);
      },
    ));

  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends with 2 and leaves a usable store and a cache that goes on', (signal) =>
    inPlace(
      {
        ...fixture('harbour'),
        ...under(
          'many',
          Object.fromEntries(
            Array.from({ length: 1_200 }, (_, at) => [
              `part${at}/app.py`,
              `import openai\nclient = openai.OpenAI()\nasked = [${'client.chat.completions.create(model="gpt-4.1", messages=[]), '.repeat(300)}]  # ${at}\n`,
            ]),
          ),
        ),
      },
      async ({ folder, home, pharos }) => {
        expect((await pharos('scan', 'estate')).code).toBe(1);
        const child = spawn(process.execPath, [MAIN, 'scan', 'many'], {
          cwd: folder,
          env: { ...process.env, PHAROS_HOME: home, NO_COLOR: '1' },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let said = '';
        child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
        await untilItReads(child.pid!, `${folder}/many/`);
        child.kill(signal);
        const code = await new Promise((resolve) => child.on('close', resolve));
        expect([code, said]).toEqual([2, expect.stringContaining('PHAROS_CANCELLED')]);
        expect((await pharos('query', 'select count(*) as n from scans', '--json')).json<{ n: number }[]>()).toEqual([{ n: 1 }]);
        expect((await pharos('doctor')).code).toBe(0);
        const cached = readdirSync(`${home}/cache`).filter((name) => name.endsWith('.facts.json'));
        expect(cached.length).toBe(2);
        expect(Math.min(...cached.map((name) => statSync(`${home}/cache/${name}`).size))).toBeGreaterThan(2);
        expect((await pharos('scan', 'many', '--fail-on', 'never')).code).toBe(0);
        expect(existsSync(`${home}/pharos.db`)).toBe(true);
      },
    ),
  );
});

describe('several targets', () => {
  it('never end with 0 where one that was named could not be opened', () =>
    inPlace({ ...clean, ...medium }, async ({ pharos }) => {
      for (const [args, code] of [
        [[], 2],
        [['--fail-on', 'never'], 2],
        [['--fail-on', 'medium'], 1],
        [['--strict'], 3],
      ] as const) {
        const ran = await pharos('scan', 'estate', 'nowhere', '--no-store', ...args);
        expect([args, ran.code]).toEqual([args, code]);
        expect(ran.stdout).toContain('nowhere');
      }
    }));

  it('are not counted twice where one lies in the other', () =>
    inPlace(medium, async ({ pharos, write }) => {
      write({ 'estate/part/readme.txt': 'x' });
      const ran = await pharos('scan', 'estate', 'estate/part', '--no-store', '--json', '--fail-on', 'never');
      expect(ran.code).toBe(2);
      expect(ran.json().coverage.map(({ reason }) => reason)).toContainEqual(expect.stringContaining('part and estate lie in one another'));
      expect(new Set(ran.json().assets.flatMap(({ evidence }) => evidence.map(({ target }) => target)))).toEqual(new Set(['estate']));
    }));

  it('of one name in two folders are told, for both are one in the store', () =>
    inPlace({ 'one/svc/app.py': 'import openai\n', 'two/svc/app.py': 'import openai\n' }, async ({ pharos }) => {
      expect((await pharos('scan', 'one/svc')).stderr).toBe('');
      expect((await pharos('scan', 'one/svc')).stderr).toBe('');
      expect((await pharos('scan', 'two/svc')).stderr).toContain('The last scan named svc was of another folder');
      expect((await pharos('scan', 'one/svc', '--name', 'first')).stderr).toBe('');
    }));

  it('with --strict, one of which nothing was read is incomplete', () =>
    inPlace({ ...clean, 'estate/pharos.yaml': "ignore: ['**']\n" }, async ({ pharos }) => {
      expect((await pharos('scan', 'estate', '--no-store')).code).toBe(0);
      expect((await pharos('scan', 'estate', '--no-store', '--strict')).code).toBe(3);
    }));
});
