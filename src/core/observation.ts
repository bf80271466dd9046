import type { Evidence } from './evidence.ts';
import type { FactEdgeKind, Strength } from './edges.ts';
import type { Key } from './keys.ts';
import type { AssetKind } from './kinds.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };
export type Properties = { [name: string]: Json | undefined };

/** One thing seen. At least one key must be strong. */
export interface AssetObservation {
  kind: AssetKind;
  name: string;
  keys: Key[];
  properties?: Properties;
  evidence: Evidence[];
  /** 0 to 1. */
  confidence: number;
  /** What it gives to the code that runs on it. Read while code is joined; no part of the asset. */
  settings?: readonly Setting[];
  /** Only adds to an asset that somebody else observed; alone it is no asset (a package manifest without any AI). */
  optional?: boolean;
}

/** The value of an environment variable as a deployment states it; never one that is a secret by its name. */
export interface Setting {
  name: string;
  value: string;
  file: string;
  line: number;
  /** What is known only after it is deployed: the thing it will name. `value` is then empty. */
  reference?: AssetReference;
  /** Only the code started from this module is given it (a job of several in one workflow). */
  entry?: string;
}

/** Names an asset by kind and one of its strong keys, so that detectors join without knowing each other. */
export interface AssetReference {
  kind: AssetKind;
  key: string;
}

/** A relation seen. An edge whose end nobody observed is kept back and told in the coverage. */
export interface EdgeObservation {
  from: AssetReference;
  to: AssetReference;
  kind: FactEdgeKind;
  strength: Strength;
  properties?: Properties;
  evidence: Evidence[];
  /** A guess about another detector's asset: dropped without a word where that asset was not seen. */
  optional?: boolean;
}

export interface Observations {
  assets: AssetObservation[];
  edges: EdgeObservation[];
}

/** The reference to an observed asset by its first strong key. */
export function referenceTo(asset: Pick<AssetObservation, 'kind' | 'keys' | 'name'>): AssetReference {
  const key = asset.keys.find((candidate) => candidate.strong);
  if (!key) throw new Error(`${asset.kind} ${asset.name} has no strong key`);
  return { kind: asset.kind, key: key.key };
}
