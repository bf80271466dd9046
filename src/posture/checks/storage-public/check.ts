import type { Severity } from '../../../core/finding.ts';
import { defineCheck } from '../../check.ts';
import { described } from '../../data.ts';
import { accessWasSeen, closedWhen, closing, learnersOf, openToStrangers, unclear } from '../../stores.ts';
import { textOf } from '../../view.ts';
import { capital, listed, trueName } from '../../wording.ts';

/** Words of names that say what a store is there for: what models learn from, what they are, what they find. */
const OF_AI =
  /(?<![a-z])(?:train(?:ing)?(?:[-_.]?(?:data|set|sets|images|texts?|corpus))?|data-?sets?|corpus|corpora|fine-?tun(?:e|ing)|finetun(?:e|ing)|labell?ed|annotations|embeddings?|vectors?|ml-?models?|models|weights|checkpoints|rag|knowledge-?base|prompts|transcripts|conversations|feature-?store|mlflow|sagemaker|vertex)(?![a-z])/i;

/**
 * Any other store that strangers reach. A store that something learns from is told by training-data-public-write or -read.
 * Reading is often meant (a web site), writing hardly ever; where models lie in it, who can write serves a model of their own.
 */
export default defineCheck({
  id: 'storage-public',
  title: 'Storage open to anybody',
  severity: 'low',
  applies: 'data-store',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.10' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0036' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-17' },
  ],
  judge(store, view) {
    if (learnersOf(store, view).length > 0) return undefined;
    const open = openToStrangers(store, view);
    if (!open)
      return (
        unclear(store, 'write') ??
        unclear(store, 'read') ??
        (accessWasSeen(store) && ['s3-bucket', 'gcs-bucket', 'azure-container'].includes(textOf(store, 'form') ?? '')
          ? { status: 'pass' }
          : undefined)
      );
    const artifacts = view.into(store, 'stored-in').map((link) => link.from.name);
    const readers = view.into(store, 'retrieves-from').map((link) => link.from.name);
    const isMeant = textOf(store, 'sensitivity') === 'public';
    // Nobody names the bucket of a web site so.
    const named = isMeant ? undefined : OF_AI.exec(trueName(store))?.[0].toLowerCase();
    const severity: Severity = open.write
      ? artifacts.length > 0
        ? 'critical'
        : readers.length > 0 || named !== undefined
          ? 'high'
          : 'medium'
      : named === undefined
        ? 'low'
        : 'medium';
    const inside =
      artifacts.length > 0
        ? ` ${listed(artifacts)} ${artifacts.length === 1 ? 'lies' : 'lie'} in it.`
        : readers.length > 0
          ? ` ${listed(readers)} ${readers.length === 1 ? 'reads' : 'read'} it.`
          : named === undefined
            ? ''
            : ` By its name ("${named}") it is there for AI; who works with it was not seen.`;
    return {
      status: 'fail',
      severity: isMeant && !open.write ? 'info' : severity,
      title: `Anybody on the internet can ${open.write ? 'change' : 'read'} ${store.name}`,
      saw: `${capital(described(store))} can be ${open.write ? (open.read ? 'read and changed' : 'changed') : 'listed and read'} by anybody (${open.how}).${inside}`,
      why: open.write
        ? `A stranger decides what it holds${artifacts.length > 0 ? ': whoever loads a model from it next loads theirs' : readers.length > 0 ? ': what is put there is read as if it were ours' : ', and files of strangers are served in your name'}.`
        : isMeant
          ? 'It is stated to hold public content only; it is listed so that a change of what lies in it is noticed.'
          : 'It may be meant to be public; whatever is put there later is public as well.',
      fix: closing(
        store,
        open.write
          ? `Take the right to write away from strangers: switch on the public access blocks of ${store.name}.`
          : `Close ${store.name}, or state \`sensitivity: public\` for it in pharos.yaml and suppress this check with a reason.`,
      ),
      verify: closedWhen(store, open),
      evidence: [...open.evidence, ...store.evidence.slice(0, 3)],
      exploitability: 'trivial',
      reachability: 'internet',
    };
  },
});
