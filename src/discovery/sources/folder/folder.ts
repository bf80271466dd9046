import { lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import ignore, { type Ignore } from 'ignore';
import { PharosError, messageOf } from '../../../core/errors.ts';
import { compareText } from '../../../core/evidence.ts';
import type { Entry, Source, SourceGap, WalkOptions } from '../../source.ts';
import { remoteOf } from '../git/remote.ts';
import { folderHistory } from '../git/history.ts';
import { folderTracking } from '../git/tracking.ts';
import { type LeftOut, leftOutGaps } from './left-out.ts';
import { openWithin } from './open.ts';
import { passedOver } from './passed-over.ts';

/** A folder or a single file on disk. Throws PharosError where the target is missing or unreadable. */
export function folderSource(target: string, name?: string): Source {
  let root: string;
  let single: string | undefined;
  try {
    const stat = statSync(target);
    if (!stat.isDirectory() && !stat.isFile())
      throw new PharosError('PHAROS_TARGET_REFUSED', { target, reason: 'neither a folder nor a file' });
    const real = realpathSync(target);
    root = stat.isDirectory() ? real : dirname(real);
    if (stat.isFile()) single = basename(real);
    if (stat.isDirectory()) readdirSync(root);
  } catch (error) {
    if (error instanceof PharosError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new PharosError('PHAROS_TARGET_MISSING', { target });
    throw new PharosError('PHAROS_TARGET_UNREADABLE', { target, reason: code ?? messageOf(error) });
  }
  const plain = single ?? basename(root);
  const repositories = new Set<string>();
  return {
    id: name ?? (single ? single : (remoteOf(root) ?? (plain || 'root'))),
    kind: single ? 'file' : 'folder',
    name: name ?? (plain || 'root'),
    root,
    walk: (options) => (single ? oneFile(root, single) : walk(root, options, repositories)),
    ...(single ? {} : { tracking: folderTracking(root, repositories), history: folderHistory(root, repositories) }),
    open: (path) => openWithin(root, path),
  };
}

async function oneFile(root: string, file: string): Promise<{ entries: Entry[]; gaps: SourceGap[] }> {
  return { entries: [entryOf(root, file)], gaps: [] };
}

function entryOf(root: string, path: string): Entry {
  const stat = lstatSync(join(root, path), { bigint: true });
  return { path, size: Number(stat.size), stamp: `${stat.mtimeNs}.${stat.ctimeNs}.${stat.ino}` };
}

/**
 * All regular files below the root, in bytewise order of their paths. Links are never followed: what they point to inside
 * the root is read where it lies, what lies outside is not ours to read.
 */
async function walk(root: string, options: WalkOptions, repositories: Set<string>): Promise<{ entries: Entry[]; gaps: SourceGap[] }> {
  const entries: Entry[] = [];
  const gaps: SourceGap[] = [];
  const passed = new Map<string, { why: string; places: string[] }>();
  const left: LeftOut[] = [];
  const gap = (file: string, status: SourceGap['status'], reason: string): void => void gaps.push({ file, what: 'files', status, reason });
  type Folder = { path: string; depth: number; rules: Rules };
  const queue: Folder[] = [{ path: '', depth: 0, rules: [] }];
  let last = Date.now();
  for (let folder = queue.pop(); folder; folder = queue.pop()) {
    options.signal?.throwIfAborted();
    if (Date.now() - last > 40) {
      options.onEntry?.(entries.length);
      await setImmediate();
      last = Date.now();
    }
    let children: Dirent[];
    try {
      children = readdirSync(join(root, folder.path), { withFileTypes: true });
    } catch (error) {
      gap(folder.path, 'denied', `The folder cannot be listed (${(error as NodeJS.ErrnoException).code ?? messageOf(error)}).`);
      continue;
    }
    let rules = folder.rules;
    if (options.gitignore && children.some((child) => child.name === '.gitignore' && child.isFile())) {
      try {
        const text = readFileSync(join(root, folder.path, '.gitignore'), 'utf8').slice(0, 1_000_000);
        rules = [...rules, { base: folder.path, rules: ignore().add(text) }];
      } catch (error) {
        gap(join(folder.path, '.gitignore'), 'unreadable', `Its rules are not applied (${messageOf(error)}).`);
      }
    }
    const leftBefore = left.length;
    const names = new Set(children.map((child) => child.name));
    // A bare repository has no folder of its own for these.
    if (names.has('.git') || ['HEAD', 'objects', 'refs'].every((name) => names.has(name))) repositories.add(folder.path);
    for (const child of children) {
      const path = folder.path === '' ? child.name : `${folder.path}/${child.name}`;
      if (child.isSymbolicLink()) {
        const outside = linkLeaves(root, path);
        if (outside) gap(path, 'skipped', `A link ${outside}: it is not followed.`);
        continue;
      }
      const ignoredByGit = isIgnored(rules, path, child.isDirectory());
      if (ignoredByGit) {
        remember(passed, '.gitignore', 'left out because .gitignore names it', path);
        left.push({ path, because: '.gitignore names it' });
        continue;
      }
      if (options.ignored(path)) {
        remember(passed, 'pharos.yaml', 'left out because pharos.yaml ignores it', path);
        left.push({ path, because: 'pharos.yaml ignores it' });
        continue;
      }
      if (child.isDirectory()) {
        const byName = passedOver(child.name);
        const why = byName ?? (isEnvironment(join(root, path)) ? 'a Python environment' : undefined);
        // Under another name it may have been read before it became one.
        if (byName === undefined && why !== undefined) left.push({ path, because: `it is ${why}` });
        if (why !== undefined) remember(passed, child.name, why, path);
        else if (folder.depth + 1 > options.limits.depth) gap(path, 'skipped', `Deeper than ${options.limits.depth} folders.`);
        else queue.push({ path, depth: folder.depth + 1, rules });
        continue;
      }
      if (!child.isFile()) {
        gap(path, 'skipped', 'Neither a regular file nor a folder (device, pipe or socket): it is not opened.');
        continue;
      }
      if (entries.length >= options.limits.files) {
        gap('', 'partial', `More than ${options.limits.files} files: the rest is not read. Scan its folders one by one.`);
        queue.length = 0;
        break;
      }
      try {
        entries.push(entryOf(root, path));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EACCES' || code === 'EPERM') gap(path, 'denied', 'No permission to look at it: its folder is closed.');
        else gap(path, 'unreadable', `It vanished during the scan, or its name is not valid UTF-8 (${code ?? messageOf(error)}).`);
      }
    }
    const { path } = folder;
    // Nothing of it is looked at: one entry says so.
    if (path !== '' && left.length > leftBefore && left.length - leftBefore === children.length)
      left.splice(leftBefore, Infinity, { path, because: left.at(-1)!.because });
  }
  gaps.push(...leftOutGaps(left));
  for (const [name, { why, places }] of passed) {
    const shown = places.sort(compareText).slice(0, 3).join(', ');
    gaps.push({
      what: 'files',
      status: 'skipped',
      reason: `${name} (${why}): ${places.length} ${places.length === 1 ? 'place' : 'places'}, such as ${shown}.`,
    });
  }
  entries.sort((a, b) => compareText(a.path, b.path));
  return { entries, gaps };
}

function remember(passed: Map<string, { why: string; places: string[] }>, name: string, why: string, path: string): void {
  const group = passed.get(name);
  if (group) group.places.push(path);
  else passed.set(name, { why, places: [path] });
}

type Rules = readonly { base: string; rules: Ignore }[];

/** The rules of the nearest .gitignore that say anything decide: a deeper `!name` takes back what one above names. */
function isIgnored(all: Rules, path: string, isFolder: boolean): boolean {
  for (const { base, rules } of all.toReversed()) {
    const inside = base === '' ? path : path.slice(base.length + 1);
    const { ignored, unignored } = rules.test(isFolder ? `${inside}/` : inside);
    if (ignored || unignored) return ignored;
  }
  return false;
}

function linkLeaves(root: string, path: string): string | undefined {
  try {
    const real = realpathSync(join(root, path));
    return real === root || real.startsWith(root + sep) ? undefined : 'leaves the target';
  } catch {
    // A dangling or looping link: there is nothing behind it to read.
    return 'points nowhere';
  }
}

function isEnvironment(folder: string): boolean {
  try {
    return statSync(join(folder, 'pyvenv.cfg'), { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // A folder closed to us: listing it says so.
    return false;
  }
}
