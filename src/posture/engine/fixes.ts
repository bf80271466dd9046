/** An attack path as the edges it takes; `risk` ≥ 0 in whatever unit all paths share. */
export type RiskyPath = { readonly edges: readonly number[]; readonly risk: number };

/** Something a person can do: it removes all of `edges`, at the effort `cost` ≥ 0. */
export type Fix = { readonly edges: readonly number[]; readonly cost: number };

export type FixStep = {
  /** Index in `fixes`. */
  readonly fix: number;
  /** Paths that this step closes and no step before did. */
  readonly closes: number;
  readonly risk: number;
  /** Risk that is still open after this step. */
  readonly openRisk: number;
};

export type FixPlan = {
  readonly steps: readonly FixStep[];
  /** Indices of paths that no step closes, ascending. */
  readonly open: readonly number[];
};

export type FixOptions = {
  /** Sum of costs that may be spent. */
  readonly budget?: number;
  readonly most?: number;
};

/**
 * What to fix first: greedy weighted set cover. Each step takes the fix that closes most risk for its cost among what is
 * still open; of equals the one that closes more risk, then more paths, then the first in `fixes`. A path is closed when
 * one of its edges is removed. Stops when no fix closes risk any more. To close all paths it spends at
 * most ln(paths) + 1 times the least possible when risks are equal (the bound of greedy set cover).
 *
 * Gains only fall as others are taken, so a gain is counted again only when its fix is first in line.
 */
export function fixSets(paths: readonly RiskyPath[], fixes: readonly Fix[], options: FixOptions = {}): FixPlan {
  const { budget = Infinity, most = Infinity } = options;
  const closedBy = findClosed(paths, fixes);
  const isClosed = new Uint8Array(paths.length);
  const count = (fix: number): Gain => {
    const open = closedBy[fix]!.filter((path) => isClosed[path] === 0);
    return { fix, cost: fixes[fix]!.cost, closes: open.length, risk: sumRisk(paths, open) };
  };
  const line = fixes.map((_, fix) => count(fix)).filter((gain) => gain.risk > 0);
  line.sort(compare);
  const steps: FixStep[] = [];
  let spent = 0;
  while (line.length > 0 && steps.length < most) {
    const first = count(line.shift()!.fix);
    if (first.risk === 0 || spent + first.cost > budget) continue;
    if (line.length > 0 && compare(line[0]!, first) < 0) {
      insert(line, first);
      continue;
    }
    spent += first.cost;
    for (const path of closedBy[first.fix]!) isClosed[path] = 1;
    const openRisk = sumRisk(paths, indicesOf(isClosed, 0));
    steps.push({ fix: first.fix, closes: first.closes, risk: first.risk, openRisk });
  }
  return { steps, open: indicesOf(isClosed, 0) };
}

type Gain = { readonly fix: number; readonly cost: number; readonly closes: number; readonly risk: number };

/** Negative when `one` comes first. Products instead of quotients: a fix may cost nothing. */
function compare(one: Gain, other: Gain): number {
  return other.risk * one.cost - one.risk * other.cost || other.risk - one.risk || other.closes - one.closes || one.fix - other.fix;
}

function insert(line: Gain[], gain: Gain): void {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(line[middle]!, gain) < 0) low = middle + 1;
    else high = middle;
  }
  line.splice(low, 0, gain);
}

/** For each fix the paths it closes, ascending. */
function findClosed(paths: readonly RiskyPath[], fixes: readonly Fix[]): number[][] {
  const pathsOf = new Map<number, number[]>();
  paths.forEach(({ edges }, path) => {
    for (const edge of new Set(edges)) {
      const known = pathsOf.get(edge);
      if (known === undefined) pathsOf.set(edge, [path]);
      else known.push(path);
    }
  });
  return fixes.map(({ edges }) => [...new Set(edges.flatMap((edge) => pathsOf.get(edge) ?? []))].sort((a, b) => a - b));
}

function sumRisk(paths: readonly RiskyPath[], indices: readonly number[]): number {
  return indices.reduce((sum, path) => sum + paths[path]!.risk, 0);
}

function indicesOf(values: Uint8Array, wanted: number): number[] {
  const indices: number[] = [];
  for (let index = 0; index < values.length; index++) if (values[index] === wanted) indices.push(index);
  return indices;
}
