import { strongKey } from '../../../core/keys.ts';
import type { Evidence } from '../../../core/evidence.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf, stringOf, stringsOf, valueAt } from '../../code/hcl/read-value.ts';
import { jsonOf } from '../../code/hcl/json-text.ts';
import { attribute, type Declared, flag, nameOf } from './declared.ts';
import { runsAs } from './aws-identity.ts';
import { seen } from './aws-model.ts';
import { storeAt, tagsOf } from './aws-storage.ts';

/**
 * SageMaker as declared: models, endpoints, notebooks, domains, pipelines, feature groups, registries. Volumes of SageMaker are
 * encrypted with a key of AWS where none is given (docs.aws.amazon.com/sagemaker, "Protect data at rest using encryption");
 * `customerKey` says whether one is given. Source: registry.terraform.io/providers/hashicorp/aws, aws_sagemaker_*.
 */
export function awsSagemaker(declared: Declared): void {
  for (const model of declared.resources('aws_sagemaker_model')) sagemakerModel(model, declared);
  for (const endpoint of declared.resources('aws_sagemaker_endpoint')) sagemakerEndpoint(endpoint, declared);
  for (const notebook of declared.resources('aws_sagemaker_notebook_instance')) notebookInstance(notebook, declared);
  for (const domain of declared.resources('aws_sagemaker_domain')) studioDomain(domain, declared);
  for (const pipeline of declared.resources('aws_sagemaker_pipeline')) pipelineOf(pipeline, declared);
  for (const group of declared.resources('aws_sagemaker_feature_group')) featureGroup(group, declared);
  for (const registry of declared.resources(
    'aws_sagemaker_model_package_group',
    'aws_sagemaker_hub',
    'aws_sagemaker_mlflow_tracking_server',
  ))
    registryOf(registry, declared);
}

function sagemakerModel(resource: Resource, declared: Declared): void {
  const reference = declared.asset('model', resource, nameOf(resource, 'name'), [], {
    platform: 'aws-sagemaker',
    networkIsolation: flag(resource, 'enable_network_isolation') ?? false,
    ...tagsOf(resource),
  });
  for (const container of [...blocksOf(resource, 'primary_container'), ...blocksOf(resource, 'container')])
    artifactOf(container, reference, resource, declared);
}

/** The archive a model is loaded from: the same artifact a training script wrote, by its URI. */
function artifactOf(container: Contents, model: AssetReference, resource: Resource, declared: Declared): void {
  const direct = container.attributes.get('model_data_url');
  const nested = blocksOf(container, 'model_data_source')
    .flatMap((block) => blocksOf(block, 's3_data_source'))
    .map((block) => block.attributes.get('s3_uri'));
  for (const value of [direct, ...nested]) {
    for (const uri of stringsOf(value)) {
      const evidence = [declared.evidence(resource, `model data ${uri}`)];
      const store = storeAt(uri, declared, evidence);
      if (!store) continue;
      const artifact = declared.other(
        'model-artifact',
        store.path.slice(store.path.lastIndexOf('/') + 1) || store.path || uri,
        [strongKey('url', uri)],
        {},
        evidence,
        0.8,
      );
      declared.edge(artifact, 'stored-in', store.store, evidence);
      artifacts(declared).push({ model, artifact, evidence });
    }
  }
}

interface Loaded {
  model: AssetReference;
  artifact: AssetReference;
  evidence: Evidence[];
}

const LOADED = new WeakMap<Declared, Loaded[]>();

/** What models are loaded from, kept until their endpoints are read. */
function artifacts(declared: Declared): Loaded[] {
  const known = LOADED.get(declared);
  if (known) return known;
  const list: Loaded[] = [];
  LOADED.set(declared, list);
  return list;
}

function sagemakerEndpoint(resource: Resource, declared: Declared): void {
  const reference = declared.asset('model-endpoint', resource, nameOf(resource, 'name'), [], {
    platform: 'aws-sagemaker',
    auth: 'iam',
    ...tagsOf(resource),
  });
  const configuration =
    declared.resourceOf(resource.attributes.get('endpoint_config_name'), resource, 'aws_sagemaker_endpoint_configuration') ??
    byName(resource, declared);
  if (!configuration) return;
  declared.describe(reference, { encrypted: true, customerKey: configuration.attributes.has('kms_key_arn') });
  for (const capture of blocksOf(configuration, 'data_capture_config')) {
    declared.describe(reference, { requestLogging: boolOf(capture.attributes.get('enable_capture')) ?? false });
    for (const uri of stringsOf(capture.attributes.get('destination_s3_uri'))) {
      const store = storeAt(uri, declared, seen(configuration, declared))?.store;
      if (store) declared.edge(reference, 'logs-to', store, seen(configuration, declared, 'data_capture_config'));
    }
  }
  for (const variant of [...blocksOf(configuration, 'production_variants'), ...blocksOf(configuration, 'shadow_production_variants')]) {
    const value = variant.attributes.get('model_name');
    const model = declared.referred(value, configuration) ?? modelNamed(stringOf(value), configuration, declared);
    if (model?.kind !== 'model') continue;
    declared.edge(reference, 'serves', model, seen(configuration, declared));
    const container = declared.resources('aws_sagemaker_model').find((one) => declared.madeOf(one)?.key === model.key);
    if (container) runsAs(reference, container, 'execution_role_arn', declared);
    for (const loaded of artifacts(declared))
      if (loaded.model.key === model.key) declared.edge(reference, 'loads', loaded.artifact, loaded.evidence);
  }
}

function byName(resource: Resource, declared: Declared): Resource | undefined {
  const name = attribute(resource, 'endpoint_config_name');
  return name === undefined
    ? undefined
    : declared
        .resources('aws_sagemaker_endpoint_configuration')
        .find((one) => one.root === resource.root && attribute(one, 'name') === name);
}

function modelNamed(name: string | undefined, from: Resource, declared: Declared): AssetReference | undefined {
  if (name === undefined) return undefined;
  const resource = declared.resources('aws_sagemaker_model').find((one) => one.root === from.root && attribute(one, 'name') === name);
  return resource && declared.madeOf(resource);
}

function notebookInstance(resource: Resource, declared: Declared): void {
  const reference = declared.asset('notebook', resource, nameOf(resource, 'name'), [], {
    platform: 'aws-sagemaker',
    // Both are on unless they are switched off (provider documentation).
    directInternetAccess: attribute(resource, 'direct_internet_access') ?? 'Enabled',
    rootAccess: attribute(resource, 'root_access') ?? 'Enabled',
    subnet: resource.attributes.has('subnet_id'),
    encrypted: true,
    customerKey: resource.attributes.has('kms_key_id'),
    ...tagsOf(resource),
  });
  runsAs(reference, resource, 'role_arn', declared);
}

/** Studio: reaches the internet past the own network unless it is told to stay inside (`VpcOnly`). */
function studioDomain(domain: Resource, declared: Declared): void {
  const value = domain.attributes.get('app_network_access_type');
  const access = value === undefined ? 'PublicInternetOnly' : attribute(domain, 'app_network_access_type');
  const reference = declared.asset('notebook', domain, nameOf(domain, 'domain_name'), [], {
    platform: 'aws-sagemaker-studio',
    directInternetAccess: access === undefined ? 'unknown' : access === 'VpcOnly' ? 'Disabled' : 'Enabled',
    subnet: true,
    auth: attribute(domain, 'auth_mode')?.toLowerCase(),
    encrypted: true,
    customerKey: domain.attributes.has('kms_key_id'),
    ...tagsOf(domain),
  });
  for (const settings of blocksOf(domain, 'default_user_settings')) {
    const value = settings.attributes.get('execution_role');
    const role = declared.referred(value, domain);
    if (role?.kind === 'identity') declared.edge(reference, 'runs-as', role, [declared.evidence(domain, 'execution_role', value)]);
  }
}

/** The steps of a pipeline: what it trains on and where its results go. */
function pipelineOf(pipeline: Resource, declared: Declared): void {
  const reference = declared.asset('pipeline', pipeline, nameOf(pipeline, 'pipeline_name'), [], {
    platform: 'aws-sagemaker',
    hosted: true,
    ...tagsOf(pipeline),
  });
  runsAs(reference, pipeline, 'role_arn', declared);
  const definition = jsonOf(pipeline.attributes.get('pipeline_definition'));
  for (const step of listOf(valueAt(definition, 'Steps')).slice(0, 200)) {
    if (!/^(?:Training|Processing|Tuning|AutoML)$/.test(stringOf(valueAt(step, 'Type')) ?? '')) continue;
    const evidence = seen(pipeline, declared, `step ${stringOf(valueAt(step, 'Name')) ?? 'without a name'}`);
    const inputs = [
      ...listOf(valueAt(step, 'Arguments', 'InputDataConfig')).map((input) => valueAt(input, 'DataSource', 'S3DataSource', 'S3Uri')),
      ...listOf(valueAt(step, 'Arguments', 'ProcessingInputs')).map((input) => valueAt(input, 'S3Input', 'S3Uri')),
    ];
    for (const input of inputs) {
      const store = declared.referred(input, pipeline) ?? stringsOf(input).map((uri) => storeAt(uri, declared, evidence)?.store)[0];
      if (store?.kind === 'data-store') declared.edge(reference, 'trained-on', store, evidence);
    }
  }
}

function featureGroup(group: Resource, declared: Declared): void {
  const [offline] = blocksOf(group, 'offline_store_config').flatMap((block) => [...blocksOf(block, 's3_storage_config')]);
  const [online] = blocksOf(group, 'online_store_config');
  const reference = declared.asset('dataset', group, nameOf(group, 'feature_group_name'), [], {
    platform: 'aws-sagemaker',
    use: 'training',
    form: 'feature-group',
    encrypted: true,
    customerKey: offline?.attributes.has('kms_key_id') === true || (online !== undefined && blocksOf(online, 'security_config').length > 0),
    ...tagsOf(group),
  });
  for (const uri of stringsOf(offline?.attributes.get('s3_uri'))) {
    const store = storeAt(uri, declared, seen(group, declared))?.store;
    if (store) declared.edge(reference, 'stored-in', store, seen(group, declared));
  }
}

const REGISTRIES: Readonly<Record<string, string>> = {
  aws_sagemaker_model_package_group: 'model_package_group_name',
  aws_sagemaker_hub: 'hub_name',
  aws_sagemaker_mlflow_tracking_server: 'tracking_server_name',
};

function registryOf(registry: Resource, declared: Declared): void {
  declared.asset('registry', registry, nameOf(registry, REGISTRIES[registry.type]!), [], {
    platform: 'aws-sagemaker',
    product: registry.type.endsWith('mlflow_tracking_server') ? 'MLflow' : 'SageMaker',
    managed: true,
    ...tagsOf(registry),
  });
}
