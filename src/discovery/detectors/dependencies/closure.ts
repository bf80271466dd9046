import { aiLibrary, type Ecosystem } from '../../../recognizers/ai-libraries/recognize.ts';
import { type DependencyScope, MOST_NAMED, type Named } from './facts.ts';

/** One package of a lock file. */
export interface Locked {
  name: string;
  version?: string;
  line: number;
  /** Numbers of the packages it needs. */
  needs: number[];
  source?: string;
  hashed?: boolean;
  /** The ranges it was chosen for. */
  ranges?: string[];
}

export interface Asked {
  /** Number of the package. */
  locked: number;
  scope: DependencyScope;
  range?: string;
  group?: string;
}

const ORDER: readonly DependencyScope[] = ['runtime', 'optional', 'dev'];

/**
 * What is asked for and everything it brings along, as far as it is AI: each library with the strongest scope in which it is
 * reached and with the packages that bring it. Breadth first, each package once: linear in the lock file.
 */
export function closureOf(packages: readonly Locked[], asked: readonly Asked[], ecosystem: Ecosystem): Named[] {
  const scopes = new Map<number, DependencyScope>();
  const direct = new Map<number, Asked>();
  for (const one of asked) {
    const earlier = direct.get(one.locked);
    if (!earlier || ORDER.indexOf(one.scope) < ORDER.indexOf(earlier.scope)) direct.set(one.locked, one);
  }
  for (const scope of ORDER) {
    const queue = [...direct.values()].filter((one) => one.scope === scope && !scopes.has(one.locked)).map(({ locked }) => locked);
    for (const number of queue) scopes.set(number, scopes.get(number) ?? scope);
    for (let at = 0; at < queue.length; at++) {
      for (const next of packages[queue[at]!]?.needs ?? []) {
        if (scopes.has(next)) continue;
        scopes.set(next, scope);
        queue.push(next);
      }
    }
  }
  const via = new Map<number, string[]>();
  for (const number of scopes.keys()) {
    for (const next of packages[number]?.needs ?? []) {
      const list = via.get(next) ?? [];
      if (list.length < 5 && !list.includes(packages[number]!.name)) list.push(packages[number]!.name);
      via.set(next, list);
    }
  }
  const named: Named[] = [];
  for (const [number, scope] of scopes) {
    const found = packages[number];
    if (!found || named.length >= MOST_NAMED) continue;
    const ask = direct.get(number);
    const one = namedLocked(found, ecosystem, scope, ask !== undefined, ask ? undefined : via.get(number));
    if (one)
      named.push({
        ...one,
        ...(ask?.range === undefined ? {} : { range: ask.range.slice(0, 200) }),
        ...(ask?.group === undefined ? {} : { group: ask.group }),
      });
  }
  return named;
}

/** A locked package as one AI library; undefined where it is none. */
export function namedLocked(
  { name, version, line, source, hashed, ranges }: Locked,
  ecosystem: Ecosystem,
  scope: DependencyScope,
  direct?: boolean,
  via?: readonly string[],
): Named | undefined {
  const library = aiLibrary(ecosystem, name);
  if (!library) return undefined;
  return {
    ecosystem,
    name: library.name,
    ...(version === undefined ? {} : { version }),
    scope,
    ...(direct === undefined ? {} : { direct }),
    ...(via === undefined || via.length === 0 ? {} : { via: via.slice(0, 5) }),
    ...(source === undefined ? {} : { source }),
    ...(hashed ? { hashed: true as const } : {}),
    ...(ranges === undefined ? {} : { ranges: ranges.slice(0, 20) }),
    line,
  };
}

/** Without knowing what is asked for: every AI library of the lock, with the packages that need it. */
export function everyOne(packages: readonly Locked[], ecosystem: Ecosystem, scopeOf: (number: number) => DependencyScope): Named[] {
  const via = new Map<number, string[]>();
  packages.forEach(({ name, needs }) => {
    for (const next of needs) {
      const list = via.get(next) ?? [];
      if (list.length < 5 && !list.includes(name)) list.push(name);
      via.set(next, list);
    }
  });
  const named: Named[] = [];
  packages.forEach((one, number) => {
    const found = named.length < MOST_NAMED ? namedLocked(one, ecosystem, scopeOf(number), undefined, via.get(number)) : undefined;
    if (found) named.push(found);
  });
  return named;
}
