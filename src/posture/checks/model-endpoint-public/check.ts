import { defineCheck } from '../../check.ts';
import { closingPort, exposedTo, keyOption, productOf } from '../../exposed.ts';
import { textOf } from '../../view.ts';
import { listed } from '../../wording.ts';
import { judgeManaged } from './managed.ts';

/**
 * A model server or gateway of ours that the internet reaches: a public load balancer, route or address. Internal load balancers
 * and cluster addresses pass; where what stands in front was not seen the answer is unknown. A managed service that takes calls
 * from every address is told low where keys open it, as a note where only identities do (managed.ts).
 */
export default defineCheck({
  id: 'model-endpoint-public',
  title: 'Model endpoint that the internet reaches',
  severity: 'high',
  applies: ['model-endpoint', 'gateway'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0132' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0040' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'I&S-03' },
  ],
  judge(endpoint, view) {
    const exposed = exposedTo(endpoint, view);
    if (!exposed) return undefined;
    const product = productOf(endpoint);
    if (exposed.reach === 'private') return { status: 'pass' };
    if (exposed.reach !== 'internet')
      return {
        status: 'unknown',
        saw: `Whether the internet reaches ${endpoint.name} (${product}) was not seen: ${exposed.how}.`,
        evidence: exposed.evidence.slice(0, 1),
      };
    if (endpoint.properties['managed'] === true) return judgeManaged(endpoint, exposed, view);
    const models = view.out(endpoint, 'serves', 'routes-to').map((link) => link.to.name);
    const asks = exposed.auth === 'some';
    const nobody = exposed.auth === 'none';
    const key = keyOption(endpoint);
    return {
      status: 'fail',
      // Who signs in before the server sees anything is not everybody: a note, not a fault.
      severity: nobody ? 'high' : textOf(endpoint, 'frontAuth') === 'present' ? 'info' : asks ? 'low' : 'medium',
      title: `The internet reaches ${endpoint.name}${nobody ? ', which asks nobody who is calling' : ''}`,
      saw: `${product} ${endpoint.name}${models.length > 0 ? ` serves ${listed(models)} and` : ''} is open to the internet (${exposed.how})${nobody ? ` and asks nobody who is calling${exposed.authWhy === '' ? '' : ` (${exposed.authWhy})`}` : asks ? '; callers are asked who they are' : '; whether callers are asked was not seen'}.`,
      why: nobody
        ? 'Anybody can use the accelerators on your account, read out the model and its system prompts, and try every weakness of the server, which is written for trusted networks.'
        : 'Model servers are written for trusted networks: whatever weakness the server has, everybody can try it, and a leaked key works from anywhere.',
      fix: {
        text: `Keep the server inside the cluster or network, or put a gateway that authenticates and limits in front of it.${key === undefined ? '' : ` Give it a key as well: ${key}.`}`,
        ...closingPort(endpoint, exposed),
      },
      verify: 'A request from outside your network gets no answer or 401, and the next scan passes.',
      evidence: [...exposed.evidence, ...endpoint.evidence.slice(0, 2)],
      exploitability: nobody ? 'trivial' : 'foothold',
      reachability: 'internet',
      ...(asks ? { control: 'partial' as const } : {}),
    };
  },
});
