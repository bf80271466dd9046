import { PharosError } from '../core/errors.ts';
import type { ExtentName } from './history.ts';
import type { Source } from './source.ts';
import { cloneSource, isGitUrl } from './sources/git/clone.ts';
import { folderSource } from './sources/folder/folder.ts';
import { openWithin } from './sources/folder/open.ts';

export { isGitUrl, openWithin };

/** A folder, file or git URL as a source; `done` cleans up behind it. Throws PharosError where it cannot be opened. */
export async function openSource(
  target: string,
  options: { name?: string; offline: boolean; history?: ExtentName; signal?: AbortSignal },
): Promise<{ source: Source; done?: () => void }> {
  if (!isGitUrl(target)) return { source: folderSource(target, options.name) };
  if (options.offline && !target.startsWith('file://'))
    throw new PharosError('PHAROS_OFFLINE', { target: target.replace(/\/\/[^@/]*@/, '//') });
  return cloneSource(target, options);
}
