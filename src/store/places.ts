import { compareText } from '../core/evidence.ts';
import type { Evidence } from '../core/evidence.ts';
import { nextNumber, type Writer } from './connection.ts';
import { storableText } from './documents.ts';

/** A set of sources that were looked at together. What is known of a thing is kept per place. */
export interface Place {
  number: number;
  /** Ids of its sources, sorted. */
  targets: string[];
  /** The last scan of all its sources before this one; null where there was none. */
  previous: number | null;
  /** False where a later scan of one of its sources is stored already: this scan changes nothing about it. */
  current: boolean;
  /** Another version of Pharos made the previous scan: what differs now is better knowledge, not a change of the world. */
  corrected: boolean;
}

/** What is told to every recorder of one scan. */
export interface ScanContext {
  scan: number;
  /** Valid time: the start of the scan. */
  at: number;
  known: number;
  places: Places;
}

export interface Places {
  /** The place of these targets; every one must be a target of the scan. */
  of(targets: readonly string[]): Place;
  /** The targets of the scan among those the evidence names; all of them where it names none. */
  targetsOf(evidence: readonly Evidence[]): string[];
  /** Places all of whose sources this scan covers and that it may change. */
  assessable(): Place[];
  /** Writes new places and moves the last scan of the others. */
  store(writer: Writer): Promise<void>;
}

export interface ScanTarget {
  id: string;
  number: number;
  late: boolean;
}

/** The target where the place is one source; nothing where it is several. */
export function onlyTarget(place: Place): string | undefined {
  return place.targets.length === 1 ? place.targets[0] : undefined;
}

export async function openPlaces(writer: Writer, scan: number, pharos: string, targets: readonly ScanTarget[]): Promise<Places> {
  const byId = new Map(targets.map((target) => [target.id, target]));
  const known = targets.length > 0 ? await storedPlaces(writer, targets) : [];
  const byNumber = new Map(targets.map((target) => [String(target.number), target.id]));
  const places = new Map<string, Place>();
  for (const row of known) {
    const members = row.sources.split(',').map((number) => byNumber.get(number)!);
    places.set(row.sources, {
      number: row.number,
      targets: members,
      previous: row.last_scan,
      current: members.every((member) => !byId.get(member)!.late),
      corrected: row.pharos !== pharos,
    });
  }
  let next = await nextNumber(writer, 'place');
  const fresh: Place[] = [];
  const sourcesOf = (members: readonly string[]): string =>
    members
      .map((member) => byId.get(member)!.number)
      .sort((a, b) => a - b)
      .join(',');

  return {
    of: (members) => {
      const sorted = [...new Set(members)].sort(compareText);
      const name = sourcesOf(sorted);
      let place = places.get(name);
      if (!place) {
        place = {
          number: next++,
          targets: sorted,
          previous: null,
          current: sorted.every((member) => !byId.get(member)!.late),
          corrected: false,
        };
        places.set(name, place);
        fresh.push(place);
      }
      return place;
    },
    targetsOf: (evidence) => {
      const named = new Set<string>();
      for (const entry of evidence) if (byId.has(entry.target)) named.add(entry.target);
      return named.size > 0 ? [...named] : [...byId.keys()];
    },
    assessable: () => [...places.values()].filter((place) => place.current),
    store: async (into) => {
      await into.insert(
        'place',
        ['number', 'sources', 'target', 'last_scan'],
        fresh.map((place) => [place.number, sourcesOf(place.targets), storedTarget(place), scan]),
      );
      const members = fresh.flatMap((place) => place.targets.map((target) => [place.number, byId.get(target)!.number]));
      await into.insert('place_source', ['place', 'source'], members);
      const moved = [...places.values()].filter((place) => place.current && place.previous !== null).map((place) => place.number);
      for (const number of moved) await into.db.updateTable('place').set({ last_scan: scan }).where('number', '=', number).execute();
    },
  };
}

function storedTarget(place: Place): string | null {
  const target = onlyTarget(place);
  return target === undefined ? null : storableText(target);
}

/** Places none of whose sources is outside the targets, with the version of Pharos that scanned them last. */
async function storedPlaces(
  writer: Writer,
  targets: readonly ScanTarget[],
): Promise<{ number: number; sources: string; last_scan: number; pharos: string }[]> {
  const numbers = targets.map((target) => target.number);
  return writer.db
    .selectFrom('place')
    .innerJoin('scan', 'scan.number', 'place.last_scan')
    .select(['place.number', 'place.sources', 'place.last_scan', 'scan.pharos'])
    .where('place.number', 'in', (eb) => eb.selectFrom('place_source').select('place').where('source', 'in', numbers))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('place_source').select('place').whereRef('place_source.place', '=', 'place.number').where('source', 'not in', numbers),
        ),
      ),
    )
    .execute();
}
