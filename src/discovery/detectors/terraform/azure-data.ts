import { strongKey } from '../../../core/keys.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, stringOf } from '../../code/hcl/read-value.ts';
import { tagsOf } from './aws-storage.ts';
import { actsAs, armKeys, networkSettings, reachOf } from './azure-place.ts';
import { attribute, type Declared, flag, nameOf } from './declared.ts';
import { drawReach, internet, openToAll, type Reached, reachProperties } from './exposure.ts';

/**
 * Stores of Azure: storage accounts and their containers, search services, key vaults, databases, log stores. Azure encrypts all of
 * them at rest; `customerKey` says whether with a key of one's own. Source: registry.terraform.io/providers/hashicorp/azurerm.
 */
export function azureData(declared: Declared): void {
  for (const account of declared.resources('azurerm_storage_account')) storageAccount(account, declared);
  for (const container of declared.resources('azurerm_storage_container')) storageContainer(container, declared);
  for (const service of declared.resources('azurerm_search_service')) searchService(service, declared);
  for (const vault of declared.resources('azurerm_key_vault')) keyVault(vault, declared);
  for (const database of declared.resources('azurerm_cosmosdb_account', 'azurerm_postgresql_flexible_server'))
    databaseServer(database, declared);
  for (const log of declared.resources('azurerm_log_analytics_workspace', 'azurerm_application_insights'))
    declared.asset('data-store', log, nameOf(log, 'name'), armKeys(log, LOGS[log.type]!, declared), {
      form: 'log-store',
      platform: 'azure',
      encrypted: true,
      ...tagsOf(log),
    });
}

const LOGS: Readonly<Record<string, string>> = {
  azurerm_log_analytics_workspace: 'Microsoft.OperationalInsights/workspaces',
  azurerm_application_insights: 'Microsoft.Insights/components',
};

/** Where a container is reached from: the account's own network, or its rules written beside it. */
function accountReach(account: Resource, declared: Declared): Reached {
  const [beside] = declared.pointingAt(account, 'azurerm_storage_account_network_rules', 'storage_account_id');
  const settings = networkSettings(account, 'network_rules');
  return reachOf(
    beside && settings.defaultAction === undefined
      ? {
          access: settings.access,
          defaultAction: beside.attributes.get('default_action'),
          addresses: [beside.attributes.get('ip_rules')].filter((one) => one !== undefined),
        }
      : settings,
    account,
    declared,
  );
}

function storageAccount(account: Resource, declared: Declared): void {
  const name = attribute(account, 'name')?.toLowerCase();
  const reached = accountReach(account, declared);
  const reference = declared.asset(
    'data-store',
    account,
    nameOf(account, 'name'),
    [
      ...armKeys(account, 'Microsoft.Storage/storageAccounts', declared),
      ...(name === undefined ? [] : [strongKey('host', `${name}.blob.core.windows.net`)]),
    ],
    {
      form: 'azure-storage-account',
      platform: 'azure',
      publicNetwork: reached.reach === 'unknown' ? 'unknown' : reached.reach === 'internet',
      // Shared keys and anonymous containers are possible unless they are switched off (provider documentation).
      localAuth: flag(account, 'shared_access_key_enabled') ?? true,
      anonymousAllowed: anonymousAllowed(account) ?? 'unknown',
      httpsOnly: flag(account, 'https_traffic_only_enabled') ?? flag(account, 'enable_https_traffic_only') ?? true,
      versioning: blocksOf(account, 'blob_properties').some((one) => boolOf(one.attributes.get('versioning_enabled')) === true),
      encrypted: true,
      customerKey:
        blocksOf(account, 'customer_managed_key').length > 0 ||
        declared.pointingAt(account, 'azurerm_storage_account_customer_managed_key', 'storage_account_id').length > 0,
      ...tagsOf(account),
    },
  );
  actsAs(reference, account, declared);
}

function anonymousAllowed(account: Resource): boolean | undefined {
  for (const name of ['allow_nested_items_to_be_public', 'allow_blob_public_access']) {
    const value = account.attributes.get(name);
    if (value) return boolOf(value);
  }
  return true;
}

/** `blob` lets anybody read a blob whose name they know, `container` lists them as well; private unless it is written. */
function storageContainer(container: Resource, declared: Declared): void {
  const account =
    declared.resourceOf(container.attributes.get('storage_account_id'), container, 'azurerm_storage_account') ??
    declared.resourceOf(container.attributes.get('storage_account_name'), container, 'azurerm_storage_account');
  const accountName =
    (account && attribute(account, 'name')) ??
    attribute(container, 'storage_account_name') ??
    accountIn(attribute(container, 'storage_account_id'));
  const name = attribute(container, 'name');
  const value = container.attributes.get('container_access_type');
  const access = value === undefined ? 'private' : stringOf(value);
  const reference = declared.asset(
    'data-store',
    container,
    nameOf(container, 'name'),
    accountName === undefined || name === undefined
      ? []
      : [strongKey('url', `https://${accountName.toLowerCase()}.blob.core.windows.net/${name}`)],
    {
      form: 'azure-container',
      platform: 'azure',
      ...(accountName === undefined ? {} : { account: accountName }),
      containerAccess: access ?? 'unknown',
      encrypted: true,
      ...(account ? tagsOf(account) : {}),
    },
  );
  if (access !== 'blob' && access !== 'container') return;
  if (account && (anonymousAllowed(account) === false || accountReach(account, declared).reach !== 'internet')) return;
  openToAll(
    reference,
    ['read'],
    `container access ${access}`,
    [declared.evidence(container, `container_access_type = "${access}"`, value)],
    declared,
  );
}

function accountIn(id: string | undefined): string | undefined {
  return id === undefined ? undefined : /\/storageAccounts\/([a-z0-9]{3,24})$/i.exec(id)?.[1];
}

/** Azure AI Search: what retrieval asks. Keys are taken unless they are switched off, and every address unless listed. */
function searchService(service: Resource, declared: Declared): void {
  const name = attribute(service, 'name')?.toLowerCase();
  const settings = networkSettings(service);
  const listed = service.attributes.get('allowed_ips');
  const reached = reachOf(
    listed === undefined
      ? settings
      : { ...settings, defaultAction: { kind: 'string', value: 'Deny', origin: listed.origin }, addresses: [listed] },
    service,
    declared,
  );
  const local = service.attributes.get('local_authentication_enabled');
  const localAuth = local === undefined ? true : boolOf(local);
  const reference = declared.asset(
    'vector-store',
    service,
    nameOf(service, 'name'),
    [
      ...armKeys(service, 'Microsoft.Search/searchServices', declared),
      ...(name === undefined ? [] : [strongKey('host', `${name}.search.windows.net`)]),
    ],
    {
      platform: 'azure-ai-search',
      engine: 'azure-ai-search',
      product: 'Azure AI Search',
      managed: true,
      declaredAs: service.type,
      ...reachProperties(reached, 'present', localAuth === false ? 'Entra ID only' : 'a key or Entra ID'),
      localAuth: localAuth ?? 'unknown',
      encrypted: true,
      customerKey: flag(service, 'customer_managed_key_enforcement_enabled') ?? false,
      ...tagsOf(service),
    },
  );
  drawReach(reference, reached, 'present', declared);
  actsAs(reference, service, declared);
}

function keyVault(vault: Resource, declared: Declared): void {
  const name = attribute(vault, 'name')?.toLowerCase();
  const reached = reachOf(networkSettings(vault), vault, declared);
  declared.asset(
    'data-store',
    vault,
    nameOf(vault, 'name'),
    [
      ...armKeys(vault, 'Microsoft.KeyVault/vaults', declared),
      ...(name === undefined ? [] : [strongKey('host', `${name}.vault.azure.net`)]),
    ],
    {
      form: 'key-vault',
      platform: 'azure',
      publicNetwork: reached.reach === 'unknown' ? 'unknown' : reached.reach === 'internet',
      rbac: flag(vault, 'rbac_authorization_enabled') ?? flag(vault, 'enable_rbac_authorization') ?? false,
      purgeProtection: flag(vault, 'purge_protection_enabled') ?? false,
      encrypted: true,
      ...tagsOf(vault),
    },
  );
}

function databaseServer(database: Resource, declared: Declared): void {
  const cosmos = database.type === 'azurerm_cosmosdb_account';
  const name = attribute(database, 'name')?.toLowerCase();
  const reached = reachOf(networkSettings(database), database, declared);
  const reference: AssetReference = declared.asset(
    'data-store',
    database,
    nameOf(database, 'name'),
    [
      ...armKeys(database, cosmos ? 'Microsoft.DocumentDB/databaseAccounts' : 'Microsoft.DBforPostgreSQL/flexibleServers', declared),
      ...(name === undefined ? [] : [strongKey('host', `${name}.${cosmos ? 'documents.azure.com' : 'postgres.database.azure.com'}`)]),
    ],
    {
      form: 'database',
      engine: cosmos ? 'cosmosdb' : 'postgresql',
      platform: 'azure',
      publicNetwork: reached.reach === 'unknown' ? 'unknown' : reached.reach === 'internet',
      encrypted: true,
      ...tagsOf(database),
    },
  );
  actsAs(reference, database, declared);
  if (reached.reach !== 'internet') return;
  // Public access alone lets nobody in: the firewall rules of the server do.
  for (const rule of declared.pointingAt(database, 'azurerm_postgresql_flexible_server_firewall_rule', 'server_id')) {
    if (!isEveryRange(attribute(rule, 'start_ip_address') ?? '', attribute(rule, 'end_ip_address') ?? '')) continue;
    const evidence = [declared.evidence(rule, 'firewall rule for every address')];
    declared.edge(reference, 'exposed-to', internet(declared, evidence), evidence, {
      access: 'connect',
      auth: 'present',
      how: 'firewall rule for every address',
    });
    return;
  }
}

/** `0.0.0.0` to `0.0.0.0` means services of Azure, not everybody. */
function isEveryRange(start: string, end: string): boolean {
  return /^(?:0|1)\.0\.0\.[01]$/.test(start) && /^2(?:23|54|55)\.255\.255\.25[45]$/.test(end);
}
