import { type CoverageEntry, isGap } from './coverage.ts';

/**
 * Where a scan could not look. What was seen there before and is not seen now is not gone: it is not assessed.
 * An entry without a file speaks of its whole target; one with a file of that file and of everything inside it (folder,
 * archive). For a single file every status but `read` counts: a file that was skipped was not looked at either. What is said of
 * `relations` says that the other end of an edge was not seen, not that the file was not read; what is said of `history` speaks of
 * what commits hold and of nothing else.
 */
export interface Gaps {
  /** Why nothing about the target as a whole can be concluded; undefined where it can. */
  whole(target: string): string | undefined;
  /** Why the file (or the target, where no file is named; or the file as a commit holds it) was not assessed; undefined where it was. */
  reason(target: string, file: string | undefined, commit?: string): string | undefined;
}

export function gapsOf(coverage: readonly CoverageEntry[]): Gaps {
  const whole = new Map<string, string>();
  const files = new Map<string, Map<string, string>>();
  const histories = new Map<string, string>();
  for (const entry of coverage) {
    if (entry.what === 'relations') continue;
    if (entry.what === 'history') {
      if (entry.status !== 'read') histories.set(entry.target, entry.reason);
      continue;
    }
    if (entry.file === undefined) {
      if (isGap(entry)) whole.set(entry.target, entry.reason);
    } else if (entry.status !== 'read') {
      const listed = files.get(entry.target) ?? new Map<string, string>();
      files.set(entry.target, listed.set(entry.file.replace(/\/$/, ''), entry.reason));
    }
  }
  return {
    whole: (target) => whole.get(target),
    reason: (target, file, commit) =>
      whole.get(target) ??
      (commit === undefined ? undefined : histories.get(target)) ??
      (file === undefined ? undefined : within(files.get(target), file)),
  };
}

/** The file itself, a folder above it, or the archive it stands in (`models.zip!/weights.pt`). */
function within(listed: ReadonlyMap<string, string> | undefined, file: string): string | undefined {
  if (!listed) return undefined;
  const exact = listed.get(file);
  if (exact !== undefined) return exact;
  for (let end = file.length - 1; end > 0; end--) {
    if (file[end] !== '/' && file[end] !== '!') continue;
    const reason = listed.get(file.slice(0, end));
    if (reason !== undefined) return reason;
  }
  return listed.get('') ?? listed.get('.');
}
