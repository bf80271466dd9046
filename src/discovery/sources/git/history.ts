import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { History, RepositoryHistory } from '../../history.ts';
import { refsOf } from './refs.ts';
import { type Repository, repositoryOf } from './repository.ts';

/** The history of the repositories in a folder on disk. @param repositories folders that hold a `.git`; the walk fills it. */
export function folderHistory(root: string, repositories: ReadonlySet<string>): History {
  return {
    stamp: () =>
      chosen(root, repositories)
        .map(({ folder, repository }) => `${folder}\0${'unread' in repository ? repository.unread : stampOf(root, repository)}`)
        .join('\n'),
    async read(options) {
      const out: RepositoryHistory[] = [];
      const { readRepository } = await import('./read-repository.ts');
      for (const { folder, repository } of chosen(root, repositories))
        out.push('unread' in repository ? unread(folder, repository.unread) : await readRepository(root, repository, options));
      return out;
    },
  };
}

/** Nothing is read there: only whether the name exists. */
function liesBelowRepository(root: string): boolean {
  for (let folder = dirname(root), last = root; folder !== last; [folder, last] = [dirname(folder), folder])
    if (existsSync(join(folder, '.git'))) return true;
  return false;
}

/** Each repository once, however many work trees of it there are: by the folder that holds it. */
function chosen(root: string, repositories: ReadonlySet<string>): { folder: string; repository: Repository | { unread: string } }[] {
  if (repositories.size === 0 && liesBelowRepository(root))
    return [{ folder: '', repository: { unread: 'the repository begins above what is scanned: scan its top folder' } }];
  const seen = new Set<string>();
  const all = [...repositories].sort().map((folder) => ({ folder, repository: repositoryOf(root, folder) }));
  const ranked = all.toSorted((a, b) => Number(isLinked(a.repository)) - Number(isLinked(b.repository)));
  return ranked.filter(({ repository }) => {
    if ('unread' in repository) return true;
    const first = !seen.has(repository.common);
    seen.add(repository.common);
    return first;
  });
}

function isLinked(repository: Repository | { unread: string }): boolean {
  return !('unread' in repository) && repository.git !== repository.common;
}

function stampOf(root: string, repository: Repository): string {
  const { tips, cut } = refsOf(root, repository);
  return JSON.stringify([tips.toSorted(), cut, [...repository.shallow], repository.promised, repository.borrows]);
}

function unread(folder: string, reason: string): RepositoryHistory {
  const gaps: RepositoryHistory['gaps'] = [{ status: 'skipped', reason: `The history was not read: ${reason}.` }];
  return { folder, gaps, commits: new Map(), reachable: new Set(), authored: [], beyond: 0 };
}
