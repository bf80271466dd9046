import type { Judgement } from '../../check.ts';
import { defineCheck } from '../../check.ts';
import { accessWasSeen, closedWhen, closing, harmedBy, learnersOf, learning, openToStrangers, unclear } from '../../stores.ts';
import { listed } from '../../wording.ts';

/** Strangers can change what a model learns from or a retrieval base is filled with. */
export default defineCheck({
  id: 'training-data-public-write',
  title: 'Anybody can change data that AI learns from',
  severity: 'critical',
  applies: 'data-store',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM05' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI06' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 4.2' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0020' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0007' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-21' },
  ],
  judge(store, view): Judgement | undefined {
    const learners = learnersOf(store, view);
    if (learners.length === 0) return undefined;
    const open = openToStrangers(store, view);
    if (!open && !accessWasSeen(store)) {
      return {
        status: 'unknown',
        saw: `${learning(learners)}, but who can change ${store.name} is declared nowhere that was read.`,
        evidence: view.evidence(learners[0]!),
      };
    }
    if (!open?.write) return unclear(store, 'write') ?? { status: 'pass' };
    const effects = learners.flatMap((link) => view.out(link.from, 'produces').map((made) => made.to.name));
    return {
      status: 'fail',
      title: `Anybody on the internet can change ${store.name}, and ${learning(learners)}`,
      saw: `${store.name} accepts uploads from anybody (${open.how}${open.read ? '; strangers can read it as well' : ''}), and ${learning(learners)}.`,
      why: `A stranger decides what is learnt next${effects.length > 0 ? ` and so what ${listed(effects)} says` : ''}: a few hundred chosen records are enough to plant a wrong answer or a trigger, and nobody sees it in the code.`,
      fix: closing(
        store,
        `Switch on all four public access blocks of ${store.name} and let senders write with a role of their own or a pre-signed URL. Until it is closed, keep ${listed(learners.map((link) => link.from.name))} from running and check what arrived.`,
      ),
      verify: closedWhen(store, open),
      evidence: [...open.evidence, ...store.evidence.slice(0, 3), ...view.evidence(learners[0]!)],
      exploitability: 'trivial',
      reachability: 'internet',
      harms: [store, ...harmedBy(learners, view)],
      loses: open.read ? ['confidentiality', 'integrity'] : ['integrity'],
    };
  },
});
