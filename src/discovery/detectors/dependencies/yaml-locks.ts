import { aiLibrary } from '../../../recognizers/ai-libraries/recognize.ts';
import { type Asked, closureOf, everyOne, type Locked } from './closure.ts';
import { yamlValue } from './conda.ts';
import { type DependencyFacts, entry, linesOf, type Root, tableOf, textIn } from './facts.ts';
import { FIELDS } from './package-json.ts';

/** The YAML reader takes about a second for 2 MB. */
const LONGEST = 6_000_000;
const TOO_LONG = { form: 'lock', roots: [], problem: 'it is larger than 6 MB' } satisfies DependencyFacts;

/** Whether a key names an AI library at all: most lock files name none, and need not be unfolded. */
function namesAi(text: string): boolean {
  for (const [, name] of text.matchAll(/^ {0,2}["']?\/?((?:@[\w.-]{1,100}\/)?[\w.-]{1,214})[@/]/gm))
    if (aiLibrary('npm', name!)) return true;
  return false;
}

/**
 * pnpm-lock.yaml of versions 5 to 9: importers (one a workspace), packages, and since 9 snapshots. Source:
 * https://github.com/pnpm/spec/tree/master/lockfile
 */
export function readPnpmLock(text: string): DependencyFacts | undefined {
  if (!namesAi(text)) return undefined;
  if (text.length > LONGEST) return TOO_LONG;
  const root = yamlValue(text);
  if (typeof root === 'string') return { form: 'lock', roots: [], problem: root };
  const lines = linesOf(text);
  const packages: Locked[] = [];
  const numbers = new Map<string, number>();
  const snapshots = tableOf(entry(root, 'snapshots'));
  const listed = tableOf(entry(root, 'packages')) ?? {};
  for (const key of Object.keys(snapshots ?? listed).slice(0, 50_000)) {
    const { name, version } = pnpmPlace(key);
    const bare = `${name}@${version}`;
    const table = Object.hasOwn(listed, key) ? listed[key] : entry(listed, bare);
    numbers.set(key, packages.length);
    if (!numbers.has(bare)) numbers.set(bare, packages.length);
    const own = textIn(table, 'version');
    packages.push({
      name: textIn(table, 'name') ?? name,
      ...(/^\d/.test(version) ? { version } : own === undefined ? {} : { version: own }),
      line: lines.of(`\n  ${key}:`) ?? lines.of(`\n  '${key}':`) ?? 0,
      needs: [],
      hashed: textIn(table, 'resolution', 'integrity') !== undefined,
    });
  }
  const find = (name: string, version: unknown): number | undefined => {
    if (typeof version !== 'string' && typeof version !== 'number') return undefined;
    const text = String(version);
    return (
      numbers.get(text) ??
      numbers.get(`${name}@${text}`) ??
      numbers.get(`/${name}@${text}`) ??
      numbers.get(`/${name}/${text}`) ??
      numbers.get(`${name}@${text.replace(/[(_].*$/s, '')}`)
    );
  };
  for (const [key, number] of numbers) {
    const table = entry(snapshots ?? listed, key);
    for (const field of ['dependencies', 'optionalDependencies'])
      for (const [name, version] of Object.entries(tableOf(entry(table, field)) ?? {})) {
        const found = find(name, version);
        if (found !== undefined && !packages[number]!.needs.includes(found)) packages[number]!.needs.push(found);
      }
  }
  const importers = tableOf(entry(root, 'importers')) ?? { '.': root };
  const roots = Object.entries(importers).map(([folder, table]): Root => {
    const asked = FIELDS.flatMap(([field, scope]) =>
      Object.entries(tableOf(entry(table, field)) ?? {}).flatMap(([name, given]): Asked[] => {
        const locked = find(name, tableOf(given) ? entry(given, 'version') : given);
        const range = textIn(given, 'specifier') ?? textIn(table, 'specifiers', name);
        return locked === undefined ? [] : [{ locked, scope, ...(range === undefined ? {} : { range }) }];
      }),
    );
    return { folder: folder === '.' ? '' : folder, named: withLine(closureOf(packages, asked, 'npm')) };
  });
  return kept(roots);
}

/** `/name@1.2.3(peer@1)`, `name@1.2.3`, `/@scope/name/1.2.3_peer@1` → name and version. */
function pnpmPlace(key: string): { name: string; version: string } {
  const bare = key.replace(/^\//, '').replace(/\(.*$/s, '');
  const slash = /^((?:@[^/]+\/)?[^/@]+)\/(\d[^/_]*)/.exec(bare);
  if (slash) return { name: slash[1]!, version: slash[2]! };
  const at = bare.indexOf('@', 1);
  return at < 0 ? { name: bare, version: '' } : { name: bare.slice(0, at), version: bare.slice(at + 1) };
}

/** The line break before a key belongs to the line before. */
function withLine(named: Root['named']): Root['named'] {
  return named.map((one) => ({ ...one, line: one.line + 1 }));
}

function kept(roots: readonly Root[]): DependencyFacts | undefined {
  const found = roots.filter(({ named }) => named.length > 0);
  return found.length === 0 ? undefined : { form: 'lock', roots: found };
}

/** yarn.lock of both forms. Sources: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ and https://yarnpkg.com/configuration/yarnrc */
export function readYarnLock(text: string): DependencyFacts | undefined {
  const facts = text.includes('__metadata:') ? readBerry(text) : readClassic(text);
  return facts && { ...facts, scopeless: true };
}

function readBerry(text: string): DependencyFacts | undefined {
  if (!namesAi(text)) return undefined;
  if (text.length > LONGEST) return TOO_LONG;
  const root = yamlValue(text);
  if (typeof root === 'string') return { form: 'lock', roots: [], problem: root };
  const lines = linesOf(text);
  const packages: Locked[] = [];
  const byDescriptor = new Map<string, number>();
  const tables: unknown[] = [];
  const members: { folder: string; number: number }[] = [];
  for (const [key, table] of Object.entries(tableOf(root) ?? {}).slice(0, 50_000)) {
    if (key === '__metadata') continue;
    const resolution = textIn(table, 'resolution') ?? key;
    const at = resolution.indexOf('@', 1);
    const version = entry(table, 'version');
    for (const descriptor of key.split(',')) byDescriptor.set(descriptor.trim().replace('@npm:', '@'), packages.length);
    const folder = /@workspace:(.*)$/.exec(resolution)?.[1];
    if (folder !== undefined) members.push({ folder: folder === '.' ? '' : folder, number: packages.length });
    tables.push(table);
    packages.push({
      name: at < 0 ? resolution : resolution.slice(0, at),
      ...((typeof version === 'string' || typeof version === 'number') && folder === undefined ? { version: String(version) } : {}),
      line: lines.of(`"${key}":`) ?? lines.of(`${key}:`) ?? 1,
      needs: [],
      hashed: textIn(table, 'checksum') !== undefined,
    });
  }
  const find = (name: string, range: unknown): number[] => {
    const found =
      typeof range === 'string' || typeof range === 'number'
        ? byDescriptor.get(`${name}@${String(range).replace(/^npm:/, '')}`)
        : undefined;
    return found === undefined ? [] : [found];
  };
  tables.forEach((table, number) => {
    packages[number]!.needs = Object.entries(tableOf(entry(table, 'dependencies')) ?? {}).flatMap(([name, range]) => find(name, range));
  });
  // The lock does not tell dev from runtime: package.json does.
  const roots = members.map(({ folder, number }) => ({
    folder,
    named: closureOf(
      packages,
      packages[number]!.needs.map((locked) => ({ locked, scope: 'runtime' as const })),
      'npm',
    ),
  }));
  return kept(roots.length > 0 ? roots : [{ folder: '', named: everyOne(packages, 'npm', () => 'runtime') }]);
}

/** Version 1 is no YAML: blocks of `"name@range", "name@range2":` with indented `version "1.2.3"` and a list of dependencies. */
function readClassic(text: string): DependencyFacts | undefined {
  const packages: Locked[] = [];
  const byDescriptor = new Map<string, number>();
  const wanted: string[][] = [];
  let inDependencies = false;
  text.split('\n').forEach((raw, index) => {
    const line = raw.trimEnd();
    if (line === '' || line.startsWith('#')) return;
    if (!line.startsWith(' ')) {
      const descriptors = line
        .replace(/:$/, '')
        .split(',')
        .map((one) => one.trim().replace(/^"|"$/g, ''));
      const [first = ''] = descriptors;
      const aliased = /@npm:((?:@[^/@]+\/)?[^@]+)/.exec(first)?.[1];
      const at = first.indexOf('@', 1);
      for (const descriptor of descriptors) byDescriptor.set(descriptor, packages.length);
      const ranges = descriptors.map((one) => one.slice(one.indexOf('@', 1) + 1)).filter((range) => range.length < 200);
      packages.push({ name: aliased ?? (at < 0 ? first : first.slice(0, at)), line: index + 1, needs: [], ranges });
      wanted.push([]);
      inDependencies = false;
      return;
    }
    const last = packages.at(-1);
    if (!last) return;
    const version = /^ {2}version:? "?(\d[^\s"]{0,100})"?$/.exec(line)?.[1];
    if (version !== undefined) last.version = version;
    if (/^ {2}integrity /.test(line)) last.hashed = true;
    if (/^ {2}\S/.test(line)) inDependencies = /^ {2}(?:optionalD|d)ependencies:$/.test(line);
    else if (inDependencies) {
      const need = /^ {4}"?([^\s"]{1,214})"? "?([^"]{1,200}?)"?$/.exec(line);
      if (need) wanted.at(-1)!.push(`${need[1]}@${need[2]}`);
    }
  });
  packages.slice(0, 50_000).forEach((one, number) => {
    one.needs = wanted[number]!.flatMap((descriptor) => byDescriptor.get(descriptor) ?? []);
  });
  return kept([{ folder: '', named: everyOne(packages, 'npm', () => 'runtime') }]);
}
