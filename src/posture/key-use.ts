import type { Evidence } from '../core/evidence.ts';
import { isTied } from './secrets.ts';
import { type Link, textOf, type View } from './view.ts';

/** How it is known that a program works with this very key, and where that stands. */
export interface KeyUse {
  /** given: the value stands in the call. written: it stands in code that gives it to a client. deployed: what runs it sets that variable. loaded: its client reads that variable by itself. named: its code names the variable, or the file it stands in. */
  how: 'given' | 'written' | 'deployed' | 'loaded' | 'named';
  /** The variable, where one is read. */
  variable?: string;
  /** Numbers of the edges it stands on. */
  edges: number[];
  evidence: Evidence[];
}

const TIES = new Set<unknown>(['given', 'written', 'loaded']);

/**
 * Whether a program works with this very key; undefined where it may as well have another one of its own. Discovery ties the two
 * (`tie` and `variable` of the edge, detectors/secrets/ties.ts); what runs the program may set the same variable from a secret store.
 * @param held the `holds` edge from the program to the secret
 */
export function keyUse(held: Link, view: View): KeyUse | undefined {
  if (!isTied(held)) return undefined;
  const { tie, variable: named } = view.properties(held);
  const variable = typeof named === 'string' ? { variable: named } : {};
  const evidence = view.evidence(held);
  if (tie === 'loaded' || tie === 'named')
    for (const runs of view.out(held.from, 'runs-on')) {
      const set = view.out(runs.to, 'holds').find(({ to }) => textOf(to, 'variable') === named);
      if (set && named !== undefined)
        return { how: 'deployed', ...variable, edges: [held.index, set.index], evidence: [...evidence, ...view.evidence(set)] };
    }
  return { how: TIES.has(tie) ? (tie as KeyUse['how']) : 'named', ...variable, edges: [held.index], evidence };
}
