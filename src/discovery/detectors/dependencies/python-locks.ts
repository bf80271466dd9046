import { canonicalName } from '../../../recognizers/ai-libraries/recognize.ts';
import { sourceOf } from '../../packages/requirement.ts';
import { type Asked, closureOf, everyOne, type Locked, namedLocked } from './closure.ts';
import {
  type DependencyFacts,
  type DependencyScope,
  entry,
  type Lines,
  linesOf,
  listIn,
  type Root,
  scopeOfGroup,
  tableOf,
  textIn,
} from './facts.ts';
import { tomlTable } from './pyproject.ts';

interface LockFile {
  packages: Locked[];
  tables: readonly unknown[];
  byName: ReadonlyMap<string, number[]>;
}

/**
 * poetry.lock, uv.lock, pdm.lock and pylock.toml (PEP 751). uv.lock names its members, so each gets what it asks for; the others
 * name packages only, and what is asked for directly stands in the manifest beside them.
 */
export function readTomlLock(path: string, text: string): DependencyFacts | undefined {
  const root = tomlTable(text);
  if (typeof root === 'string') return { form: 'lock', roots: [], problem: root };
  const file = path.slice(path.lastIndexOf('/') + 1);
  const lock = lockFile(text, file.startsWith('pylock') ? 'packages' : 'package', root);
  const roots =
    file === 'uv.lock'
      ? uvRoots(lock)
      : [{ folder: '', named: everyOne(lock.packages, 'pypi', (number) => groupScope(lock.tables[number])) }];
  const kept = roots.filter(({ named }) => named.length > 0);
  return kept.length === 0 ? undefined : { form: 'lock', roots: kept };
}

function lockFile(text: string, list: string, root: unknown): LockFile {
  const lines = linesOf(text);
  const tables = listIn(root, list).slice(0, 20_000);
  const byName = new Map<string, number[]>();
  const packages: Locked[] = [];
  let from = 0;
  tables.forEach((table, number) => {
    const header = text.indexOf(`[[${list}]]`, from);
    if (header >= 0) from = header + 1;
    const name = canonicalName('pypi', textIn(table, 'name') ?? '');
    const version = textIn(table, 'version');
    const source = elsewhere(table);
    packages.push({
      name,
      ...(version === undefined ? {} : { version }),
      line: header < 0 ? 1 : lines.at(header) + 1,
      needs: [],
      ...(source === undefined ? {} : { source }),
      hashed: /"?hash(?:es)?"? = |sha256:/.test(header < 0 ? '' : text.slice(header, header + 1500)),
    });
    byName.set(name, [...(byName.get(name) ?? []), number]);
  });
  tables.forEach((table, number) => {
    packages[number]!.needs = needsOf(table).flatMap((need) => resolve(byName, packages, need));
  });
  return { packages, tables, byName };
}

interface Need {
  name: string;
  version?: string;
}

/** `dependencies` is a table of names (Poetry), a list of tables (uv, pylock) or a list of requirements (PDM). */
function needsOf(table: unknown): Need[] {
  const given = entry(table, 'dependencies');
  const extras = Object.values(tableOf(entry(table, 'optional-dependencies')) ?? {}).flat();
  return [...(Array.isArray(given) ? given : Object.keys(tableOf(given) ?? {})), ...extras].flatMap((need: unknown) => needOf(need));
}

function needOf(need: unknown): Need[] {
  if (typeof need === 'string') {
    const name = /^[A-Za-z0-9][\w.-]{0,127}/.exec(need)?.[0];
    return name === undefined ? [] : [{ name: canonicalName('pypi', name) }];
  }
  const name = textIn(need, 'name');
  const version = textIn(need, 'version');
  return name === undefined ? [] : [{ name: canonicalName('pypi', name), ...(version === undefined ? {} : { version }) }];
}

function resolve(byName: ReadonlyMap<string, number[]>, packages: readonly Locked[], { name, version }: Need): number[] {
  const all = byName.get(name) ?? [];
  return version === undefined || all.length < 2 ? all : all.filter((number) => packages[number]!.version === version);
}

/** Where it comes from, when that is not an index of packages. */
function elsewhere(table: unknown): string | undefined {
  const source = tableOf(entry(table, 'source'));
  const address = source
    ? (textIn(source, 'git') ??
      textIn(source, 'url') ??
      (['git', 'url', 'file', 'directory'].includes(textIn(source, 'type') ?? '') ? textIn(source, 'url') : undefined))
    : (textIn(table, 'vcs', 'url') ?? textIn(table, 'git'));
  if (address === undefined || textIn(source, 'type') === 'legacy') return undefined;
  return sourceOf(address).address;
}

/** Categories of Poetry before 1.5, groups of Poetry 2 and PDM. */
function groupScope(table: unknown): DependencyScope {
  const groups = listIn(table, 'groups').filter((group) => typeof group === 'string');
  if (groups.length > 0) {
    if (groups.some((group) => group === 'main' || group === 'default')) return entry(table, 'optional') === true ? 'optional' : 'runtime';
    return groups.every((group) => scopeOfGroup(group, 'optional') === 'dev') ? 'dev' : 'optional';
  }
  if (textIn(table, 'category') === 'dev') return 'dev';
  return entry(table, 'optional') === true ? 'optional' : 'runtime';
}

/** Members of a uv workspace are packages whose source is a folder (`virtual`, `editable`). */
function uvRoots({ packages, tables, byName }: LockFile): Root[] {
  const roots: Root[] = [];
  tables.forEach((table) => {
    const folder = textIn(table, 'source', 'virtual') ?? textIn(table, 'source', 'editable');
    if (folder === undefined || folder.startsWith('..')) return;
    const asked: Asked[] = [];
    const ask = (needs: readonly unknown[], scope: DependencyScope, group?: string): void => {
      for (const need of needs.flatMap((one) => needOf(one)))
        for (const locked of resolve(byName, packages, need)) asked.push({ locked, scope, ...(group === undefined ? {} : { group }) });
    };
    ask(listIn(table, 'dependencies'), 'runtime');
    for (const [group, list] of Object.entries(tableOf(entry(table, 'optional-dependencies')) ?? {}))
      if (Array.isArray(list)) ask(list, scopeOfGroup(group, 'optional'), group);
    for (const [group, list] of Object.entries(tableOf(entry(table, 'dev-dependencies')) ?? {}))
      if (Array.isArray(list)) ask(list, scopeOfGroup(group, 'dev'), group);
    roots.push({ folder: folder === '.' ? '' : folder.replace(/^\.\//, '').replace(/\/$/, ''), named: closureOf(packages, asked, 'pypi') });
  });
  return roots.length > 0 ? roots : [{ folder: '', named: everyOne(packages, 'pypi', () => 'runtime') }];
}

/** Pipfile.lock: `default`, `develop` and categories of its own. */
export function readPipfileLock(text: string): DependencyFacts | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // Broken or half merged: the coverage says so.
    return { form: 'lock', roots: [], problem: 'it is not valid JSON' };
  }
  const lines = linesOf(text);
  const named = Object.entries(tableOf(root) ?? {}).flatMap(([category, packages]) => {
    if (category === '_meta') return [];
    const scope = category === 'default' ? 'runtime' : category === 'develop' ? 'dev' : scopeOfGroup(category, 'optional');
    const from = Math.max(0, text.indexOf(`"${category}"`));
    return Object.entries(tableOf(packages) ?? {}).flatMap(([name, table]) => pipfileNamed(name, table, scope, from, lines) ?? []);
  });
  return named.length === 0 ? undefined : { form: 'lock', roots: [{ folder: '', named: named.slice(0, 2000) }] };
}

function pipfileNamed(name: string, table: unknown, scope: DependencyScope, from: number, lines: Lines): ReturnType<typeof namedLocked> {
  const git = textIn(table, 'git') ?? textIn(table, 'file');
  const version = textIn(table, 'version')?.replace(/^==\s*/, '') ?? textIn(table, 'ref');
  return namedLocked(
    {
      name,
      ...(version === undefined || !/^[\w.+!-]+$/.test(version) ? {} : { version }),
      line: lines.of(`"${name}"`, from) ?? 1,
      needs: [],
      ...(git === undefined ? {} : { source: sourceOf(git).address }),
      hashed: listIn(table, 'hashes').length > 0,
    },
    'pypi',
    scope,
  );
}
