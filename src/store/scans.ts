import { gapsOf } from '../core/gaps.ts';
import type { Report } from '../core/report.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { saveAssets } from './assets.ts';
import { among, knownTime, nextNumber, type Store, type Writer } from './connection.ts';
import { saveChecks, saveCoverage } from './coverage.ts';
import { storableText } from './documents.ts';
import { saveEdges } from './edges.ts';
import { saveFindings, savePaths } from './findings.ts';
import { saveGraph } from './graph.ts';
import { type Match, matchAssets, type Renames, renameReport, renameSnapshot } from './identity.ts';
import { openPlaces, type ScanContext, type ScanTarget } from './places.ts';
import { saveInputs } from './repeat.ts';
import { saveReport } from './reports.ts';
import type { Family } from './tables.ts';
import { unite } from './unions.ts';
import type { EventCounts } from './versions.ts';

export interface ScanInput {
  report: Report;
  snapshot: Snapshot;
  /** Who asked for the scan: every write names its actor. */
  actor: string;
  /** Hash over everything the result depends on but the time, for `repeatScan`. */
  inputs?: string;
}

export interface SavedScan {
  /** False where a scan with this id is stored already: nothing was written. */
  saved: boolean;
  /** Incoming id → stored id. Empty where `identify` was asked before and nobody wrote meanwhile. */
  renames: Renames;
  events: Record<Family, EventCounts>;
}

/**
 * Stores one scan in one transaction: the whole scan or nothing. What this scan did not see again is gone only where its
 * coverage has no gap there. A scan older than the stored one of a source is kept as a record and changes nothing else.
 * @throws PharosError PHAROS_STORE_LOCKED, PHAROS_STORE_DAMAGED, PHAROS_OUTPUT_FAILED, PHAROS_STORE_UNREACHABLE
 */
export async function saveScan(store: Store, input: ScanInput): Promise<SavedScan> {
  return store.write('graph', async (writer) => {
    const match = await matchAssets(writer.db, writer.engine, input.snapshot.assets);
    const there = await writer.db.selectFrom('scan').select('number').where('id', '=', input.report.scan.id).executeTakeFirst();
    if (there) return { saved: false, renames: match.renames, events: { asset: none(), edge: none(), finding: none(), path: none() } };
    return saveNew(writer, input, match);
  });
}

async function saveNew(writer: Writer, { report: incoming, snapshot: seen, actor, inputs }: ScanInput, match: Match): Promise<SavedScan> {
  const report = renameReport(incoming, match.renames);
  const snapshot = renameSnapshot(seen, match.renames);
  const scan = await nextNumber(writer, 'scan');
  const started = Date.parse(report.scan.started);
  const known = await knownTime(writer);
  const targets = await saveSources(writer, scan, started, report.scan.targets);
  const places = await openPlaces(writer, scan, report.pharos, targets);
  const context: ScanContext = { scan, at: started, known, places };
  const gaps = gapsOf(report.coverage);
  const scope = places.of(targets.map((target) => target.id));
  await writer.db
    .insertInto('scan')
    .values({
      number: scan,
      id: report.scan.id,
      started,
      finished: Date.parse(report.scan.finished),
      known_at: known,
      complete: report.scan.complete ? 1 : 0,
      pharos: report.pharos,
      actor: storableText(actor),
      place: scope.number,
      assets: snapshot.assets.length,
      edges: snapshot.edges.count,
      findings: report.findings.length,
      paths: report.paths.length,
    })
    .execute();

  for (const union of match.unions) await unite(writer, context, union);
  // The match holds the assets as they came, so that a replaced id is known as an alias and why.
  const assets = await saveAssets(writer, context, seen.assets, match);
  const edges = await saveEdges(writer, context, snapshot, match.numbers, report.edges);
  const numbers = new Map(snapshot.assets.map((asset, place) => [asset.id, match.numbers[place]!]));
  const findings = await saveFindings(writer, context, report.findings, numbers);
  const paths = await savePaths(writer, context, report.paths, numbers);
  const events = {
    asset: await assets.finish(gaps),
    edge: await edges.finish(gaps),
    finding: await findings.finish(gaps),
    path: await paths.finish(gaps),
  };
  await places.store(writer);
  await saveChecks(writer, scan, report.checks);
  await saveCoverage(writer, scan, report.coverage, targets);
  await saveReport(writer, scan, report);
  if (inputs !== undefined) await saveInputs(writer, scan, inputs);
  await saveGraph(writer, scan, scope.number, snapshot);
  return { saved: true, renames: match.renames, events };
}

async function saveSources(writer: Writer, scan: number, started: number, targets: Report['scan']['targets']): Promise<ScanTarget[]> {
  const { db, engine } = writer;
  const unique = [...new Map(targets.map((target) => [storableText(target.id), target])).values()];
  const stored = await db
    .selectFrom('source')
    .selectAll()
    .where(
      among(
        engine,
        'id',
        unique.map((target) => storableText(target.id)),
      ),
    )
    .execute();
  const known = new Map(stored.map((row) => [row.id, row]));
  let next = await nextNumber(writer, 'source');
  const result: ScanTarget[] = [];
  for (const { id, kind, name } of unique) {
    const row = known.get(storableText(id));
    const number = row?.number ?? next++;
    const late = row !== undefined && row.last_started > started;
    if (!row)
      await db
        .insertInto('source')
        .values({
          number,
          id: storableText(id),
          kind: storableText(kind),
          name: storableText(name),
          last_scan: scan,
          last_started: started,
        })
        .execute();
    else if (!late)
      await db
        .updateTable('source')
        .set({ kind: storableText(kind), name: storableText(name), last_scan: scan, last_started: started })
        .where('number', '=', number)
        .execute();
    await db
      .insertInto('scan_source')
      .values({ scan, source: number, late: late ? 1 : 0 })
      .execute();
    result.push({ id, number, late });
  }
  return result;
}

function none(): EventCounts {
  return { new: 0, changed: 0, gone: 0, returned: 0 };
}
