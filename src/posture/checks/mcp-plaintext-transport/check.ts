import { defineCheck } from '../../check.ts';
import { textOf, textsOf } from '../../view.ts';
import { listed, said } from '../../wording.ts';

/** Ranges and names that do not leave an organisation's own network: RFC 1918, RFC 4193, RFC 6762, cluster-local names. */
const OWN_NETWORK =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cd])|\.(?:internal|local|lan|svc|svc\.cluster\.local)$|^[^.:[\]]+$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|\[::\]|host\.docker\.internal)$|\.localhost$/i;

/** An MCP server reached over http: whoever sits in between reads the token and writes the tool results. */
export default defineCheck({
  id: 'mcp-plaintext-transport',
  title: 'MCP traffic without encryption',
  severity: 'medium',
  applies: 'mcp-server',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP07:2025' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP01:2025' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI07' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'CEK-03' },
  ],
  judge(server, view) {
    const url = textOf(server, 'url');
    const scheme = url === undefined ? undefined : /^(https?|wss?):\/\//i.exec(url)?.[1]?.toLowerCase();
    if (url === undefined || scheme === undefined || server.properties['disabled'] === true) return undefined;
    if (scheme === 'https' || scheme === 'wss') return { status: 'pass' };
    const host = textOf(server, 'host') ?? /^\w+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^/:?#]+)/.exec(url)?.[1];
    if (server.properties['loopback'] === true || (host !== undefined && LOOPBACK.test(host))) return { status: 'pass' };
    if (host === undefined || /[{}$%]/.test(host))
      return { status: 'unknown', saw: `${server.name} is reached over http at an address that a variable decides.` };
    const token =
      textOf(server, 'authentication') !== undefined || textsOf(server, 'headers').some((name) => /auth|token|key|cookie/i.test(name));
    const near = OWN_NETWORK.test(host);
    const clients = view.into(server, 'connects-to').map((link) => link.from.name);
    return {
      status: 'fail',
      severity: token ? 'high' : near ? 'low' : 'medium',
      title: `${server.name} is reached over plain http at ${said(host)}`,
      saw: `${listed(clients) || 'A client'} ${new Set(clients).size > 1 ? 'speak' : 'speaks'} with ${server.name} at ${said(url)}, unencrypted${near ? ' inside the own network' : ''}${token ? ', and sends a token with every request' : ''}.`,
      why: `Whoever sits on the way (a shared network, a proxy, a poisoned name) reads what is asked${token ? ' and the token' : ''} and answers in the server's place: tool descriptions and results are instructions to the model.`,
      fix: {
        text: `Serve it over https and change the address${token ? '; issue a new token, the old one was sent in clear' : ''}. On the same machine, bind it to 127.0.0.1.`,
        patch: `"url": ${JSON.stringify(
          url
            .replace(/^http/i, 'https')
            .replace(/^ws:/i, 'wss:')
            .replace(/:8080\b|:80\b/, ''),
        )}`,
      },
      verify: 'The address begins with https and answers with a certificate your machines trust; the next scan passes.',
      evidence: server.evidence,
      exploitability: 'foothold',
      reachability: near ? 'internal' : 'third-party',
    };
  },
});
