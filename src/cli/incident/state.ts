import { compareText } from '../../core/evidence.ts';
import { PharosError } from '../../core/errors.ts';
import { snapshotOf } from '../../core/report-snapshot.ts';
import type { Asset } from '../../core/snapshot.ts';
import { createView, type View } from '../../posture/view.ts';
import type { State } from '../../store/state.ts';
import { withStore } from '../stored.ts';

/** What a question is asked of. */
export interface Asked {
  view: View;
  paths: State['paths'];
  scans: State['scans'];
}

/** The newest state of the store, or a JSON report. @throws PharosError PHAROS_STORE_EMPTY, PHAROS_REPORT_INVALID */
export async function askedOf(file: string | undefined): Promise<Asked> {
  if (file === undefined) {
    const { loadState } = await import('../../store/state.ts');
    const { snapshot, paths, scans } = await withStore(loadState);
    return { view: createView(snapshot), paths, scans };
  }
  const { readReport } = await import('../report-file.ts');
  const report = readReport(file);
  const { id, started, targets, complete } = report.scan;
  return {
    view: createView(snapshotOf(report)),
    paths: report.paths,
    scans: [{ id, started, targets: targets.map((target) => target.id), complete }],
  };
}

const SHORTEST = 3;
const SHOWN = 10;

/**
 * The assets a person means: an id or alias, `kind name`, a name, a name in other letters, the beginning of an id; the surest that fits
 * anything. Several of one name are several answers only where `many` says so.
 * @throws PharosError PHAROS_NOT_FOUND, PHAROS_AMBIGUOUS
 */
export function named(
  view: View,
  text: string,
  { many = false, kinds }: { many?: boolean; kinds?: readonly Asset['kind'][] } = {},
): Asset[] {
  const all = view.snapshot.assets.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const lower = text.toLowerCase();
  const asks: ((asset: Asset) => boolean)[] = [
    (asset) => asset.id === text || asset.aliases.includes(text),
    (asset) => asset.keys.some(({ key, strong }) => strong && key === text),
    (asset) => `${asset.kind} ${asset.name}` === text,
    (asset) => asset.name === text,
    (asset) => asset.name.toLowerCase() === lower || `${asset.kind} ${asset.name}`.toLowerCase() === lower,
    (asset) => text.length >= SHORTEST && asset.id.startsWith(text),
  ];
  for (const fits of asks) {
    const found = all.filter(fits).sort((a, b) => compareText(a.kind, b.kind) || compareText(a.id, b.id));
    if (found.length === 0) continue;
    if (found.length === 1 || (many && new Set(found.map(({ kind }) => kind)).size === 1)) return found;
    const candidates = found.slice(0, SHOWN).map((asset) => `${asset.id} (${asset.kind} ${asset.name})`);
    throw new PharosError('PHAROS_AMBIGUOUS', {
      id: text,
      candidates: candidates.join(', ') + (found.length > SHOWN ? `, and ${found.length - SHOWN} more` : ''),
    });
  }
  throw new PharosError('PHAROS_NOT_FOUND', { id: text });
}

/** "From scan s-… of 2026-…", and what "no" is worth. */
export function sayingOfScans(scans: Asked['scans']): string {
  const partial = scans.filter(({ complete }) => !complete).length;
  const from =
    scans.length === 1
      ? `From scan ${scans[0]!.id} of ${scans[0]!.started}.`
      : `From the newest scans of ${new Set(scans.flatMap(({ targets }) => targets)).size} targets, ${scans.at(-1)!.started.slice(0, 10)} to ${scans[0]!.started.slice(0, 10)}.`;
  return partial === 0
    ? from
    : `${from} Something that was asked could not be read${scans.length === 1 ? '' : ` in ${partial} of them`}: what is not listed may be there (\`pharos query "select * from coverage where gap = 1"\`).`;
}
