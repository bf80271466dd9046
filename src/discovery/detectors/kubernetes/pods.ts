import { type Container, type Variable, words } from '../../containers/container.ts';
import { at, entriesOf, isTrue, itemsOf, textMap, textOf, type Tree } from '../../containers/documents.ts';
import type { WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import { hostFolders, hostRights } from '../../containers/host-rights.ts';
import type { KubernetesObject } from './objects.ts';

export interface PodTemplate {
  spec: Tree;
  labels: { [name: string]: string };
  annotations: { [name: string]: string };
}

/**
 * Where an object holds its pod templates. Sources: kubernetes.io/docs/reference, docs.ray.io (KubeRay), kubeflow.org
 * (Trainer, Notebooks), knative.dev, lws.sigs.k8s.io, argo-rollouts.
 */
export function podTemplates({ kind, group, tree }: KubernetesObject): PodTemplate[] {
  const of = (...path: string[]): PodTemplate[] => template(at(tree, ...path));
  switch (kind) {
    case 'Pod':
      return template(tree);
    case 'CronJob':
      return of('spec', 'jobTemplate', 'spec', 'template');
    case 'RayCluster':
      return rayTemplates(at(tree, 'spec'));
    case 'RayService':
      return rayTemplates(at(tree, 'spec', 'rayClusterConfig'));
    case 'RayJob':
      return rayTemplates(at(tree, 'spec', 'rayClusterSpec'));
    case 'LeaderWorkerSet':
      return [...of('spec', 'leaderWorkerTemplate', 'leaderTemplate'), ...of('spec', 'leaderWorkerTemplate', 'workerTemplate')];
    case 'PyTorchJob':
    case 'TFJob':
    case 'MPIJob':
    case 'XGBoostJob':
    case 'PaddleJob':
    case 'JAXJob':
      return entriesOf(at(tree, 'spec'))
        .filter(([name]) => name.endsWith('ReplicaSpecs'))
        .flatMap(([, roles]) => entriesOf(roles))
        .flatMap(([, role]) => template(at(role, 'template')));
    case 'Service':
      return group === 'serving.knative.dev' ? of('spec', 'template') : [];
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Job':
    case 'Rollout':
    case 'Notebook':
    case 'DeploymentConfig':
      return of('spec', 'template');
    default:
      return [];
  }
}

function rayTemplates(cluster: Tree | undefined): PodTemplate[] {
  return [
    ...template(at(cluster, 'headGroupSpec', 'template')),
    ...itemsOf(at(cluster, 'workerGroupSpecs')).flatMap((group) => template(at(group, 'template'))),
  ];
}

function template(tree: Tree | undefined): PodTemplate[] {
  const spec = at(tree, 'spec');
  if (!spec || !at(spec, 'containers')) return [];
  return [{ spec, labels: textMap(at(tree, 'metadata', 'labels')), annotations: textMap(at(tree, 'metadata', 'annotations')) }];
}

/** What ConfigMaps hold, by name and entry. */
export type Configured = (map: string) => { [entry: string]: string } | undefined;

/** The entries of a Secret or ConfigMap among the manifests whose values everybody knows. */
export type Known = (kind: 'Secret' | 'ConfigMap', name: string) => ReadonlyMap<string, WeakValue> | undefined;

/** Containers that keep running: init containers only where they are sidecars. */
export function containersOf(spec: Tree, configured: Configured, known: Known = () => undefined): Container[] {
  const sidecars = itemsOf(at(spec, 'initContainers')).filter((one) => textOf(at(one, 'restartPolicy')) === 'Always');
  const volumes = new Map(itemsOf(at(spec, 'volumes')).map((volume) => [textOf(at(volume, 'name')) ?? '', volume]));
  return [...itemsOf(at(spec, 'containers')), ...sidecars].slice(0, 50).map((tree) => containerOf(tree, spec, volumes, configured, known));
}

export function containerOf(
  tree: Tree,
  spec: Tree,
  volumes: ReadonlyMap<string, Tree>,
  configured: Configured,
  known: Known = () => undefined,
): Container {
  const image = textOf(at(tree, 'image'));
  const parts = ['command', 'args'].flatMap((name) => {
    const list = at(tree, name);
    return textOf(list) === undefined ? itemsOf(list).flatMap((item) => wordOf(item)) : wordOf(list!);
  });
  const own = at(tree, 'securityContext');
  const user = textOf(at(own, 'runAsUser') ?? at(spec, 'securityContext', 'runAsUser'));
  const nonRoot = at(own, 'runAsNonRoot') ?? at(spec, 'securityContext', 'runAsNonRoot');
  const rights = hostRights({
    privileged: at(own, 'privileged'),
    capabilities: at(own, 'capabilities', 'add'),
    processes: at(spec, 'hostPID'),
    folders: hostFolders(tree, volumes),
  });
  return {
    name: textOf(at(tree, 'name')) ?? 'container',
    ...(image === undefined ? {} : { image, imageLine: at(tree, 'image')!.l }),
    command: words(parts),
    variables: variablesOf(tree, configured, known),
    ports: itemsOf(at(tree, 'ports')).flatMap((port) => {
      const number = Number(textOf(at(port, 'containerPort')));
      const name = textOf(at(port, 'name'));
      return Number.isInteger(number) ? [{ port: number, ...(name === undefined ? {} : { name }) }] : [];
    }),
    mounts: itemsOf(at(tree, 'volumeMounts')).flatMap((mount) => mountOf(volumes.get(textOf(at(mount, 'name')) ?? ''))),
    ...(isTrue(at(own, 'privileged')) ? { privileged: true } : {}),
    ...(rights.length > 0 ? { hostRights: rights } : {}),
    ...unseenOf(tree, configured),
    ...(user === '0' ? { root: true } : user !== undefined || isTrue(nonRoot) ? { root: false } : {}),
    line: tree.l,
  };
}

/** Secrets and ConfigMaps given as a whole whose entries are not in the manifests. */
function unseenOf(tree: Tree, configured: Configured): { unseen?: string } {
  for (const item of itemsOf(at(tree, 'envFrom'))) {
    const secret = textOf(at(item, 'secretRef', 'name'));
    const map = textOf(at(item, 'configMapRef', 'name'));
    if (secret !== undefined) return { unseen: `the secret ${secret}` };
    if (map !== undefined && configured(map) === undefined) return { unseen: `the ConfigMap ${map}` };
  }
  return {};
}

function wordOf(item: Tree): { text: string; line: number }[] {
  const text = textOf(item);
  return text === undefined ? [] : [{ text, line: item.l }];
}

function mountOf(volume: Tree | undefined): string[] {
  const host = textOf(at(volume, 'hostPath', 'path'));
  if (host !== undefined) return [`host:${host}`];
  const claim = textOf(at(volume, 'persistentVolumeClaim', 'claimName'));
  return claim === undefined ? [] : [`pvc:${claim}`];
}

function variablesOf(tree: Tree, configured: Configured, known: Known): Variable[] {
  const out: Variable[] = [];
  for (const item of itemsOf(at(tree, 'env')).slice(0, 300)) {
    const name = textOf(at(item, 'name'));
    if (name === undefined) continue;
    const value = textOf(at(item, 'value'));
    const line = at(item, 'value')?.l ?? item.l;
    const secret = at(item, 'valueFrom', 'secretKeyRef');
    const config = at(item, 'valueFrom', 'configMapKeyRef');
    const map = textOf(at(config, 'name'));
    const key = textOf(at(config ?? secret, 'key')) ?? '';
    const configuredAs = map === undefined ? undefined : configured(map)?.[key];
    const weak = secret
      ? known('Secret', textOf(at(secret, 'name')) ?? '')?.get(key)
      : map === undefined
        ? undefined
        : known('ConfigMap', map)?.get(key);
    out.push({
      name,
      line,
      ...(value === undefined ? (at(item, 'value') ? { value: '' } : {}) : { value }),
      ...(secret ? { secret: `${textOf(at(secret, 'name')) ?? '?'}/${key}` } : {}),
      ...(map === undefined ? {} : { config: `${map}/${key}` }),
      ...(configuredAs === undefined ? {} : { value: configuredAs }),
      ...(weak ? { weak } : {}),
    });
  }
  for (const item of itemsOf(at(tree, 'envFrom')).slice(0, 50)) {
    const prefix = textOf(at(item, 'prefix')) ?? '';
    const map = textOf(at(item, 'configMapRef', 'name'));
    const secret = textOf(at(item, 'secretRef', 'name'));
    if (secret !== undefined) {
      out.push({ name: `${secret}.*`, secret, line: item.l });
      for (const [name, weak] of known('Secret', secret) ?? [])
        out.push({ name: prefix + name, weak, config: `${secret}/${name}`, line: item.l });
    }
    const weak = map === undefined ? undefined : known('ConfigMap', map);
    for (const [name, value] of Object.entries((map !== undefined && configured(map)) || {})) {
      const one = weak?.get(name);
      out.push({ name: prefix + name, value, config: `${map}/${name}`, line: item.l, ...(one ? { weak: one } : {}) });
    }
  }
  return out;
}

/** Device plugins: nvidia.com/gpu, amd.com/gpu, google.com/tpu, aws.amazon.com/neuron, habana.ai/gaudi … */
export function asksForAccelerator(spec: Tree): boolean {
  return itemsOf(at(spec, 'containers')).some((container) =>
    ['limits', 'requests'].some((kind) =>
      entriesOf(at(container, 'resources', kind)).some(
        ([name, value]) =>
          /^(?:nvidia\.com\/(?:gpu|mig-.*)|amd\.com\/gpu|gpu\.intel\.com\/\w+|google\.com\/tpu|aws\.amazon\.com\/neuron\w*|habana\.ai\/gaudi)$/.test(
            name,
          ) && textOf(value) !== '0',
      ),
    ),
  );
}
