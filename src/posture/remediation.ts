import type { Remediation } from '../core/finding.ts';
import type { CandidateFix } from './path.ts';
import { cheapestCover } from './engine/cover.ts';

/**
 * What a fix costs, in points: a line or a switch, a change of an hour or two, a change of days. Edges that no fix of any path names
 * cannot be cut at any price. The table stands in docs/guides/paths.md.
 */
export const EFFORT: Readonly<Record<CandidateFix['cost'], number>> = { 1: 1, 2: 3, 3: 10 };

/** A drawn path: each of its fixes closes it by itself, when all the edges that the fix names are gone. */
export interface Closable {
  id: string;
  /** Weighs which fix of the plan comes first. */
  score: number;
  fixes: readonly CandidateFix[];
}

/** Whether doing `fix` also closes a path: one of the path's own fixes cuts nothing that this one leaves. */
export function closesPath(fix: Pick<CandidateFix, 'cuts'>, path: Pick<Closable, 'fixes'>): boolean {
  return path.fixes.some((own) => own.cuts.length > 0 && own.cuts.every((cut) => fix.cuts.includes(cut)));
}

/**
 * The cheapest set of fixes that closes all paths (engine/cover.ts), those that close most first. Undefined without paths.
 * @param edgeId the id of an edge by its number
 */
export function planRemediation(paths: readonly Closable[], edgeId: (edge: number) => string): Remediation | undefined {
  if (paths.length === 0) return undefined;
  const closing = closersOf(paths);
  const fixes = distinct(paths).map((fix) => ({ fix, closes: closing(fix), cost: EFFORT[fix.cost] }));
  const cover = cheapestCover(paths.length, fixes);
  const left = new Set(cover.fixes.flatMap((index) => fixes[index]!.closes));
  const of = left.size;
  const waiting = cover.fixes.map((index) => fixes[index]!);
  const steps: Remediation['fixes'] = [];
  while (waiting.length > 0) {
    const gain = (one: (typeof waiting)[number]): number =>
      one.closes.reduce((sum, path) => sum + (left.has(path) ? 1 + paths[path]!.score / 1000 : 0), 0);
    const best = waiting.reduce((a, b) => (gain(b) * a.cost > gain(a) * b.cost ? b : a));
    waiting.splice(waiting.indexOf(best), 1);
    const closed = best.closes.filter((path) => left.delete(path));
    steps.push({
      text: best.fix.text,
      ...(best.fix.command === undefined ? {} : { command: best.fix.command }),
      cuts: best.fix.cuts.map(edgeId),
      cost: best.cost,
      closes: closed.length,
      paths: closed.map((path) => paths[path]!.id).sort(),
    });
  }
  return { fixes: steps, closes: of, of: paths.length, cost: cover.cost, atLeast: cover.lowerBound };
}

/** Each thing to do once: by what it cuts and says. */
function distinct(paths: readonly Closable[]): CandidateFix[] {
  const known = new Map<string, CandidateFix>();
  for (const fix of paths.flatMap((path) => path.fixes)) {
    const key = `${[...fix.cuts].sort((a, b) => a - b).join(' ')} ${fix.cost} ${fix.text}`;
    if (fix.cuts.length > 0 && !known.has(key)) known.set(key, fix);
  }
  return [...known.values()];
}

/** The numbers of the paths a fix closes; only paths that share an edge with it are looked at. */
export function closersOf(paths: readonly Closable[]): (fix: Pick<CandidateFix, 'cuts'>) => number[] {
  const byEdge = new Map<number, Set<number>>();
  paths.forEach(({ fixes }, path) => {
    for (const cut of fixes.flatMap(({ cuts }) => cuts)) byEdge.set(cut, (byEdge.get(cut) ?? new Set()).add(path));
  });
  return (fix) => {
    const near = new Set(fix.cuts.flatMap((cut) => [...(byEdge.get(cut) ?? [])]));
    return [...near].filter((path) => closesPath(fix, paths[path]!)).sort((a, b) => a - b);
  };
}
