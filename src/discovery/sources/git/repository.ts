import { lstatSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { openWithin } from '../folder/open.ts';

/**
 * The folder of git's own files, relative to the root. A `.git` file (submodule, linked work tree) names it; one outside of the
 * target is not ours to read, and neither is one behind a link.
 */
export function gitFolder(root: string, folder: string): string | undefined {
  const place = folder === '' ? '.git' : `${folder}/.git`;
  try {
    const stat = lstatSync(join(root, place), { throwIfNoEntry: false });
    // A bare repository has no work tree: it is the folder itself.
    if (!stat) return lstatSync(join(root, folder, 'objects')).isDirectory() ? folder || '.' : undefined;
    if (stat.isDirectory()) return place;
    if (!stat.isFile()) return undefined;
    const pointer = /^gitdir: (.{1,4000})$/m.exec(contentOf(root, place, 10_000)?.toString('utf8') ?? '')?.[1];
    if (pointer === undefined) return undefined;
    return inside(root, resolve(join(root, folder), pointer.trim()));
  } catch {
    // It vanished, is closed to us or names nothing: nothing is known.
    return undefined;
  }
}

/** A folder relative to the root; undefined where it is not within. Throws where it is not there. */
function inside(root: string, folder: string): string | undefined {
  const named = realpathSync(folder);
  return named.startsWith(root.endsWith(sep) ? root : root + sep) ? relative(root, named).replaceAll(sep, '/') : undefined;
}

/** The bytes of a file of the target; undefined where there is none, it is larger than `most`, or closed to us. */
export function contentOf(root: string, path: string, most: number): Buffer | undefined {
  try {
    const opened = openWithin(root, path);
    try {
      return opened.size > most ? undefined : Buffer.from(opened.read(0, opened.size));
    } finally {
      opened.close();
    }
  } catch {
    // Absent or closed to us.
    return undefined;
  }
}

/** A repository of a target, as far as its own files say. Folders are relative to the root. */
export interface Repository {
  /** The work tree; '' is the target itself. */
  folder: string;
  /** HEAD of this work tree. */
  git: string;
  /** Everything else: the same, but for linked work trees. */
  common: string;
  /** Bytes of an object's name. */
  hash: 20 | 32;
  /** It was told to fetch some objects only when they are asked for. */
  promised: boolean;
  /** It takes objects from other repositories. */
  borrows: boolean;
  /** Commits whose parents were left out when it was cloned, in hexadecimal digits. */
  shallow: ReadonlySet<string>;
}

/** The repository of a folder that holds a `.git`, or why its history cannot be read. */
export function repositoryOf(root: string, folder: string): Repository | { unread: string } {
  const git = gitFolder(root, folder);
  if (git === undefined)
    return { unread: 'its repository lies outside of what is scanned, or behind a link: scan the folder that holds it' };
  let common: string | undefined = git;
  const pointer = contentOf(root, `${git}/commondir`, 10_000)?.toString('utf8').trim();
  if (pointer !== undefined) {
    try {
      common = inside(root, resolve(join(root, git), pointer));
    } catch {
      // What it names is not there, or closed to us.
      return { unread: 'its repository is not where it should be' };
    }
    if (common === undefined) return { unread: 'its repository lies outside of what is scanned: scan the folder that holds it' };
  }
  const config = contentOf(root, `${common}/config`, 1_000_000)?.toString('utf8') ?? '';
  const storage = /^[ \t]{0,9}refStorage[ \t]{0,9}=[ \t]{0,9}"?(\w{1,20})/im.exec(config)?.[1]?.toLowerCase();
  if (storage !== undefined && storage !== 'files') return { unread: `it keeps its references as ${storage}, which cannot be read yet` };
  const format = /^[ \t]{0,9}objectFormat[ \t]{0,9}=[ \t]{0,9}"?(\w{1,20})/im.exec(config)?.[1]?.toLowerCase() ?? 'sha1';
  if (format !== 'sha1' && format !== 'sha256') return { unread: `its object format ${format} is not known` };
  const shallow = contentOf(root, `${common}/shallow`, 16_000_000)?.toString('latin1') ?? '';
  return {
    folder,
    git,
    common,
    hash: format === 'sha1' ? 20 : 32,
    promised: /^[ \t]{0,9}(?:promisor|partialClone)[ \t]{0,9}=/im.test(config),
    borrows: (contentOf(root, `${common}/objects/info/alternates`, 1_000_000)?.toString('utf8').trim() ?? '') !== '',
    shallow: new Set(shallow.split('\n').filter((line) => line !== '')),
  };
}
