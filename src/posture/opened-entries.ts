import type { Asset, Edge, Snapshot } from '../core/snapshot.ts';
import { isTied } from './secrets.ts';
import { createView, type Link, textsOf, textOf, type View } from './view.ts';

/** What the check of an entry compares a caller's key with: environment variables, and names of its code that hold a text. */
const COMPARED = ['authVariables', 'authConstants'] as const;
const CODE_FILE = /\.(?:py|[cm]?[jt]sx?)$/i;

/**
 * A value in clear opens an entry of ours (`grants`) when the entry's check compares what a caller brings with the variable or
 * constant that has this value: with the program of the entry, or with what runs that program. Where the file is not seen to be
 * read (`.env.old`), the server may have another value by now, and the edge is inferred.
 */
export function openedEntries(snapshot: Snapshot): Edge[] {
  const entries = snapshot.assets.filter(
    (asset) => asset.kind === 'ai-endpoint' && COMPARED.some((name) => textsOf(asset, name).length > 0),
  );
  if (entries.length === 0) return [];
  const view = createView(snapshot);
  return entries.flatMap((entry) => {
    const opening = new Map<Asset, Edge>();
    for (const { held, tied } of heldFor(entry, view)) {
      const known = opening.get(held.to);
      if (known && (known.strength === 'resolved' || !tied)) continue;
      opening.set(held.to, {
        from: view.numberOf(held.to),
        to: view.numberOf(entry),
        kind: 'grants',
        strength: tied ? 'resolved' : 'inferred',
        evidence: [...view.evidence(held).slice(0, 5), ...entry.evidence.slice(0, 1)],
      });
    }
    return [...opening.values()];
  });
}

function heldFor(entry: Asset, view: View): { held: Link; tied: boolean }[] {
  const variables = new Set(textsOf(entry, 'authVariables'));
  const constants = new Set(textsOf(entry, 'authConstants'));
  const programs = view
    .into(entry, 'contains')
    .map(({ from }) => from)
    .filter(({ kind }) => kind === 'application');
  const running = programs.flatMap((program) => view.out(program, 'runs-on').map(({ to }) => to));
  const values = (holders: readonly Asset[]): Link[] =>
    holders.flatMap((holder) => view.out(holder, 'holds')).filter(({ to }) => textOf(to, 'form') === 'value' && !isForTests(to));
  return [
    ...values(programs).flatMap((held) => {
      if (namesOf(held.to).some((name) => variables.has(name))) return [{ held, tied: isTied(held) }];
      const inCode = view.evidence(held).some(({ file }) => file !== undefined && CODE_FILE.test(file));
      return inCode && namesOf(held.to).some((name) => constants.has(name)) ? [{ held, tied: true }] : [];
    }),
    ...values(running).flatMap((held) => (namesOf(held.to).some((name) => variables.has(name)) ? [{ held, tied: isTied(held) }] : [])),
  ];
}

function namesOf(secret: Asset): string[] {
  return [secret.name, ...textsOf(secret, 'variables')];
}

function isForTests({ properties }: Asset): boolean {
  return properties['likelyTest'] === true || properties['placeholder'] === true;
}
