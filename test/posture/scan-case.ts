import { parse } from 'yaml';
import { Settings } from '../../src/core/settings.ts';
import { discover } from '../../src/discovery/scan.ts';
import { memorySource } from '../../src/discovery/sources/memory/memory.ts';
import type { Check } from '../../src/posture/check.ts';
import { judge, type Judged } from '../../src/posture/judge.ts';
import type { PathKind } from '../../src/posture/path.ts';

/** A day on which nothing in a case has ended yet. */
const TODAY = '2026-01-01';

/** A miniature estate through the whole scan: walk, facts, link, merge, judge. A `pharos.yaml` among the files is applied. */
export async function scanCase(
  files: Record<string, string | Uint8Array> | (() => Record<string, string | Uint8Array>),
  modules: { checks?: readonly Check[]; paths?: readonly PathKind[] },
): Promise<Judged & { failures: string[] }> {
  const all = typeof files === 'function' ? files() : files;
  const written = all['pharos.yaml'];
  const settings = written === undefined ? {} : Settings.parse(parse(String(written)));
  const { snapshot, coverage } = await discover([memorySource('case', all)], { ignore: new Map([['', settings.ignore ?? []]]) });
  const judged = await judge(snapshot, {
    settings: [{ settings }],
    today: TODAY,
    checks: modules.checks ?? [],
    paths: modules.paths ?? [],
  });
  return { ...judged, failures: coverage.filter(({ status }) => status === 'failed').map(({ reason }) => reason) };
}
