import { own } from '../../../core/table.ts';
import { type Key, strongKey, weakKey } from '../../../core/keys.ts';
import type { AssetReference, Properties } from '../../../core/observation.ts';
import { recognizeModel } from '../../../recognizers/model-names/recognize.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, stringOf, textOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { tagsOf } from './aws-storage.ts';
import { actsAs, armKeys, type NetworkSettings, networkSettings, reachOf } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { drawReach, reachProperties } from './exposure.ts';
import { modelKey } from '../../model.ts';

/**
 * Azure OpenAI, AI services, AI Foundry and Machine Learning as azurerm declares them. Source:
 * registry.terraform.io/providers/hashicorp/azurerm, resources cognitive_account, cognitive_deployment, ai_services, ai_foundry,
 * machine_learning_*. Properties: `publicNetwork` true, false or "unknown"; `localAuth` whether keys are taken beside Entra ID;
 * `customerKey` whether it is encrypted with a key of one's own (Azure always encrypts); `logging` is added by azure-logs.ts.
 */
export function azureAi(declared: Declared): void {
  for (const account of declared.resources('azurerm_cognitive_account', 'azurerm_ai_services')) {
    const kind = account.type === 'azurerm_ai_services' ? 'AIServices' : (attribute(account, 'kind') ?? 'unknown');
    aiAccount(
      {
        kind,
        subdomain: account.attributes.get('custom_subdomain_name'),
        network: networkSettings(account),
        localAuth: account.attributes.get('local_auth_enabled') ?? account.attributes.get('local_authentication_enabled'),
        customerKey:
          blocksOf(account, 'customer_managed_key').length > 0 ||
          declared.pointingAt(account, 'azurerm_cognitive_account_customer_managed_key', 'cognitive_account_id').length > 0,
        keys: armKeys(account, 'Microsoft.CognitiveServices/accounts', declared),
      },
      account,
      declared,
    );
  }
  for (const policy of declared.resources('azurerm_cognitive_account_rai_policy')) contentFilter(policy, declared);
  for (const deployment of declared.resources('azurerm_cognitive_deployment')) {
    const [model] = blocksOf(deployment, 'model');
    modelDeployment(
      {
        account: declared.referred(deployment.attributes.get('cognitive_account_id'), deployment),
        name: stringOf(model?.attributes.get('name')),
        version: stringOf(model?.attributes.get('version')),
        format: stringOf(model?.attributes.get('format')),
        upgrade: attribute(deployment, 'version_upgrade_option') ?? 'OnceNewDefaultVersionAvailable',
        filter: deployment.attributes.get('rai_policy_name'),
      },
      deployment,
      declared,
    );
  }
  for (const hub of declared.resources('azurerm_ai_foundry', 'azurerm_ai_foundry_project', 'azurerm_machine_learning_workspace'))
    workspace(hub, declared);
  for (const compute of declared.resources('azurerm_machine_learning_compute_instance')) computeInstance(compute, declared);
}

/** An account of Azure's AI services, from azurerm or azapi. */
export interface AiAccount {
  kind: string;
  subdomain: Value | undefined;
  network: NetworkSettings;
  localAuth: Value | undefined;
  customerKey: boolean;
  keys: Key[];
}

/** What an account of a kind is; kinds that only search the web are no AI of ours. */
const PRODUCTS: Readonly<Record<string, string>> = {
  OpenAI: 'Azure OpenAI',
  AIServices: 'Azure AI services',
  CognitiveServices: 'Azure AI services',
  FormRecognizer: 'Azure Document Intelligence',
  SpeechServices: 'Azure Speech',
  TextAnalytics: 'Azure Language',
  TextTranslation: 'Azure Translator',
  ComputerVision: 'Azure Vision',
  'CustomVision.Training': 'Azure Custom Vision',
  'CustomVision.Prediction': 'Azure Custom Vision',
  Face: 'Azure Face',
  ContentSafety: 'Azure Content Safety',
  ContentModerator: 'Azure Content Moderator',
  QnAMaker: 'Azure QnA Maker',
  LUIS: 'Azure LUIS',
  AnomalyDetector: 'Azure Anomaly Detector',
  Personalizer: 'Azure Personalizer',
};

export function aiAccount(account: AiAccount, resource: Resource, declared: Declared): AssetReference | undefined {
  const product = own(PRODUCTS, account.kind);
  if (product === undefined) return undefined;
  const host = stringOf(account.subdomain)?.toLowerCase();
  const name = nameOf(resource, 'name');
  const reached = reachOf(account.network, resource, declared);
  const localAuth = account.localAuth === undefined ? true : boolOf(account.localAuth);
  const served = account.kind === 'OpenAI' || account.kind === 'AIServices';
  const reference = declared.asset(
    'model-endpoint',
    resource,
    name,
    [
      ...account.keys,
      // One account answers under several names; the catalogue of AI hosts names it by this one.
      ...(host === undefined
        ? [weakKey('host', `${name.toLowerCase()}.openai.azure.com`)]
        : [strongKey('host', `${host}.openai.azure.com`)]),
    ],
    {
      platform: served ? 'azure-openai' : 'azure-ai-services',
      product,
      managed: true,
      hosted: true,
      declaredAs: resource.type,
      ...(host === undefined ? {} : { host: `${host}.openai.azure.com` }),
      ...reachProperties(
        reached,
        'present',
        localAuth === false ? 'Entra ID only' : localAuth === true ? 'a key or Entra ID' : 'Entra ID, perhaps keys',
      ),
      localAuth: localAuth ?? 'unknown',
      encrypted: true,
      customerKey: account.customerKey,
      ...tagsOf(resource),
    },
  );
  drawReach(reference, reached, 'present', declared);
  if (served) {
    const evidence = [declared.evidence(resource, `kind ${account.kind}`)];
    const provider = declared.other('provider', 'azure-openai', [strongKey('name', 'azure-openai')], {}, evidence);
    declared.edge(reference, 'provided-by', provider, evidence);
  }
  actsAs(reference, resource, declared);
  return reference;
}

/** A model deployed under a name in an account. */
export interface ModelDeployment {
  account: AssetReference | undefined;
  name: string | undefined;
  version: string | undefined;
  format: string | undefined;
  upgrade: string;
  filter: Value | undefined;
}

export function modelDeployment(deployment: ModelDeployment, resource: Resource, declared: Declared): void {
  const { account, name, version, upgrade } = deployment;
  if (account?.kind !== 'model-endpoint' || name === undefined) return;
  const evidence = [declared.evidence(resource, `model ${name}${version === undefined ? '' : ` ${version}`}`)];
  const recognised = recognizeModel(name, { provider: 'azure-openai' });
  const model = declared.other(
    'model',
    recognised?.name ?? name,
    [modelKey('azure-openai', recognised?.name ?? name)],
    {
      provider: 'azure-openai',
      format: deployment.format,
      ...(recognised ? { family: recognised.family, version: recognised.version, task: recognised.task } : {}),
    },
    evidence,
  );
  const properties: Properties = {
    deployment: nameOf(resource, 'name'),
    version,
    upgrade,
    pinned: version !== undefined && upgrade === 'NoAutoUpgrade',
  };
  declared.edge(account, 'serves', model, evidence, properties);
  aliasOf(nameOf(resource, 'name'), name, account, resource, declared);
  const filter = deployment.filter;
  if (filter !== undefined) {
    const text = stringOf(filter) ?? textOf(filter);
    const known = declared.referred(filter, resource);
    const guardrail =
      known?.kind === 'guardrail'
        ? known
        : text === undefined
          ? undefined
          : declared.other(
              'guardrail',
              text,
              [strongKey('name', `${account.key}/raiPolicies/${text}`)],
              { platform: 'azure-openai' },
              evidence,
              0.8,
            );
    if (guardrail) declared.edge(account, 'guarded-by', guardrail, evidence);
  }
}

/** Code names the deployment, not the model in it: where both differ, the name code uses is served by the account as well. */
function aliasOf(deployment: string, model: string, account: AssetReference, resource: Resource, declared: Declared): void {
  if (deployment === model || deployment.includes('${') || deployment === resource.address) return;
  const evidence = [declared.evidence(resource, `deployment ${deployment} of ${model}`)];
  const key = modelKey('azure-openai', deployment);
  declared.observations.assets.push({
    kind: 'model',
    name: deployment,
    keys: [key],
    properties: { provider: 'azure-openai', deploymentOf: model },
    evidence,
    confidence: 0.7,
    optional: true,
  });
  declared.observations.edges.push({
    from: account,
    to: { kind: 'model', key: key.key },
    kind: 'serves',
    strength: 'resolved',
    evidence,
    optional: true,
  });
}

function contentFilter(policy: Resource, declared: Declared): void {
  const account = declared.referred(policy.attributes.get('cognitive_account_id'), policy);
  const name = attribute(policy, 'name');
  const filters = blocksOf(policy, 'content_filter');
  const off = filters.flatMap((filter) =>
    boolOf(filter.attributes.get('filter_enabled')) === false || boolOf(filter.attributes.get('block_enabled')) === false
      ? (stringOf(filter.attributes.get('name')) ?? [])
      : [],
  );
  declared.asset(
    'guardrail',
    policy,
    nameOf(policy, 'name'),
    account && name !== undefined ? [strongKey('name', `${account.key}/raiPolicies/${name}`)] : [],
    {
      platform: 'azure-openai',
      mode: attribute(policy, 'mode'),
      filters: filters.flatMap((filter) => stringOf(filter.attributes.get('name')) ?? []),
      ...(off.length > 0 ? { switchedOff: off } : {}),
    },
  );
}

/** A workspace of Machine Learning or a hub or project of AI Foundry: where models, data and connections are registered. */
function workspace(resource: Resource, declared: Declared): void {
  const hub = resource.type !== 'azurerm_machine_learning_workspace';
  const reached = reachOf(networkSettings(resource), resource, declared);
  const isolation = blocksOf(resource, 'managed_network').map((block) => stringOf(block.attributes.get('isolation_mode')))[0];
  const reference = declared.asset(
    'registry',
    resource,
    nameOf(resource, 'name'),
    armKeys(resource, 'Microsoft.MachineLearningServices/workspaces', declared),
    {
      platform: hub ? 'azure-ai-foundry' : 'azure-ml',
      product: hub ? 'Azure AI Foundry' : 'Azure Machine Learning',
      managed: true,
      ...(resource.type === 'azurerm_ai_foundry_project' ? {} : reachProperties(reached, 'present', 'Entra ID')),
      isolation: isolation ?? (hub ? 'Disabled' : undefined),
      encrypted: true,
      customerKey: blocksOf(resource, 'encryption').length > 0,
      ...tagsOf(resource),
    },
  );
  if (resource.type !== 'azurerm_ai_foundry_project') drawReach(reference, reached, 'present', declared);
  actsAs(reference, resource, declared);
}

/** A workstation with Jupyter and VS Code: a public address unless it is switched off. */
function computeInstance(resource: Resource, declared: Declared): void {
  const value = resource.attributes.get('node_public_ip_enabled');
  const isPublic = value === undefined ? true : boolOf(value);
  const reference = declared.asset('notebook', resource, nameOf(resource, 'name'), [], {
    platform: 'azure-ml',
    directInternetAccess: isPublic === undefined ? 'unknown' : isPublic ? 'Enabled' : 'Disabled',
    publicAddress: isPublic ?? 'unknown',
    subnet: resource.attributes.has('subnet_resource_id'),
    ssh: blocksOf(resource, 'ssh').length > 0,
    localAuth: boolOf(resource.attributes.get('local_auth_enabled')) ?? true,
    encrypted: true,
    ...tagsOf(resource),
  });
  actsAs(reference, resource, declared);
}
