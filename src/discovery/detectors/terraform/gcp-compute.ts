import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf, plainTextOf, stringOf, valueAt } from '../../code/hcl/read-value.ts';
import type { Container } from '../../containers/container.ts';
import type { Exposure } from '../../containers/workload.ts';
import { environmentOf, tagsOf } from './aws-storage.ts';
import { nested } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { isEverybody } from './exposure.ts';
import { accountAt, gcpKeys, grantsOf } from './gcp-identity.ts';
import { containerOf, host, mapOf, pairsOf, scriptContainers } from './hosts.ts';

/**
 * Where code runs in Google Cloud: Cloud Run, functions, machines, notebooks. Source: registry.terraform.io/providers/hashicorp/google,
 * cloud_run_v2_service, cloud_run_service, cloudfunctions2_function, compute_instance, compute_firewall, workbench_instance,
 * notebooks_instance.
 */
export function gcpCompute(declared: Declared): void {
  for (const service of declared.resources('google_cloud_run_v2_service', 'google_cloud_run_service')) cloudRun(service, declared);
  for (const fn of declared.resources('google_cloudfunctions2_function', 'google_cloudfunctions_function')) cloudFunction(fn, declared);
  for (const machine of declared.resources('google_compute_instance')) machineOf(machine, declared);
  for (const notebook of declared.resources('google_workbench_instance', 'google_notebooks_instance')) notebookOf(notebook, declared);
}

/** Whether everybody may call it, by a grant to allUsers, and where that stands. */
function openGrant(resource: Resource, declared: Declared): Exposure | undefined {
  for (const grant of grantsOf(resource.type, declared)) {
    if (grant.member !== 'allUsers' && grant.member !== 'allAuthenticatedUsers') continue;
    if (!/invoker|admin|editor|owner/i.test(grant.role)) continue;
    const argument = ['name', 'service', 'cloud_function'].find((name) => grant.resource.attributes.has(name));
    const value = argument === undefined ? undefined : grant.resource.attributes.get(argument);
    const same = declared.resourceOf(value, grant.resource, resource.type) === resource;
    const byName =
      grant.resource.root === resource.root && stringOf(value) !== undefined && stringOf(value) === attribute(resource, 'name');
    if (same || byName)
      return {
        reach: 'internet',
        how: `${grant.role} for ${grant.member}`,
        auth: 'none',
        evidence: [declared.evidence(grant.resource, `${grant.member} has ${grant.role}`, grant.value)],
      };
  }
  return undefined;
}

const INSIDE =
  /^(?:INGRESS_TRAFFIC_INTERNAL_ONLY|INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER|ALLOW_INTERNAL_ONLY|ALLOW_INTERNAL_AND_GCLB|internal|internal-and-cloud-load-balancing)$/;

/** Everybody's only where allUsers may invoke it and its ingress is open; else callers need IAM. */
function reachable(
  resource: Resource,
  ingress: string | undefined,
  declared: Declared,
): Pick<Parameters<typeof host>[1], 'exposures' | 'otherwise'> {
  const unchecked = boolOf(resource.attributes.get('invoker_iam_disabled')) === true;
  const open =
    openGrant(resource, declared) ??
    (unchecked
      ? {
          reach: 'internet' as const,
          how: 'no check of who invokes it',
          auth: 'none' as const,
          evidence: [declared.evidence(resource, 'invoker_iam_disabled = true', resource.attributes.get('invoker_iam_disabled'))],
        }
      : undefined);
  const inside = ingress !== undefined && INSIDE.test(ingress);
  return {
    exposures: open && !inside ? [open] : [],
    otherwise: { reach: 'private', why: inside ? 'ingress from inside only' : 'callers need the role of an invoker' },
  };
}

function variablesOf(container: Contents): { name: string; secret: string }[] {
  return blocksOf(container, 'env').flatMap((one) => {
    const name = stringOf(one.attributes.get('name'));
    const [ref] = [...nested(one, ['value_source', 'secret_key_ref']), ...nested(one, ['value_from', 'secret_key_ref'])];
    const secret = stringOf(ref?.attributes.get('secret')) ?? stringOf(ref?.attributes.get('name'));
    return name === undefined || secret === undefined ? [] : [{ name, secret }];
  });
}

function cloudRun(service: Resource, declared: Declared): void {
  const v2 = service.type === 'google_cloud_run_v2_service';
  const spec = v2 ? nested(service, ['template']) : nested(service, ['template', 'spec']);
  const containers = spec.flatMap((one) => [...blocksOf(one, 'containers')]);
  const given = containers.flatMap((container) => pairsOf(blocksOf(container, 'env')));
  const accounts = spec.flatMap(
    (one) => accountAt(one.attributes.get('service_account') ?? one.attributes.get('service_account_name'), service, declared) ?? [],
  );
  const annotations = nested(service, ['metadata']).map((one) =>
    valueAt(one.attributes.get('annotations'), 'run.googleapis.com/ingress'),
  )[0];
  const ingress = v2 ? attribute(service, 'ingress') : stringOf(annotations);
  host(
    service,
    {
      name: nameOf(service, 'name'),
      properties: { platform: 'gcp-cloud-run', ...environmentIn(given), ...tagsOf(service) },
      containers: containers.map((container, index) =>
        containerOf(
          {
            name: stringOf(container.attributes.get('name')) ?? `container-${index + 1}`,
            image: container.attributes.get('image'),
            command: [container.attributes.get('command'), container.attributes.get('args')],
            given: pairsOf(blocksOf(container, 'env')),
            secrets: variablesOf(container),
            ports: blocksOf(container, 'ports').map((port) => port.attributes.get('container_port')),
          },
          service,
        ),
      ),
      ...reachable(service, ingress, declared),
      identities: accounts,
      given,
    },
    declared,
  );
}

function environmentIn(given: readonly { name: string; value: Parameters<typeof stringOf>[0] }[]): { environment?: string } {
  for (const { name, value } of given) {
    const found = /^(?:ENV|ENVIRONMENT|STAGE|APP_ENV|NODE_ENV)$/i.test(name) ? environmentOf(stringOf(value) ?? '') : undefined;
    if (found !== undefined) return { environment: found };
  }
  return {};
}

function cloudFunction(fn: Resource, declared: Declared): void {
  const [service] = blocksOf(fn, 'service_config');
  const config: Contents = service ?? fn;
  const given = mapOf(config.attributes.get('environment_variables'));
  const account = accountAt(config.attributes.get('service_account_email'), fn, declared);
  host(
    fn,
    {
      name: nameOf(fn, 'name'),
      properties: { platform: 'gcp-cloud-functions', ...environmentIn(given), ...tagsOf(fn) },
      containers: [containerOf({ name: 'function', image: undefined, given }, fn)],
      ...reachable(fn, stringOf(config.attributes.get('ingress_settings')), declared),
      identities: account ? [account] : [],
      given,
    },
    declared,
  );
}

/** A public address and a firewall rule for everybody that fits its tags. */
function machineOf(machine: Resource, declared: Declared): void {
  const address = blocksOf(machine, 'network_interface').some(
    (one) => blocksOf(one, 'access_config').length > 0 || blocksOf(one, 'ipv6_access_config').length > 0,
  );
  const tags = listOf(machine.attributes.get('tags')).flatMap((value) => stringOf(value) ?? []);
  const metadata = machine.attributes.get('metadata');
  const script =
    plainTextOf(machine.attributes.get('metadata_startup_script')) ??
    plainTextOf(valueAt(metadata, 'startup-script')) ??
    plainTextOf(valueAt(metadata, 'user-data'));
  const containers: Container[] = scriptContainers(script, machine);
  const exposures = address ? firewalls(tags, machine, declared) : [];
  const account = blocksOf(machine, 'service_account').flatMap(
    (block) => accountAt(block.attributes.get('email'), machine, declared) ?? [],
  );
  host(
    machine,
    {
      name: nameOf(machine, 'name'),
      properties: {
        platform: 'gcp-compute',
        machineType: attribute(machine, 'machine_type'),
        publicAddress: address,
        ...tagsOf({ ...machine, attributes: withoutTags(machine) }),
      },
      containers,
      exposures,
      otherwise: address
        ? { reach: 'unknown', why: 'a public address; no firewall rule for everybody was seen' }
        : { reach: 'private', why: 'no public address' },
      identities: account,
      given: [],
    },
    declared,
  );
}

/** Tags of a machine are network tags; its labels say whose it is. */
function withoutTags(machine: Resource): Resource['attributes'] {
  return new Map([...machine.attributes].filter(([name]) => name !== 'tags'));
}

function firewalls(tags: readonly string[], machine: Resource, declared: Declared): Exposure[] {
  return declared.resources('google_compute_firewall').flatMap((rule): Exposure[] => {
    if (rule.root !== machine.root || attribute(rule, 'direction') === 'EGRESS' || boolOf(rule.attributes.get('disabled')) === true)
      return [];
    const ranges = listOf(rule.attributes.get('source_ranges')).flatMap((value) => stringOf(value) ?? []);
    const targets = listOf(rule.attributes.get('target_tags')).flatMap((value) => stringOf(value) ?? []);
    const allows = blocksOf(rule, 'allow');
    if (!ranges.some(isEverybody) || allows.length === 0 || (targets.length > 0 && !targets.some((tag) => tags.includes(tag)))) return [];
    const written = allows.flatMap((allow) => listOf(allow.attributes.get('ports')).flatMap((value) => stringOf(value) ?? []));
    const all = allows.some((allow) => !allow.attributes.has('ports'));
    const ports = all ? [] : written.flatMap((text) => portsIn(text));
    if (!all && ports.length > 0 && ports.every((port) => port === 22 || port === 3389)) return [];
    return [
      {
        reach: 'internet',
        how: `firewall rule ${nameOf(rule, 'name')} for every address${all ? '' : ` on ${written.slice(0, 4).join(', ')}`}`,
        auth: 'none',
        evidence: [declared.evidence(rule, 'source_ranges 0.0.0.0/0', rule.attributes.get('source_ranges'))],
        ...(ports.length > 0 ? { ports, ranges: written.flatMap((text) => rangeIn(text)) } : {}),
      },
    ];
  });
}

/** `8080`, `8000-8100` as its ends. */
export function rangeIn(text: string): [number, number][] {
  const [from, to = from] = text.split('-').map(Number);
  return from !== undefined && Number.isInteger(from) && Number.isInteger(to) ? [[from, to!]] : [];
}

/** `8080`, `8000-8100` (its ends and the ports model servers listen on). */
export function portsIn(text: string): number[] {
  const [from, to] = text.split('-').map(Number);
  if (from === undefined || !Number.isInteger(from)) return [];
  if (to === undefined || !Number.isInteger(to)) return [from];
  return [from, to, 8000, 8080, 8888, 11434, 6333].filter((port, index) => index < 2 || (port > from && port < to));
}

/** A managed notebook: a public address unless it is switched off, root unless `notebook-disable-root`. */
function notebookOf(notebook: Resource, declared: Declared): void {
  const workbench = notebook.type === 'google_workbench_instance';
  const [setup] = workbench ? blocksOf(notebook, 'gce_setup') : [notebook as Contents];
  const value = setup?.attributes.get(workbench ? 'disable_public_ip' : 'no_public_ip');
  const off = value === undefined ? false : boolOf(value);
  const metadata = setup?.attributes.get('metadata');
  const noRoot = stringOf(valueAt(metadata, 'notebook-disable-root'));
  const location = attribute(notebook, 'location');
  const reference = declared.asset(
    'notebook',
    notebook,
    nameOf(notebook, 'name'),
    location === undefined
      ? []
      : gcpKeys(notebook, 'notebooks.googleapis.com', `locations/${location}/instances/${nameOf(notebook, 'name')}`, declared),
    {
      platform: 'gcp-workbench',
      directInternetAccess: off === undefined ? 'unknown' : off ? 'Disabled' : 'Enabled',
      publicAddress: off === undefined ? 'unknown' : !off,
      rootAccess: noRoot === 'true' ? 'Disabled' : 'Enabled',
      subnet: workbench ? blocksOf(setup ?? notebook, 'network_interfaces').length > 0 : notebook.attributes.has('subnet'),
      proxyAccess: !(
        boolOf(notebook.attributes.get('disable_proxy_access')) ??
        boolOf(notebook.attributes.get('no_proxy_access')) ??
        false
      ),
      encrypted: true,
      ...tagsOf(notebook),
    },
  );
  const accounts = workbench
    ? blocksOf(setup ?? notebook, 'service_accounts').map((block) => block.attributes.get('email'))
    : [notebook.attributes.get('service_account')];
  for (const account of accounts) {
    const identity = accountAt(account, notebook, declared);
    if (identity) declared.edge(reference, 'runs-as', identity, [declared.evidence(notebook, 'service account', account)]);
  }
}
