import { applicationFolder } from '../../application.ts';
import type { Linking } from '../../detector.ts';
import type { DependencyFacts, Named } from './facts.ts';

/** One library at one place, as it counts for one application. */
export interface Seen {
  named: Named;
  file: string;
  form: DependencyFacts['form'];
  scopeless?: boolean;
}

/** By application folder, then by `ecosystem name`. */
export type Collected = Map<string, Map<string, Seen[]>>;

const DEEPEST_INCLUDE = 20;

/**
 * What the files say, by the application it counts for: its own manifests and what they include, the part of a lock file that is
 * its own, and of a lock file further up the versions of what it asks for.
 */
export function collect({ files, paths }: Pick<Linking<DependencyFacts>, 'files' | 'paths'>): Collected {
  const collected: Collected = new Map();
  const isAsked = new Map<string, Set<string>>();
  for (const [path, facts] of files) {
    if (facts.form === 'lock') continue;
    for (const seen of withIncluded(path, facts, files, paths)) add(collected, applicationFolder(path, paths), seen);
  }
  for (const [folder, libraries] of collected) isAsked.set(folder, new Set(libraries.keys()));
  for (const [path, facts] of files) {
    if (facts.form !== 'lock') continue;
    const base = folderOf(path);
    for (const { folder, named } of facts.roots) {
      const own = folder === '' ? applicationFolder(path, paths) : applicationFolder(`${join(base, folder)}/x`, paths);
      const below = membersBelow(base, own, isAsked, files);
      for (const one of named) {
        const id = idOf(one);
        const seen: Seen = { named: one, file: path, form: 'lock', scopeless: facts.scopeless === true };
        const members = folder === '' && facts.roots.length === 1 ? below.filter((member) => isAsked.get(member)!.has(id)) : [];
        for (const member of members) add(collected, member, seen);
        // What only members ask for is not the root's.
        if (members.length === 0 || isAsked.get(own)?.has(id)) add(collected, own, seen);
      }
    }
  }
  return collected;
}

export function idOf({ ecosystem, name }: Pick<Named, 'ecosystem' | 'name'>): string {
  return `${ecosystem} ${name}`;
}

function add(collected: Collected, folder: string, seen: Seen): void {
  const libraries = collected.get(folder) ?? new Map<string, Seen[]>();
  collected.set(folder, libraries);
  const id = idOf(seen.named);
  const list = libraries.get(id);
  if (list) list.push(seen);
  else libraries.set(id, [seen]);
}

/** A manifest with the files it includes, each once. */
function withIncluded(path: string, facts: DependencyFacts, files: Linking<DependencyFacts>['files'], paths: ReadonlySet<string>): Seen[] {
  const out: Seen[] = [];
  const done = new Set<string>();
  const take = (file: string, form: DependencyFacts['form'], deep: number): void => {
    const found = files.get(file);
    if (!found || done.has(file) || deep > DEEPEST_INCLUDE) return;
    done.add(file);
    for (const { folder, named } of found.roots) if (folder === '') for (const one of named) out.push({ named: one, file, form });
    for (const include of found.includes ?? []) {
      const target = includedPath(file, include.path);
      if (target !== undefined && paths.has(target)) take(target, form === 'constraints' ? form : include.form, deep + 1);
    }
  };
  take(path, facts.form, 0);
  return out;
}

/** The path of an included file within the target; undefined outside it. */
export function includedPath(from: string, written: string): string | undefined {
  const out = folderOf(from)
    .split('/')
    .filter((part) => part !== '');
  if (written.startsWith('/')) return undefined;
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return undefined;
  }
  return out.join('/');
}

/** Applications below the folder of a lock file that no nearer lock file stands for. */
function membersBelow(
  base: string,
  own: string,
  isAsked: ReadonlyMap<string, unknown>,
  files: Linking<DependencyFacts>['files'],
): string[] {
  const nearer = [...files].filter(([path, { form }]) => form === 'lock' && folderOf(path) !== base).map(([path]) => folderOf(path));
  return [...isAsked.keys()].filter(
    (folder) =>
      folder !== own &&
      (base === '' || folder.startsWith(`${base}/`)) &&
      !nearer.some((other) => (other === folder || folder.startsWith(`${other}/`)) && other.length > base.length),
  );
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function join(base: string, rest: string): string {
  return base === '' ? rest : `${base}/${rest}`;
}
