import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf } from '../../code/hcl/read-value.ts';
import type { Declared } from './declared.ts';

const LOGGED = new Set(['model-endpoint', 'vector-store', 'registry']);
const TYPES = /^azurerm_(?:cognitive_account|ai_services|ai_foundry|machine_learning_workspace|search_service)$|^azapi_resource$/;

/**
 * Diagnostic settings: without one Azure keeps no log of the requests to a service. `logging` becomes true, false, or "unknown"
 * where a setting is for something that cannot be told, or a module was not read that may hold one. Source:
 * azurerm_monitor_diagnostic_setting; learn.microsoft.com, "Monitor Azure OpenAI".
 */
export function azureLogs(declared: Declared): void {
  const logged = new Set<Resource>();
  const unclear = new Set<string>();
  for (const setting of declared.resources('azurerm_monitor_diagnostic_setting')) {
    if (!keepsLogs(setting)) continue;
    const value = setting.attributes.get('target_resource_id');
    const owner = declared.resourceOf(value, setting, ...AZURE);
    const target = owner && declared.madeOf(owner);
    if (!target || !owner) {
      unclear.add(setting.root);
      continue;
    }
    logged.add(owner);
    const evidence = [declared.evidence(setting, `${setting.type} ${setting.address}`)];
    for (const name of ['log_analytics_workspace_id', 'storage_account_id', 'eventhub_authorization_rule_id']) {
      const store = declared.referred(setting.attributes.get(name), setting);
      if (store?.kind === 'data-store') declared.edge(target, 'logs-to', store, evidence);
    }
  }
  // A setting anywhere says that they are declared here; without one they may come from Azure Policy or from the platform's own code.
  const declares = declared.resources('azurerm_monitor_diagnostic_setting').length > 0;
  for (const resource of declared.resources(...AZURE)) {
    const reference: AssetReference | undefined = TYPES.test(resource.type) ? declared.madeOf(resource) : undefined;
    if (!reference || !LOGGED.has(reference.kind)) continue;
    const unseen = declared.unseenModules(resource.root);
    declared.describe(reference, {
      logging: logged.has(resource) ? true : unclear.has(resource.root) || unseen.length > 0 || !declares ? 'unknown' : false,
      ...(logged.has(resource) || (unseen.length === 0 && declares)
        ? {}
        : { loggingWhy: unseen.length > 0 ? `module ${unseen[0]!} was not read` : 'no diagnostic setting is declared in what was read' }),
    });
  }
}

const AZURE = [
  'azurerm_cognitive_account',
  'azurerm_ai_services',
  'azurerm_ai_foundry',
  'azurerm_ai_foundry_project',
  'azurerm_machine_learning_workspace',
  'azurerm_search_service',
  'azurerm_key_vault',
  'azurerm_storage_account',
  'azurerm_cosmosdb_account',
  'azurerm_postgresql_flexible_server',
  'azapi_resource',
] as const;

/** Metrics alone are no log; `log` is the form of older versions, on unless it is switched off. */
function keepsLogs(setting: Contents): boolean {
  return (
    blocksOf(setting, 'enabled_log').length > 0 || blocksOf(setting, 'log').some((log) => boolOf(log.attributes.get('enabled')) !== false)
  );
}
