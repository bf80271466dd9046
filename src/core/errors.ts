/**
 * Every error a user can meet: a stable code, what happened (with named places to fill), what to do, and the exit code.
 * docs/reference/errors.md is generated from this table.
 */
export const ERRORS = {
  PHAROS_TARGET_MISSING: {
    text: 'Target not found: {target}',
    todo: 'Check the path, or give a git URL such as https://host/owner/name.git.',
  },
  PHAROS_TARGET_UNREADABLE: { text: 'Target cannot be read: {target} ({reason})', todo: 'Check the permissions of the folder or file.' },
  PHAROS_TARGET_REFUSED: { text: 'Target refused: {target} ({reason})', todo: 'Use an https, ssh or file git URL, a folder or a file.' },
  PHAROS_TARGET_TWICE: {
    text: 'Two targets have the same name: {name}',
    todo: 'Scan them one at a time with --name, or scan the folder that holds both.',
  },
  PHAROS_TARGET_WITHIN: {
    text: '{name} and {other} lie in one another',
    todo: 'Name the outer one only: what it holds is scanned with it.',
  },
  PHAROS_OFFLINE: {
    text: 'Not fetched because Pharos is offline: {target}',
    todo: 'Leave --offline away to clone the repository, or clone it yourself and scan the folder.',
  },
  PHAROS_CLONE_FAILED: { text: 'Clone failed: {target} ({reason})', todo: 'Check the URL and your access with `git ls-remote`.' },
  PHAROS_SETTINGS_INVALID: { text: '{file}:{line}: {reason}', todo: '{hint}' },
  PHAROS_SETTINGS_MISSING: { text: 'Settings not found: {file}', todo: 'Check the path given with --config.' },
  PHAROS_USAGE: { text: '{reason}', todo: '{hint}' },
  PHAROS_OPTION_INVALID: { text: 'Option {option} cannot be {value}', todo: 'Use {hint}.' },
  PHAROS_REPORT_INVALID: { text: 'Not a Pharos report: {file} ({reason})', todo: 'Give a file written by `pharos scan --json`.' },
  PHAROS_NOT_FOUND: {
    text: 'Nothing is known under {id}',
    todo: 'Look up ids with `pharos scan --json` or `pharos query "select id, name from assets"`.',
  },
  PHAROS_SCAN_UNKNOWN: {
    text: 'No scan is known under {id}, and no report stands in a file of that name',
    todo: 'Find the id with `pharos query "select id, started from scans order by started desc"`, or give a JSON report.',
  },
  PHAROS_AMBIGUOUS: { text: '{id} names several things: {candidates}', todo: 'Give a whole id.' },
  PHAROS_STORE_LOCKED: {
    text: 'The store is in use: {file} ({reason})',
    todo: 'Wait for the other process, or set PHAROS_HOME to another folder.',
  },
  PHAROS_STORE_NEWER: {
    text: 'The store was written by a newer Pharos (schema {found}, this one knows {known})',
    todo: 'Update Pharos, or set PHAROS_HOME to another folder.',
  },
  PHAROS_STORE_DAMAGED: { text: 'The store is damaged: {file} ({reason})', todo: 'Restore a backup with `pharos restore <file>`.' },
  PHAROS_STORE_EMPTY: { text: 'The store holds no scan yet', todo: 'Run `pharos scan <folder>` without --no-store first.' },
  PHAROS_STORE_UNREACHABLE: {
    text: 'The database cannot be reached: {reason}',
    todo: 'Check PHAROS_DATABASE_URL, or unset it to use the embedded store.',
  },
  PHAROS_QUERY_REFUSED: { text: 'Query refused: {reason}', todo: 'Ask one SELECT over the views listed by `pharos query --views`.' },
  PHAROS_QUERY_TIMEOUT: { text: 'Query stopped after {seconds} s', todo: 'Narrow it, or raise --timeout.' },
  PHAROS_OUTPUT_FAILED: { text: 'Cannot write {file} ({reason})', todo: 'Check the folder and its permissions.' },
  PHAROS_BACKUP_INVALID: { text: 'Not a Pharos backup: {file} ({reason})', todo: 'Give a file written by `pharos backup`.' },
  PHAROS_EXISTS: { text: '{what} exists already: {file}', todo: 'Choose another name.' },
  PHAROS_CANCELLED: { text: 'Cancelled', todo: 'Run the same command again: {kept}.' },
} as const satisfies Record<string, { text: string; todo: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An error the user can do something about: thrown for refused requests, printed in two lines, never with a stack. */
export class PharosError extends Error {
  readonly code: ErrorCode;
  readonly todo: string;
  /** What else is wrong, where several things can be mended at once. */
  readonly others: readonly PharosError[];

  constructor(
    code: ErrorCode,
    fields: Record<string, string | number> = {},
    options: { cause?: unknown; others?: readonly PharosError[] } = {},
  ) {
    super(fill(ERRORS[code].text, fields), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PharosError';
    this.code = code;
    this.todo = fill(ERRORS[code].todo, fields);
    this.others = options.others ?? [];
  }
}

function fill(text: string, fields: Record<string, string | number>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (name in fields ? String(fields[name]) : whole));
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
