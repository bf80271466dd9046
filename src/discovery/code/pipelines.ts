import { strongKey } from '../../core/keys.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { AssetReference, Properties } from '../../core/observation.ts';
import { type Effect, effectsOf } from './effects.ts';
import { evidenceAt, type Linked, shown } from './linked.ts';

/** Training code: one pipeline per module; what the module's code reads is its data, what it writes its product. Returns the modules. */
export function emitPipelines(linked: Linked): Set<string> {
  const { emitter, made, visited } = linked;
  const files = new Set<string>();
  for (const use of visited.uses) {
    if (use.known.rule.emits !== 'pipeline') continue;
    const { file } = use.scope;
    const evidence = evidenceAt(linked, use, `${shown(use)} trains a model`);
    const properties = { form: 'training', library: use.known.library.name, ...use.known.rule.properties };
    const reference = pipelineOf(linked, file, properties, evidence);
    if (files.has(file)) continue;
    files.add(file);
    const bodies = [...visited.bodies.values()].filter((body) => body.scope.file === file);
    const effects = bodies.flatMap((body) => effectsOf(body, undefined, linked.effects));
    for (const effect of new Map(effects.map((one) => [JSON.stringify([one.evidence, one.stores]), one])).values())
      dataOf(linked, reference, effect);
    for (const body of bodies) {
      for (const inner of body.uses) {
        if (!inner.call) continue;
        for (const model of made.get(inner.call) ?? [])
          if (model.kind === 'model') emitter.edge(reference, 'uses-model', model, 'resolved', [evidenceAt(linked, inner, shown(inner))]);
      }
    }
  }
  return files;
}

/** A notebook that trains stays one notebook. */
function pipelineOf(linked: Linked, file: string, properties: Properties, evidence: Evidence): AssetReference {
  const { emitter, linking } = linked;
  const application = emitter.application(file, evidence);
  if (application.kind === 'notebook') {
    emitter.annotate(application, { trains: true, library: properties['library'] });
    return application;
  }
  const reference = emitter.asset('pipeline', file, [strongKey('git', `${linking.target}/${file}`)], properties, [evidence]);
  emitter.edge(application, 'contains', reference, 'stated', [evidence]);
  return reference;
}

function dataOf(linked: Linked, pipeline: AssetReference, effect: Effect): void {
  const { emitter } = linked;
  for (const store of effect.stores) {
    if (store.kind === 'service') continue;
    if (store.kind === 'model-artifact') {
      if (effect.access === 'write') {
        const written = emitter.asset('model-artifact', store.name, store.keys, store.properties, [effect.evidence], 0.7);
        emitter.edge(pipeline, 'produces', written, 'resolved', [effect.evidence]);
        continue;
      }
      const to = { kind: 'model-artifact' as const, key: store.keys[0]!.key };
      emitter.observations.edges.push({
        from: pipeline,
        to,
        kind: 'loads',
        strength: 'resolved',
        evidence: [effect.evidence],
        optional: true,
      });
      continue;
    }
    const to = emitter.store(store, effect.evidence);
    const path = store.path === undefined ? undefined : { path: store.path };
    if (effect.access === 'write' && store.kind === 'data-store') {
      // A prefix is a place, not a file; what could not be resolved whole names no file either.
      if (path && !path.path.includes('*') && /\.\w+$/.test(path.path)) {
        const name = path.path.slice(path.path.lastIndexOf('/') + 1);
        const artifact = emitter.asset(
          'model-artifact',
          name,
          [
            strongKey('url', `${store.keys[0]?.key.startsWith('gcp:') ? 'gs' : 's3'}://${store.name}/${path.path}`),
            ...(store.local ? [store.local] : []),
          ],
          {},
          [effect.evidence],
          0.7,
        );
        emitter.edge(artifact, 'stored-in', to, 'resolved', [effect.evidence]);
        emitter.edge(pipeline, 'produces', artifact, 'resolved', [effect.evidence]);
      }
      emitter.edge(pipeline, 'connects-to', to, 'resolved', [effect.evidence], { access: 'write', ...path });
    } else if (effect.access === 'write' && store.kind === 'dataset') emitter.edge(pipeline, 'produces', to, 'resolved', [effect.evidence]);
    else if (effect.access === 'read') emitter.edge(pipeline, 'trained-on', to, 'resolved', [effect.evidence], path);
  }
}
