import { WORKLOAD_EMITS } from '../../containers/workload.ts';
import { defineDetector } from '../../detector.ts';
import { type ManifestFacts, readManifests } from './facts.ts';
import { linkManifests } from './link.ts';

/**
 * Kubernetes as declared: manifests, kustomize overlays and Helm charts (as far as literals and values decide), and custom
 * resources of serving, training and agent platforms. Workloads that are no AI by themselves are listed where code that uses
 * AI runs on them.
 *
 * Properties of workloads and servers: `reach` (internet, open, private, unknown) with `reachWhy`; `auth` (none, present) with
 * `authWhy` and `frontAuth`; `server` and `product`; `trustRemoteCode`; `networkPolicy`; `privileged`, `runsAsRoot`,
 * `engineSocket`, `mounts`; of service accounts: `policy` as posture reads it and `rights` in words.
 */
export default defineDetector<ManifestFacts>({
  id: 'kubernetes',
  version: 1,
  title: 'AI workloads in Kubernetes manifests, kustomizations and Helm charts',
  reads: {
    files: ['*.yaml', '*.yml', '*.json', '**/templates/**/*.tpl', 'Kustomization'],
    contains: /"?(?:apiVersion|kind)"?\s*:|\{\{|^(?:image|service|resources|ingress|bases|replicaCount|servingEngine)\w*:/m,
    maxBytes: 2 * 1024 * 1024,
  },
  emits: [
    ...WORKLOAD_EMITS,
    'cluster',
    'identity',
    'pipeline',
    'agent',
    'tool',
    'prompt',
    'mcp-server',
    'runs-as',
    'contains',
    'uses-model',
    'prompted-by',
    'calls-tool',
    'exposes-tool',
    'delegates-to',
  ],
  facts: readManifests,
  link: linkManifests,
});
