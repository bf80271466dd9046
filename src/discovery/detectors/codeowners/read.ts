import type { OwnerRule } from '../../statements.ts';

/** A heading of GitLab: `[Name]`, `^[Optional]`, `[Name][2] @default`. */
const HEADING = /^\^?\[([^\]]{1,200})\](?:\[\d{1,3}\])?(?:\s+(.*))?$/;
/** GitHub reads files up to 3 MB; what has more rules than this is not a list of owners. */
const MOST_RULES = 5000;
/** Each `**` of a pattern may be tried at every folder of a path. */
const MOST_DEEP = 8;

export interface Codeowners {
  rules: OwnerRule[];
  /** Lines that are no rule, and whether there were more rules than are read. */
  problems: { line: number; reason: string }[];
}

/**
 * Reads a CODEOWNERS file of GitHub or GitLab. Owners are `@user`, `@org/team`, `@@role` or mail addresses; `\ ` and `\#` stand for
 * themselves; what follows ` #` is a comment. A rule of a section without owners takes those of its heading.
 */
export function readCodeowners(text: string): Codeowners {
  const rules: OwnerRule[] = [];
  const problems: Codeowners['problems'] = [];
  let section = '';
  let usual: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const written = raw.trim();
    if (written === '' || written.startsWith('#')) continue;
    const heading = HEADING.exec(written);
    if (heading) {
      section = heading[1]!.trim().toLowerCase();
      usual = ownersIn(words(heading[2] ?? ''));
      continue;
    }
    const [pattern = '', ...rest] = words(written);
    const named = ownersIn(rest);
    if (rest.length > 0 && named.length === 0) {
      problems.push({ line: index + 1, reason: 'what stands behind the pattern is no owner' });
      continue;
    }
    if (pattern.split('**').length > MOST_DEEP) {
      problems.push({ line: index + 1, reason: `a pattern with ${MOST_DEEP} or more \`**\` is not read` });
      continue;
    }
    if (rules.length === MOST_RULES) {
      problems.push({ line: index + 1, reason: `only the first ${MOST_RULES} rules were read` });
      break;
    }
    const excludes = pattern.startsWith('!');
    rules.push({
      pattern: (excludes ? pattern.slice(1) : pattern).slice(0, 400),
      owners: named.length > 0 ? named : usual,
      line: index + 1,
      section,
      ...(excludes ? { excludes: true } : {}),
    });
  }
  return { rules, problems: problems.slice(0, 10) };
}

/** Words of a line until a comment; a backslash takes the next character as it is. */
function words(line: string): string[] {
  const out: string[] = [];
  let word = '';
  for (let at = 0; at <= line.length; at++) {
    const c = line[at];
    if (c === undefined || c === ' ' || c === '\t') {
      if (word !== '') out.push(word);
      word = '';
    } else if (c === '#' && word === '') break;
    else word += c === '\\' && at + 1 < line.length ? line[++at] : c;
  }
  return out;
}

function ownersIn(candidates: readonly string[]): string[] {
  return candidates
    .filter((one) => /^@{1,2}[\w][\w./-]{0,200}$/.test(one) || /^[^\s@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+$/.test(one))
    .slice(0, 20);
}
