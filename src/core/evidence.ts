/** Where something was seen. `file` is relative to its target, `/` separated; `line` starts at 1; `detail` never holds a secret. */
export interface Evidence {
  /** Id of the target (source) it was seen in. */
  target: string;
  file?: string;
  line?: number;
  /** Field of an API answer or configuration, where there is no line. */
  field?: string;
  /** Short name of the commit that holds the line, where that is not said of the file as it is now. */
  commit?: string;
  detail: string;
}

export function compareEvidence(a: Evidence, b: Evidence): number {
  return (
    compareText(a.target, b.target) ||
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(a.field ?? '', b.field ?? '') ||
    compareText(a.commit ?? '', b.commit ?? '') ||
    compareText(a.detail, b.detail)
  );
}

/** Bytewise, independent of the locale, so that two machines sort alike. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorted, without repetitions. */
export function uniteEvidence(lists: readonly (readonly Evidence[])[]): Evidence[] {
  const sorted = lists.flat().sort(compareEvidence);
  return sorted.filter((evidence, index) => index === 0 || compareEvidence(evidence, sorted[index - 1]!) !== 0);
}

/** `file:line` (with the commit, where the file does not hold it now), or the field, or the detail: the short form for people. */
export function place(evidence: Evidence): string {
  const { file, line, commit } = evidence;
  if (file !== undefined) return `${file}${line === undefined ? '' : `:${line}`}${commit === undefined ? '' : ` in commit ${commit}`}`;
  return evidence.field ?? evidence.detail;
}
