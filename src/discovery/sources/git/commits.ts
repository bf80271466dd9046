import { type Commit, readCommit, readTag } from './objects/commit.ts';
import { hexOf, type Name, type Objects } from './objects/objects.ts';
import type { Repository } from './repository.ts';

const MOST_TAGS = 20;

/** The commits of a repository. */
export interface Line {
  /** The newest first. */
  order: Name[];
  commits: Map<Name, Commit>;
  missing: number;
  damaged: number;
  /** References that name no commit. */
  others: number;
  /** There are more than may be walked. */
  cut: boolean;
}

/** All commits that references lead to, by the time of commit, the newest first. */
export async function commitsFrom(
  tips: readonly Name[],
  { shallow, hash }: Pick<Repository, 'shallow' | 'hash'>,
  { objects, most, turn }: { objects: Objects; most: number; turn(): Promise<void> },
): Promise<Line> {
  const line: Line = { order: [], commits: new Map(), missing: 0, damaged: 0, others: 0, cut: false };
  const heap = newestFirst();
  const seen = new Set<Name>();
  const push = (name: Name, isTip: boolean): void => {
    for (let at = name, tags = 0; tags < MOST_TAGS; tags++) {
      if (seen.has(at)) return;
      seen.add(at);
      const read = objects.read(at);
      if ('missing' in read) return void line.missing++;
      if ('exhausted' in read) return void (line.cut = true);
      if (!('bytes' in read)) return void line.damaged++;
      const tag = read.type === 'tag' ? readTag(read.bytes, hash) : undefined;
      if (tag) {
        at = tag.object;
        continue;
      }
      const commit = read.type === 'commit' ? readCommit(read.bytes, hash) : undefined;
      if (!commit) return void (isTip && read.type !== 'commit' ? line.others++ : line.damaged++);
      if (shallow.has(hexOf(at))) commit.parents = [];
      line.commits.set(at, commit);
      heap.push(at, commit.committed);
      return;
    }
  };
  for (const tip of tips) {
    push(tip, true);
    await turn();
  }
  for (let name = heap.pop(); name !== undefined; name = heap.pop()) {
    if (line.order.length >= most) {
      line.cut = true;
      break;
    }
    line.order.push(name);
    for (const parent of line.commits.get(name)!.parents) push(parent, false);
    await turn();
  }
  return line;
}

/** A heap of names by number, the largest first; of equal ones the one that came first. */
function newestFirst(): { push(name: Name, time: number): void; pop(): Name | undefined } {
  const heap: { name: Name; time: number; turn: number }[] = [];
  let turns = 0;
  const before = (a: number, b: number): boolean => {
    const [one, other] = [heap[a]!, heap[b]!];
    return one.time > other.time || (one.time === other.time && one.turn < other.turn);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  return {
    push(name, time) {
      heap.push({ name, time, turn: turns++ });
      for (let at = heap.length - 1; at > 0 && before(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (!top || !last || heap.length === 0) return top?.name;
      heap[0] = last;
      for (let at = 0; ;) {
        const left = at * 2 + 1;
        if (left >= heap.length) break;
        const child = left + 1 < heap.length && before(left + 1, left) ? left + 1 : left;
        if (!before(child, at)) break;
        swap(at, child);
        at = child;
      }
      return top.name;
    },
  };
}
