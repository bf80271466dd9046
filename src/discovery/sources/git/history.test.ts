import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Extent, FULL, type PastText, type RepositoryHistory } from '../../history.ts';
import { WALK_LIMITS } from '../../source.ts';
import { folderSource } from '../folder/folder.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'pharos-history-')));
  root = join(base, 'desk');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

let clock = 1_700_000_000;

function gitAt(folder: string, ...args: string[]): string {
  clock += 60;
  return execFileSync(
    'git',
    ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', '-c', 'protocol.file.allow=always', ...args],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 26,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_SYSTEM: '/dev/null',
        GIT_AUTHOR_DATE: `${clock} +0000`,
        GIT_COMMITTER_DATE: `${clock} +0000`,
      },
    },
  );
}
const git = (...args: string[]): string => gitAt(root, ...args);

function commit(files: Record<string, string | undefined>, message = 'More'): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text === undefined) rmSync(join(root, path));
    else writeFileSync(join(root, path), text);
  }
  git('add', '--all', '--force');
  git('commit', '--quiet', '--allow-empty', '--message', message);
}

/** Branches that were merged and not, a tag on a commit of its own, two stashes, renamed and deleted files, a root of its own. */
function messy(...init: string[]): void {
  git('init', '--quiet', '--initial-branch=main', ...init);
  commit({ 'app.py': 'one\n', 'deep/er/settings.yaml': 'a: 1\n', '.env': 'A=1\n' });
  commit({ '.env': undefined, 'app.py': 'two\n' });
  git('checkout', '--quiet', '-b', 'side');
  commit({ 'deep/er/settings.yaml': 'a: 2\n', 'deep/side.txt': 'side\n' });
  git('checkout', '--quiet', 'main');
  commit({ 'app.py': 'three\n' });
  git('checkout', '--quiet', '-b', 'third');
  commit({ 'third.txt': 'third\n' });
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-ff', '--message', 'All', 'side', 'third');
  git('branch', '--quiet', '-D', 'side', 'third');
  git('checkout', '--quiet', '-b', 'open');
  commit({ 'open.txt': 'open\n', 'app.py': 'open\n' });
  git('checkout', '--quiet', 'main');
  commit({ 'app.py': 'main\n' });
  try {
    git('merge', '--quiet', '--no-ff', 'open');
  } catch {
    // The conflict is solved by hand: what stands in the merge stood in no parent.
  }
  commit({ 'app.py': 'evil\n' });
  git('checkout', '--quiet', '--detach');
  commit({ 'tagged.txt': 'tagged\n' });
  git('tag', '--annotate', '--message', 'Old', 'v1');
  git('checkout', '--quiet', 'main');
  for (const word of ['first', 'second']) {
    writeFileSync(join(root, 'app.py'), `${word} stash\n`);
    git('stash', '--quiet');
  }
  git('mv', 'deep/er', 'deep/est');
  commit({}, 'Renamed');
  git('checkout', '--quiet', '--orphan', 'pages');
  git('rm', '-rfq', '.');
  commit({ 'index.html': '<p>one</p>\n', 'a/node_modules/x.js': 'installed\n', 'a.png': 'no picture\n' });
  git('checkout', '--quiet', 'main');
}

async function read(
  target = root,
  options: { extent?: Partial<Extent>; known?: Set<string> } = {},
): Promise<{ repositories: RepositoryHistory[]; texts: PastText[]; stamp: string }> {
  const source = folderSource(target);
  await source.walk({ gitignore: false, ignored: () => false, limits: WALK_LIMITS });
  const texts: PastText[] = [];
  const repositories = await source.history!.read({
    extent: { ...FULL, ...options.extent },
    known: () => options.known ?? new Set(),
    onText: (text) => texts.push(text),
  });
  return { repositories, texts, stamp: source.history!.stamp() };
}

/** `commit path content`, as we read it. */
function places(texts: readonly PastText[]): string[] {
  return texts.flatMap(({ bytes, places: all }) => all.map(({ commit: id, path }) => `${id} ${path} ${bytes.toString()}`)).sort();
}

/** The same by git: what each commit has that none of its parents has. */
function placesByGit(folder = root): string[] {
  const stashes = gitAt(folder, 'log', '--walk-reflogs', '--format=%H', 'refs/stash').trim().split('\n');
  const commits = gitAt(folder, 'rev-list', '--all', ...stashes)
    .trim()
    .split('\n');
  return commits
    .flatMap((id) =>
      gitAt(folder, 'diff-tree', '-r', '-c', '--root', '--raw', '--no-renames', '--no-abbrev', '--no-commit-id', '--diff-filter=d', id)
        .trim()
        .split('\n')
        .filter((line) => line.startsWith(':') && !/node_modules|png/.test(line))
        .map((line) => {
          const [head, path] = line.split('\t');
          const parents = /^:+/.exec(head!)![0].length;
          const blob = head!.replace(/^:+/, '').split(' ')[2 * parents + 1]!;
          return `${id} ${path} ${gitAt(folder, 'cat-file', 'blob', blob)}`;
        }),
    )
    .sort();
}

describe('the history of a folder', () => {
  it.each([
    ['loose', [], []],
    ['packed', [], ['gc', '--quiet', '--aggressive']],
    ['with SHA-256', ['--object-format=sha256'], []],
    ['packed with SHA-256', ['--object-format=sha256'], ['gc', '--quiet']],
  ])('%s, is every text that a commit added, as git tells it', async (_, init, packing) => {
    messy(...init);
    if (packing.length > 0) git(...packing);
    const { repositories, texts } = await read();
    const expected = placesByGit();
    expect(expected.length).toBeGreaterThan(15);
    expect(places(texts)).toEqual(expected);
    expect(repositories.map(({ folder, gaps, beyond }) => ({ folder, gaps, beyond }))).toEqual([{ folder: '', gaps: [], beyond: 0 }]);
    expect([...repositories[0]!.commits.values()].reduce((sum, { skipped }) => sum + skipped, 0)).toBe(2);
  });

  it('reads only what is new where the rest is known, and has another stamp then', async () => {
    messy();
    const first = await read();
    commit({ 'late.txt': 'late\n' });
    const second = await read(root, { known: new Set(first.repositories[0]!.commits.keys()) });
    expect(second.texts.map(({ bytes }) => bytes.toString())).toEqual(['late\n']);
    expect(second.repositories[0]!.reachable.size).toBe(first.repositories[0]!.reachable.size + 1);
    expect(second.stamp).not.toBe(first.stamp);
    expect((await read()).stamp).toBe(second.stamp);
  });

  it.each([
    ['commits', { commits: 3 }],
    ['texts', { texts: 4 }],
    ['work', { work: 40_000 }],
  ])('goes as far as its budget of %s, the newest first, and says how many commits it did not read', async (_, extent) => {
    messy();
    const all = (await read()).repositories[0]!.reachable.size;
    const { repositories, texts } = await read(root, { extent });
    const [{ beyond, commits }] = repositories as [RepositoryHistory];
    expect([beyond > 0, beyond + commits.size]).toEqual([true, all]);
    expect(texts.map(({ bytes }) => bytes.toString())).toContain('<p>one</p>\n');
    expect(texts.map(({ bytes }) => bytes.toString())).not.toContain('one\n');
  });

  it('of two work trees is read once, that of a submodule with its own paths', async () => {
    messy();
    git('worktree', 'add', '--quiet', join(base, 'desk', 'side'), 'open');
    const two = await read();
    expect(two.repositories.map(({ folder }) => folder)).toEqual(['']);
    renameSync(root, join(base, 'inner'));
    mkdirSync(root);
    git('init', '--quiet');
    git('submodule', 'add', '--quiet', join(base, 'inner'), 'lib/inner');
    commit({ 'own.txt': 'own\n' });
    const outer = await read();
    expect(outer.repositories.map(({ folder, gaps }) => [folder, gaps])).toEqual([
      ['', []],
      ['lib/inner', []],
    ]);
    expect(outer.texts.flatMap(({ places: all }) => all.map(({ path }) => path))).toEqual(
      expect.arrayContaining(['own.txt', 'lib/inner/.env', 'lib/inner/deep/side.txt']),
    );
  });

  it('of a bare repository is read as well', async () => {
    messy();
    mkdirSync(join(base, 'mirrors'));
    gitAt(base, 'clone', '--quiet', '--bare', root, join(base, 'mirrors/desk.git'));
    const own = new Set((await read()).texts.map(({ bytes }) => bytes.toString()));
    for (const [target, prefix] of [
      ['mirrors/desk.git', ''],
      ['mirrors', 'desk.git/'],
    ] as const) {
      const { repositories, texts } = await read(join(base, target));
      expect(repositories.map(({ gaps }) => gaps)).toEqual([[]]);
      expect(texts.flatMap(({ places: all }) => all.map(({ path }) => path))).toContain(`${prefix}deep/er/settings.yaml`);
      // Stashes are not cloned.
      expect([...own].filter((text) => !texts.some(({ bytes }) => bytes.toString() === text)).sort()).toEqual([
        'first stash\n',
        'second stash\n',
      ]);
    }
  });

  it('that lies outside of the target is not read, and that is told', async () => {
    messy();
    git('worktree', 'add', '--quiet', join(base, 'side'), 'open');
    const side = await read(join(base, 'side'));
    expect([side.texts, side.repositories[0]!.gaps]).toEqual([
      [],
      [
        {
          status: 'skipped',
          reason:
            'The history was not read: its repository lies outside of what is scanned, or behind a link: scan the folder that holds it.',
        },
      ],
    ]);
    mkdirSync(join(root, 'deep/est/sub'));
    expect((await read(join(root, 'deep'))).repositories[0]!.gaps[0]!.reason).toContain('begins above what is scanned');
    for (const part of ['objects', 'refs']) {
      renameSync(join(root, '.git', part), join(base, part));
      symlinkSync(join(base, part), join(root, '.git', part));
      expect((await read()).texts.map(({ places: all }) => all[0]!.path)).toEqual([]);
    }
  });

  it('that was cloned in part says what is not there', async () => {
    messy();
    const clone = (name: string, ...how: string[]): string => {
      gitAt(base, 'clone', '--quiet', ...how, `file://${root}`, name);
      return join(base, name);
    };
    git('config', 'uploadpack.allowFilter', 'true');
    const reasons = async (target: string): Promise<string[]> =>
      (await read(target)).repositories.flatMap(({ gaps }) => gaps.map(({ status, reason }) => `${status} ${reason}`));
    expect(await reasons(clone('shallow', '--depth', '1'))).toEqual([
      'skipped The clone is shallow: what older commits hold was not read. `git fetch --unshallow` brings them.',
    ]);
    expect(await reasons(clone('partial', '--filter=blob:none'))).toEqual([
      expect.stringMatching(/^skipped \d+ objects of the history are missing: the clone is partial, and nothing is fetched\.$/),
    ]);
    expect(await reasons(clone('borrowing', '--reference', root))).toEqual([
      'skipped It takes objects from another repository (objects/info/alternates), which is not followed.',
      expect.stringMatching(/^skipped \d+ objects? of the history (?:is|are) missing\.$/),
    ]);
    const blob = git('rev-parse', 'HEAD:app.py').trim();
    rmSync(join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    expect(await reasons(root)).toEqual(['partial 1 object of the history is missing.']);
  });

  it('ends on trees that unfold without end, and on folders deeper than anybody has', async () => {
    git('init', '--quiet', '--initial-branch=main');
    const write = (type: string, body: string | Buffer): string =>
      execFileSync('git', ['hash-object', '-t', type, '-w', '--stdin', '--literally'], { cwd: root, input: body, encoding: 'utf8' }).trim();
    const raw = (id: string): Buffer => Buffer.from(id, 'hex');
    let tree = write('tree', Buffer.concat([Buffer.from('100644 f\0'), raw(write('blob', 'a text\n'))]));
    // Ten folders in ten folders, fifteen times: 10^15 files.
    for (let level = 0; level < 15; level++)
      tree = write('tree', Buffer.concat(Array.from({ length: 10 }, (_, at) => [Buffer.from(`40000 d${at}\0`), raw(tree)]).flat()));
    for (let level = 0; level < 200; level++) tree = write('tree', Buffer.concat([Buffer.from('40000 deep\0'), raw(tree)]));
    const bomb = write('tree', Buffer.concat([Buffer.from('40000 b\0'), raw(tree)]));
    git('update-ref', 'refs/heads/main', git('commit-tree', '-m', 'Deep', bomb).trim());
    let wide = write('tree', Buffer.concat([Buffer.from('100644 f\0'), raw(write('blob', 'a text\n'))]));
    for (let level = 0; level < 15; level++)
      wide = write('tree', Buffer.concat(Array.from({ length: 10 }, (_, at) => [Buffer.from(`40000 d${at}\0`), raw(wide)]).flat()));
    git('update-ref', 'refs/heads/wide', git('commit-tree', '-m', 'Wide', wide).trim());
    const { repositories } = await read();
    expect(repositories[0]!.gaps).toEqual([
      { status: 'partial', reason: 'Folders deeper than 100, or one folder at more than 256 paths: the rest of them was not read.' },
    ]);
  });

  it('is given up when the scan is cancelled', async () => {
    messy();
    const source = folderSource(root);
    await source.walk({ gitignore: false, ignored: () => false, limits: WALK_LIMITS });
    const reading = source.history!.read({
      extent: FULL,
      known: () => new Set(),
      onText: () => undefined,
      signal: AbortSignal.abort(new Error('enough')),
    });
    await expect(reading).rejects.toThrow('enough');
  });

  it('without references, objects or permission is no history, and nothing breaks', async () => {
    git('init', '--quiet');
    expect((await read()).repositories).toMatchObject([{ folder: '', gaps: [], beyond: 0 }]);
    writeFileSync(join(root, '.git/HEAD'), `${'1'.repeat(40)}\n`);
    expect((await read()).repositories[0]!.gaps).toEqual([{ status: 'partial', reason: '1 object of the history is missing.' }]);
    writeFileSync(join(root, '.git/config'), '[extensions]\n\trefStorage = reftable\n');
    expect((await read()).repositories[0]!.gaps[0]!.reason).toContain('keeps its references as reftable, which cannot be read yet');
    rmSync(join(root, '.git/config'));
    chmodSync(join(root, '.git/objects'), 0o000);
    expect((await read()).repositories).toHaveLength(1);
    chmodSync(join(root, '.git/objects'), 0o755);
  });
});
