import type { SecretMatch } from './match.ts';

const MARK = '***';
const SEALED = /\*{3}([0-9a-f]{12})\*{3}/;

/**
 * The text with each secret replaced, unit for unit, by its public prefix, `***`, the twelve digits of its fingerprint,
 * `***` and stars to the old length: offsets, lines and quotes stay where they are, so the result still parses.
 * A secret too short for that becomes stars alone. Placeholders are left as they are.
 *
 * An unquoted YAML value must not begin with a star (that is an alias): such a value begins with `x`.
 * @param matches from `findSecrets` on this very text: sorted, not overlapping.
 */
export function maskSecrets(text: string, matches: readonly SecretMatch[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const match of matches) {
    if (match.placeholder || match.start < done || match.end > text.length) continue;
    parts.push(text.slice(done, match.start), masked(text, match));
    done = match.end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** The twelve fingerprint digits in a masked literal, or undefined: some match's `fingerprint`. */
export function maskedFingerprint(text: string): string | undefined {
  return SEALED.exec(text)?.[1];
}

function masked(text: string, match: SecretMatch): string {
  const written = text.slice(match.start, match.end);
  const lead = match.publicPrefix === 0 && startsPlainYaml(text, match.start) ? 'x' : '';
  const seal = `${MARK}${match.fingerprint}${MARK}`;
  let sealed = false;
  // Line ends inside a private key stay, so the seal goes into the first line long enough for it.
  const lines = written.split(/(\r?\n)/).map((piece, index) => {
    if (piece === '\n' || piece === '\r\n') return piece;
    const kept = index === 0 ? `${written.slice(0, match.publicPrefix)}${lead}` : '';
    if (sealed || piece.length < kept.length + seal.length)
      return index === 0 && written.length > piece.length
        ? kept.padEnd(piece.length, '*').slice(0, piece.length)
        : '*'.repeat(piece.length);
    sealed = true;
    return `${kept}${seal}`.padEnd(piece.length, '*');
  });
  return lines.join('');
}

/** Whether what begins here is a plain YAML scalar, which must not begin with a star. */
export function startsPlainYaml(text: string, start: number): boolean {
  return /(?:^|\n|[:-])[ \t]{1,8}$/.test(text.slice(Math.max(0, start - 10), start)) || start === 0;
}
