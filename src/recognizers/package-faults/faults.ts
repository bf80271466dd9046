import type { Severity } from '../../core/finding.ts';
import { own } from '../../core/table.ts';
import { canonicalName, type Ecosystem } from '../ai-libraries/recognize.ts';
import table from './faults.json' with { type: 'json' };
import { ceilingOf, compareReleases, releaseOf, type Release } from './versions.ts';

/** A serious fault that is known of some versions of a package. */
export interface KnownFault {
  /** Its CVE or another advisory, or what the release is known as. */
  id: string;
  /** Where the advisory is read. */
  source: string;
  /** "lets callers read files of the server": what the package does then. */
  does: string;
  weight: Severity;
  /** The first version without it; absent where the versions were withdrawn. */
  fixed?: string;
}

interface Entry extends Omit<KnownFault, 'source'> {
  /** Absent where the record of the CVE says all of it. */
  source?: string;
  from?: string;
  only?: readonly string[];
}

const FAULTS = { pypi: table.pypi, npm: table.npm } as unknown as Readonly<Record<Ecosystem, Readonly<Record<string, readonly Entry[]>>>>;
const HARMFUL: Readonly<Record<Ecosystem, Readonly<Record<string, string>>>> = table.harmful;
const WEIGHTS: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Whether anything is known of a package at all: asked before its versions are looked at. */
export function hasKnownFaults(ecosystem: Ecosystem, name: string): boolean {
  return own(FAULTS[ecosystem], canonicalName(ecosystem, name)) !== undefined;
}

/**
 * The faults of one version, or of every version a range allows, the heaviest first. A range that allows a version without the fault
 * is not told: what is installed there is not known. Pure, never throws.
 */
export function knownFaults(ecosystem: Ecosystem, name: string, asked: { version?: string; range?: string }): KnownFault[] {
  const entries = own(FAULTS[ecosystem], canonicalName(ecosystem, name)) ?? [];
  const has = asked.version === undefined ? hasInRange(asked.range) : hasInVersion(asked.version);
  if (!has) return [];
  const found = entries.filter(has);
  return [...new Map(found.map((one) => [one.id, one])).values()]
    .sort((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight))
    .map(({ id, does, weight, fixed, source }) => ({
      id,
      does,
      weight,
      source: source ?? `https://www.cve.org/CVERecord?id=${id}`,
      ...(fixed === undefined ? {} : { fixed }),
    }));
}

/** What is known of a package that was published to harm. */
export function harmfulPackage(ecosystem: Ecosystem, name: string): string | undefined {
  return own(HARMFUL[ecosystem], canonicalName(ecosystem, name));
}

/** The next version without any fault that is known of the package: the end of one may be the beginning of another. */
export function freeOf(ecosystem: Ecosystem, name: string, faults: readonly KnownFault[]): string | undefined {
  let free: string | undefined;
  for (let open = faults; open.length > 0; open = free === undefined ? [] : knownFaults(ecosystem, name, { version: free })) {
    const next = latestEnd(open);
    // A release published to harm has no end of its own.
    if (next === undefined || (free !== undefined && compareReleases(releaseOf(next)!, releaseOf(free)!) <= 0)) break;
    free = next;
  }
  return free;
}

function latestEnd(faults: readonly KnownFault[]): string | undefined {
  return faults.flatMap(({ fixed }) => fixed ?? []).sort((a, b) => compareReleases(releaseOf(b) ?? [], releaseOf(a) ?? []))[0];
}

type Has = (entry: Entry) => boolean;

function hasInVersion(version: string): Has | undefined {
  const release = releaseOf(version);
  return (
    release && ((entry) => (entry.only ? entry.only.some((one) => same(one, release)) : isOlder(release, entry) && isFrom(release, entry)))
  );
}

function hasInRange(range: string | undefined): Has | undefined {
  const ceiling = range === undefined ? undefined : ceilingOf(range);
  if (!ceiling) return undefined;
  return ({ only, from, fixed }) => {
    if (only || from !== undefined || fixed === undefined) return false;
    const apart = compareReleases(ceiling.release, releaseOf(fixed) ?? []);
    return apart < 0 || (apart === 0 && ceiling.below);
  };
}

function same(version: string, release: Release): boolean {
  return compareReleases(releaseOf(version) ?? [], release) === 0;
}

function isOlder(release: Release, { fixed }: Entry): boolean {
  return fixed === undefined || compareReleases(release, releaseOf(fixed) ?? []) < 0;
}

function isFrom(release: Release, { from }: Entry): boolean {
  return from === undefined || compareReleases(release, releaseOf(from) ?? []) >= 0;
}
