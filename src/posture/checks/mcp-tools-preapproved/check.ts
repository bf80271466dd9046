import { defineCheck, type Judgement } from '../../check.ts';
import { textOf, textsOf } from '../../view.ts';
import { listed, said } from '../../wording.ts';

const ACTS: Readonly<Record<string, string>> = {
  'code-execution': 'run code',
  'money-movement': 'move money',
  'irreversible-action': 'do what cannot be taken back',
  'state-change': 'change things',
  'external-communication': 'send things out',
  'browser-control': 'drive a browser',
  'credential-access': 'read credentials',
};
/** A tool that looks and lists changes nothing, whatever else its server can do. */
const LOOKS =
  /^(?:@?[\w-]+[/.])?(?:read|get|list|search|find|query|describe|show|view|look|fetch|status|count|check|resolve|lookup|explain)(?:[_A-Z-]|$)/;

/**
 * Tools of an MCP server that the client runs without asking. Tools that look are left to the person who let them; everything (`*`), and
 * tools that act, are the fault. What a server can do is known for those we know.
 */
export default defineCheck({
  id: 'mcp-tools-preapproved',
  title: 'MCP tools that act run without asking',
  severity: 'medium',
  applies: 'mcp-server',
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP02:2025' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 3.5' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0053' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0029' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'GRC-15' },
  ],
  judge(server, view): Judgement | undefined {
    const approved = textsOf(server, 'autoApprove');
    if (approved.length === 0 || server.properties['disabled'] === true) return undefined;
    const everything = approved.includes('*');
    const acting = approved.filter((tool) => tool !== '*' && !LOOKS.test(tool));
    const capabilities = textsOf(server, 'capabilities');
    const can = capabilities.flatMap((one) => ACTS[one] ?? []);
    if (!everything && acting.length === 0) return { status: 'pass' };
    if (everything && can.length === 0 && textOf(server, 'capabilitiesFrom') !== undefined) return { status: 'pass' };
    const links = view.into(server, 'connects-to').filter((link) => view.properties(link)['autoApprove'] !== undefined);
    const clients = listed(links.map((link) => link.from.name));
    const strong = capabilities.some((one) => one === 'code-execution' || one === 'money-movement' || one === 'irreversible-action');
    return {
      status: 'fail',
      severity: strong ? 'high' : everything || can.length > 0 ? 'medium' : 'low',
      title: `${server.name} acts without asking`,
      saw: `${clients || 'A client'} runs ${everything ? 'every tool' : listed(acting.map((tool) => said(tool)))} of ${server.name} without asking${can.length > 0 ? `; its tools can ${listed(can, 4)}` : ''}.`,
      why: 'The question before a tool runs is what stands between a sentence in a page, a ticket or a file that the model reads, and what the tool does with the rights of the person at the keyboard.',
      fix: {
        text: 'Leave only tools on the list that look and change nothing; let the client ask before the others.',
        patch: '"autoApprove": []',
      },
      verify: `A call of ${everything ? 'a tool' : said(acting[0]!)} of ${server.name} stops and asks, and the next scan passes.`,
      evidence: links.length > 0 ? links.flatMap((link) => view.evidence(link)) : server.evidence,
      exploitability: 'public-technique',
      reachability: 'third-party',
    };
  },
});
