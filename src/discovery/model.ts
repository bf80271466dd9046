import type { Evidence } from '../core/evidence.ts';
import { type Key, strongKey, weakKey } from '../core/keys.ts';
import type { AssetObservation, Properties } from '../core/observation.ts';
import { type ModelName, recognizeModel } from '../recognizers/model-names/recognize.ts';

/** What is known of a model besides its name as written. */
export interface ModelPlace {
  /** Provider whose client or resource the name is given to: accepts its names that no catalogue lists. */
  provider?: string | undefined;
  /** Who serves it, whatever the name says: the provider behind a base URL or a platform. Default: what the name says. */
  servedBy?: string | undefined;
  /** Revision on a hub. */
  revision?: string | undefined;
  task?: string | undefined;
  /** Host name of the address it is asked at. */
  host?: string | undefined;
}

/**
 * A model as an asset, keyed by who serves it and its name without prefixes and regions (`model:openai/gpt-4.1`), or by its
 * repository on a hub: whoever names the same model sees the same asset. `text` is the name as written; undefined where that is no
 * name of a model (`recognizeModel` decides).
 */
export function modelAsset(text: string, place: ModelPlace, evidence: readonly Evidence[]): AssetObservation | undefined {
  const recognised = recognizeModel(text, {
    ...(place.provider === undefined ? {} : { provider: place.provider }),
    ...(place.revision === undefined ? {} : { revision: place.revision }),
  });
  if (!recognised) return undefined;
  const provider = place.servedBy ?? recognised.provider;
  const properties: Properties = {
    provider,
    family: recognised.family,
    version: recognised.version,
    task: place.task ?? recognised.task,
    pinning: recognised.pinning,
    pinningWhy: recognised.pinningWhy,
    ...(place.host === undefined ? {} : { host: place.host }),
  };
  return { kind: 'model', name: recognised.name, keys: keysOf(recognised, provider), properties, evidence: [...evidence], confidence: 0.9 };
}

/** Who serves it and its name: what every detector keys a model by. */
export function modelKey(provider: string, name: string): Key {
  return strongKey('model', `${provider}/${name}`);
}

function keysOf({ hub, name }: ModelName, provider: string): Key[] {
  if (!hub) return [modelKey(provider, name), weakKey('model', name)];
  return [strongKey('hub', `${hub.host}/${hub.owner}/${hub.name}${hub.revision === undefined ? '' : `@${hub.revision}`}`)];
}
