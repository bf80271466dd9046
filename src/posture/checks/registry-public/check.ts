import { defineCheck } from '../../check.ts';
import { closingPort, exposedTo, isDeskServer, judgedClosed, productOf } from '../../exposed.ts';
import { textOf } from '../../view.ts';

/**
 * A model registry or tracking server that strangers reach, or that answers whoever reaches its host without asking. A managed
 * workspace asks for an identity; the open network is then a second line that is missing, told as a note.
 */
export default defineCheck({
  id: 'registry-public',
  title: 'Model registry open to strangers',
  severity: 'high',
  applies: 'registry',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'I&S-03' },
  ],
  judge(registry, view) {
    const exposed = exposedTo(registry, view);
    if (!exposed) return undefined;
    const product = productOf(registry);
    const isPublic = exposed.reach === 'internet';
    const closed = judgedClosed(registry, exposed);
    if (closed) return closed;
    const nobody = exposed.auth === 'none';
    const isManaged = registry.properties['managed'] === true;
    const isDesk = isDeskServer(registry);
    return {
      status: 'fail',
      severity: isPublic ? (nobody ? 'high' : isManaged ? 'info' : 'low') : isDesk ? 'low' : 'medium',
      title: isPublic
        ? `The internet reaches ${registry.name}${nobody ? ', which lets anybody register a model' : ''}`
        : `${registry.name} lets whoever reaches its ${isDesk ? 'machine' : 'host'} register a model`,
      saw: `${product} ${registry.name} listens on ${exposed.how}${nobody ? ` and asks nobody who is calling (${exposed.authWhy})` : '; callers are asked who they are'}.`,
      why: nobody
        ? 'A stranger reads runs, parameters and weights, and puts a model of their own under a name that is deployed: loading it runs their code.'
        : 'What holds the models is one stolen token away from everywhere; inside a network of your own it would not be.',
      fix: {
        text: isManaged
          ? `Switch public network access off and reach ${registry.name} through a private endpoint.`
          : `Keep ${registry.name} inside the cluster or machine and put a sign-in in front of it${textOf(registry, 'server') === 'mlflow' ? ' (`mlflow server --app-name basic-auth`)' : ''}.`,
        ...closingPort(registry, exposed),
      },
      verify: 'A request from outside without credentials is refused, and the next scan passes.',
      evidence: [...exposed.evidence, ...registry.evidence.slice(0, 2)],
      exploitability: nobody ? 'trivial' : 'foothold',
      reachability: isPublic ? 'internet' : 'internal',
      ...(nobody ? {} : { control: 'partial' as const }),
    };
  },
});
