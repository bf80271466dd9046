import type { Container } from '../../containers/container.ts';
import { at, entriesOf, isTrue, itemsOf, readDocuments, textOf, type Tree } from '../../containers/documents.ts';
import { servedBy, type Served } from '../../containers/recognize.ts';
import type { ModelWord } from '../../containers/server.ts';
import type { Reach } from '../../containers/workload.ts';
import type { KubernetesObject } from './objects.ts';
import { containerOf, type Configured } from './pods.ts';

/** What a custom resource of a serving platform declares. */
export interface Serving {
  served: Served;
  container: Container;
  /** Where the platform's own ingress lets it be reached from. */
  reach: { reach: Reach; why: string; line?: number };
}

/**
 * Custom resources that are inference endpoints. Sources: kserve.github.io/website (InferenceService, LLMInferenceService),
 * docs.ray.io (RayService), docs.seldon.io (SeldonDeployment, Model), docs.nvidia.com/nim-operator (NIMService).
 */
export function servingOf(object: KubernetesObject, objects: readonly KubernetesObject[], configured: Configured): Serving[] {
  const spec = at(object.tree, 'spec');
  switch (object.kind) {
    case 'InferenceService':
      return /kserve\.io$|kubeflow\.org$/.test(object.group) ? inferenceService(object, objects, configured) : [];
    case 'LLMInferenceService':
      return [llmInferenceService(object, configured)];
    case 'RayService':
      return [rayService(object)];
    case 'RayCluster':
      return at(spec, 'headGroupSpec') ? [rayHead(object)] : [];
    case 'SeldonDeployment':
      return itemsOf(at(spec, 'predictors')).map((predictor) => {
        const models = urisIn(at(predictor, 'graph'));
        return endpoint(
          'seldon',
          'Seldon',
          predictor,
          models,
          { ...container(predictor, object.name), name: textOf(at(predictor, 'name')) ?? object.name },
          unknown('Seldon’s ingress gateway decides'),
        );
      });
    case 'Model':
      return object.group === 'mlops.seldon.io'
        ? [endpoint('seldon', 'Seldon', spec, uri(at(spec, 'storageUri')), container(spec, object.name), unknown('Seldon’s mesh decides'))]
        : [];
    case 'NIMService': {
      const repository = textOf(at(spec, 'image', 'repository'));
      const one = {
        ...container(spec, object.name),
        ...(repository === undefined
          ? {}
          : { image: `${repository}:${textOf(at(spec, 'image', 'tag')) ?? 'latest'}`, imageLine: at(spec, 'image')!.l }),
      };
      const served = servedBy(one);
      const type = textOf(at(spec, 'expose', 'service', 'type'));
      const reach: Serving['reach'] =
        type === 'LoadBalancer'
          ? { reach: 'internet', why: 'Service of type LoadBalancer' }
          : { reach: 'private', why: `Service of type ${type ?? 'ClusterIP'}` };
      return [served ? { served, container: one, reach } : endpoint('nim', 'NVIDIA NIM', spec, [], one, reach)];
    }
    default:
      return [];
  }
}

function unknown(why: string): Serving['reach'] {
  return { reach: 'unknown', why };
}

function container(tree: Tree | undefined, name: string): Container {
  return { name, command: [], variables: [], ports: [], mounts: [], line: tree?.l ?? 1 };
}

function endpoint(
  id: string,
  title: string,
  tree: Tree | undefined,
  models: ModelWord[],
  one: Container,
  reach: Serving['reach'],
  auth?: 'none' | 'present',
  authWhy?: string,
): Serving {
  return {
    served: {
      id,
      kind: 'model-endpoint',
      title,
      port: 8080,
      by: 'command',
      ...(auth ? { auth } : {}),
      authWhy: authWhy ?? 'its platform decides whether it asks for a token',
      models,
      line: tree?.l ?? one.line,
    },
    container: one,
    reach,
  };
}

function uri(tree: Tree | undefined): ModelWord[] {
  const text = textOf(tree);
  return text === undefined || text === '' ? [] : [{ text, line: tree!.l, provider: 'huggingface' }];
}

function urisIn(graph: Tree | undefined, deep = 0): ModelWord[] {
  if (!graph || deep > 8) return [];
  return [...uri(at(graph, 'modelUri')), ...itemsOf(at(graph, 'children')).flatMap((child) => urisIn(child, deep + 1))];
}

/** KServe opens a service through its ingress gateway unless a label keeps it in the cluster. */
function visibility(object: KubernetesObject): Serving['reach'] {
  const label =
    object.labels['networking.kserve.io/visibility'] ??
    object.labels['networking.knative.dev/visibility'] ??
    object.labels['serving.knative.dev/visibility'];
  if (label === 'cluster-local') return { reach: 'private', why: 'visibility cluster-local' };
  if (label === 'exposed') return { reach: 'internet', why: 'visibility exposed' };
  return unknown('KServe’s ingress gateway decides from where it is reached');
}

function platformAuth(object: KubernetesObject): { auth?: 'none' | 'present'; why: string } {
  const asks = object.annotations['security.opendatahub.io/enable-auth'];
  if (asks !== undefined) return { auth: /^true$/i.test(asks) ? 'present' : 'none', why: `security.opendatahub.io/enable-auth is ${asks}` };
  return { why: 'its platform decides whether it asks for a token' };
}

function inferenceService(object: KubernetesObject, objects: readonly KubernetesObject[], configured: Configured): Serving[] {
  const predictor = at(object.tree, 'spec', 'predictor');
  if (!predictor) return [];
  const reach = visibility(object);
  const { auth, why } = platformAuth(object);
  const own = itemsOf(at(predictor, 'containers')).map((tree) => containerOf(tree, predictor, new Map(), configured));
  for (const one of own) {
    const served = servedBy(one);
    // The platform's token stands in front of the server's own.
    if (served) return [{ served: { ...served, ...(auth === 'present' ? { auth, authWhy: why } : {}) }, container: one, reach }];
  }
  const framework = entriesOf(predictor).find(([name]) =>
    /^(?:model|sklearn|xgboost|tensorflow|pytorch|triton|onnx|huggingface|lightgbm|mlflow|pmml|paddle)$/.test(name),
  );
  const tree = framework?.[1];
  if (!tree) return own[0] ? [endpoint('kserve', 'KServe', predictor, [], own[0], reach, auth, why)] : [];
  const one = { ...containerOf(tree, predictor, new Map(), configured), name: object.name, line: tree.l };
  const runtime = textOf(at(tree, 'runtime'));
  const declared =
    runtime === undefined ? undefined : objects.find(({ kind, name }) => /^(?:Cluster)?ServingRuntime$/.test(kind) && name === runtime);
  const runs = itemsOf(at(declared?.tree, 'spec', 'containers')).map((inner) => containerOf(inner, declared!.tree, new Map(), configured));
  // Arguments of the service are added to its runtime's.
  const started = runs
    .map((inner) => servedBy({ ...inner, command: [...inner.command, ...one.command], variables: [...inner.variables, ...one.variables] }))
    .find((found) => found !== undefined);
  const stored = uri(at(tree, 'storageUri') ?? at(tree, 'storage', 'storageUri'));
  const named = servedBy({ ...one, image: 'kserve/huggingfaceserver' });
  const models = [...stored, ...(started?.models.filter(({ text }) => !text.startsWith('/mnt/')) ?? named?.models ?? [])];
  const format = textOf(at(tree, 'modelFormat', 'name')) ?? framework[0];
  const served: Served = {
    ...(started ?? { id: 'kserve', kind: 'model-endpoint', title: `KServe (${format})`, port: 8080, by: 'command', authWhy: why }),
    kind: 'model-endpoint',
    ...(auth ? { auth, authWhy: why } : {}),
    models,
    ...(named?.trustRemoteCode === undefined ? {} : { trustRemoteCode: named.trustRemoteCode }),
    line: tree.l,
  };
  const image = runs.find((inner) => inner.image !== undefined);
  return [
    {
      served,
      container: { ...one, ...(image?.image === undefined ? {} : { image: image.image, imageLine: image.imageLine ?? image.line }) },
      reach,
    },
  ];
}

function llmInferenceService(object: KubernetesObject, configured: Configured): Serving {
  const spec = at(object.tree, 'spec');
  const template = itemsOf(at(spec, 'template', 'containers'))[0];
  const one = template ? containerOf(template, spec!, new Map(), configured) : container(spec, object.name);
  const router = at(spec, 'router');
  const own = servedBy(one);
  const { auth, why } = platformAuth(object);
  const routed = at(router, 'route') ?? at(router, 'gateway') ?? at(router, 'ingress');
  const reach: Serving['reach'] = routed
    ? unknown('the gateway of its route decides from where it is reached')
    : { reach: 'private', why: 'no route is declared' };
  const result = endpoint(
    'kserve-llm',
    'KServe LLM',
    at(spec, 'model'),
    uri(at(spec, 'model', 'uri')),
    { ...one, name: object.name },
    reach,
    auth,
    why,
  );
  return own?.trustRemoteCode === undefined ? result : { ...result, served: { ...result.served, trustRemoteCode: own.trustRemoteCode } };
}

/** The head of a cluster takes jobs from whoever reaches it. Source: docs.ray.io/en/latest/ray-security */
function rayHead(object: KubernetesObject): Serving {
  const head = at(object.tree, 'spec', 'headGroupSpec')!;
  const type = textOf(at(head, 'serviceType')) ?? 'ClusterIP';
  const reach: Reach = type === 'LoadBalancer' ? 'internet' : type === 'NodePort' ? 'open' : 'private';
  const result = endpoint(
    'ray',
    'Ray dashboard and job server',
    head,
    [],
    container(head, object.name),
    { reach, why: `Ray head Service of type ${type}`, line: at(head, 'serviceType')?.l ?? head.l },
    'none',
    'Ray has no authentication of its own',
  );
  return { ...result, served: { ...result.served, port: 8265 } };
}

const MODEL_FIELDS = /^(?:model|model_id|model_source|MODEL_ID|MODEL|HF_MODEL_ID|model_name|model-id)$/;

/** Ray Serve applications: the models stand in the configuration's arguments and variables. */
function rayService(object: KubernetesObject): Serving {
  const tree = at(object.tree, 'spec', 'serveConfigV2') ?? at(object.tree, 'spec', 'serveConfig');
  const text = textOf(tree);
  const roots = text === undefined ? (tree ? [tree] : []) : readDocuments(text).roots;
  const offset = text === undefined ? 0 : tree!.l;
  const models: ModelWord[] = [];
  let trust: number | undefined;
  const walk = (node: Tree, deep: number): void => {
    if (deep > 20 || models.length > 20) return;
    if ('s' in node) for (const item of node.s) walk(item, deep + 1);
    for (const [name, value] of entriesOf(node)) {
      const found = textOf(value);
      if (found !== undefined && MODEL_FIELDS.test(name) && !models.some((one) => one.text === found))
        models.push({ text: found, line: offset + value.l, provider: 'huggingface' });
      if (name === 'trust_remote_code' && isTrue(value)) trust = offset + value.l;
      walk(value, deep + 1);
    }
  };
  for (const root of roots) walk(root, 0);
  // A source on the hub says more than the name it is served under.
  const sources = models.filter(({ text: name }) => /^[\w.-]+\/[\w.-]+$|:\/\//.test(name));
  const type =
    textOf(at(object.tree, 'spec', 'serveService', 'spec', 'type')) ??
    textOf(at(object.tree, 'spec', 'rayClusterConfig', 'headGroupSpec', 'serviceType'));
  const reach: Serving['reach'] =
    type === 'LoadBalancer'
      ? { reach: 'internet', why: 'serviceType LoadBalancer' }
      : type === 'NodePort'
        ? { reach: 'open', why: 'serviceType NodePort' }
        : { reach: 'private', why: `serviceType ${type ?? 'ClusterIP'}` };
  const result = endpoint(
    'ray-serve',
    'Ray Serve',
    tree ?? object.tree,
    sources.length > 0 ? sources : models,
    container(object.tree, object.name),
    reach,
    'none',
    'Ray Serve has no authentication of its own',
  );
  return trust === undefined ? result : { ...result, served: { ...result.served, trustRemoteCode: trust } };
}
