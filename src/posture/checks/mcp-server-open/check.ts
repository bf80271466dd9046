import { defineCheck, type Judgement } from '../../check.ts';
import { textOf, textsOf } from '../../view.ts';
import { listed } from '../../wording.ts';

const ACTS = new Set(['code-execution', 'money-movement', 'irreversible-action', 'state-change', 'reads-private-data']);

/** An MCP server of our own that answers on every address of its machine and asks nobody who is calling. One on this machine alone is no fault. */
export default defineCheck({
  id: 'mcp-server-open',
  title: 'MCP server that anybody on the network can call',
  severity: 'medium',
  applies: 'mcp-server',
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP07:2025' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-13' },
  ],
  judge(server, view): Judgement | undefined {
    if (server.properties['own'] !== true || textOf(server, 'transport') !== 'http') return undefined;
    if (textOf(server, 'auth') !== 'none' || textOf(server, 'listens') !== 'all') return { status: 'pass' };
    const tools = view.out(server, 'exposes-tool').map((link) => link.to);
    const acting = tools.filter((tool) => textsOf(tool, 'capabilities').some((one) => ACTS.has(one)));
    const runs = tools.filter((tool) => textsOf(tool, 'capabilities').includes('code-execution'));
    const at = server.properties['startsAt'] as { file?: string; line?: number } | undefined;
    const target = server.evidence[0]?.target ?? '';
    return {
      status: 'fail',
      severity: runs.length > 0 ? 'high' : acting.length > 0 ? 'medium' : 'low',
      title: `Anybody on its network can call ${server.name}`,
      saw: `${server.name} is served over HTTP on every address of its machine, and nothing in its code asks who is calling.${acting.length > 0 ? ` Its tools ${listed(acting.map(({ name }) => name))} act or read data.` : ''}`,
      why: `Whoever reaches the port calls the tools${acting.length > 0 ? ' with the rights of this process' : ''}, without a model or a person in between.`,
      fix: {
        text: 'Bind it to 127.0.0.1 where only this machine uses it; else let it ask for a token (OAuth of the MCP specification, or a verifier of yours) behind TLS.',
        patch: 'mcp = FastMCP("tools", auth=JWTVerifier(jwks_uri=..., issuer=..., audience=...))',
      },
      verify: 'A request for tools/list without a token answers 401, and the next scan passes.',
      evidence: [
        ...(at?.file === undefined
          ? []
          : [{ target, file: at.file, ...(at.line === undefined ? {} : { line: at.line }), detail: 'listens on every address' }]),
        ...server.evidence.slice(0, 1),
      ],
      exploitability: 'trivial',
      reachability: 'internal',
    };
  },
});
