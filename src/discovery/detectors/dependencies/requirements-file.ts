import { type DependencyFacts, MOST_NAMED, type Named, scopeOfGroup } from './facts.ts';
import { namedBy } from './python-named.ts';

/** Requirements by pip (also `.in` of pip-tools and uv), with their includes, constraints, hashes and `# via` notes. */
export function readRequirementsFile(path: string, text: string): DependencyFacts | undefined {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const form = /constraint/i.test(file) ? 'constraints' : 'manifest';
  const words = file.replace(/\.(?:txt|in)$/, '');
  // docs/requirements.txt, tests/requirements.txt: the folder says what it is for.
  const folder = path.split('/').at(-2) ?? '';
  const scope = scopeOfGroup(words, scopeOfGroup(folder, 'runtime'));
  const named: Named[] = [];
  const includes: NonNullable<DependencyFacts['includes']> = [];
  let last: Named | undefined;
  let via: string[] | undefined;
  let unread = 0;
  for (const { text: line, number } of logicalLines(text)) {
    const note = /^\s+#\s*(via\b)?\s*(.*)$/.exec(line);
    if (note) {
      if (note[1] !== undefined) via = [];
      if (via && last && note[2] !== '') noteWhoAsks(last, via, note[2]!.trim());
      continue;
    }
    last = undefined;
    via = undefined;
    const bare = line.trim();
    if (bare === '' || bare.startsWith('#')) continue;
    const include = /^(?:-r|--requirement|-c|--constraint)[\s=]*(?<path>\S.*)$/.exec(bare);
    if (include) {
      const taken = include.groups!['path']!.replace(/\s+#.*$/, '').trim();
      if (taken.length < 300 && !/^[a-z][a-z+]+:/.test(taken))
        includes.push({ path: taken, form: /^-(?:c|-constraint)/.test(bare) ? 'constraints' : 'manifest' });
      continue;
    }
    if (/^-(?!e\b|-editable\b)/.test(bare)) continue;
    if (named.length >= MOST_NAMED) {
      unread++;
      continue;
    }
    last = namedBy(bare, { line: number, scope });
    if (!last) continue;
    named.push(last);
    const inline = /\s#\s*via\s+(.{1,300})$/.exec(bare)?.[1];
    if (inline !== undefined) for (const one of inline.split(',')) noteWhoAsks(last, (via ??= []), one.trim());
  }
  if (named.length === 0 && includes.length === 0) return undefined;
  return {
    form,
    roots: [{ folder: '', named }],
    ...(includes.length > 0 ? { includes: includes.slice(0, 100) } : {}),
    ...(unread > 0 ? { problem: `${unread} more requirements are not listed` } : {}),
  };
}

/** What a compiled file says of a requirement: who asks for it. A file or the project itself means that it is asked for directly. */
function noteWhoAsks(named: Named, via: string[], who: string): void {
  if (who === '' || who.length > 120) return;
  via.push(who);
  const own = via.some((one) => /^-[rc]\s|\(|\.(?:toml|cfg|in|txt|py)\b/.test(one));
  named.direct = own;
  if (own) delete named.via;
  else named.via = via.slice(0, 5);
}

/** Lines with their continuations joined, numbered by where they begin. */
function* logicalLines(text: string): Iterable<{ text: string; number: number }> {
  let joined = '';
  let begin = 0;
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (joined === '') begin = number;
    if (line.endsWith('\\') && joined.length < 50_000) {
      joined += `${line.slice(0, -1)} `;
      continue;
    }
    yield { text: joined + line, number: begin };
    joined = '';
  }
  if (joined !== '') yield { text: joined, number: begin };
}
