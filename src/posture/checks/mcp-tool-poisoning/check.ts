import type { Evidence } from '../../../core/evidence.ts';
import { defineCheck } from '../../check.ts';
import { hiddenOf, ordersOf, saidOf } from '../../orders.ts';
import { listed, shellWord, commandName } from '../../wording.ts';

/**
 * The description of a tool orders the model to do what the tool is not for, or holds what nobody sees. Clients show people the name
 * of a tool; the model gets the whole text with every request, from all servers at once.
 */
export default defineCheck({
  id: 'mcp-tool-poisoning',
  title: 'Description of a tool with hidden or hostile orders',
  severity: 'critical',
  applies: ['tool', 'mcp-server'],
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP03:2025' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0110.000' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'STA-10' },
  ],
  judge(tool, view) {
    const orders = ordersOf(tool);
    const hidden = hiddenOf(tool);
    if (orders.length === 0 && hidden.length === 0) return undefined;
    const [seen] = tool.evidence;
    const what = saidOf(orders, hidden);
    const places = [...orders, ...hidden];
    const evidence: Evidence[] = places.flatMap(({ file, line }) =>
      seen
        ? [{ ...seen, ...(file === undefined ? {} : { file }), line, detail: 'What it says is left in the file: it is written for models' }]
        : [],
    );
    const servers = view.into(tool, 'exposes-tool').map(({ from }) => from.name);
    return {
      status: 'fail',
      title: `The description of ${tool.name} ${orders.length > 0 ? 'tells models to' : 'holds'} ${listed(what, 2)}`,
      saw: `The text ${tool.name} describes itself with ${orders.length > 0 ? 'tells the model to' : 'holds'} ${listed(what, 6)}${servers.length > 0 ? `; ${listed(servers)} offers it to every client that connects` : ''}.`,
      why: 'The model obeys it whether or not the tool is ever called, beside the tools of all other servers, with the files and rights of the person who connected it; people are shown the name only.',
      fix: {
        text: 'Take the server off the clients, find out who wrote the text, and describe only what the tool does and takes. Change what it may already have read: keys, tokens, settings.',
        command: `git log -p -S${shellWord(commandName(tool))} -- ${seen?.file === undefined ? '.' : shellWord(seen.file)}`,
      },
      verify:
        'The description as the server lists it (`tools/list`) holds no sentence that tells the model what else to do, and the next scan passes.',
      evidence,
      exploitability: 'public-technique',
      reachability: 'third-party',
    };
  },
});
