import type { Report } from '../core/report.ts';
import { edgeIdOf, edgeKindOf, type Snapshot, strengthOf } from '../core/snapshot.ts';
import { partsByTarget } from './assets.ts';
import { among, nextNumber, type Value, type Writer } from './connection.ts';
import { documentOf } from './documents.ts';
import type { ScanContext } from './places.ts';
import { openRecorder, type Recorder, type Seen } from './versions.ts';

const PIECE = 5_000;

/**
 * Writes identity and versions of the edges of one scan; `numbers` are the stored ones of the snapshot's assets. `reported` are the
 * edges of the report, whose ids are taken where they stand in the same order: hashing half a million takes seconds.
 */
export async function saveEdges(
  writer: Writer,
  context: ScanContext,
  snapshot: Snapshot,
  numbers: Float64Array,
  reported: Report['edges'],
): Promise<Recorder> {
  const { db, engine } = writer;
  const { edges } = snapshot;
  const recorder = await openRecorder(writer, 'edge', context);
  let next = await nextNumber(writer, 'edge');
  for (let start = 0; start < edges.count; start += PIECE) {
    const byId = new Map<string, number>();
    for (let index = start; index < Math.min(start + PIECE, edges.count); index++) {
      byId.set(idOf(snapshot, index, reported[index]), index);
    }
    const stored = await db
      .selectFrom('edge')
      .select(['id', 'number', 'gone_at', 'merged_into'])
      .where(among(engine, 'id', [...byId.keys()]))
      .execute();
    const known = new Map(stored.map((row) => [row.id, row]));
    const revived = stored.filter((row) => row.merged_into !== null).map((row) => row.number);
    if (revived.length > 0)
      await db
        .updateTable('edge')
        .set({ merged_into: null })
        .where(among(engine, 'number', revived))
        .execute();
    const rows: Value[][] = [];
    const seen: Seen[] = [];
    for (const [id, index] of byId) {
      const row = known.get(id);
      const number = row?.number ?? next++;
      if (!row)
        rows.push([
          number,
          id,
          edgeKindOf(edges, index),
          numbers[edges.from[index]!]!,
          numbers[edges.to[index]!]!,
          context.scan,
          context.at,
          0,
        ]);
      const { properties, evidence } = edges.details(index);
      const facts = documentOf({ strength: strengthOf(edges, index), properties });
      seen.push({
        number,
        was: row ? (row.gone_at === null ? 'there' : 'gone') : 'fresh',
        parts: partsByTarget(context.places, evidence, facts),
      });
    }
    await writer.insert('edge', ['number', 'id', 'kind', 'from_asset', 'to_asset', 'first_scan', 'first_seen', 'returned'], rows);
    await recorder.record(seen);
  }
  return recorder;
}

function idOf(snapshot: Snapshot, index: number, reported: Report['edges'][number] | undefined): string {
  const { assets, edges } = snapshot;
  const same =
    reported?.from === assets[edges.from[index]!]!.id &&
    reported.to === assets[edges.to[index]!]!.id &&
    reported.kind === edgeKindOf(edges, index);
  return same ? reported.id : edgeIdOf(snapshot, index);
}
