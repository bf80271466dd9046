import { parse, type ParseError } from 'jsonc-parser';
import { type Asked, closureOf, everyOne, type Locked } from './closure.ts';
import { type DependencyFacts, type DependencyScope, entry, type Lines, linesOf, type Root, tableOf, textIn } from './facts.ts';
import { FIELDS } from './package-json.ts';

/**
 * package-lock.json and npm-shrinkwrap.json, versions 1 to 3. Versions 2 and 3 list each installed place (`node_modules/a/node_modules/b`)
 * and each workspace; a package finds what it needs as Node does, from its own place upwards. Source:
 * https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
export function readPackageLock(text: string): DependencyFacts | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // Broken or half merged: the coverage says so.
    return { form: 'lock', roots: [], problem: 'it is not valid JSON' };
  }
  const lines = linesOf(text);
  const places = tableOf(entry(root, 'packages'));
  return kept(places ? placedRoots(places, lines) : [{ folder: '', named: nestedNamed(root, lines) }]);
}

function kept(roots: Root[]): DependencyFacts | undefined {
  const found = roots.filter(({ named }) => named.length > 0);
  return found.length === 0 ? undefined : { form: 'lock', roots: found };
}

const FOLDER = 'node_modules/';

function placedRoots(places: { readonly [place: string]: unknown }, lines: Lines): Root[] {
  const names = Object.keys(places).slice(0, 50_000);
  const numbers = new Map<string, number>();
  const packages: Locked[] = [];
  for (const place of names) {
    const at = place.lastIndexOf(FOLDER);
    if (at < 0) continue;
    const table = places[place];
    // An alias is installed under another name than its own.
    const name = textIn(table, 'name') ?? place.slice(at + FOLDER.length);
    const version = textIn(table, 'version');
    const resolved = textIn(table, 'resolved');
    numbers.set(place, packages.length);
    packages.push({
      name,
      ...(version === undefined ? {} : { version }),
      line: packages.length,
      needs: [],
      ...(resolved !== undefined && resolved.startsWith('git') ? { source: resolved.replace(/\/\/[^/@]*@/, '//').slice(0, 300) } : {}),
      hashed: textIn(table, 'integrity') !== undefined,
    });
  }
  const find = (from: string, name: string): number | undefined => {
    for (let base = from; ; base = base.includes(`/${FOLDER}`) ? base.slice(0, base.lastIndexOf(`/${FOLDER}`)) : '') {
      const found = numbers.get(base === '' ? FOLDER + name : `${base}/${FOLDER}${name}`);
      if (found !== undefined || base === '') return found;
    }
  };
  for (const [place, number] of numbers) {
    for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies'])
      for (const name of Object.keys(tableOf(entry(places[place], field)) ?? {})) {
        const found = find(place, name);
        if (found !== undefined) packages[number]!.needs.push(found);
      }
  }
  const roots = names
    .filter((place) => !place.includes(FOLDER))
    .map((folder) => ({
      folder,
      named: closureOf(
        packages,
        askedBy(places[folder], (name) => find(folder, name)),
        'npm',
      ),
    }));
  const placed = [...numbers.keys()];
  withLines(roots, lines, (number) => JSON.stringify(placed[number]));
  return roots;
}

/** `line` holds the number of the package until here: lines are looked up for what is told only, of thousands of packages. */
function withLines(roots: readonly Root[], lines: Lines, spelt: (number: number) => string): void {
  for (const { named } of roots) for (const one of named) one.line = lines.of(spelt(one.line)) ?? 1;
}

function askedBy(table: unknown, find: (name: string) => number | undefined): Asked[] {
  return FIELDS.flatMap(([field, scope]) =>
    Object.entries(tableOf(entry(table, field)) ?? {}).flatMap(([name, range]) => {
      const locked = find(name);
      return locked === undefined ? [] : [{ locked, scope, ...(typeof range === 'string' ? { range } : {}) }];
    }),
  );
}

/** Version 1: packages nested in packages; what is asked for directly stands in package.json only. */
function nestedNamed(root: unknown, lines: Lines): Root['named'] {
  const packages: Locked[] = [];
  const scopes: DependencyScope[] = [];
  const byName = new Map<string, number>();
  const needs: string[][] = [];
  const levels: unknown[] = [entry(root, 'dependencies')];
  for (let at = 0; at < levels.length && packages.length < 50_000; at++) {
    for (const [name, table] of Object.entries(tableOf(levels[at]) ?? {})) {
      const version = textIn(table, 'version');
      byName.set(name, byName.get(name) ?? packages.length);
      scopes.push(entry(table, 'dev') === true ? 'dev' : entry(table, 'optional') === true ? 'optional' : 'runtime');
      needs.push(Object.keys(tableOf(entry(table, 'requires')) ?? {}));
      packages.push({
        name,
        ...(version === undefined || !/^\d/.test(version) ? {} : { version }),
        line: packages.length,
        needs: [],
        hashed: textIn(table, 'integrity') !== undefined,
      });
      if (tableOf(entry(table, 'dependencies'))) levels.push(entry(table, 'dependencies'));
    }
  }
  needs.forEach((names, number) => {
    packages[number]!.needs = names.flatMap((name) => byName.get(name) ?? []);
  });
  const named = everyOne(packages, 'npm', (number) => scopes[number]!);
  withLines([{ folder: '', named }], lines, (number) => `${JSON.stringify(packages[number]!.name)}: {`);
  return named;
}

/**
 * bun.lock, the text form: workspaces, and packages by the place they are found at (`a/b` is b as a sees it). Source:
 * https://bun.sh/reference/bun/BunLockFile
 */
export function readBunLock(text: string): DependencyFacts | undefined {
  const errors: ParseError[] = [];
  let root: unknown;
  try {
    root = parse(text, errors, { allowTrailingComma: true }) as unknown;
  } catch {
    // The parser recurses: the coverage says that it gave up.
    return { form: 'lock', roots: [], problem: 'it is nested too deep' };
  }
  const entries = Object.entries(tableOf(entry(root, 'packages')) ?? {}).slice(0, 50_000);
  if (errors.length > 0 && entries.length === 0) return { form: 'lock', roots: [], problem: 'it is not valid JSON' };
  const numbers = new Map(entries.map(([place], number) => [place, number]));
  const packages = entries.map(([, tuple], number): Locked => {
    const [written, , , integrity] = Array.isArray(tuple) ? (tuple as unknown[]) : [];
    const spelt = typeof written === 'string' ? written : '';
    const at = spelt.indexOf('@', 1);
    const version = at < 0 ? '' : spelt.slice(at + 1);
    return {
      name: at < 0 ? spelt : spelt.slice(0, at),
      ...(/^\d/.test(version) ? { version } : {}),
      line: number,
      needs: [],
      ...(/^(?:git|github:|https?:)/.test(version) ? { source: version.replace(/\/\/[^/@]*@/, '//').slice(0, 300) } : {}),
      hashed: typeof integrity === 'string' && integrity !== '',
    };
  });
  const find = (from: string, name: string): number | undefined => {
    for (let base = from; ; base = base.includes('/') ? base.slice(0, base.lastIndexOf('/')) : '') {
      const found = numbers.get(base === '' ? name : `${base}/${name}`);
      if (found !== undefined || base === '') return found;
    }
  };
  entries.forEach(([place, tuple], number) => {
    const information = Array.isArray(tuple) ? (tuple as unknown[]).find((part) => tableOf(part)) : undefined;
    for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies'])
      for (const name of Object.keys(tableOf(entry(information, field)) ?? {})) {
        const found = find(place, name);
        if (found !== undefined) packages[number]!.needs.push(found);
      }
  });
  const roots = Object.entries(tableOf(entry(root, 'workspaces')) ?? {}).map(([folder, table]) => ({
    folder,
    named: closureOf(
      packages,
      askedBy(table, (name) => find(textIn(table, 'name') ?? '', name)),
      'npm',
    ),
  }));
  withLines(roots, linesOf(text), (number) => `${JSON.stringify(entries[number]![0])}: [`);
  return kept(roots);
}
