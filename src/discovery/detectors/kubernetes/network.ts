import { at, entriesOf, isTrue, itemsOf, textMap, textOf, type Tree } from '../../containers/documents.ts';
import type { Places } from '../../containers/places.ts';
import type { Exposure } from '../../containers/workload.ts';
import { isPrivateAddress, loadBalancer } from './load-balancers.ts';
import { byName, type KubernetesObject, sameNamespace, selects, type Unit } from './objects.ts';
import { type PodTemplate, podTemplates } from './pods.ts';
import { behindProxy, type Front, frontOf } from './routes.ts';

export interface Network {
  /** Ways to the pods of an object. */
  exposuresOf(object: KubernetesObject, pod: PodTemplate): Exposure[];
  /** `default-deny`: nothing may come in; `restricted`: only what is named. */
  policyOf(object: KubernetesObject, pod: PodTemplate): 'default-deny' | 'restricted' | undefined;
}

/** What the Services, routes and network policies of a unit say of its pods. */
export function networkOf(unit: Unit, places: Places): Network {
  const { objects } = unit;
  const services = objects.filter(({ kind, group }) => kind === 'Service' && group === '');
  const fronts = objects.flatMap((object) => frontOf(object, objects) ?? []);
  const pools = objects.filter(({ kind }) => kind === 'InferencePool');
  const policies = objects.filter(({ kind, group }) => kind === 'NetworkPolicy' && group === 'networking.k8s.io');
  const near = nearness(places);
  const chosen = new Map<KubernetesObject, number>();
  const selectors = new Map(services.map((service) => [service, textMap(at(service.tree, 'spec', 'selector'))]));
  // Every selector names at least one label: pods and Services meet by it.
  const byLabel = Map.groupBy(services, (service) => Object.entries(selectors.get(service)!)[0]?.join('=') ?? '');
  const pods = objects.flatMap((object) => podTemplates(object).map(({ labels }) => ({ object, labels })));
  const podsByLabel = new Map<string, typeof pods>();
  for (const pod of pods)
    for (const label of Object.entries(pod.labels).map((entry) => entry.join('='))) {
      const list = podsByLabel.get(label);
      if (list) list.push(pod);
      else podsByLabel.set(label, [pod]);
    }
  const frontsTo = new Map<string, Front[]>();
  for (const front of fronts) for (const name of new Set(front.services)) frontsTo.set(name, [...(frontsTo.get(name) ?? []), front]);
  const named = byName(services);
  return { exposuresOf, policyOf };

  function exposuresOf(object: KubernetesObject, pod: PodTemplate): Exposure[] {
    const out: Exposure[] = [];
    const candidates = new Set(Object.entries(pod.labels).flatMap((entry) => byLabel.get(entry.join('=')) ?? []));
    for (const service of candidates) {
      const selector = selectors.get(service)!;
      if (!selects(selector, pod.labels) || !sameNamespace(service, object)) continue;
      // Two copies of one set of manifests (dev, prod) use the same labels: a Service goes with the nearest.
      const distance = near(service, object);
      const best = chosen.get(service) ?? bestOf(service, selector);
      chosen.set(service, best);
      if (distance > best) continue;
      out.push(
        ...ofService(service),
        ...(frontsTo.get(service.name) ?? []).filter((front) => leadsTo(front, service)).map((front) => ofFront(front, service)),
      );
    }
    for (const pool of pools) {
      const selector = textMap(at(pool.tree, 'spec', 'selector', 'matchLabels') ?? at(pool.tree, 'spec', 'selector'));
      if (selects(selector, pod.labels) && sameNamespace(pool, object))
        for (const front of fronts) if (front.pools.includes(pool.name)) out.push(ofFront(front, undefined));
    }
    if (isTrue(at(pod.spec, 'hostNetwork')))
      out.push({
        reach: 'open',
        how: 'the network of the node (hostNetwork)',
        auth: 'none',
        evidence: places.seen(at(pod.spec, 'hostNetwork')!.l, 'hostNetwork: true'),
      });
    for (const port of itemsOf(at(pod.spec, 'containers')).flatMap((container) => itemsOf(at(container, 'ports')))) {
      const host = textOf(at(port, 'hostPort'));
      const address = textOf(at(port, 'hostIP')) ?? '';
      if (host !== undefined && !address.startsWith('127.'))
        out.push({
          reach: 'open',
          how: `port ${host} of the node (hostPort)`,
          auth: 'none',
          evidence: places.seen(at(port, 'hostPort')!.l, `hostPort ${host}`),
        });
    }
    return out;
  }

  function bestOf(service: KubernetesObject, selector: Readonly<Record<string, string>>): number {
    const label = Object.entries(selector)[0]?.join('=') ?? '';
    const distances = (podsByLabel.get(label) ?? [])
      .filter(({ labels }) => selects(selector, labels))
      .map(({ object }) => near(service, object));
    return distances.reduce((least, one) => Math.min(least, one), 99);
  }

  function leadsTo(front: Front, service: KubernetesObject): boolean {
    if (!front.services.includes(service.name) || !sameNamespace(front.object, service)) return false;
    const same = named('Service', service.name).filter((one) => sameNamespace(front.object, one));
    const own = near(front.object, service);
    return same.every((one) => near(front.object, one) >= own);
  }

  function ofService(service: KubernetesObject): Exposure[] {
    const spec = at(service.tree, 'spec');
    const type = textOf(at(spec, 'type')) ?? 'ClusterIP';
    const ports = itemsOf(at(spec, 'ports')).flatMap((port) => {
      const target = textOf(at(port, 'targetPort') ?? at(port, 'port'));
      return target === undefined ? [] : [/^\d+$/.test(target) ? Number(target) : target];
    });
    const auth = behindProxy(service, objects) ? 'present' : 'none';
    const line = at(spec, 'type')?.l ?? service.tree.l;
    const evidence = (place: number, detail: string): Exposure['evidence'] => places.seen(place, detail);
    const addresses = itemsOf(at(spec, 'externalIPs')).flatMap((one) => textOf(one) ?? []);
    const out: Exposure[] = [];
    if (type === 'LoadBalancer') {
      const judged = loadBalancer(service.tree, service.annotations);
      out.push({
        reach: judged.reach,
        how: judged.how,
        auth,
        ports,
        evidence: evidence(judged.at ?? line, `${judged.how}: ${service.name}`),
      });
    } else if (type === 'NodePort')
      out.push({
        reach: 'open',
        how: 'Service of type NodePort',
        auth,
        ports,
        evidence: evidence(line, `Service ${service.name} of type NodePort`),
      });
    else
      out.push({
        reach: 'private',
        how: `Service of type ${type}`,
        auth,
        ports,
        evidence: evidence(line, `Service ${service.name} of type ${type}`),
      });
    // Without a namespace the name means another Service in each.
    const name = service.namespace === undefined ? [] : [`${service.name}.${service.namespace}.svc.cluster.local`];
    for (const one of out) one.hosts = name;
    if (addresses.length > 0)
      out.push({
        reach: addresses.every(isPrivateAddress) ? 'open' : 'internet',
        how: `external address ${addresses[0]}`,
        auth,
        ports,
        evidence: evidence(at(spec, 'externalIPs')!.l, `externalIPs of ${service.name}`),
      });
    return out;
  }

  function ofFront(front: Front, service: KubernetesObject | undefined): Exposure {
    const auth = front.auth === 'present' || (service && behindProxy(service, objects)) ? 'present' : 'none';
    return { reach: front.reach, how: front.how, auth, evidence: places.seen(front.at, front.how) };
  }

  function policyOf(object: KubernetesObject, pod: PodTemplate): 'default-deny' | 'restricted' | undefined {
    const own = policies.filter((policy) => {
      const selector = at(policy.tree, 'spec', 'podSelector');
      const labels = textMap(at(selector, 'matchLabels'));
      const all = entriesOf(selector).length === 0;
      return sameNamespace(policy, object) && (all || selects(labels, pod.labels)) && isForIngress(policy.tree);
    });
    if (own.length === 0) return undefined;
    const rules = own.flatMap((policy) => itemsOf(at(policy.tree, 'spec', 'ingress')));
    // A rule without `from` lets everything in.
    if (rules.some((rule) => itemsOf(at(rule, 'from')).length === 0)) return undefined;
    return rules.length === 0 ? 'default-deny' : 'restricted';
  }
}

function isForIngress(tree: Tree): boolean {
  const types = itemsOf(at(tree, 'spec', 'policyTypes')).flatMap((one) => textOf(one) ?? []);
  return types.length === 0 || types.includes('Ingress');
}

/** Steps between the folders of two objects; 0 in one file. */
export function nearness(places: Places): (a: KubernetesObject, b: KubernetesObject) => number {
  return (a, b) => {
    const [one, two] = [places.fileOf(a.tree.l), places.fileOf(b.tree.l)];
    if (one === two) return 0;
    const left = one.split('/').slice(0, -1);
    const right = two.split('/').slice(0, -1);
    let same = 0;
    while (same < left.length && same < right.length && left[same] === right[same]) same++;
    return 1 + left.length - same + right.length - same;
  };
}
