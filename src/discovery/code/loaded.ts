import type { AssetReference } from '../../core/observation.ts';
import { effectsOf } from './effects.ts';
import type { Linked } from './linked.ts';
import { elementsOf, type Value } from './value.ts';
import type { Call, Use, Visited } from './visit.ts';

/** Calls that reach a store, by the call: loaders, readers, downloads. */
export type Reads = ReadonlyMap<Call, Use>;

export function readsOf(visited: Visited): Reads {
  return new Map(visited.uses.flatMap((use) => (use.call && use.known.rule.effect?.store ? [[use.call, use] as const] : [])));
}

/** How many values between what is put into a store and the loader: splitters, cleaners, lists. */
const FARTHEST = 60;

/** The stores that documents were read from, through whatever was made of them since: `split(S3DirectoryLoader(BUCKET).load())`. */
export function loadedFrom(linked: Linked, documents: Value, reads: Reads): AssetReference[] {
  const seen = new Set<Call>();
  const waiting: Value[] = [documents];
  const out: AssetReference[] = [];
  for (let left = FARTHEST; left > 0 && waiting.length > 0; left--) {
    for (const value of elementsOf(waiting.shift()!)) {
      if (value.v === 'template') waiting.push(...value.parts);
      const made = value.v === 'external' ? value.of : value;
      if (made?.v !== 'instance' || seen.has(made.call)) continue;
      seen.add(made.call);
      const read = reads.get(made.call);
      if (read) out.push(...storesRead(linked, read));
      else waiting.push(...partsOf(linked, made));
    }
  }
  return out;
}

/** What a call was given, and the object it was called on. */
function partsOf({ program }: Linked, { call, scope }: Value & { v: 'instance' }): Value[] {
  const parts = [...call.a, ...call.k.map(([, part]) => part), ...(call.f.t === 'attr' ? [call.f.o] : [])];
  return parts.map((part) => program.evaluate(part, scope));
}

function storesRead(linked: Linked, use: Use): AssetReference[] {
  const body = linked.visited.bodies.get(use.body);
  if (!body) return [];
  return effectsOf({ ...body, uses: [use], calls: new Set() }, undefined, linked.effects)
    .filter(({ access }) => access === 'read')
    .flatMap(({ stores, evidence }) =>
      stores.filter(({ kind }) => kind === 'data-store' || kind === 'dataset').map((store) => linked.emitter.store(store, evidence)),
    );
}
