import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The normalised remote of a work tree (`github.com/owner/name`), read from its configuration as text: git itself is not
 * asked, because a repository's configuration can make it run commands. Undefined where there is none.
 */
export function remoteOf(root: string): string | undefined {
  const folder = gitFolder(root);
  if (!folder) return undefined;
  const text = smallFile(join(folder, 'config'));
  if (text === undefined) return undefined;
  const remotes = new Map<string, string>();
  let section: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('[')) {
      section = /^\[remote "([^"\]]{1,200})"\]/.exec(line)?.[1];
      continue;
    }
    const url = section === undefined ? undefined : /^url\s*=\s*(\S.*)$/.exec(line)?.[1];
    if (url !== undefined && section !== undefined && !remotes.has(section)) remotes.set(section, url);
  }
  const url = remotes.get('origin') ?? remotes.values().next().value;
  return url === undefined ? undefined : normaliseRemote(url);
}

/** `https://user@github.com/Owner/Name.git` and `git@github.com:Owner/Name` are both `github.com/Owner/Name`. Local paths give undefined. */
export function normaliseRemote(url: string): string | undefined {
  const scp = /^(?:[\w.-]+@)?([\w.-]+\.[\w-]+|[\w-]+):(?!\/)([^\s:][^\s]*)$/.exec(url);
  const parts = /^(?:https?|ssh|git):\/\/(?:[^@/\s]*@)?([\w.-]+)(?::\d+)?\/([^\s?#]+)$/.exec(url) ?? scp;
  if (!parts) return undefined;
  const path = parts[2]!.replace(/\/+$/, '').replace(/\.git$/, '').replace(/^\/+/, '');
  return path === '' ? undefined : `${parts[1]!.toLowerCase()}/${path}`;
}

function gitFolder(root: string): string | undefined {
  const place = join(root, '.git');
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return place;
  if (!stat?.isFile()) return undefined;
  // A linked work tree or submodule names its folder; its configuration lies in the common folder.
  const pointer = /^gitdir: (.+)$/m.exec(smallFile(place) ?? '')?.[1];
  if (pointer === undefined) return undefined;
  const folder = resolve(root, pointer.trim());
  const common = smallFile(join(folder, 'commondir'))?.trim();
  return common === undefined ? folder : resolve(folder, common);
}

function smallFile(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size < 1_000_000 ? readFileSync(file, 'utf8') : undefined;
}
