/** Pieces of the texts that checks and paths say. Names in them come from scanned files. */

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
