import { defineCheck } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { listed, said } from '../../wording.ts';

/** One call that puts what callers write into a log, as discovery tells it (`loggedInputs`). */
interface LoggedInput extends Placed {
  call: string;
  source: string;
  sourceFile: string;
  sourceLine: number;
  personal?: string[];
  entries?: string[];
}

/**
 * What people write to an AI entry, in clear in the application's log: logs are read by more people, kept longer and copied to more places
 * than the conversation. Ids, lengths and counts are how it should be.
 */
export default defineCheck({
  id: 'prompts-logged',
  title: 'What people write to the AI is put into the log',
  severity: 'low',
  applies: ['application', 'notebook'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.10' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0057' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-10' },
  ],
  judge(owner) {
    const inputs = placedOf<LoggedInput>(owner, 'loggedInputs', ({ call, source }) => `${call} ${source}`);
    if (inputs.length === 0) return undefined;
    return inputs.map(({ entry: one, locus }) => {
      const personal = one.personal ?? [];
      return {
        status: 'fail',
        locus,
        severity: personal.length > 0 ? 'medium' : 'low',
        title: `${owner.name} logs what people write${personal.length > 0 ? ` (${listed(personal.map(said))})` : ''}`,
        saw: `At ${one.file}:${one.line}, ${said(one.call)} is given what callers send: ${one.source}${personal.length > 0 ? `, with ${listed(personal.map(said), 5)} in clear` : ''}.`,
        why: 'People tell an assistant what they would not write into a form: names, illnesses, passwords. Everybody who may read the log, and every place it is copied to, has it from then on.',
        fix: {
          text: 'Log an id of the request, its length and its cost. Where the text is needed for support, keep it apart with a short life and few readers, and mask what names people.',
          patch: 'logger.info("chat request=%s chars=%d", request_id, len(text))',
        },
        verify: 'Send a made-up name there: it is not in the log, and the next scan passes.',
        evidence: [
          { target: owner.evidence[0]?.target ?? '', file: one.file, line: one.line, detail: `${one.call} writes it to the log` },
          { target: owner.evidence[0]?.target ?? '', file: one.sourceFile, line: one.sourceLine, detail: one.source },
        ],
        exploitability: 'foothold',
        reachability: 'internal',
      };
    });
  },
});
