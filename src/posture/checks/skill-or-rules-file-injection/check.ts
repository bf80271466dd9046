import type { Evidence } from '../../../core/evidence.ts';
import { type Check, defineCheck } from '../../check.ts';
import { hiddenOf, ordersOf, saidOf } from '../../orders.ts';
import { listed, shellWord } from '../../wording.ts';

/**
 * Text of a repository that coding agents obey holds what a person who reads it does not see, or orders against the people who
 * work with it; likewise commands that a client runs by itself. Published as "rules file backdoor"; the texts come with a clone or a
 * pull request. What is only loose style (a prompt that forbids questions about tests) is no fault.
 */
export default defineCheck({
  id: 'skill-or-rules-file-injection',
  title: 'Rules or skill of coding agents with hidden or hostile orders',
  severity: 'high',
  applies: ['skill', 'mcp-client'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP06:2025' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0081' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0051.001' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-12' },
  ],
  judge(asset): ReturnType<Check['judge']> {
    const hidden = hiddenOf(asset);
    const orders = ordersOf(asset);
    if (asset.kind === 'mcp-client' && orders.length === 0) return undefined;
    if (hidden.length === 0 && orders.length === 0) return { status: 'pass' };
    const [file] = asset.evidence;
    const grave = hidden.length > 0 || orders.some(({ order, unseen }) => unseen !== undefined || order !== 'skip-approval');
    const what = saidOf(orders, hidden);
    const lines = [...new Set([...orders.map(({ line }) => line), ...hidden.map(({ line }) => line)])].sort((a, b) => a - b);
    const evidence: Evidence[] = lines
      .slice(0, 10)
      .flatMap((line) => (file ? [{ ...file, line, detail: 'What it says is left in the file: it is written for models' }] : []));
    const runs = asset.kind === 'mcp-client';
    return {
      status: 'fail',
      ...(grave ? {} : { severity: 'medium' as const }),
      title: `${asset.name} ${orders.length === 0 ? 'holds' : runs ? 'has a command that is there to' : 'tells coding agents to'} ${listed(what, 2)}`,
      saw: `${runs ? 'A command that the client runs by itself is there to' : orders.length > 0 ? 'The text tells whoever obeys it to' : 'The text holds'} ${listed(what, 6)} (${lines.length === 1 ? 'line' : 'lines'} ${listed(lines.map(String), 6)}).`,
      why: 'It works on the machine of everybody who opens the folder with a coding agent, with that person’s files, keys and rights, and a review of the rendered text shows nothing of it.',
      fix: {
        text: 'Do not open the folder with an agent before it is out. Find out who brought it in, remove those characters or lines, and let reviews of these files show every character.',
        command: `git log -p --follow -- ${file?.file === undefined ? '<file>' : shellWord(file.file)}`,
      },
      verify: `\`LC_ALL=C grep -nP '\\xF3\\xA0[\\x80-\\x87]|\\xE2\\x80[\\x8B-\\x8D\\xAA-\\xAE]|\\xE2\\x81[\\xA0-\\xA9]' <file>\` prints no line that should not be there, nobody knows the orders any more, and the next scan passes.`,
      evidence,
      exploitability: 'public-technique',
      reachability: 'third-party',
    };
  },
});
