import { at, textOf, textsOf, type Tree } from '../../containers/documents.ts';
import type { Reach } from '../../containers/workload.ts';

type Annotations = Readonly<Record<string, string>>;

/**
 * Annotations that make a load balancer internal. Sources: the cloud providers' documentation on Services of type LoadBalancer
 * (kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer and the providers' own pages).
 */
const INTERNAL: readonly (readonly [string, RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(?:true|0\.0\.0\.0\/0)$/i],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/i],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/i],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', /^true$/i],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', /^true$/i],
  ['oci-network-load-balancer.oraclecloud.com/internal', /^true$/i],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', /^intranet$/i],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', /^private$/i],
  ['service.kubernetes.io/qcloud-loadbalancer-internal-subnetid', /./],
  ['service.beta.kubernetes.io/cce-load-balancer-internal-vpc', /^true$/i],
  ['service.beta.kubernetes.io/do-loadbalancer-network', /^internal$/i],
  ['load-balancer.hetzner.cloud/disable-public-network', /^true$/i],
  ['service.beta.kubernetes.io/scw-loadbalancer-private', /^true$/i],
  ['service.beta.kubernetes.io/vultr-loadbalancer-private-network', /^true$/i],
  ['tailscale.com/expose', /^true$/i],
];

export interface Judged {
  reach: Reach;
  how: string;
  /** The annotation or field that decided. */
  at?: number;
}

/** From where a Service of type LoadBalancer is reached. */
export function loadBalancer(service: Tree, annotations: Annotations): Judged {
  const how = 'Service of type LoadBalancer';
  const spec = at(service, 'spec');
  const type = at(spec, 'type')?.l;
  for (const [name, value] of INTERNAL) {
    const found = annotations[name];
    if (found === undefined || !value.test(found.trim())) continue;
    return {
      reach: 'private',
      how: `${how}, internal (${name})`,
      ...placeOf(at(service, 'metadata', 'annotations', name) ?? at(spec, 'type')),
    };
  }
  const loadBalancerClass = textOf(at(spec, 'loadBalancerClass')) ?? '';
  if (/tailscale|internal|private/i.test(loadBalancerClass))
    return { reach: 'private', how: `${how} of class ${loadBalancerClass}`, ...(type ? { at: type } : {}) };
  // The AWS Load Balancer Controller makes internal load balancers unless it is told otherwise.
  const scheme = annotations['service.beta.kubernetes.io/aws-load-balancer-scheme'];
  const byController =
    /^(?:service\.k8s\.aws\/nlb|eks\.amazonaws\.com\/nlb)$/.test(loadBalancerClass) ||
    /^(?:external|nlb-ip)$/.test(annotations['service.beta.kubernetes.io/aws-load-balancer-type'] ?? '');
  if (byController && scheme === undefined)
    return { reach: 'private', how: `${how}, internal unless a scheme is named`, ...(type ? { at: type } : {}) };
  const ranges = rangesOf(spec, annotations);
  if (ranges.length > 0 && !ranges.some(isEverybody))
    return {
      reach: 'private',
      how: `${how} for ${ranges.slice(0, 3).join(', ')} only`,
      ...placeOf(at(spec, 'loadBalancerSourceRanges') ?? at(spec, 'type')),
    };
  const address =
    textOf(at(spec, 'loadBalancerIP')) ??
    annotations['metallb.universe.tf/loadBalancerIPs'] ??
    annotations['metallb.io/loadBalancerIPs'] ??
    annotations['kube-vip.io/loadbalancerIPs'] ??
    annotations['io.cilium/lb-ipam-ips'];
  if (address !== undefined && address.split(',').every((one) => isPrivateAddress(one.trim())))
    return { reach: 'open', how: `${how} on the private address ${address.slice(0, 60)}`, ...(type ? { at: type } : {}) };
  return { reach: 'internet', how, ...(type ? { at: type } : {}) };
}

function placeOf(tree: Tree | undefined): { at?: number } {
  return tree ? { at: tree.l } : {};
}

function rangesOf(spec: Tree | undefined, annotations: Annotations): string[] {
  const listed = textsOf(at(spec, 'loadBalancerSourceRanges'));
  const annotated =
    annotations['service.beta.kubernetes.io/load-balancer-source-ranges'] ??
    annotations['service.beta.kubernetes.io/azure-allowed-ip-ranges'];
  return [...listed, ...(annotated === undefined ? [] : annotated.split(','))].map((one) => one.trim()).filter((one) => one !== '');
}

export function isEverybody(range: string): boolean {
  return /^(?:0\.0\.0\.0\/[01]|128\.0\.0\.0\/1|::\/0)$/.test(range.trim());
}

/** RFC 1918, RFC 6598, loopback, link-local, unique local. */
export function isPrivateAddress(address: string): boolean {
  return /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:|::1$)/i.test(
    address,
  );
}

/** Names nobody outside resolves. Sources: RFC 6761, RFC 6762, RFC 8375, and what companies use. */
export function isInternalHost(host: string): boolean {
  return (
    /(?:^|\.)(?:localhost|local|internal|intern|intra|intranet|corp|lan|home|private|svc|cluster\.local|home\.arpa|localdomain|test)$/i.test(
      host.trim(),
    ) || /(?:^|\.)(?:internal|intranet|corp|intra)\./i.test(host)
  );
}
