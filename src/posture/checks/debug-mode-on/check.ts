import { defineCheck } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';

interface WeakSetting extends Placed {
  form: string;
  what: string;
  runs?: boolean;
}

/** Debug mode of a web framework in code that is not for development by its name: errors show code and variables, prompts and keys among them. */
export default defineCheck({
  id: 'debug-mode-on',
  title: 'Debug mode of the web framework is on',
  severity: 'low',
  applies: 'application',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-02' },
  ],
  judge(owner) {
    const found = placedOf<WeakSetting>(owner, 'weakSettings', ({ form, what }) => `${form} ${what}`).filter(
      ({ entry }) => entry.form === 'debug',
    );
    if (found.length === 0) return undefined;
    return found.map(({ entry: one, locus }) => ({
      status: 'fail',
      locus,
      severity: one.runs ? 'medium' : 'low',
      title: `${owner.name} runs in debug mode`,
      saw: `${one.what} at ${one.file}:${one.line} switches debug mode on${one.runs ? ', and with it a console in the browser that runs Python' : ''}.`,
      why: one.runs
        ? 'Whoever makes a request fail gets the console of the debugger; its PIN is made of things of the machine that other faults give away. Behind it lie the keys of the process.'
        : 'Whoever makes a request fail is shown code, settings and variables: prompts, texts of others and sometimes keys.',
      fix: {
        text: 'Take the setting from the environment, off by default, and start the service with a server made for it (gunicorn, uvicorn).',
        patch: one.what.startsWith('DEBUG') ? 'DEBUG = os.environ.get("DEBUG") == "1"' : 'debug=os.environ.get("DEBUG") == "1"',
      },
      verify: 'A request that fails answers 500 without a trace, and the next scan passes.',
      evidence: [{ target: owner.evidence[0]?.target ?? '', file: one.file, line: one.line, detail: one.what }],
      exploitability: one.runs ? 'public-technique' : 'foothold',
      reachability: 'internal',
    }));
  },
});
