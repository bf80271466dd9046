import { defineCheck } from '../../check.ts';
import { accessWasSeen, closedWhen, closing, learnersOf, learning, openToStrangers, unclear } from '../../stores.ts';
import { described } from '../../data.ts';
import { capital } from '../../wording.ts';

/** Strangers can read what a model learns from. Where they can also change it, training-data-public-write says so. */
export default defineCheck({
  id: 'training-data-public-read',
  title: 'Anybody can read data that AI learns from',
  severity: 'high',
  applies: 'data-store',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.10' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0035' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-17' },
  ],
  judge(store, view) {
    const learners = learnersOf(store, view);
    if (learners.length === 0) return undefined;
    const open = openToStrangers(store, view);
    if (open?.write || (!open && !accessWasSeen(store))) return undefined;
    if (!open) return unclear(store, 'read') ?? { status: 'pass' };
    return {
      status: 'fail',
      title: `Anybody on the internet can read ${store.name}, and ${learning(learners)}`,
      saw: `${capital(described(store))} can be listed and read by anybody (${open.how}), and ${learning(learners)}.`,
      why: 'Records of people in it are open to everybody, and who knows what a model learnt from also knows how to mislead it and which answers leak its sources.',
      fix: closing(
        store,
        `Switch on the public access blocks of ${store.name}, set the ACL to private, and give readers a role or pre-signed URLs.`,
      ),
      verify: closedWhen(store, open),
      evidence: [...open.evidence, ...store.evidence.slice(0, 3), ...view.evidence(learners[0]!)],
      exploitability: 'trivial',
      reachability: 'internet',
      harms: [store],
      loses: ['confidentiality'],
    };
  },
});
