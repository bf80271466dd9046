import { compareText } from '../core/evidence.ts';
import { applicationFolder } from './application.ts';
import type { Authored } from './history.ts';
import { isNobody } from './labels.ts';
import type { Statement } from './statements.ts';

/** So many commits say who works on an application today. */
const LAST = 50;
/** Of all commits of a folder, so that a single passer-by is not called its author. */
const SHARE = 0.2;

/** Programs that commit, by the whole of their names: Travis and Claude are people's names as well. */
const PROGRAM =
  /\[bot\]|^(?:.{0,40}[-_. ])?(?:bot|ci)$|^(?:dependabot|renovate|github[- ]actions?|gitlab|jenkins|mergify|greenkeeper|weblate|semantic-release|web-flow|copilot|cursor agent|automation|codespace)$/i;
const NO_MAIL = /^(?:no-?reply|do-?not-?reply|bot|actions?|ci|automation|jenkins|root|git)@|@(?:localhost|example\.com)$|\[bot\]|-bot@/i;
/** The address that GitHub gives people who hide theirs. */
const HIDDEN = /^(?:\d{1,12}\+)?([A-Za-z0-9-]{1,39})@users\.noreply\.github\.com$/i;

/**
 * Who works on each application, by the newest commits that changed it: a weak hint at who answers for it. Programs do not count.
 * @param commits the newest first; @param paths every file of the target today
 */
export function authorsOf(commits: readonly Authored[], paths: ReadonlySet<string>): Statement[] {
  const folders = new Map<string, string>();
  const byApplication = new Map<string, { id: string; who: string }[]>();
  for (const { id, author, folders: changed } of commits) {
    const who = personOf(author);
    if (who === undefined) continue;
    for (const application of new Set(changed.map((folder) => applicationOf(folder)))) {
      const list = byApplication.get(application) ?? [];
      byApplication.set(application, list);
      if (list.length < LAST) list.push({ id, who });
    }
  }
  return [...byApplication].flatMap(([folder, last]): Statement[] => {
    const counts = [...Map.groupBy(last, ({ who }) => who)].sort(([a, x], [b, y]) => y.length - x.length || compareText(a, b));
    const [first] = counts;
    if (!first || first[1].length < SHARE * last.length) return [];
    const [owner, own] = first;
    const many = last.length === 1 ? 'the only commit' : `${own.length} of the last ${last.length} commits`;
    const confidence = own.length >= 5 && own.length >= last.length / 2 ? 0.4 : 0.2;
    return [{ folder, only: true, says: { owner }, why: `author of ${many} there`, commit: own[0]!.id.slice(0, 10), confidence }];
  });

  function applicationOf(folder: string): string {
    let known = folders.get(folder);
    if (known === undefined) folders.set(folder, (known = applicationFolder(folder === '' ? 'x' : `${folder}/x`, paths)));
    return known;
  }
}

/** The mail, which tells people apart; `@name` for a hidden one; undefined for programs and for nobody. */
function personOf({ name, mail }: Authored['author']): string | undefined {
  const hidden = HIDDEN.exec(mail)?.[1];
  if (PROGRAM.test(name) || isNobody(name) || /\[bot\]/i.test(mail)) return undefined;
  if (hidden !== undefined) return PROGRAM.test(hidden) ? undefined : `@${hidden.toLowerCase()}`;
  return NO_MAIL.test(mail) || !/^[^\s@]{1,64}@[^\s@]{1,120}\.[^\s@]{1,24}$/.test(mail) ? undefined : mail.toLowerCase();
}
