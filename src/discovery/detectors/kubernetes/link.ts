import { type Key, strongKey, weakKey } from '../../../core/keys.ts';
import type { AssetReference, Observations, Properties } from '../../../core/observation.ts';
import { createEmitter, type Emitter } from '../../code/emit.ts';
import type { Container } from '../../containers/container.ts';
import { imageOf } from '../../containers/container.ts';
import { at, entriesOf, itemsOf, textMap, textOf, type Tree } from '../../containers/documents.ts';
import { environmentIn } from '../../containers/environment.ts';
import { imageKeys, imageName, imagePinning } from '../../containers/image.ts';
import { placesIn } from '../../containers/places.ts';
import { aiVariable, servedBy, trains } from '../../containers/recognize.ts';
import { type Deployed, emitWorkload, type Exposure } from '../../containers/workload.ts';
import { weakValue, type WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import { isMasked, withMasked } from '../../containers/masked.ts';
import type { Linking } from '../../detector.ts';
import { saidByLabels } from '../../labels.ts';
import type { Said } from '../../statements.ts';
import { cloudIdentities, rightsOf } from './access.ts';
import { emitAgents } from './agents.ts';
import type { ManifestFacts } from './facts.ts';
import { type Network, networkOf } from './network.ts';
import { byName, type KubernetesObject, sameNamespace, type Unit } from './objects.ts';
import { asksForAccelerator, containerOf, containersOf, type Configured, podTemplates, type PodTemplate, type Known } from './pods.ts';
import { servingOf } from './serving.ts';
import { emitStack } from './stack-values.ts';
import { type Declared, unitsOf } from './units.ts';

interface Joining {
  unit: Unit;
  declared: Declared;
  emitter: Emitter;
  target: string;
  network: Network;
  /** Objects of the unit by kind and name. */
  named: ReturnType<typeof byName>;
  bindings: KubernetesObject[];
  configured(near: KubernetesObject): Configured;
  known(near: KubernetesObject): Known;
  besideAi: boolean;
}

/** Manifests of a target → workloads, what they serve, how they are reached, as whom they act. */
export function linkManifests(linking: Linking<ManifestFacts>): Observations {
  const declared = unitsOf(linking);
  const emitter = createEmitter(linking);
  for (const unit of declared.units) {
    const joining: Joining = {
      unit,
      declared,
      emitter,
      target: linking.target,
      network: networkOf(unit, declared.places),
      named: byName(unit.objects),
      bindings: unit.objects.filter(({ kind }) => /^(?:Cluster)?Role(?:Binding)?$/.test(kind)),
      configured: configurationsOf(unit),
      known: knownIn(unit, declared),
      besideAi: false,
    };
    const pods = unit.objects.map((object) => ({ object, pods: podTemplates(object) }));
    joining.besideAi = pods.some(({ object, pods: own }) =>
      own.some(({ spec }) =>
        containersOf(spec, joining.configured(object)).some((one) => servedBy(one) !== undefined || aiVariable(one) !== undefined),
      ),
    );
    for (const { object, pods: own } of pods) {
      if (
        object.kind === 'Workflow' ||
        object.kind === 'WorkflowTemplate' ||
        object.kind === 'CronWorkflow' ||
        object.kind === 'ClusterWorkflowTemplate'
      )
        workflow(object, joining);
      else workload(object, own, joining);
    }
    emitAgents(unit.objects, (object) => keysOf(object, joining), emitter, declared.places);
  }
  for (const [file, { form, documents }] of linking.files)
    if (form === 'values')
      for (const root of documents) emitStack(file, declared.places.of(file, root), linking.target, emitter, declared.places);
  return emitter.observations;
}

/** Cluster, namespace, kind and name; without a cluster, what tells the set of manifests from others stands for it. */
function keysOf(object: KubernetesObject, { unit, target, declared }: Joining): Key[] {
  const path = `${object.namespace ?? ''}/${object.kind}/${object.name}`;
  const file = declared.places.fileOf(object.tree.l);
  const place = unit.form === 'manifests' ? file.slice(0, Math.max(0, file.lastIndexOf('/'))) : unit.id;
  const cluster = clusterOf(object, unit);
  return [
    ...(cluster === undefined ? [] : [strongKey('k8s', `${cluster}/${path}`)]),
    strongKey('k8s', `${target}${place === '' ? '' : `/${place}`}:${path}`),
    weakKey('k8s', path),
  ];
}

function clusterOf(object: KubernetesObject, unit: Unit): string | undefined {
  return unit.clusterOf?.(object) ?? unit.cluster;
}

function configurationsOf(unit: Unit): Joining['configured'] {
  const named = byName(unit.objects);
  return (near) => (name) => {
    const found = named('ConfigMap', name).find((map) => sameNamespace(map, near));
    return found && textMap(at(found.tree, 'data'));
  };
}

/** What Secrets and ConfigMaps among the manifests say, where everybody knows the value: nothing else of them is looked at. */
function knownIn(unit: Unit, { masked }: Declared): Joining['known'] {
  const named = byName(unit.objects);
  return (near) => (kind, name) => {
    const found = named(kind, name).find((one) => sameNamespace(one, near));
    if (!found) return undefined;
    const out = new Map<string, WeakValue>();
    for (const field of ['data', 'stringData']) {
      const encoded = kind === 'Secret' && field === 'data';
      for (const [key, value] of entriesOf(at(found.tree, field)).slice(0, 300)) {
        const text = textOf(value) ?? '';
        // A template encodes the mask itself.
        const isStars = isMasked(text) || (encoded && isMasked(Buffer.from(text.slice(0, 400), 'base64').toString('latin1')));
        const weak = isStars ? masked(value.l, key) : weakValue(text, value.l, { encoded });
        if (weak) out.set(key, weak);
      }
    }
    return out;
  };
}

function environmentOf(object: KubernetesObject, { unit, declared, named }: Joining): string | undefined {
  const labels = { ...named('Namespace', object.namespace ?? '')[0]?.labels, ...object.labels };
  const stated = Object.entries(labels).find(([name]) => /(?:^|\/)(?:env|environment|stage|tier-env)$/i.test(name))?.[1];
  return environmentIn(
    stated,
    object.namespace,
    unit.environment === undefined ? unit.id : unit.environment,
    unit.form === 'manifests' ? declared.places.fileOf(object.tree.l) : undefined,
  );
}

/** What labels and annotations say, those of the namespace included: owner, criticality, sensitivity, purpose. */
function labelledOf(object: KubernetesObject, { named }: Joining): Properties {
  const namespace = named('Namespace', object.namespace ?? '')[0];
  const of = ({ annotations, labels }: Pick<KubernetesObject, 'annotations' | 'labels'>): Said =>
    saidByLabels({ ...annotations, ...labels });
  const { environment: _environment, ...said } = { ...(namespace ? of(namespace) : {}), ...of(object) };
  return { ...said };
}

function workload(object: KubernetesObject, pods: readonly PodTemplate[], joining: Joining): void {
  const { emitter, declared, network, unit } = joining;
  const before = emitter.observations.assets.length;
  const configured = joining.configured(object);
  const known = joining.known(object);
  const serving = servingOf(object, unit.objects, configured);
  if (pods.length === 0 && serving.length === 0 && object.kind !== 'TrainJob') return;
  const containers = unique([
    ...pods.flatMap(({ spec }) => containersOf(spec, configured, known)).map((one) => withMasked(one, declared.masked)),
    ...serving.map((one) => one.container),
  ]);
  const pod = pods[0];
  const exposures: Exposure[] = pods.flatMap((one) => network.exposuresOf(object, one));
  for (const { reach } of serving)
    if (reach.reach !== 'unknown')
      exposures.push({
        reach: reach.reach,
        how: reach.why,
        evidence: declared.places.seen(reach.line ?? object.tree.l, `${object.kind}: ${reach.why}`),
        ...(object.kind === 'RayCluster' ? { auth: 'none' as const } : {}),
      });
  exposures.push(...platformExposures(object, joining));
  const policy = pod && network.policyOf(object, pod);
  const environment = environmentOf(object, joining);
  const identities = pods.flatMap((one) => identitiesOf(object, one.spec, joining));
  if (serving.length > 0 && pods.length === 0)
    identities.push(...identitiesOf(object, at(object.tree, 'spec', 'predictor') ?? at(object.tree, 'spec') ?? object.tree, joining));
  const isTraining = /^(?:PyTorchJob|TFJob|MPIJob|XGBoostJob|PaddleJob|JAXJob|TrainJob|RayJob)$/.test(object.kind);
  const accelerated = pods.some(({ spec }) => asksForAccelerator(spec));
  const deployed: Deployed = {
    name: object.name,
    keys: keysOf(object, joining),
    properties: {
      platform: 'kubernetes',
      workloadKind: object.kind,
      namespace: object.namespace,
      environment,
      ...labelledOf(object, joining),
      ...(policy === undefined ? {} : { networkPolicy: policy }),
      ...(accelerated ? { accelerator: true } : {}),
      image: containers.find((one) => one.image !== undefined)?.image,
      ...(pods.some(({ spec }) => textOf(at(spec, 'hostNetwork')) === 'true') ? { hostNetwork: true } : {}),
      ...(pods.some(({ spec }) => textOf(at(spec, 'hostPID')) === 'true') ? { hostPid: true } : {}),
    },
    evidence: declared.places.seen(object.tree.l, `${object.kind} ${object.name}`),
    seen: declared.places.seen,
    containers,
    exposures,
    otherwise: serving.find(({ reach }) => reach.reach === 'unknown')?.reach ?? {
      reach: 'unknown',
      why: 'no Service that leads to it was seen',
    },
    identities,
    secrets: secretsIn(object, containers, joining),
    ai: serving.length > 0 || isTraining || accelerated || object.kind.startsWith('Ray') || object.kind === 'Notebook',
    secretKey: (name) =>
      strongKey('k8s', `${keysOf(object, joining)[0]!.key.slice('k8s:'.length).split(':')[0]}:${object.namespace ?? ''}/Secret/${name}`),
    besideAi: joining.besideAi,
    ...(serving.length > 0 ? { stated: serving } : {}),
  };
  const emitted = emitWorkload(deployed, emitter);
  // Identities of what is no AI are listed with it only.
  if (!emitted.ai)
    for (const asset of emitter.observations.assets.slice(before))
      if (!emitted.shown || (asset.kind !== 'workload' && asset.kind !== 'zone')) asset.optional = true;
  if (object.kind === 'Notebook' && emitted.served.length === 0) notebook(object, deployed, joining);
  if (isTraining) pipeline(object, containers, () => identities, joining, true);
  const cluster = clusterOf(object, unit);
  if (cluster !== undefined && emitted.ai) {
    const one = emitter.asset('cluster', cluster, [strongKey('k8s', cluster)], { platform: 'kubernetes' }, deployed.evidence);
    emitter.edge(one, 'contains', emitted.reference, 'stated', deployed.evidence);
  }
}

function unique(containers: readonly Container[]): Container[] {
  const seen = new Set<string>();
  return containers.filter((one) => {
    const id = JSON.stringify([one.name, one.image, one.command.map(({ text }) => text)]);
    return !seen.has(id) && seen.add(id);
  });
}

/** Ports a platform opens itself. Source: knative.dev (visibility). */
function platformExposures(object: KubernetesObject, { declared }: Joining): Exposure[] {
  if (object.group === 'serving.knative.dev' && (object.labels['networking.knative.dev/visibility'] ?? '') === 'cluster-local')
    return [
      { reach: 'private', how: 'visibility cluster-local', evidence: declared.places.seen(object.tree.l, 'visibility cluster-local') },
    ];
  return [];
}

/** The service account of pods, with its rights, and the cloud identity it stands for. */
function identitiesOf(
  object: KubernetesObject,
  spec: Tree,
  joining: Joining,
): { reference: AssetReference; evidence: ReturnType<Declared['places']['seen']> }[] {
  const { emitter, declared, target, named, bindings } = joining;
  const written = at(spec, 'serviceAccountName') ?? at(spec, 'serviceAccount');
  const name = textOf(written) ?? 'default';
  const account = named('ServiceAccount', name).find((one) => sameNamespace(one, object));
  const { policy, rights } = rightsOf(name, object.namespace ?? account?.namespace, bindings, declared.places, target);
  if (!written && !account && policy.length === 0) return [];
  const holder: KubernetesObject = account ?? { ...object, kind: 'ServiceAccount', name };
  const seen = declared.places.seen(written?.l ?? account?.tree.l ?? object.tree.l, `service account ${name}`);
  const keys = keysOf({ ...holder, ...(object.namespace === undefined ? {} : { namespace: object.namespace }) }, joining);
  const reference = emitter.asset(
    'identity',
    name,
    keys,
    {
      definedBy: 'iac',
      form: 'service-account',
      platform: 'kubernetes',
      namespace: object.namespace,
      ...(policy.length > 0 ? { policy } : {}),
      ...(rights.length > 0 ? { rights } : {}),
      ...(textOf(at(spec, 'automountServiceAccountToken') ?? at(account?.tree, 'automountServiceAccountToken')) === 'false'
        ? { tokenMounted: false }
        : {}),
    },
    [...(account ? declared.places.seen(account.tree.l, `ServiceAccount ${name}`) : []), ...seen],
  );
  const out = [{ reference, evidence: seen }];
  for (const cloud of account ? cloudIdentities(account) : []) {
    const evidence = declared.places.seen(cloud.at, `${name} acts as ${cloud.name}`);
    out.push({
      reference: emitter.asset('identity', cloud.name, cloud.keys, { definedBy: 'iac', ...cloud.properties }, evidence),
      evidence,
    });
  }
  return out;
}

/** Secrets in clear in the object itself and in the Secrets and ConfigMaps it is given. */
function secretsIn(
  object: KubernetesObject,
  containers: readonly Container[],
  { declared, named }: Joining,
): { fingerprint: string; line: number }[] {
  if (declared.secrets.size === 0) return [];
  const given = new Set(
    containers.flatMap(({ variables }) => variables.flatMap(({ secret, config }) => [secret, config])).map((name) => name?.split('/')[0]),
  );
  const held = [...given].flatMap((name) => (name === undefined ? [] : [...named('Secret', name), ...named('ConfigMap', name)]));
  const trees = [object.tree, ...held.filter((one) => sameNamespace(one, object)).map(({ tree }) => tree)];
  return trees.flatMap((tree) =>
    [...placesIn(tree)].flatMap((line) => (declared.secrets.get(line) ?? []).map((fingerprint) => ({ fingerprint, line }))),
  );
}

function notebook(object: KubernetesObject, deployed: Deployed, { emitter }: Joining): void {
  emitter.asset(
    'notebook',
    object.name,
    deployed.keys,
    {
      definedBy: 'iac',
      platform: 'kubeflow',
      server: 'jupyter',
      product: 'Kubeflow notebook',
      environment: deployed.properties['environment'],
      namespace: object.namespace,
      auth: 'present',
      authWhy: 'Kubeflow’s gateway asks who is calling',
    },
    deployed.evidence,
  );
}

function pipeline(
  object: KubernetesObject,
  containers: readonly Container[],
  identities: () => Deployed['identities'],
  joining: Joining,
  always: boolean,
): void {
  const { emitter, declared } = joining;
  const ai = always || containers.some((one) => aiVariable(one) !== undefined || trains(one));
  if (!ai) return;
  const evidence = declared.places.seen(object.tree.l, `${object.kind} ${object.name}`);
  const reference = emitter.asset(
    'pipeline',
    object.name,
    keysOf(object, joining),
    {
      definedBy: 'iac',
      platform: 'kubernetes',
      workloadKind: object.kind,
      namespace: object.namespace,
      environment: environmentOf(object, joining),
      ...labelledOf(object, joining),
    },
    evidence,
  );
  for (const { reference: identity, evidence: why } of identities()) emitter.edge(reference, 'runs-as', identity, 'stated', why);
  for (const one of containers) {
    const image = imageOf(one);
    if (!image) continue;
    const seen = declared.places.seen(one.imageLine ?? one.line, `image ${image.written}`);
    emitter.edge(
      reference,
      'runs-image',
      emitter.asset(
        'image',
        imageName(image),
        imageKeys(image),
        { registry: image.registry, repository: image.repository, tag: image.tag, digest: image.digest, ...imagePinning(image) },
        seen,
      ),
      'stated',
      seen,
    );
  }
}

/** Argo Workflows: containers and scripts of the templates. Source: argo-workflows.readthedocs.io/en/latest/fields */
function workflow(object: KubernetesObject, joining: Joining): void {
  const spec = at(object.tree, 'spec', 'workflowSpec') ?? at(object.tree, 'spec');
  if (!spec) return;
  const configured = joining.configured(object);
  const containers = itemsOf(at(spec, 'templates')).flatMap((template) =>
    entriesOf(template)
      .filter(([name]) => name === 'container' || name === 'script')
      .map(([, tree]) => ({ ...containerOf(tree, spec, new Map(), configured), name: textOf(at(template, 'name')) ?? 'step' })),
  );
  pipeline(object, containers, () => (at(spec, 'serviceAccountName') ? identitiesOf(object, spec, joining) : []), joining, false);
}
