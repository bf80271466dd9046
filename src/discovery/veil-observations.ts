import type { CoverageEntry } from '../core/coverage.ts';
import type { Evidence } from '../core/evidence.ts';
import type { AssetReference, Json, Observations } from '../core/observation.ts';
import { veilText } from '../recognizers/secrets/veil.ts';

type Gap = Omit<CoverageEntry, 'target'>;

/**
 * The last gate before anything read becomes an asset: what detectors put together (joined strings, decoded escapes, arguments of
 * pickles) is veiled once more. Paths and targets stay, because they say where to look; keys are veiled alike on both ends of an
 * edge, so that edges still meet.
 */
export function veilObservations({ assets, edges }: Observations): Observations {
  const known = new Map<string, string>();
  const text = (value: string): string => {
    if (value.length < 6) return value;
    let veiled = known.get(value);
    if (veiled === undefined) known.set(value, (veiled = veilText(value)));
    return veiled;
  };
  const key = (value: string): string => (value.startsWith('secret:') ? value : text(value));
  const reference = (one: AssetReference): AssetReference => ({ ...one, key: key(one.key) });
  const evidence = (list: readonly Evidence[]): Evidence[] => list.map((one) => ({ ...one, detail: text(one.detail) }));
  const json = (value: Json | undefined, name = ''): Json | undefined => {
    if (typeof value === 'string') return PLACES.has(name) ? value : text(value);
    if (Array.isArray(value)) return value.map((item: Json) => json(item, name) ?? null);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([inner, item]) => [text(inner), json(item, inner)]));
  };
  return {
    assets: assets.map((asset) => ({
      ...asset,
      name: text(asset.name),
      keys: asset.keys.map((one) => ({ ...one, key: key(one.key) })),
      ...(asset.properties === undefined ? {} : { properties: properties(asset.properties) }),
      evidence: evidence(asset.evidence),
    })),
    edges: edges.map((edge) => ({
      ...edge,
      from: reference(edge.from),
      to: reference(edge.to),
      ...(edge.properties === undefined ? {} : { properties: properties(edge.properties) }),
      evidence: evidence(edge.evidence),
    })),
  };

  function properties(all: { readonly [name: string]: Json | undefined }): { [name: string]: Json | undefined } {
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, json(value, name)]));
  }
}

/** Properties that hold paths and targets. */
const PLACES = new Set(['file', 'folder', 'target', 'startedFrom', 'sourceDir', 'entry', 'onDiskOnly', 'sha256', 'preview']);

/** Coverage entries whose reasons quote nothing in clear. */
export function veilGaps<Told extends Pick<Gap, 'reason'>>(gaps: readonly Told[]): Told[] {
  return gaps.map((gap) => ({ ...gap, reason: veilText(gap.reason) }));
}
