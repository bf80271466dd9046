import type { Evidence } from '../../../core/evidence.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf, numberOf, placeOfUse, referencesIn, stringOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import type { Exposure } from '../../containers/workload.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { internet, isEverybody } from './exposure.ts';

/** Rules for everybody in the security groups a value names. */
export function openRules(groups: Value | undefined, from: Resource, declared: Declared): Exposure[] {
  return listOf(groups).flatMap((value) => {
    const group = declared.resourceOf(value, from, 'aws_security_group');
    return group ? groupRules(group, declared) : [];
  });
}

function groupRules(group: Resource, declared: Declared): Exposure[] {
  const inline = blocksOf(group, 'ingress').map((rule) => ({ rule, resource: group }));
  const beside = ['aws_security_group_rule', 'aws_vpc_security_group_ingress_rule']
    .flatMap((type) => declared.pointingAt(group, type, 'security_group_id'))
    .filter((rule) => rule.type !== 'aws_security_group_rule' || attribute(rule, 'type') === 'ingress')
    .map((rule) => ({ rule: rule as Contents, resource: rule }));
  return [...inline, ...beside].flatMap(({ rule, resource }): Exposure[] => {
    const value = ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6']
      .map((name) => rule.attributes.get(name))
      .find((one) => listOf(one).some((range) => isEverybody(stringOf(range) ?? '')));
    if (!value) return [];
    const ports = rulePorts(rule);
    const [first] = ports ?? [];
    return [
      {
        reach: 'internet',
        how: `security group ${nameOf(group, 'name')} for every address${ports === undefined ? '' : first === ports[1] ? ` on port ${first}` : ` on ports ${first} to ${ports[1]}`}`,
        // An address filter asks nobody who they are.
        auth: 'none',
        evidence: [declared.evidence(resource, 'ingress from 0.0.0.0/0', value), ...writtenAt(value, resource, declared)],
        ...(ports === undefined ? {} : { ports, ranges: [[ports[0]!, ports[1]!]] }),
      },
    ];
  });
}

/** Where the range was written, if that is another place than the rule: a variable, a call of a module. */
function writtenAt(ranges: Value, rule: { file?: string; line?: number }, declared: Declared): Evidence[] {
  const { origin } = listOf(ranges).find((one) => isEverybody(stringOf(one) ?? '')) ?? ranges;
  const use = placeOfUse(ranges);
  if (origin.file === '' || (origin.file === use.file && origin.line === use.line)) return [];
  return [{ ...declared.evidence(rule as Resource, 'the range is written here'), file: origin.file, line: origin.line }];
}

/** Ports of a rule, from and to; all of them where the protocol is `-1` or the range is whole. */
function rulePorts(rule: Contents): number[] | undefined {
  const from = numberOf(rule.attributes.get('from_port'));
  const to = numberOf(rule.attributes.get('to_port'));
  const protocol = stringOf(rule.attributes.get('protocol') ?? rule.attributes.get('ip_protocol'));
  if (protocol === '-1' || protocol === 'all' || from === undefined || to === undefined || to - from > 60_000) return undefined;
  return [from, to, 8000, 8080, 8888, 11434, 6333].filter((port, index) => index < 2 || (port > from && port < to));
}

/** A target group behind a load balancer that faces the internet; a listener that signs people in asks who comes. */
export function balanced(group: Resource, declared: Declared): Exposure[] {
  const listeners = declared.resources('aws_lb_listener', 'aws_alb_listener');
  const rules = declared.resources('aws_lb_listener_rule', 'aws_alb_listener_rule');
  const forwards = (resource: Resource, block: string): boolean =>
    blocksOf(resource, block).some((action) =>
      [
        action.attributes.get('target_group_arn'),
        ...blocksOf(action, 'forward').flatMap((one) => blocksOf(one, 'target_group').map((target) => target.attributes.get('arn'))),
      ].some((value) => declared.resourceOf(value, resource, group.type) === group),
    );
  const asks = (resource: Resource, block: string): boolean =>
    blocksOf(resource, block).some((action) => stringOf(action.attributes.get('type'))?.startsWith('authenticate-') === true);
  const ways = [
    ...listeners.filter((one) => forwards(one, 'default_action')).map((one) => ({ listener: one, asks: asks(one, 'default_action') })),
    ...rules
      .filter((one) => forwards(one, 'action'))
      .flatMap((one) => {
        const listener = declared.resourceOf(one.attributes.get('listener_arn'), one, 'aws_lb_listener', 'aws_alb_listener');
        return listener ? [{ listener, asks: asks(one, 'action') }] : [];
      }),
  ];
  return ways.flatMap(({ listener, asks: signs }): Exposure[] => {
    const balancer = declared.resourceOf(listener.attributes.get('load_balancer_arn'), listener, 'aws_lb', 'aws_alb');
    if (!balancer) return [];
    const inside = balancer.attributes.get('internal');
    if (inside !== undefined && boolOf(inside) !== false) return [];
    const groups = balancer.attributes.get('security_groups');
    // Without known rules a balancer that faces the internet is taken at its word; known rules decide.
    const known = listOf(groups).map((value) => declared.resourceOf(value, balancer, 'aws_security_group'));
    if (known.length > 0 && known.every((one) => one !== undefined) && openRules(groups, balancer, declared).length === 0) return [];
    return [
      {
        reach: 'internet',
        how: `load balancer ${nameOf(balancer, 'name')}`,
        auth: signs ? 'present' : 'none',
        evidence: [declared.evidence(listener, 'listener of a load balancer that faces the internet')],
      },
    ];
  });
}

/** Routes of API Gateway that reach a function: `auth` is none where nothing is asked. Source: aws_apigatewayv2_*, aws_api_gateway_*. */
export function awsApis(declared: Declared): void {
  for (const api of declared.resources('aws_apigatewayv2_api')) {
    const fn = functionIn(api.attributes.get('target'), api, declared);
    if (fn) exposeFunction(fn, api, 'none', `API Gateway ${nameOf(api, 'name')}`, declared);
  }
  for (const route of declared.resources('aws_apigatewayv2_route')) {
    const integration = declared.resourceOf(route.attributes.get('target'), route, 'aws_apigatewayv2_integration');
    const fn = integration && functionIn(integration.attributes.get('integration_uri'), integration, declared);
    const type = attribute(route, 'authorization_type') ?? (route.attributes.has('authorization_type') ? undefined : 'NONE');
    const keyed = boolOf(route.attributes.get('api_key_required')) === true;
    if (fn)
      exposeFunction(
        fn,
        route,
        type === 'NONE' && !keyed ? 'none' : 'present',
        `API Gateway route ${attribute(route, 'route_key') ?? route.address}`,
        declared,
      );
  }
  for (const integration of declared.resources('aws_api_gateway_integration')) {
    const fn = functionIn(integration.attributes.get('uri'), integration, declared);
    if (!fn || isPrivateApi(integration, declared)) continue;
    const method = methodOf(integration, declared);
    if (!method) continue;
    const type = attribute(method, 'authorization');
    const keyed = boolOf(method.attributes.get('api_key_required')) === true;
    exposeFunction(
      fn,
      method,
      type === 'NONE' && !keyed ? 'none' : 'present',
      `API Gateway method ${attribute(method, 'http_method') ?? ''}`.trim(),
      declared,
    );
  }
}

function functionIn(value: Value | undefined, from: Resource, declared: Declared): AssetReference | undefined {
  const fn = declared.resourceOf(value, from, 'aws_lambda_function') ?? declared.resourceOf(value, from, 'aws_lambda_alias');
  const target = fn?.type === 'aws_lambda_alias' ? declared.resourceOf(fn.attributes.get('function_name'), fn, 'aws_lambda_function') : fn;
  return target && declared.madeOf(target);
}

function methodOf(integration: Resource, declared: Declared): Resource | undefined {
  const named = declared.resourceOf(integration.attributes.get('http_method'), integration, 'aws_api_gateway_method');
  if (named) return named;
  const place = refs(integration.attributes.get('resource_id'));
  return declared
    .resources('aws_api_gateway_method')
    .find(
      (one) =>
        one.root === integration.root &&
        one.module === integration.module &&
        refs(one.attributes.get('resource_id')) === place &&
        attribute(one, 'http_method') === attribute(integration, 'http_method'),
    );
}

function refs(value: Value | undefined): string {
  return referencesIn(value)
    .map(({ ref }) => ref)
    .join(' ');
}

function isPrivateApi(integration: Resource, declared: Declared): boolean {
  const api = declared.resourceOf(integration.attributes.get('rest_api_id'), integration, 'aws_api_gateway_rest_api');
  return (
    api !== undefined &&
    blocksOf(api, 'endpoint_configuration').some((block) =>
      listOf(block.attributes.get('types')).some((type) => stringOf(type) === 'PRIVATE'),
    )
  );
}

function exposeFunction(fn: AssetReference, resource: Resource, auth: 'none' | 'present', how: string, declared: Declared): void {
  const evidence = [declared.evidence(resource, `${resource.type} ${resource.address}`)];
  declared.edge(fn, 'exposed-to', internet(declared, evidence), evidence, { access: 'invoke', auth, how });
}
