import { at, itemsOf, textMap, textOf, type Tree } from '../../containers/documents.ts';

/** One declared object. Lines in its tree are places (containers/places.ts). */
export interface KubernetesObject {
  /** API group without version; '' for core. */
  group: string;
  kind: string;
  name: string;
  namespace?: string;
  labels: { [name: string]: string };
  annotations: { [name: string]: string };
  tree: Tree;
}

/** Objects that are applied together: a folder of manifests, an overlay with its bases, a chart with values. */
export interface Unit {
  /** Path within the target that tells it from others: part of keys. */
  id: string;
  form: 'manifests' | 'kustomize' | 'helm';
  objects: KubernetesObject[];
  environment?: string;
  cluster?: string;
  /** The cluster of one object, where only a part of the unit goes to it. */
  clusterOf?: (object: KubernetesObject) => string | undefined;
  /** Something in it could not be resolved, so that what is missing may stand there. */
  partial?: boolean;
}

/** Reads the objects of a document; a List gives its items. Names that no value is known for stay out. */
export function objectsIn(root: Tree, deep = 0): KubernetesObject[] {
  const kind = textOf(at(root, 'kind'));
  const version = textOf(at(root, 'apiVersion'));
  if (kind === undefined || version === undefined) return [];
  if (kind.endsWith('List') && deep < 3 && at(root, 'items'))
    return itemsOf(at(root, 'items')).flatMap((item) => objectsIn(item, deep + 1));
  const metadata = at(root, 'metadata');
  const name = textOf(at(metadata, 'name')) ?? textOf(at(metadata, 'generateName'));
  if (name === undefined || name === '' || name.length > 253) return [];
  const namespace = textOf(at(metadata, 'namespace'));
  return [
    {
      group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
      kind,
      name,
      ...(namespace === undefined || namespace === '' ? {} : { namespace }),
      labels: textMap(at(metadata, 'labels')),
      annotations: textMap(at(metadata, 'annotations')),
      tree: root,
    },
  ];
}

/** Whether every label of a selector stands among the labels; an empty selector selects nothing here. */
export function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);
}

export function sameNamespace(a: KubernetesObject, b: KubernetesObject): boolean {
  return a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;
}

/** Objects of a unit by kind and name: what refers to another object names both. */
export function byName(objects: readonly KubernetesObject[]): (kind: string, name: string) => readonly KubernetesObject[] {
  const index = Map.groupBy(objects, ({ kind, name }) => `${kind} ${name}`);
  return (kind, name) => index.get(`${kind} ${name}`) ?? [];
}
