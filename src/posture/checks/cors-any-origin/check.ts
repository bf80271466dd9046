import { defineCheck } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { textOf } from '../../view.ts';
import { listed } from '../../wording.ts';

interface WeakSetting extends Placed {
  form: string;
  what: string;
  credentials?: boolean;
}

/**
 * Any web page may call an application whose entries reach a model. With cookies it is every visitor's session; without, it opens entries
 * that ask nobody, on networks and machines the page could not reach itself.
 */
export default defineCheck({
  id: 'cors-any-origin',
  title: 'Any web page may call the AI application',
  severity: 'low',
  applies: 'application',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-02' },
  ],
  judge(owner, view) {
    const found = placedOf<WeakSetting>(owner, 'weakSettings', ({ form, what }) => `${form} ${what}`).filter(
      ({ entry }) => entry.form === 'cors',
    );
    if (found.length === 0) return undefined;
    const open = view
      .out(owner, 'contains')
      .map((link) => link.to)
      .filter((asset) => asset.kind === 'ai-endpoint' && textOf(asset, 'auth') === 'none')
      .map(({ name }) => name);
    return found.map(({ entry: one, locus }) => ({
      status: 'fail',
      locus,
      severity: one.credentials ? 'medium' : 'low',
      title: `Any web page may call ${owner.name}${one.credentials ? ' with the session of its visitor' : ''}`,
      saw: `${one.what} at ${one.file}:${one.line} allows every origin${one.credentials ? ' and sends cookies along' : ''}.${open.length > 0 ? ` ${listed(open)} ${open.length > 1 ? 'ask' : 'asks'} nobody who is calling.` : ''}`,
      why: one.credentials
        ? 'A page that a signed-in person opens asks the model in their name and reads the answers.'
        : 'A page that somebody opens calls it from their browser, inside networks the page could not reach itself, and reads the answers.',
      fix: {
        text: 'Name the origins of your own pages.',
        patch: /cors\(\)|Access/.test(one.what)
          ? "cors({ origin: ['https://app.example.com'] })"
          : 'allow_origins=["https://app.example.com"]',
      },
      verify: 'A request with another Origin gets no Access-Control-Allow-Origin header, and the next scan passes.',
      evidence: [{ target: owner.evidence[0]?.target ?? '', file: one.file, line: one.line, detail: one.what }],
      exploitability: 'foothold',
      reachability: 'third-party',
    }));
  },
});
