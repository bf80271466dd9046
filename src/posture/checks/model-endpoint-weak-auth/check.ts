import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { closingPort, exposedTo, isDeskServer, keyOption, productOf } from '../../exposed.ts';
import { textOf } from '../../view.ts';

/**
 * A model server or gateway that asks nobody who is calling and listens beyond its own cluster or machine: a node port, the
 * network of the host, a published port. What the internet reaches is told by model-endpoint-public.
 */
export default defineCheck({
  id: 'model-endpoint-weak-auth',
  title: 'Model server on an open port that asks nobody who is calling',
  severity: 'medium',
  applies: ['model-endpoint', 'gateway'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0040' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-13' },
  ],
  judge(endpoint, view) {
    const exposed = exposedTo(endpoint, view);
    if (exposed?.reach === 'private' && endpoint.properties['managed'] === true && endpoint.properties['localAuth'] === true)
      return byKey(endpoint, exposed.how);
    if (!exposed || exposed.reach === 'internet') return undefined;
    const product = productOf(endpoint);
    if (exposed.auth === 'some' || exposed.reach === 'private') return { status: 'pass' };
    if (exposed.auth === 'unknown' || exposed.reach === 'unknown')
      return {
        status: 'unknown',
        saw:
          exposed.auth === 'unknown'
            ? `Whether ${endpoint.name} (${product}) asks who is calling was not seen${exposed.authWhy === '' ? '' : `: ${exposed.authWhy}`}.`
            : `${endpoint.name} (${product}) asks nobody who is calling; from where it can be reached was not seen.`,
        evidence: endpoint.evidence.slice(0, 1),
      };
    const isDesk = isDeskServer(endpoint);
    const key = keyOption(endpoint);
    return {
      status: 'fail',
      severity: isDesk ? 'low' : 'medium',
      title: `${endpoint.name} answers whoever reaches its ${isDesk ? 'machine' : 'host'}`,
      saw: `${product} ${endpoint.name} listens on ${exposed.how} and asks nobody who is calling (${exposed.authWhy}).`,
      why: `Whoever stands in the same network uses the model, its accelerators and every weakness of the server without a name${isDesk ? '; ports that a container engine publishes pass the firewall of the machine' : ''}.`,
      fix: {
        text: `${isDesk ? 'Publish the port on 127.0.0.1 only' : 'Reach it through a Service of the cluster and a gateway that authenticates'}.${key === undefined ? '' : ` Give the server a key: ${key}.`}`,
        ...closingPort(endpoint, exposed),
      },
      verify: 'A request from another machine of the network gets no answer or 401, and the next scan passes.',
      evidence: [...exposed.evidence, ...endpoint.evidence.slice(0, 2)],
      exploitability: 'trivial',
      reachability: 'internal',
    };
  },
});

/** Inside its network, but keys are taken beside identities. Source: Microsoft Defender for Cloud, key access of Azure AI services. */
function byKey(endpoint: Asset, how: string): Judgement {
  return {
    status: 'fail',
    severity: 'low',
    title: `${endpoint.name} takes keys beside identities`,
    saw: `${productOf(endpoint)} ${endpoint.name} is reached from its own networks only (${how}), and whoever holds one of its keys is let in.`,
    why: 'A key has no name, no end and every right on the account: whoever finds it inside the network is let in, and the log cannot say who it was.',
    fix: {
      text: 'Switch key access off and give those who call it a role, such as Cognitive Services OpenAI User.',
      patch:
        textOf(endpoint, 'declaredAs') === 'azurerm_ai_services' ? 'local_authentication_enabled = false' : 'local_auth_enabled = false',
    },
    verify: 'A request with a key answers 403, and the next scan passes.',
    evidence: endpoint.evidence.slice(0, 1),
    exploitability: 'foothold',
    reachability: 'internal',
    control: 'partial',
  };
}
