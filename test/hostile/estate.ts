import type { Report } from '../../src/core/report.ts';
import { failed } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';

/**
 * What stands beside every hostile file: an ordinary training script and its public bucket. Whatever the hostile file does, the
 * finding about them must still be told.
 */
export const BESIDE: Record<string, string> = {
  'estate/beside/train.py': fixture('harbour')['estate/training/train.py']!,
  'estate/beside/main.tf': fixture('harbour')['estate/infra/main.tf']!,
};

/** Whether the ordinary finding is told, and no detector of ours broke. */
export function unharmed(report: Report): string[] {
  const out = failed(report, 'training-data-public-read').length === 1 ? [] : ['the finding beside is not told'];
  for (const { what, status, file, reason } of report.coverage) if (status === 'failed') out.push(`${what} failed on ${file}: ${reason}`);
  return out;
}

/** What the coverage says of a file. */
export function told(report: Report, file: string): string[] {
  return report.coverage.filter((entry) => entry.file === file).map(({ what, status }) => `${what} ${status}`);
}

/** A key of the form of a real one, known to nobody; different for each seed. */
export function fakeKey(seed: number): string {
  const alphabet = 'aZ3kQ9xW7bT5mN1cV8dR2fG6hJ4pL0sY';
  const random = (length: number, from: number): string =>
    Array.from({ length }, (_, at) => alphabet[(at * 7 + (at >> 2) * 3 + from * 13) % alphabet.length]).join('');
  return `${['sk', 'proj'].join('-')}-${random(74, seed)}${Buffer.from('OpenAI').toString('base64')}${random(74, seed + 5)}`;
}
