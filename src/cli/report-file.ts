import { readFileSync, statSync } from 'node:fs';
import { messageOf, PharosError } from '../core/errors.ts';
import { Report } from '../core/report.ts';

/** Reads a JSON report; throws PharosError where it is none. */
export function readReport(file: string): Report {
  let parsed: unknown;
  try {
    if (!statSync(file).isFile()) throw new Error('not a file');
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new PharosError('PHAROS_REPORT_INVALID', { file, reason: messageOf(error).slice(0, 120) });
  }
  const report = Report.safeParse(parsed);
  if (!report.success) {
    const issue = report.error.issues[0]!;
    throw new PharosError('PHAROS_REPORT_INVALID', { file, reason: `${issue.path.join('.') || 'report'}: ${issue.message}` });
  }
  return report.data;
}
