/**
 * Keys say that two observations speak of one thing. A key is `namespace:value`; only strong keys of assets of the same kind
 * unite, weak keys suggest and are shown. The order of the namespaces decides which strong key names the asset.
 */
export const NAMESPACES = [
  'arn',
  'azure',
  'gcp',
  'k8s',
  'purl',
  'hub',
  'model',
  'sha256',
  'host',
  'url',
  'git',
  'terraform',
  'mcp',
  'oauth',
  'secret',
  'mail',
  'idp',
  'name',
] as const;
export type Namespace = (typeof NAMESPACES)[number];

export interface Key {
  key: string;
  strong: boolean;
}

const ORDER = new Map<string, number>(NAMESPACES.map((namespace, index) => [namespace, index]));

export function strongKey(namespace: Namespace, value: string): Key {
  return { key: `${namespace}:${value}`, strong: true };
}

export function weakKey(namespace: Namespace, value: string): Key {
  return { key: `${namespace}:${value}`, strong: false };
}

export function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** Namespace order first, then bytewise: the first strong key of the sorted list names the asset. */
export function compareKeys(a: Key, b: Key): number {
  const byNamespace = (ORDER.get(namespaceOf(a.key)) ?? 99) - (ORDER.get(namespaceOf(b.key)) ?? 99);
  return byNamespace || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** The canonical ARN key of an S3 bucket: names are global, so partition, region and account stay empty. */
export function bucketKey(name: string): Key {
  return strongKey('arn', `arn:aws:s3:::${name}`);
}
