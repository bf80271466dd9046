import type { Asset } from '../../../core/snapshot.ts';
import { dataOf, worstData } from '../../data.ts';
import { type CandidateFix, type CandidateStep, definePath } from '../../path.ts';
import { commandFor, fileOf, isOnDiskOnly, isTied, lowered, REWRITE, type Standing, standingOf, usesOpened } from '../../secrets.ts';
import { type Link, textOf, type View } from '../../view.ts';
import { said } from '../../wording.ts';

const SEVERITY = 'critical';

/**
 * A key in clear in a repository opens the account an application works with; what that application reads and sends through the
 * account is in reach of whoever has read the file. Only keys that a known application uses make a path, and only where it sends
 * requests to what the key opens: a key that merely stands beside code stays a finding.
 */
export default definePath({
  id: 'exposed-key',
  title: 'A key in clear opens what an application works with',
  severity: SEVERITY,
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
        .filter((link) => link.from.kind === 'application' && isTied(link) && usesOpened(link.from, opened.to, view))
        .flatMap((holder) => {
          const target = worstData(dataOf(holder.from, view));
          if (!target) return [];
          const standing = standingOf(secret, view);
          const onDisk = isOnDiskOnly(standing);
          const steps = stepsOf(secret, standing, where, opened, holder, target, view);
          const runs = view.out(holder.from, 'runs-on')[0];
          const production = [holder.from, ...(runs ? [runs.to] : [])].some((asset) => textOf(asset, 'environment') === 'production');
          return [
            {
              title: `${secret.name} stands in clear in ${onDisk ? 'a file beside the code of ' : ''}${where.to.name}${onDisk ? ', which git does not track,' : ''} and opens the ${opened.to.name} account that ${production ? 'the production application ' : ''}${holder.from.name} works with, together with what it sends there from ${target.to.name}.`,
              steps,
              pivots: [secret, holder.from],
              ...(onDisk ? { severity: lowered(SEVERITY) } : {}),
              exploitability: onDisk ? ('foothold' as const) : ('trivial' as const),
              reachability: onDisk ? ('internal' as const) : ('third-party' as const),
              harms: [holder.from, target.to, ...(runs ? [runs.to] : [])],
              fixes: fixesFor(secret, standing, opened, where, holder),
              chokePoints: [secret],
              confidence: Math.min(secret.confidence, holder.from.confidence),
            },
          ];
        });
    });
  },
});

function stepsOf(secret: Asset, standing: Standing, where: Link, opened: Link, holder: Link, target: Link, view: View): CandidateStep[] {
  const file = fileOf(secret);
  return [
    { asset: where.to, edges: [], saying: `Whoever can read ${where.to.name} (${COPIES[standing]}) starts here.`, evidence: [] },
    {
      asset: secret,
      attack: 'steals',
      edges: [where.index],
      saying: `The key stands in clear${file === undefined ? '' : ` in ${said(file)}`}.`,
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

/** Who has what the secret stands in. */
const COPIES: Record<Standing, string> = {
  tracked: 'a copy, a fork, its history',
  ignored: 'its folder on disk, a backup or an image of it: git does not track the file',
  untracked: 'its folder on disk, a backup or an image of it: git does not track the file',
  unknown: 'a copy, and its history where the file is committed',
};

const OUT: Record<Standing, string> = {
  tracked: 'Take it out of the repository and its history',
  ignored: 'Take it out of the file, and see whether an earlier commit holds it',
  untracked: 'Name the file in .gitignore and take the key out of it',
  unknown: 'Take it out of the file, and out of the history where a repository keeps it',
};

function fixesFor(secret: Asset, standing: Standing, opened: Link, where: Link, holder: Link): CandidateFix[] {
  const file = fileOf(secret);
  const command = file === undefined ? undefined : commandFor(standing, file);
  return [
    {
      text: isOnDiskOnly(standing)
        ? `Revoke the key at ${opened.to.name} and issue a new one if anybody else had the file or an earlier commit holds it.`
        : `Revoke the key at ${opened.to.name} now, then issue a new one: deleting the line is not enough${standing === 'tracked' ? ', the history keeps it' : ' where a history keeps it'}.`,
      cuts: [opened.index],
      cost: 1,
    },
    {
      text: `Give ${holder.from.name} the new key from a secret manager at start, limited to the models and the budget it needs.`,
      cuts: [holder.index],
      cost: 2,
    },
    {
      text: `${OUT[standing]}${file === undefined ? '' : ` (${said(file)})`}${standing === 'tracked' ? `: ${REWRITE}` : ''}.`,
      ...(command === undefined ? {} : { command }),
      cuts: [where.index],
      cost: 2,
    },
  ];
}
