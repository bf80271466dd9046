import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';

interface WeakSetting extends Placed {
  form: string;
  what: string;
}

/**
 * A provider's key that the build writes into the page, since its variable has the prefix of those that belong there. A key that
 * visitors bring themselves has no such variable, and what only the server reads is not sent.
 */
export default defineCheck({
  id: 'key-in-page',
  title: 'Key of a model provider in the page',
  severity: 'high',
  applies: 'application',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0055' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-14' },
  ],
  judge(owner): Judgement[] | undefined {
    const found = placedOf<WeakSetting>(owner, 'weakSettings', ({ form, what }) => `${form} ${what}`).filter(
      ({ entry }) => entry.form === 'page-key',
    );
    if (found.length === 0) return undefined;
    return found.map(({ entry: { file, line }, locus }) => ({
      status: 'fail',
      locus,
      title: `${owner.name} sends a model provider's key to everybody who opens the page`,
      saw: `${file}:${line} reads the key from a variable whose prefix makes the build write its value into the script of the page.`,
      why: 'Whoever opens the developer tools of the browser has the key, and uses the models, files and money of your account until it is revoked.',
      fix: {
        text: 'Call the provider from a route of your own server that asks who is calling, and give the key to that route under a name without the prefix. Revoke the key that was in the page.',
        patch: `const reply = await fetch('/api/ask', { method: 'POST', body: JSON.stringify({ question }) });`,
      },
      verify: 'The built page does not contain the key (search the build folder for its first letters), and the next scan passes.',
      evidence: [{ target: owner.evidence[0]?.target ?? '', file, line, detail: 'a variable that is built into the page' }],
      exploitability: 'trivial',
      reachability: 'internet',
    }));
  },
});
