import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';

/** A request that carries the caller's token, as discovery tells it (`passesTokens`). */
interface Passed extends Placed {
  sourceFile: string;
  sourceLine: number;
}

/**
 * The token a caller sends to an MCP server, sent on to an API behind it. Where the server verifies tokens itself, they were issued
 * for it, and the API takes what was never meant for it. A server that only relays a key its user holds for the API weighs little.
 */
export default defineCheck({
  id: 'mcp-token-passthrough',
  title: 'MCP server sends its caller’s token on',
  severity: 'medium',
  applies: 'mcp-server',
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP01:2025' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP02:2025' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0026' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-14' },
  ],
  judge(server): Judgement | undefined {
    const passed = placedOf<Passed>(server, 'passesTokens', () => 'token');
    const first = passed[0]?.entry;
    if (!first) return undefined;
    const served = server.properties['served'] as { auth?: string } | undefined;
    const verifies = served?.auth === 'present';
    const target = server.evidence[0]?.target ?? '';
    return {
      status: 'fail',
      severity: verifies ? 'medium' : 'low',
      title: `${server.name} sends the token of its caller on to another API`,
      saw: `The Authorization header of a request to ${server.name} (${first.sourceFile}:${first.sourceLine}) is sent on at ${passed
        .map(({ entry }) => `${entry.file}:${entry.line}`)
        .slice(0, 3)
        .join(', ')}${verifies ? '; the server verifies that token for itself' : '; the server itself verifies no token'}.`,
      why: verifies
        ? 'A token that was issued for this server works at the API behind it: whoever gets hold of one there or here acts as the user in both, and the API cannot tell the server from its users. The MCP specification forbids it.'
        : 'Whoever reads the logs or the memory of this server has the keys of all its users for the API behind it, and the API sees its users where the server acts. The MCP specification forbids passing tokens through.',
      fix: {
        text: 'Verify that a token was issued for this server (audience), then get one for the API: exchange it (RFC 8693, on behalf of) or use a credential of the server with the rights this user has. Never forward the header.',
        patch:
          'token = exchange(subject_token=get_access_token().token, audience="https://api.example.com")\nheaders = {"Authorization": f"Bearer {token}"}',
      },
      verify: 'A request to the API shows a token whose audience is the API, and the next scan passes.',
      evidence: [
        { target, file: first.file, line: first.line, detail: 'the Authorization header that is sent' },
        { target, file: first.sourceFile, line: first.sourceLine, detail: 'the token of the caller' },
        ...server.evidence.slice(0, 1),
      ],
      exploitability: 'foothold',
      reachability: 'internal',
    };
  },
});
