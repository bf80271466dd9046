/**
 * What a table of ours holds under a name that comes from a scanned file: its own entries only. Plain indexing would answer
 * `constructor` or `toString` with a function of Object.
 */
export function own<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
