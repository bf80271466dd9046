import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import type { View } from '../../view.ts';
import { listed, said } from '../../wording.ts';

/** A retrieval that an entry runs without saying for whom, as discovery tells it (`openRetrievals`). */
interface OpenRetrieval extends Placed {
  call: string;
  entries: string[];
  looked?: boolean;
}

/** What is put into a store says whose it is (`tenantFields`). */
interface TenantField extends Placed {
  field: string;
}

/**
 * Documents of several users in one store, found for everybody. Told only where both sides were seen: what is put in carries whose it is,
 * and an entry that answers many people asks without that. A store for one audience has no such field.
 */
export default defineCheck({
  id: 'vector-store-no-tenant-isolation',
  title: 'Retrieval finds documents of other users',
  severity: 'medium',
  applies: 'application',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM09' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI06' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.10' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0085.000' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-16' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-07' },
  ],
  judge(application, view): Judgement[] | undefined {
    const open = placedOf<OpenRetrieval>(application, 'openRetrievals', ({ call }) => call);
    if (open.length === 0) return undefined;
    const written = writers(application, view)[0];
    if (!written) return undefined;
    return open.map(({ entry, locus }) => (entry.looked ? unknown(application, entry) : fault(application, entry, locus, written)));
  },
});

/** Where the application, or another one that fills the same store, says whose a document is. */
function writers(application: Asset, view: View): { by: Asset; entry: TenantField }[] {
  const stores = view
    .out(application, 'retrieves-from', 'connects-to')
    .map((link) => link.to)
    .filter(({ kind }) => kind === 'vector-store');
  const others = stores.flatMap((store) =>
    view
      .into(store, 'retrieves-from', 'connects-to')
      .map((link) => link.from)
      .filter(({ kind }) => kind === 'application'),
  );
  return [...new Set([application, ...others])].flatMap((by) =>
    placedOf<TenantField>(by, 'tenantFields', ({ field }) => field).map(({ entry }) => ({ by, entry })),
  );
}

function unknown(application: Asset, one: OpenRetrieval): Judgement {
  return {
    status: 'unknown',
    saw: `${one.call} at ${one.file}:${one.line} finds documents of everybody and goes through them afterwards; what is kept was not read.`,
    evidence: [{ target: application.evidence[0]?.target ?? '', file: one.file, line: one.line, detail: one.call }],
  };
}

function fault(application: Asset, one: OpenRetrieval, locus: string, { by, entry: field }: { by: Asset; entry: TenantField }): Judgement {
  const target = application.evidence[0]?.target ?? '';
  return {
    status: 'fail',
    locus,
    title: `${listed(one.entries.map(said))} finds documents whosever they are`,
    saw: `What is put into the store says whose it is (${said(field.field)}, ${field.file}:${field.line}); ${one.call} at ${one.file}:${one.line}, behind ${listed(one.entries.map(said))}, asks without it.`,
    why: 'The nearest passages answer, whosever they are: a question in the right words brings what another customer uploaded into the conversation, and the model repeats it.',
    fix: {
      text: `Pass ${said(field.field)} of the signed-in caller as a filter with every retrieval (taken from the session, never from the question), or keep a namespace or collection for each. Filter in the store, not in the prompt.`,
      patch: one.file.endsWith('.py')
        ? `retriever = store.as_retriever(search_kwargs={"filter": {"${fieldName(field)}": caller.${fieldName(field)}}})`
        : `const found = await store.similaritySearch(question, 4, { ${fieldName(field)}: caller.${fieldName(field)} });`,
    },
    verify: 'A test: a document put in for one user is not found by a question of another. The next scan passes.',
    evidence: [
      { target, file: one.file, line: one.line, detail: `${one.call} without a filter` },
      { target: by.evidence[0]?.target ?? target, file: field.file, line: field.line, detail: `puts in ${field.field}` },
    ],
    confidence: 0.7,
    exploitability: 'public-technique',
    reachability: 'third-party',
  };
}

function fieldName({ field }: TenantField): string {
  return /^[A-Za-z_]\w{0,40}$/.test(field) ? field : 'tenant_id';
}
