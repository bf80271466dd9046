import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf } from './objects/commit.ts';
import type { Name } from './objects/objects.ts';
import { contentOf, type Repository } from './repository.ts';

export interface Refs {
  /** What branches, tags, remote branches, stashes and the heads of work trees name, without repetitions. */
  tips: Name[];
  /** There are more than are read. */
  cut: boolean;
}

const MOST = 100_000;
const DEEPEST = 30;
const LARGEST_PACKED = 64 * 1024 * 1024;

/** All references of a repository, as gitrepository-layout(5) has them: loose, packed, the heads of work trees, and older stashes. */
export function refsOf(root: string, { git, common, hash }: Pick<Repository, 'git' | 'common' | 'hash'>): Refs {
  const tips = new Set<Name>();
  let seen = 0;
  const add = (text: string | undefined): void => {
    const name = text === undefined ? undefined : nameOf(text.trim(), hash);
    if (name === undefined || /^\0+$/.test(name)) return;
    seen++;
    if (seen <= MOST) tips.add(name);
  };
  const file = (path: string): void => add(contentOf(root, path, 1000)?.toString('latin1'));
  for (const place of new Set([git, common])) {
    file(`${place}/HEAD`);
    for (const path of filesBelow(root, `${place}/refs`, MOST + 1)) file(path);
  }
  for (const tree of filesBelow(root, `${common}/worktrees`, 10_000, 1)) if (tree.endsWith('/HEAD')) file(tree);
  // A tag is followed by what it names, which saves reading it.
  for (const line of linesOf(contentOf(root, `${common}/packed-refs`, LARGEST_PACKED)))
    if (!line.startsWith('#')) add(line.startsWith('^') ? line.slice(1) : line.split(' ', 1)[0]);
  // Only the latest stash is a reference; the others stand in its log.
  for (const line of linesOf(contentOf(root, `${common}/logs/refs/stash`, 1_000_000))) add(line.split(' ', 2)[1]);
  return { tips: [...tips], cut: seen > MOST };
}

/** The names of a folder's entries; none where it is a link, or not to be listed. */
export function listed(root: string, folder: string): Dirent[] {
  try {
    const path = join(root, folder);
    return realpathSync(path) === path ? readdirSync(path, { withFileTypes: true }) : [];
  } catch {
    // Absent or closed to us.
    return [];
  }
}

function filesBelow(root: string, folder: string, most: number, deepest = DEEPEST): string[] {
  const out: string[] = [];
  const queue = [{ path: folder, depth: 0 }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const child of listed(root, next.path)) {
      const path = `${next.path}/${child.name}`;
      if (child.isDirectory() && next.depth < deepest) queue.push({ path, depth: next.depth + 1 });
      else if (child.isFile()) out.push(path);
      if (out.length + queue.length > most) return out;
    }
  }
  return out;
}

function linesOf(bytes: Buffer | undefined): string[] {
  return bytes === undefined ? [] : bytes.toString('latin1').split('\n');
}
