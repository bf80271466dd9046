import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileResult, prepareReaders, readFile } from '../../read-file.ts';
import { defineDetector } from '../../detector.ts';
import { type Source, WALK_LIMITS, type WalkOptions } from '../../source.ts';
import { folderSource } from './folder.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'pharos-folder-')));
  chmodSync(base, 0o755);
  root = join(base, 'desk');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(path: string, text = 'text'): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const ALL: WalkOptions = { gitignore: false, ignored: () => false, limits: WALK_LIMITS };

async function paths(options: Partial<WalkOptions> = {}, source: Source = folderSource(root)): Promise<string[]> {
  return (await source.walk({ ...ALL, ...options })).entries.map(({ path }) => path);
}

const reader = defineDetector<{ text: string }>({
  id: 'reader',
  version: 1,
  title: 'Reads everything',
  reads: { files: ['**/*'] },
  emits: [],
  facts: ({ text }) => ({ text }),
  link: () => ({ assets: [], edges: [] }),
});

function read(source: Source, path: string): FileResult {
  return readFile(() => source.open(path), { path, size: 0, detectors: ['reader'], forced: [] }, prepareReaders([reader]));
}

/** Permissions do not bind the superuser: for a moment the process is somebody else. */
async function asNobody<T>(act: () => Promise<T> | T): Promise<T> {
  if (process.geteuid!() !== 0) return act();
  process.seteuid!(65534);
  try {
    return await act();
  } finally {
    process.seteuid!(0);
  }
}

describe('a walk', () => {
  it('gives all files in bytewise order and says what it passes over', async () => {
    for (const path of [
      'b.py',
      'a/c.py',
      'B.py',
      'a.py',
      '.env',
      'node_modules/x/i.js',
      '.git/config',
      'venv/pyvenv.cfg',
      'venv/bin/run.py',
      'a/__pycache__/c.pyc',
    ])
      put(path);
    const { entries, gaps } = await folderSource(root).walk(ALL);
    expect(entries.map(({ path }) => path)).toEqual(['.env', 'B.py', 'a.py', 'a/c.py', 'b.py']);
    expect(gaps.map(({ status, reason }) => `${status} ${reason}`).sort()).toEqual([
      'skipped .git (version control data): 1 place, such as .git.',
      'skipped Left out because it is a Python environment.',
      'skipped __pycache__ (compiled Python): 1 place, such as a/__pycache__.',
      'skipped node_modules (installed dependencies): 1 place, such as node_modules.',
      'skipped venv (a Python environment): 1 place, such as venv.',
    ]);
  });

  it('gives a stamp that changes with the file', async () => {
    put('a.py', 'one');
    const [before] = (await folderSource(root).walk(ALL)).entries;
    put('a.py', 'other');
    const [after] = (await folderSource(root).walk(ALL)).entries;
    expect([before!.size, after!.size]).toEqual([3, 5]);
    expect(after!.stamp).not.toBe(before!.stamp);
    expect(after!.stamp).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('follows no link: what leaves the target is told, what stays inside is read where it lies', async () => {
    put('a/real.py');
    writeFileSync(join(base, 'outside.py'), 'secret');
    mkdirSync(join(base, 'elsewhere'));
    writeFileSync(join(base, 'elsewhere/far.py'), 'secret');
    symlinkSync('a/real.py', join(root, 'inside.py'));
    symlinkSync(join(base, 'outside.py'), join(root, 'out.py'));
    symlinkSync('../elsewhere', join(root, 'outfolder'));
    symlinkSync('nothing', join(root, 'dangling'));
    symlinkSync('loop', join(root, 'loop'));
    symlinkSync('.', join(root, 'self'));
    const { entries, gaps } = await folderSource(root).walk(ALL);
    expect(entries.map(({ path }) => path)).toEqual(['a/real.py']);
    expect(gaps.map(({ file, reason }) => `${file}: ${reason}`).sort()).toEqual([
      'dangling: A link points nowhere: it is not followed.',
      'loop: A link points nowhere: it is not followed.',
      'out.py: A link leaves the target: it is not followed.',
      'outfolder: A link leaves the target: it is not followed.',
    ]);
  });

  it('opens no pipe', async () => {
    put('a.py');
    expect(spawnSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe.py')]).status).toBe(0);
    const { entries, gaps } = await folderSource(root).walk(ALL);
    expect(entries.map(({ path }) => path)).toEqual(['a.py']);
    expect(gaps).toEqual([
      {
        file: 'pipe.py',
        what: 'files',
        status: 'skipped',
        reason: 'Neither a regular file nor a folder (device, pipe or socket): it is not opened.',
      },
    ]);
  });

  it('goes on where a folder is closed to it', async () => {
    for (const path of ['a.py', 'closed/b.py', 'listed/c.py']) put(path);
    chmodSync(join(root, 'closed'), 0o000);
    chmodSync(join(root, 'listed'), 0o744);
    const { entries, gaps } = await asNobody(() => folderSource(root).walk(ALL));
    chmodSync(join(root, 'closed'), 0o755);
    expect(entries.map(({ path }) => path)).toEqual(['a.py']);
    expect(gaps.map(({ file, status }) => `${status} ${file}`).sort()).toEqual(['denied closed', 'denied listed/c.py']);
  });

  it('stops at its limits and says so', async () => {
    for (const path of ['a/b/c/deep.py', 'a/b/near.py', 'x.py']) put(path);
    const deep = await folderSource(root).walk({ ...ALL, limits: { files: 100, depth: 2 } });
    expect(deep.entries.map(({ path }) => path)).toEqual(['a/b/near.py', 'x.py']);
    expect(deep.gaps).toEqual([{ file: 'a/b/c', what: 'files', status: 'skipped', reason: 'Deeper than 2 folders.' }]);
    const many = await folderSource(root).walk({ ...ALL, limits: { files: 1, depth: 9 } });
    expect(many.entries).toHaveLength(1);
    expect(many.gaps.map(({ status }) => status)).toEqual(['partial']);
  });

  it('goes down to the deepest folder it may without recursion', async () => {
    let folder = root;
    for (let depth = 0; depth < 300; depth++) folder = join(folder, 'd');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'x.py'), '');
    expect(await paths({ limits: { files: 10, depth: 1000 } })).toEqual([`${'d/'.repeat(300)}x.py`]);
    expect(await paths()).toEqual([]);
  });

  it('reads what git ignores, unless asked not to', async () => {
    for (const path of ['a.log', 'build/a.py', 'keep.log', 'sub/b.log', 'sub/keep.log', 'sub/only.tmp', 'only.tmp', 'sub/build']) put(path);
    put('.gitignore', '*.log\nbuild/\n!keep.log\n');
    put('sub/.gitignore', '*.tmp\n!b.log\n');
    expect(await paths()).toHaveLength(10);
    const { entries, gaps } = await folderSource(root).walk({ ...ALL, gitignore: true });
    expect(entries.map(({ path }) => path)).toEqual([
      '.gitignore',
      'keep.log',
      'only.tmp',
      'sub/.gitignore',
      'sub/b.log',
      'sub/build',
      'sub/keep.log',
    ]);
    expect(gaps.map(({ file, reason }) => [file, reason])).toEqual([
      ['a.log', 'Left out because .gitignore names it.'],
      ['build', 'Left out because .gitignore names it.'],
      ['sub/only.tmp', 'Left out because .gitignore names it.'],
      [undefined, '.gitignore (left out because .gitignore names it): 3 places, such as a.log, build, sub/only.tmp.'],
    ]);
  });

  it('is not held up by a hostile .gitignore', async () => {
    put('a'.repeat(200));
    put('.gitignore', `${'*a'.repeat(40)}b\n(\n[\n\\\n!\n${'**/'.repeat(200)}x\n`);
    expect(await paths({ gitignore: true })).toEqual(['.gitignore', 'a'.repeat(200)]);
  });

  it('tells what settings ignore', async () => {
    for (const path of ['a.py', 'b/c.py']) put(path);
    const { entries, gaps } = await folderSource(root).walk({ ...ALL, ignored: (path) => path === 'b' });
    expect(entries.map(({ path }) => path)).toEqual(['a.py']);
    expect(gaps.map(({ file, reason }) => [file, reason])).toEqual([
      ['b', 'Left out because pharos.yaml ignores it.'],
      [undefined, 'pharos.yaml (left out because pharos.yaml ignores it): 1 place, such as b.'],
    ]);
  });

  it('tells a folder of which nothing is left as one place', async () => {
    for (const path of ['a.py', 'b/c.py', 'b/d/e.py', 'f/g.py', 'f/h.py']) put(path);
    const { gaps } = await folderSource(root).walk({ ...ALL, ignored: (path) => path.startsWith('b/') || path === 'f/g.py' });
    expect(gaps.filter(({ what }) => what === 'left-out').map(({ file }) => file)).toEqual(['f/g.py', 'b']);
  });

  it('tells of a name that is not valid UTF-8', async () => {
    put('a.py');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Uint8Array.of(0x62, 0xff)]), '');
    const { entries, gaps } = await folderSource(root).walk(ALL);
    expect(entries.map(({ path }) => path)).toEqual(['a.py']);
    expect(gaps.map(({ status }) => status)).toEqual(['unreadable']);
  });

  it('ends when it is cancelled', async () => {
    put('a.py');
    await expect(folderSource(root).walk({ ...ALL, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('a file of a walk', () => {
  it('is read by ranges', () => {
    put('a.py', '0123456789');
    const opened = folderSource(root).open('a.py');
    expect([
      opened.size,
      ...[
        [0, 4],
        [8, 9],
        [20, 3],
        [3, 0],
      ].map(([at, length]) => Buffer.from(opened.read(at!, length!)).toString()),
    ]).toEqual([10, '0123', '89', '', '']);
    opened.close();
  });

  it('that vanished, or may not be read, is told', async () => {
    put('gone.py');
    put('closed.py');
    const source = folderSource(root);
    unlinkSync(join(root, 'gone.py'));
    chmodSync(join(root, 'closed.py'), 0o000);
    expect(read(source, 'gone.py').gaps).toEqual([{ what: 'files', status: 'unreadable', reason: 'It vanished during the scan.' }]);
    expect((await asNobody(() => read(source, 'closed.py'))).gaps).toEqual([
      { what: 'files', status: 'denied', reason: 'No permission to read it.' },
    ]);
  });

  it('that became a link, a pipe or a folder is not read', () => {
    writeFileSync(join(base, 'outside.py'), 'secret');
    const source = folderSource(root);
    symlinkSync(join(base, 'outside.py'), join(root, 'link.py'));
    spawnSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe.py')]);
    mkdirSync(join(root, 'folder.py'));
    expect(read(source, 'link.py')).toMatchObject({
      facts: {},
      gaps: [{ status: 'skipped', reason: 'It became a link during the scan: it is not followed.' }],
    });
    for (const path of ['pipe.py', 'folder.py']) expect(read(source, path)).toMatchObject({ facts: {}, gaps: [{ status: 'unreadable' }] });
  });

  it.runIf(process.platform === 'linux')('whose folder became a link out of the target is not read', () => {
    put('a/b/x.py', 'mine');
    const source = folderSource(root);
    expect(read(source, 'a/b/x.py').facts).toEqual({ reader: '{"text":"mine"}' });
    mkdirSync(join(base, 'elsewhere/b'), { recursive: true });
    writeFileSync(join(base, 'elsewhere/b/x.py'), 'foreign');
    renameSync(join(root, 'a'), join(root, 'was'));
    symlinkSync(join(base, 'elsewhere'), join(root, 'a'));
    expect(read(source, 'a/b/x.py')).toMatchObject({ facts: {}, gaps: [{ status: 'skipped' }] });
  });
});

describe('a target', () => {
  it('is named by its remote, else by its folder, never by its path', () => {
    expect(folderSource(root)).toMatchObject({ id: 'desk', name: 'desk', kind: 'folder' });
    put('.git/config', '[remote "origin"]\n\turl = git@github.com:Acme/Desk.git\n');
    expect(folderSource(root).id).toBe('github.com/Acme/Desk');
    expect(folderSource(root, 'front').id).toBe('front');
  });

  it('may be a single file', async () => {
    put('a.py');
    put('b.py');
    const source = folderSource(join(root, 'a.py'));
    expect([source.id, source.kind]).toEqual(['a.py', 'file']);
    expect(await paths({}, source)).toEqual(['a.py']);
  });

  it('that is a link is read where it points', async () => {
    put('a.py');
    symlinkSync(root, join(base, 'alias'));
    expect(await paths({}, folderSource(join(base, 'alias')))).toEqual(['a.py']);
  });

  it('that is missing, a pipe or closed is refused with a code', async () => {
    spawnSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe')]);
    mkdirSync(join(root, 'closed'), 0o700);
    expect(() => folderSource(join(root, 'nothing'))).toThrow(expect.objectContaining({ code: 'PHAROS_TARGET_MISSING' }));
    expect(() => folderSource(join(root, 'pipe'))).toThrow(expect.objectContaining({ code: 'PHAROS_TARGET_REFUSED' }));
    await asNobody(() =>
      expect(() => folderSource(join(root, 'closed'))).toThrow(expect.objectContaining({ code: 'PHAROS_TARGET_UNREADABLE' })),
    );
  });
});
