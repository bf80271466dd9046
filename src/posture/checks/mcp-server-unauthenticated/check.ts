import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Link, textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/** How code offers a server of ours over the network, as discovery tells it (`served`). */
interface Served {
  transport: string;
  bind: 'all' | 'loopback' | 'unknown';
  auth: 'none' | 'present' | 'unknown';
  authWhy: string;
  file: string;
  line: number;
}

/** What makes a tool worth calling for a stranger. */
const WORTH: Readonly<Record<string, string>> = {
  'money-movement': 'moves money',
  'code-execution': 'runs code',
  'irreversible-action': 'does what cannot be taken back',
  'credential-access': 'reads credentials',
  'state-change': 'changes data',
  'reads-private-data': 'reads private data',
  'external-communication': 'sends things out',
  'browser-control': 'drives a browser',
};

/**
 * A server of our own that speaks MCP over HTTP on every address and asks nobody. On standard input and output, and on the own machine,
 * nobody else reaches it. What stands in front of it is taken from the deployment, where one was seen.
 */
export default defineCheck({
  id: 'mcp-server-unauthenticated',
  title: 'MCP server that asks nobody who is calling',
  severity: 'medium',
  applies: 'mcp-server',
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP07:2025' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0053' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-08' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-15' },
  ],
  judge(server, view): Judgement | undefined {
    const served = server.properties['served'] as unknown as Served | undefined;
    if (served === undefined) return undefined;
    if (served.auth === 'present' || served.bind === 'loopback') return { status: 'pass' };
    const evidence = [placeOf(server, served)];
    if (served.auth === 'unknown')
      return { status: 'unknown', saw: `Whether ${server.name} asks who is calling could not be read: ${served.authWhy}.`, evidence };
    const workloads = workloadsOf(server, view);
    const ways = workloads.flatMap((workload) => view.out(workload, 'exposed-to'));
    const open = ways.filter((way) => view.properties(way)['auth'] === 'none');
    const internet = open.filter((way) => way.to.name === 'internet');
    if (workloads.length > 0) {
      if (internet.length > 0) return fault(server, served, internet[0], 'internet', view);
      if (open.length > 0) return fault(server, served, open[0], 'corporate', view);
      if (ways.some((way) => view.properties(way)['auth'] === undefined))
        return {
          status: 'unknown',
          saw: `${server.name} asks nobody who is calling (${served.authWhy}); whether what stands in front of it does was not seen.`,
          evidence,
        };
      return { status: 'pass' };
    }
    if (served.bind === 'unknown')
      return {
        status: 'unknown',
        saw: `${server.name} asks nobody who is calling (${served.authWhy}); on which address it listens is decided where it is started.`,
        evidence,
      };
    return fault(server, served, undefined, 'corporate', view);
  },
});

function placeOf(server: Asset, { file, line, transport }: Served) {
  return { target: server.evidence[0]?.target ?? '', file, line, detail: `served over ${transport}` };
}

/** Where the server runs, itself or with the application that makes it. */
function workloadsOf(server: Asset, view: View): Asset[] {
  const hosts = [
    server,
    ...view
      .into(server, 'connects-to', 'contains')
      .map((link) => link.from)
      .filter(({ kind }) => kind === 'application'),
  ];
  return hosts.flatMap((host) => view.out(host, 'runs-on').map((link) => link.to)).filter(({ kind }) => kind === 'workload');
}

function fault(server: Asset, served: Served, way: Link | undefined, zone: 'internet' | 'corporate', view: View): Judgement {
  const tools = view.out(server, 'exposes-tool').map((link) => link.to);
  const worth = Object.keys(WORTH);
  const worst = tools
    .flatMap((tool) => textsOf(tool, 'capabilities').map((capability) => ({ tool, capability })))
    .filter(({ capability }) => worth.includes(capability))
    .sort((a, b) => worth.indexOf(a.capability) - worth.indexOf(b.capability))[0];
  const known = tools.length > 0 && tools.every((tool) => tool.properties['capabilities'] !== undefined);
  const how = way && view.properties(way)['how'];
  const python = served.file.endsWith('.py');
  const runsCode = tools.some((tool) => textsOf(tool, 'capabilities').includes('code-execution'));
  const severity: Severity =
    worst === undefined ? (known && zone !== 'internet' ? 'low' : 'medium') : zone === 'internet' || runsCode ? 'high' : 'medium';
  return {
    status: 'fail',
    severity,
    title: `${zone === 'internet' ? 'Anybody on the internet' : 'Whoever reaches its port'} can call the tools of ${server.name}`,
    saw: `${server.name} speaks MCP over ${served.transport}${way === undefined ? ' on every address of its host' : typeof how === 'string' ? ` and is reached by ${how}` : ''}, and ${served.authWhy}.${worst ? ` ${worst.tool.name} ${WORTH[worst.capability]}.` : tools.length > 0 ? ` It offers ${listed(tools.map(({ name }) => name))}.` : ''}`,
    why: `Everything on the same network${zone === 'internet' ? ', and everybody else,' : ''} can list its tools and call them with the rights of the server, without a name in any log${worst ? '; no agent and no model stands between' : ''}.`,
    fix: {
      text: `Ask for a token that was issued for this server (OAuth with a token verifier, as the MCP specification says), or bind it to 127.0.0.1 and put a proxy that asks in front. For one user on one machine, standard input and output is enough.`,
      patch: python
        ? 'mcp = FastMCP("…", auth=JWTVerifier(jwks_uri=…, issuer=…, audience="https://mcp.example.com"))'
        : 'app.post("/mcp", requireBearerAuth({ verifier, requiredScopes: ["mcp:tools"] }), handler);',
    },
    verify: 'A `tools/list` request without a token answers 401 with WWW-Authenticate, and the next scan passes.',
    evidence: [
      placeOf(server, served),
      ...server.evidence.slice(0, 1),
      ...(way ? view.evidence(way) : []),
      ...(worst ? worst.tool.evidence.slice(0, 1) : []),
    ],
    exploitability: zone === 'internet' ? 'trivial' : 'public-technique',
    reachability: zone === 'internet' ? 'internet' : 'internal',
    harms: [server, ...tools],
  };
}
