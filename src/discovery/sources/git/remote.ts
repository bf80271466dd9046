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
      section = /^\[\s{0,9}remote\s{1,9}"([^"\]]{1,200})"\s{0,9}\]/i.exec(line)?.[1];
      continue;
    }
    // Quotes and comments as in git-config(1).
    const written = section === undefined ? undefined : /^url\s*=\s*(?:"([^"]*)"|([^"#;]+))/i.exec(line);
    const url = written?.[1] ?? written?.[2]?.trim();
    if (url !== undefined && section !== undefined && !remotes.has(section)) remotes.set(section, url);
  }
  const url = remotes.get('origin') ?? remotes.values().next().value;
  return url === undefined ? undefined : normaliseRemote(url);
}

/** `https://user@github.com/Owner/Name.git` and `git@github.com:Owner/Name` are both `github.com/Owner/Name`. Local paths give undefined. */
export function normaliseRemote(url: string): string | undefined {
  // A host of one letter is a drive.
  const scp = url.includes('://') ? null : /^(?:[\w.-]+@)?([\w.-]{2,}):\/*([^\s:]\S*)$/.exec(url);
  const parts = scp ?? /^(?:https?|(?:git\+)?ssh|git):\/\/(?:[^/\s]*@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?::\d+)?\/([^\s?#]+)$/i.exec(url);
  if (!parts) return undefined;
  const path = parts[2]!
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
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
