import { type CoverageEntry, isGap } from '../core/coverage.ts';
import { nextNumber, pieces, type Writer } from './connection.ts';
import { storableText } from './documents.ts';
import type { ScanTarget } from './places.ts';

/** What this scan read and did not. Of earlier scans of the same sources only the gaps are kept; their reports hold the rest. */
export async function saveCoverage(
  writer: Writer,
  scan: number,
  coverage: readonly CoverageEntry[],
  targets: readonly ScanTarget[],
): Promise<void> {
  const numbers = new Map(targets.map((target) => [target.id, target.number]));
  const current = targets.filter((target) => !target.late).map((target) => target.number);
  if (current.length > 0) {
    await writer.db.deleteFrom('scan_coverage').where('source', 'in', current).where('scan', '<', scan).where('gap', '=', 0).execute();
  }
  let next = await nextNumber(writer, 'scan_coverage');
  for (const piece of pieces(coverage, 5_000)) {
    const rows = piece.map((entry) => [
      next++,
      scan,
      numbers.get(entry.target) ?? null,
      storableText(entry.target),
      entry.file === undefined ? null : storableText(entry.file),
      entry.what,
      entry.status,
      storableText(entry.reason),
      isGap(entry) ? 1 : 0,
    ]);
    await writer.insert('scan_coverage', ['number', 'scan', 'source', 'target', 'file', 'what', 'status', 'reason', 'gap'], rows);
  }
}

/** How often each check passed, failed and could not tell: passes are counts, never rows. */
export async function saveChecks(
  writer: Writer,
  scan: number,
  checks: readonly { id: string; pass: number; fail: number; unknown: number }[],
): Promise<void> {
  await writer.insert(
    'scan_check',
    ['scan', 'check_id', 'pass', 'fail', 'unknown'],
    checks.map((check) => [scan, check.id, check.pass, check.fail, check.unknown]),
  );
}
