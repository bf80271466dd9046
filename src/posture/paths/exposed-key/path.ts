import type { Asset } from '../../../core/snapshot.ts';
import { dataOf, worstData } from '../../data.ts';
import { type CandidateFix, type CandidateStep, definePath } from '../../path.ts';
import { leaveOut } from '../../secrets.ts';
import { type Link, textOf, type View } from '../../view.ts';

/**
 * A key in clear in a repository opens the account an application works with; what that application reads and sends through the
 * account is in reach of whoever has read the file. Only keys that a known application holds make a path: a key nothing is
 * known of stays a finding.
 */
export default definePath({
  id: 'exposed-key',
  title: 'A key in clear opens what an application works with',
  severity: 'critical',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0055' },
  ],
  find({ view }) {
    return view.ofKind('secret').flatMap((secret) => {
      if (textOf(secret, 'form') !== 'value' || secret.properties['likelyTest'] === true) return [];
      const where = view.out(secret, 'defined-in')[0];
      const opened = view.out(secret, 'grants').find((link) => link.to.kind === 'provider' || link.to.kind === 'ai-endpoint');
      if (!where || !opened) return [];
      return view
        .into(secret, 'holds')
        .filter((link) => link.from.kind === 'application')
        .flatMap((holder) => {
          const target = worstData(dataOf(holder.from, view));
          if (!target) return [];
          const steps = stepsOf(secret, where, opened, holder, target, view);
          const runs = view.out(holder.from, 'runs-on')[0];
          const production = [holder.from, ...(runs ? [runs.to] : [])].some((asset) => textOf(asset, 'environment') === 'production');
          return [
            {
              title: `${secret.name} stands in clear in ${where.to.name} and opens the ${opened.to.name} account that ${production ? 'the production application ' : ''}${holder.from.name} works with, together with what it sends there from ${target.to.name}.`,
              steps,
              pivots: [secret, holder.from],
              exploitability: 'trivial' as const,
              reachability: 'third-party' as const,
              harms: [holder.from, target.to, ...(runs ? [runs.to] : [])],
              fixes: fixesFor(secret, opened, where, holder),
              chokePoints: [secret],
              confidence: Math.min(secret.confidence, holder.from.confidence),
            },
          ];
        });
    });
  },
});

function stepsOf(secret: Asset, where: Link, opened: Link, holder: Link, target: Link, view: View): CandidateStep[] {
  const place = secret.evidence[0];
  return [
    { asset: where.to, edges: [], saying: `Whoever can read ${where.to.name} (a copy, a fork, its history) starts here.`, evidence: [] },
    {
      asset: secret,
      attack: 'steals',
      edges: [where.index],
      saying: `The key stands in clear${place?.file === undefined ? '' : ` in ${place.file}`}.`,
      evidence: secret.evidence,
    },
    {
      asset: opened.to,
      attack: 'grants',
      edges: [opened.index],
      saying: `It opens the ${opened.to.name} account.`,
      evidence: view.evidence(opened),
    },
    {
      asset: holder.from,
      attack: 'reaches',
      edges: [holder.index],
      saying: `${holder.from.name} works with the same key: its requests, files and spending are in that account.`,
      evidence: view.evidence(holder),
    },
    {
      asset: target.to,
      attack: 'reads',
      edges: [target.index],
      saying: `What ${holder.from.name} sends comes from ${target.to.name}.`,
      evidence: view.evidence(target),
    },
  ];
}

function fixesFor(secret: Asset, opened: Link, where: Link, holder: Link): CandidateFix[] {
  const file = secret.evidence[0]?.file;
  const command = file === undefined ? undefined : leaveOut(file);
  return [
    {
      text: `Revoke the key at ${opened.to.name} now, then issue a new one: deleting the line is not enough, the history keeps it.`,
      cuts: [opened.index],
      cost: 1,
    },
    {
      text: `Give ${holder.from.name} the new key from a secret manager at start, limited to the models and the budget it needs.`,
      cuts: [holder.index],
      cost: 2,
    },
    {
      text: `Take it out of the repository and its history${file === undefined ? '' : ` (${file})`}.`,
      ...(command === undefined ? {} : { command }),
      cuts: [where.index],
      cost: 2,
    },
  ];
}
