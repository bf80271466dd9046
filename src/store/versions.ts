import { sql } from 'kysely';
import { documentHash, evidenceDocument, changedNames, storedEvidence } from './documents.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Gaps } from '../core/gaps.ts';
import { among, nextNumber, pieces, type Value, type Writer } from './connection.ts';
import { onlyTarget, type Place, type ScanContext } from './places.ts';
import type { Family } from './tables.ts';

/** A thing seen by this scan, after its identity row was found or written. */
export interface Seen {
  number: number;
  /** fresh: its identity row was written by this scan; gone: it was gone before. */
  was: 'fresh' | 'gone' | 'there';
  parts: { place: Place; facts: string; evidence: readonly Evidence[] }[];
}

export interface EventCounts {
  new: number;
  changed: number;
  gone: number;
  returned: number;
}

interface OpenVersion {
  number: number;
  item: number;
  place: number;
  hash: string;
  last_scan: number | null;
}

interface NewVersion {
  seen: Seen;
  part: Seen['parts'][number];
  evidence: string;
  hash: string;
  replaces?: OpenVersion;
}

const COLUMNS = [
  'number',
  'item',
  'place',
  'facts',
  'evidence',
  'hash',
  'valid_from',
  'known_from',
  'opened_scan',
  'previous',
  'open_event',
  'changed',
  'corrected',
] as const;

const PIECE = 5_000;

/** Records what one scan saw of a family: `record` piece by piece, then `finish` once for what was not seen. */
export interface Recorder {
  record(seen: readonly Seen[]): Promise<void>;
  finish(gaps: Gaps): Promise<EventCounts>;
}

/**
 * A version is written only where the document differs from the open one of the same place. A different document closes the old
 * version in valid time, or in known time where another Pharos read it (a better detector does not change the past).
 */
export async function openRecorder(writer: Writer, family: Family, context: ScanContext): Promise<Recorder> {
  const { db, engine } = writer;
  const table = `${family}_version` as const;
  const handled = new Set<number>();
  const counts: EventCounts = { new: 0, changed: 0, gone: 0, returned: 0 };
  const returned: number[] = [];
  let next = await nextNumber(writer, table);

  async function openVersions(items: readonly number[]): Promise<Map<number, OpenVersion[]>> {
    const rows = await db
      .selectFrom(table)
      .select(['number', 'item', 'place', 'hash', 'last_scan'])
      .where(among(engine, 'item', items))
      .where('valid_to', 'is', null)
      .where('known_to', 'is', null)
      .execute();
    const byItem = new Map<number, OpenVersion[]>();
    for (const row of rows) append(byItem, row.item, row);
    return byItem;
  }

  async function write(versions: readonly NewVersion[], open: Map<number, OpenVersion[]>): Promise<void> {
    const replaced = versions.flatMap((version) => (version.replaces ? [version.replaces.number] : []));
    const before = new Map<number, { facts: string; valid_from: number }>();
    for (const piece of pieces(replaced, PIECE)) {
      const rows = await db
        .selectFrom(table)
        .select(['number', 'facts', 'valid_from'])
        .where(among(engine, 'number', piece))
        .execute();
      for (const row of rows) before.set(row.number, row);
    }
    const rows: Value[][] = [];
    const ended = new Map<Place, number[]>();
    const disproved: number[] = [];
    const appeared = new Set<number>();
    for (const { seen, part, evidence, hash, replaces } of versions) {
      const old = replaces && before.get(replaces.number);
      let event: keyof EventCounts | null = 'new';
      let changed: string[] = [];
      const corrected = old !== undefined && part.place.corrected;
      if (replaces && old) {
        changed = changedNames(old.facts, part.facts);
        event = changed.length > 0 ? 'changed' : null;
        if (corrected) disproved.push(replaces.number);
        else append(ended, part.place, replaces.number);
      } else if (open.has(seen.number)) {
        event = 'changed';
        changed = ['targets'];
      } else if (seen.was === 'gone') {
        event = 'returned';
      }
      // A thing that appears in two places at once is one event.
      const told = appeared.has(seen.number) ? null : event;
      if (!replaces) appeared.add(seen.number);
      if (told) counts[told]++;
      if (told === 'returned') returned.push(seen.number);
      handled.add(next);
      rows.push([
        next++,
        seen.number,
        part.place.number,
        part.facts,
        evidence,
        hash,
        corrected ? old.valid_from : context.at,
        context.known,
        context.scan,
        replaces?.number ?? null,
        told,
        changed.length > 0 && told ? JSON.stringify(changed) : null,
        corrected ? 1 : 0,
      ]);
    }
    for (const [place, numbers] of ended) await close(numbers, place, { valid_to: context.at, ended_known: context.known });
    for (const piece of pieces(disproved, PIECE)) {
      await db
        .updateTable(table)
        .set({ known_to: context.known, closed_scan: context.scan })
        .where(among(engine, 'number', piece))
        .execute();
    }
    await writer.insert(table, COLUMNS, rows);
  }

  /** A closed version was seen last by the scan before, unless it had been missed earlier. */
  async function close(numbers: readonly number[], place: Place, end: { valid_to: number; ended_known: number }): Promise<void> {
    for (const piece of pieces(numbers, PIECE)) {
      await db
        .updateTable(table)
        .set({ ...end, closed_scan: context.scan, last_scan: sql<number>`coalesce(last_scan, ${place.previous})` })
        .where(among(engine, 'number', piece))
        .execute();
    }
  }

  async function missing(place: Place): Promise<{ number: number; item: number }[]> {
    const found: { number: number; item: number }[] = [];
    for (let after = 0; ;) {
      const rows = await db
        .selectFrom(table)
        .select(['number', 'item'])
        .where('place', '=', place.number)
        .where('valid_to', 'is', null)
        .where('known_to', 'is', null)
        .where('number', '>', after)
        .orderBy('number')
        .limit(PIECE)
        .execute();
      for (const row of rows) if (!handled.has(row.number)) found.push(row);
      const last = rows.at(-1);
      if (!last || rows.length < PIECE) return found;
      after = last.number;
    }
  }

  /** Splits what was not seen: the place could be read again, or it could not. */
  async function judge(place: Place, rows: readonly { number: number; item: number }[], gaps: Gaps): Promise<number[]> {
    const gone: number[] = [];
    const unseen: number[] = [];
    const only = onlyTarget(place);
    const whole = place.targets.some((target) => gaps.whole(target) !== undefined);
    for (const piece of pieces(rows, PIECE)) {
      const numbers = piece.map((row) => row.number);
      if (whole) {
        unseen.push(...numbers);
        continue;
      }
      for (const row of await db
        .selectFrom(table)
        .select(['number', 'evidence'])
        .where(among(engine, 'number', numbers))
        .execute()) {
        const covered = storedEvidence(row.evidence, only).some(
          (entry) => gaps.reason(entry.target, entry.file, entry.commit) !== undefined,
        );
        (covered ? unseen : gone).push(row.number);
      }
    }
    for (const piece of pieces(unseen, PIECE)) {
      await db
        .updateTable(table)
        .set({ last_scan: place.previous })
        .where(among(engine, 'number', piece))
        .where('last_scan', 'is', null)
        .execute();
    }
    await close(gone, place, { valid_to: context.at, ended_known: context.known });
    return gone;
  }

  /** A thing is gone once no place holds it any more; until then it changed. */
  async function tellGone(closed: readonly number[]): Promise<void> {
    for (const piece of pieces(closed, PIECE)) {
      const rows = await db
        .selectFrom(table)
        .select(['number', 'item'])
        .where(among(engine, 'number', piece))
        .orderBy('number')
        .execute();
      const still = await openVersions([...new Set(rows.map((row) => row.item))]);
      const told = new Set<number>();
      const gone: number[] = [];
      const elsewhere: number[] = [];
      for (const row of rows) {
        if (told.has(row.item)) continue;
        told.add(row.item);
        (still.has(row.item) ? elsewhere : gone).push(row.number);
      }
      await db
        .updateTable(table)
        .set({ close_event: 'gone' })
        .where(among(engine, 'number', gone))
        .execute();
      await db
        .updateTable(table)
        .set({ close_event: 'changed' })
        .where(among(engine, 'number', elsewhere))
        .execute();
      const items = [...told].filter((item) => !still.has(item));
      const marked = await db
        .updateTable(family)
        .set({ gone_at: context.at })
        .where(among(engine, 'number', items))
        .where('gone_at', 'is', null)
        .executeTakeFirst();
      counts.gone += Number(marked.numUpdatedRows);
      counts.changed += elsewhere.length;
    }
  }

  return {
    async record(seen) {
      const open = await openVersions(seen.filter((item) => item.was === 'there').map((item) => item.number));
      const versions: NewVersion[] = [];
      const again: number[] = [];
      for (const item of seen) {
        const list = open.get(item.number);
        for (const part of item.parts) {
          if (!part.place.current) continue;
          const evidence = evidenceDocument(part.evidence, onlyTarget(part.place));
          const hash = documentHash(part.facts, evidence);
          const found = list?.find((version) => version.place === part.place.number);
          // Recorded by this scan already: the same thing was handed over twice.
          if (found && handled.has(found.number)) continue;
          if (found) handled.add(found.number);
          if (found?.hash !== hash) versions.push({ seen: item, part, evidence, hash, ...(found && { replaces: found }) });
          else if (found.last_scan !== null) again.push(found.number);
        }
      }
      if (versions.length > 0) await write(versions, open);
      for (const piece of pieces(again, PIECE))
        await db
          .updateTable(table)
          .set({ last_scan: null })
          .where(among(engine, 'number', piece))
          .execute();
    },
    async finish(gaps) {
      for (const piece of pieces(returned, PIECE)) {
        await db
          .updateTable(family)
          .set({ gone_at: null, returned: sql<number>`returned + 1` })
          .where(among(engine, 'number', piece))
          .execute();
      }
      const closed: number[] = [];
      for (const place of context.places.assessable()) {
        if (place.previous === null) continue;
        const rows = await missing(place);
        if (rows.length > 0) closed.push(...(await judge(place, rows, gaps)));
      }
      await tellGone(closed);
      return counts;
    },
  };
}

function append<K, V>(lists: Map<K, V[]>, name: K, value: V): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}
