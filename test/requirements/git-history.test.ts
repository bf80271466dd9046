import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { FAKE_KEYS, randomDraw } from '../../src/recognizers/secrets/fake-keys.ts';
import { assetNamed, failed, inPlace, type Place, under } from '../pharos.ts';

let clock = 1_710_000_000;

function git({ folder }: Place, ...args: string[]): string {
  clock += 86_400;
  return execFileSync('git', ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', ...args], {
    cwd: join(folder, 'estate'),
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_DATE: `${clock} +0000`,
      GIT_COMMITTER_DATE: `${clock} +0000`,
    },
  });
}

function init(place: Place, ...more: string[]): void {
  git(place, 'init', '--quiet', '--initial-branch=main', ...more);
}

/** Writes files below `estate`, takes others away, commits everything, and gives the name of the commit as it is told. */
function commit(place: Place, files: Record<string, string>, gone: readonly string[] = []): string {
  place.write(under('estate', files));
  for (const path of gone) rmSync(join(place.folder, 'estate', path));
  git(place, 'add', '--all', '--force');
  git(place, 'commit', '--quiet', '--allow-empty', '--message', 'More');
  return git(place, 'rev-parse', 'HEAD').slice(0, 10);
}

function keyOf(provider: string, seed: number): string {
  return FAKE_KEYS.find((known) => known.provider === provider)!.make(randomDraw(seed));
}

function leaked(report: Report): ReturnType<typeof failed> {
  return [...failed(report, 'leaked-provider-key'), ...failed(report, 'leaked-credential')];
}

/** `file:line commit` of the evidence, sorted. */
function seen({ evidence }: Pick<Report['findings'][number], 'evidence'>): string[] {
  return evidence.map(({ file, line, commit: id }) => `${file}:${line}${id === undefined ? '' : ` ${id}`}`).sort();
}

function holders(report: Report, secret: string): string[] {
  const { id } = assetNamed(report, 'secret', secret);
  const names = new Map(report.assets.map((asset) => [asset.id, `${asset.kind} ${asset.name}`]));
  return report.edges
    .filter(({ kind, to }) => kind === 'holds' && to === id)
    .map(({ from, strength }) => `${names.get(from)} ${strength}`)
    .sort();
}

function notebook(source: string, output: string): string {
  return JSON.stringify(
    {
      cells: [
        { cell_type: 'code', execution_count: 1, metadata: {}, outputs: [], source: [source] },
        {
          cell_type: 'code',
          execution_count: 2,
          metadata: {},
          outputs: [{ name: 'stdout', output_type: 'stream', text: [output] }],
          source: ['print(os.environ)'],
        },
      ],
      metadata: { kernelspec: { language: 'python', name: 'python3' } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  );
}

/** Provider, and the place its key is planted at. */
const PLANTED = {
  openai: 'lab/look.ipynb',
  anthropic: 'jobs/.env',
  'google-gemini': 'app/settings.py',
  huggingface: 'app/.env',
  groq: '.github/workflows/run.yml',
  openrouter: '.mcp.json',
  xai: 'app/settings.py',
  perplexity: 'app/.env',
  replicate: '.github/workflows/run.yml',
  langsmith: 'app/settings.py',
  nvidia: 'app/.env',
  aws: 'app/settings.py',
};
const KEYS = Object.fromEntries(Object.keys(PLANTED).map((provider, at) => [provider, keyOf(provider, 40 + at)])) as Record<
  keyof typeof PLANTED,
  string
>;

function assigned(place: string, how: (name: string, key: string) => string): string {
  return (Object.keys(PLANTED) as (keyof typeof PLANTED)[])
    .filter((provider) => PLANTED[provider] === place)
    .map((provider) => how(`${provider.toUpperCase().replaceAll('-', '_')}_KEY`, KEYS[provider]))
    .join('\n');
}

const ESTATE = {
  'app/pyproject.toml': '[project]\nname = "app"\n',
  'app/app.py':
    'import os\nfrom openai import OpenAI\nOpenAI(api_key=os.environ["HUGGINGFACE_KEY"], base_url="https://router.huggingface.co/v1")\n',
  'app/settings.py': `${assigned('app/settings.py', (name, key) => `${name} = "${key}"`)}\n`,
  'app/.env': `${assigned('app/.env', (name, key) => `${name}=${key}`)}\n`,
  'jobs/pyproject.toml': '[project]\nname = "jobs"\n',
  'jobs/run.py': 'from anthropic import Anthropic\nAnthropic().messages.create(model="claude-sonnet-4-5", max_tokens=9, messages=[])\n',
  'evaluate.py': 'from groq import Groq\nGroq().chat.completions.create(model="llama-3.1-8b-instant", messages=[])\n',
  '.github/workflows/run.yml': `on: push\njobs:\n  evaluate:\n    runs-on: ubuntu-latest\n    env:\n${assigned('.github/workflows/run.yml', (name, key) => `      ${name}: ${key}`)}\n    steps:\n      - run: pip install groq && python evaluate.py && huggingface-cli upload harbour/tides ./out\n`,
  '.mcp.json': JSON.stringify({
    mcpServers: { one: { command: 'npx', args: ['-y', 'one-mcp'], env: { OPENROUTER_KEY: KEYS.openrouter } } },
  }),
  'lab/look.ipynb': notebook('from openai import OpenAI\nOpenAI()', `environ({'OPENAI_KEY': '${KEYS.openai}'})`),
};

/** The estate with everything committed, and a key that stood in `jobs/.env` only until the second commit. */
function planted(place: Place): string {
  init(place);
  const id = commit(place, { ...ESTATE, 'jobs/.env': `# local\nANTHROPIC_API_KEY=${KEYS.anthropic}\n` });
  commit(place, { '.gitignore': '.env\n' }, ['jobs/.env']);
  git(place, 'gc', '--quiet', '--aggressive', '--prune=now');
  return id;
}

describe('DISC-19 keys of AI providers and where they live', () => {
  it('DISC-19: keys of twelve providers in code, env, notebook output, CI, MCP env and git history are all found, and no byte that is kept holds one', () =>
    inPlace({}, async (place) => {
      place.write({ 'estate/.keep': '' });
      const id = planted(place);
      const ran = await place.pharos('scan', 'estate', '--json');
      const found = ran.json();
      const secrets = found.assets.filter(({ kind, properties }) => kind === 'secret' && properties['form'] === 'value');
      expect(secrets.map(({ properties }) => properties['provider'] as string).sort()).toEqual(Object.keys(PLANTED).sort());
      for (const { properties, evidence } of secrets)
        expect([properties['provider'], evidence[0]!.file]).toEqual([
          properties['provider'],
          PLANTED[properties['provider'] as keyof typeof PLANTED],
        ]);
      const [past, inOutput] = [assetNamed(found, 'secret', 'ANTHROPIC_API_KEY'), assetNamed(found, 'secret', 'OPENAI_KEY')];
      expect(past.evidence).toMatchObject([{ file: 'jobs/.env', line: 2, commit: id }]);
      expect(past.properties).toMatchObject({ inTree: false, inHistory: true, commits: 1, firstCommit: id, files: 0 });
      expect(inOutput.evidence.map(({ detail }) => detail)).toEqual(
        expect.arrayContaining([expect.stringContaining('in the output of cell 2')]),
      );
      // Once each, however many commits hold it.
      expect(leaked(found)).toHaveLength(12);
      const outputs = [ran.stdout, (await place.pharos('scan', 'estate', '--all')).stdout];
      for (const format of ['sarif', 'cyclonedx']) outputs.push((await place.pharos('scan', 'estate', '--format', format)).stdout);
      const kept = readdirSync(place.home, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => ({ name: entry.name, text: readFileSync(join(entry.parentPath, entry.name)).toString('latin1') }));
      expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(['pharos.db', expect.stringMatching(/\.history\.json$/)]));
      for (const text of [...outputs, ...kept.map((file) => file.text)])
        expect(Object.entries(KEYS).filter(([, key]) => text.includes(key) || text.includes(key.slice(-24)))).toEqual([]);
    }));
});

describe('RISK-07 leaked and exposed AI keys', () => {
  it('RISK-07: each planted key of repository, history, notebook and configuration is tied to what uses it, and whether it works stays unknown', () =>
    inPlace({}, async (place) => {
      place.write({ 'estate/.keep': '' });
      planted(place);
      const found = await place.report();
      expect(holders(found, 'HUGGINGFACE_KEY')).toEqual(['application app resolved']);
      expect(holders(found, 'ANTHROPIC_API_KEY')).toEqual(['application jobs inferred']);
      expect(holders(found, 'OPENAI_KEY')).toEqual(['notebook lab/look.ipynb stated']);
      expect(holders(found, 'OPENROUTER_KEY')).toEqual(['mcp-client .mcp.json stated', 'mcp-server one stated']);
      expect(holders(found, 'GROQ_KEY')).toEqual(['pipeline .github/workflows/run.yml resolved']);
      const all = leaked(found);
      for (const { on, verify } of all)
        expect([on, verify]).toEqual([on, expect.stringContaining('Whether it still works is not known: Pharos tries no key.')]);
      const past = all.find(({ on }) => on === 'ANTHROPIC_API_KEY')!;
      expect([past.severity, past.title]).toEqual(['critical', 'ANTHROPIC_API_KEY is kept in the git history of jobs/.env']);
      expect(past.saw).toContain('No file that was read holds it now.');
      expect(past.saw).toContain('It stands beside the code of jobs; whether jobs uses it cannot be seen.');
      expect(past.fix.text).toMatch(/^Revoke it at anthropic now .*rewriting it alone does not help/);
      expect(past.verify).toContain('As long as commits keep ANTHROPIC_API_KEY, the next scan tells it again');
      expect(found.paths.filter(({ title }) => title.includes('ANTHROPIC_API_KEY'))).toEqual([]);
    }));
});

/** A file with a key, at a seed of its own. */
const env = (seed: number, name = 'OPENAI_API_KEY'): string => `A=1\n${name}=${keyOf('openai', seed)}\n`;

describe('the history of a repository', () => {
  it.each([
    ['loose', [], []],
    ['packed', [], ['gc', '--quiet', '--aggressive', '--prune=now']],
    ['with SHA-256', ['--object-format=sha256'], []],
  ])(
    '%s: keys in deleted and renamed files, merged branches, tags, stashes and other branches are each told once, where git finds them',
    (_, how, packing) =>
      inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
        init(place, ...how);
        const where: Record<string, string> = {};
        where['deleted/.env:2'] = commit(place, { 'deleted/.env': env(1, 'DELETED') });
        where['old/name.env:2'] = commit(place, { 'old/name.env': env(2, 'RENAMED') }, ['deleted/.env']);
        git(place, 'mv', 'old', 'new');
        where['new/name.env:2'] = commit(place, {});
        commit(place, {}, ['new/name.env']);
        git(place, 'checkout', '--quiet', '-b', 'side');
        where['merged.env:2'] = commit(place, { 'merged.env': env(3, 'MERGED') });
        commit(place, {}, ['merged.env']);
        git(place, 'checkout', '--quiet', 'main');
        git(place, 'merge', '--quiet', '--no-ff', '--message', 'Merged', 'side');
        git(place, 'branch', '--quiet', '-D', 'side');
        git(place, 'checkout', '--quiet', '--detach');
        where['tagged.env:2'] = commit(place, { 'tagged.env': env(4, 'TAGGED') });
        git(place, 'tag', '--annotate', '--message', 'Old', 'v1');
        git(place, 'checkout', '--quiet', '-b', 'open', 'main');
        where['open.env:2'] = commit(place, { 'open.env': env(5, 'OPEN') });
        git(place, 'checkout', '--quiet', 'main');
        for (const [seed, name] of [
          [6, 'STASHED'],
          [7, 'STASHED_TOO'],
        ] as const) {
          place.write({ 'estate/app.py': `${name} = "${keyOf('openai', seed)}"\n` });
          git(place, 'stash', '--quiet');
        }
        if (packing.length > 0) git(place, ...packing);
        const found = await place.report();
        const all = leaked(found);
        expect(all.map(({ on }) => on).sort()).toEqual(['DELETED', 'MERGED', 'OPEN', 'RENAMED', 'STASHED', 'STASHED_TOO', 'TAGGED']);
        expect(all.flatMap(seen).filter((one) => !one.startsWith('app.py'))).toEqual(
          expect.arrayContaining(Object.entries(where).map(([at, id]) => `${at} ${id}`)),
        );
        // By git itself: all that references and the log of stashes lead to.
        const names = git(place, 'rev-list', '--objects', '--all', ...git(place, 'stash', 'list', '--format=%H').trim().split('\n'));
        const everything = execFileSync('git', ['cat-file', '--batch'], {
          cwd: join(place.folder, 'estate'),
          input: names.replaceAll(/ .*$/gm, ''),
          encoding: 'latin1',
        });
        for (const seed of [1, 2, 3, 4, 5, 6, 7]) expect(everything.includes(keyOf('openai', seed))).toBe(true);
        for (const { evidence } of all)
          for (const { file, line, commit: id } of evidence)
            expect(git(place, 'show', `${id}:${file}`).split('\n')[line! - 1]).toMatch(/sk-/);
      }),
  );

  it('a key in forty commits and three paths is one finding, with the first commit of each path', () =>
    inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
      init(place);
      const first: string[] = [];
      for (const path of ['a.env', 'b/b.env', 'c/d/e.env']) first.push(`${path}:2 ${commit(place, { [path]: env(1) })}`);
      for (let version = 0; version < 37; version++) commit(place, { 'a.env': `${env(1)}VERSION=${version}\n` });
      commit(place, {}, ['a.env', 'b/b.env', 'c/d/e.env']);
      const all = leaked(await place.report());
      expect(all.map(seen)).toEqual([first.sort()]);
      expect(all[0]!.saw).toContain('the first of 40.');
    }));

  it('a key that still stands in a file is the same fault, whatever git makes of the file; one that git never had is not in it', () =>
    inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
      init(place);
      const id = commit(place, { '.env': env(1), 'kept.env': env(2, 'KEPT') });
      git(place, 'rm', '--quiet', '--cached', '.env');
      place.write(under('estate', { 'local.env': env(3, 'LOCAL') }));
      place.write(under('estate', { '.gitignore': '.env\nlocal.env\n' }));
      git(place, 'add', '.gitignore');
      git(place, 'commit', '--quiet', '--message', 'Ignored');
      const found = await place.report();
      const told = Object.fromEntries(leaked(found).map((finding) => [finding.on, [finding.severity, finding.title, seen(finding)]]));
      expect(told).toEqual({
        OPENAI_API_KEY: ['critical', 'OPENAI_API_KEY stands in clear in .env, and the git history keeps it', ['.env:2', `.env:2 ${id}`]],
        KEPT: ['critical', 'KEPT stands in clear in kept.env', ['kept.env:2', `kept.env:2 ${id}`]],
        LOCAL: ['high', 'LOCAL stands in clear in local.env, which git does not track', ['local.env:2']],
      });
      expect(assetNamed(found, 'secret', 'LOCAL').properties['inHistory']).toBeUndefined();
    }));

  it('placeholders, examples, tests and settings are judged as in the tree', () =>
    inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
      init(place);
      commit(place, {
        '.env.example': 'OPENAI_API_KEY=sk-your-key-here\n',
        'docs/start.md': 'export OPENAI_API_KEY=sk-proj-...\n',
        'tests/test_client.py': `OPENAI_KEY = "${keyOf('openai', 1)}"\n`,
        'vendor/other/settings.py': `KEY = "${keyOf('openai', 2)}"\n`,
        'node_modules/x/settings.js': `const KEY = "${keyOf('openai', 3)}"\n`,
      });
      commit(place, { 'pharos.yaml': 'ignore: ["vendor/**"]\n' }, [
        '.env.example',
        'docs/start.md',
        'tests/test_client.py',
        'vendor/other/settings.py',
        'node_modules/x/settings.js',
      ]);
      expect(leaked(await place.report()).map(({ severity, title }) => [severity, title])).toEqual([
        ['low', 'OPENAI_KEY is kept in the git history of tests/test_client.py'],
      ]);
    }));

  it('a password is told by its place, and nothing is said of whether it is the same one', () =>
    inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
      const [first, second] = [['k9$Tz', '4pLq'].join('!'), ['w3$Bn', '8rXc'].join('!')];
      init(place);
      commit(place, { '.env': `DB_PASSWORD=${first}\n` });
      commit(place, { '.env': `DB_PASSWORD=${second}\n` });
      const all = leaked((await place.pharos('scan', 'estate', '--json')).json());
      expect(all.map(({ title }) => title)).toEqual(['DB_PASSWORD stands in clear in .env']);
      expect(all[0]!.saw).toContain('A value of this name was added in commit');
      const kept = readdirSync(join(place.home, 'cache')).map((name) => readFileSync(join(place.home, 'cache', name), 'latin1'));
      for (const text of [JSON.stringify(all), ...kept]) expect([first, second].filter((value) => text.includes(value))).toEqual([]);
    }));
});

describe('the extent of the history', () => {
  const reasons = (report: Report): string[] =>
    report.coverage.filter(({ what }) => what === 'history').map(({ status, reason }) => `${status} ${reason}`);

  it('is the newest commits, all or none, and the coverage says which', () =>
    inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
      init(place);
      commit(place, { '.env': env(1) });
      commit(place, {}, ['.env']);
      expect(reasons(await place.report())).toEqual(['read 2 commits of the history: 2 texts, 0.0 MB.']);
      expect(leaked(await place.report('estate', '--history', 'full'))).toHaveLength(1);
      const without = await place.report('estate', '--history', 'off');
      expect([leaked(without), reasons(without)]).toEqual([[], ['not-asked The history was left out: --history off.']]);
      expect((await place.pharos('scan', 'estate', '--history', 'some')).stderr).toContain('one of recent, full, off');
    }));

  it('a second scan reads only what is new, a key is gone when the history was rewritten, and not assessed when it was not read', () =>
    inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
      init(place);
      commit(place, { 'app.py': 'print(2)\n' });
      commit(place, { '.env': env(1) });
      commit(place, {}, ['.env']);
      const scan = async (...more: string[]): Promise<Report> => (await place.pharos('scan', 'estate', '--json', ...more)).json();
      expect(leaked(await scan())).toHaveLength(1);
      commit(place, { 'late.env': env(2, 'LATE') });
      const second = await scan();
      expect(
        leaked(second)
          .map(({ on }) => on)
          .sort(),
      ).toEqual(['LATE', 'OPENAI_API_KEY']);
      expect(reasons(second)).toEqual(['read 4 commits of the history: 3 texts, 0.0 MB.']);
      const missed = (await place.pharos('diff', second.scan.id, (await scan('--history', 'off')).scan.id, '--all')).stdout;
      expect(missed).toMatch(/OPENAI_API_KEY[^]*--history off/);
      git(place, 'reset', '--quiet', '--hard', 'HEAD~3');
      git(place, 'reflog', 'expire', '--expire=now', '--all');
      const rewritten = await scan();
      expect([leaked(rewritten), reasons(rewritten)]).toEqual([[], ['read 1 commit of the history: 1 text, 0.0 MB.']]);
    }));

  it('of a git URL reaches a bounded way back on its default branch, and all of it when that is asked for', () =>
    inPlace({ 'estate/app.py': 'print(1)\n' }, async (place) => {
      init(place);
      commit(place, { '.env': env(1) });
      commit(place, {}, ['.env']);
      git(place, 'checkout', '--quiet', '-b', 'side');
      commit(place, { 'side.env': env(2, 'SIDE') });
      git(place, 'checkout', '--quiet', 'main');
      const url = pathToFileURL(join(place.folder, 'estate')).href;
      const names = async (...more: string[]): Promise<string[]> =>
        leaked(await place.report(url, ...more))
          .map(({ on }) => on)
          .sort();
      expect(await names()).toEqual(['OPENAI_API_KEY']);
      expect(await names('--history', 'full')).toEqual(['OPENAI_API_KEY', 'SIDE']);
      expect(await names('--history', 'off')).toEqual([]);
    }));
});

describe('INV-02 every asset has an owner with a confidence', () => {
  const app = (name: string): Record<string, string> => ({
    [`${name}/pyproject.toml`]: `[project]\nname = "${name}"\n`,
    [`${name}/app.py`]: 'from openai import OpenAI\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n',
  });
  const by = (place: Place, name: string, mail: string, file: string): void => {
    place.write(under('estate', { [file]: `# ${clock}\n` }));
    git(place, 'add', '--all');
    git(place, '-c', `user.name=${name}`, '-c', `user.email=${mail}`, 'commit', '--quiet', '--message', 'More');
  };

  it('INV-02 partial: the author of most of the newest commits is a weak owner, below every other source, and the orphan is still told', () =>
    inPlace(
      under('estate', { ...app('chat'), ...app('desk'), '.github/CODEOWNERS': '/chat/ @harbour/chat\n/elsewhere/ @harbour/platform\n' }),
      async (place) => {
        init(place);
        for (let turn = 0; turn < 6; turn++) {
          by(place, 'Ada', 'ada@harbour.example', 'desk/notes.md');
          by(place, 'Ada', 'ada@harbour.example', 'chat/notes.md');
          by(place, 'dependabot[bot]', '1+dependabot[bot]@users.noreply.github.com', 'desk/requirements.txt');
        }
        by(place, 'Ines', '7+ines@users.noreply.github.com', 'desk/more.md');
        const owned = async (): Promise<unknown[]> => {
          const found = (await place.pharos('scan', 'estate', '--json')).json();
          const of = (name: string): unknown[] => {
            const { owner, ownerConfidence, ownerWhy } = assetNamed(found, 'application', name).properties;
            return [owner, ownerConfidence, ownerWhy];
          };
          return [of('desk'), of('chat')[0], failed(found, 'no-owner').map(({ on }) => on)];
        };
        expect(await owned()).toEqual([['ada@harbour.example', 0.4, 'author of 6 of the last 7 commits there'], '@harbour/chat', ['desk']]);
        // What was read before is remembered.
        by(place, 'Ines', '7+ines@users.noreply.github.com', 'desk/more.md');
        expect((await owned())[0]).toEqual(['ada@harbour.example', 0.4, 'author of 6 of the last 8 commits there']);
      },
    ));
});
