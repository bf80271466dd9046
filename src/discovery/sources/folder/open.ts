import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Opened } from '../../source.ts';

/**
 * Opens a regular file below the root for reading. O_NOFOLLOW: a file swapped for a link after the walk is refused;
 * O_NONBLOCK: one swapped for a FIFO does not hang.
 */
export function openWithin(root: string, path: string): Opened {
  const descriptor = openSync(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) {
    closeSync(descriptor);
    throw Object.assign(new Error('not a regular file'), { code: 'ENOTFILE' });
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
