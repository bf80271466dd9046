import { fixSets } from './fixes.ts';

/** Something a person can do: closes these paths (numbers from 0), at the effort `cost` > 0. */
export type Closing = { readonly closes: readonly number[]; readonly cost: number };

export type Cover = {
  /** Indices of the fixes to take, ascending. */
  readonly fixes: readonly number[];
  readonly cost: number;
  /** No set of fixes that closes the same paths costs less; equal to `cost` where the search was finished. */
  readonly lowerBound: number;
  /** Paths that no fix closes, ascending. */
  readonly open: readonly number[];
};

/** Branches looked at per group of paths that share fixes; beyond it the cheapest set found so far is told, with its bound. */
const MOST_BRANCHES = 20_000;

/**
 * A cheapest set of fixes after which every path that any fix closes is closed: weighted set cover. Paths that share no fix are
 * settled apart. Within a group it branches over the fixes of the path that has fewest, cheapest set first, and leaves a branch
 * where what is spent plus what disjoint paths still cost at least is no better than what is known. That finds the optimum for a
 * dozen fixes at once, and for most real groups; where the branches run out, the greedy set is at most 1 + ln(paths) times the
 * least possible (the bound of greedy set cover), and `lowerBound` says how far it can be.
 */
export function cheapestCover(pathCount: number, fixes: readonly Closing[], branches = MOST_BRANCHES): Cover {
  const closers: number[][] = Array.from({ length: pathCount }, () => []);
  fixes.forEach(({ closes }, fix) => {
    for (const path of new Set(closes)) closers[path]!.push(fix);
  });
  const open = closers.flatMap((list, path) => (list.length === 0 ? [path] : []));
  const taken: number[] = [];
  let lowerBound = 0;
  for (const group of groupsOf(closers, fixes)) {
    const found = settle(group, closers, fixes, branches);
    taken.push(...found.fixes);
    lowerBound += found.lowerBound;
  }
  taken.sort((a, b) => a - b);
  return { fixes: taken, cost: taken.reduce((sum, fix) => sum + fixes[fix]!.cost, 0), lowerBound, open };
}

/** Paths that share fixes, directly or through others. */
function groupsOf(closers: readonly (readonly number[])[], fixes: readonly Closing[]): number[][] {
  const seen = new Uint8Array(closers.length);
  const groups: number[][] = [];
  for (let start = 0; start < closers.length; start++) {
    if (seen[start] === 1 || closers[start]!.length === 0) continue;
    seen[start] = 1;
    const group = [start];
    for (const path of group)
      for (const fix of closers[path]!)
        for (const next of fixes[fix]!.closes) {
          if (seen[next] === 1) continue;
          seen[next] = 1;
          group.push(next);
        }
    groups.push(group);
  }
  return groups;
}

function settle(
  group: readonly number[],
  closers: readonly (readonly number[])[],
  fixes: readonly Closing[],
  most: number,
): { fixes: number[]; lowerBound: number } {
  const best = greedy(group, closers, fixes);
  const root = disjoint(group, closers, fixes);
  if (root >= best.cost || group.length === 1) return { fixes: best.fixes, lowerBound: best.cost };
  let left = most;
  /** How often each path is closed by what is taken. */
  const closed = new Map(group.map((path) => [path, 0]));
  const chosen: number[] = [];
  const branch = (spent: number): void => {
    if (--left < 0) return;
    const rest = group.filter((path) => closed.get(path) === 0);
    if (rest.length === 0) {
      if (spent < best.cost) Object.assign(best, { cost: spent, fixes: [...chosen] });
      return;
    }
    if (spent + disjoint(rest, closers, fixes) >= best.cost) return;
    const tightest = rest.reduce((a, b) => (closers[b]!.length < closers[a]!.length ? b : a));
    for (const fix of [...closers[tightest]!].sort((a, b) => fixes[a]!.cost - fixes[b]!.cost)) {
      for (const path of fixes[fix]!.closes) closed.set(path, closed.get(path)! + 1);
      chosen.push(fix);
      branch(spent + fixes[fix]!.cost);
      chosen.pop();
      for (const path of fixes[fix]!.closes) closed.set(path, closed.get(path)! - 1);
    }
  };
  branch(0);
  return { fixes: best.fixes, lowerBound: left >= 0 ? best.cost : root };
}

function greedy(
  group: readonly number[],
  closers: readonly (readonly number[])[],
  fixes: readonly Closing[],
): { fixes: number[]; cost: number } {
  const usable = [...new Set(group.flatMap((path) => closers[path]!))];
  // A path is what closes it: the numbers of the fixes stand for edges.
  const { steps } = fixSets(
    group.map((path) => ({ edges: closers[path]!, risk: 1 })),
    usable.map((fix) => ({ edges: [fix], cost: fixes[fix]!.cost })),
  );
  const taken = steps.map(({ fix }) => usable[fix]!);
  return { fixes: taken, cost: taken.reduce((sum, fix) => sum + fixes[fix]!.cost, 0) };
}

/** What must be spent at least: paths of which no two share a fix each need one of their own. */
function disjoint(paths: readonly number[], closers: readonly (readonly number[])[], fixes: readonly Closing[]): number {
  const used = new Set<number>();
  let sum = 0;
  for (const path of [...paths].sort((a, b) => closers[a]!.length - closers[b]!.length)) {
    const own = closers[path]!;
    if (own.some((fix) => used.has(fix))) continue;
    for (const fix of own) used.add(fix);
    sum += Math.min(...own.map((fix) => fixes[fix]!.cost));
  }
  return sum;
}
