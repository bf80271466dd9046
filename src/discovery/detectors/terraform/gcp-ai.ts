import { type Key, strongKey } from '../../../core/keys.ts';
import type { AssetKind } from '../../../core/kinds.ts';
import type { AssetReference, Properties } from '../../../core/observation.ts';
import { recognizeModel } from '../../../recognizers/model-names/recognize.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, stringOf } from '../../code/hcl/read-value.ts';
import { tagsOf } from './aws-storage.ts';
import { nested } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { drawReach, reachProperties } from './exposure.ts';
import { bucketAt } from './gcp-data.ts';
import { accountAt, gcpKeys } from './gcp-identity.ts';
import { modelKey } from '../../model.ts';

const VERTEX = 'aiplatform.googleapis.com';

/**
 * Vertex AI as declared. Endpoints of Vertex AI are asked through the API of
 * Google with IAM: `auth` is iam, and `privateNetwork` says whether only a network of one's own reaches them. Source:
 * registry.terraform.io/providers/hashicorp/google, vertex_ai_*.
 */
export function gcpAi(declared: Declared): void {
  for (const endpoint of declared.resources('google_vertex_ai_endpoint')) vertexEndpoint(endpoint, declared);
  for (const garden of declared.resources('google_vertex_ai_endpoint_with_model_garden_deployment')) gardenEndpoint(garden, declared);
  for (const index of declared.resources('google_vertex_ai_index')) vectorIndex(index, declared);
  for (const endpoint of declared.resources('google_vertex_ai_index_endpoint')) indexEndpoint(endpoint, declared);
  for (const dataset of declared.resources('google_vertex_ai_dataset'))
    simple('dataset', dataset, 'display_name', VERTEX, 'datasets', { use: 'training', customerKey: hasKey(dataset) }, declared);
  for (const store of declared.resources(
    'google_vertex_ai_featurestore',
    'google_vertex_ai_feature_online_store',
    'google_vertex_ai_feature_group',
  ))
    simple(
      'data-store',
      store,
      'name',
      VERTEX,
      FEATURES[store.type]!,
      { form: 'feature-store', encrypted: true, customerKey: hasKey(store) },
      declared,
    );
  for (const board of declared.resources('google_vertex_ai_tensorboard', 'google_vertex_ai_metadata_store'))
    simple(
      'registry',
      board,
      board.type.endsWith('tensorboard') ? 'display_name' : 'name',
      VERTEX,
      board.type.endsWith('tensorboard') ? 'tensorboards' : 'metadataStores',
      { product: 'Vertex AI', customerKey: hasKey(board) },
      declared,
    );
  for (const engine of declared.resources('google_vertex_ai_reasoning_engine')) agentEngine(engine, declared);
}

const FEATURES: Readonly<Record<string, string>> = {
  google_vertex_ai_featurestore: 'featurestores',
  google_vertex_ai_feature_online_store: 'featureOnlineStores',
  google_vertex_ai_feature_group: 'featureGroups',
};

function hasKey(resource: Resource): boolean {
  return blocksOf(resource, 'encryption_spec').length > 0 || resource.attributes.has('kms_key_name');
}

export function placed(resource: Resource, service: string, collection: string, id: string | undefined, declared: Declared): Key[] {
  const location =
    attribute(resource, 'location') ?? attribute(resource, 'region') ?? declared.providerSetting(resource, 'google', 'region');
  return location === undefined || id === undefined
    ? []
    : gcpKeys(resource, service, `locations/${location}/${collection}/${id}`, declared);
}

export function simple(
  kind: AssetKind,
  resource: Resource,
  nameArgument: string,
  service: string,
  collection: string,
  properties: Properties,
  declared: Declared,
): AssetReference {
  const id = attribute(resource, 'name');
  return declared.asset(kind, resource, nameOf(resource, nameArgument), placed(resource, service, collection, id, declared), {
    platform: 'gcp-vertex',
    ...properties,
    ...tagsOf(resource),
  });
}

function provider(from: AssetReference, resource: Resource, declared: Declared): void {
  const evidence = [declared.evidence(resource, `${resource.type} ${resource.address}`)];
  declared.edge(
    from,
    'provided-by',
    declared.other('provider', 'google-vertex', [strongKey('name', 'google-vertex')], {}, evidence),
    evidence,
  );
}

function vertexEndpoint(endpoint: Resource, declared: Declared): void {
  const logs = blocksOf(endpoint, 'predict_request_response_logging_config');
  const reference = simple(
    'model-endpoint',
    endpoint,
    'display_name',
    VERTEX,
    'endpoints',
    {
      product: 'Vertex AI endpoint',
      managed: true,
      hosted: true,
      auth: 'iam',
      privateNetwork: endpoint.attributes.has('network') || blocksOf(endpoint, 'private_service_connect_config').length > 0,
      requestLogging: logs.some((one) => boolOf(one.attributes.get('enabled')) === true),
      encrypted: true,
      customerKey: hasKey(endpoint),
    },
    declared,
  );
  provider(reference, endpoint, declared);
}

/** A model of the Model Garden or of a hub, deployed in one step. */
function gardenEndpoint(garden: Resource, declared: Declared): void {
  const name = (attribute(garden, 'publisher_model_name') ?? garden.address).replace(/^publishers\/[^/]+\/models\//, '');
  const reference = declared.asset('model-endpoint', garden, attribute(garden, 'hugging_face_model_id') ?? name, [], {
    platform: 'gcp-vertex',
    product: 'Vertex AI endpoint',
    managed: true,
    hosted: true,
    auth: 'iam',
    encrypted: true,
    ...tagsOf(garden),
  });
  provider(reference, garden, declared);
  const hub = attribute(garden, 'hugging_face_model_id');
  const text = hub ?? (garden.attributes.has('publisher_model_name') ? name : undefined);
  if (text === undefined) return;
  const evidence = [
    declared.evidence(garden, `model ${text}`, garden.attributes.get(hub === undefined ? 'publisher_model_name' : 'hugging_face_model_id')),
  ];
  const recognised = recognizeModel(text, hub === undefined ? { provider: 'google-vertex' } : { provider: 'huggingface' });
  const owner = hub?.split('/');
  const key =
    owner?.length === 2 ? strongKey('hub', `huggingface.co/${owner[0]}/${owner[1]}`) : modelKey('google-vertex', recognised?.name ?? text);
  const model = declared.other('model', recognised?.name ?? text, [key], { family: recognised?.family, task: recognised?.task }, evidence);
  declared.edge(reference, 'serves', model, evidence);
}

function vectorIndex(index: Resource, declared: Declared): void {
  const reference = simple(
    'vector-store',
    index,
    'display_name',
    VERTEX,
    'indexes',
    { engine: 'vertex-vector-search', product: 'Vertex AI Vector Search', encrypted: true, customerKey: hasKey(index) },
    declared,
  );
  for (const metadata of blocksOf(index, 'metadata')) {
    const store = bucketAt(metadata.attributes.get('contents_delta_uri'), index, declared);
    if (store)
      declared.edge(reference, 'sourced-from', store, [
        declared.evidence(index, 'contents_delta_uri', metadata.attributes.get('contents_delta_uri')),
      ]);
  }
}

/** Asked over the internet with `public_endpoint_enabled`, off unless it is written; IAM is asked either way. */
function indexEndpoint(endpoint: Resource, declared: Declared): void {
  const value = endpoint.attributes.get('public_endpoint_enabled');
  const isPublic = value === undefined ? false : boolOf(value);
  const reached = {
    reach: isPublic === undefined ? ('unknown' as const) : isPublic ? ('internet' as const) : ('private' as const),
    how: isPublic ? 'public endpoint' : isPublic === undefined ? 'a variable decides on the public endpoint' : 'no public endpoint',
    evidence: [declared.evidence(endpoint, 'public_endpoint_enabled', value)],
  };
  const reference = simple(
    'vector-store',
    endpoint,
    'display_name',
    VERTEX,
    'indexEndpoints',
    {
      engine: 'vertex-vector-search',
      product: 'Vertex AI Vector Search endpoint',
      managed: true,
      ...reachProperties(reached, 'present', 'IAM'),
      encrypted: true,
      customerKey: hasKey(endpoint),
    },
    declared,
  );
  drawReach(reference, reached, 'present', declared);
}

/** An agent on Agent Engine: its code, framework, identity and the archives it is loaded from. */
function agentEngine(engine: Resource, declared: Declared): void {
  const [spec] = blocksOf(engine, 'spec');
  const reference = simple(
    'agent',
    engine,
    'display_name',
    VERTEX,
    'reasoningEngines',
    {
      platform: 'gcp-agent-engine',
      hosted: true,
      autonomy: 'tool-loop',
      framework: stringOf(spec?.attributes.get('agent_framework')),
      encrypted: true,
      customerKey: hasKey(engine),
    },
    declared,
  );
  if (!spec) return;
  const identity = accountAt(spec.attributes.get('service_account'), engine, declared);
  if (identity)
    declared.edge(reference, 'runs-as', identity, [declared.evidence(engine, 'service_account', spec.attributes.get('service_account'))]);
  for (const variable of nested(spec, ['deployment_spec', 'secret_env'])) {
    const variableName = stringOf(variable.attributes.get('name')) ?? 'secret';
    const stored = blocksOf(variable, 'secret_ref').map((ref) => stringOf(ref.attributes.get('secret')))[0];
    // A name in a place of secrets may have been veiled before it was read.
    const known =
      stored === undefined || /^[*]+$/.test(stored) ? [] : gcpKeys(engine, 'secretmanager.googleapis.com', `secrets/${stored}`, declared);
    const evidence = [declared.evidence(engine, `variable ${variableName}`)];
    const keys = known.length > 0 ? known : [strongKey('secret', `${declared.target}:${engine.address}/${variableName}`)];
    const secret = declared.other('secret', variableName, keys, { form: 'reference', variable: variableName }, evidence);
    declared.edge(reference, 'holds', secret, evidence);
  }
}
