import type { Asset } from '../../core/snapshot.ts';
import { type Link, textOf, type View } from '../../posture/view.ts';
import { type Ecosystem, readVersion } from './version-order.ts';
import { includes, meets, type Range, readDeclared, readRange } from './version-range.ts';

/** What was asked: a name, and a range where one was given. */
export interface Wanted {
  name: string;
  range?: string;
  ecosystem?: Ecosystem;
}

/** affected: a version in use lies in the range. possible: the declared range allows one that does. unknown: nothing says which. */
export type Verdict = 'affected' | 'possible' | 'unknown' | 'not affected';
export const VERDICTS: readonly Verdict[] = ['affected', 'possible', 'unknown', 'not affected'];

export interface Dependency {
  verdict: Verdict;
  /** "0.1.20 (pinned)". */
  why: string;
  versions: string[];
  range?: string;
  scope?: string;
  direct?: boolean;
}

/**
 * Takes `langchain<0.2`, `pypi:langchain==0.1.*`, `@langchain/core@^0.3`, `npm:ai >=4 <5` apart. Undefined where nothing follows the
 * name: it may be the name of anything.
 */
export function readWanted(text: string): Wanted {
  const found = /^(?:(pypi|npm):)?(@?[A-Za-z0-9][\w./-]*?)\s*(?:@\s*([^@\s].*)|([<>=!~^].*))?$/.exec(text.trim());
  if (!found) return { name: text.trim() };
  const [, ecosystem, name, behindAt, range] = found;
  const asked = (behindAt ?? range)?.trim();
  return {
    name: name!,
    ...(asked === undefined ? {} : { range: asked }),
    ...(ecosystem === undefined ? {} : { ecosystem: ecosystem as Ecosystem }),
  };
}

/** PEP 503: runs of `-`, `_` and `.` are one, letters are small. */
export function samePackage(library: Asset, { name, ecosystem }: Wanted): boolean {
  const own = textOf(library, 'ecosystem');
  if (ecosystem !== undefined && own !== ecosystem) return false;
  const plain = (text: string): string => (own === 'pypi' ? text.toLowerCase().replaceAll(/[-_.]+/g, '-') : text.toLowerCase());
  return plain(library.name) === plain(name);
}

/** The range for the ecosystem of a library; undefined where it is not written as one of that ecosystem. */
export function rangeFor(library: Asset, range: string): Range | undefined {
  // Cargo, Go and Maven versions are read as npm's, which fits where they have three numbers.
  return readRange(range, ecosystemOf(library));
}

export function ecosystemOf(library: Asset): Ecosystem {
  return textOf(library, 'ecosystem') === 'pypi' ? 'pypi' : 'npm';
}

/** What one dependency edge says about the range asked for. */
export function judgeDependency(link: Link, wanted: Range | undefined, view: View): Dependency {
  const properties = view.properties(link);
  const text = (name: string): string | undefined => (typeof properties[name] === 'string' ? properties[name] : undefined);
  const listed = Array.isArray(properties['versions'])
    ? properties['versions'].filter((one): one is string => typeof one === 'string')
    : [];
  const version = text('version');
  const versions = [...new Set([...(version === undefined ? [] : [version]), ...listed])];
  const range = text('range');
  const scope = text('scope');
  const told = {
    versions,
    ...(range === undefined ? {} : { range }),
    ...(scope === undefined ? {} : { scope }),
    ...(typeof properties['direct'] === 'boolean' ? { direct: properties['direct'] } : {}),
  };
  return { ...told, ...verdictOf(versions, range, ecosystemOf(link.to), wanted) };
}

function verdictOf(
  versions: readonly string[],
  range: string | undefined,
  ecosystem: Ecosystem,
  wanted: Range | undefined,
): Pick<Dependency, 'verdict' | 'why'> {
  const said = versions.length > 0 ? versions.join(', ') : range === undefined ? 'no version stated' : `range ${range}`;
  if (!wanted) return { verdict: 'affected', why: said };
  const read = versions.map((one) => readVersion(one, ecosystem));
  const known = read.filter((one) => one !== undefined);
  if (known.some((one) => includes(wanted, one))) return { verdict: 'affected', why: said };
  if (known.length > 0 && known.length === read.length) return { verdict: 'not affected', why: said };
  if (versions.length > 0) return { verdict: 'unknown', why: `${said}: not a version that can be compared` };
  const declared = range === undefined ? undefined : readDeclared(range, ecosystem);
  if (!declared) return { verdict: 'unknown', why: said };
  return meets(wanted, declared) ? { verdict: 'possible', why: `${said}, no lock file` } : { verdict: 'not affected', why: said };
}
