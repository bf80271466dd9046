/**
 * Globs of settings and detectors: `*` and `?` within a segment, `**` across segments, `{a,b}` alternatives. A pattern without
 * a slash matches the last segment anywhere (`*.tf`, `mcp.json`), as in .gitignore. Matching walks pattern and text once with
 * one remembered star per kind, so a hostile pattern or name costs at most their product.
 */
export type Matches = (text: string) => boolean;

export function glob(pattern: string): Matches {
  const alternatives = expandBraces(pattern);
  if (alternatives.length > 1) {
    const each = alternatives.map((alternative) => glob(alternative));
    return (text) => each.some((matches) => matches(text));
  }
  const only = alternatives[0]!;
  if (!only.includes('/')) {
    if (/^\*\.[\w.-]+$/.test(only)) {
      const ending = only.slice(1);
      return (text) => text.endsWith(ending);
    }
    return (text) => matchPattern(only, text.slice(text.lastIndexOf('/') + 1)) || (only.includes(':') && matchPattern(only, text));
  }
  if (only.startsWith('**/')) {
    const rest = only.slice(3);
    if (!rest.includes('/') && rest !== '**') return glob(rest);
  }
  return (text) => matchPattern(only, text);
}

/** Several patterns at once: a text is held against those alone whose last segment ends as it does. */
export function anyGlob(patterns: readonly string[]): Matches {
  const byName = new Map<string, Matches[]>();
  const byEnding = new Map<string, Matches[]>();
  const others: Matches[] = [];
  for (const pattern of patterns.flatMap(expandBraces)) {
    const last = lastSegment(pattern);
    const ending = /\.[^.*?]+$/.exec(last)?.[0];
    // A pattern with a colon is also held against whole texts that are no paths.
    if (pattern.includes(':')) others.push(glob(pattern));
    else if (!/[*?]/.test(last)) listed(byName, last).push(glob(pattern));
    else if (ending !== undefined) listed(byEnding, ending).push(glob(pattern));
    else others.push(glob(pattern));
  }
  return (text) => {
    const last = lastSegment(text);
    const dot = last.lastIndexOf('.');
    const fits = (matches: Matches): boolean => matches(text);
    return (
      (byName.get(last)?.some(fits) ?? false) || (dot >= 0 && (byEnding.get(last.slice(dot))?.some(fits) ?? false)) || others.some(fits)
    );
  };
}

function listed(lists: Map<string, Matches[]>, key: string): Matches[] {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
}

function lastSegment(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

const MOST_ALTERNATIVES = 200;

/** `{a,b}` side by side multiply; what is beyond the limit is left out. A brace that nobody closes stands for itself. */
function expandBraces(pattern: string): string[] {
  let out = [''];
  for (let at = 0; at < pattern.length;) {
    const open = pattern.indexOf('{', at);
    const close = open < 0 ? -1 : pattern.indexOf('}', open);
    const plain = close < 0 ? pattern.slice(at) : pattern.slice(at, open);
    const parts = close < 0 ? [''] : pattern.slice(open + 1, close).split(',');
    out = out.flatMap((start) => parts.map((part) => start + plain + part)).slice(0, MOST_ALTERNATIVES);
    if (close < 0) break;
    at = close + 1;
  }
  return out;
}

/** `**` + `/` also stands for nothing, so that `a/**` + `/b` matches `a/b`. */
function matchPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starP = -1;
  let starT = -1;
  let deepP = -1;
  let deepT = -1;
  // `**` + `/` goes on at the beginning of a segment only: `**` + `/lib/x` is not in `mylib/x`.
  let deepSegment = false;
  for (;;) {
    if (pattern.startsWith('**', p)) {
      p += 2;
      deepSegment = pattern[p] === '/';
      if (deepSegment) p++;
      deepP = p;
      deepT = t;
      starP = -1;
      continue;
    }
    if (pattern[p] === '*') {
      starP = ++p;
      starT = t;
      continue;
    }
    if (p < pattern.length && t < text.length && (pattern[p] === text[t] || (pattern[p] === '?' && text[t] !== '/'))) {
      p++;
      t++;
      continue;
    }
    if (p === pattern.length && t === text.length) return true;
    if (starP >= 0 && starT < text.length && text[starT] !== '/') {
      p = starP;
      t = ++starT;
      continue;
    }
    if (deepP >= 0 && deepT < text.length) {
      deepT = deepSegment ? text.indexOf('/', deepT) + 1 : deepT + 1;
      if (deepT === 0) return false;
      p = deepP;
      t = deepT;
      starP = -1;
      continue;
    }
    return false;
  }
}
