import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/** Six months: Regulation (EU) 2024/1689, Art. 19(1) and 26(6), for high-risk systems, unless other law says longer. */
const LEAST_DAYS = 180;

/**
 * The log of what models are asked, deleted before six months. Only a life that is written is judged; a second copy that lives longer,
 * or goes elsewhere, settles it or leaves it open.
 */
export default defineCheck({
  id: 'log-retention-too-short',
  title: 'Log of model requests kept for less than six months',
  severity: 'low',
  applies: 'data-store',
  frameworks: [
    { framework: 'csa-aicm', edition: '1.1.1', control: 'LOG-10' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-16' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'GOVERN 1.1' },
  ],
  judge(store, view): Judgement | undefined {
    const days = store.properties['retentionDays'];
    if (typeof days !== 'number') return undefined;
    const from = loggers(store, view);
    if (from.length === 0) return undefined;
    if (days === 0 || days >= LEAST_DAYS) return { status: 'pass' };
    const development = [store, ...from].some((one) => ['development', 'test'].includes(textOf(one, 'environment') ?? ''));
    if (development || from.every((one) => keptLongerElsewhere(one, store, view))) return { status: 'pass' };
    const place = store.properties['retentionAt'] as { file: string; line: number } | undefined;
    const target = store.evidence[0]?.target ?? '';
    const evidence = [
      ...(place ? [{ target, ...place, detail: `kept for ${days} days` }] : store.evidence.slice(0, 1)),
      ...view.into(store, 'logs-to').flatMap((link) => view.evidence(link).slice(0, 1)),
    ];
    if (store.properties['forwarded'] === true)
      return {
        status: 'unknown',
        saw: `${store.name} keeps its log for ${days} days and hands it on; how long it is kept there was not seen.`,
        evidence,
      };
    const azure = textOf(store, 'platform') !== 'aws';
    return {
      status: 'fail',
      title: `The log of ${listed(from.map(({ name }) => name))} is deleted after ${days} days`,
      saw: `${store.name} keeps the log of requests to ${listed(from.map(({ name }) => name))} for ${days} days, and no other copy was seen.`,
      why: 'Leaks and misuse are found months later, and then nobody can say what was asked. For a high-risk system in the EU, provider and deployer keep the logs for at least six months.',
      fix: {
        text: `Keep it for at least ${LEAST_DAYS} days, or write a second copy to a bucket with a life of its own. Where prompts hold personal data, keep text short and the rest of the record long.`,
        patch:
          textOf(store, 'form') === 's3-bucket'
            ? 'expiration {\n  days = 400\n}'
            : azure
              ? 'retention_in_days = 180'
              : 'retention_in_days = 365',
      },
      verify: `The setting says ${LEAST_DAYS} days or more, and the next scan passes.`,
      evidence,
      exploitability: 'theoretical',
      reachability: 'admin',
    };
  },
});

/** Models, their accounts and what serves them: whose log it is. */
function loggers(store: Asset, view: View): Asset[] {
  return view
    .into(store, 'logs-to')
    .map((link) => link.from)
    .filter((one) => ['account', 'model-endpoint', 'gateway', 'agent', 'knowledge-base'].includes(one.kind));
}

function keptLongerElsewhere(logger: Asset, store: Asset, view: View): boolean {
  return view
    .out(logger, 'logs-to')
    .map((link) => link.to)
    .some((other) => {
      const days = other.properties['retentionDays'];
      return other !== store && (typeof days !== 'number' || days === 0 || days >= LEAST_DAYS);
    });
}
