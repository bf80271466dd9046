import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { listed, said } from '../../wording.ts';

/** Memory that all callers share, as discovery tells it (`sharedMemory`). */
interface SharedMemory extends Placed {
  how: 'key' | 'object';
  what: string;
  value?: string;
  entries: string[];
}

/** One memory for everybody who calls: a fixed key of a conversation or user, or one conversation object for the whole process. */
export default defineCheck({
  id: 'agent-memory-unprotected',
  title: 'All callers share one memory',
  severity: 'medium',
  applies: 'application',
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI06' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM09' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM05' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0080.000' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0031' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-14' },
  ],
  judge(application): Judgement[] | undefined {
    const shared = placedOf<SharedMemory>(application, 'sharedMemory', ({ what }) => what);
    return shared.length === 0 ? undefined : shared.map(({ entry, locus }) => fault(application, entry, locus));
  },
});

function fault(application: Asset, one: SharedMemory, locus: string): Judgement {
  const entries = listed(one.entries.map(said));
  const python = one.file.endsWith('.py');
  const patch =
    one.how === 'object'
      ? `history = histories.setdefault(caller.id, ${/^[A-Za-z]\w*$/.test(one.what) ? one.what : 'ChatHistory'}())`
      : python
        ? `${one.what}=f"{caller.id}:{conversation.id}"`
        : `${one.what}: \`\${caller.id}:\${conversation.id}\``;
  return {
    status: 'fail',
    locus,
    title: `Everybody who calls ${entries} talks in one memory`,
    saw:
      one.how === 'key'
        ? `${one.what} at ${one.file}:${one.line} is always ${said(one.value ?? '')}, and ${entries} leads there.`
        : `${one.what} at ${one.file}:${one.line} is made once for the process, and ${entries} writes to and reads from it.`,
    why: 'What one person says is part of the next one’s conversation: private words are repeated to strangers, and one caller can leave instructions that the model follows for all others.',
    fix: {
      text: 'Make the key of the memory from who is signed in and which conversation it is, on the server; never take it from the request alone. Give memories an end, and let people see and delete theirs.',
      patch,
    },
    verify:
      'Two signed-in users ask one after the other what was said before: the second is told nothing of the first. The next scan passes.',
    evidence: [
      {
        target: application.evidence[0]?.target ?? '',
        file: one.file,
        line: one.line,
        detail: one.how === 'key' ? `${one.what} is fixed` : `one ${one.what} for the process`,
      },
    ],
    exploitability: 'trivial',
    reachability: 'third-party',
  };
}
