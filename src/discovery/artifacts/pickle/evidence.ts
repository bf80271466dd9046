/** Characters kept of one literal shown as evidence. */
export const EVIDENCE_LENGTH = 120;

const ASSIGNED =
  /\b(pass(?:word|wd)?|pwd|secret|token|api[_-]?key|authorization|bearer)(\s{0,4}[=:]\s{0,4}|\s{1,4})["']?([^\s"'&;|]{4,200})/gi;
const USER_INFO = /(:\/\/[^\s:/@]{1,64}):([^\s/@]{1,128})@/g;
const LONG_TOKEN = /[A-Za-z0-9_+=-]{20,}/g;

/**
 * A literal as evidence: control characters replaced, anything that looks like a secret masked, at most 120 characters.
 * Empty for text with nothing printable in it.
 */
export function evidenceText(text: string): string {
  const printable = text
    .slice(0, 2000)
    .replace(/[^\u0020-\u007e\u00a1-\ud7ff]+/g, ' ')
    .trim();
  const masked = printable
    .replace(USER_INFO, '$1:•••@')
    .replace(ASSIGNED, '$1$2•••')
    .replace(LONG_TOKEN, (token) => (/\d/.test(token) && /[A-Za-z]/.test(token) ? `${token.slice(0, 4)}•••` : token));
  return masked.length > EVIDENCE_LENGTH ? `${masked.slice(0, EVIDENCE_LENGTH - 1)}…` : masked;
}
