import type { Asset } from '../../../core/snapshot.ts';
import type { CandidateFix, CandidateStep } from '../../path.ts';
import { commandFor, fileOf, isOnDiskOnly, REWRITE, type Standing } from '../../secrets.ts';
import type { Link } from '../../view.ts';
import { said } from '../../wording.ts';

/** The first two steps: who can read the file, and the key in it. */
export function sourceSteps(secret: Asset, standing: Standing, where: Link): CandidateStep[] {
  const file = fileOf(secret);
  return [
    { asset: where.to, edges: [], saying: `Whoever can read ${where.to.name} (${COPIES[standing]}) starts here.`, evidence: [] },
    {
      asset: secret,
      attack: 'steals',
      edges: [where.index],
      saying: `The key stands in ${standing === 'removed' ? 'the git history' : 'clear'}${file === undefined ? '' : ` ${standing === 'removed' ? 'of' : 'in'} ${said(file)}`}.`,
      evidence: secret.evidence,
    },
  ];
}

/** "stands in clear in the-repository": the beginning of the sentence. */
export function standsIn(secret: Asset, standing: Standing, where: Link): string {
  if (standing === 'removed') return `${secret.name} is kept in the git history of ${where.to.name}`;
  const onDisk = isOnDiskOnly(standing);
  return `${secret.name} stands in clear in ${onDisk ? 'a file beside the code of ' : ''}${where.to.name}${onDisk ? ', which git does not track,' : ''}`;
}

/** Who has what the secret stands in. */
const COPIES: Record<Standing, string> = {
  tracked: 'a copy, a fork, its history',
  ignored: 'its folder on disk, a backup or an image of it: git does not track the file',
  untracked: 'its folder on disk, a backup or an image of it: git does not track the file',
  unknown: 'a copy, and its history where the file is committed',
  committed: 'a copy, a fork, its history: git does not track the file now, but commits hold it',
  removed: 'a copy, a fork, its history',
};

const OUT: Record<Standing, string> = {
  tracked: 'Take it out of the repository and its history',
  ignored: 'Take it out of the file, and see whether an earlier commit holds it',
  untracked: 'Name the file in .gitignore and take the key out of it',
  unknown: 'Take it out of the file, and out of the history where a repository keeps it',
  committed: 'Take it out of the file and of the history',
  removed: 'Take it out of the history',
};

/** Revoking comes first: only then is what was copied worth nothing. `issuer` is where the key works. */
export function sourceFixes(secret: Asset, standing: Standing, where: Link, opened: Link): { revoke: CandidateFix; remove: CandidateFix } {
  const file = fileOf(secret);
  const command = file === undefined ? undefined : commandFor(standing, file);
  return {
    revoke: {
      text: isOnDiskOnly(standing)
        ? `Revoke ${secret.name} at ${opened.to.name} and issue a new one if anybody else had the file or an earlier commit holds it.`
        : `Revoke ${secret.name} at ${opened.to.name} now, then issue a new one: deleting the line is not enough${keepsHistory(standing) ? ', the history keeps it' : ' where a history keeps it'}.`,
      cuts: [opened.index],
      cost: 1,
    },
    remove: {
      text: `${OUT[standing]}${file === undefined ? '' : ` (${said(file)})`}${keepsHistory(standing) ? `: ${REWRITE}` : ''}.`,
      ...(command === undefined ? {} : { command }),
      cuts: [where.index],
      cost: 2,
    },
  };
}

function keepsHistory(standing: Standing): boolean {
  return standing === 'tracked' || standing === 'committed' || standing === 'removed';
}
