import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { listOf, plainTextOf, stringOf } from '../../code/hcl/read-value.ts';
import type { Exposure } from '../../containers/workload.ts';
import { tagsOf } from './aws-storage.ts';
import { identitiesOf } from './azure-compute.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { isEverybody } from './exposure.ts';
import { rangeIn } from './gcp-compute.ts';
import { host, scriptContainers } from './hosts.ts';

/**
 * Virtual machines with what their first start runs, and the rules of the network security group of their interface or subnet.
 * Source: registry.terraform.io/providers/hashicorp/azurerm, linux_virtual_machine, network_interface, network_security_group.
 */
export function azureHosts(declared: Declared): void {
  for (const machine of declared.resources('azurerm_linux_virtual_machine', 'azurerm_virtual_machine')) machineOf(machine, declared);
}

function machineOf(machine: Resource, declared: Declared): void {
  const script = ['custom_data', 'user_data'].map((name) => plainTextOf(machine.attributes.get(name))).find((one) => one !== undefined);
  const interfaces = listOf(machine.attributes.get('network_interface_ids')).flatMap(
    (value) => declared.resourceOf(value, machine, 'azurerm_network_interface') ?? [],
  );
  const known = interfaces.length > 0;
  const open = interfaces.filter((one) => blocksOf(one, 'ip_configuration').some((block) => block.attributes.has('public_ip_address_id')));
  const groups = open.flatMap((one) => groupsOf(one, declared));
  host(
    machine,
    {
      name: nameOf(machine, 'name'),
      properties: {
        platform: 'azure-vm',
        machineType: attribute(machine, 'size') ?? attribute(machine, 'vm_size'),
        ...(known ? { publicAddress: open.length > 0 } : {}),
        ...tagsOf(machine),
      },
      containers: scriptContainers(script, machine),
      exposures: groups.flatMap((group) => openRules(group, declared)),
      otherwise:
        !known || (open.length > 0 && groups.length === 0)
          ? { reach: 'unknown', why: known ? 'a public address; its rules were not seen' : 'its network interface was not seen' }
          : { reach: 'private', why: open.length > 0 ? 'no rule for every address' : 'no public address' },
      identities: identitiesOf(machine, declared),
      given: [],
    },
    declared,
  );
}

function groupsOf(card: Resource, declared: Declared): Resource[] {
  const own = declared
    .pointingAt(card, 'azurerm_network_interface_security_group_association', 'network_interface_id')
    .map((one) => ({ one, value: one.attributes.get('network_security_group_id') }));
  const subnets = blocksOf(card, 'ip_configuration').flatMap(
    (block) => declared.resourceOf(block.attributes.get('subnet_id'), card, 'azurerm_subnet') ?? [],
  );
  const around = subnets
    .flatMap((subnet) => declared.pointingAt(subnet, 'azurerm_subnet_network_security_group_association', 'subnet_id'))
    .map((one) => ({ one, value: one.attributes.get('network_security_group_id') }));
  return [...own, ...around].flatMap(({ one, value }) => declared.resourceOf(value, one, 'azurerm_network_security_group') ?? []);
}

/** Inbound rules that let every address in; one that denies everybody first is not weighed against them. */
function openRules(group: Resource, declared: Declared): Exposure[] {
  const beside = declared
    .resources('azurerm_network_security_rule')
    .filter((rule) => declared.resourceOf(rule.attributes.get('network_security_group_name'), rule, group.type) === group);
  const rules: { rule: Contents; resource: Resource }[] = [
    ...blocksOf(group, 'security_rule').map((rule) => ({ rule, resource: group })),
    ...beside.map((rule) => ({ rule, resource: rule })),
  ];
  return rules.flatMap(({ rule, resource }): Exposure[] => {
    const text = (name: string): string | undefined => stringOf(rule.attributes.get(name));
    if (text('direction') !== 'Inbound' || text('access') !== 'Allow' || /^(?:udp|icmp)$/i.test(text('protocol') ?? '')) return [];
    const value = ['source_address_prefix', 'source_address_prefixes']
      .map((name) => rule.attributes.get(name))
      .find((one) => listOf(one).some((range) => isEverybody(stringOf(range) ?? '')));
    if (!value) return [];
    const written = ['destination_port_range', 'destination_port_ranges'].flatMap((name) =>
      listOf(rule.attributes.get(name)).flatMap((one) => stringOf(one) ?? []),
    );
    const ranges = written.includes('*') ? [] : written.flatMap(rangeIn);
    if (ranges.length > 0 && ranges.every(([from, to]) => from === to && (from === 22 || from === 3389))) return [];
    return [
      {
        reach: 'internet',
        how: `security group ${nameOf(group, 'name')} for every address${ranges.length === 0 ? '' : ` on ${written.slice(0, 4).join(', ')}`}`,
        auth: 'none',
        evidence: [declared.evidence(resource, 'inbound from every address', value)],
        ...(ranges.length > 0 ? { ranges } : {}),
      },
    ];
  });
}
