import { createHash } from 'node:crypto';
import { diffReports } from '../../../core/diff.ts';
import { type Introduced, isOpen } from '../../../core/introduced.ts';
import type { Report } from '../../../core/report.ts';

type Finding = Report['findings'][number];
type Path = Report['paths'][number];

/** SARIF 2.1.0 §3.27.24. */
export type BaselineState = 'new' | 'unchanged' | 'updated' | 'absent';

/** What an earlier report says of a later one. */
export interface Since {
  /** Of a finding or path of the later report. */
  stateOf(id: string): BaselineState;
  /** Not there any more, and its places were read again. */
  absent: { findings: Finding[]; paths: Path[] };
  /** Not seen, but its places could not be read again: neither there nor gone. */
  open: { item: Finding | Path; why: string }[];
  /** AI parts that are new and that nobody approved: a person has to look at them (§3.27.9 "review"). */
  introduced: Introduced[];
}

/** What a reader would look at again; a score that moves with the rest of the estate is no such thing. */
const SIGNIFICANT = new Set(['severity', 'status', 'title', 'saw', 'evidence', 'steps', 'suppressed']);

export function sinceBaseline(baseline: Report, report: Report): Since {
  const { findings, paths, introduced } = diffReports(baseline, report);
  const fresh = new Set([...findings.added, ...paths.added].map(({ id }) => id));
  const updated = new Set(
    [...findings.changed, ...paths.changed].filter(({ what }) => what.some((name) => SIGNIFICANT.has(name))).map(({ after }) => after.id),
  );
  const isFailed = ({ status }: Finding): boolean => status === 'fail';
  return {
    stateOf: (id) => (fresh.has(id) ? 'new' : updated.has(id) ? 'updated' : 'unchanged'),
    absent: { findings: findings.gone.filter(isFailed), paths: paths.gone },
    open: [...paths.notAssessed, ...findings.notAssessed.filter(({ item }) => isFailed(item))],
    introduced: introduced.filter(isOpen),
  };
}

/** A scan as the GUID that SARIF asks for (a version 5 UUID of its id), the same wherever it is written. */
export function guidOf(scan: Pick<Report['scan'], 'id' | 'started'>): string {
  const bytes = createHash('sha1').update(`urn:pharos:scan:${scan.id}:${scan.started}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
