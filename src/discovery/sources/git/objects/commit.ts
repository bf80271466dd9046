import type { Name } from './objects.ts';

export interface Commit {
  tree: Name;
  parents: Name[];
  /** Seconds since 1970, as whoever made the commit says; 0 where that cannot be read. */
  committed: number;
  authored: number;
  /** Name and mail of the author, as written. */
  author: { name: string; mail: string };
}

/** More parents than any merge has. */
const MOST_PARENTS = 64;

/** A commit as git writes it (git-commit-tree); undefined where that is not one. */
export function readCommit(bytes: Buffer, hash: number): Commit | undefined {
  const end = bytes.indexOf('\n\n');
  const head = bytes.toString('utf8', 0, Math.min(end < 0 ? bytes.length : end, 65_536)).split('\n');
  const digits = hash * 2;
  const tree = nameIn(head[0], 'tree', digits);
  if (tree === undefined) return undefined;
  const parents: Name[] = [];
  let line = 1;
  for (; line < head.length && parents.length < MOST_PARENTS; line++) {
    const parent = nameIn(head[line], 'parent', digits);
    if (parent === undefined) break;
    parents.push(parent);
  }
  const author = personIn(head.find((one) => one.startsWith('author ')));
  const committer = personIn(head.find((one) => one.startsWith('committer ')));
  return { tree, parents, committed: committer.time, authored: author.time, author: { name: author.name, mail: author.mail } };
}

/** What an annotated tag names, and of which type that is. */
export function readTag(bytes: Buffer, hash: number): { object: Name; type: string } | undefined {
  const head = bytes.toString('latin1', 0, 400).split('\n');
  const object = nameIn(head[0], 'object', hash * 2);
  const type = head[1]?.startsWith('type ') ? head[1].slice(5) : undefined;
  return object === undefined || type === undefined ? undefined : { object, type };
}

/** A name in hexadecimal digits; undefined where it is none. */
export function nameOf(text: string, hash: number): Name | undefined {
  return text.length === hash * 2 && /^[0-9a-f]+$/.test(text) ? Buffer.from(text, 'hex').toString('latin1') : undefined;
}

function nameIn(line: string | undefined, field: string, digits: number): Name | undefined {
  return line?.startsWith(`${field} `) ? nameOf(line.slice(field.length + 1), digits / 2) : undefined;
}

/** "author A Name <mail> 1700000000 +0100" */
function personIn(line: string | undefined): { name: string; mail: string; time: number } {
  const nobody = { name: '', mail: '', time: 0 };
  if (line === undefined) return nobody;
  const open = line.indexOf('<');
  const close = line.lastIndexOf('>');
  if (open < 0 || close < open) return nobody;
  const time = Number(/^ (\d{1,12})(?: |$)/.exec(line.slice(close + 1))?.[1] ?? 0);
  return {
    name: line
      .slice(line.indexOf(' ') + 1, open)
      .trim()
      .slice(0, 200),
    mail: line
      .slice(open + 1, close)
      .trim()
      .slice(0, 200),
    time,
  };
}
