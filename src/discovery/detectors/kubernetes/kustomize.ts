import { at, entriesOf, itemsOf, readDocuments, textMap, textOf, textsOf, type Tree } from '../../containers/documents.ts';
import { environmentIn } from '../../containers/environment.ts';
import type { Places } from '../../containers/places.ts';
import type { ManifestFacts } from './facts.ts';
import { type KubernetesObject, objectsIn, type Unit } from './objects.ts';

export interface Kustomized {
  units: Unit[];
  /** Files that stand in a kustomization: they are not applied by themselves. */
  taken: Set<string>;
}

const MOST_DEPTH = 8;
const MOST_OBJECTS = 5000;

/**
 * Overlays with what they are built of: resources, bases, components, strategic merge and JSON patches, images, namespace,
 * prefixes. Source: kubectl.docs.kubernetes.io/references/kustomize/kustomization. A base that an overlay uses is no unit.
 */
export function kustomizations(
  files: ReadonlyMap<string, ManifestFacts>,
  places: Places,
  cover: (file: string, reason: string) => void,
): Kustomized {
  const folders = new Map<string, string>();
  for (const [path, { form }] of files) if (form === 'kustomization') folders.set(folderOf(path), path);
  const taken = new Set<string>(folders.values());
  const used = new Set<string>();
  for (const [folder, path] of folders)
    for (const { target } of membersOf(files.get(path)!, folder)) if (folders.has(target)) used.add(target);
  const units: Unit[] = [];
  const visited = new Map<string, { objects: KubernetesObject[]; partial: boolean }>();
  const visit = (folder: string, deep: number): { objects: KubernetesObject[]; partial: boolean } => {
    const known = visited.get(folder);
    if (known) return known;
    const path = folders.get(folder)!;
    const root = files.get(path)?.documents[0];
    if (!root || deep > MOST_DEPTH) return { objects: [], partial: true };
    // What names itself, directly or in a circle, adds nothing more.
    visited.set(folder, { objects: [], partial: true });
    let objects: KubernetesObject[] = [];
    let partial = false;
    for (const { target, written } of membersOf(files.get(path)!, folder)) {
      if (folders.has(target)) {
        const below = visit(target, deep + 1);
        for (const object of below.objects.slice(0, Math.max(0, MOST_OBJECTS - objects.length))) objects.push(object);
        partial ||= below.partial;
      } else if (files.has(target)) {
        taken.add(target);
        for (const document of files.get(target)!.documents) objects.push(...objectsIn(places.of(target, document)));
      } else if (/:\/\/|^github\.com\/|\?ref=/.test(written)) {
        partial = true;
        cover(path, `${written.slice(0, 120)} comes from elsewhere: what it declares is not seen.`);
      }
    }
    if (at(root, 'helmCharts')) {
      partial = true;
      cover(path, 'It inflates charts that come from elsewhere: what they declare is not seen.');
    }
    const here = places.of(path, root);
    objects = patched(objects, here, folder, path, files, places, taken);
    const result = { objects: transformed(objects, here), partial };
    visited.set(folder, result);
    return result;
  };
  for (const folder of folders.keys()) {
    const { objects, partial } = visit(folder, 0);
    if (used.has(folder) || objects.length === 0) continue;
    const environment = environmentIn(folder);
    units.push({ id: folder, form: 'kustomize', objects, ...(environment ? { environment } : {}), ...(partial ? { partial } : {}) });
  }
  return { units, taken };
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** A path as written in a folder; undefined above the target. */
export function joined(folder: string, written: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function membersOf(facts: ManifestFacts, folder: string): { target: string; written: string }[] {
  const root = facts.documents[0];
  return ['resources', 'bases', 'components']
    .flatMap((name) => textsOf(at(root, name)))
    .slice(0, 500)
    .map((written) => ({ written, target: joined(folder, written) }));
}

interface Patch {
  tree: Tree;
  target?: { kind?: string; name?: string };
}

function patched(
  objects: KubernetesObject[],
  root: Tree,
  folder: string,
  path: string,
  files: ReadonlyMap<string, ManifestFacts>,
  places: Places,
  taken: Set<string>,
): KubernetesObject[] {
  const patches: Patch[] = [];
  const load = (tree: Tree | undefined, target?: Patch['target']): void => {
    const text = textOf(tree);
    if (text === undefined) return;
    const add = (one: Tree): void => void patches.push({ tree: one, ...(target ? { target } : {}) });
    if (text.includes('\n') || text.includes(': ')) {
      // A patch written inside the kustomization: its lines follow the key's.
      const line = (tree!.l % 10_000_000) + 1;
      for (const inner of readDocuments(text).roots) add(shifted(places.of(path, inner), line - 1));
      return;
    }
    const file = joined(folder, text);
    taken.add(file);
    for (const document of files.get(file)?.documents ?? []) add(places.of(file, document));
  };
  for (const item of itemsOf(at(root, 'patchesStrategicMerge'))) load(item);
  for (const item of [...itemsOf(at(root, 'patches')), ...itemsOf(at(root, 'patchesJson6902'))]) {
    const kind = textOf(at(item, 'target', 'kind'));
    const name = textOf(at(item, 'target', 'name'));
    const target = at(item, 'target') ? { ...(kind === undefined ? {} : { kind }), ...(name === undefined ? {} : { name }) } : undefined;
    load(at(item, 'path') ?? at(item, 'patch'), target);
  }
  let out = objects;
  for (const { tree, target } of patches.slice(0, 500)) {
    const kind = target?.kind ?? textOf(at(tree, 'kind'));
    const name = target?.name ?? textOf(at(tree, 'metadata', 'name'));
    out = out.flatMap((object) => {
      if ((kind !== undefined && kind !== object.kind) || (name !== undefined && name !== object.name && target?.name !== '.*'))
        return [object];
      if (kind === undefined && name === undefined && !target) return [object];
      if (textOf(at(tree, '$patch')) === 'delete') return [];
      const merged = 's' in tree ? operations(object.tree, tree.s) : overlaid(object.tree, withoutName(tree));
      return objectsIn(merged);
    });
  }
  return out;
}

function shifted(tree: Tree, by: number): Tree {
  if ('v' in tree) return { ...tree, l: tree.l + by };
  if ('s' in tree) return { l: tree.l + by, s: tree.s.map((item) => shifted(item, by)) };
  return { l: tree.l + by, m: Object.fromEntries(Object.entries(tree.m).map(([name, value]) => [name, shifted(value, by)])) };
}

/** A patch with a target may carry any name: the object keeps its own. */
function withoutName(tree: Tree): Tree {
  if (!('m' in tree)) return tree;
  const metadata = tree.m['metadata'];
  if (!metadata || !('m' in metadata)) return tree;
  const { name: _name, ...rest } = metadata.m;
  return { l: tree.l, m: { ...tree.m, metadata: { l: metadata.l, m: rest } } };
}

/** Strategic merge: maps by name, lists of named things by their name, other lists are replaced, null takes away. */
export function overlaid(base: Tree, over: Tree): Tree {
  if ('m' in base && 'm' in over) {
    const m = { ...base.m };
    for (const [name, value] of Object.entries(over.m)) {
      if (name === '$patch') continue;
      if ('v' in value && value.v === null) delete m[name];
      else m[name] = Object.hasOwn(m, name) ? overlaid(m[name]!, value) : value;
    }
    return { l: base.l, m };
  }
  if ('s' in base && 's' in over && over.s.length > 0 && [...base.s, ...over.s].every((item) => textOf(at(item, 'name')) !== undefined)) {
    const s = [...base.s];
    for (const item of over.s) {
      const index = s.findIndex((one) => textOf(at(one, 'name')) === textOf(at(item, 'name')));
      if (textOf(at(item, '$patch')) === 'delete') {
        if (index >= 0) s.splice(index, 1);
      } else if (index < 0) s.push(item);
      else s[index] = overlaid(s[index]!, item);
    }
    return { l: base.l, s };
  }
  return over;
}

/** JSON patch (RFC 6902): add, replace and remove at literal paths. */
function operations(base: Tree, list: readonly Tree[]): Tree {
  let out = base;
  for (const one of list.slice(0, 200)) {
    const path = textOf(at(one, 'path'));
    const verb = textOf(at(one, 'op'));
    if (path === undefined || !path.startsWith('/')) continue;
    const parts = path
      .slice(1)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    out = put(out, parts, verb === 'remove' ? undefined : at(one, 'value'), verb === 'add');
  }
  return out;
}

function put(tree: Tree, parts: readonly string[], value: Tree | undefined, insert: boolean): Tree {
  const [first, ...rest] = parts;
  if (first === undefined || parts.length > 40) return value ?? tree;
  if ('s' in tree) {
    const index = first === '-' ? tree.s.length : Number(first);
    if (!Number.isInteger(index) || index < 0 || index > tree.s.length) return tree;
    const s = [...tree.s];
    if (rest.length > 0) {
      if (s[index]) s[index] = put(s[index], rest, value, insert);
    } else if (value === undefined) s.splice(index, 1);
    else s.splice(index, insert ? 0 : 1, value);
    return { l: tree.l, s };
  }
  if (!('m' in tree) || first === '__proto__') return tree;
  const m = { ...tree.m };
  if (rest.length > 0) m[first] = put(Object.hasOwn(m, first) ? m[first]! : { l: value?.l ?? tree.l, m: {} }, rest, value, insert);
  else if (value === undefined) delete m[first];
  else m[first] = value;
  return { l: tree.l, m };
}

function transformed(objects: KubernetesObject[], root: Tree): KubernetesObject[] {
  const namespace = textOf(at(root, 'namespace'));
  const prefix = textOf(at(root, 'namePrefix')) ?? '';
  const suffix = textOf(at(root, 'nameSuffix')) ?? '';
  const images = itemsOf(at(root, 'images'));
  const common = {
    ...textMap(at(root, 'commonLabels')),
    ...Object.assign({}, ...itemsOf(at(root, 'labels')).map((item) => textMap(at(item, 'pairs')))),
  };
  const annotations = textMap(at(root, 'commonAnnotations'));
  return objects.map((object) => {
    const tree = images.length > 0 ? withImages(object.tree, images) : object.tree;
    return {
      ...object,
      tree,
      name: `${prefix}${object.name}${suffix}`,
      labels: { ...object.labels, ...common },
      annotations: { ...object.annotations, ...annotations },
      ...(namespace === undefined ? {} : { namespace }),
    };
  });
}

/** `images:` renames, retags and pins every image of that name. */
function withImages(tree: Tree, images: readonly Tree[], deep = 0): Tree {
  if (deep > 60 || 'v' in tree) return tree;
  if ('s' in tree) return { l: tree.l, s: tree.s.map((item) => withImages(item, images, deep + 1)) };
  const m: { [name: string]: Tree } = {};
  for (const [name, value] of entriesOf(tree)) {
    const written = name === 'image' ? textOf(value) : undefined;
    m[name] = written === undefined ? withImages(value, images, deep + 1) : retagged(written, value, images);
  }
  return { l: tree.l, m };
}

function retagged(written: string, value: Tree, images: readonly Tree[]): Tree {
  const parts = /^(.*?)(?::([\w][\w.-]*))?(?:@(sha256:\w+))?$/.exec(written);
  if (!parts) return value;
  const rule = images.find((one) => textOf(at(one, 'name')) === parts[1]);
  if (!rule) return value;
  const name = textOf(at(rule, 'newName')) ?? parts[1]!;
  const digest = textOf(at(rule, 'digest'));
  const tag = textOf(at(rule, 'newTag')) ?? (digest === undefined ? parts[2] : undefined);
  const kept = digest ?? (at(rule, 'newTag') ? undefined : parts[3]);
  return { l: rule.l, v: `${name}${tag === undefined ? '' : `:${tag}`}${kept === undefined ? '' : `@${kept}`}` };
}
