import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { jsonOf } from '../../code/hcl/json-text.ts';
import { boolOf, listOf, plainTextOf, referencesIn, stringOf, textOf, valueAt } from '../../code/hcl/read-value.ts';
import type { Container } from '../../containers/container.ts';
import type { Exposure } from '../../containers/workload.ts';
import { balanced, openRules } from './aws-network.ts';
import { environmentOf, tagsOf } from './aws-storage.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { below, containerOf, type Given, host, objectsOf, pairsOf, scriptContainers } from './hosts.ts';

/**
 * Containers of ECS and machines of EC2: what they run, as whom, and whether a security group, a public address or a load balancer
 * opens them to everybody. Source: registry.terraform.io/providers/hashicorp/aws, aws_ecs_*, aws_instance, aws_batch_job_definition.
 */
export function awsHosts(declared: Declared): void {
  for (const task of declared.resources('aws_ecs_task_definition')) taskOf(task, declared);
  for (const job of declared.resources('aws_batch_job_definition')) batch(job, declared);
  for (const machine of declared.resources('aws_instance')) machineOf(machine, declared);
}

function environmentIn(given: readonly Given[]): { environment?: string } {
  for (const { name, value } of given) {
    const found = /^(?:ENV|ENVIRONMENT|STAGE|APP_ENV|NODE_ENV|DEPLOY_ENV)$/i.test(name) ? environmentOf(stringOf(value) ?? '') : undefined;
    if (found !== undefined) return { environment: found };
  }
  return {};
}

/** A container as ECS and Batch write it in JSON. */
function jsonContainer(item: Contents, resource: Resource, fallback: string): { container: Container; given: Given[] } {
  const given = pairsOf(objectsOf(item.attributes.get('environment')));
  const secrets = objectsOf(item.attributes.get('secrets')).flatMap((one) => {
    const name = stringOf(one.attributes.get('name'));
    const secret = stringOf(one.attributes.get('valueFrom')) ?? textOf(one.attributes.get('valueFrom'));
    return name === undefined || secret === undefined ? [] : [{ name, secret }];
  });
  return {
    given,
    container: containerOf(
      {
        name: stringOf(item.attributes.get('name')) ?? fallback,
        image: item.attributes.get('image'),
        command: [item.attributes.get('entryPoint'), item.attributes.get('command')],
        given,
        secrets,
        ports: objectsOf(item.attributes.get('portMappings')).map((port) => port.attributes.get('containerPort')),
      },
      resource,
    ),
  };
}

function taskOf(task: Resource, declared: Declared): void {
  const containers = objectsOf(jsonOf(task.attributes.get('container_definitions')) ?? task.attributes.get('container_definitions')).map(
    (item, index) => jsonContainer(item, task, `container-${index + 1}`),
  );
  const given = containers.flatMap((one) => one.given);
  const role = declared.referred(task.attributes.get('task_role_arn'), task);
  const services = declared.pointingAt(task, 'aws_ecs_service', 'task_definition');
  const exposures = services.flatMap((service) => serviceExposures(service, declared));
  const emitted = host(
    task,
    {
      name: nameOf(task, 'family'),
      properties: { platform: 'aws-ecs', image: containers[0]?.container.image, ...environmentIn(given), ...tagsOf(task) },
      containers: containers.map((one) => one.container),
      exposures,
      otherwise: { reach: services.length === 0 ? 'unknown' : 'private', why: 'no public address or load balancer for everybody was seen' },
      identities: role?.kind === 'identity' ? [role] : [],
      given,
    },
    declared,
  );
  for (const volume of blocksOf(task, 'volume').flatMap((block) => [...blocksOf(block, 'efs_volume_configuration')])) {
    const share = declared.referred(volume.attributes.get('file_system_id'), task);
    if (share?.kind === 'data-store')
      declared.observations.edges.push({
        from: emitted.reference,
        to: share,
        kind: 'connects-to',
        strength: 'resolved',
        evidence: [declared.evidence(task, 'volume', volume.attributes.get('file_system_id'))],
        optional: !emitted.ai,
      });
  }
}

function serviceExposures(service: Resource, declared: Declared): Exposure[] {
  const out: Exposure[] = blocksOf(service, 'load_balancer').flatMap((block) => {
    const group = declared.resourceOf(block.attributes.get('target_group_arn'), service, 'aws_lb_target_group', 'aws_alb_target_group');
    return group ? balanced(group, declared) : [];
  });
  for (const network of blocksOf(service, 'network_configuration')) {
    if (boolOf(network.attributes.get('assign_public_ip')) !== true) continue;
    for (const rule of openRules(network.attributes.get('security_groups'), service, declared))
      out.push({ ...rule, how: `public address of the service and ${rule.how}` });
  }
  return out;
}

/** A training or inference job of Batch: inside its network; what it mounts is a store of it. */
function batch(job: Resource, declared: Declared): void {
  const properties = jsonOf(job.attributes.get('container_properties'));
  if (!properties) return;
  const [item] = objectsOf(properties);
  if (!item) return;
  const { container, given } = jsonContainer(item, job, 'job');
  const role = declared.referred(below(item, 'jobRoleArn'), job);
  const emitted = host(
    job,
    {
      name: nameOf(job, 'name'),
      properties: { platform: 'aws-batch', image: container.image, ...environmentIn(given), ...tagsOf(job) },
      containers: [container],
      exposures: [],
      otherwise: { reach: 'private', why: 'a job listens to nobody' },
      identities: role?.kind === 'identity' ? [role] : [],
      given,
    },
    declared,
  );
  for (const volume of listOf(below(item, 'volumes'))) {
    const share = declared.referred(valueAt(volume, 'efsVolumeConfiguration', 'fileSystemId'), job);
    if (share?.kind === 'data-store')
      declared.observations.edges.push({
        from: emitted.reference,
        to: share,
        kind: 'connects-to',
        strength: 'resolved',
        evidence: [declared.evidence(job, 'volume')],
        optional: !emitted.ai,
      });
  }
}

function machineOf(machine: Resource, declared: Declared): void {
  const written = machine.attributes.get('user_data') ?? machine.attributes.get('user_data_base64');
  const containers = scriptContainers(plainTextOf(written), machine);
  const address = publicAddress(machine, declared);
  const groups = machine.attributes.get('vpc_security_group_ids') ?? machine.attributes.get('security_groups');
  const open = openRules(groups, machine, declared).filter(
    ({ ports }) => ports === undefined || ports.some((port) => port !== 22 && port !== 3389),
  );
  const front = ['aws_lb_target_group_attachment', 'aws_alb_target_group_attachment']
    .flatMap((type) => declared.pointingAt(machine, type, 'target_id'))
    .flatMap((one) => {
      const group = declared.resourceOf(one.attributes.get('target_group_arn'), one, 'aws_lb_target_group', 'aws_alb_target_group');
      return group ? balanced(group, declared) : [];
    });
  const profile = declared.resourceOf(machine.attributes.get('iam_instance_profile'), machine, 'aws_iam_instance_profile');
  const role = profile && declared.referred(profile.attributes.get('role'), profile);
  const type = attribute(machine, 'instance_type');
  const emitted = host(
    machine,
    {
      name: nameTag(machine) ?? machine.address,
      properties: { platform: 'aws-ec2', machineType: type, publicAddress: address, ...tagsOf(machine) },
      containers,
      exposures: [
        ...front,
        ...(address === false
          ? []
          : open.map((rule) =>
              address ? rule : { ...rule, reach: 'unknown' as const, how: `${rule.how}, if its subnet gives public addresses` },
            )),
      ],
      otherwise: { reach: 'private', why: address === false ? 'no public address' : 'no security group for everybody was seen' },
      identities: role?.kind === 'identity' ? [role] : [],
      given: [],
    },
    declared,
  );
  for (const attachment of declared.pointingAt(machine, 'aws_volume_attachment', 'instance_id')) {
    const volume = declared.referred(attachment.attributes.get('volume_id'), attachment);
    if (volume)
      declared.observations.edges.push({
        from: emitted.reference,
        to: volume,
        kind: 'connects-to',
        strength: 'resolved',
        evidence: [declared.evidence(attachment, 'attached volume')],
        optional: !emitted.ai,
      });
  }
}

/** An address of its own; undefined where the subnet decides. */
function publicAddress(machine: Resource, declared: Declared): boolean | undefined {
  const fixed = ['aws_eip', 'aws_eip_association'].some((type) => declared.pointingAt(machine, type, 'instance', 'instance_id').length > 0);
  const stated = boolOf(machine.attributes.get('associate_public_ip_address'));
  if (fixed || stated !== undefined) return fixed || stated;
  const subnet = machine.attributes.get('subnet_id');
  // Without a subnet it starts in the default one, which gives every machine a public address.
  if (!subnet && blocksOf(machine, 'network_interface').length === 0 && blocksOf(machine, 'launch_template').length === 0) return true;
  const known = declared.resourceOf(subnet, machine, 'aws_subnet');
  if (known) return boolOf(known.attributes.get('map_public_ip_on_launch')) ?? false;
  const named = [...referencesIn(subnet).map(({ ref, attribute: name }) => `${ref} ${name}`), textOf(subnet) ?? ''].join(' ');
  // The names of modules and variables are a convention; what they say of the outside is not taken from them.
  return /private|internal|isolated/i.test(named) ? false : undefined;
}

function nameTag(resource: Resource): string | undefined {
  return stringOf(valueAt(resource.attributes.get('tags'), 'Name'));
}
