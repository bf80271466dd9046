import type { OwnerRule, OwnerRules } from './statements.ts';

/** Who answers for a path by a CODEOWNERS file, and the line that says so; undefined where no rule fits or the last one names nobody. */
export interface Owned {
  owners: string[];
  pattern: string;
  file: string;
  line: number;
  /** The rule fits every file. */
  everything: boolean;
}

/**
 * Prepares a CODEOWNERS file for many paths (relative to the target). The last rule that fits decides; with GitLab's sections the
 * last of each section, and what they say is joined. Sources: docs.github.com "About code owners", docs.gitlab.com "Code Owners".
 */
export function ownersBy({ file, root, rules }: OwnerRules): (path: string) => Owned | undefined {
  const prefix = root === '' ? '' : `${root}/`;
  const sections = new Map<string, { rule: OwnerRule; fits: (segments: readonly string[]) => boolean }[]>();
  for (const rule of rules) {
    const list = sections.get(rule.section) ?? [];
    // Read from the end: the last that fits decides.
    list.unshift({ rule, fits: fitting(rule.pattern) });
    sections.set(rule.section, list);
  }
  const known = new Map<string, Owned | undefined>();
  return (path) => {
    if (!path.startsWith(prefix)) return undefined;
    if (known.has(path)) return known.get(path);
    const segments = path.slice(prefix.length).split('/');
    const decided = [...sections.values()].flatMap((list) => {
      const excluded = list.some(({ rule, fits }) => rule.excludes === true && fits(segments));
      return excluded ? [] : (list.find(({ rule, fits }) => rule.excludes !== true && fits(segments))?.rule ?? []);
    });
    const named = decided.filter(({ owners }) => owners.length > 0);
    const first = named[0];
    const owned = first && {
      owners: [...new Set(named.flatMap(({ owners }) => owners))],
      pattern: first.pattern,
      file,
      line: first.line,
      everything: named.every(({ pattern }) => /^\/?\*{1,2}(?:\/\*{1,2})?$/.test(pattern)),
    };
    known.set(path, owned);
    return owned;
  };
}

/**
 * Whether a pattern fits a path, given as segments. A slash at the beginning or within anchors it at the root; one at the end means
 * a folder; a pattern that fits a folder fits all in it, except one that ends in `/*`. Time is at most pattern times path.
 */
function fitting(pattern: string): (segments: readonly string[]) => boolean {
  const folderOnly = pattern.endsWith('/');
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '');
  const anchored = pattern.startsWith('/') || bare.includes('/');
  const wanted = [...(anchored ? [] : ['**']), ...bare.split('/')];
  const below = [...wanted, '**'];
  // `docs/*` means the files in docs, not what lies deeper.
  const direct = !folderOnly && anchored && wanted.at(-1) === '*';
  return (segments) => (!folderOnly && fitsSegments(wanted, segments)) || (!direct && fitsSegments(below, segments));
}

function fitsSegments(wanted: readonly string[], segments: readonly string[]): boolean {
  const { length } = segments;
  let w = 0;
  let s = 0;
  let deepW = -1;
  let deepS = -1;
  for (;;) {
    if (wanted[w] === '**') {
      // At the end it stands for at least one segment: `docs/**` is not `docs` itself.
      if (w === wanted.length - 1) return s < length;
      deepW = ++w;
      deepS = s;
      continue;
    }
    if (w === wanted.length && s === length) return true;
    if (w < wanted.length && s < length && fitsSegment(wanted[w]!, segments[s]!)) {
      w++;
      s++;
      continue;
    }
    if (deepW < 0 || deepS >= length) return false;
    w = deepW;
    s = ++deepS;
  }
}

/** `*` and `?` within a segment; everything else is literal. */
function fitsSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let back = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      back = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++back;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
