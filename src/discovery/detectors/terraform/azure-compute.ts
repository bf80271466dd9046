import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf, stringOf } from '../../code/hcl/read-value.ts';
import type { Exposure } from '../../containers/workload.ts';
import { environmentOf, tagsOf } from './aws-storage.ts';
import { nested, networkSettings, reachOf, systemIdentity } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { isEverybody } from './exposure.ts';
import { containerOf, type Given, host, mapOf, pairsOf } from './hosts.ts';

const APPS = ['azurerm_linux_function_app', 'azurerm_windows_function_app', 'azurerm_linux_web_app', 'azurerm_windows_web_app'] as const;

/**
 * Where code runs in Azure: function and web apps, container apps, container groups. Source:
 * registry.terraform.io/providers/hashicorp/azurerm.
 */
export function azureCompute(declared: Declared): void {
  for (const app of declared.resources(...APPS)) webApp(app, declared);
  for (const app of declared.resources('azurerm_container_app')) containerApp(app, declared);
  for (const group of declared.resources('azurerm_container_group')) containerGroup(group, declared);
}

/** Identities a resource acts as: those it is given and its own. */
export function identitiesOf(resource: Resource, declared: Declared): ReturnType<typeof systemIdentity>[] {
  return blocksOf(resource, 'identity').flatMap((block) => [
    ...listOf(block.attributes.get('identity_ids')).flatMap((value) => {
      const identity = declared.referred(value, resource);
      return identity?.kind === 'identity' ? [identity] : [];
    }),
    ...((stringOf(block.attributes.get('type')) ?? '').includes('SystemAssigned')
      ? [systemIdentity(resource, [declared.evidence(resource, `identity of ${resource.address}`)], declared)]
      : []),
  ]);
}

function environmentIn(given: readonly Given[]): { environment?: string } {
  for (const { name, value } of given) {
    const found = /^(?:ENV|ENVIRONMENT|STAGE|APP_ENV|NODE_ENV|ASPNETCORE_ENVIRONMENT|AZURE_FUNCTIONS_ENVIRONMENT)$/i.test(name)
      ? environmentOf(stringOf(value) ?? '')
      : undefined;
    if (found !== undefined) return { environment: found };
  }
  return {};
}

/** Public unless it is switched off or only listed addresses come in; its own sign-in (`auth_settings_v2`) asks who comes. */
function webApp(app: Resource, declared: Declared): void {
  const given = mapOf(app.attributes.get('app_settings'));
  const [site] = blocksOf(app, 'site_config');
  const allowed = site ? blocksOf(site, 'ip_restriction') : [];
  const denies = stringOf(site?.attributes.get('ip_restriction_default_action')) === 'Deny';
  const closed = allowed.length > 0 && (denies || !allowed.some((rule) => isEverybody(stringOf(rule.attributes.get('ip_address')) ?? '')));
  const reached = reachOf(networkSettings(app), app, declared);
  const asks = ['auth_settings_v2', 'auth_settings'].some((name) =>
    blocksOf(app, name).some((block) => boolOf(block.attributes.get('auth_enabled') ?? block.attributes.get('enabled')) === true),
  );
  const [stack] = site ? blocksOf(site, 'application_stack') : [];
  const dockers = stack ? nested(stack, ['docker']) : [];
  const image = stack?.attributes.get('docker_image_name') ?? dockers.map((one) => one.attributes.get('image_name'))[0];
  host(
    app,
    {
      name: nameOf(app, 'name'),
      properties: {
        platform: app.type.includes('function') ? 'azure-functions' : 'azure-app-service',
        ...environmentIn(given),
        ...tagsOf(app),
      },
      containers: [containerOf({ name: 'app', image, given, secrets: vaultSecrets(given) }, app)],
      exposures:
        reached.reach === 'internet' && !closed
          ? [
              {
                reach: 'internet',
                how: `${app.type.includes('function') ? 'Azure Functions' : 'App Service'} address`,
                auth: asks ? ('present' as const) : ('none' as const),
                evidence: reached.evidence,
              },
            ]
          : [],
      otherwise:
        reached.reach === 'unknown'
          ? { reach: 'unknown', why: reached.how }
          : { reach: 'private', why: closed ? 'only listed addresses come in' : reached.how },
      identities: identitiesOf(app, declared),
      given,
    },
    declared,
  );
}

/** `@Microsoft.KeyVault(SecretUri=…)`: the variable is a reference into a key vault. */
function vaultSecrets(given: readonly Given[]): { name: string; secret: string }[] {
  return given.flatMap(({ name, value }) => {
    const text = stringOf(value) ?? '';
    const secret = /^@Microsoft\.KeyVault\((?:SecretUri=https:\/\/[^/]+\/secrets\/([\w-]+)|.*SecretName=([\w-]+))/.exec(text.slice(0, 500));
    return secret ? [{ name, secret: secret[1] ?? secret[2]! }] : [];
  });
}

/** Ingress is inside the environment unless `external_enabled`; without ingress nothing comes in. */
function containerApp(app: Resource, declared: Declared): void {
  const containers = nested(app, ['template', 'container']);
  const given = containers.flatMap((container) => pairsOf(blocksOf(container, 'env')));
  const [ingress] = blocksOf(app, 'ingress');
  const exposures: Exposure[] = [];
  const external = ingress && boolOf(ingress.attributes.get('external_enabled'));
  const rules = ingress ? blocksOf(ingress, 'ip_security_restriction') : [];
  const limited = rules.some(
    (rule) => stringOf(rule.attributes.get('action')) === 'Allow' && !isEverybody(stringOf(rule.attributes.get('ip_address_range')) ?? ''),
  );
  if (ingress && external === true && !limited)
    exposures.push({
      reach: 'internet',
      how: 'external ingress of a container app',
      auth: 'none',
      evidence: [declared.evidence(app, 'external_enabled = true', ingress.attributes.get('external_enabled'))],
    });
  host(
    app,
    {
      name: nameOf(app, 'name'),
      properties: { platform: 'azure-container-apps', ...environmentIn(given), ...tagsOf(app) },
      containers: containers.map((container) => named(container, app)),
      exposures,
      otherwise:
        ingress && external === undefined && ingress.attributes.has('external_enabled')
          ? { reach: 'unknown', why: 'a variable decides on external ingress' }
          : { reach: 'private', why: limited ? 'only listed addresses come in' : 'no external ingress' },
      identities: identitiesOf(app, declared),
      given,
    },
    declared,
  );
}

function named(container: Contents, resource: Resource): ReturnType<typeof containerOf> {
  const variables = blocksOf(container, 'env');
  return containerOf(
    {
      name: stringOf(container.attributes.get('name')) ?? 'container',
      image: container.attributes.get('image'),
      command: [container.attributes.get('command') ?? container.attributes.get('commands'), container.attributes.get('args')],
      given: [...pairsOf(variables), ...mapOf(container.attributes.get('environment_variables'))],
      secrets: variables.flatMap((one) => {
        const name = stringOf(one.attributes.get('name'));
        const secret = stringOf(one.attributes.get('secret_name'));
        return name === undefined || secret === undefined ? [] : [{ name, secret }];
      }),
      ports: blocksOf(container, 'ports').map((port) => port.attributes.get('port')),
    },
    resource,
  );
}

/** A public address unless another type is written. */
function containerGroup(group: Resource, declared: Declared): void {
  const value = group.attributes.get('ip_address_type');
  const type = value === undefined ? 'Public' : attribute(group, 'ip_address_type');
  const containers = blocksOf(group, 'container');
  const given = containers.flatMap((container) => mapOf(container.attributes.get('environment_variables')));
  host(
    group,
    {
      name: nameOf(group, 'name'),
      properties: { platform: 'azure-container-instances', ...environmentIn(given), ...tagsOf(group) },
      containers: containers.map((container) => named(container, group)),
      exposures:
        type === 'Public'
          ? [
              {
                reach: 'internet',
                how: 'public address of a container group',
                auth: 'none',
                evidence: [declared.evidence(group, 'ip_address_type Public', value)],
              },
            ]
          : [],
      otherwise:
        type === undefined
          ? { reach: 'unknown', why: 'a variable decides on the type of address' }
          : { reach: 'private', why: `address type ${type}` },
      identities: identitiesOf(group, declared),
      given,
    },
    declared,
  );
}
