/** Why such a text is not parsed. */
export const WALL = 'it holds a run of thousands of signs without a single word, which no code does';

/**
 * Thousands of signs without a word between them: the grammar's recovery from errors takes quadratic time on such text (32 kB of
 * `->` took 40 s) and cannot be interrupted.
 */
export function holdsWall(text: string): boolean {
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const word = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122) || code > 127;
    if (word) run = 0;
    else if (code > 32 && ++run >= 4000) return true;
  }
  return false;
}
