import type { Evidence } from '../../core/evidence.ts';
import { type Key, strongKey, weakKey } from '../../core/keys.ts';
import type { AssetReference, Properties, Setting } from '../../core/observation.ts';
import type { Emitter } from '../code/emit.ts';
import { isTestPlace } from '../test-place.ts';
import { fromUri } from '../code/stores.ts';
import { boundTo, type Container, imageOf, LOOPBACK, option } from './container.ts';
import { databasesOf } from './databases.ts';
import { isSetting } from '../deployed-settings.ts';
import { imageKeys, imageName, imagePinning } from './image.ts';
import { detailOf, type Logins, loginsOf, weakProperty } from './logins.ts';
import { aiVariable, type Served, servedBy } from './recognize.ts';
import type { ModelWord } from './server.ts';

/** What a deployed container becomes, whatever declares it. */
export const WORKLOAD_EMITS = [
  'model-endpoint',
  'gateway',
  'vector-store',
  'notebook',
  'registry',
  'ai-endpoint',
  'data-store',
  'model',
  'model-artifact',
  'provider',
  'workload',
  'image',
  'secret',
  'zone',
  'runs-image',
  'runs-on',
  'exposed-to',
  'holds',
  'serves',
  'loads',
  'stored-in',
  'routes-to',
  'provided-by',
  'connects-to',
] as const;

/**
 * How far a workload can be reached. internet: stated to be public. open: on every address of its machine or node, wherever
 * that stands. private: inside its cluster, network or machine. unknown: what decides it was not seen.
 */
export type Reach = 'internet' | 'open' | 'private' | 'unknown';

export interface Exposure {
  reach: Reach;
  /** "Service of type LoadBalancer", "Ingress on chat.example.org". */
  how: string;
  /** What stands in front asks who is calling. */
  auth?: 'none' | 'present';
  evidence: Evidence[];
  /** Names under which it is called inside its cluster: `vllm.ml.svc.cluster.local`. */
  hosts?: readonly string[];
  /** Where it is known that only some ports are reached. */
  ports?: readonly (number | string)[];
  /** Where a packet filter decides: the ports it lets through, from and to. What listens on another one is not reached. */
  ranges?: readonly (readonly [number, number])[];
}

/** A declared deployment of one or more containers, whatever declared it. */
export interface Deployed {
  name: string;
  keys: Key[];
  /** Of the workload: platform, namespace, environment, … */
  properties: Properties;
  evidence: Evidence[];
  /** Evidence for a line of the file it is declared in. */
  seen(line: number | undefined, detail: string): Evidence[];
  containers: readonly Container[];
  exposures: readonly Exposure[];
  /** Where no exposure was seen: whether that means private. */
  otherwise: { reach: Reach; why: string };
  /** Identities it acts with. */
  identities: readonly { reference: AssetReference; evidence: Evidence[] }[];
  /** Secrets in clear in its declaration, by line. */
  secrets: readonly { fingerprint: string; line: number }[];
  /** It is AI for a reason the containers do not show. */
  ai?: boolean;
  /** Key prefix of references to secrets: entry names are added. */
  secretKey?(name: string): Key;
  besideAi?: boolean;
  /** Logins that everybody knows, where several workloads share them; else those of each container. */
  logins?: ReadonlyMap<Container, Logins>;
  /** Servers that its declaration states outright (a custom resource of a serving platform). */
  stated?: readonly { served: Served; container: Container }[];
}

export interface EmittedWorkload {
  reference: AssetReference;
  ai: boolean;
  /** It is no AI, and listed for what it runs beside. */
  shown: boolean;
  served: { reference: AssetReference; served: Served; container: Container }[];
}

/** Emits a workload with its image, what it serves, how it is reached, whom it acts as and what secrets it is given. */
export function emitWorkload(deployed: Deployed, emitter: Emitter): EmittedWorkload {
  const servers =
    deployed.stated ??
    deployed.containers.flatMap((container) => {
      const served = servedBy(container, { besideAi: deployed.besideAi === true });
      return served ? [{ container, served }] : [];
    });
  const talks = deployed.containers.map((container) => aiVariable(container)).find((found) => found !== undefined);
  const ai = deployed.ai === true || servers.length > 0 || talks !== undefined;
  const reach = worst(deployed.exposures, deployed.otherwise);
  const workload = emitter.asset(
    'workload',
    deployed.name,
    deployed.keys,
    {
      definedBy: 'iac',
      ...deployed.properties,
      reach: reach.reach,
      reachWhy: reach.why,
      ...hostsOf(deployed.exposures),
      variables: [...new Set(deployed.containers.flatMap(({ variables }) => variables.map(({ name }) => name)))].slice(0, 200),
      ...security(deployed.containers),
      ...hostRightsOf(deployed),
    },
    deployed.evidence,
    0.9,
  );
  const inside = { ...deployed, containers: deployed.containers.map((container) => qualified(container, deployed.properties)) };
  const settings = settingsOf(inside);
  if (settings.length > 0) emitter.observed(workload)!.settings = settings;
  const added: { assets: number; edges: number } = { assets: emitter.observations.assets.length, edges: emitter.observations.edges.length };
  for (const container of deployed.containers) image(container, workload, deployed, emitter);
  for (const { reference, evidence } of deployed.identities) emitter.edge(workload, 'runs-as', reference, 'stated', evidence);
  for (const exposure of deployed.exposures) expose(workload, exposure, exposure.auth, emitter);
  secretsOf(deployed, workload, emitter);
  databasesOf(inside, workload, emitter);
  const own = deployed.containers
    .filter((container) => !servers.some((one) => one.container === container))
    .map((container) => loginsIn(container, deployed));
  annotateLogins(
    workload,
    own.flatMap(({ weak }) => weak),
    deployed.seen,
    emitter,
  );
  // A store or board that runs beside AI is listed for its logins.
  const shown = !ai && own.some(({ product, weak }) => product && weak.length > 0 && (product.ai || deployed.besideAi));
  if (!ai) {
    // What is no AI by itself is listed only where code of ours that uses AI runs on it (deployment.ts).
    emitter.observed(workload)!.optional = true;
    for (const asset of emitter.observations.assets.slice(added.assets)) asset.optional = true;
    for (const edge of emitter.observations.edges.slice(added.edges)) edge.optional = true;
    if (shown) {
      delete emitter.observed(workload)!.optional;
      for (const asset of emitter.observations.assets.slice(added.assets)) if (asset.kind === 'zone') delete asset.optional;
    }
  }
  return {
    reference: workload,
    ai,
    shown,
    served: servers.map((one) => ({ ...one, reference: serve(one.served, one.container, workload, deployed, emitter, servers.length) })),
  };
}

/** `postgresql://db/app` in a namespace is the Service `db` of that namespace: another than that of the next. */
function qualified(container: Container, { platform, namespace }: Properties): Container {
  if (platform !== 'kubernetes' || typeof namespace !== 'string' || namespace === '') return container;
  return {
    ...container,
    variables: container.variables.map((one) => {
      const parts =
        one.value === undefined
          ? null
          : /^([a-z][\w+.-]{1,30}:\/\/(?:[^@/\s]{0,300}@)?)([a-z0-9-]+)(\.[a-z0-9-]+)?(\.svc)?([:/?].*|)$/s.exec(one.value);
      if (!parts || parts[2] === 'localhost' || /^\d+$/.test(parts[2]!)) return one;
      const [, before, name, space, svc, after] = parts;
      // Two labels without `.svc` may as well be a domain.
      if (space !== undefined && svc === undefined) return one;
      return { ...one, value: `${before}${name}${space ?? `.${namespace}`}.svc.cluster.local${after}` };
    }),
  };
}

function settingsOf({ containers, seen }: Deployed): Setting[] {
  return containers.flatMap(({ variables }) =>
    variables.flatMap(({ name, value, secret, line }) => {
      const [place] = value === undefined || secret !== undefined || !isSetting(name, value) ? [] : seen(line, name);
      return place?.file === undefined ? [] : [{ name, value: value!, file: place.file, line: place.line ?? 1 }];
    }),
  );
}

function hostsOf(exposures: readonly Exposure[]): Properties {
  const hosts = [...new Set(exposures.flatMap(({ hosts = [] }) => hosts))].sort().slice(0, 20);
  return hosts.length > 0 ? { hosts } : {};
}

/** Those of a server are told of the server, those of everything else of the workload. */
function loginsIn(container: Container, { logins, name, evidence }: Deployed): Logins {
  // Of tests and examples everybody knows the passwords: that is what they are for.
  if (isTestPlace(evidence[0]?.file ?? '')) return { weak: [] };
  return logins?.get(container) ?? loginsOf(container, name);
}

/** Says of an asset which of its logins everybody knows. */
export function annotateLogins(asset: AssetReference, weak: Logins['weak'], seen: Deployed['seen'], emitter: Emitter): void {
  const observed = emitter.observed(asset);
  if (!observed || weak.length === 0) return;
  observed.properties = { ...observed.properties, weakLogins: weakProperty(weak) };
  observed.evidence = [...observed.evidence, ...weak.flatMap((one) => seen(one.line, detailOf(one)))];
}

const FARTHEST: readonly Reach[] = ['internet', 'open', 'unknown', 'private'];

function worst(exposures: readonly Exposure[], otherwise: Deployed['otherwise']): { reach: Reach; why: string } {
  const first = [...exposures].sort((a, b) => FARTHEST.indexOf(a.reach) - FARTHEST.indexOf(b.reach))[0];
  return first ? { reach: first.reach, why: first.how } : otherwise;
}

/** The edge that says from where something can be reached; nothing is drawn for what stays inside. */
function expose(from: AssetReference, exposure: Exposure, auth: string | undefined, emitter: Emitter): void {
  if (exposure.reach !== 'internet' && exposure.reach !== 'open') return;
  const name = exposure.reach === 'internet' ? 'internet' : 'corporate';
  const zone = emitter.asset('zone', name, [strongKey('name', name)], {}, exposure.evidence, 1);
  emitter.edge(from, 'exposed-to', zone, 'resolved', exposure.evidence, { access: 'invoke', auth, how: exposure.how });
}

function security(containers: readonly Container[]): Properties {
  const mounts = [...new Set(containers.flatMap((container) => container.mounts))].sort();
  return {
    ...(containers.some(({ privileged }) => privileged) ? { privileged: true } : {}),
    ...(containers.some(({ root }) => root)
      ? { runsAsRoot: true }
      : containers.length > 0 && containers.every(({ root }) => root === false)
        ? { runsAsRoot: false }
        : {}),
    ...(mounts.length > 0 ? { mounts: mounts.slice(0, 50) } : {}),
    ...(mounts.some((mount) => /(?:docker|podman|containerd|crio)\.sock$/.test(mount)) ? { engineSocket: true } : {}),
  };
}

function hostRightsOf({ containers, seen }: Deployed): Properties {
  const rights = containers.flatMap((container) => container.hostRights ?? []).slice(0, 20);
  return rights.length === 0
    ? {}
    : {
        hostRights: rights.map(({ text, line }) => {
          const place = seen(line, text)[0];
          return { what: text, file: place?.file ?? '', line: place?.line ?? 1 };
        }),
      };
}

function image(container: Container, workload: AssetReference, deployed: Deployed, emitter: Emitter): void {
  const found = imageOf(container);
  if (!found) return;
  const evidence = deployed.seen(container.imageLine ?? container.line, `image ${found.written}`);
  const reference = emitter.asset(
    'image',
    imageName(found),
    imageKeys(found),
    { registry: found.registry, repository: found.repository, tag: found.tag, digest: found.digest, ...imagePinning(found) },
    evidence,
  );
  emitter.edge(workload, 'runs-image', reference, 'stated', evidence);
}

function secretsOf(deployed: Deployed, workload: AssetReference, emitter: Emitter): void {
  for (const { fingerprint, line } of deployed.secrets) {
    emitter.observations.edges.push({
      from: workload,
      to: { kind: 'secret', key: `secret:${fingerprint}` },
      kind: 'holds',
      strength: 'stated',
      evidence: deployed.seen(line, 'a secret in clear is given to it'),
      optional: true,
    });
  }
  if (!deployed.secretKey) return;
  for (const { name, secret, line } of deployed.containers.flatMap(({ variables }) => variables)) {
    if (secret === undefined) continue;
    const evidence = deployed.seen(line, `${name} from the secret ${secret}`);
    const reference = emitter.asset('secret', secret, [deployed.secretKey(secret)], { form: 'reference', variable: name }, evidence);
    emitter.edge(workload, 'holds', reference, 'stated', evidence);
  }
}

/** The server in a container, with its models and how it is reached. */
function serve(
  served: Served,
  container: Container,
  workload: AssetReference,
  deployed: Deployed,
  emitter: Emitter,
  servers: number,
): AssetReference {
  const reachable = deployed.exposures.filter((exposure) => reaches(exposure, container, deployed.containers.length, served));
  const seen = worst(
    reachable,
    deployed.exposures.length > 0 ? { reach: 'private', why: 'no port of it is published' } : deployed.otherwise,
  );
  const reach = seen;
  const name = servers > 1 ? `${deployed.name}/${container.name}` : deployed.name;
  const keys = deployed.keys.map((key) => (servers > 1 ? { ...key, key: `${key.key}/${container.name}` } : key));
  const front = reachable.filter((exposure) => exposure.reach === reach.reach);
  const evidence = [
    ...deployed.seen(served.line, `${served.title}${container.image === undefined ? '' : ` (${container.image})`}`),
    ...(served.authLine === undefined ? [] : deployed.seen(served.authLine, served.authWhy)),
  ];
  const reference = emitter.asset(
    served.kind,
    name,
    keys.map((key) => (key.key.startsWith('purl:') ? weakKey('purl', key.key.slice(5)) : key)),
    {
      definedBy: 'iac',
      platform: deployed.properties['platform'],
      server: served.id,
      product: served.title,
      ...(served.kind === 'vector-store' ? { engine: served.id } : {}),
      ...(served.kind === 'data-store' ? { form: 'ai-application' } : {}),
      environment: deployed.properties['environment'],
      ...Object.fromEntries(['owner', 'criticality', 'purpose'].map((name) => [name, deployed.properties[name]])),
      namespace: deployed.properties['namespace'],
      auth: served.auth,
      authWhy: served.authWhy,
      reach: reach.reach,
      reachWhy: reach.why,
      ...hostsOf(reachable),
      ...(reachable.length > 0 ? { reachedBy: [...new Set(reachable.map(({ how }) => how))].sort().slice(0, 10) } : {}),
      ...(front.length > 0 && front.every(({ auth }) => auth === 'present') ? { frontAuth: 'present' } : {}),
      ...(served.trustRemoteCode === undefined ? {} : { trustRemoteCode: true }),
      ...(deployed.properties['networkPolicy'] === undefined ? {} : { networkPolicy: deployed.properties['networkPolicy'] }),
      ...(container.command.length > 0 ? { arguments: container.command.slice(0, 60).map(({ text }) => text.slice(0, 200)) } : {}),
    },
    [
      ...evidence,
      ...(served.trustRemoteCode === undefined ? [] : deployed.seen(served.trustRemoteCode, 'code of the model repository may run')),
    ],
    served.by === 'command' ? 0.95 : 0.9,
  );
  for (const exposure of reachable)
    expose(reference, exposure, exposure.auth === 'present' || served.auth === 'present' ? 'present' : served.auth, emitter);
  // That nobody is asked is said by the checks on what is served.
  annotateLogins(
    reference,
    loginsIn(container, deployed).weak.filter(({ how }) => how !== 'none'),
    deployed.seen,
    emitter,
  );
  if (served.kind === 'model-endpoint') emitter.edge(reference, 'runs-on', workload, 'stated', evidence);
  if (served.kind === 'model-endpoint' || served.kind === 'notebook')
    for (const { reference: identity, evidence: why } of deployed.identities) emitter.edge(reference, 'runs-as', identity, 'stated', why);
  for (const model of served.models) serveModel(reference, model, deployed.seen(model.line, `model ${model.text}`), emitter);
  return reference;
}

function reaches({ ports, ranges }: Exposure, container: Container, containers: number, served: Served): boolean {
  if (ranges) return listening(container, served).some((port) => ranges.some(([from, to]) => port >= from && port <= to));
  if (ports === undefined || ports.length === 0 || containers === 1 || container.ports.length === 0) return true;
  return container.ports.some(({ port, name }) => ports.includes(port) || (name !== undefined && ports.includes(name)));
}

/** Sources: the products' documentation named in model-servers.ts and ai-servers.ts. */
const LOOPBACK_UNLESS_TOLD: ReadonlySet<string> = new Set(['ollama', 'jupyter', 'mlflow', 'chroma', 'llama.cpp', 'sglang']);

/** Ports of its machine that a server listens on. */
function listening({ ports, command, variables, image }: Container, served: Served): number[] {
  if (ports.length > 0) return ports.map(({ port }) => port);
  // A process started on the machine itself, not in a container, listens where it is told to or where its product does.
  const bound = image === undefined ? (boundTo(command, variables)?.text ?? (LOOPBACK_UNLESS_TOLD.has(served.id) ? 'localhost' : '')) : '';
  if (LOOPBACK.test(bound)) return [];
  const given = option(command, '--port', '--server-port', '--http-port');
  const address = variables.find(({ name }) => name === 'OLLAMA_HOST')?.value;
  const said = Number(given?.text ?? /:(\d{1,5})$/.exec(address ?? '')?.[1]);
  return [Number.isInteger(said) && said > 0 ? said : served.port];
}

/** A model by hub or registry name, or its files by address: both join to what others say of them. */
export function serveModel(from: AssetReference, { text, provider }: ModelWord, evidence: Evidence[], emitter: Emitter): void {
  const plain = text.replace(/^(?:hf|huggingface):\/\//, '');
  if (
    /^(?:s3a?|gs|gcs|abfss?|wasbs?|az|azureml):\/\//.test(plain) ||
    /^https?:\/\/\S+\.(?:blob\.core\.windows\.net|s3[.-][\w.-]*amazonaws\.com|storage\.googleapis\.com)\//.test(plain)
  ) {
    const store = fromUri(plain);
    const name = (store?.path ?? plain).replace(/\/+$/, '');
    const artifact = emitter.asset(
      'model-artifact',
      name.slice(name.lastIndexOf('/') + 1) || plain,
      [strongKey('url', plain)],
      {},
      evidence,
      0.85,
    );
    if (store) emitter.edge(artifact, 'stored-in', emitter.store(store, evidence[0]!), 'stated', evidence);
    emitter.edge(from, 'loads', artifact, 'stated', evidence);
    return;
  }
  const isHub = provider === 'huggingface' && /^[\w.-]+\/[\w.-]+(?:@[\w.-]+)?$/.test(plain) && !/^\.{1,2}\//.test(plain);
  const isPath = /^(?:[/.~]|\w+:\/\/)/.test(plain) || /\.(?:gguf|safetensors|bin|pt|onnx)$/i.test(plain);
  if (isPath || (provider === 'huggingface' && !isHub && !/^[\w.-]+$/.test(plain))) {
    emitter.annotate(from, { modelPath: plain.slice(0, 300) });
    return;
  }
  const [name = plain, revision] = isHub ? plain.split('@') : [plain];
  const model = emitter.model(name, { provider: provider === 'litellm' ? undefined : provider, revision }, evidence[0]!);
  if (model) emitter.observed(model)!.evidence = evidence;
  if (!model) return emitter.annotate(from, { modelName: plain.slice(0, 200) });
  emitter.edge(from, from.kind === 'gateway' ? 'routes-to' : 'serves', model, 'stated', evidence);
}
