import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Opened } from '../../source.ts';

/**
 * Opens a regular file below the root for reading. O_NOFOLLOW: a file swapped for a link after the walk is refused;
 * O_NONBLOCK: one swapped for a FIFO does not hang. Where the system tells the real place of what was opened (Linux), a folder
 * on the way swapped for a link out of the root is refused as well.
 */
export function openWithin(root: string, path: string): Opened {
  const descriptor = openSync(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) {
    closeSync(descriptor);
    throw Object.assign(new Error('not a regular file'), { code: 'ENOTFILE' });
  }
  if (leaves(root, descriptor)) {
    closeSync(descriptor);
    throw Object.assign(new Error('outside of the target'), { code: 'ELOOP' });
  }
  return {
    size: stat.size,
    read(offset, length) {
      const wanted = Math.max(0, Math.min(length, stat.size - offset));
      const bytes = Buffer.allocUnsafe(wanted);
      let got = 0;
      while (got < wanted) {
        const n = readSync(descriptor, bytes, got, wanted - got, offset + got);
        if (n === 0) break;
        got += n;
      }
      return bytes.subarray(0, got);
    },
    close: () => closeSync(descriptor),
  };
}

function leaves(root: string, descriptor: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return !readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(root.endsWith(sep) ? root : root + sep);
  } catch {
    // No /proc in this container: the walk has not followed links, only a swap since then goes unseen.
    return false;
  }
}
