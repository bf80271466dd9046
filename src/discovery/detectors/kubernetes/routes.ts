import { at, entriesOf, itemsOf, textMap, textOf, textsOf, type Tree } from '../../containers/documents.ts';
import { isEverybody, isInternalHost } from './load-balancers.ts';
import type { KubernetesObject } from './objects.ts';

/** A way from outside the cluster to Services, by their names. */
export interface Front {
  object: KubernetesObject;
  services: string[];
  /** Labels of pods, where a pool of pods stands instead of a Service. */
  pools: string[];
  reach: 'internet' | 'private' | 'unknown';
  how: string;
  auth: 'none' | 'present';
  at: number;
}

/** Ingress, Gateway API, OpenShift Route, Istio VirtualService, Traefik IngressRoute. */
export function frontOf(object: KubernetesObject, all: readonly KubernetesObject[]): Front | undefined {
  const { kind, group, tree } = object;
  if (kind === 'Ingress') return ingress(object);
  if (/^(?:HTTP|GRPC|TCP|TLS)Route$/.test(kind) && group === 'gateway.networking.k8s.io') return gatewayRoute(object, all);
  if (kind === 'Route' && group === 'route.openshift.io') {
    const host = textOf(at(tree, 'spec', 'host'));
    const internal = Object.entries(object.labels).some(
      ([name, value]) => /shard|type|router/.test(name) && /internal|private/.test(value),
    );
    const services = [at(tree, 'spec', 'to'), ...itemsOf(at(tree, 'spec', 'alternateBackends'))].flatMap(
      (one) => textOf(at(one, 'name')) ?? [],
    );
    return front(
      object,
      services,
      internal || (host !== undefined && isInternalHost(host)) ? 'private' : 'internet',
      `Route${host === undefined ? '' : ` on ${host}`}`,
      'none',
    );
  }
  if (kind === 'VirtualService' && group === 'networking.istio.io') return virtualService(object, all);
  if (kind === 'IngressRoute') {
    const routes = itemsOf(at(tree, 'spec', 'routes'));
    const services = routes.flatMap((route) => itemsOf(at(route, 'services')).flatMap((one) => textOf(at(one, 'name')) ?? []));
    const guards = routes.flatMap((route) => itemsOf(at(route, 'middlewares')).flatMap((one) => textOf(at(one, 'name')) ?? []));
    const hosts = routes.flatMap((route) =>
      [...(textOf(at(route, 'match')) ?? '').matchAll(/Host\(`([^`]{1,200})`/g)].map((found) => found[1]!),
    );
    const internal = textsOf(at(tree, 'spec', 'entryPoints')).some((one) => /intern|private/i.test(one)) || allInternal(hosts);
    return front(
      object,
      services,
      internal ? 'private' : 'internet',
      `IngressRoute${on(hosts)}`,
      guards.some(isGuard) ? 'present' : 'none',
    );
  }
  return undefined;
}

function front(
  object: KubernetesObject,
  services: string[],
  reach: Front['reach'],
  how: string,
  auth: Front['auth'],
  pools: string[] = [],
): Front {
  return { object, services, pools, reach, how, auth, at: at(object.tree, 'spec')?.l ?? object.tree.l };
}

function on(hosts: readonly string[]): string {
  return hosts.length === 0 ? '' : ` on ${hosts.slice(0, 2).join(', ')}`;
}

function allInternal(hosts: readonly string[]): boolean {
  return hosts.length > 0 && hosts.every(isInternalHost);
}

/** A middleware or plugin that asks who is calling, by its name. */
function isGuard(name: string): boolean {
  return /auth|oidc|jwt|sso|login|forward-?auth|api-?key/i.test(name);
}

function ingress(object: KubernetesObject): Front {
  const { tree, annotations } = object;
  const spec = at(tree, 'spec');
  const rules = itemsOf(at(spec, 'rules'));
  const backends = [
    at(spec, 'defaultBackend') ?? at(spec, 'backend'),
    ...rules.flatMap((rule) => itemsOf(at(rule, 'http', 'paths')).map((path) => at(path, 'backend'))),
  ];
  const services = backends.flatMap((backend) => textOf(at(backend, 'service', 'name') ?? at(backend, 'serviceName')) ?? []);
  const hosts = rules.flatMap((rule) => textOf(at(rule, 'host')) ?? []);
  const ingressClass = textOf(at(spec, 'ingressClassName')) ?? annotations['kubernetes.io/ingress.class'] ?? '';
  const scheme = annotations['alb.ingress.kubernetes.io/scheme'];
  const isAlb =
    /^(?:alb|eks-auto-alb)$/.test(ingressClass) || Object.keys(annotations).some((name) => name.startsWith('alb.ingress.kubernetes.io/'));
  const ranges = [
    'nginx.ingress.kubernetes.io/whitelist-source-range',
    'nginx.ingress.kubernetes.io/allowlist-source-range',
    'alb.ingress.kubernetes.io/inbound-cidrs',
    'haproxy.org/whitelist',
    'haproxy.org/allow-list',
  ]
    .flatMap((name) => (annotations[name] ?? '').split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const limited = ranges.length > 0 && !ranges.some(isEverybody);
  const internal =
    /intern|private|intranet|tailscale|corp/i.test(ingressClass) ||
    // Source: kubernetes-sigs.github.io/aws-load-balancer-controller: the scheme is internal by default.
    (isAlb && scheme !== 'internet-facing') ||
    /^true$/i.test(annotations['appgw.ingress.kubernetes.io/use-private-ip'] ?? '') ||
    allInternal(hosts);
  const how = `Ingress${on(hosts)}${limited ? ` for ${ranges.slice(0, 3).join(', ')} only` : internal ? ', internal' : ''}`;
  return front(object, services, limited || internal ? 'private' : 'internet', how, asksAtIngress(annotations) ? 'present' : 'none');
}

/** Sources: the controllers' references on annotations for authentication. */
function asksAtIngress(annotations: Readonly<Record<string, string>>): boolean {
  for (const [name, value] of Object.entries(annotations)) {
    if (value === '') continue;
    if (
      /(?:^|[./])(?:auth-url|auth-type|auth-signin|auth-secret|auth-tls-secret|auth-oidc|oauth)$/.test(name) &&
      !/^(?:none|false)$/i.test(value)
    )
      return true;
    if (/router\.middlewares$|^konghq\.com\/plugins$/.test(name) && isGuard(value)) return true;
    if (/oauth2-proxy|pomerium/.test(name)) return true;
  }
  return false;
}

function gatewayRoute(object: KubernetesObject, all: readonly KubernetesObject[]): Front {
  const spec = at(object.tree, 'spec');
  const references = itemsOf(at(spec, 'rules')).flatMap((rule) => itemsOf(at(rule, 'backendRefs')));
  const named = (kind: RegExp): string[] =>
    references.filter((one) => kind.test(textOf(at(one, 'kind')) ?? 'Service')).flatMap((one) => textOf(at(one, 'name')) ?? []);
  const hosts = textsOf(at(spec, 'hostnames'));
  const parents = itemsOf(at(spec, 'parentRefs')).flatMap((one) => textOf(at(one, 'name')) ?? []);
  const gateways = all.filter(
    ({ kind, group, name }) => kind === 'Gateway' && group === 'gateway.networking.k8s.io' && parents.includes(name),
  );
  const classes = gateways.map(({ tree }) => textOf(at(tree, 'spec', 'gatewayClassName')) ?? '');
  const internal =
    allInternal(hosts) ||
    (gateways.length > 0 &&
      gateways.every(
        (gateway, index) =>
          // Source: cloud.google.com/kubernetes-engine/docs/concepts/gateway-api: rilb is the regional internal load balancer.
          /rilb|intern|private|cluster-local|tailscale/i.test(`${classes[index]} ${gateway.name}`) ||
          Object.entries({ ...gateway.annotations, ...textMap(at(gateway.tree, 'spec', 'infrastructure', 'annotations')) }).some(
            ([name, value]) =>
              (name.includes('internal') && /^true$/i.test(value)) ||
              (/(?:type|scheme)$/.test(name) && /^(?:internal|ClusterIP)$/i.test(value)),
          ),
      ));
  const asks = all.some(
    (one) =>
      /^(?:SecurityPolicy|RequestAuthentication|AuthPolicy|GCPBackendPolicy|TrafficPolicy)$/.test(one.kind) &&
      [at(one.tree, 'spec', 'targetRef'), ...itemsOf(at(one.tree, 'spec', 'targetRefs'))].some((target) =>
        [object.name, ...parents].includes(textOf(at(target, 'name')) ?? ''),
      ) &&
      /"?(?:jwt|oidc|basicAuth|apiKeyAuth|extAuth|jwtRules|authentication|iap)"?/.test(JSON.stringify(one.tree)),
  );
  const how = `${object.kind}${on(hosts)}${gateways.length === 0 ? ` through the gateway ${parents[0] ?? '?'}, which was not seen` : internal ? ' through an internal gateway' : ''}`;
  return front(
    object,
    named(/^Service$/),
    internal ? 'private' : gateways.length === 0 ? 'unknown' : 'internet',
    how,
    asks ? 'present' : 'none',
    named(/^InferencePool$/),
  );
}

function virtualService(object: KubernetesObject, all: readonly KubernetesObject[]): Front | undefined {
  const spec = at(object.tree, 'spec');
  const gateways = textsOf(at(spec, 'gateways')).map((name) => name.slice(name.indexOf('/') + 1));
  const outer = gateways.filter((name) => name !== 'mesh');
  if (outer.length === 0) return undefined;
  const services = ['http', 'tls', 'tcp'].flatMap((name) =>
    itemsOf(at(spec, name)).flatMap((rule) =>
      itemsOf(at(rule, 'route')).flatMap((route) => (textOf(at(route, 'destination', 'host')) ?? '').split('.')[0] || []),
    ),
  );
  const hosts = textsOf(at(spec, 'hosts')).filter((host) => host.includes('.'));
  const seen = all.filter(({ kind, group, name }) => kind === 'Gateway' && group === 'networking.istio.io' && outer.includes(name));
  const inner =
    seen.length > 0 &&
    seen.every(({ tree }) =>
      entriesOf(at(tree, 'spec', 'selector')).some(([, value]) => /intern|local|private/i.test(textOf(value) ?? '')),
    );
  const asks = all.some(({ kind, group }) => kind === 'RequestAuthentication' && group === 'security.istio.io');
  const reach = inner || allInternal(hosts) ? 'private' : seen.length === 0 ? 'unknown' : 'internet';
  return front(
    object,
    services,
    reach,
    `VirtualService${on(hosts)}${seen.length === 0 ? `, through the gateway ${outer[0]}, which was not seen` : ''}`,
    asks ? 'present' : 'none',
  );
}

/** Identity-aware proxy in front of a Service. Source: cloud.google.com/iap/docs/enabling-kubernetes-howto */
export function behindProxy(service: KubernetesObject, all: readonly KubernetesObject[]): boolean {
  const named = service.annotations['cloud.google.com/backend-config'] ?? '';
  return all.some(
    ({ kind, name, tree }: { kind: string; name: string; tree: Tree }) =>
      kind === 'BackendConfig' && named.includes(`"${name}"`) && textOf(at(tree, 'spec', 'iap', 'enabled')) === 'true',
  );
}
