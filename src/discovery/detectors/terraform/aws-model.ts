import { strongKey } from '../../../core/keys.ts';
import type { Evidence } from '../../../core/evidence.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { recognizeModel } from '../../../recognizers/model-names/recognize.ts';
import type { Resource } from '../../code/hcl/configuration.ts';
import { stringsOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import type { Declared } from './declared.ts';
import { modelKey } from '../../model.ts';

export function seen(resource: Resource, declared: Declared, detail?: string): Evidence[] {
  return [declared.evidence(resource, detail ?? `${resource.type} ${resource.address}`)];
}

/** A model of Bedrock by id, ARN or inference profile; undefined where the text names none. */
export function bedrockModel(text: string, evidence: Evidence[], declared: Declared): AssetReference | undefined {
  const recognised = recognizeModel(text, { provider: 'aws-bedrock' });
  if (!recognised) return undefined;
  const provider = declared.other('provider', 'aws-bedrock', [strongKey('name', 'aws-bedrock')], {}, evidence);
  const model = declared.other(
    'model',
    recognised.name,
    [modelKey('aws-bedrock', recognised.name)],
    {
      provider: 'aws-bedrock',
      family: recognised.family,
      version: recognised.version,
      task: recognised.task,
      pinning: recognised.pinning,
      pinningWhy: recognised.pinningWhy,
    },
    evidence,
  );
  declared.edge(model, 'provided-by', provider, evidence);
  return model;
}

/** Every model a value may name. */
export function usesModels(from: AssetReference, value: Value | undefined, resource: Resource, declared: Declared): void {
  for (const text of modelTexts(value, resource, declared)) {
    const evidence = [declared.evidence(resource, `model ${text}`)];
    const model = bedrockModel(text, evidence, declared);
    if (model) declared.edge(from, 'uses-model', model, evidence);
  }
}

/** What a value names: text, or the id a data source of Bedrock was asked for. */
export function modelTexts(value: Value | undefined, resource: Resource, declared: Declared): string[] {
  const known = stringsOf(value);
  if (known.length > 0) return known;
  const model =
    declared.dataOf(value, resource, 'aws_bedrock_foundation_model') ?? declared.dataOf(value, resource, 'aws_bedrock_inference_profile');
  return [...stringsOf(model?.attributes.get('model_id')), ...stringsOf(model?.attributes.get('inference_profile_id'))];
}
