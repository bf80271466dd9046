import type { FactEdgeKind } from '../../src/core/edges.ts';
import { type Namespace, strongKey } from '../../src/core/keys.ts';
import type { AssetKind } from '../../src/core/kinds.ts';
import type { AssetObservation, EdgeObservation, Properties } from '../../src/core/observation.ts';
import { referenceTo } from '../../src/core/observation.ts';
import type { Asset, Snapshot } from '../../src/core/snapshot.ts';
import { merge } from '../../src/discovery/merge.ts';

/** A thing seen once, named by its key; `at` is `file:line` in the target `estate`. */
export function thing(
  kind: AssetKind,
  name: string,
  properties: Properties = {},
  at = `${kind}.txt:1`,
  key?: [Namespace, string],
): AssetObservation {
  const [, file, line] = /^(.*?)(?::(\d+))?$/.exec(at)!;
  return {
    kind,
    name,
    keys: [key ? strongKey(...key) : strongKey('name', name)],
    properties,
    evidence: [{ target: 'estate', file: file!, ...(line === undefined ? {} : { line: Number(line) }), detail: `${kind} ${name}` }],
    confidence: 0.9,
  };
}

/** A bucket by its ARN. */
export function bucket(name: string, properties: Properties = {}): AssetObservation {
  return thing('data-store', name, { form: 's3-bucket', ...properties }, 'infra/storage.tf:1', ['arn', `arn:aws:s3:::${name}`]);
}

export function tie(from: AssetObservation, kind: FactEdgeKind, to: AssetObservation, properties?: Properties): EdgeObservation {
  return {
    from: referenceTo(from),
    to: referenceTo(to),
    kind,
    strength: 'resolved',
    evidence: from.evidence.slice(0, 1),
    ...(properties ? { properties } : {}),
  };
}

export const INTERNET = thing('zone', 'internet');

/** Observations as the Snapshot that scanning them would give. */
export function snapshotOf(assets: readonly AssetObservation[], edges: readonly EdgeObservation[] = []): Snapshot {
  return merge([{ assets: [...assets], edges: [...edges] }]).snapshot;
}

/** The only asset of that name. */
export function named(snapshot: Snapshot, name: string): Asset {
  const found = snapshot.assets.filter((asset) => asset.name === name);
  if (found.length !== 1) throw new Error(`${name} exists ${found.length} times`);
  return found[0]!;
}
