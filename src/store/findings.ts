import type { Evidence } from '../core/evidence.ts';
import type { Report } from '../core/report.ts';
import { among, nextNumber, pieces, type Value, type Writer } from './connection.ts';
import { documentOf } from './documents.ts';
import type { ScanContext } from './places.ts';
import { openRecorder, type Recorder, type Seen } from './versions.ts';

const PIECE = 1_000;

type Row = Record<string, Value>;

interface Told {
  id: string;
  /** Columns of the identity row that may change from scan to scan. */
  row: Row;
  facts: string;
  evidence: readonly Evidence[];
}

/** Open, resolved, returned: findings follow the same rules as assets, at the place of all sources their evidence comes from. */
export async function saveFindings(
  writer: Writer,
  context: ScanContext,
  findings: Report['findings'],
  assetNumbers: ReadonlyMap<string, number>,
): Promise<Recorder> {
  return saveTold(writer, context, 'finding', findings, (finding) => {
    const { id, evidence, check, asset, severity, status, score, suppressed, ...rest } = finding;
    return {
      id,
      row: {
        check_id: check,
        asset: assetNumbers.get(asset) ?? null,
        severity,
        status,
        score: score.value,
        suppressed: suppressed ? 1 : 0,
      },
      facts: documentOf({ ...rest, check, asset, severity, status, score, suppressed }),
      evidence,
    };
  });
}

export async function savePaths(
  writer: Writer,
  context: ScanContext,
  paths: Report['paths'],
  assetNumbers: ReadonlyMap<string, number>,
): Promise<Recorder> {
  return saveTold(writer, context, 'path', paths, (path) => {
    const { id, ...rest } = path;
    return {
      id,
      row: {
        kind: path.kind,
        severity: path.severity,
        score: path.score.value,
        entry: assetNumbers.get(path.entry) ?? null,
        effect: assetNumbers.get(path.effect) ?? null,
      },
      facts: documentOf({ ...rest, steps: path.steps.map(({ evidence: _evidence, ...step }) => step) }),
      evidence: path.steps.flatMap((step) => step.evidence),
    };
  });
}

async function saveTold<T>(
  writer: Writer,
  context: ScanContext,
  family: 'finding' | 'path',
  list: readonly T[],
  tell: (item: T) => Told,
): Promise<Recorder> {
  const { db, engine } = writer;
  const recorder = await openRecorder(writer, family, context);
  let next = await nextNumber(writer, family);
  for (const piece of pieces(list, PIECE)) {
    const told = new Map(piece.map((item) => tell(item)).map((item) => [item.id, item]));
    const stored = await db
      .selectFrom(family)
      .selectAll()
      .where(among(engine, 'id', [...told.keys()]))
      .execute();
    const known = new Map(stored.map((row) => [row.id, row]));
    const columns: string[] = [];
    const rows: Value[][] = [];
    const seen: Seen[] = [];
    for (const item of told.values()) {
      const there = known.get(item.id);
      const number = there?.number ?? next++;
      if (!there) {
        columns.splice(0, columns.length, 'number', 'id', 'first_scan', 'first_seen', 'returned', ...Object.keys(item.row));
        rows.push([number, item.id, context.scan, context.at, 0, ...Object.values(item.row)]);
      } else if (Object.entries(item.row).some(([column, value]) => (there as unknown as Row)[column] !== value)) {
        await db.updateTable(family).set(item.row).where('number', '=', number).execute();
      }
      const place = context.places.of(context.places.targetsOf(item.evidence));
      seen.push({
        number,
        was: there ? (there.gone_at === null ? 'there' : 'gone') : 'fresh',
        parts: [{ place, facts: item.facts, evidence: item.evidence }],
      });
    }
    await writer.insert(family, columns, rows);
    await recorder.record(seen);
  }
  return recorder;
}
