import type { Evidence } from '../../../core/evidence.ts';
import { type Key, strongKey } from '../../../core/keys.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf, stringOf, stringsOf, textOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { isEverybody, type Reached } from './exposure.ts';

/**
 * The resource id of Azure as a key, lower case because Azure compares it so. Only where subscription, resource group and name
 * are all known: before `terraform apply` a subscription often is not, and the address and the host name join instead.
 */
export function armKeys(resource: Resource, type: string, declared: Declared): Key[] {
  const subscription = declared.providerSetting(resource, 'azurerm', 'subscription_id');
  const group = attribute(resource, 'resource_group_name');
  const name = attribute(resource, 'name');
  if (subscription === undefined || group === undefined || name === undefined) return [];
  return [strongKey('azure', `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`.toLowerCase())];
}

/** What decides who reaches a managed service of Azure, from whichever form it was written in. */
export interface NetworkSettings {
  /** Public network access as written; absent means on (provider documentation of each resource read here). */
  access: Value | undefined;
  /** The default action of the firewall: Allow or Deny; absent means Allow. */
  defaultAction: Value | undefined;
  /** Addresses let in beside the default. */
  addresses: readonly Value[];
}

/**
 * From where a service of Azure is reached. Public network access and the default action are both on or Allow unless they are
 * written otherwise; with Deny only listed addresses and networks come in.
 */
export function reachOf(settings: NetworkSettings, resource: Resource, declared: Declared): Reached {
  const { access, defaultAction } = settings;
  const on = access === undefined ? true : switchedOn(access);
  const place = [declared.evidence(resource, 'public network access', access)];
  if (on === false) return { reach: 'private', how: 'public network access is switched off', evidence: place };
  const action = defaultAction === undefined ? 'allow' : stringOf(defaultAction)?.toLowerCase();
  const ranges = settings.addresses.flatMap((value) => listOf(value)).flatMap((value) => stringOf(value) ?? textOf(value) ?? []);
  if (action === 'deny' && !ranges.some(isEverybody))
    return {
      reach: 'private',
      how: ranges.length > 0 ? 'only listed addresses and networks are let in' : 'only listed networks are let in',
      evidence: [declared.evidence(resource, 'default action Deny', defaultAction)],
    };
  if (on === undefined || action === undefined)
    return { reach: 'unknown', how: 'a value that is not known decides on public network access', evidence: place };
  return {
    reach: 'internet',
    how:
      action === 'deny'
        ? 'every address is among those let in'
        : access === undefined
          ? 'public network access, on unless it is switched off, for every address'
          : 'public network access for every address',
    evidence: place,
  };
}

/** `true`, `"Enabled"`, `"SecuredByPerimeter"`: whether public access is on; undefined where it is not known. */
export function switchedOn(value: Value): boolean | undefined {
  const flag = boolOf(value);
  if (flag !== undefined) return flag;
  const text = stringOf(value)?.toLowerCase();
  if (text === undefined) return undefined;
  return text === 'enabled' || text === 'true';
}

/** The network settings of an azurerm resource. `block` is the name of its firewall block. */
export function networkSettings(resource: Resource, block = 'network_acls', extra: readonly string[] = []): NetworkSettings {
  const rules = blocksOf(resource, block);
  return {
    access: resource.attributes.get('public_network_access_enabled') ?? resource.attributes.get('public_network_access'),
    defaultAction: rules.map((rule) => rule.attributes.get('default_action')).find((one) => one !== undefined),
    addresses: [
      ...rules.flatMap((rule) => rule.attributes.get('ip_rules') ?? []),
      ...extra.flatMap((name) => resource.attributes.get(name) ?? []),
    ],
  };
}

/** Managed identities of a resource: those it is given, and the one Azure makes for it, remembered for role assignments. */
export function actsAs(from: AssetReference, resource: Resource, declared: Declared): AssetReference[] {
  const out: AssetReference[] = [];
  for (const block of blocksOf(resource, 'identity')) {
    const evidence: Evidence[] = [declared.evidence(resource, `identity of ${resource.address}`, block.attributes.get('type'))];
    for (const value of listOf(block.attributes.get('identity_ids'))) {
      const identity = declared.referred(value, resource);
      if (identity?.kind === 'identity') out.push(identity);
    }
    if (stringsOf(block.attributes.get('type')).some((type) => type.includes('SystemAssigned')))
      out.push(systemIdentity(resource, evidence, declared));
  }
  for (const identity of out) declared.edge(from, 'runs-as', identity, [declared.evidence(resource, `identity of ${resource.address}`)]);
  return out;
}

/** The identity Azure makes for a resource: one per resource, by its address. */
export function systemIdentity(resource: Resource, evidence: Evidence[], declared: Declared): AssetReference {
  const place = `${declared.target}${resource.root === '' ? '' : `/${resource.root}`}`;
  return declared.other(
    'identity',
    `${nameOf(resource, 'name')} (system-assigned)`,
    [strongKey('terraform', `${place}:${resource.address}#identity`)],
    { form: 'service-account', platform: 'azure', managed: true },
    evidence,
  );
}

/** Texts of an attribute of nested blocks: `block → inner → name`. */
export function nested(owner: Contents, path: readonly string[]): Contents[] {
  let level: Contents[] = [owner];
  for (const name of path) level = level.flatMap((one) => [...blocksOf(one, name)]);
  return level;
}
