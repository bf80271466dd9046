import { type CoverageEntry, isGap } from '../core/coverage.ts';

/**
 * Where a scan could not look. What was seen there before and is not seen now is not gone: it is not assessed.
 * An entry without a file speaks of its whole target; one with a file of that file and of everything inside it (folder,
 * archive). For a single file every status but `read` counts: a file that was skipped was not looked at either.
 */
export interface Gaps {
  /** Whether nothing about the target as a whole can be concluded. */
  whole(target: string): boolean;
  covers(target: string, file: string | undefined): boolean;
}

export function gapsOf(coverage: readonly CoverageEntry[]): Gaps {
  const whole = new Set<string>();
  const files = new Map<string, Set<string>>();
  for (const entry of coverage) {
    if (entry.file === undefined) {
      if (isGap(entry)) whole.add(entry.target);
    } else if (entry.status !== 'read') {
      const listed = files.get(entry.target) ?? new Set();
      files.set(entry.target, listed.add(entry.file.replace(/\/$/, '')));
    }
  }
  return {
    whole: (target) => whole.has(target),
    covers: (target, file) => whole.has(target) || (file !== undefined && within(files.get(target), file)),
  };
}

/** The file itself, a folder above it, or the archive it stands in (`models.zip!/weights.pt`). */
function within(listed: ReadonlySet<string> | undefined, file: string): boolean {
  if (!listed) return false;
  if (listed.has(file)) return true;
  for (let end = file.length - 1; end > 0; end--) {
    if ((file[end] === '/' || file[end] === '!') && listed.has(file.slice(0, end))) return true;
  }
  return listed.has('.');
}
