import { strongKey } from '../../../core/keys.ts';
import type { AssetReference } from '../../../core/observation.ts';
import type { Emitter } from '../../code/emit.ts';
import { type Container, words } from '../../containers/container.ts';
import { at, entriesOf, isTrue, itemsOf, textMap, textOf, type Tree } from '../../containers/documents.ts';
import { environmentIn } from '../../containers/environment.ts';
import type { Places } from '../../containers/places.ts';
import { servedBy } from '../../containers/recognize.ts';
import { type Deployed, emitWorkload, type Exposure } from '../../containers/workload.ts';
import { loadBalancer } from './load-balancers.ts';

/**
 * Values given to the chart of the vLLM production stack, whose templates stand elsewhere: engines with their models behind a
 * router. Source: docs.vllm.ai/projects/production-stack, Helm chart values reference.
 */
export function emitStack(file: string, root: Tree, target: string, emitter: Emitter, places: Places): void {
  const engines = itemsOf(at(root, 'servingEngineSpec', 'modelSpec'));
  if (engines.length === 0) return;
  const router = at(root, 'routerSpec');
  const key = at(root, 'servingEngineSpec', 'vllmApiKey');
  const asks = textOf(key) !== undefined ? textOf(key) !== '' : (textOf(at(key, 'secretName')) ?? '') !== '';
  const deploy = (name: string, tree: Tree, container: Container, exposures: Exposure[], why: string): AssetReference | undefined => {
    const served = servedBy(container);
    const deployed: Deployed = {
      name,
      keys: [strongKey('k8s', `${target}/${file}:/Deployment/${name}`)],
      properties: { platform: 'kubernetes', chart: 'vllm-stack', environment: environmentIn(file), image: container.image },
      evidence: places.seen(tree.l, `vLLM production stack: ${name}`),
      seen: places.seen,
      containers: [container],
      exposures,
      otherwise: { reach: 'private', why },
      identities: [],
      secrets: [],
      ai: true,
      stated: served ? [{ served, container }] : [],
    };
    return emitWorkload(deployed, emitter).served[0]?.reference;
  };
  const fronted = deploy(
    'vllm-router',
    router ?? root,
    containerOf('vllm-router', router ?? root, 'lmcache/lmstack-router', [], asks),
    exposuresOf(router, places),
    'its Service is of type ClusterIP',
  );
  for (const engine of engines.slice(0, 50)) {
    const name = textOf(at(engine, 'name'));
    const model = at(engine, 'modelURL');
    if (name === undefined || textOf(at(engine, 'enabled')) === 'false') continue;
    const text = textOf(model);
    const args = itemsOf(at(engine, 'vllmConfig', 'extraArgs')).flatMap((item) =>
      textOf(item) === undefined ? [] : [{ text: textOf(item)!, line: item.l }],
    );
    const container = containerOf(
      name,
      engine,
      'vllm/vllm-openai',
      [...(text === undefined ? [] : [{ text: `--model=${text}`, line: model!.l }]), ...words(args)],
      asks,
    );
    const endpoint = deploy(name, engine, container, [], 'only the router of the stack calls it');
    const first = emitter.observations.edges.find((edge) => edge.kind === 'serves' && edge.from.key === endpoint?.key);
    if (fronted && first) emitter.edge(fronted, 'routes-to', first.to, 'stated', first.evidence);
  }
}

function containerOf(name: string, tree: Tree, image: string, command: Container['command'], asks: boolean): Container {
  const repository = textOf(at(tree, 'repository')) ?? image;
  const tag = textOf(at(tree, 'tag'));
  return {
    name,
    image: `${repository}${tag === undefined ? '' : `:${tag}`}`,
    imageLine: at(tree, 'repository')?.l ?? tree.l,
    command,
    variables: [
      ...(asks ? [{ name: 'VLLM_API_KEY', secret: 'vllm-api-key', line: tree.l }] : []),
      ...entriesOf(at(tree, 'env')).flatMap(([key, value]) =>
        textOf(value) === undefined ? [] : [{ name: key, value: textOf(value)!, line: value.l }],
      ),
    ],
    ports: [],
    mounts: [],
    line: tree.l,
  };
}

function exposuresOf(router: Tree | undefined, places: Places): Exposure[] {
  const out: Exposure[] = [];
  const type = at(router, 'serviceType');
  const text = textOf(type);
  if (text === 'LoadBalancer') {
    const annotations = at(router, 'serviceAnnotations');
    const service: Tree = { l: type!.l, m: { spec: { l: type!.l, m: { type: type! } } } };
    const judged = loadBalancer(service, textMap(annotations));
    out.push({ reach: judged.reach, how: judged.how, auth: 'none', evidence: places.seen(type!.l, `serviceType ${text}`) });
  } else if (text === 'NodePort')
    out.push({ reach: 'open', how: 'Service of type NodePort', auth: 'none', evidence: places.seen(type!.l, 'serviceType NodePort') });
  const ingress = at(router, 'ingress');
  if (isTrue(at(ingress, 'enabled'))) {
    const host = itemsOf(at(ingress, 'hosts')).map((one) => textOf(at(one, 'host')))[0];
    out.push({
      reach: 'internet',
      how: `Ingress${host === undefined ? '' : ` on ${host}`}`,
      auth: 'none',
      evidence: places.seen(ingress!.l, 'ingress enabled'),
    });
  }
  return out;
}
