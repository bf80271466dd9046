import { compareText } from '../../../core/evidence.ts';
import { bytesReader } from '../../range.ts';
import type { Source } from '../../source.ts';
import { everythingTracked } from '../git/tracking.ts';

/** A target in memory, for the cases of modules and for text that never was a file. */
export function memorySource(id: string, files: Readonly<Record<string, string | Uint8Array>>): Source {
  const content = new Map<string, Uint8Array>();
  for (const [path, body] of Object.entries(files)) content.set(path, typeof body === 'string' ? Buffer.from(body) : body);
  return {
    id,
    kind: 'memory',
    name: id,
    tracking: everythingTracked(),
    async walk({ ignored }) {
      const entries = [...content].filter(([path]) => !ignored(path)).map(([path, bytes]) => ({ path, size: bytes.length }));
      return { entries: entries.sort((a, b) => compareText(a.path, b.path)), gaps: [] };
    },
    open(path) {
      const bytes = content.get(path);
      if (!bytes) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return { ...bytesReader(bytes), close: () => undefined };
    },
  };
}
