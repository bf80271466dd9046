import { sql } from 'kysely';
import type { Report } from '../core/report.ts';
import { readChunks, unpack, writeChunk } from './chunks.ts';
import { knownTime, nextNumber, type Store, type Writer } from './connection.ts';
import { storableText } from './documents.ts';
import { forgetOldGraphs } from './graph.ts';
import { loadReport, reportHead } from './reports.ts';

/** Part of a scan that holds what its result was computed from, as one hash. */
const INPUTS = 'inputs';

export interface Repeat {
  /** Hash over everything the result of the scan depends on but the time. */
  inputs: string;
  /** The head of the report that is to be stored and printed; it ends when it is stored. */
  scan: Omit<Report['scan'], 'finished' | 'complete'>;
  actor: string;
}

/** Remembers what a stored scan was computed from. */
export async function saveInputs(writer: Writer, scan: number, inputs: string): Promise<void> {
  await writeChunk(writer, scan, INPUTS, 0, inputs);
}

/**
 * Stores a scan whose inputs are those of the newest one: everything was seen again as it was, so that only the scan itself is
 * written. Nothing is written, and nothing returned, where the newest scan had other inputs, or is not older than this one.
 * @throws PharosError PHAROS_STORE_LOCKED, PHAROS_STORE_DAMAGED, PHAROS_STORE_UNREACHABLE
 */
export async function repeatScan(store: Store, { inputs, scan: told, actor }: Repeat): Promise<Report | undefined> {
  return store.write('graph', async (writer) => {
    const { db } = writer;
    const inside = { ...store, read: db };
    const last = await db.selectFrom('scan').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst();
    const started = Date.parse(told.started);
    if (!last || last.started >= started) return undefined;
    const [stored] = await readChunks(inside, last.number, INPUTS);
    if (!stored || unpack(stored).toString('utf8') !== inputs) return undefined;
    const late = await db
      .selectFrom('scan_source')
      .select('source')
      .where('scan', '=', last.number)
      .where('late', '=', 1)
      .executeTakeFirst();
    if (late) return undefined;
    const before = await loadReport(inside, last.id);
    const finished = new Date();
    const report: Report = { ...before, scan: { ...told, finished: finished.toISOString(), complete: before.scan.complete } };

    const scan = await nextNumber(writer, 'scan');
    const known = await knownTime(writer);
    await db
      .insertInto('scan')
      .values({
        ...last,
        number: scan,
        id: report.scan.id,
        started,
        finished: finished.getTime(),
        known_at: known,
        actor: storableText(actor),
      })
      .execute();
    const from = last.number;
    await sql`insert into scan_source (scan, source, late) select ${scan}, source, 0 from scan_source where scan = ${from}`.execute(db);
    const sources = db.selectFrom('scan_source').select('source').where('scan', '=', from);
    await db.updateTable('source').set({ last_scan: scan, last_started: started }).where('number', 'in', sources).execute();
    // Every place that scan spoke for was seen again.
    await db.updateTable('place').set({ last_scan: scan }).where('last_scan', '=', from).execute();
    await sql`insert into scan_check (scan, check_id, pass, fail, unknown)
      select ${scan}, check_id, pass, fail, unknown from scan_check where scan = ${from}`.execute(db);
    await repeatCoverage(writer, scan, from);
    await sql`insert into scan_chunk (scan, part, n, body)
      select ${scan}, part, n, body from scan_chunk where scan = ${from} and part <> 'report'`.execute(db);
    await writeChunk(writer, scan, 'report', 0, reportHead(report));
    await forgetOldGraphs(writer, scan, last.place);
    return report;
  });
}

/** As `saveCoverage` leaves it: of the earlier scan only the gaps stay. */
async function repeatCoverage(writer: Writer, scan: number, from: number): Promise<void> {
  const next = await nextNumber(writer, 'scan_coverage');
  await sql`insert into scan_coverage (number, scan, source, target, file, what, status, reason, gap)
    select ${next} - 1 + row_number() over (order by number), ${scan}, source, target, file, what, status, reason, gap
    from scan_coverage where scan = ${from}`.execute(writer.db);
  await writer.db.deleteFrom('scan_coverage').where('scan', '=', from).where('gap', '=', 0).execute();
}
