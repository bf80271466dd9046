/**
 * Values that stand where a credential belongs, whatever they look like: behind a flag or in a query parameter that is named for
 * one. Weak passwords have no form a recognizer could know, and arguments become part of a server's identity, so they are veiled
 * before anything is made of them. References to variables and inputs stay: they say where the value comes from.
 */
const NAMED =
  /(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|apikey|access[-_]?key|credentials?|auth(?:orization)?|bearer|private[-_]?key)$/i;
const REFERENCE = /^(?:\$\{?[\w:.-]+\}?|\{\{?[^}]{1,100}\}?\}|%[\w]+%|<[^>]{1,100}>)$/;
const VEIL = '***';

/** `--password x`, `--token=x`, `-e API_KEY=x`, `API_KEY=x`. */
export function veilArguments(given: readonly string[]): string[] {
  return given.map((argument, index) => {
    const assigned = /^(-{0,2}[\w.-]+)=(.+)$/s.exec(argument);
    if (assigned) return NAMED.test(assigned[1]!) && !REFERENCE.test(assigned[2]!) ? `${assigned[1]}=${VEIL}` : veilUrl(argument);
    const before = given[index - 1];
    const behindFlag = before !== undefined && /^--?[\w.-]+$/.test(before) && NAMED.test(before);
    return behindFlag && !argument.startsWith('-') && !REFERENCE.test(argument) ? VEIL : veilUrl(argument);
  });
}

/** Query parameters named for a credential, and the password before the host. */
export function veilUrl(text: string): string {
  if (!text.includes('://')) return text;
  return text
    .replaceAll(/([?&][\w.-]{1,60})=([^&#\s]{1,2000})/g, (whole, name: string, value: string) =>
      NAMED.test(name) && !REFERENCE.test(value) ? `${name}=${VEIL}` : whole,
    )
    .replace(/(:\/\/[^:/?#\s@]{0,200}):([^/?#\s@]{1,500})@/, (whole, user: string, value: string) =>
      REFERENCE.test(value) ? whole : `${user}:${VEIL}@`,
    );
}
