/**
 * Plain text for a SARIF message (2.1.0 §3.11.5, §3.11.6): braces stand for placeholders and are doubled; what a viewer would take for
 * a link is escaped, because names come from scanned files and must not become links.
 */
export function messageText(text: string): string {
  return text.toWellFormed().replaceAll(/[{}]/g, '$&$&').replaceAll('](', '\\](');
}

/** A relative URI reference (RFC 3986) of a file within its target. */
export function relativeUri(file: string): string {
  const path = file
    .toWellFormed()
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
  // A first segment with a colon would be read as a scheme; encodeURIComponent leaves none.
  return path;
}

/** Sentences one after the other, each with its end. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (/[.!?:]$/.test(part!) ? part : `${part}.`))
    .join(' ');
}
