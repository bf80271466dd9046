import type { Asset, Snapshot } from '../core/snapshot.ts';

/** Pieces of the texts that checks and paths say. Names in them come from scanned files. */

const LONGEST = 60;
/** What a name may hold to stand in a sentence as it is. */
const WORDS = /^[\p{L}\p{N}_ .@/:-]+$/u;
/** More words than that are a sentence of somebody else's. */
const MOST_WORDS = 5;

/**
 * A name from a scanned file as it may stand in a sentence that is read by people and by models: words of at most 60 characters as
 * they are, a longer single word shortened in its middle, a short name with other characters in quotes, everything else as "the
 * tool at file:line". Names of secrets are put together here from their kind and place and may be longer sentences.
 */
export function spokenName({ kind, name, id, evidence }: Pick<Asset, 'kind' | 'name' | 'id' | 'evidence'>): string {
  const words = name.split(/\s+/).length;
  const few = words <= MOST_WORDS || kind === 'secret';
  if (WORDS.test(name)) {
    if (name.length <= LONGEST && few) return name;
    if (words === 1) return `${name.slice(0, 29)}…${name.slice(-30)}`;
  } else if (name.length <= LONGEST && words <= 3 && !/["\p{C}]/u.test(name)) return `"${name}"`;
  const seen = evidence[0];
  const at = seen?.file === undefined ? undefined : `${seen.file}${seen.line === undefined ? '' : `:${seen.line}`}`;
  return `the ${kind.replaceAll('-', ' ')} ${at !== undefined && at.length <= 2 * LONGEST && /^[\w./:@+-]+$/.test(at) ? `at ${at}` : id}`;
}

/** Any other text from a scanned file (a package, a folder, an address) as it may stand in a sentence, by the same rule. */
export function said(text: string): string {
  const words = text.split(/\s+/).length;
  if (WORDS.test(text) && words <= MOST_WORDS && text.length <= LONGEST) return text;
  if (/["\p{C}]/u.test(text) || words > 3) return `a text of ${text.length} characters`;
  const short = text.length <= LONGEST ? text : `${text.slice(0, 29)}…${text.slice(-30)}`;
  return words === 1 && /^[\w./:@+~$%{}=&?,#\\-]+$/.test(text) ? short : `"${short}"`;
}

/** What the assets of a spoken Snapshot are called in the files. */
const TRUE_NAMES = new WeakMap<Asset, string>();

/** The name as it stands in the file: for commands, which quote it, and for comparing; never for sentences. */
export function trueName(asset: Asset): string {
  return TRUE_NAMES.get(asset) ?? asset.name;
}

/** The true name for a command, quoted with `shellWord` there; a long sentence in its place is left for the reader to fill in. */
export function commandName(asset: Asset): string {
  const name = trueName(asset);
  return name.length > LONGEST && /\s/.test(name) ? '<its name>' : name;
}

/** The Snapshot as checks and paths may speak of it: every asset whose name cannot stand in a sentence under a name that can. */
export function spoken(snapshot: Snapshot): Snapshot {
  let assets: Asset[] | undefined;
  snapshot.assets.forEach((asset, number) => {
    const name = spokenName(asset);
    if (name === asset.name) return;
    assets ??= [...snapshot.assets];
    const named = { ...asset, name };
    TRUE_NAMES.set(named, asset.name);
    assets[number] = named;
  });
  return assets ? { ...snapshot, assets } : snapshot;
}

/** A name as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** "a", "a and b", "a, b and 3 more". Without repetitions. */
export function listed(names: readonly string[], most = 3): string {
  const all = [...new Set(names)];
  if (all.length <= 1) return all[0] ?? '';
  const shown = all.length > most ? all.slice(0, most) : all.slice(0, -1);
  const last = all.length > most ? `${all.length - most} more` : all.at(-1)!;
  return `${shown.join(', ')} and ${last}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
