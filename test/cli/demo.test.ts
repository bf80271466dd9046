import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inPlace } from '../pharos.ts';

interface Row {
  id: string;
  what: string;
  ok: boolean;
  detail: string;
}

describe('pharos demo', () => {
  it('prints the report of the demo company, saves nothing and leaves nothing behind', () =>
    inPlace({}, async ({ pharos, temporary, home }) => {
      const { code, stdout } = await pharos('demo');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Pharos {2}meridian {2}\d+ attack paths, \d+ findings/);
      expect(readdirSync(temporary).filter((name) => name.startsWith('pharos-'))).toEqual([]);
      expect(existsSync(home)).toBe(false);
    }));

  it('--check tells every difference from what was planted, with 1, and nothing else', () =>
    inPlace({}, async ({ pharos }) => {
      const ran = await pharos('demo', '--check', '--json');
      const rows = ran.json<Row[]>();
      expect(ran.code).toBe(rows.every(({ ok }) => ok) ? 0 : 1);
      expect(rows.filter(({ ok }) => !ok)).toEqual([]);
      const { stdout } = await pharos('demo', '--check');
      expect(stdout).toMatch(/\d+ of \d+ defects, \d+ of \d+ twins, \d+ of \d+ paths.*0 unexpected\n$/);
    }));

  it.each(['1', '40'])('--shuffle %s gives other words and the same answers', (seed) =>
    inPlace({}, async ({ pharos }) => {
      const [plain, shuffled] = [await pharos('demo', '--check', '--json'), await pharos('demo', '--check', '--json', '--shuffle', seed)];
      const verdicts = (rows: Row[]): string[] => rows.map(({ what, ok }) => `${what} ${ok}`);
      expect(verdicts(shuffled.json<Row[]>())).toEqual(verdicts(plain.json<Row[]>()));
      expect(shuffled.stdout).not.toMatch(/osprey|lantern|meridian/i);
    }),
  );
});
