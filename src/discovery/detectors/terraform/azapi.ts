import { own } from '../../../core/table.ts';
import type { Key } from '../../../core/keys.ts';
import type { Resource } from '../../code/hcl/configuration.ts';
import { jsonOf } from '../../code/hcl/json-text.ts';
import { boolOf, listOf, stringOf, valueAt } from '../../code/hcl/read-value.ts';
import { settled, type Value } from '../../code/hcl/value.ts';
import { aiAccount, modelDeployment } from './azure-ai.ts';
import { actsAs, reachOf } from './azure-place.ts';
import { tagsOf } from './aws-storage.ts';
import { type Declared, nameOf } from './declared.ts';
import { drawReach, reachProperties } from './exposure.ts';

/**
 * Resources written as Azure's own API takes them (`azapi_resource`), where azurerm has none or an older form: AI Foundry accounts,
 * projects, deployments and online endpoints of Machine Learning. Source: registry.terraform.io/providers/Azure/azapi and
 * learn.microsoft.com/azure/templates/microsoft.cognitiveservices, microsoft.machinelearningservices.
 */
export function azapi(declared: Declared): void {
  const resources = declared.resources('azapi_resource');
  const ofType = (type: string): Resource[] => resources.filter((one) => typeOf(one) === type);
  for (const account of ofType('microsoft.cognitiveservices/accounts')) {
    const properties = propertiesOf(account);
    const local = valueAt(properties, 'disableLocalAuth');
    aiAccount(
      {
        kind: stringOf(valueAt(bodyOf(account), 'kind')) ?? 'unknown',
        subdomain: valueAt(properties, 'customSubDomainName'),
        network: {
          access: valueAt(properties, 'publicNetworkAccess'),
          defaultAction: valueAt(properties, 'networkAcls', 'defaultAction'),
          addresses: listOf(valueAt(properties, 'networkAcls', 'ipRules')).flatMap((rule) => valueAt(rule, 'value') ?? []),
        },
        localAuth: local === undefined ? undefined : negated(local),
        customerKey: valueAt(properties, 'encryption', 'keyVaultProperties') !== undefined,
        keys: keysOf(account),
      },
      account,
      declared,
    );
  }
  for (const deployment of ofType('microsoft.cognitiveservices/accounts/deployments')) {
    const properties = propertiesOf(deployment);
    modelDeployment(
      {
        account: declared.referred(deployment.attributes.get('parent_id'), deployment),
        name: stringOf(valueAt(properties, 'model', 'name')),
        version: stringOf(valueAt(properties, 'model', 'version')),
        format: stringOf(valueAt(properties, 'model', 'format')),
        upgrade: stringOf(valueAt(properties, 'versionUpgradeOption')) ?? 'OnceNewDefaultVersionAvailable',
        filter: valueAt(properties, 'raiPolicyName'),
      },
      deployment,
      declared,
    );
  }
  for (const project of ofType('microsoft.cognitiveservices/accounts/projects'))
    place(project, 'azure-ai-foundry', 'Azure AI Foundry project', false, declared);
  for (const workspace of ofType('microsoft.machinelearningservices/workspaces')) {
    const kind = stringOf(valueAt(bodyOf(workspace), 'kind'))?.toLowerCase();
    const foundry = kind === 'hub' || kind === 'project';
    place(
      workspace,
      foundry ? 'azure-ai-foundry' : 'azure-ml',
      foundry ? 'Azure AI Foundry' : 'Azure Machine Learning',
      kind !== 'project',
      declared,
    );
  }
  for (const endpoint of ofType('microsoft.machinelearningservices/workspaces/onlineendpoints')) onlineEndpoint(endpoint, declared);
}

/** `Microsoft.CognitiveServices/accounts@2025-06-01` without its version, lower case. */
function typeOf(resource: Resource): string {
  return (stringOf(resource.attributes.get('type')) ?? '').split('@')[0]!.toLowerCase();
}

/** The body as an object or, in older versions, as JSON text. */
function bodyOf(resource: Resource): Value | undefined {
  const body = resource.attributes.get('body');
  if (!body) return undefined;
  return settled(body).kind === 'object' ? body : jsonOf(body);
}

function propertiesOf(resource: Resource): Value | undefined {
  return valueAt(bodyOf(resource), 'properties');
}

function negated(value: Value): Value {
  const known = boolOf(value);
  return known === undefined ? value : { kind: 'bool', value: !known, origin: value.origin };
}

/** The resource id, where the parent group is written out in full. */
function keysOf(resource: Resource): Key[] {
  const parent = stringOf(resource.attributes.get('parent_id'));
  const name = stringOf(resource.attributes.get('name'));
  const type = (stringOf(resource.attributes.get('type')) ?? '').split('@')[0]!;
  if (parent === undefined || name === undefined || !/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(parent)) return [];
  return [{ key: `azure:${`${parent}/providers/${type}/${name}`.toLowerCase()}`, strong: true }];
}

function place(resource: Resource, platform: string, product: string, ownNetwork: boolean, declared: Declared): void {
  const properties = propertiesOf(resource);
  const reached = reachOf(
    { access: valueAt(properties, 'publicNetworkAccess'), defaultAction: undefined, addresses: [] },
    resource,
    declared,
  );
  const reference = declared.asset('registry', resource, nameOf(resource, 'name'), keysOf(resource), {
    platform,
    product,
    managed: true,
    ...(ownNetwork ? reachProperties(reached, 'present', 'Entra ID') : {}),
    encrypted: true,
    ...tagsOf(resource),
  });
  if (ownNetwork) drawReach(reference, reached, 'present', declared);
  actsAs(reference, resource, declared);
}

const ASKS: Readonly<Record<string, string>> = { key: 'a key', amltoken: 'a token of Azure Machine Learning', aadtoken: 'Entra ID only' };

/** A managed online endpoint: reached from everywhere unless that is switched off, with a key unless another way is chosen. */
function onlineEndpoint(resource: Resource, declared: Declared): void {
  const properties = propertiesOf(resource);
  const reached = reachOf(
    { access: valueAt(properties, 'publicNetworkAccess'), defaultAction: undefined, addresses: [] },
    resource,
    declared,
  );
  const mode = stringOf(valueAt(properties, 'authMode'))?.toLowerCase() ?? 'unknown';
  const reference = declared.asset('model-endpoint', resource, nameOf(resource, 'name'), keysOf(resource), {
    platform: 'azure-ml',
    product: 'Azure Machine Learning',
    managed: true,
    hosted: true,
    declaredAs: resource.type,
    ...reachProperties(reached, 'present', own(ASKS, mode) ?? 'its mode was not seen'),
    localAuth: mode === 'aadtoken' ? false : mode === 'unknown' ? 'unknown' : true,
    encrypted: true,
    ...tagsOf(resource),
  });
  drawReach(reference, reached, 'present', declared);
  actsAs(reference, resource, declared);
}
