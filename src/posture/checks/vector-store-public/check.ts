import { defineCheck } from '../../check.ts';
import { closingPort, exposedTo, isDeskServer, judgedClosed, keyOption, productOf } from '../../exposed.ts';
import { textOf } from '../../view.ts';

/** A vector store that the internet reaches, or that answers whoever reaches its host without asking. */
export default defineCheck({
  id: 'vector-store-public',
  title: 'Vector store open to strangers',
  severity: 'high',
  applies: 'vector-store',
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI06' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM09' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0132' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0085.000' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0070' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-17' },
  ],
  judge(store, view) {
    const exposed = exposedTo(store, view);
    if (!exposed) return undefined;
    const product = productOf(store);
    const isPublic = exposed.reach === 'internet';
    const closed = judgedClosed(store, exposed);
    if (closed) return closed;
    const nobody = exposed.auth === 'none';
    const isDesk = isDeskServer(store);
    const key = keyOption(store);
    const readers = view.into(store, 'retrieves-from', 'connects-to').map((link) => link.from.name);
    return {
      status: 'fail',
      severity: isPublic
        ? nobody
          ? 'high'
          : textOf(store, 'frontAuth') === 'present'
            ? 'info'
            : exposed.auth === 'some'
              ? 'low'
              : 'medium'
        : isDesk
          ? 'low'
          : 'medium',
      title: isPublic
        ? `The internet reaches the vector store ${store.name}${nobody ? ', which asks nobody' : ''}`
        : `The vector store ${store.name} answers whoever reaches its host`,
      saw: `${product} ${store.name} listens on ${exposed.how}${nobody ? ` and asks nobody who is calling (${exposed.authWhy})` : exposed.auth === 'some' ? '; callers are asked who they are' : `; ${exposed.authWhy}`}.`,
      why: `${nobody ? 'A stranger reads every document that was put in, and puts in what the assistant will repeat as true' : 'Whatever weakness the store has, everybody can try it, and a leaked key works from anywhere'}${readers.length > 0 ? `; ${readers[0]} answers from it` : ''}.`,
      fix: {
        text: `Keep it inside the cluster or machine of what asks it.${key === undefined ? '' : ` Make it ask: ${key}.`}`,
        ...closingPort(store, exposed),
      },
      verify: 'A request from outside without a key gets no answer or 401, and the next scan passes.',
      evidence: [...exposed.evidence, ...store.evidence.slice(0, 2)],
      exploitability: nobody ? 'trivial' : 'foothold',
      reachability: isPublic ? 'internet' : 'internal',
      ...(exposed.auth === 'some' ? { control: 'partial' as const } : {}),
    };
  },
});
