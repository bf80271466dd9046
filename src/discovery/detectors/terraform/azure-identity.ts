import { strongKey } from '../../../core/keys.ts';
import type { AssetReference, Json } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { referencesIn, stringOf, textOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { armKeys, systemIdentity } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';

/** Managed identities, before what acts with them. Source: azurerm_user_assigned_identity. */
export function azureIdentities(declared: Declared): void {
  for (const identity of declared.resources('azurerm_user_assigned_identity'))
    declared.asset(
      'identity',
      identity,
      nameOf(identity, 'name'),
      armKeys(identity, 'Microsoft.ManagedIdentity/userAssignedIdentities', declared),
      { form: 'service-account', platform: 'azure', managed: true },
    );
}

/** Roles that may do nearly everything at their scope. Source: learn.microsoft.com, "Azure built-in roles". */
const BROAD = new Set(['Owner', 'Contributor', 'User Access Administrator', 'Role Based Access Control Administrator']);

/**
 * Role assignments, after everything they may speak of: who may do what on which thing is a `may` edge with the role; on a whole
 * subscription or resource group it is told on the identity as `roles`, a list of role, scope and breadth.
 */
export function azureRoles(declared: Declared): void {
  const wide = new Map<string, { reference: AssetReference; roles: Json[] }>();
  for (const assignment of declared.resources('azurerm_role_assignment')) {
    const role = attribute(assignment, 'role_definition_name') ?? textOf(assignment.attributes.get('role_definition_id'));
    const identity = principal(assignment.attributes.get('principal_id'), assignment, declared);
    if (role === undefined || !identity) continue;
    const scope = assignment.attributes.get('scope');
    const evidence = [declared.evidence(assignment, `role ${role}`)];
    const on = declared.referred(scope, assignment);
    if (on && on.key !== identity.key) declared.edge(identity, 'may', on, evidence, { role, broad: BROAD.has(role) });
    else {
      const known = wide.get(identity.key) ?? { reference: identity, roles: [] };
      known.roles.push({ role, scope: scopeOf(scope), broad: BROAD.has(role), file: assignment.file, line: assignment.line });
      wide.set(identity.key, known);
    }
  }
  for (const { reference, roles } of wide.values()) declared.describe(reference, { roles });
}

/** The identity whose principal id is given: a managed identity, or the one Azure made for a resource. */
function principal(value: Value | undefined, from: Resource, declared: Declared): AssetReference | undefined {
  const known = declared.referred(value, from);
  if (known?.kind === 'identity') return known;
  const [reference] = referencesIn(value);
  const type = reference && /(?:^|\.)(azurerm_\w+|azapi_resource)\.[\w-]+(?:\[[^\]]*\])?$/.exec(reference.ref)?.[1];
  const owner = type === undefined ? undefined : declared.resourceOf(value, from, type);
  if (owner && blocksOf(owner, 'identity').length > 0)
    return systemIdentity(owner, [declared.evidence(owner, `identity of ${owner.address}`)], declared);
  const id = stringOf(value);
  if (id === undefined || !/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id)) return undefined;
  return declared.other(
    'identity',
    id,
    [strongKey('azure', `principal/${id.toLowerCase()}`)],
    { platform: 'azure' },
    [declared.evidence(from, `principal ${id}`)],
    0.7,
  );
}

function scopeOf(value: Value | undefined): string {
  const text = stringOf(value) ?? textOf(value) ?? '';
  const named = `${text} ${referencesIn(value)
    .map(({ ref }) => ref)
    .join(' ')}`;
  if (/managementGroups|azurerm_management_group/.test(named)) return 'management group';
  if (/azurerm_resource_group|\/resourceGroups\/[^/]+$/i.test(named)) return 'resource group';
  return /azurerm_subscription|\/subscriptions\/[^/]+$/i.test(named) ? 'subscription' : 'unknown';
}
